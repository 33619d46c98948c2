"""The calendar that counts: the file's days, those entered since, those withdrawn; who may change it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ocop.dossiers import actions as dossiers
from ocop.dossiers.models import Dossier
from ocop.platform.access import Actor, Grant
from ocop.platform.audit.reading import history_of, recent
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.programme.actions import (
    add_calendar_day,
    check_calendar_day,
    confirm_calendar_year,
    preview_withdrawal,
    reopen_calendar_year,
    withdraw_calendar_day,
)
from ocop.programme.models import CalendarDay, CalendarYear
from ocop.programme.queries import Recount, working_calendar
from ocop.programme.queries.calendar import year_shown
from ocop_rules.calendars import add_working_days, load_calendar
from tests import factories_dossiers as made
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
    enter(date(2027, 8, 30), "swapped", name="Hoán đổi với thứ Bảy 11/09/2027")
    enter(date(2027, 9, 11), "worked", name="Làm bù thứ Hai 30/08/2027")
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
        (
            date(2026, 11, 24),
            "worked",
            {},
            "day",
        ),  # holidays by law, of the file and of a year that nobody entered
        (date(2027, 1, 1), "worked", {}, "day"),
        (date(2028, 4, 30), "worked", {}, "day"),  # a Sunday
        (date(2027, 2, 6), "worked", {}, "day"),  # Tết on a Saturday
        (date(2027, 2, 10), "worked", {}, "day"),  # a Wednesday off in place of another
        (date(2026, 11, 28), "worked", {}, "day"),  # a Saturday that makes up for nothing
        (date(2028, 9, 2), "holiday", {}, "day"),  # a holiday in every year
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


def test_a_holiday_may_be_entered_on_a_weekend_and_where_the_file_has_a_day_in_its_place():
    enter(date(2028, 1, 29), name="Tết Âm lịch")  # a Saturday
    enter(date(2027, 2, 9), name="Tết Âm lịch")
    assert working_calendar().day_off(date(2028, 1, 29)) == "Tết Âm lịch"
    assert working_calendar().marks[date(2027, 2, 9)].kind == "holiday"


def test_weekend_day_is_worked_only_for_a_swapped_one_that_was_entered_before():
    def worked(day: date):
        return enter(day, "worked", name="Làm bù")

    with pytest.raises(Invalid, match="Hãy nhập ngày nghỉ hoán đổi trước"):
        worked(date(2027, 9, 11))
    off, _recount = enter(date(2027, 8, 30), "swapped", name="Hoán đổi")
    with pytest.raises(Invalid, match="Hãy nhập ngày nghỉ hoán đổi trước"):
        worked(date(2027, 12, 4))  # too far away to be its other half
    made_up, _recount = worked(date(2027, 9, 11))
    with pytest.raises(Invalid, match="Hãy nhập ngày nghỉ hoán đổi trước"):
        worked(date(2027, 9, 12))
    with pytest.raises(WrongState, match="hãy rút ngày đi làm bù trước"):
        withdraw_calendar_day(off, reason="Nhập nhầm", actor=administrator(), at=NOON)
    withdraw_calendar_day(made_up, reason="Nhập nhầm", actor=administrator(), at=NOON)
    withdraw_calendar_day(off, reason="Nhập nhầm", actor=administrator(), at=NOON)
    assert working_calendar() is load_calendar()


def test_only_an_administrator_changes_the_calendar():
    officer = administrator("programme.edit_regulation")
    with pytest.raises(NotAllowed):
        enter(date(2027, 9, 3), actor=officer)
    row, _recount = enter(date(2027, 9, 3))
    with pytest.raises(NotAllowed):
        withdraw_calendar_day(row, reason="Không có quyền", actor=officer, at=NOON)
    with pytest.raises(NotAllowed):
        confirm_calendar_year(year=2027, document="Thông báo", actor=officer, at=NOON)


def confirm(year: int, at: datetime = NOON) -> CalendarYear:
    return confirm_calendar_year(year=year, document="Thông báo 9/TB-BNV", actor=administrator(), at=at)


def lacks(year: int) -> str:
    """Return what a year is refused for."""
    with pytest.raises(Invalid) as refused:
        confirm(year)
    assert refused.value.field == "year"
    return str(refused.value).partition("Cần nhập: ")[2]


def test_a_year_is_called_known_once_its_announcements_are_all_in():
    assert (year_shown(2027).certainty, "04/02" in year_shown(2027).note) == ("partial", True)
    assert lacks(2027) == "1 ngày nghỉ lễ Tết Âm lịch; 1 ngày nghỉ lễ Quốc khánh."
    enter(date(2027, 2, 4), name="Tết Nguyên đán")
    enter(date(2027, 9, 1), "compensatory", name="Nghỉ bù Quốc khánh")  # in place of a holiday: no holiday
    assert lacks(2027) == "1 ngày nghỉ lễ Quốc khánh."
    enter(date(2027, 9, 3), name="Quốc khánh")
    confirm(2027)
    shown = year_shown(2027)
    assert (shown.certainty, shown.note, shown.confirmed.document) == ("known", "", "Thông báo 9/TB-BNV")
    assert working_calendar().uncertain_years(date(2027, 1, 1), date(2027, 12, 31)) == ()
    for known in (2026, 2027):
        with pytest.raises(Invalid, match="đã đủ"):
            confirm(known)


def test_the_file_s_day_that_may_be_either_is_entered_as_what_was_announced():
    enter(date(2027, 2, 9), name="Tết Âm lịch")
    enter(date(2027, 9, 3), name="Quốc khánh")
    assert lacks(2027) == "1 ngày nghỉ bù (3 ngày lễ rơi vào ngày nghỉ hằng tuần)."
    enter(date(2027, 2, 11), "compensatory", name="Nghỉ bù Tết Âm lịch")
    assert confirm(2027).year == 2027


def test_nine_days_of_any_sort_do_not_make_a_year():
    for number in range(14, 25):
        if date(2028, 2, number).weekday() < 5:
            enter(date(2028, 2, number), "compensatory", name="Nghỉ bù Tết Âm lịch")
    assert lacks(2028) == (
        "5 ngày nghỉ lễ Tết Âm lịch; 1 ngày nghỉ lễ Giỗ Tổ Hùng Vương; 1 ngày nghỉ lễ Quốc khánh."
    )


def test_every_holiday_of_a_year_is_there_by_name_and_those_of_weekends_are_made_up():
    for number in (25, 26, 27, 28, 31):
        enter(date(2028, 1, number), name="Tết Âm lịch")
    enter(date(2028, 4, 4), name="Giỗ Tổ Hùng Vương")
    enter(date(2028, 9, 1), name="Quốc khánh")
    assert lacks(2028) == "3 ngày nghỉ bù (3 ngày lễ rơi vào ngày nghỉ hằng tuần)."
    for day in (date(2028, 1, 3), date(2028, 5, 2)):  # for 1/1 and 30/4; 2/9 is a Saturday
        enter(day, "compensatory", name="Nghỉ bù")
    assert lacks(2028) == "1 ngày nghỉ bù (3 ngày lễ rơi vào ngày nghỉ hằng tuần)."
    enter(date(2028, 9, 4), "compensatory", name="Nghỉ bù Quốc khánh")
    extra, _recount = enter(date(2028, 3, 1), name="Ngày lễ không có trong luật")
    assert lacks(2028).startswith("đúng 12 ngày nghỉ lễ, tết (đang có 13")
    withdraw_calendar_day(extra, reason="Nhập nhầm", actor=administrator(), at=NOON)
    confirm(2028)
    assert working_calendar().certainty(2028) == "known"
    assert working_calendar().day_off(date(2028, 4, 30)) == "Ngày Chiến thắng"


@pytest.fixture
def complete() -> CalendarYear:
    """The word that 2027 is complete."""
    enter(date(2027, 2, 4), name="Tết Âm lịch")
    enter(date(2027, 9, 3), name="Quốc khánh")
    return confirm(2027)


def test_the_word_that_a_year_is_complete_is_taken_back_with_a_reason(complete):
    def reopen(reason: str = "Còn thông báo", actor: Actor | None = None):
        return reopen_calendar_year(complete, reason=reason, actor=actor or administrator(), at=NOON)

    with pytest.raises(Invalid, match="vì sao"):
        reopen(reason=" ")
    with pytest.raises(NotAllowed):
        reopen(actor=administrator("programme.edit_regulation"))
    reopen()
    with pytest.raises(WrongState):
        reopen()
    shown = year_shown(2027)
    assert (shown.certainty, shown.confirmed, shown.unconfirmed) == ("partial", None, (complete,))
    assert [event.facts.get("reason") for event in history_of(complete)] == ["Còn thông báo", None]
    confirm(2027)
    assert (year_shown(2027).certainty, CalendarYear.objects.count()) == ("known", 2)


def test_withdrawing_a_day_of_a_complete_year_takes_the_word_back(complete):
    other, _recount = enter(date(2028, 9, 1), name="Quốc khánh")
    withdraw_calendar_day(other, reason="Nhập nhầm", actor=administrator(), at=NOON)
    assert year_shown(2027).certainty == "known"
    row = CalendarDay.objects.get(day=date(2027, 9, 3))
    withdraw_calendar_day(row, reason="Nhập nhầm", actor=administrator(), at=NOON)
    assert year_shown(2027).certainty == "partial"
    complete.refresh_from_db()
    assert complete.withdraw_reason == "Đã rút ngày 03/09/2027 khỏi lịch."


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


def later(days: int = 0, hours: int = 1) -> datetime:
    return NOON + timedelta(days=days, hours=hours)


def swap(worked: date, off: date, at: datetime) -> CalendarDay:
    """Enter a swap whose day off lies behind every limit, so that only the worked day counts; return that one."""
    enter(off, "swapped", name="Hoán đổi", at=at)
    row, _recount = enter(worked, "worked", name="Làm bù", at=at)
    return row


def withdraw(row: CalendarDay, at: datetime) -> Recount:
    _row, recount = withdraw_calendar_day(row, reason="Nhập nhầm", actor=administrator(), at=at)
    return recount


def due(dossier: Dossier) -> date:
    dossier.refresh_from_db()
    return dossier.due_on


FAR = date(2026, 12, 30)


def test_a_day_off_added_later_leaves_the_day_that_the_producer_was_told(dossier):
    row, recount = enter(date(2026, 12, 1), "compensatory")
    assert (due(dossier), recount) == (date(2026, 12, 8), Recount(kept=1))
    assert (withdraw(row, later()), due(dossier)) == (Recount(), date(2026, 12, 8))


def test_a_worked_day_brings_the_limit_forward_and_there_it_stays_though_the_entry_was_wrong(dossier):
    off, _recount = enter(FAR, "swapped", name="Hoán đổi", at=later())
    row, recount = enter(date(2026, 11, 28), "worked", name="Làm bù", at=later())
    assert (due(dossier), recount) == (date(2026, 12, 7), Recount(earlier=1))
    (event, *_rest) = history_of(dossier)
    assert (event.verb, event.facts) == (
        "programme.edit_calendar", {"told": "2026-12-08", "due_on": "2026-12-07"},
    )  # fmt: skip
    assert withdraw(row, later(2)) == Recount(kept=1)
    assert due(dossier) == date(2026, 12, 7)
    assert withdraw(off, later(2)) == Recount()


@pytest.mark.parametrize("first", [0, 1])
def test_no_order_of_corrections_moves_a_day_told_against_the_producer(dossier, first):
    told = [due(dossier)]
    rows = [swap(date(2026, 11, 28), FAR, later(1)), swap(date(2026, 11, 29), date(2026, 12, 31), later(2))]
    told.append(due(dossier))
    enter(date(2026, 12, 1), "compensatory", at=later(3))
    told.append(due(dossier))
    for row in (rows[first], rows[1 - first]):
        withdraw(row, later(4))
        told.append(due(dossier))
    assert told == [date(2026, 12, 8), *[date(2026, 12, 4)] * 4]


def test_a_limit_that_still_runs_is_not_made_overdue_and_one_that_is_past_stays(dossier):
    swap(date(2026, 11, 29), FAR, later(22))  # on 8/12, the last day
    assert due(dossier) == date(2026, 12, 8)
    swap(date(2026, 11, 28), date(2026, 12, 29), later(23))  # on 9/12, when it is overdue
    assert due(dossier) == date(2026, 12, 8)


@pytest.mark.parametrize(("days", "expected"), [(20, 6), (21, 7), (18, 4)])
def test_a_limit_moves_to_today_at_the_earliest(dossier, days, expected):
    """Two worked days count the limit to Friday 4/12."""
    for worked, off in ((date(2026, 11, 28), FAR), (date(2026, 11, 29), date(2026, 12, 31))):
        swap(worked, off, later(days))
    assert due(dossier) == date(2026, 12, expected)


def test_while_the_clock_stands_still_a_limit_moves_to_the_day_of_the_stop_at_the_earliest(dossier):
    officer = made.officer("commune_officer", made.COMMUNE, at=NOON)
    dossiers.return_for_supplement(dossier, reason="Thiếu ảnh", items=["Ảnh"], actor=officer, at=later(1))
    swap(date(2026, 11, 28), FAR, later(30))
    assert due(dossier) == date(2026, 12, 7)


def test_only_limits_that_a_change_touches_are_counted(dossier, django_assert_num_queries):
    far, recount = enter(date(2040, 9, 3), "compensatory", at=later())
    assert recount == Recount()
    enter(date(2026, 12, 1), "compensatory", at=later())  # the count differs from what was told from here on
    assert withdraw(far, later(1)) == Recount()
    enter(date(2026, 11, 13), "compensatory", at=later(1))  # before it came in
    assert due(dossier) == date(2026, 12, 8)


def test_preview_says_what_saving_does_and_saves_nothing(dossier):
    enter(FAR, "swapped", name="Hoán đổi", at=later())
    given = {
        "day": date(2026, 11, 28), "kind": "worked", "name": "Làm bù", "document": "TB", "actor": administrator(),
        "at": later(),
    }  # fmt: skip
    assert check_calendar_day(**given) == Recount(earlier=1)
    assert (due(dossier), CalendarDay.objects.count()) == (date(2026, 12, 8), 1)
    row, recount = add_calendar_day(**given)
    assert recount == Recount(earlier=1)
    assert preview_withdrawal(row, actor=administrator(), at=later(1)) == Recount(kept=1)
    assert due(dossier) == date(2026, 12, 7)
    with pytest.raises(NotAllowed):
        preview_withdrawal(row, actor=administrator("programme.edit_regulation"), at=later(1))
    with pytest.raises(Invalid, match="đã được nhập"):
        check_calendar_day(**given)


def test_preview_asks_as_often_for_many_dossiers_as_for_one(dossier, django_assert_max_num_queries):
    for number in range(3):
        submitted(
            at=NOON, username=f"091200001{number}", name=f"Sản phẩm {number}", tax_code=f"550012345{number}"
        )
    given = {"day": date(2026, 12, 1), "kind": "compensatory", "name": "Nghỉ", "document": "TB"}
    with django_assert_max_num_queries(8):
        assert check_calendar_day(**given, actor=administrator(), at=later()) == Recount(kept=4)


def test_a_dossier_handed_in_afterwards_is_counted_on_the_corrected_calendar(places):
    enter(date(2026, 12, 1), "compensatory")
    found, _actor = submitted(at=NOON)
    assert found.due_on == date(2026, 12, 9)
