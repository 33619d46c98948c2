"""What the pages of recognition share: tabs, where the actor works, a record's timeline, a refusal put on its form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext

from ocop.directory.models import Agency, Place
from ocop.directory.queries import agencies_within, place_on
from ocop.platform.access import Actor
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Tab, TimelineEntry
from ocop.recognition import notices


def tabs_for(actor: Actor, *, current: str) -> list[Tab]:
    """Return the tabs the actor may open; `current` names the page at hand."""
    named = {
        "certificates": pgettext("list", "Giấy chứng nhận"),
        "decisions": pgettext("list", "Quyết định"),
        "notices": pgettext("list", "Thông báo kết quả"),
    }
    if not actor.paths_for("recognition.view"):
        named.pop("decisions")
    return [Tab(label, reverse(f"recognition:{name}"), name == current) for name, label in named.items()]


def place_for(actor: Actor, *capabilities: str) -> Place | None:
    """Return the place at which the actor holds the first of the capabilities that they hold, the widest first."""
    paths = next((paths for one in capabilities if (paths := actor.paths_for(one))), ())
    return place_on(paths[0].rpartition("/")[2], timezone.localdate()) if paths else None


def agency_of(actor: Actor, capability: str) -> str:
    """Return the office for which the actor holds a capability; "" where none is named."""
    return next((grant.agency for grant in actor.grants_for(capability)), "")


def authority_name(place: Place) -> str:
    """Return the name of a place's People's Committee, from the directory where it is entered."""
    committees = agencies_within((place.path,)).filter(
        place=place, kind=Agency.Kind.PEOPLES_COMMITTEE, ended_on=None
    )
    committee = committees.first()
    return committee.name if committee else f"Ủy ban nhân dân {place.name[0].lower()}{place.name[1:]}"


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
