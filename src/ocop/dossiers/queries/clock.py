"""The commune's working-day clock: when it ends, how that was counted, and how a supplement stops it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier, SupplementRequest
from ocop_rules import rulebooks
from ocop_rules.calendars import DayOff, add_working_days, load_calendar, working_days_between
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
class Clock:
    """How the commune's time runs on one dossier."""

    received_on: date
    due_on: date | None
    working_days: int
    source: Source
    skipped: tuple[DayOff, ...]
    pauses: tuple[Pause, ...]

    @property
    def is_stopped(self) -> bool:
        """Return whether the producer has it now."""
        return any(pause.to_on is None for pause in self.pauses)


def first_due(rulebook: Rulebook, *, received_on: date) -> Due:
    """Return the end of the commune's check of a dossier received on a day.

    Units: working days after the day of receipt. Law: QĐ 26/2026/QĐ-TTg, Điều 7 khoản 2.
    """
    return due(rulebook, LIMIT, start=received_on, calendar=load_calendar())


def resumed(due_on: date, *, stopped_on: date, resumed_on: date) -> date:
    """Return the new last day when the clock stood still from one day until another.

    The working days that were left after the day of the return are given again after the day the
    supplement came. The decision says nothing of supplements; this is how offices count.
    """
    left = max(working_days_between(stopped_on, due_on, load_calendar()), 0)
    return add_working_days(resumed_on, left, load_calendar()) if left else resumed_on


def clock_of(dossier: Dossier, requests: Sequence[SupplementRequest]) -> Clock | None:
    """Return how the commune's time runs on a dossier; None before it was handed in."""
    if dossier.received_on is None:
        return None
    first = first_due(rulebooks.get(dossier.rulebook_id), received_on=dossier.received_on)
    pauses = tuple(
        Pause(
            from_on=timezone.localdate(request.requested_at),
            to_on=timezone.localdate(request.resolved_at) if request.resolved_at else None,
        )
        for request in requests
        if request.from_level == SupplementRequest.Level.COMMUNE
    )
    return Clock(
        received_on=dossier.received_on,
        due_on=dossier.due_on,
        working_days=first.amount,
        source=first.source,
        skipped=first.skipped,
        pauses=pauses,
    )


def days_left_text(due_on: date | None, on: date) -> str:
    """Return how long is left as people say it, in working days; "" when no limit runs."""
    if due_on is None:
        return ""
    if due_on < on:
        return _("quá hạn %(days)s ngày làm việc") % {
            "days": working_days_between(due_on, on, load_calendar())
        }
    if due_on == on:
        return _("hạn hôm nay")
    return _("còn %(days)s ngày làm việc") % {"days": working_days_between(on, due_on, load_calendar())}


def round_of(rulebook: Rulebook, proposed_on: date) -> RoundDates:
    """Return the provincial round in which a dossier proposed on a day falls (QĐ 26/2026/QĐ-TTg, Điều 5)."""
    return next_round(rulebook, "province", proposed_on=proposed_on)
