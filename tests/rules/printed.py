"""The printed sheets as they were transcribed outside this repository, when that folder is at hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ocop_rules import rulebooks
from ocop_rules.rulebooks import Sheet

FOLDER = Path(__file__).parents[3] / "shared" / "law" / "criteria"
# Which transcribed files belong to which rulebook; one that is not here yet has nothing to compare.
FILES = {"1048-2019": "qd1048", "148-2023": "qd148", "148-2025": "qd148", "26-2026": "qd26"}


@dataclass(frozen=True)
class Printed:
    """One transcribed sheet beside the rulebook that has to equal it."""

    rulebook: str
    content: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.content[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return what the transcription has under a key, or the default."""
        return self.content.get(key, default)

    @property
    def sheet(self) -> Sheet:
        """Return our sheet of that number."""
        return rulebooks.get(self.rulebook).sheet(self.content["sheet_no"])


BY_RULEBOOK: dict[str, list[Printed]] = {
    rulebook: [
        Printed(rulebook, json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob(f"{FILES[rulebook]}-*.json"))
    ]
    for rulebook in rulebooks.known_ids()
    if rulebook in FILES
}
PRINTED: list[Printed] = [sheet for sheets in BY_RULEBOOK.values() for sheet in sheets]

needs_printed_sheets = pytest.mark.skipif(not PRINTED, reason=f"no transcribed sheets in {FOLDER}")


def title_of(printed: Printed) -> str:
    """Return a short name of a printed sheet for the test report."""
    return f"{printed.rulebook}/{printed['sheet_no']:02d}"
