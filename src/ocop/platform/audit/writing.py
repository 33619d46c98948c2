"""Appending to the chain: the only place where audit rows are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from ocop.platform.audit.chain import digest
from ocop.platform.audit.models import Entry, Head, moment

MASKED = "•••"
SECRET_KEYS = frozenset({"password", "secret", "token", "key", "otp"})


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its place in the chain."""

    at: datetime
    actor_id: int | None
    actor_name: str
    mandate: str
    agency: str
    subject_kind: str
    subject_id: str
    subject_label: str
    verb: str
    before: str = ""
    after: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    request_number: str = ""


def append(drafts: Sequence[Draft]) -> None:
    """Append entries to the chain, in order, under its lock. Must run inside the transaction of the act they record."""
    if not drafts:
        return
    head = Head.objects.select_for_update().get(pk=1)
    entries = []
    for draft in drafts:
        values = asdict(draft) | {
            "subject_label": draft.subject_label[:500],
            "actor_name": draft.actor_name[:200],
            "mandate": draft.mandate[:300],
            "agency": draft.agency[:300],
            "facts": masked(draft.facts),
            "number": head.number + 1,
        }
        found = digest(head.digest, values | {"at": moment(draft.at)})
        entries.append(Entry(**values, previous=head.digest, digest=found))
        head.number, head.digest = head.number + 1, found
    Entry.objects.bulk_create(entries)
    head.save(update_fields=["number", "digest"])


def masked(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts with the values of secret keys hidden."""
    return {key: MASKED if key.lower() in SECRET_KEYS else value for key, value in facts.items()}
