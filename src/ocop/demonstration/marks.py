"""Choosing levels on a sheet so that the outcome is the one the story needs: a star, and members who differ a little."""

from __future__ import annotations

import hashlib

from ocop_rules import grading
from ocop_rules.sheets import Criterion, Sheet

AIM_POINTS = {2: 42, 3: 60, 4: 79, 5: 94}


def chance(*parts: object) -> int:
    """Return a number that looks random but is always the same for the same parts."""
    text = "/".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:4], "big")


def aimed(sheet: Sheet, star: int, *, short_of_minimum: bool = False, seed: object) -> dict[str, int]:
    """Return a level (its index) for every criterion that together earn a star: minimums first, then points.

    `short_of_minimum` leaves one minimum of that star unmet, whatever the total.
    """
    minimums = _minimums(sheet, star, short_of_minimum=short_of_minimum)
    held = _held(sheet, star) if short_of_minimum else ""
    picks = {
        criterion.code: _lowest(criterion, minimums.get(criterion.code, 0)) for criterion in sheet.criteria
    }
    order = sorted(
        (criterion for criterion in sheet.criteria if criterion.code != held),
        key=lambda criterion: chance(seed, criterion.code),
    )
    while total(sheet, picks) < AIM_POINTS[star]:
        before = total(sheet, picks)
        for criterion in order:
            if total(sheet, picks) >= AIM_POINTS[star]:
                break
            picks[criterion.code] = _next(criterion, picks[criterion.code])
        if total(sheet, picks) == before:
            break
    return picks


def varied(
    sheet: Sheet,
    picks: dict[str, int],
    star: int,
    *,
    short_of_minimum: bool = False,
    seed: object,
    changes: int,
) -> dict[str, int]:
    """Return a member's own choice: a few criteria one level lower or higher, minimums kept."""
    minimums = _minimums(sheet, star, short_of_minimum=short_of_minimum)
    held = _held(sheet, star) if short_of_minimum else ""
    own = dict(picks)
    for turn in range(changes):
        criterion = sheet.criteria[chance(seed, turn) % len(sheet.criteria)]
        if criterion.code == held:
            continue
        floor = _lowest(criterion, minimums.get(criterion.code, 0))
        step = -1 if chance(seed, turn, "down") % 2 else 1
        own[criterion.code] = max(floor, min(own[criterion.code] + step, len(criterion.levels) - 1))
    return own


def total(sheet: Sheet, picks: dict[str, int]) -> int:
    """Return the points of a choice of levels."""
    return grading.ballot_total(
        sheet, {code: sheet.criterion(code).levels[pick].points for code, pick in picks.items()}
    )


def _minimums(sheet: Sheet, star: int, *, short_of_minimum: bool) -> dict[str, int]:
    if star < 3:
        return {}
    minimums = dict(sheet.minimums(star))
    if short_of_minimum:
        held = _held(sheet, star)
        minimums[held] = sheet.minimums(star - 1).get(held, 0)
    return minimums


def _held(sheet: Sheet, star: int) -> str:
    """Return the criterion whose minimum for the star is left unmet: the first that asks more than the star below."""
    below = sheet.minimums(star - 1)
    return next(code for code, points in sheet.minimums(star).items() if points > below.get(code, 0))


def _lowest(criterion: Criterion, points: int) -> int:
    return next(index for index, level in enumerate(criterion.levels) if level.points >= points)


def _next(criterion: Criterion, index: int) -> int:
    now = criterion.levels[index].points
    return next((later for later, level in enumerate(criterion.levels) if level.points > now), index)
