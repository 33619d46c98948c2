"""Edges of the calendar and of deadlines that mutation testing asked for: the file read in full, and whole answers."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from ocop_rules import rulebooks
from ocop_rules.calendars import (
    Calendar,
    CalendarError,
    DayOff,
    FixedHoliday,
    Mark,
    add_days,
    add_months,
    load_calendar,
    working_days_between,
)
from ocop_rules.calendars.days import FILE
from ocop_rules.deadlines import Due, RoundDates, due, next_round
from ocop_rules.law import Source
from ocop_rules.loading import RulebookFault
from ocop_rules.rulebook import Round, Rulebook

RULES = rulebooks.get("26-2026")
VIETNAM = load_calendar()
KINDS = {"holidays": "holiday", "compensatory": "compensatory", "swapped": "swapped", "worked": "worked"}


def test_the_calendar_holds_what_its_file_says_and_nothing_else(tmp_path: Path) -> None:
    copy = Path(shutil.copy(FILE, tmp_path / "vietnam.toml"))  # a path of its own is read anew
    printed = tomllib.loads(FILE.read_text(encoding="utf-8"))
    calendar = load_calendar(copy)
    assert dict(calendar.marks) == {
        date.fromisoformat(day): Mark(kind, name, year["source"])  # type: ignore[arg-type]
        for year in printed["year"]
        for key, kind in KINDS.items()
        for day, name in year.get(key, {}).items()
    }
    assert {mark.kind for mark in calendar.marks.values()} == {"holiday", "compensatory", "swapped", "worked"}
    assert calendar.fixed == tuple(
        FixedHoliday(
            month=holiday["day"][1],
            day=holiday["day"][0],
            name=holiday["name"],
            since=holiday.get("since", date.min),
            source=holiday["source"],
        )
        for holiday in printed["fixed"]
    )
    assert {holiday.since for holiday in calendar.fixed} == {date.min, date(2026, 7, 1)}
    assert calendar.weekly_days_off == frozenset(printed["weekly_days_off"])
    assert dict(calendar.years) == {year["year"]: year["status"] for year in printed["year"]}
    assert dict(calendar.notes) == {y["year"]: y["note"] for y in printed["year"] if y["status"] == "partial"}


HEAD = """weekly_days_off = [6, 7]
[[fixed]]
day = [24, 11]
name = "Ngày Văn hóa"
since = 2026-11-24
source = "luật"
[[year]]
year = 2026
status = "known"
source = "thử"
"""
CULTURE = '"2026-11-24" = "Ngày Văn hóa"'


def written(folder: Path, text: str) -> Path:
    path = folder / "year.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        (f'[year.holidays]\n{CULTURE}\n[year.swapped]\n"2026-13-01" = "x"', "swapped: “2026-13-01” is not a date", 14),
        (
            f'[year.holidays]\n{CULTURE}\n[year.swapped]\n"2025-11-17" = "x"',
            "swapped: 2025-11-17 stands in the wrong year, or twice",
            14,
        ),
        (
            f'[year.holidays]\n{CULTURE}\n[year.swapped]\n{CULTURE}',
            "swapped: 2026-11-24 stands in the wrong year, or twice",
            14,
        ),
        (f'[year.holidays]\n{CULTURE}\n[year.worked]\n"2026-11-25" = "x"', "2026-11-25: worked cannot fall on thứ Tư", None),
        (f'[year.holidays]\n{CULTURE}\n[year.swapped]\n"2026-11-28" = "x"', "2026-11-28: swapped cannot fall on thứ Bảy", None),
        (
            f'[year.holidays]\n{CULTURE}\n[year.compensatory]\n"2026-11-29" = "x"',
            "2026-11-29: compensatory cannot fall on Chủ nhật",
            None,
        ),
        ("", "2026-11-24: Ngày Văn hóa is missing from its year", None),
    ],
)  # fmt: skip
def test_a_faulty_year_is_refused_with_its_line(
    tmp_path: Path, text: str, reason: str, line: int | None
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(RulebookFault) as refused:
        load_calendar(path)
    assert (refused.value.file.rpartition("/")[2], refused.value.reason, refused.value.line) == (
        "year.toml",
        reason,
        line,
    )


def test_a_year_may_have_holidays_on_weekends_and_any_of_the_rest_where_they_belong(tmp_path: Path) -> None:
    calendar = load_calendar(
        written(
            tmp_path,
            f'[year.holidays]\n{CULTURE}\n"2026-11-28" = "Lễ"\n[year.compensatory]\n"2026-11-30" = "Nghỉ bù"\n'
            '[year.swapped]\n"2026-12-01" = "Hoán đổi"\n[year.worked]\n"2026-12-05" = "Làm bù"\n',
        )
    )
    assert dict(calendar.marks) == {
        date(2026, 11, 24): Mark("holiday", "Ngày Văn hóa", "thử"),
        date(2026, 11, 28): Mark("holiday", "Lễ", "thử"),
        date(2026, 11, 30): Mark("compensatory", "Nghỉ bù", "thử"),
        date(2026, 12, 1): Mark("swapped", "Hoán đổi", "thử"),
        date(2026, 12, 5): Mark("worked", "Làm bù", "thử"),
    }
    assert calendar.is_working(date(2026, 12, 5))


def test_a_holiday_is_due_only_from_the_day_it_exists(tmp_path: Path) -> None:
    path = tmp_path / "before.toml"
    path.write_text(HEAD.replace("2026-11-24", "2026-11-25"), encoding="utf-8")
    assert dict(load_calendar(path).marks) == {}


CULTURE_DAY = FixedHoliday(month=11, day=24, name="Ngày Văn hóa", since=date(2030, 11, 24), source="luật")
BARE = Calendar(
    marks=MappingProxyType({}),
    fixed=(CULTURE_DAY,),
    weekly_days_off=frozenset({6, 7}),
    years=MappingProxyType({2031: "known"}),
    notes=MappingProxyType({2030: "chưa đủ", 2032: "chưa có"}),
)


def test_an_announcement_keeps_each_day_and_completes_its_years() -> None:
    added = {
        date(2030, 12, 2): Mark("swapped", "Nghỉ", "thông báo"),
        date(2030, 12, 7): Mark("worked", "Làm bù", "thông báo"),
    }
    found = BARE.with_marks(added, known_years=[2029, 2030, 2031])
    # 2029 is before the holiday exists, 2030 has it on its first day, 2031 was complete as it stood
    assert dict(found.marks) == {date(2030, 11, 24): Mark("holiday", "Ngày Văn hóa", "luật")} | added
    assert dict(found.years) == {2029: "known", 2030: "known", 2031: "known"}
    assert dict(found.notes) == {2032: "chưa có"}


def test_an_announcement_without_known_years_completes_none() -> None:
    added = {date(2030, 12, 2): Mark("swapped", "Nghỉ", "thông báo")}
    found = BARE.with_marks(added)
    assert dict(found.marks) == added
    assert dict(found.years) == {2031: "known"}


def test_a_day_already_marked_keeps_its_mark_when_its_year_becomes_known() -> None:
    worked = {date(2030, 11, 24): Mark("worked", "Làm việc", "thông báo")}
    known = BARE.with_marks(worked).with_marks({}, known_years=[2030])
    assert dict(known.marks) == worked


def test_no_working_day_lies_between_a_day_and_itself() -> None:
    assert working_days_between(date(2026, 11, 16), date(2026, 11, 16), VIETNAM) == 0


def test_the_last_year_of_the_calendar_can_be_reached_and_not_passed() -> None:
    assert add_months(date(9998, 1, 31), 12) == date(9999, 1, 31)
    assert add_months(date(9999, 1, 31), 11) == date(9999, 12, 31)
    with pytest.raises(CalendarError):
        add_months(date(9999, 1, 31), 12)


def article(text: str) -> Source:
    return Source("QĐ 26/2026/QĐ-TTg", text)


def test_a_working_day_limit_is_answered_in_full() -> None:
    start = date(2026, 12, 30)
    assert due(RULES, "commune_check", start=start, calendar=VIETNAM) == Due(
        limit="commune_check",
        start=start,
        due_on=date(2027, 1, 21),
        amount=15,
        unit="working_days",
        source=article("Điều 7 khoản 2"),
        skipped=tuple(
            DayOff(day, reason)
            for day, reason in [
                (date(2027, 1, 1), "Tết Dương lịch"),
                (date(2027, 1, 2), "thứ Bảy"),
                (date(2027, 1, 3), "Chủ nhật"),
                (date(2027, 1, 9), "thứ Bảy"),
                (date(2027, 1, 10), "Chủ nhật"),
                (date(2027, 1, 16), "thứ Bảy"),
                (date(2027, 1, 17), "Chủ nhật"),
            ]
        ),
        uncertain_years=(2027,),
    )


def test_a_working_day_count_is_uncertain_for_every_year_it_crosses() -> None:
    limit = replace(RULES.limits["commune_check"], amount=300, day_off="keeps")
    rules = replace(RULES, limits=MappingProxyType({"commune_check": limit}))
    found = due(rules, "commune_check", start=date(2027, 6, 1), calendar=VIETNAM)
    assert found.due_on.year == 2028
    assert found.uncertain_years == (2027, 2028)


def test_a_limit_that_moves_is_uncertain_only_from_its_last_day_on() -> None:
    found = due(RULES, "reevaluation", start=date(2026, 11, 17), calendar=VIETNAM)
    assert (found.limit, found.start, found.moved_from) == (
        "reevaluation",
        date(2026, 11, 17),
        date(2027, 1, 1),
    )
    assert (found.due_on, found.uncertain_years) == (date(2027, 1, 4), (2027,))
    ends_known = due(RULES, "reevaluation", start=date(2026, 11, 16), calendar=VIETNAM)
    assert (ends_known.due_on, ends_known.uncertain_years) == (date(2026, 12, 31), ())


def test_a_window_is_answered_in_full() -> None:
    ends = date(2027, 7, 4)
    assert due(RULES, "reevaluation_window", start=ends, calendar=VIETNAM) == Due(
        limit="reevaluation_window",
        start=ends,
        due_on=date(2027, 3, 6),
        amount=180,
        unit="days_before",
        source=RULES.limits["reevaluation_window"].source,
        opens_on=date(2027, 1, 5),
        closes_on=date(2027, 3, 6),
        day_off="thứ Bảy",
    )


def test_rounds_are_answered_in_full() -> None:
    proposed = date(2026, 11, 16)
    by_level = {(found.level, found.number): found.source for found in RULES.rounds}
    assert due(RULES, "rounds", start=proposed, calendar=VIETNAM) == Due(
        limit="rounds",
        start=proposed,
        due_on=date(2027, 6, 29),
        amount=RULES.limits["rounds"].amount,
        unit="rounds_per_year",
        source=RULES.limits["rounds"].source,
        closes_on=date(2027, 4, 29),
        rounds=(
            RoundDates("province", 1, date(2027, 4, 29), date(2027, 6, 29), by_level["province", 1]),
            RoundDates("centre", 2, date(2027, 1, 29), date(2027, 3, 29), by_level["centre", 2]),
        ),
    )


@pytest.mark.parametrize(
    ("result_before", "last_result_on"),
    [
        ((31, 10), date(2027, 10, 30)),
        (
            (30, 10),
            date(2028, 10, 29),
        ),  # "before 30 October" of a proposal of that day can only be a year later
        ((29, 10), date(2028, 10, 28)),
        ((15, 2), date(2028, 2, 14)),
    ],
)
def test_results_that_come_before_the_proposals_in_the_year_are_those_of_the_next(
    result_before: tuple[int, int], last_result_on: date
) -> None:
    autumn = Round("province", 1, "Tỉnh", (30, 10), result_before, article("Điều 5"))
    found = next_round(replace(RULES, rounds=(autumn,)), "province", proposed_on=date(2027, 6, 1))
    assert (found.last_proposal_on, found.last_result_on) == (date(2027, 10, 29), last_result_on)


def test_no_round_is_promised_in_the_last_year_of_the_calendar() -> None:
    assert next_round(RULES, "province", proposed_on=date(9998, 1, 1)).last_result_on == date(9998, 6, 29)
    assert next_round(RULES, "province", proposed_on=date(9998, 10, 29)).last_result_on == date(9998, 12, 29)
    for proposed_on in (date(9998, 10, 30), date(9998, 12, 31), date(9999, 1, 1), date(9999, 12, 31)):
        with pytest.raises(CalendarError) as refused:
            next_round(RULES, "province", proposed_on=proposed_on)
        assert str(refused.value) == "Ngày tính được nằm ngoài phạm vi lịch."


def test_the_round_of_a_day_is_the_nearest_in_whatever_order_they_stand() -> None:
    backwards = replace(RULES, rounds=tuple(reversed(RULES.rounds)))
    for day in (date(2027, 4, 29), date(2027, 4, 30), date(2027, 10, 29), date(2027, 10, 30)):
        for level in ("province", "centre"):
            assert next_round(backwards, level, proposed_on=day) == next_round(RULES, level, proposed_on=day)


def test_a_round_before_the_first_of_january_takes_proposals_until_the_last_of_december() -> None:
    new_year = replace(
        RULES, rounds=(Round("province", 1, "Tỉnh", (1, 1), (1, 3), article("Điều 5")), *RULES.rounds)
    )
    found = next_round(new_year, "province", proposed_on=date(2026, 12, 31))
    assert (found.last_proposal_on, found.last_result_on) == (date(2026, 12, 31), date(2027, 2, 28))


EVERY_LIMIT = [
    (rules, code) for rules in rulebooks.all_rulebooks() for code in (*rules.limits, *rules.transition_limits)
]


@pytest.mark.parametrize(
    ("rules", "code"), EVERY_LIMIT, ids=lambda part: part if isinstance(part, str) else part.id
)
@pytest.mark.parametrize("start", [date(2026, 11, 6), date(2026, 11, 16)], ids=str)
def test_every_answer_repeats_the_limit_and_the_day_it_was_asked_for(
    rules: Rulebook, code: str, start: date
) -> None:
    found = due(rules, code, start=start, calendar=VIETNAM)
    limit = rules.limit(code)
    assert (found.limit, found.start, found.amount, found.unit, found.source) == (
        code,
        start,
        limit.amount,
        limit.unit,
        limit.source,
    )


@pytest.mark.parametrize(
    ("code", "counts_from", "due_on", "skipped"),
    [
        ("commune_check", "next_day", date(2026, 11, 23), (21, 22)),
        ("commune_check", "same_day", date(2026, 11, 20), ()),
        ("revocation", "next_day", date(2026, 11, 23), (21, 22)),
        ("revocation", "same_day", date(2026, 11, 20), ()),
    ],
)
def test_a_count_begins_on_the_day_itself_or_on_the_next(
    code: str, counts_from: str, due_on: date, skipped: tuple[int, ...]
) -> None:
    limit = replace(RULES.limits[code], amount=5, counts_from=counts_from)
    rules = replace(RULES, limits=MappingProxyType({code: limit}))
    found = due(rules, code, start=date(2026, 11, 16), calendar=VIETNAM)
    assert (found.due_on, tuple(skip.day.day for skip in found.skipped)) == (due_on, skipped)


def test_only_the_last_day_and_those_after_it_are_passed_over_when_it_moves() -> None:
    found = due(RULES, "revocation", start=date(2026, 11, 7), calendar=VIETNAM)
    assert (found.moved_from, found.due_on) == (date(2026, 11, 22), date(2026, 11, 23))
    assert found.skipped == (DayOff(date(2026, 11, 22), "Chủ nhật"),)


def test_the_most_days_that_can_be_counted_are_twenty_thousand() -> None:
    assert add_days(date(2026, 1, 1), 20_000) == date(2026, 1, 1) + timedelta(days=20_000)


def test_a_count_of_calendar_days_is_as_certain_as_the_year_it_ends_in() -> None:
    announced = VIETNAM.with_marks({}, known_years=[2028])
    found = due(RULES, "revocation", start=date(2027, 12, 20), calendar=announced)
    assert (found.due_on, found.uncertain_years) == (date(2028, 1, 4), ())
