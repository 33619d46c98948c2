"""What provinces decide for themselves: the value that holds somewhere on a day, and how one is entered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.platform.access import Actor, Grant
from ocop.platform.audit.reading import recent
from ocop.platform.refusal import Invalid, NotAllowed
from ocop.programme import policy
from ocop.programme.actions import add_regulation
from ocop.programme.models import Regulation
from ocop.programme.queries import CUSTOM, inner_limits, regulation, spans_at, spans_of

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
    add(key="sample_count", place_path="14", value="2")
    add(key="sample_count", place_path="14/03646", value="1", valid_from=date(2025, 1, 1))
    add(key="sample_count", place_path="01", value="4", actor=officer("01"))
    on = date(2026, 11, 16)
    found = {
        path: regulation(path, "sample_count", on).value for path in ("14/03646", "14/03650", "14", "01", "1")
    }
    assert found == {"14/03646": "1", "14/03650": "2", "14": "2", "01": "4", "1": "rulebook"}


def held(*days: date, key: str = "quorum_share") -> list[str]:
    return [regulation("14", key, day).value for day in days]


def test_new_value_takes_over_on_its_first_day_and_changes_no_other_row():
    first = add()
    add(value="4/5", valid_from=date(2026, 9, 1), document="QĐ 1253")
    first.refresh_from_db()
    assert (first.valid_from, first.valid_to) == (date(2026, 1, 1), None)
    assert regulation("14", "quorum_share", date(2026, 8, 31)).document == "QĐ 643"
    assert regulation("14", "quorum_share", date(2026, 9, 1)).document == "QĐ 1253"
    assert [(event.verb, event.facts["instead_of"], event.facts["instead_since"]) for event in recent()] == [
        ("programme.edit_regulation", "2/3", "2026-01-01"),
        ("programme.edit_regulation", "3/4", None),
    ]


def test_a_wrong_value_with_an_end_gives_way_to_the_right_one():
    """What could once be neither withdrawn nor replaced."""
    add(key="sample_count", value="4", valid_to=date(2027, 12, 31))
    add(key="sample_count", value="5", valid_from=date(2026, 12, 1))
    days = (date(2026, 11, 30), date(2026, 12, 1), date(2027, 12, 31), date(2028, 1, 1))
    assert held(*days, key="sample_count") == ["4", "5", "5", "5"]


def test_value_with_an_end_lets_the_one_under_it_go_on_afterwards():
    add(valid_to=date(2026, 12, 31))
    add(value="1/2", valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31))
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31))
    assert held(*days, date(2027, 1, 1)) == ["2/3", "1/2", "1/2", "2/3", "2/3", "3/4"]


def test_value_before_one_already_scheduled_holds_until_that_one_begins():
    add(key="days_to_submit", value="5", valid_from=date(2026, 12, 1))
    add(key="days_to_submit", value="7", valid_from=date(2028, 1, 1))
    add(key="days_to_submit", value="6", valid_from=date(2027, 6, 1), valid_to=date(2027, 12, 31))
    add(
        key="days_to_submit", value="8", valid_from=date(2026, 6, 1)
    )  # open, and yet the others keep their days
    days = (date(2026, 5, 31), date(2026, 6, 1), date(2026, 12, 1), date(2027, 5, 31), date(2027, 6, 1))
    assert held(*days, key="days_to_submit") == ["0", "8", "5", "5", "6"]
    assert held(date(2027, 12, 31), date(2028, 1, 1), key="days_to_submit") == ["6", "7"]
    spans = [(span.row.value, span.first, span.last) for span in spans_at("14", "days_to_submit")]
    assert spans == [
        ("8", date(2026, 6, 1), date(2026, 11, 30)),
        ("5", date(2026, 12, 1), date(2027, 5, 31)),
        ("6", date(2027, 6, 1), date(2027, 12, 31)),
        ("7", date(2028, 1, 1), None),
    ]
    limits = inner_limits("days_to_submit")
    found = [limits.due("days_to_submit", "14", day) for day in (date(2027, 5, 31), date(2027, 6, 1))]
    assert [due.days for due in found if due] == [5, 6]


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.none() | st.integers(0, 30)),
        max_size=6,
        unique_by=lambda one: one[0],
    )
)
def test_spans_say_of_every_day_what_holds(periods):
    first = date(2026, 1, 1)
    rows = [
        Regulation(
            key="quorum_share",
            value=str(number),
            place_path="14",
            valid_from=first + timedelta(days=start),
            valid_to=None if length is None else first + timedelta(days=start + length),
        )
        for number, (start, length) in enumerate(periods)
    ]
    spans = spans_of(rows)
    for day in (first + timedelta(days=number) for number in range(-1, 70)):
        covering = [row for row in rows if row.covers(day)]
        expected = [max(covering, key=lambda row: row.valid_from)] if covering else []
        assert [
            span.row for span in spans if span.first <= day and (span.last is None or day <= span.last)
        ] == expected
    assert all(
        one.row is not two.row or one.last + timedelta(days=1) < two.first for one, two in pairwise(spans)
    )


def test_value_that_begins_on_the_day_of_another_is_refused_and_says_what_to_do():
    add(valid_from=date(2026, 9, 1))
    with pytest.raises(Invalid) as refused:
        add(value="1/2", valid_from=date(2026, 9, 1))
    assert refused.value.field == "valid_from"
    assert str(refused.value) == (
        "Đã có giá trị “2/3” bắt đầu đúng ngày 01/09/2026. Nếu giá trị ấy nhập nhầm, hãy rút nó rồi nhập lại; nếu đã được "
        "dùng thì chọn ngày có hiệu lực từ 02/09/2026."
    )
    assert (Regulation.objects.count(), len(recent())) == (1, 1)
    add(value="1/2", valid_from=date(2026, 9, 2))


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2018, 12, 31), None, "valid_from"),
        (date(2019, 1, 1), None, ""),
        (date(2031, 12, 31), None, ""),  # five years after the year of the entry
        (date(2032, 1, 1), None, "valid_from"),
        (date(9999, 12, 31), None, "valid_from"),
        (date(2026, 1, 1), date(2100, 12, 31), ""),
        (date(2026, 1, 1), date(2101, 1, 1), "valid_to"),
        (date(2026, 1, 1), date(9999, 12, 31), "valid_to"),
    ],
)
def test_days_out_of_any_sensible_range_are_refused_with_the_range(first, last, field):
    values = {"valid_from": first, "valid_to": last}
    if not field:
        add(**values)
        return
    with pytest.raises(Invalid) as refused:
        add(**values)
    assert refused.value.field == field
    assert ("31/12/2031" if field == "valid_from" else "31/12/2100") in str(refused.value)
    assert Regulation.objects.count() == 0


@pytest.mark.parametrize(
    ("key", "value", "place_path", "first", "taken"),
    [
        ("max_gap_points", "5", "14/04105", date(2026, 11, 16), False),
        ("days_to_accept", "5", "14/04105", date(2026, 11, 16), False),
        ("sample_count", "2", "14/04105", date(2026, 11, 16), True),
        ("max_gap_points", "5", "14/125", date(2024, 1, 1), True),  # districts had councils then
        ("max_gap_points", "5", "14/125", date(2026, 11, 16), False),
        ("max_gap_points", "5", "14", date(2026, 11, 16), True),
    ],
)
def test_setting_of_a_council_is_entered_only_where_there_is_one(key, value, place_path, first, taken):
    given = {"key": key, "value": value, "place_path": place_path, "valid_from": first}
    if taken:
        assert add(**given).place_path == place_path
        return
    with pytest.raises(Invalid) as refused:
        add(**given)
    assert (refused.value.field, Regulation.objects.count()) == ("place", 0)


def test_share_is_kept_in_lowest_terms():
    assert (add(value="6/8").value, add(value="99/99", valid_from=date(2026, 2, 1)).value) == ("3/4", "1/1")
    found = [regulation("14", "quorum_share", date(2026, month, 1)) for month in (1, 3)]
    assert [(one.shown, one.at_least) for one in found] == [("3/4", "ít nhất 3/4"), ("toàn bộ", "toàn bộ")]
    assert (
        regulation("14", "quorum_share", date(2026, 3, 1)).sentence
        == "Họp khi có mặt toàn bộ thành viên chấm điểm."
    )


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
