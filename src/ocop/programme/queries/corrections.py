"""A day entered into the calendar or withdrawn from it: the calendar before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from ocop.programme.models import CalendarDay
from ocop_rules.calendars import Calendar, load_calendar
from ocop_rules.calendars.days import Kind, Mark


@dataclass(frozen=True, slots=True)
class Correction:
    """A change of one day, with the calendars that it turns into each other."""

    day: date
    before: Calendar
    after: Calendar


@dataclass(frozen=True, slots=True)
class Recount:
    """What a correction does to the limits that run: how many end earlier, and how many keep the day told although they
    would now be counted to another.
    """

    earlier: int = 0
    kept: int = 0


def entering(row: CalendarDay) -> Correction:
    """Return what entering a day does to the calendar, in one query; the row may be saved already."""
    before = _marks_but(row)
    return Correction(row.day, _calendar(before), _calendar(before | {row.day: _mark(row)}))


def withdrawing(row: CalendarDay) -> Correction:
    """Return what withdrawing a day does to the calendar, in one query; the row may be withdrawn already."""
    after = _marks_but(row)
    return Correction(row.day, _calendar(after | {row.day: _mark(row)}), _calendar(after))


def _marks_but(row: CalendarDay) -> dict[date, Mark]:
    standing = CalendarDay.objects.filter(withdrawn_at__isnull=True).exclude(day=row.day)
    return {one.day: _mark(one) for one in standing}


def _mark(row: CalendarDay) -> Mark:
    return Mark(cast(Kind, row.kind), row.name, row.document)


def _calendar(marks: dict[date, Mark]) -> Calendar:
    return load_calendar().with_marks(marks)
