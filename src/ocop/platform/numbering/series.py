"""Handing out numbers: unique, rising, without gaps, because a number is taken in the transaction that uses it."""

from __future__ import annotations

from ocop.platform.numbering.models import Series


def next_number(key: str) -> int:
    """Return the next number of a series, starting at 1.

    Must run inside the act that uses the number: the series stays locked until it commits, and an act that fails gives
    the number back.
    """
    Series.objects.get_or_create(key=key)
    series = Series.objects.select_for_update().get(key=key)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    return series.last_number


def hold(key: str) -> None:
    """Keep a series to this act until it ends, for numbers that a person gives and the act checks for being free."""
    Series.objects.get_or_create(key=key)
    Series.objects.select_for_update().get(key=key)


def last_number(key: str) -> int:
    """Return the last number given in a series, 0 when none was."""
    return Series.objects.filter(key=key).values_list("last_number", flat=True).first() or 0
