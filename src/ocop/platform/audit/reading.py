"""Reading the chain: a record's history for its page, and the whole of it for the verifier."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from ocop.platform.audit.chain import Verification, verify
from ocop.platform.audit.models import Entry


@dataclass(frozen=True, slots=True)
class Event:
    """An entry as a page shows it."""

    number: int
    at: datetime
    actor_name: str
    mandate: str
    agency: str
    verb: str
    before: str
    after: str
    facts: dict[str, Any]
    source: str
    subject_label: str


def history_of(record: models.Model, *, limit: int = 100, without: Collection[str] = ()) -> list[Event]:
    """Return the acts on one record, newest first; `without` leaves out verbs, such as the many small edits."""
    entries = Entry.objects.filter(subject_kind=record._meta.label_lower, subject_id=str(record.pk))
    if without:
        entries = entries.exclude(verb__in=tuple(without))
    return [_event(entry) for entry in entries.order_by("-number")[:limit]]


def recent(*, limit: int = 100, before: int | None = None) -> list[Event]:
    """Return the latest acts of all, newest first; `before` continues from an entry's number."""
    entries = Entry.objects.order_by("-number")
    if before is not None:
        entries = entries.filter(number__lt=before)
    return [_event(entry) for entry in entries[:limit]]


def _event(entry: Entry) -> Event:
    return Event(
        number=entry.number,
        at=entry.at,
        actor_name=entry.actor_name,
        mandate=entry.mandate,
        agency=entry.agency,
        verb=entry.verb,
        before=entry.before,
        after=entry.after,
        facts=entry.facts,
        source=entry.source,
        subject_label=entry.subject_label,
    )


def exported() -> Iterator[dict[str, Any]]:
    """Return every entry, oldest first, as plain values: what the offline verifier reads."""
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        yield entry.as_covered()


def verify_database(*, expected_head: tuple[int, str] | None = None) -> Verification:
    """Return whether the chain in the database holds."""
    return verify(exported(), expected_head=expected_head)
