"""What the pages of recognition share: their tabs, a record's timeline, and a refusal put on its form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import pgettext

from ocop.platform.access import Actor
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Tab, TimelineEntry
from ocop.recognition import notices


def tabs_for(actor: Actor, *, current: str) -> list[Tab]:
    """Return the tabs the actor may open; `current` names the page at hand."""
    named = {"certificates": pgettext("list", "Giấy chứng nhận"), "decisions": pgettext("list", "Quyết định")}
    if not actor.paths_for("recognition.view"):
        named.pop("decisions")
    return [Tab(label, reverse(f"recognition:{name}"), name == current) for name, label in named.items()]


def timeline_of(record: Model) -> list[TimelineEntry]:
    """Return a record's acts as the timeline shows them, newest first."""
    return [
        TimelineEntry(
            what=notices.VERB_LABELS.get(event.verb, event.verb),
            who=", ".join(part for part in (event.actor_name, event.mandate) if part),
            at=event.at,
            note=event.source,
            tone=notices.VERB_TONES.get(event.verb, ""),
        )
        for event in history_of(record)
    ]


def put_on(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal beside its field, or on top of the form when it has none there."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def page_context(actor: Actor, *, current: str, **more: Any) -> dict[str, Any]:
    """Return a page's context with its tabs."""
    return {"tabs": tabs_for(actor, current=current), **more}
