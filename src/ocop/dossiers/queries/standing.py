"""How far dossiers have come, by the lifecycle of the rules: handed in and unfinished, or ended."""

from __future__ import annotations

from django.db.models import Q

from ocop.dossiers.models import Dossier
from ocop_rules.lifecycle import DOSSIER

_UNDER_WAY = tuple(state for state in DOSSIER.open_states if state != Dossier.State.DRAFT)
UNFINISHED = Q(state__in=_UNDER_WAY)
ENDED = ~Q(state__in=DOSSIER.open_states)


def is_unfinished(dossier: Dossier) -> bool:
    """Return whether a dossier was handed in and has no end yet."""
    return dossier.state in _UNDER_WAY
