"""What must hold of a sheet before anyone is scored on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from ..sheets import Criterion, Heading, Sheet, SheetGroup
from .fields import Table

SHEET_TOTAL = 100
SPLITS = ((40, 25, 35), (35, 25, 40))  # the points of the parts in every decision so far


def check_parts(most: Sequence[int], top: Table) -> None:
    """Refuse parts that do not add up to 100, which every sheet of the rulebook then would not, and parts of other points
    than every decision so far has, unless the file names the article (`parts_article`) that prints them.
    """
    total, printed = sum(most), top.text_or_none("parts_article")
    if total != SHEET_TOTAL:
        raise top.fault(f"các phần cộng được {total} điểm, phải là {SHEET_TOTAL}", "[[part]]")
    if tuple(most) not in SPLITS and printed is None:
        known = " hoặc ".join("/".join(map(str, split)) for split in SPLITS)
        raise top.fault(
            f"các phần là {'/'.join(map(str, most))} điểm, các quyết định đến nay là {known}; nếu văn bản in đúng như "
            "vậy, ghi điều khoản vào parts_article",
            "[[part]]",
        )


def check_sheet(sheet: Sheet, top: Table) -> None:
    """Refuse a sheet whose figures do not add up. Raises RulebookFault naming file, line and reason.

    Groups add up to their part, criteria to their group and sub-heading; the best
    level is the maximum; points rise (or a recorded doubt says why not); minimums rise with the star.
    A sheet that says it is incomplete may fall short of its totals, and must; it may never exceed them.
    """
    fits = _short if sheet.incomplete else _equal
    for part in sheet.parts:
        total = sum(group.max for group in part.groups)
        if not fits(total, part.max):
            raise top.fault(
                f"phần {part.code}: các nhóm cộng được {total} điểm, phải là {part.max}",
                f'part = "{part.code}"',
            )
        for group in part.groups:
            _check_group(group, top, fits)
    if sheet.incomplete and sum(criterion.max for criterion in sheet.criteria) == SHEET_TOTAL:
        raise top.fault(
            f"bộ tiêu chí ghi là chưa đủ nhưng cộng đủ {SHEET_TOTAL} điểm; hãy bỏ “incomplete”",
            "incomplete =",
        )
    codes = [criterion.code for criterion in sheet.criteria]
    if len(codes) != len(set(codes)):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise top.fault(f"tiêu chí {twice} xuất hiện hai lần", *_stated(twice))
    known = set(codes)
    for ground in sheet.disqualifiers:
        code = ground.criterion
        if code is not None and code not in known:
            raise top.fault(f"tiêu chí {code} được nhắc tới nhưng không có trong bộ này", f'"{code}"')


def _equal(total: int, stated: int) -> bool:
    return total == stated


def _short(total: int, stated: int) -> bool:
    return total <= stated


def _check_group(group: SheetGroup, top: Table, fits: Callable[[int, int], bool]) -> None:
    total = sum(criterion.max for criterion in group.criteria)
    if not fits(total, group.max):
        raise top.fault(
            f"nhóm {group.code}: các tiêu chí cộng được {total} điểm, phải là {group.max}",
            *_stated(group.code),
        )
    under: dict[Heading, int] = {}
    for criterion in group.criteria:
        _check_criterion(criterion, top)
        if criterion.parent is not None:
            under[criterion.parent] = under.get(criterion.parent, 0) + criterion.max
    for heading, points in under.items():
        if not fits(points, heading.max):
            raise top.fault(
                f"mục {heading.code}: các tiêu chí cộng được {points} điểm, phải là {heading.max}",
                *_stated(heading.code),
            )


def _check_criterion(criterion: Criterion, top: Table) -> None:
    stated = _stated(criterion.code)
    as_printed = {doubt.about for doubt in criterion.doubts if not doubt.corrected}
    if not _rises(criterion) and "points" not in as_printed:
        raise top.fault(
            f"điểm các mức của {criterion.code} không tăng dần mà không có nghi vấn nào nói vì sao", *stated
        )
    best = max(level.points for level in criterion.levels)
    if best != criterion.max and "maximum" not in as_printed:
        raise top.fault(
            f"mức cao nhất của {criterion.code} là {best} điểm, phải bằng điểm tối đa {criterion.max}",
            *stated,
        )
    if min(level.points for level in criterion.levels) < 0:
        raise top.fault(f"{criterion.code} có mức dưới 0 điểm", *stated)
    steps = [points for _, points in sorted(criterion.minimums.items())]
    if any(later < earlier for earlier, later in pairwise(steps)):
        raise top.fault(f"mức tối thiểu của {criterion.code} không tăng theo hạng sao", *stated)


def _stated(code: str) -> tuple[str, str]:
    """Return how the line looks that states a criterion, a sub-heading or a group, not one that mentions it."""
    return f'"{code}" =', f'code = "{code}"'


def _rises(criterion: Criterion) -> bool:
    for case in {level.case for level in criterion.levels}:
        points = [level.points for level in criterion.levels if level.case == case]
        if any(later <= earlier for earlier, later in pairwise(points)):
            return False
    return True
