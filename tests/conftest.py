"""What every test may use: days and moments to act on, actors by role, and the browser."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import Any

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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what some tests can be told."""
    parser.addoption(
        "--write-matrix", action="store_true", help="write tests/architecture/access_matrix.csv anew"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave browser tests out where there is no browser; ./test says so loudly and fails when CI is true."""
    if os.environ.get("CHROMIUM"):
        return
    skip = pytest.mark.skip(reason="no Chromium: set CHROMIUM to its path or run ./test")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def _places_once(django_db_setup: None, django_db_blocker: Any) -> None:
    """Fill the tables of places once a run; without an audit entry, so that chain tests begin empty."""
    with django_db_blocker.unblock():
        _fill_places()


@pytest.fixture
def places(_places_once: None, db: None) -> None:
    """Have all administrative units of Vietnam in the database (again, after a test that emptied it)."""
    _fill_places()


def _fill_places() -> None:
    from ocop.directory.actions.places import REFERENCE_DIR, fill_tables  # noqa: PLC0415  after Django's set-up
    from ocop.directory.models import Place  # noqa: PLC0415
    from ocop.platform.workflow import act  # noqa: PLC0415

    if not Place.objects.exists():
        with act():
            fill_tables(REFERENCE_DIR)


@pytest.fixture
def story(places: None, db: None) -> Any:
    """The people of a small demonstration province that has been played: products at every stage of the way."""
    from ocop.demonstration.story import play  # noqa: PLC0415  after Django's set-up
    from tests.world import chosen  # noqa: PLC0415

    return play("14", products=chosen(), before=[])
