"""The calendar as it was known at a moment: what was entered by then, without what proved wrong afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import cast

from ocop.programme.models import CalendarDay
from ocop_rules.calendars import Calendar, load_calendar
from ocop_rules.calendars.days import Kind, Mark


@dataclass(frozen=True, slots=True)
class Entered:
    """A day that was entered, and from when to when it counted."""

    day: date
    mark: Mark
    entered_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recount:
    """What a change of the calendar does to the limits that run: how many end earlier, how many go back to a later day
    that a withdrawn entry had taken from them, and how many keep the day told although the count changes.
    """

    earlier: int = 0
    back: int = 0
    kept: int = 0


@dataclass(slots=True)
class CalendarHistory:
    """Every day ever entered. Calendars are made once for each set of days."""

    days: tuple[Entered, ...]
    _made: dict[tuple[Entered, ...], Calendar] = field(default_factory=dict)

    def with_day(self, added: Entered) -> CalendarHistory:
        """Return the history as it would be with one more day."""
        return CalendarHistory((*self.days, added))

    def without(self, day: date, *, at: datetime) -> CalendarHistory:
        """Return the history as it would be once the standing entry of a day is withdrawn."""
        gone = (
            replace(one, withdrawn_at=at) if one.day == day and one.withdrawn_at is None else one
            for one in self.days
        )
        return CalendarHistory(tuple(gone))

    def now(self) -> Calendar:
        """Return the calendar of the days that stand."""
        return self._calendar(one for one in self.days if one.withdrawn_at is None)

    def told(self, told_at: datetime) -> Calendar:
        """Return the calendar on which a limit was told at a moment, wrong entries and all."""
        return self._calendar(
            one
            for one in self.days
            if one.entered_at < told_at and (one.withdrawn_at is None or one.withdrawn_at >= told_at)
        )

    def known(self, at: datetime, *, told_at: datetime) -> Calendar:
        """Return the calendar of a moment for a limit that was told at an earlier one.

        An entry made after the limit was told and withdrawn since does not count at all: nothing was promised by it. One
        that stood when the limit was told counts until it was withdrawn.
        """
        return self._calendar(
            one
            for one in self.days
            if one.entered_at <= at
            and (one.withdrawn_at is None or (one.entered_at < told_at and one.withdrawn_at > at))
        )

    def changes_after(self, told_at: datetime) -> list[datetime]:
        """Return the moments after a limit was told at which its calendar changed, in order."""
        entered = {one.entered_at for one in self.days if one.withdrawn_at is None}
        withdrawn = {one.withdrawn_at for one in self.days if one.withdrawn_at and one.entered_at < told_at}
        return sorted(at for at in entered | withdrawn if at >= told_at)

    def _calendar(self, days: Iterable[Entered]) -> Calendar:
        wanted = tuple(days)
        if wanted not in self._made:
            self._made[wanted] = load_calendar().with_marks({one.day: one.mark for one in wanted})
        return self._made[wanted]


def calendar_history() -> CalendarHistory:
    """Return every day that was ever entered, in one query."""
    rows = CalendarDay.objects.order_by("entered_at", "pk")
    return CalendarHistory(tuple(entered_of(row) for row in rows))


def entered_of(row: CalendarDay) -> Entered:
    """Return an entry as the history keeps it."""
    mark = Mark(cast(Kind, row.kind), row.name, row.document)
    return Entered(row.day, mark, row.entered_at, row.withdrawn_at)
