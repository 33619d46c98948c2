"""The printed sheets as they were transcribed outside this repository, when that folder is at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "law" / "criteria"
PRINTED: list[dict[str, Any]] = [
    json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("qd26-*.json"))
]

needs_printed_sheets = pytest.mark.skipif(not PRINTED, reason=f"no transcribed sheets in {FOLDER}")


def title_of(printed: dict[str, Any]) -> str:
    """Return a short name of a printed sheet for the test report."""
    return f"{printed['sheet_no']:02d}"
