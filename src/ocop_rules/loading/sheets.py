"""Reading `sheets/NN-*.toml`: which criterion stands at which code of a sheet, and what differs there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..law import Doubt, Source
from ..sheets import Criterion, Disqualifier, Heading, Level, Part, Sheet, SheetGroup
from .checks import check_sheet
from .criteria import Wording, read_doubt, read_minimums
from .fields import Table, read_document
from .layers import Layer


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet stands in the classification; `stated` is the table that leads to it."""

    stated: Table
    industry_code: str
    industry: str
    group: str
    subgroup: str | None
    ministries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """Where a rulebook file says its own sheets are printed. Without an article only the decision is known."""

    instrument: str
    article: str = ""
    seen_in: str = ""

    def source_of(self, number: int) -> Source:
        """Return the place of one of these sheets."""
        return Source(self.instrument, self.article.replace("{number}", str(number)), self.seen_in)


def read_printed(layer: Layer, *, alone: bool) -> Printed:
    """Read `sheet_article` and `sheet_seen_in` of a rulebook file, the first of which it needs when it stands alone.

    A sheet is cited by the decision whose folder it comes from, also where a later one takes it over.
    """
    top, cited = layer.top, layer.citations
    article = top.text("sheet_article") if alone else top.text("sheet_article", default="")
    key = top.text_or_none("sheet_seen_in")
    if key is not None and key not in cited.declared:
        raise top.fault(f"nguồn “{key}” chưa khai báo trong [sources]", "sheet_seen_in")
    return Printed(cited.instrument, article, cited.declared[key] if key is not None else "")


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """What the sheets of a folder share: where they are printed, and of the rulebook the parts with their totals,
    the known grounds for exclusion, the wordings and the places in the classification.
    """

    printed: Printed
    parts: tuple[tuple[str, str, int], ...]
    disqualifiers: Mapping[str, Disqualifier]
    wordings: Mapping[str, Wording]
    places: Mapping[int, Place]


def sheet_number(path: Path) -> int:
    """Return the number of the sheet in a file, without reading the rest of it."""
    return read_document(path).top.number("number")


def read_sheet(path: Path, frame: SheetFrame) -> Sheet:
    """Read one sheet and check it. Raises RulebookFault with file, line and reason."""
    top = read_document(path).top
    number = top.number("number")
    place = frame.places.get(number)
    if place is None:
        raise top.fault(f"bộ tiêu chí {number} không có trong bảng phân loại", "number =")
    doubts = tuple(read_doubt(table) for table in top.tables("doubt", named_by="criterion"))
    groups: dict[str, list[SheetGroup]] = {code: [] for code, _, _ in frame.parts}
    for table in top.tables("group"):
        part = table.text("part")
        if part not in groups:
            raise table.fault(f"“{part}” không phải một phần của bộ quy định này", f'part = "{part}"')
        groups[part].append(_group(table, frame, doubts))
    sheet = Sheet(
        number=number,
        title=top.text("title"),
        industry_code=place.industry_code,
        industry=place.industry,
        group=place.group,
        subgroup=place.subgroup,
        ministries=place.ministries,
        parts=tuple(Part(code, name, most, tuple(groups[code])) for code, name, most in frame.parts),
        disqualifiers=_disqualifiers(top, frame),
        doubts=tuple(doubt for doubt in doubts if doubt.criterion is None),
        source=frame.printed.source_of(number),
        incomplete=top.text("incomplete", default=""),
    )
    top.finish()
    for doubt in doubts:
        if doubt.criterion is not None and doubt not in sheet.doubts:
            raise top.fault(
                f"nghi vấn nói về {doubt.criterion}, không có trong bộ này",
                f'criterion = "{doubt.criterion}"',
            )
    check_sheet(sheet, top)
    for criterion in sheet.criteria:
        needed = criterion.applies_when
        if needed is not None and needed not in [other.code for other in sheet.criteria]:
            wording = frame.wordings[criterion.key].stated
            raise wording.fault(
                f"applies_when = “{needed}” nhưng bộ tiêu chí {number} không có tiêu chí {needed}",
                "applies_when =",
            )
    return sheet


