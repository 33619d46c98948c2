"""The calendar that counts: the file's days, those entered since, those withdrawn; who may change it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ocop.dossiers.models import Dossier
from ocop.platform.access import Actor, Grant
from ocop.platform.audit.reading import history_of, recent
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.programme.actions import add_calendar_day, confirm_calendar_year, withdraw_calendar_day
from ocop.programme.models import CalendarDay, CalendarYear
from ocop.programme.queries import working_calendar
from ocop.programme.queries.calendar import year_shown
from ocop_rules.calendars import add_working_days, load_calendar
from tests.factories_dossiers import submitted

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


def administrator(capability: str = "programme.edit_calendar") -> Actor:
    grant = Grant(
        role="administrator", role_title="Quản trị hệ thống", place_path="14", place_name="Tỉnh Sơn La", agency="",
        reach="below", capabilities=frozenset({capability}),
    )  # fmt: skip
    return Actor(user_id=None, name="Người quản trị", grants=(grant,))


def enter(day: date, kind: str = "holiday", **values):
    given = {"name": "Quốc khánh", "document": "Thông báo 1/TB-BNV", "actor": administrator(), "at": NOON}
    return add_calendar_day(day=day, kind=kind, **(given | values))


def test_without_entered_days_the_calendar_is_the_files():
    assert working_calendar() is load_calendar()


def test_entered_days_count_and_a_withdrawn_one_no_longer_does():
    off, _recount = enter(date(2027, 9, 3))
    enter(date(2027, 9, 11), "worked", name="Làm bù thứ Hai 30/08/2027")
    enter(date(2027, 8, 30), "swapped", name="Hoán đổi với thứ Bảy 11/09/2027")
    calendar = working_calendar()
    assert calendar.day_off(date(2027, 9, 3)) == "Quốc khánh"
    assert calendar.is_working(date(2027, 9, 11))
    assert calendar.day_off(date(2027, 8, 30)) == "Hoán đổi với thứ Bảy 11/09/2027"
    assert calendar.marks[date(2027, 9, 3)].source == "Thông báo 1/TB-BNV"
    assert add_working_days(date(2027, 9, 1), 1, calendar) == date(2027, 9, 6)
    withdraw_calendar_day(off, reason="Nhập nhầm ngày", actor=administrator(), at=NOON)
    assert working_calendar().is_working(date(2027, 9, 3))
    assert add_working_days(date(2027, 9, 1), 1, working_calendar()) == date(2027, 9, 3)
    enter(date(2027, 9, 3))
    assert CalendarDay.objects.filter(day=date(2027, 9, 3)).count() == 2


def test_every_entry_and_withdrawal_is_in_the_log_under_the_mandate_that_carried_it():
    row, _recount = enter(date(2027, 9, 3))
    withdraw_calendar_day(row, reason="Nhập nhầm ngày", actor=administrator(), at=NOON)
    found = [(event.verb, event.mandate, event.facts.get("reason", "")) for event in history_of(row)]
    mandate = "Quản trị hệ thống, Tỉnh Sơn La"
    assert found == [
        ("programme.edit_calendar", mandate, "Nhập nhầm ngày"),
        ("programme.edit_calendar", mandate, ""),
    ]


@pytest.mark.parametrize(
    ("day", "kind", "values", "field"),
    [
        (date(2018, 9, 3), "holiday", {}, "day"),
        (date(2101, 9, 3), "holiday", {}, "day"),
        (date(2027, 9, 3), "feast", {}, "kind"),
        (date(2027, 9, 3), "holiday", {"name": " "}, "name"),
        (date(2027, 9, 3), "holiday", {"document": ""}, "document"),
        (date(2027, 9, 2), "holiday", {}, "day"),  # a holiday of the file
        (date(2027, 9, 4), "compensatory", {}, "day"),  # a Saturday is off already
        (date(2027, 9, 5), "swapped", {}, "day"),
        (date(2027, 9, 3), "worked", {}, "day"),  # a Friday is worked already
        (date(2026, 8, 22), "worked", {}, "day"),  # a Saturday that the file has worked
    ],
    ids=str,
)
def test_what_says_nothing_or_cannot_be_is_refused(day, kind, values, field):
    with pytest.raises(Invalid) as refused:
        enter(day, kind, **values)
    assert refused.value.field == field
    assert (CalendarDay.objects.count(), recent()) == (0, [])


def test_a_day_is_entered_once_and_withdrawn_once_with_a_reason():
    row, _recount = enter(date(2027, 9, 3))
    with pytest.raises(Invalid, match="hãy rút ngày đã nhập trước"):
        enter(date(2027, 9, 3), "compensatory")
    with pytest.raises(Invalid, match="lý do"):
        withdraw_calendar_day(row, reason=" ", actor=administrator(), at=NOON)
    withdraw_calendar_day(row, reason="Nhập nhầm ngày", actor=administrator(), at=NOON)
    with pytest.raises(WrongState):
        withdraw_calendar_day(row, reason="Nhập nhầm ngày", actor=administrator(), at=NOON)


def test_a_holiday_may_be_entered_on_a_weekend_and_a_holiday_of_the_file_may_be_worked_by_a_correction():
    enter(date(2028, 1, 29), name="Tết Âm lịch")  # a Saturday
    enter(date(2027, 2, 10), "worked", name="Đi làm theo thông báo sửa")
    assert working_calendar().day_off(date(2028, 1, 29)) == "Tết Âm lịch"
    assert working_calendar().is_working(date(2027, 2, 10))


def test_only_an_administrator_changes_the_calendar():
    officer = administrator("programme.edit_regulation")
    with pytest.raises(NotAllowed):
        enter(date(2027, 9, 3), actor=officer)
    row, _recount = enter(date(2027, 9, 3))
    with pytest.raises(NotAllowed):
        withdraw_calendar_day(row, reason="Không có quyền", actor=officer, at=NOON)
    with pytest.raises(NotAllowed):
        confirm_calendar_year(year=2027, document="Thông báo", actor=officer, at=NOON)


def test_a_year_is_called_known_once_its_announcements_are_all_in():
    assert (year_shown(2027).certainty, "04/02" in year_shown(2027).note) == ("partial", True)
    with pytest.raises(
        Invalid, match="mới có 10 ngày nghỉ lễ"
    ):  # Tết's fifth day and Quốc khánh's second are not in
        confirm_calendar_year(year=2027, document="Thông báo 9/TB-BNV", actor=administrator(), at=NOON)
    enter(date(2027, 2, 11), name="Nghỉ bù Tết Âm lịch")
    with pytest.raises(Invalid, match="mới có 11 ngày nghỉ lễ"):
        confirm_calendar_year(year=2027, document="Thông báo 9/TB-BNV", actor=administrator(), at=NOON)
    enter(date(2027, 9, 3), name="Quốc khánh")
    confirm_calendar_year(year=2027, document="Thông báo 9/TB-BNV", actor=administrator(), at=NOON)
    shown = year_shown(2027)
    assert (shown.certainty, shown.note, shown.confirmed.document) == ("known", "", "Thông báo 9/TB-BNV")
    assert working_calendar().uncertain_years(date(2027, 1, 1), date(2027, 12, 31)) == ()
    for known in (2026, 2027):
        with pytest.raises(Invalid) as refused:
            confirm_calendar_year(year=known, document="Thông báo", actor=administrator(), at=NOON)
        assert refused.value.field == "year"


def test_a_year_without_tet_cannot_be_called_known():
    with pytest.raises(Invalid, match="mới có 2 ngày nghỉ lễ"):
        confirm_calendar_year(year=2028, document="Thông báo", actor=administrator(), at=NOON)
    days = [date(2028, 1, day) for day in (25, 26, 27, 28, 31)] + [date(2028, 4, 4), date(2028, 9, 1)]
    made_up = [date(2028, 1, 3), date(2028, 5, 2), date(2028, 9, 4)]  # for 1/1, 30/4 and 2/9, on weekends
    for day in days + made_up[:2]:
        enter(day, name="Ngày nghỉ theo thông báo")
    with pytest.raises(Invalid, match="mới có 11 ngày nghỉ lễ"):
        confirm_calendar_year(year=2028, document="Thông báo", actor=administrator(), at=NOON)
    enter(made_up[2], name="Ngày nghỉ theo thông báo")
    confirm_calendar_year(year=2028, document="Thông báo", actor=administrator(), at=NOON)
    calendar = working_calendar()
    assert calendar.certainty(2028) == "known"
    assert calendar.day_off(date(2028, 4, 30)) == "Ngày Chiến thắng"
    assert CalendarYear.objects.get().year == 2028


def test_months_stand_in_weeks_of_seven_and_name_every_special_day():
    shown = year_shown(2026)
    assert [first.month for first, _weeks in shown.months] == list(range(1, 13))
    for first, weeks in shown.months:
        cells = [cell for week in weeks for cell in week]
        days = [cell.on.day for cell in cells if cell]
        assert {len(week) for week in weeks} == {7}
        assert cells[first.weekday()].on == first
        assert days == list(range(1, len(days) + 1))
    assert [one.on for one in shown.special if one.mark.kind == "worked"] == [
        date(2026, 1, 10),
        date(2026, 8, 22),
    ]


@pytest.fixture
def dossier(places) -> Dossier:
    """A dossier handed in on Monday 16 November 2026: told 8 December, with 24 November passed over."""
    found, _actor = submitted(at=NOON)
    assert found.due_on == date(2026, 12, 8)
    return found


def test_a_day_off_added_later_leaves_the_day_that_the_producer_was_told(dossier):
    _row, recount = enter(date(2026, 12, 1), "compensatory")
    dossier.refresh_from_db()
    assert (dossier.due_on, recount.moved, recount.kept) == (date(2026, 12, 8), 0, 1)


def test_a_worked_day_added_later_brings_the_commune_s_limit_forward_and_its_withdrawal_does_not_push_it_back(
    dossier,
):
    row, recount = enter(date(2026, 11, 28), "worked", name="Làm bù")
    dossier.refresh_from_db()
    assert (dossier.due_on, recount.moved, recount.kept) == (date(2026, 12, 7), 1, 0)
    (event, *_rest) = history_of(dossier)
    assert (event.verb, event.facts) == (
        "programme.edit_calendar", {"told": "2026-12-08", "due_on": "2026-12-07"},
    )  # fmt: skip
    _row, recount = withdraw_calendar_day(row, reason="Thông báo đã hủy", actor=administrator(), at=NOON)
    dossier.refresh_from_db()
    assert (dossier.due_on, recount.moved, recount.kept) == (date(2026, 12, 7), 0, 1)


def test_a_dossier_handed_in_afterwards_is_counted_on_the_corrected_calendar(places):
    enter(date(2026, 12, 1), "compensatory")
    found, _actor = submitted(at=NOON)
    assert found.due_on == date(2026, 12, 9)
