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


def aimed(sheet: Sheet, star: int, *, seed: object) -> dict[str, int]:
    """Return a level (its index) for every criterion that together earn a star: minimums first, then points."""
    minimums = sheet.minimums(star) if star >= 3 else {}
    picks = {criterion.code: _lowest(criterion, minimums.get(criterion.code, 0)) for criterion in sheet.criteria}
    order = sorted(sheet.criteria, key=lambda criterion: chance(seed, criterion.code))
    while total(sheet, picks) < AIM_POINTS[star]:
        before = total(sheet, picks)
        for criterion in order:
            if total(sheet, picks) >= AIM_POINTS[star]:
                break
            picks[criterion.code] = _next(criterion, picks[criterion.code])
        if total(sheet, picks) == before:
            break
    return picks


def varied(sheet: Sheet, picks: dict[str, int], star: int, *, seed: object, changes: int) -> dict[str, int]:
    """Return a member's own choice: a few criteria one level lower or higher, minimums kept."""
    minimums = sheet.minimums(star) if star >= 3 else {}
    own = dict(picks)
    for turn in range(changes):
        criterion = sheet.criteria[chance(seed, turn) % len(sheet.criteria)]
        floor = _lowest(criterion, minimums.get(criterion.code, 0))
        step = -1 if chance(seed, turn, "down") % 2 else 1
        own[criterion.code] = max(floor, min(own[criterion.code] + step, len(criterion.levels) - 1))
    return own


def total(sheet: Sheet, picks: dict[str, int]) -> int:
    """Return the points of a choice of levels."""
    return grading.ballot_total(sheet, {code: sheet.criterion(code).levels[pick].points for code, pick in picks.items()})


def _lowest(criterion: Criterion, points: int) -> int:
    return next(index for index, level in enumerate(criterion.levels) if level.points >= points)


def _next(criterion: Criterion, index: int) -> int:
    now = criterion.levels[index].points
    return next((later for later, level in enumerate(criterion.levels) if level.points > now), index)
