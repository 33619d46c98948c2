"""What provinces decide for themselves: the value that holds somewhere on a day, and how one is entered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ocop.platform.access import Actor, Grant
from ocop.platform.audit.reading import recent
from ocop.platform.refusal import Invalid, NotAllowed
from ocop.programme import policy
from ocop.programme.actions import add_regulation
from ocop.programme.models import Regulation
from ocop.programme.queries import CUSTOM, regulation

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


def officer(path: str = "14") -> Actor:
    grant = Grant(
        role="province_officer", role_title="Cán bộ", place_path=path, place_name="", agency="", reach="below",
        capabilities=frozenset({"programme.edit_regulation"}),
    )  # fmt: skip
    return Actor(user_id=None, name="Cán bộ tỉnh", grants=(grant,))


def add(**values) -> Regulation:
    given = {
        "key": "quorum_share", "value": "2/3", "place_path": "14", "valid_from": date(2026, 1, 1), "document": "QĐ 643",
        "actor": officer(), "at": NOON,
    }  # fmt: skip
    return add_regulation(**(given | values))


@pytest.mark.parametrize(
    ("key", "value"), [("quorum_share", "3/4"), ("quorum_needs_chair", "yes"), ("max_gap_points", "10")]
)
def test_where_nothing_was_decided_custom_holds_and_is_named_so(key, value):
    found = regulation("14", key, date(2026, 11, 16))
    assert (found.value, found.document, found.is_default) == (value, CUSTOM, True)


def test_value_holds_from_its_first_to_its_last_day():
    add(valid_from=date(2026, 3, 1), valid_to=date(2026, 6, 30))
    days = {
        date(2026, 2, 28): "3/4",
        date(2026, 3, 1): "2/3",
        date(2026, 6, 30): "2/3",
        date(2026, 7, 1): "3/4",
    }
    assert {day: regulation("14", "quorum_share", day).value for day in days} == days


def test_nearest_place_decides_and_other_places_do_not_matter():
    add(place_path="14", value="2/3")
    add(place_path="14/03646", value="1/2")
    add(place_path="01", value="4/5", actor=officer("01"))
    on = date(2026, 11, 16)
    found = {
        path: regulation(path, "quorum_share", on).value for path in ("14/03646", "14/03650", "14", "01", "1")
    }
    assert found == {"14/03646": "1/2", "14/03650": "2/3", "14": "2/3", "01": "4/5", "1": "3/4"}


def test_new_value_ends_the_one_before_on_the_day_before():
    first = add()
    add(value="4/5", valid_from=date(2026, 9, 1), document="QĐ 1253")
    first.refresh_from_db()
    assert first.valid_to == date(2026, 8, 31)
    assert regulation("14", "quorum_share", date(2026, 8, 31)).document == "QĐ 643"
    assert regulation("14", "quorum_share", date(2026, 9, 1)).document == "QĐ 1253"
    assert [event.verb for event in recent()] == ["programme.edit_regulation"] * 3


def test_value_over_a_later_one_is_refused_and_leaves_no_trace():
    add(valid_from=date(2026, 9, 1))
    with pytest.raises(Invalid) as refused:
        add(value="1/2", valid_from=date(2026, 1, 1))
    assert refused.value.field == "valid_from"
    assert (Regulation.objects.count(), len(recent())) == (1, 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"key": "unknown"}, "key"),
        ({"value": "5/4"}, "value"),
        ({"value": "0/4"}, "value"),
        ({"value": "75%"}, "value"),
        ({"key": "quorum_needs_chair", "value": "có"}, "value"),
        ({"key": "max_gap_points", "value": "-1"}, "value"),
        ({"key": "max_gap_points", "value": "10.5"}, "value"),
        ({"document": "  "}, "document"),
        ({"valid_to": date(2025, 12, 31)}, "valid_to"),
    ],
)
def test_what_cannot_be_is_refused(values, field):
    with pytest.raises(Invalid) as refused:
        add(**values)
    assert refused.value.field == field
    assert Regulation.objects.count() == 0


def test_only_those_of_the_place_enter_a_value():
    with pytest.raises(NotAllowed):
        add(actor=officer("01"))
    assert (Regulation.objects.count(), recent()) == (0, [])
    row = add()
    assert [list(policy.visible(officer(path))) for path in ("14", "01")] == [[row], []]


def test_values_read_as_what_they_are():
    add(value="2/3")
    on = date(2026, 11, 16)
    assert regulation("14", "quorum_share", on).share * 9 == 6
    assert regulation("14", "max_gap_points", on).points == 10
    assert regulation("14", "quorum_needs_chair", on).is_yes is True
