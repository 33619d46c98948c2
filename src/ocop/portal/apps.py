from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The public face: catalogue, product page, certificate check."""

    name = "ocop.portal"
    label = "portal"
    verbose_name = _("Cổng công khai")
