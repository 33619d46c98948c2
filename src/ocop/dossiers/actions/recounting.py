"""Counting the commune's open limits again when the calendar was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from ocop.dossiers.models import Dossier, SupplementRequest
from ocop.dossiers.queries import clock
from ocop.platform.access import Actor
from ocop.platform.workflow import act, lock, note
from ocop.programme.queries import Correction, Recount
from ocop_rules import rulebooks
from ocop_rules.calendars import Calendar
from ocop_rules.deadlines import kept_due

RUNNING = (Dossier.State.SUBMITTED, Dossier.State.RETURNED)


@dataclass(frozen=True, slots=True)
class _Move:
    """What a correction does to one dossier: the day told, the one it is counted to, and the one that holds."""

    dossier: Dossier
    told: date
    again: date
    holds: date


def recount_limits(correction: Correction, *, actor: Actor, at: datetime) -> Recount:
    """Count every open commune limit that a correction touches again and return what that moved.

    The limit binds the office, so it never ends later than the producer was told (`deadlines.kept_due`), whatever was
    wrong with the calendar then; nor does a limit that still runs move to a day before today. Part of the act that
    corrected the calendar; the log keeps both days.
    """
    moves = _moves(correction, at=at)
    with act():
        for move in moves:
            if move.holds == move.told:
                continue
            locked = lock(move.dossier)
            locked.due_on = move.holds
            locked.save(update_fields=["due_on"])
            facts = {"told": move.told.isoformat(), "due_on": move.holds.isoformat()}
            note("programme.edit_calendar", locked, actor=actor, at=at, facts=facts)
    return _summed(moves)


def preview_recount(correction: Correction, *, at: datetime) -> Recount:
    """Return what `recount_limits` would move, without moving it; two queries however many dossiers run."""
    return _summed(_moves(correction, at=at))


def _moves(correction: Correction, *, at: datetime) -> list[_Move]:
    running = (
        Dossier.objects.filter(state__in=RUNNING, due_on__isnull=False, received_on__isnull=False)
        .defer("report", "self_marks", "self_picks", "self_notes")
        .prefetch_related("supplement_requests")
        .order_by("pk")
    )
    moves = []
    for dossier in running:
        assert dossier.due_on is not None  # asked for above
        requests = [
            request
            for request in dossier.supplement_requests.all()
            if request.from_level == SupplementRequest.Level.COMMUNE
        ]
        was = _counted(dossier, requests, correction.before)
        again = _counted(dossier, requests, correction.after)
        if was == again or again is None:
            continue
        holds = _step(dossier.due_on, again, on=_clock_day(requests, at))
        moves.append(_Move(dossier, dossier.due_on, again, holds))
    return moves


def _counted(dossier: Dossier, requests: Sequence[SupplementRequest], calendar: Calendar) -> date | None:
    """Return the last day on a calendar, through every stop; None where the rulebook sets no limit."""
    assert dossier.received_on is not None  # asked for above
    rulebook = rulebooks.get(dossier.rulebook_id)
    first = clock.first_due(rulebook, received_on=dossier.received_on, calendar=calendar)
    return None if first is None else clock.counted(first, clock.pauses_of(requests), calendar).due_on


def _step(told: date, recounted: date, *, on: date) -> date:
    """Return the day that holds when a limit is counted again on a day: earlier if at all, never before that day."""
    holds = kept_due(told, recounted, binds="office")
    return told if told < on else min(told, max(holds, on))


def _clock_day(requests: Iterable[SupplementRequest], at: datetime) -> date:
    """Return the day on which the clock stands at a moment: that of the stop while it is stopped, else the day itself."""
    stops = [
        request.requested_at
        for request in requests
        if request.requested_at <= at and (request.resolved_at is None or request.resolved_at > at)
    ]
    return timezone.localdate(min(stops, default=at))


def _summed(moves: Sequence[_Move]) -> Recount:
    return Recount(
        earlier=sum(move.holds < move.told for move in moves),
        kept=sum(move.holds == move.told != move.again for move in moves),
    )
