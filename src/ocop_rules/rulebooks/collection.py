"""The rulebooks at hand as a whole: whose dates meet, which are refused, and with what reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from ..loading import RulebookFault
from ..loading.fields import Table, read_document

FILE = "rulebook.toml"
NOWHERE = "liên kết này không dẫn đến đâu hoặc dẫn vòng; hãy sửa hoặc bỏ đi"


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which new dossiers fall under one rulebook, as its file states them.

    `open_until` is the last day, None where the file states no end: it then holds until the next begins.
    """

    folder: Path
    top: Table
    begins: date
    open_until: date | None

    @property
    def id(self) -> str:
        """Return the rulebook's id: its folder's name."""
        return self.folder.name

    def fault(self, reason: str) -> RulebookFault:
        """Return the error to raise at the line that says when the rulebook begins."""
        return self.top.fault(reason, "in_force_from =")


def folders_in(place: Path) -> tuple[Path, ...]:
    """Return the rulebook folders of a place, in alphabetical order, without reading them; none of a place that cannot
    be looked into, of which `misplaced` tells.
    """
    try:
        found = (path.parent for path in place.glob(f"*/{FILE}"))
        return tuple(sorted(folder for folder in found if _is_ours(folder)))
    except OSError:
        return ()


def _is_ours(path: Path) -> bool:
    """Return whether a name is not one that begins with a dot or a low line: those are left alone."""
    return path.name[0] not in "._"


def misplaced(place: Path) -> tuple[RulebookFault, ...]:
    """Return what is wrong with a place itself: it is not there, it is a rulebook's own folder, or a folder in it has
    no rulebook file.
    """
    try:
        if not place.is_dir():
            return (RulebookFault(str(place), "không có thư mục này"),)
        if (place / FILE).exists():
            reason = f"đây là thư mục của một bộ quy định; hãy ghi thư mục chứa nó, {place.resolve().parent}"
            return (RulebookFault(str(place), reason),)
        listed = sorted(filter(_is_ours, place.iterdir()))
        broken = tuple(RulebookFault(path.name, NOWHERE) for path in listed if _leads_nowhere(path))
        return broken + tuple(
            _without_file(path) for path in listed if path.is_dir() and not (path / FILE).exists()
        )
    except OSError:
        return (RulebookFault(str(place), "không đọc được thư mục này; hãy xem quyền đọc"),)


def _leads_nowhere(path: Path) -> bool:
    return path.is_symlink() and not path.exists()


def _without_file(folder: Path) -> RulebookFault:
    if _leads_nowhere(folder / FILE):
        return RulebookFault(f"{folder.name}/{FILE}", NOWHERE)
    other = next((path.name for path in sorted(folder.iterdir()) if path.name.lower() == FILE), None)
    reason = f"không có tệp {FILE}" + (f"; hãy đổi tên tệp {other}" if other is not None else "")
    return RulebookFault(f"{folder.name}/{FILE}", reason)


def refused_with(folder: Path, fault: RulebookFault, *, is_sound: Callable[[str], bool]) -> RulebookFault:
    """Return the fault to report of a rulebook: its own, or where what it builds on is at fault, that it does.

    `is_sound` says of the rulebook in whose folder the fault is whether it can be used by itself.
    """
    beneath = fault.file.partition("/")[0]
    if beneath == folder.name:
        return fault
    top = read_document(folder / FILE).top
    if is_sound(beneath):
        return top.fault(f"không khớp với {beneath} mà bộ này dựa trên: {fault}", "sheets_of =")
    at = fault.file if fault.line is None else f"{fault.file}:{fault.line}"
    return top.fault(f"dựa trên {beneath}, có lỗi ở {at}", "sheets_of =")


def clashes(folders: tuple[Path, ...], *, is_sound: Callable[[Path], bool]) -> dict[str, RulebookFault]:
    """Return the rulebooks to refuse because new dossiers would fall under two at once, or for some days under none: id →
    reason.

    Those listed first stay; a later one that does not fit beside them is refused, and so is one that begins days after
    the one before it has ended. One that is not sound holds no days: the loader says what is wrong with it.
    """
    known = [period for period in map(_period, folders) if period is not None]
    accepted: list[Period] = []
    refused: dict[str, RulebookFault] = {}
    for period in known:
        if not is_sound(period.folder):
            continue
        other = next((held for held in accepted if _overlap(held, period)), None)
        if other is None:
            accepted.append(period)
        else:
            refused[period.id] = period.fault(
                f"thời gian hiệu lực chồng lên {other.id} (từ {other.begins:%d/%m/%Y}): "
                "hồ sơ mới sẽ thuộc cả hai"
            )
    return _gaps(known, accepted) | refused


def _gaps(known: list[Period], accepted: list[Period]) -> dict[str, RulebookFault]:
    """Return the accepted ones that begin later than the day after all before them have ended.

    Days that belong to one with a fault of its own are no gap: mending that fault closes it.
    """
    refused: dict[str, RulebookFault] = {}
    rising = sorted(known, key=lambda period: period.begins)
    covered = (date.min, "")
    for before, period in pairwise(rising):
        ends = before.open_until or max(before.begins, period.begins - timedelta(days=1))
        covered = max(covered, (ends, before.id))
        last, rulebook_id = covered
        if (period.begins - last).days > 1 and period in accepted:
            first, end = last + timedelta(days=1), period.begins - timedelta(days=1)
            refused[period.id] = period.fault(
                f"{rulebook_id} chỉ nhận hồ sơ mới đến hết {last:%d/%m/%Y}: từ {first:%d/%m/%Y} đến hết {end:%d/%m/%Y} "
                "không có bộ quy định nào"
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
        return Period(folder, top, top.day("in_force_from"), last)
    except (RulebookFault, OverflowError):
        return None
