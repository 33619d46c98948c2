"""A scoring sheet as the decision prints it: parts, groups, criteria, levels, grounds for exclusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from .law import Doubt, NotInRulebook, Source

STARS = (1, 2, 3, 4, 5)
FIGURES = ("points", "maximum")  # doubts about these are about what is added up


class UnknownCriterion(NotInRulebook):
    """The sheet has no criterion of that code."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a criterion. `min_for_star`: the star for which it is the least allowed (the asterisks).

    `case` is the code of the case the level belongs to where the criterion is judged in one of several
    cases.
    """

    points: int
    label: str
    min_for_star: int | None = None
    case: str | None = None
    printed: bool = True


# What may be chosen where a sheet prints no level of 0 and none of its levels is reached. The decision is silent
# on it; without it a product that lacks, say, a trademark could not be marked at all, and the minimum printed on
# the lowest level would mean nothing. Each rulebook records this reading among its doubts.
NO_LEVEL = Level(points=0, label="Không đạt mức nào", printed=False)


@dataclass(frozen=True, slots=True)
class Case:
    """One of the cases of a criterion that is judged differently for different applicants."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A sub-heading printed between a group and its criteria, with the points printed beside it."""

    code: str
    name: str
    max: int


@dataclass(frozen=True, slots=True, eq=False)
class Criterion:
    """One criterion of one sheet. `key` names its wording, `topic` its meaning, free of the printed code.

    `applies_when` is the code of a criterion that must have points before this one is scored.
    """

    code: str
    key: str
    topic: str
    name: str
    max: int
    levels: tuple[Level, ...]
    cases: tuple[Case, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    parent: Heading | None = None
    applies_when: str | None = None
    allowed_points: frozenset[int] = field(init=False, repr=False)
    points_or_unmet: frozenset[int] = field(init=False, repr=False)
    _minimums: Mapping[int, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        printed = {
            level.min_for_star: level.points for level in self.levels if level.min_for_star is not None
        }
        object.__setattr__(self, "_minimums", MappingProxyType(printed))
        points = frozenset(level.points for level in self.levels)
        object.__setattr__(self, "allowed_points", points)
        object.__setattr__(self, "points_or_unmet", points | {0})

    @property
    def choices(self) -> tuple[Level, ...]:
        """Return the levels as printed and, last, NO_LEVEL where no printed level gives 0.

        Marks are kept with the index of the choice, so the printed levels keep their places.
        """
        return self.levels if 0 in self.allowed_points else (*self.levels, NO_LEVEL)

    @property
    def shown_order(self) -> tuple[int, ...]:
        """Return the indexes of the choices as a page lists them: rising, so that no level reached comes first."""
        return tuple(sorted(range(len(self.choices)), key=lambda index: self.choices[index].printed))

    @property
    def minimums(self) -> Mapping[int, int]:
        """Return the minimum printed for each star that has one: star → points."""
        return self._minimums


@dataclass(frozen=True, slots=True)
class Disqualifier:
    """A ground on which the dossier is excluded, or its evaluation stopped, whatever the points.

    `criterion` is the code it is printed under; None when it stands at the head of the sheet.
    """

    code: str
    text: str
    effect: Literal["excluded", "stopped"] = "excluded"
    criterion: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SheetGroup:
    """A numbered group of a part with its printed maximum."""

    code: str
    name: str
    max: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Part A, B or C of a sheet."""

    code: str
    name: str
    max: int
    groups: tuple[SheetGroup, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One of the scoring sheets of a rulebook, complete and checked.

    `doubts` given are those about the sheet as a whole; those of its criteria are added, in order.
    `incomplete` says what the source is short of, "" for a whole sheet. One that is `unsettled` is there to read old
    records, and is graded only where somebody has confirmed its figures.
    """

    number: int
    title: str
    industry_code: str
    industry: str
    group: str
    subgroup: str | None
    ministries: tuple[str, ...]
    parts: tuple[Part, ...]
    disqualifiers: tuple[Disqualifier, ...]
    doubts: tuple[Doubt, ...]
    source: Source
    incomplete: str = ""
    criteria: tuple[Criterion, ...] = field(init=False, repr=False)
    _by_code: Mapping[str, Criterion] = field(init=False, repr=False)
    _minimums: Mapping[int, Mapping[str, int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ordered = tuple(c for part in self.parts for group in part.groups for c in group.criteria)
        object.__setattr__(self, "criteria", ordered)
        object.__setattr__(self, "doubts", self.doubts + tuple(d for c in ordered for d in c.doubts))
        object.__setattr__(self, "_by_code", MappingProxyType({c.code: c for c in ordered}))
        object.__setattr__(self, "_minimums", MappingProxyType(_cumulative_minimums(ordered)))

    @property
    def unsettled(self) -> str:
        """Return why nobody is graded on the sheet before somebody has confirmed its figures; "" for a sound one.

        It is short of figures in its source, or a figure in it stands as printed though it cannot be meant so.
        """
        misprints = (
            f"tiêu chí {doubt.criterion}: {doubt.text}"
            for doubt in self.doubts
            if doubt.about in FIGURES and doubt.criterion and not doubt.corrected
        )
        return self.incomplete or " ".join(misprints)

    @property
    def max(self) -> int:
        """Return the most points the sheet can give."""
        return sum(part.max for part in self.parts)

    def criterion(self, code: str) -> Criterion:
        """Return the criterion with the printed code. Raises UnknownCriterion."""
        try:
            return self._by_code[code]
        except (KeyError, TypeError):
            raise UnknownCriterion(
                f"Bộ tiêu chí {self.number} không có tiêu chí “{str(code)[:60]}”."
            ) from None

    def minimums(self, star: int) -> Mapping[str, int]:
        """Return every minimum that binds a star: criterion code → least points.

        Cumulative: a minimum printed for a star binds that star and all above it. Stars 1 and 2 have none.
        """
        return self._minimums[star]


def _cumulative_minimums(criteria: tuple[Criterion, ...]) -> dict[int, Mapping[str, int]]:
    by_star: dict[int, Mapping[str, int]] = {}
    for star in STARS:
        binding: dict[str, int] = {}
        for criterion in criteria:
            due = [points for printed_for, points in criterion.minimums.items() if printed_for <= star]
            if due:
                binding[criterion.code] = max(due)
        by_star[star] = MappingProxyType(binding)
    return by_star
