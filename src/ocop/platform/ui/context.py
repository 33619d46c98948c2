"""What every page's frame needs: this actor's navigation; costs nothing until used."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's context; a public page that shows no navigation asks the database nothing."""
    items_for = import_string(settings.OCOP_NAVIGATION)
    return {
        "nav_items": SimpleLazyObject(lambda: items_for(request)),
        "actor": SimpleLazyObject(lambda: request.actor),  # type: ignore[attr-defined]
        "languages": settings.LANGUAGES,
    }
