"""On which days each value of a setting holds: periods may overlap, and of those that cover a day the latest begun holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from ocop.programme.models import Regulation, holding
from ocop.programme.queries.effects import Change

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row on which one value holds; `last` is None where nothing ends it."""

    row: Regulation
    first: date
    last: date | None


def spans_of(rows: Iterable[Regulation]) -> list[Span]:
    """Return on which days each of the values of one setting at one place holds, by date.

    A value takes over on its first day from whatever held; when it ends, the one that it covered holds again for as
    long as its own document gave it.
    """
    standing = [row for row in rows if row.withdrawn_at is None]
    edges = {row.valid_from for row in standing}
    edges |= {row.valid_to + ONE_DAY for row in standing if row.valid_to is not None}
    starts = sorted(edges)
    found: list[Span] = []
    for number, first in enumerate(starts, start=1):
        row = holding(standing, standing[0].place_path, first)
        if row is None:
            continue
        last = starts[number] - ONE_DAY if number < len(starts) else None
        if found and found[-1].row is row:
            first = found.pop().first
        found.append(Span(row, first, last))
    return found


def spans_at(place_path: str, key: str) -> list[Span]:
    """Return on which days each standing value of a setting entered for a place holds there, in one query."""
    return spans_of(Regulation.objects.standing().filter(place_path=place_path, key=key))


def after(change: Change) -> list[Span]:
    """Return the days from a change's first one on as they would be divided once it is entered."""
    kept = Regulation.objects.standing().filter(place_path=change.place_path, key=change.key)
    return [
        span
        for span in spans_of([*kept, change.row()])
        if span.last is None or span.last >= change.valid_from
    ]


def began_on(key: str, place_path: str, on: date) -> Regulation | None:
    """Return the standing value of a place that begins on this very day."""
    return Regulation.objects.standing().filter(key=key, place_path=place_path, valid_from=on).first()


def counted_by(value: Change) -> Callable[[str, datetime], bool]:
    """Return a function that says whether something counted at a place at a moment was counted by a value that was entered.

    What was counted before the value was entered did not use it, nor what a nearer or later value decided then. One query.
    """
    rows = list(Regulation.objects.filter(key=value.key))

    def was(place_path: str, at: datetime) -> bool:
        on = timezone.localdate(at)
        known = (
            row for row in rows if row.added_at <= at and (row.withdrawn_at is None or row.withdrawn_at > at)
        )
        nearest = holding(known, place_path, on)
        return nearest is not None and nearest.pk == value.number

    return was


def living(paths: Sequence[str], on: date) -> list[Span]:
    """Return, for each value of these places that holds on the day or on a later one, the first such days."""
    rows = Regulation.objects.standing().filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on), place_path__in=paths
    )
    grouped: dict[tuple[str, str], list[Regulation]] = {}
    for row in rows.order_by("pk"):
        grouped.setdefault((row.place_path, row.key), []).append(row)
    first_of: dict[int, Span] = {}
    for group in grouped.values():
        for span in spans_of(group):
            if span.last is None or span.last >= on:
                first_of.setdefault(span.row.pk, Span(span.row, max(span.first, on), span.last))
    return list(first_of.values())
