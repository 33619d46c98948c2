"""The tabs over the directory's pages: those that the reader may open."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.platform.access import Actor


def tabs_for(actor: Actor, *, current: str) -> list[dict[str, Any]]:
    """Return the tabs that the actor may open; `current` names the page at hand."""
    named = {"provinces": _("Địa bàn"), "roles": _("Vai trò")}
    if actor.can_somewhere("directory.view"):
        named = {"mandates": _("Nhiệm vụ"), "agencies": _("Cơ quan"), "acts": _("Thay đổi địa giới"), **named}
    return [
        {"label": label, "url": reverse(f"directory:{name}"), "is_current": name == current}
        for name, label in named.items()
    ]
