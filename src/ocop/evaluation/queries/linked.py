"""Results of other levels on the same dossier, for those who judge it now and those who read the minutes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from ocop.dossiers.models import LevelResult
from ocop.dossiers.queries.route import word_of
from ocop.evaluation.models import Session


@dataclass(frozen=True, slots=True)
class LinkedResult:
    """What another level's council came to. `session_id` and `result_id` are None where the reader may not
    open them.
    """

    level: str
    total_shown: str
    star: int
    held_on: date
    session_title: str
    session_id: int | None
    result_id: int | None

    @property
    def word(self) -> str:
        """Return the level as it stands within a sentence."""
        return word_of(self.level)


def linked_results(
    dossier_ids: Collection[int], *, but: str, readable: QuerySet[Session]
) -> dict[int, list[LinkedResult]]:
    """Return the results of every level but one, by dossier, in the order in which they were made.

    A council's result exists once its session is closed, so nothing here is still sealed. Two queries.
    """
    rows = list(
        LevelResult.objects.filter(dossier_id__in=dossier_ids)
        .exclude(level=but)
        .order_by("concluded_at", "pk")
    )
    numbers = {row.session_number for row in rows}
    open_to = set(readable.filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
    found: dict[int, list[LinkedResult]] = {}
    for row in rows:
        may_open = row.session_number in open_to
        found.setdefault(row.dossier_id, []).append(
            LinkedResult(
                level=row.level,
                total_shown=row.total_shown,
                star=row.star,
                held_on=row.held_on,
                session_title=row.session_title,
                session_id=row.session_number if may_open else None,
                result_id=row.result_number if may_open else None,
            )
        )
    return found
