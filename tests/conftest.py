"""What every test may use: days and moments to act on, actors by role, and the browser."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

import pytest

TODAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)  # midday in Vietnam


@pytest.fixture
def today() -> date:
    """A working Monday in the second round of 2026."""
    return TODAY


@pytest.fixture
def noon() -> datetime:
    """Midday of that Monday."""
    return NOON


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave browser tests out where there is no browser; ./test says so loudly and fails when CI is true."""
    if os.environ.get("CHROMIUM"):
        return
    skip = pytest.mark.skip(reason="no Chromium: set CHROMIUM to its path or run ./test")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(skip)
