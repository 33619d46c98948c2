"""Reading `criteria/*.toml`: the wordings of a rulebook's criteria, each stated once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..law import Doubt
from ..sheets import Case
from .fields import Table, read_document
from .files import files_in

DOUBTS_ABOUT = ("points", "maximum", "minimum", "levels", "format", "dates", "scope")


@dataclass(frozen=True, slots=True)
class Wording:
    """A criterion before a sheet gives it a code: its name, its level conditions and its usual points.

    `levels` are (case code or None, condition); `points` run beside them. `stated` is the table it stands in.
    """

    topic: str
    name: str
    levels: tuple[tuple[str | None, str], ...]
    points: tuple[int, ...]
    minimums: dict[int, int]
    cases: tuple[Case, ...]
    notes: tuple[str, ...]
    applies_when: str | None
    doubts: tuple[Doubt, ...]
    stated: Table


def read_minimums(table: Table) -> dict[int, int]:
    """Read `min = { 3 = 1, 4 = 2 }`: star → least points. Stars are 3, 4 or 5."""
    minimums: dict[int, int] = {}
    for star in table.names():
        if star not in ("3", "4", "5"):
            raise table.fault(f"mức tối thiểu chỉ dành cho 3, 4 hoặc 5 sao, không phải “{star}”")
        minimums[int(star)] = table.number(star)
    return minimums


def read_doubt(table: Table) -> Doubt:
    """Read one recorded doubt: what it is about, what was read, and whether that changed a figure."""
    about = table.text("about")
    if about not in DOUBTS_ABOUT:
        raise table.fault(
            f"about phải là một trong {', '.join(DOUBTS_ABOUT)}, không phải “{about}”", "about ="
        )
    doubt = Doubt(table.text("text"), about, table.text_or_none("criterion"), table.flag("corrected"))
    table.finish()
    return doubt


def read_wordings(folder: Path) -> dict[str, Wording]:
    """Read every wording of a rulebook: key → wording. Raises RulebookFault on a key stated twice."""
    wordings: dict[str, Wording] = {}
    for path in files_in(folder):
        top = read_document(path).top
        for key in top.names():
            if key in wordings:
                raise top.fault(f"tiêu chí “{key}” ghi hai lần", f"[{key}]")
            wordings[key] = _wording(key, top.table(key))
        top.finish()
    return wordings


def _wording(key: str, table: Table) -> Wording:
    cases: tuple[Case, ...] = ()
    if table.has("case"):
        levels: list[tuple[str | None, str]] = []
        found = table.tables("case")
        for case in found:
            levels.extend((case.text("code"), condition) for condition in case.texts("levels", needed=True))
        cases = tuple(Case(case.text("code"), case.text("name")) for case in found)
        for case in found:
            case.finish()
    else:
        levels = [(None, condition) for condition in table.texts("levels")]
    wording = Wording(
        topic=table.text("topic", default=key),
        name=table.text("name"),
        levels=tuple(levels),
        points=table.numbers("points"),
        minimums=read_minimums(table.table("min")),
        cases=cases,
        notes=table.texts("notes"),
        applies_when=table.text_or_none("applies_when"),
        doubts=tuple(read_doubt(entry) for entry in table.tables("doubts", named_by="text")),
        stated=table,
    )
    table.finish()
    as_printed = any(doubt.about == "levels" and not doubt.corrected for doubt in wording.doubts)
    repeated = len(set(wording.levels)) != len(wording.levels)
    if len(wording.levels) < 2 or (repeated and not as_printed):
        raise table.fault(
            "tiêu chí phải có ít nhất hai mức, lời khác nhau (trùng lời thì phải có nghi vấn về các mức)"
        )
    return wording
