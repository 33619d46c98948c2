from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ocop_rules import rulebooks


class LibraryConfig(AppConfig):
    """The rulebooks at hand, for reading; takes in those of the installation at the start."""

    name = "ocop.library"
    label = "library"
    verbose_name = _("Thư viện quy định")

    def ready(self) -> None:
        """Let the rules core read the installation's own rulebooks, beside those that come with the software."""
        rulebooks.use(*(Path(folder) for folder in settings.OCOP_RULEBOOK_FOLDERS))
