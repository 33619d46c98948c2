"""When a limit ends: what the rulebook says, counted on a calendar, with the days that were passed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .calendars import Calendar, CalendarError, DayOff, add_days, add_months, add_working_days
from .calendars.counting import OFF_CALENDAR, days_off_between, next_working_day, subtract_days
from .law import Source
from .rulebook import Limit, Round, Rulebook

Bound = Literal["office", "citizen"]


@dataclass(frozen=True, slots=True)
class RoundDates:
    """A round in a given year: the last day a proposal still counts for it, the last day for its results."""

    level: str
    number: int
    last_proposal_on: date
    last_result_on: date
    source: Source

    @property
    def year(self) -> int:
        """Return the year of the round: that in which its proposals are made."""
        return add_days(self.last_proposal_on, 1).year


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit that starts on a day ends, and how that was counted.

    `skipped`: days off passed over while counting working days, or because the last day moved.
    `moved_from`: the last day before it moved off a day off. `day_off`: why the last day is a day off
    where the limit stays on it all the same. `uncertain_years`: years in the count whose days off are not
    fully announced. `opens_on` and `closes_on` belong to a window, `rounds` to the limit of that name. `fixed`: the
    rulebook names the day itself, whatever `start` is.
    """

    limit: str
    start: date
    due_on: date
    amount: int
    unit: str
    source: Source
    opens_on: date | None = None
    closes_on: date | None = None
    skipped: tuple[DayOff, ...] = ()
    moved_from: date | None = None
    day_off: str | None = None
    uncertain_years: tuple[int, ...] = ()
    rounds: tuple[RoundDates, ...] = ()
    fixed: bool = False


def due(rulebook: Rulebook, limit_code: str, *, start: date, calendar: Calendar) -> Due:
    """Return when a limit of the rulebook ends.

    `start` is the day of the event (receipt, conclusion, issue); for reevaluation_window it is the
    certificate's last day, and `due_on` is the day the window closes; for rounds it is the day of the
    proposal, `due_on` is the last day for the provincial result, and `rounds` has the next round of each
    level. For validity `due_on` is the last valid day. A limit in days_ahead counts back from `start`: by
    `due_on` at the latest. Where the rulebook names the last day itself (`finish_by`), that day is answered
    whatever `start` is. Raises UnknownLimit; CalendarError when the date runs off the calendar.

    Law: the article is in the answer. Counting: BLDS 2015, Điều 147 and 148. The limits in days
    (reevaluation, revocation) are calendar days: the decision says "ngày làm việc" only for the commune's
    check.
    """
    limit = rulebook.limit(limit_code)
    if limit.finish_by is not None:
        return _fixed(limit, limit.finish_by, start, calendar)
    if limit.unit == "rounds_per_year":
        return _rounds(rulebook, limit, start)
    if limit.unit == "days_before":
        return _window(limit, start, calendar)
    if limit.unit == "days_ahead":
        return _due(limit, start, subtract_days(start, limit.amount), calendar)
    first = start if limit.counts_from == "next_day" else subtract_days(start, 1)
    if limit.unit == "working_days":
        last = add_working_days(first, limit.amount, calendar)
        skipped = days_off_between(first, last, calendar)
        return _due(limit, start, last, calendar, skipped=skipped)
    last = add_days(first, limit.amount) if limit.unit == "days" else add_months(start, limit.amount)
    if limit.day_off == "keeps":
        return _due(limit, start, last, calendar, day_off=calendar.day_off(last))
    moved = next_working_day(last, calendar)
    if moved == last:
        return _due(limit, start, last, calendar)
    skipped = days_off_between(subtract_days(last, 1), moved, calendar)
    return _due(limit, start, moved, calendar, moved_from=last, skipped=skipped)


def kept_due(told: date, recounted: date, *, binds: Bound) -> date:
    """Return the last day that holds when a day already told is counted again on a corrected calendar.

    `binds` says whose time the limit is: one that binds the office (the commune's check) never ends later
    than the citizen was told; one that binds the citizen (a window to file) never ends earlier. So a
    correction counts only where it favours the citizen. Raises ValueError for anybody else.
    """
    if binds == "office":
        return min(told, recounted)
    if binds == "citizen":
        return max(told, recounted)
    raise ValueError(f"a limit binds the office or the citizen, not “{binds}”")


