"""Totals, gaps and criteria side by side: only once scoring has ended (policy.may_see_marks)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from django.db.models import Q

from ocop.evaluation.models import Ballot, CouncilMember, Session, SessionItem
from ocop.evaluation.queries.rules import rules_of
from ocop.evaluation.queries.written import OPINION
from ocop_rules import grading, rulebooks
from ocop_rules.councils import Regulation


@dataclass(frozen=True, slots=True)
class Gap:
    """Two members whose totals for a product differ by more than the working rules allow."""

    lower: str
    higher: str
    points: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What one member's column shows for one product; `total` is None while there is nothing to show."""

    member_id: int
    ballot_id: int | None
    state: str
    total: int | None
    is_extreme: bool = False


@dataclass(frozen=True, slots=True)
class ItemTotals:
    """One product's row: a cell for each voting member, the total as it would count now, the gaps too wide."""

    item: SessionItem
    cells: tuple[Cell, ...]
    mean: Fraction | None
    gaps: tuple[Gap, ...]

    @property
    def mean_shown(self) -> str:
        """Return the mean with two decimals, cut; "" when nobody is counted."""
        return grading.shown(self.mean) if self.mean is not None else ""

    @property
    def widest(self) -> Gap | None:
        return max(self.gaps, key=lambda gap: gap.points, default=None)


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One criterion of a product: each counted member's points and how far apart they are."""

    code: str
    name: str
    max_points: int
    points: tuple[int | None, ...]
    spread: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All criteria of one product side by side, those where members differ most on top."""

    members: tuple[CouncilMember, ...]
    totals: tuple[int, ...]
    rows: tuple[ComparisonRow, ...]


def gaps_between(totals: dict[str, int], *, max_gap_points: int | None) -> tuple[Gap, ...]:
    """Return every pair of members whose totals differ by more than the limit, the widest first; None is no limit."""
    if max_gap_points is None:
        return ()
    found = []
    for (one, low), (other, high) in combinations(sorted(totals.items(), key=lambda pair: pair[1]), 2):
        if high - low > max_gap_points:
            found.append(Gap(lower=one, higher=other, points=high - low))
    return tuple(sorted(found, key=lambda gap: -gap.points))


def counted_ballots(session: Session) -> dict[int, list[Ballot]]:
    """Return the ballots that count, by item: of members who vote, were there, and are not recused.

    In the written form those count that are in; a ballot that is not makes its member missing for the product.
    """
    there = (
        OPINION
        if session.is_written
        else Q(member__attendances__session=session, member__attendances__present=True)
    )
    rows = (
        Ballot.objects.filter(
            there,
            item__session=session,
            item__postponed_at__isnull=True,
            recused=False,
            member__votes=True,
        )
        .select_related("member")
        .order_by("member__position", "pk")
    )
    by_item: dict[int, list[Ballot]] = {}
    for ballot in rows:
        by_item.setdefault(ballot.item_id, []).append(ballot)
    return by_item


def totals_of(session: Session) -> tuple[list[CouncilMember], list[ItemTotals]]:
    """Return the voting members and one row of totals for each product still on the list, in four queries.

    A ballot that was opened again shows no total until its member has completed it.
    """
    rules = rules_of(session)
    limit, regulation = rules.max_gap, rules.grading
    members = list(
        CouncilMember.objects.filter(council_id=session.council_id, votes=True).order_by("position")
    )
    counted, missing = counted_ballots(session), "unsent" if session.is_written else "absent"
    every = Ballot.objects.filter(item__session=session).defer("marks", "picks", "notes", "seal_key")
    by_place = {(ballot.item_id, ballot.member_id): ballot for ballot in every}
    rows = []
    for item in session.items.filter(postponed_at__isnull=True).order_by("position", "pk"):
        done = [ballot for ballot in counted.get(item.pk, []) if _shows(ballot)]
        gaps = gaps_between({b.member_name: b.total_points for b in done}, max_gap_points=limit)
        edge = {gaps[0].lower, gaps[0].higher} if gaps else set()  # the widest pair; the row says how many
        present = {ballot.member_id for ballot in counted.get(item.pk, [])}
        cells = tuple(
            _cell(member, by_place.get((item.pk, member.pk)), present, member.name in edge, missing)
            for member in members
        )
        mean = _mean(done, regulation) if done else None
        rows.append(ItemTotals(item=item, cells=cells, mean=mean, gaps=gaps))
    return members, rows


def comparison_of(item: SessionItem) -> Comparison:
    """Return the criteria of one product side by side; widest difference first, then the sheet's order."""
    ballots = [ballot for ballot in counted_ballots(item.session).get(item.pk, []) if _shows(ballot)]
    sheet = rulebooks.get(item.rulebook_id).sheet(item.sheet_number)
    rows = []
    for criterion in sheet.criteria:
        points = tuple(ballot.marks.get(criterion.code) for ballot in ballots)
        made = [mark for mark in points if mark is not None]
        spread = max(made) - min(made) if made else 0
        rows.append(ComparisonRow(criterion.code, criterion.name, criterion.max, points, spread))
    rows.sort(key=lambda row: -row.spread)  # stable: equal ones keep the sheet's order
    return Comparison(
        members=tuple(ballot.member for ballot in ballots),
        totals=tuple(ballot.total_points for ballot in ballots),
        rows=tuple(rows),
    )


def _mean(ballots: Sequence[Ballot], regulation: Regulation) -> Fraction:
    """Return the total that closing would give these completed ballots."""
    first = ballots[0]
    sheet = rulebooks.get(first.rulebook_id).sheet(first.sheet_number)
    codes = [criterion.code for criterion in sheet.criteria]
    total, _means = grading.averaged([ballot.marks for ballot in ballots], codes=codes, regulation=regulation)
    return total


def _shows(ballot: Ballot) -> bool:
    return ballot.completed_at is not None and not ballot.accepts_marks


def _cell(
    member: CouncilMember, ballot: Ballot | None, present: set[int], extreme: bool, missing: str
) -> Cell:
    if ballot is None:
        return Cell(member.pk, None, "none", None)
    if ballot.recused:
        return Cell(member.pk, ballot.pk, "recused", None)
    if member.pk not in present:
        return Cell(member.pk, ballot.pk, missing, None)
    if ballot.accepts_marks:
        return Cell(member.pk, ballot.pk, "reopened", None)
    if ballot.completed_at is None:
        return Cell(member.pk, ballot.pk, "unfinished", None)
    return Cell(member.pk, ballot.pk, "done", ballot.total_points, extreme)
