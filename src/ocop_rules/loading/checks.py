"""What must hold of a sheet before anyone is scored on it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from ..sheets import Criterion, Heading, Sheet, SheetGroup
from .fields import Table

SHEET_TOTAL = 100


def check_sheet(sheet: Sheet, top: Table) -> None:
    """Refuse a sheet whose figures do not add up. Raises RulebookFault naming file, line and reason.

    Parts add up to 100; groups add up to their part, criteria to their group and sub-heading; the best
    level is the maximum; points rise (or a recorded doubt says why not); minimums rise with the star.
    A sheet that says it is incomplete may fall short of its totals, and must; it may never exceed them.
    """
    fits = _short if sheet.incomplete else _equal
    if sheet.max != SHEET_TOTAL:
        raise top.fault(f"the parts add up to {sheet.max}, not {SHEET_TOTAL}")
    for part in sheet.parts:
        total = sum(group.max for group in part.groups)
        if not fits(total, part.max):
            raise top.fault(
                f"part {part.code}: groups add up to {total}, not {part.max}", f'part = "{part.code}"'
            )
        for group in part.groups:
            _check_group(group, top, fits)
    if sheet.incomplete and sum(criterion.max for criterion in sheet.criteria) == SHEET_TOTAL:
        raise top.fault(
            f"the sheet says it is incomplete, but its points add up to {SHEET_TOTAL}", "incomplete"
        )
    codes = [criterion.code for criterion in sheet.criteria]
    if len(codes) != len(set(codes)):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise top.fault(f"criterion {twice} stands twice", f'"{twice}"')
    known = set(codes)
    named = [ground.criterion for ground in sheet.disqualifiers if ground.criterion is not None]
    named += [c.applies_when for c in sheet.criteria if c.applies_when is not None]
    for code in named:
        if code not in known:
            raise top.fault(f"criterion {code} is mentioned but is not on this sheet", f'"{code}"')


def _equal(total: int, stated: int) -> bool:
    return total == stated


def _short(total: int, stated: int) -> bool:
    return total <= stated


def _check_group(group: SheetGroup, top: Table, fits: Callable[[int, int], bool]) -> None:
    total = sum(criterion.max for criterion in group.criteria)
    if not fits(total, group.max):
        raise top.fault(f"group {group.code}: criteria add up to {total}, not {group.max}", f'"{group.code}"')
    under: dict[Heading, int] = {}
    for criterion in group.criteria:
        _check_criterion(criterion, top)
        if criterion.parent is not None:
            under[criterion.parent] = under.get(criterion.parent, 0) + criterion.max
    for heading, points in under.items():
        if not fits(points, heading.max):
            raise top.fault(
                f"{heading.code}: criteria add up to {points}, not {heading.max}", f'"{heading.code}"'
            )


def _check_criterion(criterion: Criterion, top: Table) -> None:
    needle = f'"{criterion.code}"'
    as_printed = {doubt.about for doubt in criterion.doubts if not doubt.corrected}
    if not _rises(criterion) and "points" not in as_printed:
        raise top.fault(f"the points of {criterion.code} do not rise, and no doubt says why", needle)
    best = max(level.points for level in criterion.levels)
    if best != criterion.max and "maximum" not in as_printed:
        raise top.fault(f"the best level of {criterion.code} is {best}, not {criterion.max}", needle)
    if min(level.points for level in criterion.levels) < 0:
        raise top.fault(f"{criterion.code} has a level below zero", needle)
    steps = [points for _, points in sorted(criterion.minimums.items())]
    if any(later <= earlier for earlier, later in pairwise(steps)):
        raise top.fault(f"the minimums of {criterion.code} do not rise with the star", needle)


def _rises(criterion: Criterion) -> bool:
    for case in {level.case for level in criterion.levels}:
        points = [level.points for level in criterion.levels if level.case == case]
        if any(later <= earlier for earlier, later in pairwise(points)):
            return False
    return True
