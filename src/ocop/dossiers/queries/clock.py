"""The commune's working-day clock: when it ends, how that was counted, and how a supplement stops it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier, SupplementRequest
from ocop_rules import rulebooks
from ocop_rules.calendars import Calendar, DayOff, add_working_days, days_off_between, working_days_between
from ocop_rules.deadlines import Due, RoundDates, due, next_round
from ocop_rules.law import Source
from ocop_rules.rulebook import Rulebook

LIMIT = "commune_check"


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch during which the producer was mending: the clock stood still. `to_on` is None while it
    does.
    """

    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of days in which the clock went: the days counted after `start`, up to `end`, and those passed over."""

    start: date
    end: date
    working_days: int
    skipped: tuple[DayOff, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A commune's time counted on a calendar, stretch by stretch; a stop lies between two."""

    due_on: date
    stretches: tuple[Stretch, ...]
    uncertain_years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """How the commune's time runs on one dossier. `due_on` is what was told and holds; `count` explains it."""

    received_on: date
    due_on: date | None
    working_days: int
    source: Source
    count: Count
    pauses: tuple[Pause, ...]

    @property
    def is_stopped(self) -> bool:
        """Return whether the producer has it now."""
        return any(pause.to_on is None for pause in self.pauses)

    @property
    def differs(self) -> bool:
        """Return whether the calendar was corrected after the day was told, which then stays as it was."""
        return self.due_on is not None and self.due_on != self.count.due_on

    @property
    def is_later(self) -> bool:
        """Return whether what holds is later than the count: a limit that runs is not moved to a day that has passed."""
        return self.due_on is not None and self.due_on > self.count.due_on


def first_due(rulebook: Rulebook, *, received_on: date, calendar: Calendar) -> Due | None:
    """Return the end of the commune's check of a dossier received on a day; None where the rulebook sets no limit.

    Units: working days after the day of receipt. Law: QĐ 26/2026/QĐ-TTg, Điều 7 khoản 2.
    """
    if LIMIT not in rulebook.limits:
        return None
    return due(rulebook, LIMIT, start=received_on, calendar=calendar)


def resumed(due_on: date, *, stopped_on: date, resumed_on: date, calendar: Calendar) -> date:
    """Return the new last day when the clock stood still from one day until another.

    The working days that were left after the day of the return are given again after the day the
    supplement came. The decision says nothing of supplements; this is how offices count.
    """
    left = max(working_days_between(stopped_on, due_on, calendar), 0)
    return add_working_days(resumed_on, left, calendar) if left else resumed_on


def pauses_of(requests: Iterable[SupplementRequest]) -> tuple[Pause, ...]:
    """Return when the commune's clock stood still, the earliest first."""
    return tuple(
        Pause(
            from_on=timezone.localdate(request.requested_at),
            to_on=timezone.localdate(request.resolved_at) if request.resolved_at else None,
        )
        for request in sorted(requests, key=lambda request: request.requested_at)
        if request.from_level == SupplementRequest.Level.COMMUNE
    )


def counted(first: Due, pauses: Sequence[Pause], calendar: Calendar) -> Count:
    """Return a commune's time counted from its first day through every stop, on a calendar."""
    start, due_on = first.start, first.due_on
    stretches = []
    for pause in pauses:
        stretches.append(_stretch(start, min(pause.from_on, due_on), calendar))
        if pause.to_on is None:
            break
        due_on = resumed(due_on, stopped_on=pause.from_on, resumed_on=pause.to_on, calendar=calendar)
        start = pause.to_on
    else:
        stretches.append(_stretch(start, due_on, calendar))
    return Count(
        due_on=due_on,
        stretches=tuple(stretches),
        uncertain_years=calendar.uncertain_years(first.start, due_on),
    )


def clock_of(dossier: Dossier, requests: Sequence[SupplementRequest], calendar: Calendar) -> Clock | None:
    """Return how the commune's time runs on a dossier; None before it was handed in and where no limit is set."""
    if dossier.received_on is None:
        return None
    first = first_due(rulebooks.get(dossier.rulebook_id), received_on=dossier.received_on, calendar=calendar)
    if first is None:
        return None
    pauses = pauses_of(requests)
    return Clock(
        received_on=dossier.received_on,
        due_on=dossier.due_on,
        working_days=first.amount,
        source=first.source,
        count=counted(first, pauses, calendar),
        pauses=pauses,
    )


def days_left_text(due_on: date | None, on: date, calendar: Calendar) -> str:
    """Return how long is left as people say it, in working days; "" when no limit runs."""
    if due_on is None:
        return ""
    if due_on < on:
        days = working_days_between(due_on, on, calendar)
        if days == 0:  # only days off have passed since
            return _("đã quá hạn, hạn là ngày %(on)s") % {"on": f"{due_on:%d/%m}"}
        return _("quá hạn %(days)s ngày làm việc") % {"days": days}
    if due_on == on:
        return _("hạn hôm nay")
    return _("còn %(days)s ngày làm việc") % {"days": working_days_between(on, due_on, calendar)}


def round_of(dossier: Dossier) -> RoundDates | None:
    """Return the round of its level in which a dossier that was proposed falls.

    None before it was proposed, and where the rulebook knows no rounds. Law: QĐ 26/2026/QĐ-TTg, Điều 5.
    """
    rulebook = rulebooks.get(dossier.rulebook_id)
    if dossier.proposed_at is None or all(found.level != dossier.level for found in rulebook.rounds):
        return None
    return next_round(rulebook, dossier.level, proposed_on=timezone.localdate(dossier.proposed_at))


def _stretch(start: date, end: date, calendar: Calendar) -> Stretch:
    end = max(start, end)
    return Stretch(
        start=start,
        end=end,
        working_days=working_days_between(start, end, calendar),
        skipped=days_off_between(start, end, calendar),
    )
