"""Every rulebook of ours, read anew, holds exactly what its files state: compared with a second, plainer reading of the TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from ocop_rules import rulebooks
from ocop_rules.law import Doubt, Source
from ocop_rules.loading import load_rulebook
from ocop_rules.rulebook import (
    ApplicantKind,
    Band,
    CodeFormats,
    CommuneContent,
    DossierItem,
    EvidenceKind,
    Group,
    Industry,
    Limit,
    MissingSheet,
    RevocationGround,
    Round,
    RouteLevel,
    RouteStep,
    Rulebook,
    Samples,
    Subgroup,
    TransitionClause,
)
from ocop_rules.sheets import Case, Criterion, Disqualifier, Heading, Level

BLANKS = {"str": "", "bool": False, "int": None, "date": None, "tuple": ()}
IDENTITY = {"band": ("star",), "round": ("level", "number")}

Values = dict[str, Any]


def toml(path: Path) -> Values:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Folder:
    """A rulebook's folder and those beneath it, as plain tables."""

    path: Path
    top: Values
    beneath: Folder | None

    @property
    def all(self) -> list[Folder]:
        return [self, *(self.beneath.all if self.beneath else [])]

    def with_file(self, name: str) -> Folder:
        return next(folder for folder in self.all if (folder.path / name).exists())

    def with_key(self, key: str) -> Folder:
        return next((folder for folder in self.all if key in folder.top), self)

    def source(self, table: Values, key: str = "article") -> Source:
        known = self.top.get("sources", {})
        instrument = known[table["source"]] if "source" in table else self.top["instrument"]
        return Source(instrument, table[key], known[table["seen_in"]] if "seen_in" in table else "")

    def entries(self, kind: str) -> list[tuple[Values, Folder]]:
        own = [(table, self) for table in self.top.get(kind, [])]
        if kind not in self.top.get("takes_over", []):
            return own
        keys = IDENTITY.get(kind, ("code",))
        mine = {tuple(table[key] for key in keys): (table, self) for table, _ in own}
        assert self.beneath is not None
        below = self.beneath.entries(kind)
        merged = [mine.get(tuple(table[key] for key in keys), (table, at)) for table, at in below]
        return merged + [entry for entry in own if entry not in merged]

    def single(self, kind: str) -> tuple[Values, Folder]:
        if kind in self.top:
            return self.top[kind], self
        assert self.beneath is not None
        return self.beneath.single(kind)


def folder_of(path: Path) -> Folder:
    top = toml(path / "rulebook.toml")
    beneath = folder_of(path.parent / top["sheets_of"]) if "sheets_of" in top else None
    return Folder(path, top, beneath)


def stated(kind: type, table: Values, **given: Any) -> Any:
    """Build a value from a table: what is not there is blank."""
    values = dict(given)
    for entry in fields(kind):
        if entry.name not in values:
            blank = None if "None" in str(entry.type) else BLANKS[str(entry.type).partition("[")[0]]
            found = table.get(entry.name, blank)
            values[entry.name] = tuple(found) if isinstance(found, list) else found
    return kind(**values)


IDS = ("1048-2019", "148-2023", "148-2025", "26-2026")


TABLES = [
    ("band", Band, "bands"),
    ("limit", Limit, "limits"),
    ("transition_limit", Limit, "transition_limits"),
    ("transition", TransitionClause, "transition"),
    ("applicant", ApplicantKind, "applicant_kinds"),
    ("revocation", RevocationGround, "revocation_grounds"),
]


@pytest.mark.parametrize("rulebook_id", IDS)
def test_a_rulebook_read_anew_holds_what_its_files_state(rulebook_id: str) -> None:
    folder = folder_of(rulebooks.FOLDER / rulebook_id)
    rules = load_rulebook(folder.path)  # not rulebooks.get, which reads once for the whole run
    check_decision(folder, rules)
    for key, kind, attribute in TABLES:
        check_tables(folder, rules, key, kind, attribute)
    check_route_rounds_samples_and_codes(folder, rules)
    check_dossier(folder, rules)
    check_classification(folder, rules)
    check_heads_of_sheets(folder, rules)
    check_criteria(folder, rules)


def check_decision(folder: Folder, rules: Rulebook) -> None:
    top = folder.top
    names = (
        "id",
        "instrument",
        "title",
        "issued_on",
        "in_force_from",
        "in_force_to",
        "superseded_on",
        "sheets_of",
    )
    assert {name: getattr(rules, name) for name in names} == {name: top.get(name) for name in names}
    assert rules.source == folder.source(top)
    assert rules.doubts == tuple(stated(Doubt, table) for table in top.get("doubt", []))
    assert rules.missing_sheets == tuple(
        stated(MissingSheet, table) for table in folder.with_key("missing_sheet").top.get("missing_sheet", [])
    )


