"""How long dossiers wait for a step to which only the province's own regulation gives days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from ocop.dossiers.models import Dossier
from ocop.dossiers.queries.route import acting_path
from ocop.platform.access.scopes import at_or_below
from ocop.programme.queries import InnerDue, InnerLimits, inner_limits

# The settings that run while a dossier is in a state; every limit after the taking in counts from that day.
_RUNNING = {
    Dossier.State.SUBMITTED: ("days_to_accept",),
    Dossier.State.PROPOSED: ("days_to_accept",),
    Dossier.State.ACCEPTED: ("days_to_schedule", "days_to_evaluate"),
    Dossier.State.SCHEDULED: ("days_to_evaluate",),
}
_FACTS = ("level", "state", "place_path", "received_on", "proposed_at", "accepted_at")


def waiting_limits() -> InnerLimits:
    """Return the values of every setting that can run for a dossier before its result, in one query."""
    return inner_limits(*dict.fromkeys(key for keys in _RUNNING.values() for key in keys))


def running_steps(dossier: Dossier) -> dict[str, date]:
    """Return the settings of days that run for a dossier, each with the day from which it counts.

    None runs at a commune, whose days are the law's own.
    """
    start = _began_on(dossier)
    if start is None or dossier.level == "commune":
        return {}
    return dict.fromkeys(_RUNNING.get(Dossier.State(dossier.state), ()), start)


def next_due(dossier: Dossier, limits: InnerLimits) -> InnerDue | None:
    """Return the first limit of the province's own that a dossier runs towards, None where it has set none."""
    return min(_dues(dossier, limits), key=lambda due: due.due_on, default=None)


def late_steps(rows: QuerySet[Dossier], limits: InnerLimits, on: date) -> Mapping[str, int]:
    """Return how many of the dossiers are past each limit; asks for no row where no days are set anywhere."""
    if not limits.rows:
        return Counter()
    waiting = rows.filter(state__in=_RUNNING).only(*_FACTS)
    return Counter(due.key for dossier in waiting for due in _dues(dossier, limits) if due.due_on < on)


def step_starts(key: str, place_path: str) -> list[tuple[str, date]]:
    """Return, for each dossier at a place or below for which a setting runs, where it is dealt with and from which day
    the setting counts.
    """
    states = [state for state, keys in _RUNNING.items() if key in keys]
    rows = Dossier.objects.filter(at_or_below(place_path), state__in=states).only(*_FACTS)
    steps = ((acting_path(dossier) or "", running_steps(dossier)) for dossier in rows)
    return [(path, running[key]) for path, running in steps if key in running]


def _dues(dossier: Dossier, limits: InnerLimits) -> list[InnerDue]:
    place_path = acting_path(dossier) or ""
    found = (limits.due(key, place_path, start) for key, start in running_steps(dossier).items())
    return [due for due in found if due is not None]


def _began_on(dossier: Dossier) -> date | None:
    """Return the day on which what a dossier waits for began: it came to its level, or was taken in there."""
    if dossier.state == Dossier.State.SUBMITTED:
        return dossier.received_on
    at = dossier.proposed_at if dossier.state == Dossier.State.PROPOSED else dossier.accepted_at
    return None if at is None else timezone.localdate(at)
