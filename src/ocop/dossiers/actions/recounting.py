"""Counting the commune's open limits again when the calendar was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from ocop.dossiers.models import Dossier, Submission, SupplementRequest
from ocop.dossiers.queries import clock
from ocop.platform.access import Actor
from ocop.platform.workflow import act, lock, note
from ocop.programme.queries import CalendarHistory, Recount
from ocop_rules import rulebooks
from ocop_rules.calendars import Calendar
from ocop_rules.deadlines import kept_due
from ocop_rules.rulebook import Rulebook

RUNNING = (Dossier.State.SUBMITTED, Dossier.State.RETURNED)


@dataclass(frozen=True, slots=True)
class _Move:
    """What a change of the calendar does to one dossier: the day told, and the one that holds from now on."""

    dossier: Dossier
    told: date
    holds: date
    kept: bool


@dataclass(frozen=True, slots=True)
class _Limit:
    """A commune's limit on one dossier and what stopped it."""

    rulebook: Rulebook
    received_on: date
    told_at: datetime | None
    requests: tuple[SupplementRequest, ...]

    def counted(self, calendar: Calendar) -> date | None:
        """Return the last day on a calendar, through every stop; None where the rulebook sets no limit."""
        return self._counted(self.requests, calendar)

    def replayed(self, history: CalendarHistory) -> date | None:
        """Return the last day that the offices would have told by now, step by step as things came.

        The limit is counted when the dossier comes in; every later change of the calendar moves it only as `_step` allows;
        a supplement gives back the days that were left. None where the day of the first telling is not known.
        """
        if self.told_at is None or timezone.localdate(self.told_at) != self.received_on:
            return None
        told_at = self.told_at
        first = clock.first_due(self.rulebook, received_on=self.received_on, calendar=history.told(told_at))
        if first is None:
            return None
        due_on = first.due_on
        resumed = [(request.resolved_at, request) for request in self.requests if request.resolved_at]
        changes: list[tuple[datetime, SupplementRequest | None]] = [
            (at, None) for at in history.changes_after(told_at)
        ]
        for at, request in sorted([*resumed, *changes], key=lambda one: (one[0], one[1] is None)):
            calendar = history.known(at, told_at=told_at)
            if request is not None:
                stopped_on = timezone.localdate(request.requested_at)
                due_on = clock.resumed(
                    due_on, stopped_on=stopped_on, resumed_on=timezone.localdate(at), calendar=calendar
                )
                continue
            known = tuple(one for one in self.requests if one.requested_at <= at)
            recounted = self._counted(known, calendar, at=at)
            assert recounted is not None  # the rulebook sets the limit: asked for above
            due_on = _step(due_on, recounted, on=_clock_day(known, at))
        return due_on

    def _counted(
        self, requests: Sequence[SupplementRequest], calendar: Calendar, *, at: datetime | None = None
    ) -> date | None:
        first = clock.first_due(self.rulebook, received_on=self.received_on, calendar=calendar)
        if first is None:
            return None
        return clock.counted(first, clock.pauses_of(requests, at=at), calendar).due_on


def recount_limits(before: CalendarHistory, after: CalendarHistory, *, actor: Actor, at: datetime) -> Recount:
    """Count every open commune limit again after a change of the calendar and return what that moved.

    The limit binds the office. An entry moves it only earlier (`deadlines.kept_due`), and never to a day before today: a
    limit that still runs is not made overdue, one that is past stays as it is. Withdrawing an entry undoes what that
    entry did: the day becomes what it would be had the entry never been made, and so never later than what had been told
    before it. Part of the act that corrected the calendar; the log keeps both days.
    """
    moves = _moves(before, after, at=at)
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


def preview_recount(before: CalendarHistory, after: CalendarHistory, *, at: datetime) -> Recount:
    """Return what `recount_limits` would move, without moving it; three queries however many dossiers run."""
    return _summed(_moves(before, after, at=at))


def _moves(before: CalendarHistory, after: CalendarHistory, *, at: datetime) -> list[_Move]:
    running = list(
        Dossier.objects.filter(state__in=RUNNING, due_on__isnull=False, received_on__isnull=False)
        .defer("report", "self_marks", "self_picks", "self_notes")
        .prefetch_related("supplement_requests")
        .order_by("pk")
    )
    first_told = dict(
        Submission.objects.filter(dossier__in=running, number=1).values_list("dossier_id", "submitted_at")
    )
    changed_on = {one.day for one in {*before.days} ^ {*after.days}}
    moves = []
    for dossier in running:
        assert dossier.received_on is not None and dossier.due_on is not None  # asked for above
        limit = _Limit(
            rulebooks.get(dossier.rulebook_id),
            dossier.received_on,
            first_told.get(dossier.pk),
            tuple(
                request
                for request in dossier.supplement_requests.all()
                if request.from_level == SupplementRequest.Level.COMMUNE
            ),
        )
        was, again = limit.counted(before.now()), limit.counted(after.now())
        if was is None or again is None:
            continue
        told, latest = dossier.due_on, max(dossier.due_on, was, again)
        if not any(dossier.received_on < day <= latest for day in changed_on):
            continue
        holds = _holds(limit, told, again, before, after, at)
        moves.append(_Move(dossier, told, holds, kept=holds == told and was != again != told))
    return moves


def _holds(
    limit: _Limit, told: date, again: date, before: CalendarHistory, after: CalendarHistory, at: datetime
) -> date:
    """Return the day that holds after a change. Where what was told has another cause than the calendar's history, the
    change may only move it earlier.
    """
    on = _clock_day(limit.requests, at)
    replayed = limit.replayed(after)
    if replayed is None or limit.replayed(before) != told:
        return _step(told, again, on=on)
    entered = len(after.days) > len(before.days)  # a day more may never move a limit later
    return replayed if replayed >= told and not entered else _step(told, replayed, on=on)


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
        back=sum(move.holds > move.told for move in moves),
        kept=sum(move.kept for move in moves),
    )