def _disqualifiers(top: Table, frame: SheetFrame) -> tuple[Disqualifier, ...]:
    printed: list[tuple[str, str | None]] = [(key, None) for key in top.texts("disqualifiers")]
    under = top.table("disqualifiers_under")
    for key in under.names():
        printed.append((key, under.text(key)))
    found: list[Disqualifier] = []
    for key, criterion in printed:
        ground = frame.disqualifiers.get(key)
        if ground is None:
            raise top.fault(f"“{key}” không phải căn cứ loại của bộ quy định này", f'"{key}"', f"{key} =")
        if key in [other.code for other in found]:
            raise top.fault(f"căn cứ “{key}” ghi hai lần", f"{key} =", f'"{key}"')
        found.append(Disqualifier(ground.code, ground.text, ground.effect, criterion))
    return tuple(found)


def _group(table: Table, frame: SheetFrame, doubts: tuple[Doubt, ...]) -> SheetGroup:
    code = table.text("code")
    if table.has("criterion"):  # a group that is itself the one criterion, as "7. Tính độc đáo"
        criterion = _criterion(code, table, frame, doubts, headings={})
        table.finish()
        return SheetGroup(code, criterion.name, criterion.max, (criterion,))
    headings = _headings(table.table("headings"))
    entries = table.table("criteria")
    criteria: list[Criterion] = []
    for child in entries.names():
        entry = entries.table(child, short="criterion")
        criteria.append(_criterion(child, entry, frame, doubts, headings))
        entry.finish()
    used = [criterion.parent for criterion in criteria]
    for heading in headings.values():
        if heading not in used:
            raise table.fault(f"đề mục {heading.code} không có tiêu chí nào", f'"{heading.code}" =')
    group = SheetGroup(code, table.text("name"), table.number("max"), tuple(criteria))
    table.finish()
    return group


def _headings(table: Table) -> dict[str, Heading]:
    headings: dict[str, Heading] = {}
    for code in table.names():
        entry = table.table(code)
        headings[code] = Heading(code, entry.text("name"), entry.number("max"))
        entry.finish()
    return headings


def _heading(code: str, entry: Table, headings: Mapping[str, Heading]) -> Heading | None:
    """Return the sub-heading a criterion stands under: the one named, or the one its code begins with."""
    named = entry.text_or_none("heading")
    if named is None:
        return headings.get(code.rpartition(".")[0])
    if named not in headings:
        raise entry.fault(f"nhóm này không có đề mục “{named}”")
    return headings[named]


def _criterion(
    code: str, entry: Table, frame: SheetFrame, doubts: tuple[Doubt, ...], headings: Mapping[str, Heading]
) -> Criterion:
    key = entry.text("criterion")
    wording = frame.wordings.get(key)
    if wording is None:
        raise entry.fault(f"tiêu chí “{key}” không có lời trong criteria/")
    points = entry.numbers("points") if entry.has("points") else wording.points
    if len(points) != len(wording.levels):
        raise entry.fault(f"“{key}” có {len(wording.levels)} mức nhưng {len(points)} số điểm")
    minimums = read_minimums(entry.table("min")) if entry.has("min") else wording.minimums
    for star, least in minimums.items():
        if least not in points:
            raise entry.fault(
                f"mức tối thiểu {least} điểm cho {star} sao của “{key}” không phải mức điểm nào"
            )
    by_points = {least: star for star, least in minimums.items()}
    if len(by_points) != len(minimums):
        raise entry.fault(f"hai hạng sao cùng một mức tối thiểu ở “{key}”; chỉ ghi cho hạng thấp hơn")
    return Criterion(
        code=code,
        key=key,
        topic=wording.topic,
        name=entry.text("name", default=wording.name),
        max=entry.number("max") if entry.has("max") else max(points),
        levels=tuple(
            Level(p, label, by_points.get(p), case)
            for p, (case, label) in zip(points, wording.levels, strict=True)
        ),
        cases=wording.cases,
        notes=wording.notes + entry.texts("notes"),
        doubts=tuple(replace(doubt, criterion=code) for doubt in wording.doubts)
        + tuple(doubt for doubt in doubts if doubt.criterion == code),
        parent=_heading(code, entry, headings),
        applies_when=wording.applies_when,
    )