def check_tables(folder: Folder, rules: Rulebook, key: str, kind: type, attribute: str) -> None:
    found = getattr(rules, attribute)
    expected = [stated(kind, table, source=at.source(table)) for table, at in folder.entries(key)]
    if attribute.endswith("limits"):
        assert dict(found) == {limit.code: limit for limit in expected}
        assert list(found) == [limit.code for limit in expected]
    else:
        assert list(found) == expected


def check_route_rounds_samples_and_codes(folder: Folder, rules: Rulebook) -> None:
    assert list(rules.route) == [
        stated(
            RouteLevel,
            table,
            source=at.source(table),
            steps=tuple(stated(RouteStep, step, source=at.source(step)) for step in table.get("steps", [])),
            **{
                f"{stem}_source": at.source(table, f"{key}_article") if key in table else None
                for stem, key in (
                    ("written_opinion", "written_opinion"),
                    ("extra_rounds", "extra_rounds_need"),
                )
            },
        )
        for table, at in folder.entries("route")
    ]
    assert list(rules.rounds) == [
        stated(
            Round,
            table,
            source=at.source(table),
            proposed_before=tuple(table["proposed_before"]),
            result_before=tuple(table["result_before"]),
        )
        for table, at in folder.entries("round")
    ]
    table, at = folder.single("samples")
    assert rules.samples == stated(Samples, table, source=at.source(table))
    table, at = folder.single("codes")
    slip = "registration_number_article"
    assert rules.codes == stated(
        CodeFormats,
        table,
        product_code_source=at.source(table, "product_code_article"),
        registration_number_source=at.source(table, slip) if slip in table else None,
    )


def check_dossier(folder: Folder, rules: Rulebook) -> None:
    at = folder.with_file("dossier.toml")
    top = toml(at.path / "dossier.toml")
    assert rules.dossier == tuple(
        stated(DossierItem, table, source=at.source(table), required=table.get("required", True))
        for table in top.get("item", [])
    )
    assert rules.copies == tuple(top.get("copies", ()))
    electronic = top.get("electronic")
    assert (rules.electronic and (rules.electronic.text, rules.electronic.source.article)) == (
        electronic and (electronic["text"], electronic["article"])
    )
    evidence = top.get("evidence", {})
    assert rules.evidence_kinds == tuple(
        stated(EvidenceKind, table, number=number, source=at.source(evidence))
        for number, table in enumerate(evidence.get("row", []), start=1)
    )
    assert rules.commune_contents == tuple(
        stated(CommuneContent, table, source=at.source(table)) for table in top.get("commune_content", [])
    )


def check_classification(folder: Folder, rules: Rulebook) -> None:
    at = folder.with_file("classification.toml")
    top = toml(at.path / "classification.toml")
    places = {}
    industries = []
    for industry in top["industry"]:
        groups = []
        for table in industry["group"]:
            subgroups = tuple(stated(Subgroup, entry) for entry in table.get("subgroups", []))
            groups.append(stated(Group, table, subgroups=subgroups))
            for leaf in table.get("subgroups", [table]):
                subgroup = leaf["name"] if leaf is not table else None
                ministries = tuple(leaf.get("ministries", ()))
                places[leaf["sheet"]] = (
                    industry["code"],
                    industry["name"],
                    table["name"],
                    subgroup,
                    ministries,
                )
        industries.append(stated(Industry, industry, groups=tuple(groups), source=at.source(top)))
    assert list(rules.classification) == industries
    for sheet in rules.sheets:
        stands = (sheet.industry_code, sheet.industry, sheet.group, sheet.subgroup, sheet.ministries)
        assert stands == places[sheet.number]


def wordings_of(folder: Folder) -> Values:
    found: Values = {}
    for layer in reversed(folder.all):
        for path in sorted((layer.path / "criteria").glob("*.toml")):
            found |= toml(path)
    return found


def grounds_of(folder: Folder) -> dict[str, Values]:
    return {ground["code"]: ground for layer in reversed(folder.all) for ground in _grounds(layer.path)}


def _grounds(path: Path) -> list[Values]:
    file = path / "disqualifiers.toml"
    return toml(file).get("ground", []) if file.exists() else []


def sheets_of(folder: Folder) -> dict[int, Values]:
    found: dict[int, Values] = {}
    for layer in folder.all:
        for path in (layer.path / "sheets").glob("*.toml"):
            top = toml(path)
            found.setdefault(top["number"], top)
    return found


def homes_of(folder: Folder) -> dict[int, Folder]:
    """Return the folder that each sheet comes from."""
    return {
        toml(path)["number"]: layer
        for layer in reversed(folder.all)
        for path in (layer.path / "sheets").glob("*.toml")
    }