def _due(
    limit: Limit,
    start: date,
    due_on: date,
    calendar: Calendar,
    *,
    skipped: tuple[DayOff, ...] = (),
    moved_from: date | None = None,
    day_off: str | None = None,
) -> Due:
    # Only a count that days off can change is uncertain when a year's days off are.
    counts_days_off = limit.unit == "working_days" or limit.day_off == "moves"
    first = start if limit.unit == "working_days" else (moved_from or due_on)
    return Due(
        limit=limit.code,
        start=start,
        due_on=due_on,
        amount=limit.amount,
        unit=limit.unit,
        source=limit.source,
        skipped=skipped,
        moved_from=moved_from,
        day_off=day_off,
        uncertain_years=calendar.uncertain_years(first, due_on) if counts_days_off else (),
    )


def _fixed(limit: Limit, day: date, start: date, calendar: Calendar) -> Due:
    """Return a limit on a day that the rulebook names: it does not move, and no count could make it uncertain."""
    return Due(
        limit=limit.code,
        start=start,
        due_on=day,
        amount=limit.amount,
        unit=limit.unit,
        source=limit.source,
        day_off=calendar.day_off(day),
        fixed=True,
    )


def _window(limit: Limit, last_day: date, calendar: Calendar) -> Due:
    if limit.until_amount is None:
        raise CalendarError(f"Thời hạn “{limit.code}” thiếu mốc đóng.")
    opens = subtract_days(last_day, limit.amount)
    closes = subtract_days(last_day, limit.until_amount)
    return Due(
        limit=limit.code,
        start=last_day,
        due_on=closes,
        amount=limit.amount,
        unit=limit.unit,
        source=limit.source,
        opens_on=opens,
        closes_on=closes,
        day_off=calendar.day_off(closes),
    )


def next_round(rulebook: Rulebook, level: str, *, proposed_on: date) -> RoundDates:
    """Return the first statutory round of a level that a proposal made on a day still counts for.

    "Before 30 April" is read as up to the end of 29 April; fixed dates do not move off days off. Extra
    rounds are the province's own and not known here. Law: Điều 5. Raises CalendarError when the level has
    no rounds, or the next one runs off the calendar.
    """
    if all(found.level != level for found in rulebook.rounds):
        raise CalendarError(f"{rulebook.instrument} không quy định đợt đánh giá cho cấp “{level}”.")
    candidates = [
        dates
        for year in (proposed_on.year, proposed_on.year + 1)
        if year < date.max.year
        for dates in rounds_of_year(rulebook, level, year)
        if proposed_on <= dates.last_proposal_on
    ]
    if not candidates:
        raise CalendarError(OFF_CALENDAR)
    return candidates[0]


def rounds_of_year(rulebook: Rulebook, level: str, year: int) -> tuple[RoundDates, ...]:
    """Return the statutory rounds of a level whose proposals are made in a year, in order; empty where it has none."""
    found = [_in_year(one, year) for one in rulebook.rounds if one.level == level]
    return tuple(sorted(found, key=lambda dates: dates.last_proposal_on))


def round_sitting(rulebook: Rulebook, level: str, *, on: date) -> RoundDates | None:
    """Return the statutory round that a council sitting on a day most likely serves: the first whose results are not
    overdue yet. None where the level has no rounds. Law: Điều 5.
    """
    years = [year for year in (on.year - 1, on.year, on.year + 1) if date.min.year <= year < date.max.year]
    near = [dates for year in years for dates in rounds_of_year(rulebook, level, year)]
    return min(
        (dates for dates in near if on <= dates.last_result_on),
        key=lambda dates: dates.last_result_on,
        default=None,
    )


def _in_year(found: Round, year: int) -> RoundDates:
    (day, month), (result_day, result_month) = found.proposed_before, found.result_before
    result_year = year if (result_month, result_day) > (month, day) else year + 1
    return RoundDates(
        level=found.level,
        number=found.number,
        last_proposal_on=subtract_days(date(year, month, day), 1),
        last_result_on=subtract_days(date(result_year, result_month, result_day), 1),
        source=found.source,
    )


def _rounds(rulebook: Rulebook, limit: Limit, proposed_on: date) -> Due:
    levels = list(dict.fromkeys(found.level for found in rulebook.rounds))
    rounds = tuple(next_round(rulebook, level, proposed_on=proposed_on) for level in levels)
    return Due(
        limit=limit.code,
        start=proposed_on,
        due_on=rounds[0].last_result_on,
        amount=limit.amount,
        unit=limit.unit,
        source=limit.source,
        closes_on=rounds[0].last_proposal_on,
        rounds=rounds,
    )
