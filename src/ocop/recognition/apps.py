from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    """Decisions, certificates, revocations."""

    name = "ocop.recognition"
    label = "recognition"
    verbose_name = _("Công nhận")

    def ready(self) -> None:
        """Register who may do what here, before the first act."""
        from ocop.recognition import policy  # noqa: PLC0415  needs the tables

        assert policy
