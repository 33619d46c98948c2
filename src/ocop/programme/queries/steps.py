"""Inner limits: the working days that a province gives itself for a step. They remind; nothing is refused after them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ocop.programme.catalogue import entry_of
from ocop.programme.models import Regulation, holding
from ocop.programme.queries.calendar import working_calendar
from ocop.programme.queries.effects import Change
from ocop_rules.calendars import Calendar, add_working_days


@dataclass(frozen=True, slots=True)
class InnerDue:
    """The last day of a step, named by its setting, by a province's own document."""

    key: str
    due_on: date
    days: int
    document: str

    @property
    def step(self) -> str:
        """Return what is to be done by then, in a few words."""
        return str(entry_of(self.key).step)


@dataclass(slots=True)
class InnerLimits:
    """All values of some settings of days, asked once for a whole list. The value of the day a step begins holds for it."""

    rows: tuple[Regulation, ...]
    _calendar: Calendar | None = field(default=None)

    def under(self, change: Change) -> InnerLimits:
        """Return the limits as they would be once a change is entered; no query."""
        return InnerLimits((*self.rows, change.row()), self._calendar)

    def due(self, key: str, place_path: str, start: date) -> InnerDue | None:
        """Return when a step that began on a day at a place is due; None where no days are set."""
        nearest = holding((row for row in self.rows if row.key == key), place_path, start)
        if nearest is None or nearest.value == "0":
            return None
        if self._calendar is None:
            self._calendar = working_calendar()
        days = int(nearest.value)
        return InnerDue(key, add_working_days(start, days, self._calendar), days, nearest.document)


def inner_limits(*keys: str) -> InnerLimits:
    """Return every value of some settings of days, in one query; the calendar is asked when a limit runs (two more)."""
    return InnerLimits(tuple(Regulation.objects.standing().filter(key__in=keys)))
