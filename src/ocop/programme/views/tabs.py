"""The tabs over the programme's pages: those that the reader may open."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.platform.access import Actor
from ocop.platform.ui.shapes import Tab


def tabs_for(actor: Actor, *, current: str) -> list[Tab]:
    """Return the tabs that the actor may open; `current` names the page at hand."""
    named = {"calendar": _("Lịch nghỉ")}
    if actor.can_somewhere("programme.edit_regulation"):
        named = {"regulations": _("Quy chế"), **named, "unsettled_sheets": _("Bộ tiêu chí cần xác nhận")}
    return [Tab(label, reverse(f"programme:{name}"), name == current) for name, label in named.items()]
