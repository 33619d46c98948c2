"""The calendar that every count of the application uses: the file's, with the days entered since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from ocop.programme.models import CalendarDay, CalendarYear
from ocop_rules.calendars import Calendar, load_calendar
from ocop_rules.calendars.days import Certainty, Kind, Mark

FIRST_YEAR, LAST_YEAR = 2019, 2100


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day in a month's grid. `row` is the entered row that makes it so, if one does."""

    on: date
    is_off: bool
    mark: Mark | None
    row: CalendarDay | None


@dataclass(frozen=True, slots=True)
class YearShown:
    """A year of the calendar as its page shows it. `sources` are those of the days that nobody had to enter."""

    year: int
    certainty: Certainty
    note: str
    months: tuple[tuple[date, tuple[tuple[DayShown | None, ...], ...]], ...]
    special: tuple[DayShown, ...]
    sources: tuple[str, ...]
    withdrawn: tuple[CalendarDay, ...]
    confirmed: CalendarYear | None
    unconfirmed: tuple[CalendarYear, ...]


def working_calendar() -> Calendar:
    """Return the calendar of public offices with every day entered and not withdrawn, in two queries.

    A list that counts for many rows asks once and passes the calendar on.
    """
    entered = {
        row.day: Mark(cast(Kind, row.kind), row.name, row.document)
        for row in CalendarDay.objects.filter(withdrawn_at__isnull=True)
    }
    years = list(CalendarYear.objects.filter(withdrawn_at__isnull=True).values_list("year", flat=True))
    return load_calendar().with_marks(entered, known_years=years) if entered or years else load_calendar()


def year_shown(year: int) -> YearShown:
    """Return a year with its months, the special days by date, and the days withdrawn."""
    calendar = working_calendar()
    rows = list(CalendarDay.objects.filter(day__year=year).order_by("day", "pk"))
    held = {row.day: row for row in rows if row.withdrawn_at is None}
    marks = calendar.marks_in(year)
    words = list(CalendarYear.objects.filter(year=year).order_by("confirmed_at", "pk"))
    months = tuple(
        (date(year, month, 1), _weeks(year, month, calendar, marks, held)) for month in range(1, 13)
    )
    return YearShown(
        year=year,
        certainty=calendar.certainty(year),
        note=calendar.notes.get(year, ""),
        months=months,
        special=tuple(_shown(day, calendar, marks, held) for day in marks),
        sources=tuple(dict.fromkeys(mark.source for day, mark in marks.items() if day not in held)),
        withdrawn=tuple(row for row in rows if row.withdrawn_at is not None),
        confirmed=next((word for word in words if word.withdrawn_at is None), None),
        unconfirmed=tuple(word for word in words if word.withdrawn_at is not None),
    )


def _weeks(
    year: int,
    month: int,
    calendar: Calendar,
    marks: Mapping[date, Mark],
    held: Mapping[date, CalendarDay],
) -> tuple[tuple[DayShown | None, ...], ...]:
    day = date(year, month, 1)
    cells: list[DayShown | None] = [None] * day.weekday()
    while day.month == month:
        cells.append(_shown(day, calendar, marks, held))
        day += timedelta(days=1)
    cells += [None] * (-len(cells) % 7)
    return tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))


def _shown(
    day: date, calendar: Calendar, marks: Mapping[date, Mark], held: Mapping[date, CalendarDay]
) -> DayShown:
    return DayShown(on=day, is_off=not calendar.is_working(day), mark=marks.get(day), row=held.get(day))