def check_heads_of_sheets(folder: Folder, rules: Rulebook) -> None:
    printed, grounds, homes = sheets_of(folder), grounds_of(folder), homes_of(folder)
    parts = folder.with_key("part").top["part"]
    assert [sheet.number for sheet in rules.sheets] == sorted(printed)
    for sheet in rules.sheets:
        top = printed[sheet.number]
        assert (sheet.title, sheet.incomplete) == (top["title"], top.get("incomplete", ""))
        home = homes[sheet.number].top
        article = home.get("sheet_article", "").replace("{number}", str(sheet.number))
        seen_in = home.get("sources", {}).get(home.get("sheet_seen_in"), "")
        assert sheet.source == Source(home["instrument"], article, seen_in)
        named = [(key, None) for key in top.get("disqualifiers", [])]
        named += list(top.get("disqualifiers_under", {}).items())
        assert list(sheet.disqualifiers) == [
            Disqualifier(key, grounds[key]["text"], grounds[key]["effect"], under) for key, under in named
        ]
        assert [(part.code, part.name, part.max) for part in sheet.parts] == [
            (part["code"], part["name"], part["max"]) for part in parts
        ]
        for part in sheet.parts:
            tables = [table for table in top["group"] if table["part"] == part.code]
            assert [group.code for group in part.groups] == [table["code"] for table in tables]
            for group, table in zip(part.groups, tables, strict=True):
                alone = group.criteria[0]
                expected = (alone.name, alone.max) if "criterion" in table else (table["name"], table["max"])
                assert (group.name, group.max) == expected


def entries_of(top: Values) -> Iterator[tuple[str, Values, dict[str, Values]]]:
    for table in top["group"]:
        if "criterion" in table:
            yield table["code"], table, {}
            continue
        for code, entry in table["criteria"].items():
            plain = {"criterion": entry} if isinstance(entry, str) else entry
            yield code, plain, table.get("headings", {})


def heading_of(code: str, entry: Values, headings: dict[str, Values]) -> Heading | None:
    above = entry.get("heading", code.rpartition(".")[0])
    return Heading(above, headings[above]["name"], headings[above]["max"]) if above in headings else None


def criterion_of(
    code: str, entry: Values, headings: dict[str, Values], wording: Values, doubts: list[Values]
) -> Criterion:
    cases = wording.get("case", [])
    labels = [(case["code"], label) for case in cases for label in case["levels"]] or [
        (None, label) for label in wording["levels"]
    ]
    points = entry.get("points", wording.get("points", []))
    minimums = entry.get("min", wording.get("min", {}))
    stars = {least: int(star) for star, least in minimums.items()}
    own = [stated(Doubt, doubt, criterion=code) for doubt in wording.get("doubts", [])]
    return Criterion(
        code=code,
        key=entry["criterion"],
        topic=wording.get("topic", entry["criterion"]),
        name=entry.get("name", wording["name"]),
        max=entry.get("max", max(points)),
        levels=tuple(
            Level(p, label, stars.get(p), case) for p, (case, label) in zip(points, labels, strict=True)
        ),
        cases=tuple(Case(case["code"], case["name"]) for case in cases),
        notes=(*wording.get("notes", ()), *entry.get("notes", ())),
        doubts=(*own, *(stated(Doubt, doubt) for doubt in doubts if doubt.get("criterion") == code)),
        parent=heading_of(code, entry, headings),
        applies_when=wording.get("applies_when"),
    )


def facts(criterion: Criterion) -> Values:
    return {entry.name: getattr(criterion, entry.name) for entry in fields(criterion)} | {
        "_minimums": dict(criterion.minimums)
    }


def check_criteria(folder: Folder, rules: Rulebook) -> None:
    printed, wordings = sheets_of(folder), wordings_of(folder)
    assert [sheet.number for sheet in rules.sheets] == sorted(printed)
    for sheet in rules.sheets:
        top = printed[sheet.number]
        doubts = top.get("doubt", [])
        expected = [
            criterion_of(code, entry, headings, wordings[entry["criterion"]], doubts)
            for code, entry, headings in entries_of(top)
        ]
        in_parts = [c.code for part in sheet.parts for group in part.groups for c in group.criteria]
        assert [criterion.code for criterion in sheet.criteria] == in_parts
        assert {c.code: facts(c) for c in sheet.criteria} == {c.code: facts(c) for c in expected}
        assert len(sheet.criteria) == len(expected)
        whole = [stated(Doubt, doubt) for doubt in doubts if "criterion" not in doubt]
        assert list(sheet.doubts) == whole + [doubt for c in sheet.criteria for doubt in c.doubts]
