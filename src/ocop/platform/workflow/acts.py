"""An act: one transaction, and the audit entries of all that it did, written together just before it commits.

Entries wait until the end because appending to the chain takes a lock that everybody needs: taken last and held for
one statement, it cannot deadlock with the row locks that an act takes on its way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import models, transaction

from ocop.platform.access import Actor
from ocop.platform.audit.writing import Draft, append
from ocop.platform.workflow.wording import in_record_language


@dataclass(slots=True)
class Act:
    """What the running act has recorded so far."""

    drafts: list[Draft] = field(default_factory=list)


_current: ContextVar[Act | None] = ContextVar("act", default=None)


def current_act() -> Act | None:
    """Return the act that is running, or None outside of one."""
    return _current.get()


@contextmanager
def act() -> Iterator[Act]:
    """Run a block as one act; an act inside another joins it, so that all of it stands or falls together."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    started = Act()
    with transaction.atomic():
        token = _current.set(started)
        try:
            yield started
        finally:
            _current.reset(token)
        append(_under_one_grant(started.drafts))


def _under_one_grant(drafts: list[Draft]) -> list[Draft]:
    """Give what an act did on the way (a dossier put on a session's list) the grant that carried the act."""
    carrying = {draft.actor_id: draft for draft in reversed(drafts) if draft.mandate}
    return [
        draft
        if draft.mandate or draft.actor_id not in carrying
        else replace(draft, mandate=carrying[draft.actor_id].mandate, agency=carrying[draft.actor_id].agency)
        for draft in drafts
    ]


@in_record_language
def note(
    verb: str,
    record: models.Model,
    *,
    actor: Actor,
    at: datetime,
    before: str = "",
    after: str = "",
    facts: dict[str, Any] | None = None,
    source: str = "",
    place_path: str | None = None,
) -> None:
    """Record that the actor did `verb` to a record, as part of the running act (or of one made for it).

    `verb` is the capability's name ("dossiers.submit"). `facts` are copied values that a reader needs later; they must be
    JSON. The grant that carried the act is written as text, so that the entry reads the same when the mandate is gone.
    """
    path = place_path if place_path is not None else getattr(record, "place_path", "")
    grant = actor.grant_at(verb, path) or actor.grant_own(verb)
    draft = Draft(
        at=at,
        actor_id=actor.user_id,
        actor_name=actor.name,
        mandate=f"{grant.role_title}, {grant.place_name}".strip(", ") if grant else "",
        agency=grant.agency if grant else "",
        subject_kind=record._meta.label_lower,
        subject_id=str(record.pk),
        subject_label=str(record),
        verb=verb,
        before=before,
        after=after,
        facts=facts or {},
        source=source,
        request_number=actor.request_number,
    )
    with act() as running:
        running.drafts.append(draft)
