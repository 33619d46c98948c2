"""Reading a rulebook folder: the decision's own file, classification, dossier, grounds, sheets."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from types import MappingProxyType

from ..law import Source
from ..rulebook import (
    ApplicantKind,
    Band,
    CodeFormats,
    Industry,
    Limit,
    RevocationGround,
    Round,
    RouteLevel,
    RouteStep,
    Rulebook,
    Samples,
    TransitionClause,
)
from .classification import read_classification, read_grounds
from .criteria import read_doubt, read_wordings
from .dossier import read_dossier
from .fields import Table, read_document
from .sheets import SheetFrame, read_sheet
from .whole import check_rulebook

UNITS = ("working_days", "days", "months", "days_before", "rounds_per_year")


def load_rulebook(folder: Path) -> Rulebook:
    """Read one rulebook folder and check it as a whole. Raises RulebookFault with file, line and reason."""
    top = read_document(folder / "rulebook.toml").top
    instrument = top.text("instrument")
    frame, classification = sheet_frame(folder, top)
    sheets = [read_sheet(path, frame) for path in sorted((folder / "sheets").glob("*.toml"))]
    dossier = read_dossier(folder / "dossier.toml", instrument)
    rulebook = Rulebook(
        id=top.text("id"),
        instrument=instrument,
        title=top.text("title"),
        issued_on=top.day("issued_on"),
        in_force_from=top.day("in_force_from"),
        in_force_to=top.day_or_none("in_force_to"),
        digest=digest_of(folder),
        sheets=tuple(sorted(sheets, key=lambda sheet: sheet.number)),
        bands=tuple(_band(table, instrument) for table in top.tables("band", named_by="star")),
        route=tuple(_route_level(table, instrument) for table in top.tables("route")),
        limits=MappingProxyType(_limits(top, "limit", instrument)),
        transition_limits=MappingProxyType(_limits(top, "transition_limit", instrument)),
        transition=tuple(_clause(table, instrument) for table in top.tables("transition")),
        rounds=tuple(_round(table, instrument) for table in top.tables("round", named_by="level")),
        classification=classification,
        dossier=dossier.items,
        copies=dossier.copies,
        evidence_kinds=dossier.evidence_kinds,
        commune_contents=dossier.commune_contents,
        samples=_samples(top.table("samples"), instrument),
        revocation_grounds=tuple(_ground(table, instrument) for table in top.tables("revocation")),
        applicant_kinds=tuple(_applicant(table, instrument) for table in top.tables("applicant")),
        codes=_codes(top.table("codes"), instrument),
        doubts=tuple(read_doubt(table) for table in top.tables("doubt", named_by="text")),
        source=_source(top, instrument),
    )
    top.finish()
    if rulebook.id != folder.name:
        raise top.fault(f"the id “{rulebook.id}” is not the folder's name “{folder.name}”", "id")
    check_rulebook(rulebook, top)
    return rulebook


def sheet_frame(folder: Path, top: Table) -> tuple[SheetFrame, tuple[Industry, ...]]:
    """Read what all sheets of a rulebook share, and the classification that leads to them."""
    instrument = top.text("instrument")
    classification, places = read_classification(folder / "classification.toml", instrument)
    frame = SheetFrame(
        instrument=instrument,
        article=top.text("sheet_article"),
        parts=tuple(_part(table) for table in top.tables("part")),
        disqualifiers=read_grounds(folder / "disqualifiers.toml"),
        wordings=read_wordings(folder / "criteria"),
        places=places,
    )
    return frame, classification


def digest_of(folder: Path) -> str:
    """Return the SHA-256 (hex) over every data file of a rulebook, names and contents, line ends as LF."""
    seen = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml"), key=lambda p: p.relative_to(folder).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(folder).as_posix().encode()
        seen.update(b"%d %s %d\n" % (len(name), name, len(content)))
        seen.update(content)
    return seen.hexdigest()


def _source(table: Table, instrument: str) -> Source:
    return Source(instrument, table.text("article"))


def _part(table: Table) -> tuple[str, str, int]:
    part = (table.text("code"), table.text("name"), table.number("max"))
    table.finish()
    return part


def _band(table: Table, instrument: str) -> Band:
    band = Band(
        star=table.number("star"),
        name=table.text("name"),
        at_least=table.number("at_least"),
        below=table.number_or_none("below"),
        certified=table.flag("certified"),
        meaning=table.text("meaning"),
        source=_source(table, instrument),
    )
    table.finish()
    return band


def _route_level(table: Table, instrument: str) -> RouteLevel:
    steps = []
    for step in table.tables("steps", named_by="who"):
        steps.append(
            RouteStep(step.text("who"), step.text("does"), step.text("output"), _source(step, instrument))
        )
        step.finish()
    level = RouteLevel(
        code=table.text("code"),
        name=table.text("name"),
        receives=table.text("receives"),
        checks=table.text("checks"),
        evaluates=table.text("evaluates"),
        recognises=table.text_or_none("recognises"),
        recognises_stars=table.numbers("recognises_stars"),
        forwards_to=table.text_or_none("forwards_to"),
        forwards_from_points=table.number_or_none("forwards_from_points"),
        reevaluation=table.text("reevaluation"),
        council_chair=table.text_or_none("council_chair"),
        council_members=table.texts("council_members"),
        steps=tuple(steps),
        source=_source(table, instrument),
    )
    table.finish()
    return level


def _limits(top: Table, key: str, instrument: str) -> dict[str, Limit]:
    limits: dict[str, Limit] = {}
    for table in top.tables(key):
        limit = Limit(
            code=table.text("code"),
            name=table.text("name"),
            amount=table.number("amount"),
            unit=_one_of(table, "unit", UNITS),
            counts_from=_one_of(table, "counts_from", ("next_day", "same_day")),
            day_off=_one_of(table, "day_off", ("moves", "keeps")),
            until_amount=table.number_or_none("until_amount"),
            finish_by=table.day_or_none("finish_by"),
            note=table.text("note", default=""),
            source=_source(table, instrument),
        )
        table.finish()
        if limit.code in limits:
            raise table.fault("the limit is stated twice", limit.code)
        if limit.amount < 1:
            raise table.fault("the amount must be at least 1", limit.code)
        if (limit.unit == "days_before") != (limit.until_amount is not None):
            raise table.fault("a window, and only a window, has “until_amount”", limit.code)
        limits[limit.code] = limit
    return limits


def _one_of(table: Table, key: str, allowed: tuple[str, ...]) -> str:
    value = table.text(key)
    if value not in allowed:
        raise table.fault(f"“{key}” is one of {', '.join(allowed)}, not “{value}”", value)
    return value


def _clause(table: Table, instrument: str) -> TransitionClause:
    clause = TransitionClause(
        code=table.text("code"),
        text=table.text("text"),
        kinds=table.texts("kinds"),
        limit=table.text_or_none("limit"),
        source=_source(table, instrument),
    )
    table.finish()
    return clause


def _round(table: Table, instrument: str) -> Round:
    found = Round(
        level=table.text("level"),
        number=table.number("number"),
        proposed_by=table.text("proposed_by"),
        proposed_before=_day_and_month(table, "proposed_before"),
        result_before=_day_and_month(table, "result_before"),
        source=_source(table, instrument),
    )
    table.finish()
    return found


def _day_and_month(table: Table, key: str) -> tuple[int, int]:
    numbers = table.numbers(key)
    try:
        day, month = numbers
        date(2001, month, day)  # a common year: a yearly date must exist in every year
    except ValueError:
        raise table.fault(f"“{key}” is [day, month] of every year", key) from None
    return day, month


def _samples(table: Table, instrument: str) -> Samples:
    samples = Samples(table.number("count"), table.texts("exempt_industries"), _source(table, instrument))
    table.finish()
    return samples


def _ground(table: Table, instrument: str) -> RevocationGround:
    ground = RevocationGround(table.text("code"), table.text("text"), _source(table, instrument))
    table.finish()
    return ground


def _applicant(table: Table, instrument: str) -> ApplicantKind:
    applicant = ApplicantKind(
        code=table.text("code"),
        name=table.text("name"),
        needs_registration=table.flag("needs_registration"),
        industries=table.texts("industries"),
        source=_source(table, instrument),
    )
    table.finish()
    return applicant


def _codes(table: Table, instrument: str) -> CodeFormats:
    formats = CodeFormats(
        product_code=table.text("product_code"),
        product_code_source=Source(instrument, table.text("product_code_article")),
        registration_number=table.text("registration_number"),
        registration_number_source=Source(instrument, table.text("registration_number_article")),
        province_digits=table.number("province_digits"),
        commune_digits=table.number("commune_digits"),
        note=table.text("note", default=""),
    )
    table.finish()
    return formats
