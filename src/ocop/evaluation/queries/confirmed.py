"""Results that rest on an administrator's confirmation of an unsettled sheet."""

from __future__ import annotations

from ocop.evaluation.models import ItemResult


def results_under(confirmation_id: int) -> int:
    """Return how many frozen results were graded on a confirmation."""
    return ItemResult.objects.filter(confirmation=confirmation_id).count()
