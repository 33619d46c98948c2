"""Frozen results: the ranked list, and what awaits a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from ocop.dossiers.models import Dossier, LevelResult
from ocop.dossiers.queries.route import standing_at
from ocop.evaluation.models import ItemResult
from ocop.platform.folding import fold

RANKED_COLUMNS = (
    "id",
    "product_name",
    "producer_name",
    "place_name",
    "sheet_number",
    "total_shown",
    "band_star",
    "minimum_star",
    "star",
)


@dataclass(frozen=True, slots=True)
class RankedFilters:
    """What the ranked list is narrowed to; None or "" leaves a column alone."""

    session_id: int | None = None
    star: int | None = None
    place_path: str = ""


@dataclass(frozen=True, slots=True)
class ResultForDecision:
    """A result as the stage that decides needs it."""

    result_id: int
    dossier_id: int
    level: str
    product_name: str
    producer_name: str
    place_path: str
    place_name: str
    star: int
    band_star: int
    minimum_star: int
    total: Fraction
    total_shown: str
    total_hundredths: int
    sheet_number: int
    rulebook_id: str
    rulebook_digest: str
    session_id: int
    session_title: str
    disqualified: tuple[dict[str, Any], ...]
    closed_on: date
    above_star: int | None = None


def ranked_results(
    results: QuerySet[ItemResult], filters: RankedFilters
) -> QuerySet[ItemResult, dict[str, Any]]:
    """Return the ranked list's columns, best first, as plain rows; `results` is what the reader may see."""
    rows = results
    if filters.session_id is not None:
        rows = rows.filter(session_id=filters.session_id)
    if filters.star is not None:
        rows = rows.filter(star=filters.star)
    if filters.place_path:
        rows = rows.filter(
            Q(place_path=filters.place_path) | Q(place_path__startswith=f"{filters.place_path}/")
        )
    return rows.order_by("-total_hundredths", "id").values(*RANKED_COLUMNS)


def communes_with_results(results: QuerySet[ItemResult]) -> list[tuple[str, str]]:
    """Return the (path, name) of every commune among the results, in the order of the names."""
    rows = set(results.order_by().values_list("place_path", "place_name").distinct())
    return sorted(rows, key=lambda pair: fold(pair[1]))


def results_awaiting_decision(place_path: str) -> list[ResultForDecision]:
    """Return the results of the dossiers that a place has evaluated: best first within each session.

    Of a dossier that several councils judged it is the result of the one that sat last, also where that was
    the level above and handed it back. The place is the dossier's of today: the result keeps the unit of its day,
    the decision names the one there is now.
    """
    here = Dossier.objects.filter(standing_at(place_path), state=Dossier.State.EVALUATED)
    kept = LevelResult.objects.filter(dossier=OuterRef("item__dossier"), level=OuterRef("level"))
    later = ItemResult.objects.filter(item__dossier=OuterRef("item__dossier"), pk__gt=OuterRef("pk"))
    rows = (
        ItemResult.objects.filter(~Exists(later), item__dossier__in=here)
        .annotate(above_star=Subquery(kept.values("above_star")))
        .select_related("item__dossier__place", "session")
        .defer(
            *("members", "means", "missed", "recused", "item__discussion"),
            *(f"item__dossier__{name}" for name in ("report", "self_marks", "self_picks", "self_notes")),
        )
        .order_by("session__held_on", "session_id", "-total_hundredths", "id")
    )
    return [
        ResultForDecision(
            result_id=row.pk,
            dossier_id=row.item.dossier_id,
            level=row.level,
            product_name=row.product_name,
            producer_name=row.producer_name,
            place_path=row.item.dossier.place_path,
            place_name=row.item.dossier.place.name,
            star=row.star,
            band_star=row.band_star,
            minimum_star=row.minimum_star,
            total=Fraction(row.total_exact),
            total_shown=row.total_shown,
            total_hundredths=row.total_hundredths,
            sheet_number=row.sheet_number,
            rulebook_id=row.rulebook_id,
            rulebook_digest=row.rulebook_digest,
            session_id=row.session_id,
            session_title=row.session.title,
            disqualified=tuple(row.disqualified),
            closed_on=timezone.localdate(row.graded_at),
            above_star=row.above_star,
        )
        for row in rows
    ]
