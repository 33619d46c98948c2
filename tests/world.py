"""A small demonstration: one or two products for each way. Imported by the tests that want a whole province."""

from __future__ import annotations

from ocop.demonstration.catalogue import Row, rows

WANTED = {"recognised": 2, "scoring": 2, "proposed": 1, "submitted": 1, "earlier_expiring": 1}


def chosen() -> list[Row]:
    """Return the first product of each way, and a second of some."""
    left = {row.way: WANTED.get(row.way, 1) for row in rows()}
    kept = []
    for row in rows():
        if left[row.way]:
            left[row.way] -= 1
            kept.append(row)
    return kept
