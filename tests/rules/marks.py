"""Ballots for tests: best marks, least marks, and marks that come to a wanted total."""

from __future__ import annotations

from collections.abc import Mapping

from ocop_rules.rulebooks import Sheet


def best(sheet: Sheet, **changed: int) -> dict[str, int]:
    """Every criterion at its best level; `c1_1=2` sets criterion 1.1 to 2."""
    return {c.code: c.max for c in sheet.criteria} | _codes(changed)


def least(sheet: Sheet, **changed: int) -> dict[str, int]:
    """Every criterion at its lowest level."""
    return {c.code: min(level.points for level in c.levels) for c in sheet.criteria} | _codes(changed)


def minimal(sheet: Sheet, star: int) -> dict[str, int]:
    """Exactly the minimums of a star, and the lowest level elsewhere."""
    return least(sheet) | dict(sheet.minimums(star))


def totalling(sheet: Sheet, total: int, *, keep: Mapping[str, int] | None = None) -> dict[str, int]:
    """Marks that add up to a total: from `keep` (or the lowest levels) raised level by level."""
    marks = least(sheet) | dict(keep or {})
    for criterion in sheet.criteria:
        for points in sorted(criterion.allowed_points):
            if (
                points > marks[criterion.code]
                and sum(marks.values()) - marks[criterion.code] + points <= total
            ):
                marks[criterion.code] = points
    assert sum(marks.values()) == total, f"no marks of sheet {sheet.number} come to {total}"
    return marks


def _codes(changed: Mapping[str, int]) -> dict[str, int]:
    return {name.removeprefix("c").replace("_", "."): points for name, points in changed.items()}
