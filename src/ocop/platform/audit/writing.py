"""Appending to the chain: the only place where audit rows are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db import connection

from ocop.platform.audit.chain import digest
from ocop.platform.audit.models import Entry, moment

MASKED = "•••"
ROWS_AT_ONCE = 500
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


_DRAFTED = tuple(one.name for one in fields(Draft))
_LONGEST = {"subject_label": 500, "actor_name": 200, "mandate": 300, "agency": 300, "source": 1000}


def append(drafts: Sequence[Draft]) -> None:
    """Append entries to the chain, in order, under its lock. Must run inside the transaction of the act they record."""
    if not drafts:
        return
    number, previous = _locked_head()
    entries: list[dict[str, Any]] = []
    for draft in drafts:
        number += 1
        values = _values(draft, number)
        found = digest(previous, values | {"at": moment(draft.at)})
        entries.append(values | {"previous": previous, "digest": found})
        previous = found
    for first in range(0, len(entries), ROWS_AT_ONCE):
        _insert(entries[first : first + ROWS_AT_ONCE])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_head SET number = %s, digest = %s WHERE id = 1", [number, previous])


def _values(draft: Draft, number: int) -> dict[str, Any]:
    values = {name: getattr(draft, name) for name in _DRAFTED}
    for name, longest in _LONGEST.items():
        values[name] = values[name][:longest]
    return values | {"facts": masked(draft.facts), "number": number}


def _locked_head() -> tuple[int, str]:
    """Return the last entry's number and digest, locked to the end of the transaction.

    This and the writes are SQL by hand: while the lock is held every other act waits, and putting a query together
    takes longer than running it.
    """
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, digest FROM audit_head WHERE id = 1{lock}")  # noqa: S608  one of two constants
        row: tuple[int, str] = cursor.fetchone()
    return row


def _insert(entries: Sequence[dict[str, Any]]) -> None:
    fields = Entry._meta.concrete_fields
    row = f"({', '.join(['%s'] * len(fields))})"
    columns = ", ".join(str(field.column) for field in fields)
    values = [
        field.get_db_prep_save(entry[field.attname], connection) for entry in entries for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_entry ({columns}) VALUES {', '.join([row] * len(entries))}",  # noqa: S608  names of columns
            values,
        )


def masked(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts with the values of secret keys hidden."""
    return {key: MASKED if key.lower() in SECRET_KEYS else value for key, value in facts.items()}
