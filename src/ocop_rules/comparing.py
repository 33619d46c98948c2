"""Two rulebooks' sheets for one product group side by side, by meaning: criteria are paired by topic, never by code.

Codes move between decisions (5.2 and 5.3 changed places in 2026); what a criterion is about does not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .law import NotInRulebook
from .rulebook import Rulebook
from .sheets import STARS, Criterion, Sheet

ALIKE_ENOUGH = Fraction(2, 5)


class UnknownGroup(NotInRulebook):
    """A rulebook has no product group of such a name."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two rulebooks ask about one thing; None where one of them does not ask.

    `changes` names what differs: "added", "dropped", or some of "code", "name", "max", "levels", "minimums".
    """

    topic: str
    before: Criterion | None
    after: Criterion | None
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two sheets and their criteria in pairs, in the order of the later sheet; what it dropped comes last."""

    before: Sheet
    after: Sheet
    pairs: tuple[Pair, ...]

    @property
    def changed(self) -> tuple[Pair, ...]:
        """Return the pairs in which something differs."""
        return tuple(pair for pair in self.pairs if pair.changes)


def sheet_of_group(rulebook: Rulebook, name: str) -> Sheet:
    """Return the sheet of the product group that is called so, written with or without marks and capitals.

    Decisions word the same group differently; the title nearest to the name is taken when it shares enough words.
    Raises UnknownGroup with the titles there are.
    """
    wanted = _words(name)
    best = max(rulebook.sheets, key=lambda sheet: _likeness(wanted, _words(sheet.title)))
    if _likeness(wanted, _words(best.title)) < ALIKE_ENOUGH:
        titles = "; ".join(sheet.title for sheet in rulebook.sheets)
        raise UnknownGroup(f"{rulebook.instrument} không có nhóm sản phẩm “{name[:100]}”; có: {titles}.")
    return best


def compare(before: Sheet, after: Sheet) -> Comparison:
    """Return two sheets in pairs of criteria that are about the same thing."""
    left = list(before.criteria)
    pairs = []
    for criterion in after.criteria:
        same = _counterpart(criterion, left)
        if same is not None:
            left.remove(same)
        pairs.append(Pair(criterion.topic, same, criterion, _changes(same, criterion)))
    pairs += [Pair(criterion.topic, criterion, None, ("dropped",)) for criterion in left]
    return Comparison(before, after, tuple(pairs))


def _counterpart(criterion: Criterion, left: Iterable[Criterion]) -> Criterion | None:
    """Return the criterion about the same thing: among several first the one of the same wording, then of the same name."""
    about = [one for one in left if one.topic == criterion.topic]
    return max(
        about,
        key=lambda one: (one.key == criterion.key, _likeness(_words(one.name), _words(criterion.name))),
        default=None,
    )


def _changes(before: Criterion | None, after: Criterion) -> tuple[str, ...]:
    if before is None:
        return ("added",)
    seen = {
        "code": (before.code, after.code),
        "name": (_words(before.name), _words(after.name)),
        "max": (before.max, after.max),
        "levels": (_levels(before), _levels(after)),
        "minimums": (dict(before.minimums), dict(after.minimums)),
    }
    return tuple(what for what, (one, other) in seen.items() if one != other)


def _levels(criterion: Criterion) -> list[tuple[int, frozenset[str]]]:
    return [(level.points, _words(level.label)) for level in criterion.levels]


def minimums_apart(comparison: Comparison) -> dict[int, tuple[dict[str, int], dict[str, int]]]:
    """Return for each star what must be reached, by topic, before and after: cumulative, as grading binds it."""
    return {
        star: (_by_topic(comparison.before, star), _by_topic(comparison.after, star))
        for star in STARS
        if comparison.before.minimums(star) or comparison.after.minimums(star)
    }


def _by_topic(sheet: Sheet, star: int) -> dict[str, int]:
    return {sheet.criterion(code).topic: points for code, points in sheet.minimums(star).items()}


def _likeness(one: frozenset[str], other: frozenset[str]) -> Fraction:
    return Fraction(len(one & other), len(one | other) or 1)


def _words(text: str) -> frozenset[str]:
    """Return the words of a text without marks, capitals and punctuation."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    kept = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return frozenset(kept.split())
