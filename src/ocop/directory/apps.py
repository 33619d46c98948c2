"""The directory as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """Places over time, agencies, people's mandates."""

    name = "ocop.directory"
    label = "directory"
    verbose_name = _("Danh bạ hành chính")
    default_auto_field = "django.db.models.BigAutoField"
