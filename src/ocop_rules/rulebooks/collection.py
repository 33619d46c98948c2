"""The rulebooks at hand as a whole: whose dates meet, which are refused, and with what reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ..loading import RulebookFault
from ..loading.fields import Table, read_document

FILE = "rulebook.toml"


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which new dossiers fall under one rulebook, as its file states them.

    `open_until` is the last day, None where the file states no end: it then holds until the next begins.
    """

    id: str
    top: Table
    begins: date
    open_until: date | None

    def fault(self, reason: str) -> RulebookFault:
        """Return the error to raise at the line that says when the rulebook begins."""
        return self.top.fault(reason, "in_force_from =")


def folders_in(place: Path) -> tuple[Path, ...]:
    """Return the rulebook folders of a place, in alphabetical order, without reading them."""
    return tuple(sorted(path.parent for path in place.glob(f"*/{FILE}")))


def clashes(folders: tuple[Path, ...], *, is_sound: Callable[[Path], bool]) -> dict[str, RulebookFault]:
    """Return the rulebooks to refuse because new dossiers would fall under two at once: id → reason.

    Those listed first stay; a later one that does not fit beside them is refused. One that is not sound holds no days:
    the loader says what is wrong with it.
    """
    accepted: list[Period] = []
    refused: dict[str, RulebookFault] = {}
    for folder in folders:
        period = _period(folder)
        if period is None or not is_sound(folder):
            continue
        other = next((held for held in accepted if _overlap(held, period)), None)
        if other is None:
            accepted.append(period)
        else:
            refused[period.id] = period.fault(
                f"thời gian hiệu lực chồng lên {other.id} (từ {other.begins:%d/%m/%Y}): "
                "hồ sơ mới sẽ thuộc cả hai"
            )
    return refused


def _overlap(one: Period, other: Period) -> bool:
    first, second = sorted((one, other), key=lambda period: period.begins)
    if first.begins == second.begins:
        return True
    return first.open_until is not None and first.open_until >= second.begins


def _period(folder: Path) -> Period | None:
    try:
        top = read_document(folder / FILE).top
        ends, superseded = top.day_or_none("in_force_to"), top.day_or_none("superseded_on")
        last = superseded - timedelta(days=1) if superseded is not None else ends
        return Period(folder.name, top, top.day("in_force_from"), last)
    except (RulebookFault, OverflowError):
        return None
