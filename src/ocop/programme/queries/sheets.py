"""Scoring sheets that are short of figures in their source, and who has confirmed them for a province."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from ocop.programme.models import SheetConfirmation
from ocop_rules import rulebooks
from ocop_rules.rulebook import Rulebook
from ocop_rules.sheets import Part, Sheet


@dataclass(frozen=True, slots=True)
class UnsettledSheet:
    """A sheet that says it is short of figures, and its confirmation in a province, None while there is none."""

    rulebook: Rulebook
    sheet: Sheet
    confirmation: SheetConfirmation | None


@dataclass(frozen=True, slots=True)
class PartCount:
    """A part of a sheet: the points that the decision gives it, and what its criteria come to here."""

    part: Part
    counted: int

    @property
    def lacks(self) -> int:
        """Return how many points are missing here."""
        return self.part.max - self.counted


def figures_digest(sheet: Sheet) -> str:
    """Return the SHA-256 of a sheet's figures: criteria, levels, points, minimums. A mended wording changes nothing."""
    figures = [
        [one.code, one.max, [[level.points, level.min_for_star] for level in one.levels]]
        for one in sheet.criteria
    ]
    return hashlib.sha256(json.dumps(figures).encode()).hexdigest()


def confirmation_of(rulebook_id: str, sheet: Sheet, *, place_path: str) -> SheetConfirmation | None:
    """Return the confirmation of a sheet's figures, as they stand now, that holds at a place; None without one."""
    steps = place_path.split("/")
    above = ["/".join(steps[:count]) for count in range(1, len(steps) + 1)]
    return SheetConfirmation.objects.filter(
        place_path__in=above,
        rulebook_id=rulebook_id,
        sheet_number=sheet.number,
        figures_digest=figures_digest(sheet),
        withdrawn_at__isnull=True,
    ).first()


def unsettled_sheets(place_path: str) -> list[UnsettledSheet]:
    """Return every unsettled sheet of every rulebook, the latest rulebook first, in one query."""
    rows = SheetConfirmation.objects.filter(place_path=place_path, withdrawn_at__isnull=True)
    confirmed = {(row.rulebook_id, row.sheet_number, row.figures_digest): row for row in rows}
    return [
        UnsettledSheet(rulebook, sheet, confirmed.get((rulebook.id, sheet.number, figures_digest(sheet))))
        for rulebook in reversed(rulebooks.all_rulebooks())
        for sheet in rulebook.sheets
        if sheet.unsettled
    ]


def part_counts(sheet: Sheet) -> list[PartCount]:
    """Return each part with what its criteria come to, for whoever compares with the signed text."""
    return [
        PartCount(part, sum(one.max for group in part.groups for one in group.criteria))
        for part in sheet.parts
    ]


def confirmations_of(rulebook_id: str, number: int, *, place_path: str) -> list[SheetConfirmation]:
    """Return every confirmation of a sheet in a province, withdrawn ones too, the newest first."""
    return list(
        SheetConfirmation.objects.filter(
            place_path=place_path, rulebook_id=rulebook_id, sheet_number=number
        ).order_by("-pk")
    )
