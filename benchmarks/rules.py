"""Grading many ballots by the rules core alone, on one core; run by `python -m benchmarks.rules`.

The floor adds the same points up without asking whether they are levels, what the minimums are, or which star comes out.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from ocop_rules import grading, rulebooks
from ocop_rules.rulebook import Rulebook
from ocop_rules.sheets import Sheet

RULEBOOK = "26-2026"
Ballots = dict[str, dict[str, int]]


def products(ballots: int, members: int) -> list[tuple[Sheet, Ballots]]:
    """Return products over all sheets with as many ballots in all, marks drawn from the levels; always the same ones."""
    draw = random.Random(26)
    sheets = rulebooks.get(RULEBOOK).sheets
    levels = {
        sheet.number: [(one.code, sorted(one.allowed_points)) for one in sheet.criteria] for sheet in sheets
    }
    found = []
    for number in range(-(-ballots // members)):
        sheet = sheets[number % len(sheets)]
        seats = min(members, ballots - number * members)
        found.append(
            (
                sheet,
                {
                    f"m{seat}": {code: draw.choice(points) for code, points in levels[sheet.number]}
                    for seat in range(seats)
                },
            )
        )
    return found


def measure(*, ballots: int, members: int, rounds: int) -> dict[str, Any]:
    """Return the figure of grading so many ballots, its floor taken in turns with it."""
    rulebook, listed = rulebooks.get(RULEBOOK), products(ballots, members)
    ours, floors = [], []
    for _round in range(rounds):
        ours.append(_milliseconds(lambda: _grade(rulebook, listed)))
        floors.append(_milliseconds(lambda: _add(listed)))
    median, floor = statistics.median(ours), statistics.median(floors)
    figure = {
        "name": "grade_100k",
        "db": None,
        "median_ms": round(median, 2),
        "p95_ms": round(max(ours), 2),
        "floor_ms": round(floor, 2),
        "ratio": round(median / floor, 2),
        "per_s": round(ballots / median * 1000, 1),
        "queries": None,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    return {
        "figure": figure,
        "floor_per_s": round(ballots / floor * 1000, 1),
        "lower_ms": None,
        "queries_with_fewer_rows": None,
    }


def _grade(rulebook: Rulebook, listed: list[tuple[Sheet, Ballots]]) -> None:
    for sheet, ballots in listed:
        grading.grade(rulebook, sheet, ballots=ballots, confirmed=True)


def _add(listed: list[tuple[Sheet, Ballots]]) -> None:
    for _sheet, ballots in listed:
        sum(sum(marks.values()) for marks in ballots.values())


def _milliseconds(run: Callable[[], None]) -> float:
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    json.dump(measure(**json.load(sys.stdin)), sys.stdout)
