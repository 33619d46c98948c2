"""A ballot laid out as the sheet prints it, and where its marks stand: what the scoring page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ocop.dossiers.queries import CouncilDossier, CouncilEvidence
from ocop.evaluation.models import Ballot
from ocop_rules import grading, rulebooks
from ocop_rules.rulebook import Rulebook
from ocop_rules.sheets import Criterion, Sheet

STARS_SHOWN = (3, 4, 5)
NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Lacking:
    """A minimum that a mark does not reach."""

    code: str
    needs: int
    got: int


@dataclass(frozen=True, slots=True)
class StarStatus:
    """How the marks made so far stand to one star: points to go, minimums missed, minimums not marked yet."""

    star: int
    from_points: int
    to_go: int
    missed: tuple[Lacking, ...]
    open_count: int

    @property
    def is_reached(self) -> bool:
        """Return whether band and minimums are met already."""
        return self.to_go == 0 and not self.missed and self.open_count == 0

    @property
    def verdict(self) -> str:
        """Return "met", "missed", or "open" while marks may still decide."""
        return "met" if self.is_reached else "missed" if self.missed else "open"

    @property
    def words(self) -> str:
        """Return how it stands in a word or two; the missed criteria are `named` after it.

        Here and not in the template: this is answered to every tap, and a branch in a template costs ten times one here.
        """
        if self.is_reached:
            return _("đạt")
        if self.missed:
            return _("thiếu")
        return _("còn %(points)s điểm") % {"points": self.to_go} if self.to_go else _("chưa chấm đủ")

    @property
    def named(self) -> tuple[Lacking, ...]:
        """Return the first missed minimums, as many as there is room for."""
        return self.missed[:NAMED_AT_MOST]

    @property
    def unnamed(self) -> int:
        """Return how many missed minimums are not `named`."""
        return len(self.missed) - len(self.named)


@dataclass(frozen=True, slots=True)
class Standing:
    """A ballot's figures as they stand."""

    total: int
    max_points: int
    marked: int
    wanted: int
    band_star: int
    minimum_star: int
    stars: tuple[StarStatus, ...]
    contradictions: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return self.marked == self.wanted


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level as `<c-criterion>` draws it; `value` is its index in the sheet."""

    points: int
    label: str
    value: str
    min_for_star: int | None


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion with the member's mark and remark, the producer's own mark, and its files."""

    criterion: Criterion
    levels: tuple[LevelLine, ...]
    chosen: str
    mark: int | None
    remark: str
    self_mark: int | None
    self_note: str
    evidence: tuple[CouncilEvidence, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class GroupLines:
    """One group of the sheet; `anchor` names it in addresses."""

    anchor: str
    part_code: str
    part_name: str
    opens_part: bool
    code: str
    name: str
    max_points: int
    lines: tuple[CriterionLine, ...]

    @property
    def marked(self) -> int:
        return sum(1 for line in self.lines if line.mark is not None)


def standing_of(ballot: Ballot) -> Standing:
    """Return where a ballot stands, complete or not; criteria without a mark count nothing yet."""
    rulebook = rulebooks.get(ballot.rulebook_id)
    sheet = rulebook.sheet(ballot.sheet_number)
    marks = ballot.marks
    stars = tuple(_status(rulebook, sheet, marks, ballot.total_points, star) for star in STARS_SHOWN)
    held = next((status.star - 1 for status in stars if status.missed or status.open_count), STARS_SHOWN[-1])
    return Standing(
        total=ballot.total_points,
        max_points=sheet.max,
        marked=ballot.marks_made,
        wanted=ballot.marks_wanted,
        band_star=grading.band(rulebook, ballot.total_points),
        minimum_star=held,
        stars=stars,
        contradictions=grading.contradictions(sheet, marks),
    )


def laid_out(
    ballot: Ballot,
    dossier: CouncilDossier,
    *,
    typed_picks: Mapping[str, int] | None = None,
    typed_notes: Mapping[str, str] | None = None,
) -> list[GroupLines]:
    """Return the ballot group by group, in the order of the sheet; what was typed but refused stands in front."""
    picks, notes = ballot.picks | dict(typed_picks or {}), ballot.notes | dict(typed_notes or {})
    sheet = rulebooks.get(ballot.rulebook_id).sheet(ballot.sheet_number)
    groups: list[GroupLines] = []
    for part in sheet.parts:
        for position, group in enumerate(part.groups):
            groups.append(
                GroupLines(
                    anchor=f"nhom-{part.code}-{group.code}".lower(),
                    part_code=part.code,
                    part_name=part.name,
                    opens_part=position == 0,
                    code=group.code,
                    name=group.name,
                    max_points=group.max,
                    lines=tuple(
                        _line(criterion, ballot, dossier, picks, notes) for criterion in group.criteria
                    ),
                )
            )
    return groups


def _status(rulebook: Rulebook, sheet: Sheet, marks: dict[str, int], total: int, star: int) -> StarStatus:
    from_points = next(band.at_least for band in rulebook.bands if band.star == star)
    lacking = [
        Lacking(code, needs, marks[code])
        for code, needs in sheet.minimums(star).items()
        if code in marks and marks[code] < needs
    ]
    unmarked = sum(1 for code in sheet.minimums(star) if code not in marks)
    return StarStatus(star, from_points, max(from_points - total, 0), tuple(lacking), unmarked)


def _line(
    criterion: Criterion,
    ballot: Ballot,
    dossier: CouncilDossier,
    picks: Mapping[str, int],
    notes: Mapping[str, str],
) -> CriterionLine:
    code = criterion.code
    cases = {case.code: case.name for case in criterion.cases}
    levels = tuple(
        LevelLine(
            points=level.points,
            label=f"{cases[level.case]}: {level.label}" if level.case in cases else level.label,
            value=str(index),
            min_for_star=level.min_for_star,
        )
        for index in criterion.shown_order
        for level in (criterion.choices[index],)
    )
    return CriterionLine(
        criterion=criterion,
        levels=levels,
        chosen=str(picks[code]) if code in picks else "",
        mark=ballot.marks.get(code),
        remark=notes.get(code, ""),
        self_mark=dossier.content["self_marks"].get(code),
        self_note=dossier.content["self_notes"].get(code, ""),
        evidence=dossier.evidence_of(code),
        hint=" ".join(criterion.notes),
    )
