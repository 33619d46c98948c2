"""The producer's own score as it stands: total so far, the star it reaches, what is missing for the stars
above.
"""

from __future__ import annotations

from dataclasses import dataclass

from ocop.dossiers.models import Dossier
from ocop_rules import grading, rulebooks
from ocop_rules.rulebook import Rulebook
from ocop_rules.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A minimum that is not met: which criterion, what the star needs there, what it has (None: not scored
    yet).
    """

    code: str
    name: str
    needs_points: int
    has_points: int | None


@dataclass(frozen=True, slots=True)
class StarGap:
    """What a star still lacks: points to its band, and minimums."""

    star: int
    from_points: int
    lacks_points: int
    shortfalls: tuple[Shortfall, ...]

    @property
    def is_reached(self) -> bool:
        """Return whether nothing is lacking."""
        return self.lacks_points == 0 and not self.shortfalls


@dataclass(frozen=True, slots=True)
class SelfScore:
    """The self-score of a sheet; `gaps` are those of the stars with a certificate."""

    total_points: int
    max_points: int
    marked: int
    criteria: int
    band_star: int
    star: int
    gaps: tuple[StarGap, ...]

    @property
    def is_complete(self) -> bool:
        """Return whether every criterion has a mark."""
        return self.marked == self.criteria


STARS_SHOWN = (3, 4, 5)


def sheet_of(dossier: Dossier) -> Sheet:
    """Return the scoring sheet that the dossier is bound to."""
    return rulebooks.get(dossier.rulebook_id).sheet(dossier.sheet_number)


def self_score(dossier: Dossier) -> SelfScore:
    """Return the self-score of a dossier as it stands now."""
    rulebook = rulebooks.get(dossier.rulebook_id)
    return score_of(rulebook, rulebook.sheet(dossier.sheet_number), dossier.self_marks)


def score_of(rulebook: Rulebook, sheet: Sheet, marks: dict[str, int]) -> SelfScore:
    """Return the score of marks on a sheet, complete or not; a mark that is missing counts nothing."""
    total = sum(marks.values())
    starts = {band.star: band.at_least for band in rulebook.bands}
    gaps = tuple(
        StarGap(
            star=star,
            from_points=starts[star],
            lacks_points=max(starts[star] - total, 0),
            shortfalls=_shortfalls(sheet, marks, star),
        )
        for star in STARS_SHOWN
    )
    band_star = grading.band(rulebook, total) if marks else 0
    reached = [gap.star for gap in gaps if gap.is_reached]
    below = min(band_star, STARS_SHOWN[0] - 1)
    return SelfScore(
        total_points=total,
        max_points=sheet.max,
        marked=sum(1 for criterion in sheet.criteria if criterion.code in marks),
        criteria=len(sheet.criteria),
        band_star=band_star,
        star=max(reached, default=below),
        gaps=gaps,
    )


def _shortfalls(sheet: Sheet, marks: dict[str, int], star: int) -> tuple[Shortfall, ...]:
    return tuple(
        Shortfall(code, sheet.criterion(code).name, needs, marks.get(code))
        for code, needs in sheet.minimums(star).items()
        if marks.get(code, -1) < needs
    )
