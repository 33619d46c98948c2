"""Reading a rulebook folder: the decision's own file, classification, dossier, grounds, sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from ..rulebook import (
    ApplicantKind,
    Band,
    Industry,
    MissingSheet,
    RevocationGround,
    Round,
    Rulebook,
    Samples,
    TransitionClause,
)
from ..sheets import Disqualifier, Sheet
from .checks import check_parts
from .citations import Citations
from .classification import read_classification, read_grounds
from .codes import read_codes
from .criteria import Wording, read_doubt, read_wordings
from .dossier import read_dossier, read_kinds
from .fields import Table, read_document
from .files import digest_of, files_in
from .layers import Cited, Finder, Layers, beside, read_layers
from .limits import read_limits
from .route import read_route_level
from .sheets import SheetFrame, read_printed, read_sheet, sheet_number
from .transition import check_transition
from .whole import check_rulebook, check_sheets_there

COMMON_YEAR = 2001  # a yearly date must exist in every year, so 29 February is none
DAYS_OF_YEAR = 365
LONGEST_ROUND = 182  # half a year; the rounds of every decision so far take two months
MOST_SAMPLES = 100  # every decision so far asks for five


def load_rulebook(folder: Path, find: Finder | None = None) -> Rulebook:
    """Read one rulebook folder and check it as a whole. Raises RulebookFault with file, line and reason.

    `find` returns the folder of another rulebook, for `sheets_of`; the folder beside this one by default.
    """
    layers = read_layers(folder, find or beside(folder))
    top, cited = layers.own.top, layers.own.citations
    frame, classification = sheet_frame(layers)
    sheets = _sheets(layers, frame)
    missing = _missing_sheets(layers, frame, sheets)
    check_sheets_there(frame.places, sheets, missing, top)
    topics = {criterion.topic for sheet in sheets for criterion in sheet.criteria}
    guiding = layers.holding("dossier.toml")
    dossier = read_dossier(guiding.folder / "dossier.toml", guiding.citations, topics)
    rulebook = Rulebook(
        id=top.text("id"),
        instrument=cited.instrument,
        title=top.text("title"),
        issued_on=top.day("issued_on"),
        in_force_from=top.day("in_force_from"),
        in_force_to=top.day_or_none("in_force_to"),
        superseded_on=top.day_or_none("superseded_on"),
        sheets_of=top.text_or_none("sheets_of"),
        digest=digest_of(*(layer.folder for layer in layers.all)),
        sheets=sheets,
        missing_sheets=missing,
        bands=tuple(_band(*entry) for entry in layers.tables("band")),
        route=tuple(read_route_level(*entry) for entry in layers.tables("route")),
        limits=MappingProxyType(read_limits(layers, "limit")),
        transition_limits=MappingProxyType(read_limits(layers, "transition_limit")),
        transition=tuple(_clause(*entry) for entry in layers.tables("transition")),
        rounds=tuple(_round(*entry) for entry in layers.tables("round")),
        classification=classification,
        dossier=dossier.items,
        copies=dossier.copies,
        electronic=dossier.electronic,
        evidence_kinds=dossier.evidence_kinds,
        commune_contents=dossier.commune_contents,
        samples=_samples(*layers.single("samples")),
        revocation_grounds=tuple(_ground(*entry) for entry in layers.tables("revocation")),
        applicant_kinds=tuple(_applicant(*entry) for entry in layers.tables("applicant")),
        codes=read_codes(*layers.single("codes")),
        doubts=tuple(read_doubt(table) for table in top.tables("doubt", named_by="text")),
        source=cited.of(top),
    )
    top.finish()
    if rulebook.id != folder.name:
        raise top.fault(f"id “{rulebook.id}” khác tên thư mục “{folder.name}”", "id =")
    check_rulebook(rulebook, layers)
    check_transition(rulebook, layers, find)
    return rulebook


def sheet_frame(layers: Layers) -> tuple[SheetFrame, tuple[Industry, ...]]:
    """Read what all sheets of a rulebook share, and the classification that leads to them."""
    leading = layers.holding("classification.toml")
    classification, places = read_classification(leading.folder / "classification.toml", leading.citations)
    wordings: dict[str, Wording] = {}
    grounds: dict[str, Disqualifier] = {}
    for layer in reversed(layers.all):  # the nearest last: its wordings and grounds replace those beneath
        wordings |= read_wordings(layer.folder / "criteria")
        if (layer.folder / "disqualifiers.toml").exists() or len(layers.all) == 1:
            grounds |= read_grounds(layer.folder / "disqualifiers.toml")
    parts = tuple(_part(table) for table, _ in _of_sheets(layers, "part"))
    check_parts([most for _, _, most in parts], layers.stating("part").top)
    frame = SheetFrame(
        printed=read_printed(layers.own, alone=len(layers.all) == 1),
        parts=parts,
        disqualifiers=grounds,
        wordings=wordings,
        places=places,
    )
    return frame, classification


def _of_sheets(layers: Layers, key: str) -> list[Cited]:
    layer = layers.stating(key)
    named_by = "number" if key == "missing_sheet" else "code"
    return [(table, layer.citations) for table in layer.top.tables(key, named_by=named_by)]


def _sheets(layers: Layers, frame: SheetFrame) -> tuple[Sheet, ...]:
    found: dict[int, Sheet] = {}
    files: dict[int, str] = {}
    for layer in layers.all:
        if layer is not layers.own:
            frame = replace(frame, printed=read_printed(layer, alone=layer is layers.all[-1]))
        for path in files_in(layer.folder / "sheets"):
            if layer is not layers.own:
                number = sheet_number(path)
                if number in found or number not in frame.places:
                    continue  # replaced by a nearer sheet, or no longer in the classification
            sheet = read_sheet(path, frame)
            if sheet.number in found:
                raise read_document(path).top.fault(
                    f"hai tệp trong sheets/ cùng mang số {sheet.number}: {files[sheet.number]} và {path.name}",
                    "number =",
                )
            found[sheet.number] = sheet
            files[sheet.number] = path.name
    return tuple(found[number] for number in sorted(found))


def _missing_sheets(layers: Layers, frame: SheetFrame, sheets: tuple[Sheet, ...]) -> tuple[MissingSheet, ...]:
    """Read the sheets said to be missing. What a rulebook beneath says counts while the classification has such a sheet and
    none is there now.
    """
    found = tuple(_missing_sheet(table) for table, _ in _of_sheets(layers, "missing_sheet"))
    if layers.own.top.has("missing_sheet"):
        return found
    lacking = frame.places.keys() - {sheet.number for sheet in sheets}
    return tuple(missing for missing in found if missing.number in lacking)


def _missing_sheet(table: Table) -> MissingSheet:
    missing = MissingSheet(table.number("number"), table.text("title"), table.text("why"))
    table.finish()
    return missing


def _part(table: Table) -> tuple[str, str, int]:
    part = (table.text("code"), table.text("name"), table.number("max"))
    table.finish()
    return part


def _band(table: Table, cited: Citations) -> Band:
    band = Band(
        star=table.number("star"),
        name=table.text("name"),
        at_least=table.number("at_least"),
        below=table.number_or_none("below"),
        certified=table.flag("certified"),
        meaning=table.text("meaning", default=""),
        source=cited.of(table),
    )
    table.finish()
    return band


def _clause(table: Table, cited: Citations) -> TransitionClause:
    clause = TransitionClause(
        code=table.text("code"),
        text=table.text("text"),
        kinds=read_kinds(table),
        limit=table.text_or_none("limit"),
        source=cited.of(table),
        filed_before=table.day_or_none("filed_before"),
        rulebooks=table.texts("rulebooks"),
        extends_certificate=table.flag("extends_certificate"),
        windows_opened_before=table.day_or_none("windows_opened_before"),
        doubt=table.text("doubt", default=""),
    )
    table.finish()
    return clause


def _round(table: Table, cited: Citations) -> Round:
    found = Round(
        level=table.text("level"),
        number=table.number("number"),
        proposed_by=table.text("proposed_by"),
        proposed_before=_day_and_month(table, "proposed_before"),
        result_before=_day_and_month(table, "result_before"),
        source=cited.of(table),
    )
    table.finish()
    if found.number < 1:
        raise table.fault("number phải từ 1 trở lên", "number =")
    if not 1 <= _days_of(found) <= LONGEST_ROUND:
        raise table.fault(
            f"result_before phải sau proposed_before từ 1 đến {LONGEST_ROUND} ngày, có thể sang năm sau",
            "result_before =",
        )
    return found


def _days_of(found: Round) -> int:
    """Return the days from the one date of a round to the other, in the next year where it turns."""
    (day, month), (result_day, result_month) = found.proposed_before, found.result_before
    between = date(COMMON_YEAR, result_month, result_day) - date(COMMON_YEAR, month, day)
    return between.days % DAYS_OF_YEAR


def _day_and_month(table: Table, key: str) -> tuple[int, int]:
    numbers = table.numbers(key, needed=True)
    try:
        day, month = numbers
        date(COMMON_YEAR, month, day)
    except ValueError:
        raise table.fault(f"“{key}” phải là [ngày, tháng] có ở mọi năm", f"{key} =") from None
    return day, month


def _samples(table: Table, cited: Citations) -> Samples:
    samples = Samples(table.number("count"), table.texts("exempt_industries"), cited.of(table))
    table.finish()
    if not 0 <= samples.count <= MOST_SAMPLES:
        raise table.fault(f"count phải từ 0 đến {MOST_SAMPLES}", "count =")
    return samples


def _ground(table: Table, cited: Citations) -> RevocationGround:
    ground = RevocationGround(table.text("code"), table.text("text"), cited.of(table))
    table.finish()
    return ground


def _applicant(table: Table, cited: Citations) -> ApplicantKind:
    applicant = ApplicantKind(
        code=table.text("code"),
        name=table.text("name"),
        needs_registration=table.flag("needs_registration"),
        industries=table.texts("industries"),
        source=cited.of(table),
    )
    table.finish()
    return applicant
