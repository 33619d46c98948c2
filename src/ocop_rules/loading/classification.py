"""Reading `classification.toml` and `disqualifiers.toml`: what leads to a sheet, what ends it."""

from __future__ import annotations

from pathlib import Path

from ..rulebook import Group, Industry, Subgroup
from ..sheets import Disqualifier
from .citations import Citations
from .fields import Table, read_document
from .sheets import Place


def read_classification(path: Path, cited: Citations) -> tuple[tuple[Industry, ...], dict[int, Place]]:
    """Read industries, groups and subgroups, and the place of each sheet number.

    `ministries_unknown = true` is for a rulebook whose table of managing ministries was not seen. A word of `covers`
    stands at one sheet only.
    """
    top = read_document(path).top
    source = cited.of(top)
    unknown = top.flag("ministries_unknown")
    places: dict[int, Place] = {}
    covered: set[str] = set()
    industries: list[Industry] = []
    for table in top.tables("industry", needed=True):
        code, name = table.text("code"), table.text("name")
        groups = tuple(
            _group(entry, code, name, places, covered, unknown)
            for entry in table.tables("group", needed=True)
        )
        industries.append(Industry(code, name, groups, source))
        table.finish()
    top.finish()
    return tuple(industries), places


def _group(
    table: Table,
    industry_code: str,
    industry: str,
    places: dict[int, Place],
    covered: set[str],
    unknown: bool,
) -> Group:
    name = table.text("name")

    def place(entry: Table, subgroup: str | None) -> tuple[int, tuple[str, ...]]:
        number, ministries = entry.number("sheet"), entry.texts("ministries")
        if number in places:
            raise entry.fault(f"bộ tiêu chí {number} xuất hiện hai lần trong bảng phân loại")
        if not ministries and not unknown:
            raise entry.fault("bộ tiêu chí phải có bộ quản lý (ministries)")
        places[number] = Place(entry, industry_code, industry, name, subgroup, ministries)
        return number, ministries

    if table.has("sheet"):
        sheet, ministries = place(table, None)
        group = Group(table.text("code"), name, (), sheet, ministries, _covers(table, covered))
    else:
        subgroups: list[Subgroup] = []
        for entry in table.tables("subgroups"):
            number, led_by = place(entry, entry.text("name"))
            covers = _covers(entry, covered)
            subgroups.append(Subgroup(entry.text("code"), entry.text("name"), number, led_by, covers))
            entry.finish()
        if not subgroups:
            raise table.fault("một nhóm phải có số bộ tiêu chí (sheet) hoặc có phân nhóm (subgroups)")
        group = Group(table.text("code"), name, tuple(subgroups), None, ())
    table.finish()
    return group


def _covers(entry: Table, covered: set[str]) -> tuple[str, ...]:
    """Read what a sheet is for: words that no other sheet of the rulebook may have, so that each leads to one sheet."""
    covers = entry.texts("covers")
    for word in covers:
        if word in covered:
            raise entry.fault(f"“{word}” (covers) đã ghi ở một bộ tiêu chí khác", f'"{word}"')
        covered.add(word)
    return covers


def read_grounds(path: Path) -> dict[str, Disqualifier]:
    """Read the grounds that end an evaluation: code → ground, each stated once."""
    top = read_document(path).top
    grounds: dict[str, Disqualifier] = {}
    for table in top.tables("ground"):
        code, effect = table.text("code"), table.text("effect")
        if effect == "excluded":
            grounds[code] = Disqualifier(code, table.text("text"))
        elif effect == "stopped":
            grounds[code] = Disqualifier(code, table.text("text"), "stopped")
        else:
            raise table.fault(f"effect phải là “excluded” hoặc “stopped”, không phải “{effect}”", "effect =")
        table.finish()
    top.finish()
    return grounds
