"""One ballot as a sheet of paper, and the marks it has seen: only for those who may see marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ocop.evaluation.models import Ballot
from ocop.platform.audit.reading import history_of
from ocop_rules import rulebooks
from ocop_rules.sheets import Criterion, Sheet, UnknownCriterion

MOST = 2000  # entries of one ballot that are read back; a sheet has some 34 criteria


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A criterion with the level chosen, its points and the member's remark."""

    criterion: Criterion
    label: str
    points: int | None
    remark: str


@dataclass(frozen=True, slots=True)
class MarkMade:
    """A mark as the log kept it under its seal; `points` is None when no level of the sheet opens the seal."""

    at: datetime
    code: str
    points: int | None


def paper_of(ballot: Ballot) -> list[PaperLine]:
    """Return the ballot's lines in the order of the sheet."""
    lines = []
    for criterion in _sheet(ballot).criteria:
        level = ballot.picks.get(criterion.code)
        lines.append(
            PaperLine(
                criterion=criterion,
                label=criterion.levels[level].label if level is not None else "",
                points=ballot.marks.get(criterion.code),
                remark=ballot.notes.get(criterion.code, ""),
            )
        )
    return lines


def marks_made(ballot: Ballot) -> list[MarkMade]:
    """Return every mark the member ever made on the ballot, newest first, read out of the log's seals."""
    sheet = _sheet(ballot)
    return [
        MarkMade(event.at, event.facts["criterion"], _opened(ballot, sheet, event.facts))
        for event in history_of(ballot, limit=MOST)
        if event.verb == "evaluation.score" and "seal" in event.facts
    ]


def _opened(ballot: Ballot, sheet: Sheet, facts: dict[str, str | int]) -> int | None:
    code, version = str(facts["criterion"]), int(facts["version"])
    try:
        allowed = sheet.criterion(code).allowed_points
    except UnknownCriterion:
        return None
    return next(
        (p for p in sorted(allowed) if ballot.seal(code=code, points=p, version=version) == facts["seal"]),
        None,
    )


def _sheet(ballot: Ballot) -> Sheet:
    return rulebooks.get(ballot.rulebook_id).sheet(ballot.sheet_number)
