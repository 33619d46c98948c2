"""Narrowing rows to places: the one way in which "inside" is asked of the database."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

NOWHERE = Q(pk__in=())


def at_or_below(path: str, *, column: str = "place_path") -> Q:
    """Return the condition of a row that lies at a place or in it; "" is everywhere."""
    if not path:
        return Q()
    return Q(**{column: path}) | Q(**{f"{column}__startswith": f"{path}/"})


def within(paths: Iterable[str], *, column: str = "place_path") -> Q:
    """Return the condition of a row that lies in one of the places; no places, no rows."""
    condition = NOWHERE
    for path in paths:
        if not path:
            return Q()
        condition |= at_or_below(path, column=column)
    return condition
