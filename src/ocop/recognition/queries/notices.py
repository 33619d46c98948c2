"""Notices of results: what waits to be told, since when and by when, and what a reader may see of a notice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from ocop.platform.access.scopes import within
from ocop.platform.folding import fold
from ocop.programme.queries import InnerDue, inner_limits
from ocop.recognition.models import ResultNotice, ResultNoticeLine

KEY = "days_to_notify"


@dataclass(frozen=True, slots=True)
class UntoldResult:
    """A result that no notice tells of yet; `inner` is by when the province wants it told, where its regulation says."""

    line: ResultNoticeLine
    inner: InnerDue | None


def untold_results(level_path: str) -> list[UntoldResult]:
    """Return the settled results that a level has not told yet, by commune, producer and product."""
    limits = inner_limits(KEY)
    rows = ResultNoticeLine.objects.filter(notice=None, level_path=level_path)
    return [UntoldResult(line, limits.due(KEY, level_path, line.settled_on)) for line in by_recipient(rows)]


def untold_starts(place_path: str) -> list[tuple[str, date]]:
    """Return, for each result not told at a place or below, where it was settled and the day from which its days count."""
    return list(_untold((place_path,)).values_list("level_path", "settled_on"))


def untold_counts(paths: Collection[str], *, on: date) -> tuple[int, int]:
    """Return how many results wait to be told at the places, and how many of them are late on a day."""
    starts = list(_untold(paths, exactly=True).values_list("level_path", "settled_on"))
    if not starts:
        return 0, 0
    limits = inner_limits(KEY)
    dues = (limits.due(KEY, *start) for start in starts)
    return len(starts), sum(due is not None and due.due_on < on for due in dues)


def by_recipient(rows: QuerySet[ResultNoticeLine]) -> list[ResultNoticeLine]:
    """Return lines in the order of those who are told: commune, producer, product."""
    return sorted(
        rows,
        key=lambda line: (
            *map(fold, (line.place_name, line.producer_name, line.product_name)),
            line.pk,
        ),
    )


def listed_notices(seen: QuerySet[ResultNoticeLine]) -> QuerySet[ResultNotice]:
    """Return the notices that hold one of the lines, newest first, with `told` of them counted."""
    return (
        ResultNotice.objects.filter(pk__in=seen.values("notice_id"))
        .annotate(told=Count("lines", filter=Q(lines__in=seen)))
        .order_by("-issued_on", "-pk")
    )


def _untold(paths: Collection[str], *, exactly: bool = False) -> QuerySet[ResultNoticeLine]:
    rows = ResultNoticeLine.objects.filter(notice=None)
    if exactly and "" not in paths:
        return rows.filter(level_path__in=paths)
    return rows.filter(within(paths, column="level_path"))
