"""Counting the commune's open limits again when the calendar was corrected."""

from __future__ import annotations

from datetime import datetime

from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import clock
from ocop.platform.access import Actor
from ocop.platform.workflow import act, lock, note
from ocop.programme.queries import working_calendar
from ocop_rules import rulebooks
from ocop_rules.deadlines import kept_due

RUNNING = (Dossier.State.SUBMITTED, Dossier.State.RETURNED)


def recount_limits(*, actor: Actor, at: datetime) -> tuple[int, int]:
    """Count every open commune limit again and return how many moved and how many kept the day that was told.

    The limit binds the office, so it never ends later than the producer was told (`deadlines.kept_due`). Part of
    the act that corrected the calendar; the log keeps both days.
    """
    moved = kept = 0
    calendar = working_calendar()
    with act():
        running = Dossier.objects.filter(
            state__in=RUNNING, due_on__isnull=False, received_on__isnull=False
        ).prefetch_related("supplement_requests")
        for dossier in running.order_by("pk"):
            assert dossier.received_on is not None and dossier.due_on is not None  # asked for above
            first = clock.first_due(
                rulebooks.get(dossier.rulebook_id), received_on=dossier.received_on, calendar=calendar
            )
            if first is None:
                continue
            pauses = clock.pauses_of(dossier.supplement_requests.all())
            recounted = clock.counted(first, pauses, calendar).due_on
            holds = kept_due(dossier.due_on, recounted, binds="office")
            if holds != recounted:
                kept += 1
            if holds == dossier.due_on:
                continue
            locked = lock(dossier)
            told, locked.due_on = locked.due_on, holds
            locked.save(update_fields=["due_on"])
            facts = {"told": told.isoformat() if told else None, "due_on": holds.isoformat()}
            note("programme.edit_calendar", locked, actor=actor, at=at, facts=facts)
            moved += 1
    return moved, kept
