"""The hash chain, on plain values: what an entry's digest covers, and how a chain is verified. Standard library only.

An entry's digest is SHA-256 over the digest before it and the entry's canonical JSON (keys sorted, no spaces, UTF-8),
so whoever holds one digest holds the whole past: no entry before it can be changed, dropped or put elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
FIELDS = (
    "number",
    "at",
    "actor_id",
    "actor_name",
    "mandate",
    "agency",
    "subject_kind",
    "subject_id",
    "subject_label",
    "verb",
    "before",
    "after",
    "facts",
    "source",
    "request_number",
)


def canonical(entry: Mapping[str, Any]) -> bytes:
    """Return the bytes that the digest of an entry covers."""
    covered = {name: entry[name] for name in FIELDS}
    return json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(previous: str, entry: Mapping[str, Any]) -> str:
    """Return the hex digest of an entry that follows the one with digest `previous`."""
    return hashlib.sha256(previous.encode("ascii") + b"\n" + canonical(entry)).hexdigest()


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of walking a chain: how far it holds, and the first thing that is wrong."""

    entries: int
    head: str
    fault: str = ""

    @property
    def intact(self) -> bool:
        return not self.fault


def verify(
    entries: Iterable[Mapping[str, Any]], *, expected_head: tuple[int, str] | None = None
) -> Verification:
    """Return whether a chain holds from its first entry to its last.

    `expected_head` is a (number, digest) noted earlier outside the database: a chain cut short or rewritten since then
    is found by it.
    """
    previous, count, seen = GENESIS, 0, expected_head is None
    for entry in entries:
        expected_number = count + 1
        if entry["number"] != expected_number:
            return Verification(
                count, previous, f"entry {expected_number} is missing (found {entry['number']})"
            )
        if entry["previous"] != previous:
            return Verification(count, previous, f"entry {expected_number} does not follow entry {count}")
        found = digest(previous, entry)
        if entry["digest"] != found:
            return Verification(
                count, previous, f"entry {expected_number} was changed ({entry['subject_label']})"
            )
        previous, count = found, expected_number
        if expected_head and count == expected_head[0]:
            if found != expected_head[1]:
                return Verification(count, previous, f"entry {count} is not the one that was noted")
            seen = True
    if not seen and expected_head:
        return Verification(
            count, previous, f"the chain ends at {count}, before the noted entry {expected_head[0]}"
        )
    return Verification(count, previous)
