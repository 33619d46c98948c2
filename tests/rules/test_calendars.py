"""Days off of 2019 to 2027 as dated data, and counting on them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_rules.calendars import (
    CalendarError,
    DayOff,
    Mark,
    add_days,
    add_months,
    add_working_days,
    days_off_between,
    load_calendar,
    next_working_day,
    working_days_between,
)
from ocop_rules.loading import RulebookFault

VIETNAM = load_calendar()
# The Labour Code of 2012 names 10 days a year, that of 2019 (from 2021) 11; 24 November joins them in 2026.
STATUTORY_DAYS = {2019: 10, 2020: 10, 2021: 11, 2022: 11, 2023: 11, 2024: 11, 2025: 11, 2026: 12}


@pytest.mark.parametrize(("year", "days"), STATUTORY_DAYS.items())
def test_each_known_year_has_its_statutory_days_and_one_day_back_for_each_on_a_weekend(
    year: int, days: int
) -> None:
    marks = {day: mark.kind for day, mark in VIETNAM.marks.items() if day.year == year}
    holidays = [day for day, kind in marks.items() if kind == "holiday"]
    assert len(holidays) == days
    on_weekends = [day for day in holidays if day.isoweekday() > 5]
    assert list(marks.values()).count("compensatory") == len(on_weekends)
    assert VIETNAM.certainty(year) == "known"


# First day of the lunar year and the tenth of its third month, from the positions of moon and sun at UTC+7; every
# swap as announced: the day off, the weekend day worked for it.
LUNAR = {
    2019: (date(2019, 2, 5), date(2019, 4, 14)),
    2020: (date(2020, 1, 25), date(2020, 4, 2)),
    2021: (date(2021, 2, 12), date(2021, 4, 21)),
    2022: (date(2022, 2, 1), date(2022, 4, 10)),
    2023: (date(2023, 1, 22), date(2023, 4, 29)),
    2024: (date(2024, 2, 10), date(2024, 4, 18)),
    2025: (date(2025, 1, 29), date(2025, 4, 7)),
    2026: (date(2026, 2, 17), date(2026, 4, 26)),
    2027: (date(2027, 2, 6), date(2027, 4, 16)),
}
SWAPS = {
    2019: {date(2019, 4, 29): date(2019, 5, 4)},
    2024: {date(2024, 4, 29): date(2024, 5, 4)},
    2025: {date(2025, 5, 2): date(2025, 4, 26)},
    2026: {date(2026, 1, 2): date(2026, 1, 10), date(2026, 8, 31): date(2026, 8, 22)},
}
FIXED = [(1, 1), (4, 30), (5, 1), (9, 2)]


@pytest.mark.parametrize("year", range(2019, 2031))
def test_the_holidays_of_each_year_are_those_of_the_law_and_the_moon(year: int) -> None:
    holidays = {day: mark.name for day, mark in VIETNAM.marks_in(year).items() if mark.kind == "holiday"}
    fixed = {date(year, *day) for day in FIXED} | ({date(year, 11, 24)} if year >= 2026 else set())
    assert fixed <= set(holidays)
    if year not in LUNAR:
        assert set(holidays) == fixed
        return
    tet, kings = LUNAR[year]
    days_of_tet = sorted(day for day, name in holidays.items() if name == "Tết Âm lịch")
    assert days_of_tet == [days_of_tet[0] + timedelta(days=n) for n in range(len(days_of_tet))]
    assert tet in days_of_tet and tet + timedelta(days=2) in days_of_tet
    assert (tet - days_of_tet[0]).days in (1, 2)
    assert len(days_of_tet) == (5 if VIETNAM.certainty(year) == "known" else 4)
    assert holidays[kings] == "Giỗ Tổ Hùng Vương"
    second = set(holidays) - fixed - set(days_of_tet) - {kings}
    beside = {date(year, 9, 1), date(year, 9, 3)}
    assert (len(second) == 1 and second <= beside) if 2021 <= year <= 2026 else second == set()


@pytest.mark.parametrize("year", range(2019, 2031))
def test_each_swap_is_the_one_that_was_announced(year: int) -> None:
    marks = VIETNAM.marks_in(year)
    swapped = {day: mark.name for day, mark in marks.items() if mark.kind == "swapped"}
    expected = SWAPS.get(year, {})
    assert set(swapped) == set(expected)
    for off, made_up in expected.items():
        assert marks[made_up].kind == "worked"
        assert f"{made_up:%d/%m/%Y}" in swapped[off]
        assert f"{off:%d/%m/%Y}" in marks[made_up].name


def test_whichever_way_tet_of_2027_is_shared_out_the_days_of_the_file_are_off() -> None:
    law = {date(2027, 2, 6) + timedelta(days=n) for n in range(-2, 5)}
    for first in (date(2027, 2, 4), date(2027, 2, 5)):
        tet = [first + timedelta(days=n) for n in range(5)]
        made_up, day = [], tet[-1]
        while len(made_up) < sum(one.isoweekday() > 5 for one in tet):
            day += timedelta(days=1)
            if day.isoweekday() <= 5:
                made_up.append(day)
        law &= set(tet) | set(made_up)
    assert law == {date(2027, 2, day) for day in range(5, 11)}
    assert all(not VIETNAM.is_working(day) for day in law)


def test_marks_are_added_and_an_unknown_year_keeps_its_fixed_holidays() -> None:
    mark = Mark("compensatory", "Nghỉ bù", "Thông báo")
    added = VIETNAM.with_marks({date(2028, 5, 2): mark})
    assert added.marks_in(2028)[date(2028, 5, 2)] == mark
    assert added.day_off(date(2028, 5, 2)) == "Nghỉ bù"
    assert added.day_off(date(2028, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert added.certainty(2028) == "unknown"
    assert list(VIETNAM.marks_in(2028)) == [date(2028, *day) for day in [*FIXED, (11, 24)]]


def test_every_swapped_day_is_made_up_on_a_weekend() -> None:
    kinds = [
        mark.kind for day, mark in VIETNAM.marks.items() if day != date(2019, 1, 5)
    ]  # that one is for 2018
    assert kinds.count("swapped") == kinds.count("worked") == 5


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2025, 11, 24), None),
        (date(2024, 11, 25), None),
        (date(2026, 4, 26), "Giỗ Tổ Hùng Vương"),
        (date(2026, 4, 27), "Nghỉ bù Giỗ Tổ Hùng Vương"),
        (date(2026, 1, 2), "Hoán đổi với thứ Bảy 10/01/2026"),
        (date(2026, 1, 10), None),
        (date(2026, 1, 17), "thứ Bảy"),
        (date(2026, 8, 22), None),
        (date(2026, 8, 31), "Hoán đổi với thứ Bảy 22/08/2026"),
        (date(2020, 9, 3), None),
        (date(2021, 9, 3), "Quốc khánh"),
        (date(2023, 5, 3), "Nghỉ bù Ngày Chiến thắng"),
        (date(2026, 11, 22), "Chủ nhật"),
        (date(2026, 11, 23), None),
    ],
    ids=str,
)
def test_a_day_is_off_for_a_reason_or_worked(day: date, reason: str | None) -> None:
    assert VIETNAM.day_off(day) == reason
    assert VIETNAM.is_working(day) == (reason is None)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2028, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2030, 4, 30), "Ngày Chiến thắng"),
        (date(2030, 5, 2), None),
        (date(2018, 11, 23), None),
        (date(2018, 1, 1), "Tết Dương lịch"),
    ],
    ids=str,
)
def test_in_an_unknown_year_only_fixed_holidays_and_weekends_are_off(day: date, reason: str | None) -> None:
    assert VIETNAM.day_off(day) == reason
    assert VIETNAM.certainty(day.year) == "unknown"


def test_years_that_are_not_fully_announced_are_flagged() -> None:
    assert [VIETNAM.certainty(year) for year in (2018, 2019, 2026, 2027, 2028)] == [
        "unknown",
        "known",
        "known",
        "partial",
        "unknown",
    ]
    assert VIETNAM.uncertain_years(date(2026, 12, 1), date(2026, 12, 31)) == ()
    assert VIETNAM.uncertain_years(date(2026, 12, 1), date(2028, 1, 1)) == (2027, 2028)
    assert set(VIETNAM.notes) == {2027}


def test_an_announcement_adds_compensatory_and_swapped_days() -> None:
    announced = VIETNAM.with_marks(
        {
            date(2027, 2, 11): Mark("compensatory", "Nghỉ bù Tết Âm lịch", "thông báo"),
            date(2027, 9, 3): Mark("swapped", "Quốc khánh", "thông báo"),
            date(2027, 2, 20): Mark("worked", "Làm bù", "thông báo"),
        },
        known_years=[2027],
    )
    assert announced.day_off(date(2027, 2, 11)) == "Nghỉ bù Tết Âm lịch"
    assert announced.is_working(date(2027, 2, 20))
    assert announced.day_off(date(2027, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert announced.uncertain_years(date(2027, 1, 1), date(2027, 12, 31)) == ()
    assert announced.notes == {}
    assert VIETNAM.is_working(date(2027, 2, 11))
    assert not VIETNAM.is_working(date(2027, 2, 20))


def test_a_year_that_was_unknown_keeps_its_fixed_holidays_when_it_becomes_known() -> None:
    announced = VIETNAM.with_marks(
        {date(2029, 2, 13): Mark("holiday", "Tết Âm lịch", "thông báo")}, known_years=[2029]
    )
    assert announced.day_off(date(2029, 4, 30)) == "Ngày Chiến thắng"
    assert announced.day_off(date(2029, 2, 13)) == "Tết Âm lịch"
    assert announced.certainty(2029) == "known"


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 11, 16), 15, date(2026, 12, 8)),
        (date(2026, 11, 16), 5, date(2026, 11, 23)),
        (date(2026, 11, 16), 6, date(2026, 11, 25)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
    ids=str,
)
def test_working_days_are_counted_from_the_next_day_on(start: date, n: int, end: date) -> None:
    assert add_working_days(start, n, VIETNAM) == end


def test_with_the_calendar_of_before_2026_the_same_count_ends_a_day_earlier() -> None:
    without = VIETNAM.with_marks({date(2026, 11, 24): Mark("worked", "chưa là ngày nghỉ", "thử")})
    assert add_working_days(date(2026, 11, 16), 15, without) == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 8, 5), 36, date(2029, 8, 5)),
        (date(2028, 2, 29), 36, date(2031, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
    ids=str,
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_calendar_days_are_counted_from_the_next_day_on() -> None:
    assert add_days(date(2026, 11, 16), 15) == date(2026, 12, 1)
    assert add_days(date(2026, 5, 22), 60) == date(2026, 7, 21)


def test_a_day_off_gives_way_to_the_next_working_day() -> None:
    assert next_working_day(date(2026, 11, 24), VIETNAM) == date(2026, 11, 25)
    assert next_working_day(date(2026, 11, 25), VIETNAM) == date(2026, 11, 25)
    assert next_working_day(date(2026, 2, 14), VIETNAM) == date(2026, 2, 23)


def test_the_days_passed_over_are_named() -> None:
    assert days_off_between(date(2026, 11, 20), date(2026, 11, 25), VIETNAM) == (
        DayOff(date(2026, 11, 21), "thứ Bảy"),
        DayOff(date(2026, 11, 22), "Chủ nhật"),
        DayOff(date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
    )


@pytest.mark.parametrize("n", [-1, 20_001, True, 1.0, "3"])
def test_an_amount_that_makes_no_sense_is_refused(n: object) -> None:
    for count in (
        lambda: add_working_days(date(2026, 1, 1), n, VIETNAM),  # type: ignore[arg-type]
        lambda: add_days(date(2026, 1, 1), n),  # type: ignore[arg-type]
        lambda: add_months(date(2026, 1, 1), n),  # type: ignore[arg-type]
    ):
        with pytest.raises(CalendarError, match="số nguyên"):
            count()


def test_a_count_that_runs_off_the_calendar_is_refused() -> None:
    for count in (
        lambda: add_working_days(date(9999, 12, 30), 5, VIETNAM),
        lambda: add_days(date(9999, 12, 30), 5),
        lambda: add_months(date(9999, 12, 30), 5),
    ):
        with pytest.raises(CalendarError, match="ngoài phạm vi"):
            count()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('"2026-11-14" = "x"', "swapped cannot fall on thứ Bảy"),
        ('"2025-11-17" = "x"', "wrong year"),
        ('"2026-13-01" = "x"', "is not a date"),
    ],
)
def test_a_faulty_calendar_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "faulty.toml"
    year = f'[[year]]\nyear = 2026\nstatus = "known"\nsource = "thử"\n[year.swapped]\n{text}\n'
    path.write_text(f"weekly_days_off = [6, 7]\n{year}", encoding="utf-8")
    with pytest.raises(RulebookFault, match=reason):
        load_calendar(path)


DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(1, 60))
def test_the_last_working_day_is_worked_and_counts_back(start: date, n: int) -> None:
    end = add_working_days(start, n, VIETNAM)
    assert VIETNAM.is_working(end)
    assert working_days_between(start, end, VIETNAM) == n
    assert working_days_between(end, start, VIETNAM) == -n
    assert add_working_days(start, n + 1, VIETNAM) > end


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 120))
def test_months_keep_the_day_or_shorten_it_to_the_months_last(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)
