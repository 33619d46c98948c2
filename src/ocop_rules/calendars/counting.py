"""Counting forward: working days, days and months, exactly as the Civil Code does."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from .days import Calendar

ONE_DAY = timedelta(days=1)
MOST = 20_000
OFF_CALENDAR = "Ngày tính được nằm ngoài phạm vi lịch."


class CalendarError(ValueError):
    """A count that cannot be made; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that was passed over in a count, and why."""

    day: date
    reason: str


def add_working_days(start: date, n: int, calendar: Calendar) -> date:
    """Return the n-th working day after a day; the day itself is not counted. 0 gives the day itself.

    Law: BLDS 2015, Điều 147 khoản 2. Raises CalendarError when n is negative or out of any sensible range.
    """
    _check_amount(n)
    day = start
    while n:
        day = _later(day, 1)
        if calendar.is_working(day):
            n -= 1
    return day


def add_days(start: date, n: int) -> date:
    """Return the last day of a limit of n calendar days; the first day is not counted.

    Law: BLDS 2015, Điều 147 khoản 2 and Điều 148 khoản 2. Raises CalendarError.
    """
    _check_amount(n)
    return _later(start, n)


def subtract_days(end: date, n: int) -> date:
    """Return the day n calendar days before another. Raises CalendarError."""
    _check_amount(n)
    return _later(end, -n)


def add_months(start: date, n: int) -> date:
    """Return the last day of a limit of n months: the same day of the last month, or that month's last day.

    Law: BLDS 2015, Điều 148 khoản 3. Raises CalendarError.
    """
    _check_amount(n)
    years, month = divmod(start.month - 1 + n, 12)
    year = start.year + years
    if year > date.max.year:
        raise CalendarError(OFF_CALENDAR)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def next_working_day(day: date, calendar: Calendar) -> date:
    """Return the day itself when it is worked, else the first working day after it.

    Law: BLDS 2015, Điều 148 khoản 5.
    """
    while not calendar.is_working(day):
        day = _later(day, 1)
    return day


def days_off_between(start: date, end: date, calendar: Calendar) -> tuple[DayOff, ...]:
    """Return the days off after `start` and up to `end`, each with its reason: what a count passed over."""
    found: list[DayOff] = []
    day = start
    while day < end:
        day += ONE_DAY
        reason = calendar.day_off(day)
        if reason is not None:
            found.append(DayOff(day, reason))
    return tuple(found)


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Return how many working days lie after `start` and up to `end`; negative when `end` is earlier.

    What is left of a limit that ends on `end`, seen on `start`.
    """
    if end < start:
        return -working_days_between(end, start, calendar)
    return (end - start).days - len(days_off_between(start, end, calendar))


def _check_amount(n: int) -> None:
    if type(n) is not int or not 0 <= n <= MOST:
        raise CalendarError(f"Số ngày hoặc tháng phải là số nguyên từ 0 đến {MOST}.")


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise CalendarError(OFF_CALENDAR) from None
