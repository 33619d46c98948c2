"""Sheets that are short of figures or misprinted in their source: the administrator's word for those the demonstration uses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ocop.demonstration.cast import Cast
from ocop.programme.actions import confirm_sheet
from ocop_rules import rulebooks


def confirm_figures(cast: Cast, rulebook_id: str, numbers: Collection[int], *, at: datetime) -> None:
    """Confirm the unsettled sheets among some of a rulebook's; what is written says that nothing was really compared."""
    rulebook = rulebooks.get(rulebook_id)
    for sheet in rulebook.sheets:
        if sheet.number in numbers and sheet.unsettled:
            confirm_sheet(
                rulebook_id=rulebook.id,
                number=sheet.number,
                place_path=cast.province.path,
                document=rulebook.instrument,
                document_on=rulebook.issued_on,
                seen_in="Bản trình diễn, không đối chiếu thật",
                compared=True,
                actor=cast.acting("administrator", at),
                at=at,
            )
