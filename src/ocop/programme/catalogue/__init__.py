"""The catalogue of what a province decides for itself: one row a setting. Nothing is here that the software does not obey."""

from __future__ import annotations

from ocop.programme.catalogue.council import COUNCIL_ENTRIES
from ocop.programme.catalogue.entry import BY_RULEBOOK, CUSTOM, EXACT, GROUPS, NONE, Entry
from ocop.programme.catalogue.samples import SAMPLE_ENTRIES
from ocop.programme.catalogue.steps import STEP_ENTRIES

__all__ = [
    "BY_RULEBOOK",
    "CATALOGUE",
    "COUNCIL",
    "CUSTOM",
    "EXACT",
    "GROUPS",
    "NONE",
    "SAMPLES",
    "STEPS",
    "Entry",
    "entry_of",
]

CATALOGUE: dict[str, Entry] = {
    entry.code: entry for entry in (*COUNCIL_ENTRIES, *SAMPLE_ENTRIES, *STEP_ENTRIES)
}
COUNCIL = tuple(entry.code for entry in COUNCIL_ENTRIES)
SAMPLES = tuple(entry.code for entry in SAMPLE_ENTRIES)
STEPS = tuple(entry.code for entry in STEP_ENTRIES)


def entry_of(code: str) -> Entry:
    """Return the setting of a code. Raises KeyError for one that no setting has."""
    return CATALOGUE[code]
