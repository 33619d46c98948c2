"""When the limits of QĐ 26/2026/QĐ-TTg end, with the days that were passed over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_rules import rulebooks
from ocop_rules.calendars import CalendarError, Mark, add_working_days, load_calendar
from ocop_rules.deadlines import Bound, Due, due, kept_due, next_round
from ocop_rules.rulebooks import UnknownLimit

RULES = rulebooks.get("26-2026")
VIETNAM = load_calendar()


def on(limit: str, start: date) -> Due:
    return due(RULES, limit, start=start, calendar=VIETNAM)


def test_the_commune_has_fifteen_working_days_and_24_november_is_not_one() -> None:
    found = on("commune_check", date(2026, 11, 16))
    assert (found.due_on, found.amount, found.unit) == (date(2026, 12, 8), 15, "working_days")
    assert str(found.source) == "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 2"
    assert [(skip.day.day, skip.reason) for skip in found.skipped] == [
        (21, "thứ Bảy"),
        (22, "Chủ nhật"),
        (24, "Ngày Văn hóa Việt Nam"),
        (28, "thứ Bảy"),
        (29, "Chủ nhật"),
        (5, "thứ Bảy"),
        (6, "Chủ nhật"),
    ]
    assert (found.opens_on, found.closes_on, found.moved_from, found.uncertain_years) == (
        None,
        None,
        None,
        (),
    )


def test_a_count_into_a_year_not_fully_announced_is_flagged() -> None:
    assert on("commune_check", date(2026, 12, 20)).uncertain_years == (2027,)
    assert on("revocation", date(2027, 1, 4)).uncertain_years == (2027,)
    assert on("validity", date(2026, 12, 20)).uncertain_years == ()


def test_a_renewal_is_filed_180_to_120_days_before_the_certificates_last_day() -> None:
    found = on("reevaluation_window", date(2027, 6, 30))
    assert (found.opens_on, found.closes_on, found.due_on) == (
        date(2027, 1, 1),
        date(2027, 3, 2),
        date(2027, 3, 2),
    )


def test_the_window_does_not_move_when_it_closes_on_a_day_off() -> None:
    found = on("reevaluation_window", date(2027, 7, 4))
    assert (found.closes_on, found.day_off) == (date(2027, 3, 6), "thứ Bảy")


def test_a_late_renewal_extends_the_certificate_by_180_days_at_most() -> None:
    assert on("late_renewal", date(2027, 6, 30)).due_on == date(2027, 12, 27)


@pytest.mark.parametrize(
    ("issued", "last_day"),
    [
        (date(2026, 8, 5), date(2029, 8, 5)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2026, 5, 31), date(2029, 5, 31)),
        (date(2027, 12, 31), date(2030, 12, 31)),
    ],
    ids=str,
)
def test_a_certificate_is_valid_for_36_months_and_does_not_move_off_days_off(
    issued: date, last_day: date
) -> None:
    assert on("validity", issued).due_on == last_day


def test_a_certificate_that_ends_on_a_sunday_ends_on_that_sunday() -> None:
    found = on("validity", date(2026, 8, 5))
    assert (found.due_on.isoweekday(), found.moved_from, found.day_off) == (7, None, "Chủ nhật")


@pytest.mark.parametrize(
    ("limit", "start", "due_on", "moved_from"),
    [
        ("revocation", date(2026, 11, 16), date(2026, 12, 1), None),
        ("revocation", date(2026, 11, 9), date(2026, 11, 25), date(2026, 11, 24)),
        ("revocation", date(2026, 11, 6), date(2026, 11, 23), date(2026, 11, 21)),
        ("reevaluation", date(2026, 11, 16), date(2026, 12, 31), None),
        ("reevaluation", date(2026, 11, 17), date(2027, 1, 4), date(2027, 1, 1)),
    ],
    ids=str,
)
def test_calendar_day_limits_move_off_a_last_day_that_is_a_day_off(
    limit: str, start: date, due_on: date, moved_from: date | None
) -> None:
    found = on(limit, start)
    assert (found.due_on, found.moved_from, found.unit) == (due_on, moved_from, "days")
    passed_over = [skip.day for skip in found.skipped]
    if moved_from is None:
        assert passed_over == []
    else:
        assert passed_over == [moved_from + timedelta(days=n) for n in range((due_on - moved_from).days)]


def test_transition_limits_end_on_the_days_the_decision_gives() -> None:
    assert on("transition_first", date(2026, 5, 22)).due_on == date(2026, 7, 21)
    assert on("transition_reevaluation", date(2026, 5, 22)).due_on == date(2026, 6, 21)
    for limit in RULES.transition_limits.values():
        if limit.finish_by is not None:
            assert on(limit.code, RULES.in_force_from).due_on == limit.finish_by


@pytest.mark.parametrize(
    ("level", "proposed_on", "number", "last_proposal_on", "last_result_on"),
    [
        ("province", date(2027, 4, 28), 1, date(2027, 4, 29), date(2027, 6, 29)),
        ("province", date(2027, 4, 29), 1, date(2027, 4, 29), date(2027, 6, 29)),
        ("province", date(2027, 4, 30), 2, date(2027, 10, 29), date(2027, 12, 29)),
        ("province", date(2027, 10, 29), 2, date(2027, 10, 29), date(2027, 12, 29)),
        ("province", date(2027, 10, 30), 1, date(2028, 4, 29), date(2028, 6, 29)),
        ("centre", date(2027, 1, 29), 2, date(2027, 1, 29), date(2027, 3, 29)),
        ("centre", date(2027, 1, 30), 1, date(2027, 7, 29), date(2027, 9, 29)),
        ("centre", date(2027, 7, 30), 2, date(2028, 1, 29), date(2028, 3, 29)),
    ],
    ids=str,
)
def test_a_proposal_counts_for_the_round_whose_cut_off_it_precedes(
    level: str, proposed_on: date, number: int, last_proposal_on: date, last_result_on: date
) -> None:
    found = next_round(RULES, level, proposed_on=proposed_on)
    assert (found.number, found.last_proposal_on, found.last_result_on) == (
        number,
        last_proposal_on,
        last_result_on,
    )


def test_rounds_are_answered_for_both_levels_with_the_province_first() -> None:
    found = on("rounds", date(2026, 11, 16))
    assert [(dates.level, dates.number) for dates in found.rounds] == [("province", 1), ("centre", 2)]
    assert (found.due_on, found.closes_on) == (date(2027, 6, 29), date(2027, 4, 29))


def test_an_unknown_limit_or_level_is_refused() -> None:
    with pytest.raises(UnknownLimit, match="“district_check”"):
        on("district_check", date(2026, 11, 16))
    for day in (date(2026, 11, 16), date(9999, 1, 1)):
        with pytest.raises(CalendarError) as refused:
            next_round(RULES, "district", proposed_on=day)
        assert str(refused.value) == "QĐ 26/2026/QĐ-TTg không quy định đợt đánh giá cho cấp “district”."


def test_a_window_that_opens_before_the_calendar_is_refused() -> None:
    with pytest.raises(CalendarError, match=r"^Ngày tính được nằm ngoài phạm vi lịch.$"):
        on("reevaluation_window", date(1, 6, 29))
    assert on("reevaluation_window", date(1, 6, 30)).opens_on == date.min


@settings(max_examples=40, deadline=None)
@given(
    st.dates(date(2019, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["commune_check", "reevaluation", "revocation"]),
)
def test_a_limit_of_an_office_ends_on_a_working_day_never_too_early(start: date, limit: str) -> None:
    found = on(limit, start)
    assert VIETNAM.is_working(found.due_on)
    assert found.due_on >= start + timedelta(days=found.amount)
    assert all(start < skip.day < found.due_on for skip in found.skipped)


@settings(max_examples=40, deadline=None)
@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.sampled_from(["province", "centre"]))
def test_a_round_is_never_over_when_a_proposal_is_made(proposed_on: date, level: str) -> None:
    found = next_round(RULES, level, proposed_on=proposed_on)
    assert proposed_on <= found.last_proposal_on < found.last_result_on
    assert (found.last_proposal_on - proposed_on).days <= 184


TOLD = date(2026, 12, 8)


@pytest.mark.parametrize(
    ("binds", "recounted", "holds"),
    [
        ("office", date(2026, 12, 7), date(2026, 12, 7)),
        ("office", TOLD, TOLD),
        ("office", date(2026, 12, 9), TOLD),
        ("citizen", date(2026, 12, 7), TOLD),
        ("citizen", TOLD, TOLD),
        ("citizen", date(2026, 12, 9), date(2026, 12, 9)),
    ],
)
def test_a_corrected_calendar_moves_a_day_that_was_told_only_in_the_citizen_s_favour(
    binds: Bound, recounted: date, holds: date
) -> None:
    assert kept_due(TOLD, recounted, binds=binds) == holds


def test_a_limit_binds_the_office_or_the_citizen_and_nobody_else() -> None:
    with pytest.raises(ValueError, match="nobody"):
        kept_due(TOLD, TOLD, binds="nobody")  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2019, 1, 1), date(2030, 12, 1)),
    st.integers(1, 40),
    st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=6),
)
def test_however_often_the_calendar_is_corrected_nobody_is_worse_off_than_they_were_told(
    start: date, amount: int, corrections: list[tuple[int, bool]]
) -> None:
    calendar = VIETNAM
    office = citizen = told = add_working_days(start, amount, calendar)
    for after, is_off in corrections:
        day = start + timedelta(days=after)
        calendar = calendar.with_marks({day: Mark("swapped" if is_off else "worked", "sửa", "thông báo")})
        recounted = add_working_days(start, amount, calendar)
        before = office, citizen
        office = kept_due(office, recounted, binds="office")
        citizen = kept_due(citizen, recounted, binds="citizen")
        assert office == min(before[0], recounted)
        assert citizen == max(before[1], recounted)
    assert office <= told <= citizen


@pytest.mark.parametrize(
    "start", [date(2026, 1, 1), date(2026, 5, 22), date(2026, 7, 22), date(9999, 12, 31)]
)
def test_a_limit_whose_last_day_the_decision_fixes_ends_there_whenever_it_starts(start: date) -> None:
    limit = RULES.limit("transition_first")
    assert on("transition_first", start) == Due(
        limit="transition_first",
        start=start,
        due_on=date(2026, 7, 21),
        amount=60,
        unit="days",
        source=limit.source,
        fixed=True,
    )
    sunday = on("transition_reevaluation", start)
    assert (sunday.due_on, sunday.day_off, sunday.moved_from, sunday.fixed) == (
        date(2026, 6, 21),
        "Chủ nhật",
        None,
        True,
    )
    assert (sunday.uncertain_years, on("late_renewal", date(2027, 6, 30)).fixed) == ((), False)


def test_the_fixed_day_of_the_first_transition_is_what_the_count_gives() -> None:
    """60 days from the day the decision came into force, which counts as the first day before the count."""
    limit = RULES.limit("transition_first")
    assert RULES.in_force_from + timedelta(days=limit.amount) == limit.finish_by
