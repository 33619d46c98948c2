"""Reading `dossier.toml`: papers, the evidence guide and the commune's contents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ..law import Source
from ..rulebook import KINDS, CommuneContent, DossierItem, ElectronicDossier, EvidenceKind
from .citations import Citations
from .fields import Table, read_document

SENDERS = ("producer", "commune", "district", "province")


@dataclass(frozen=True, slots=True)
class DossierRules:
    """What the dossier file holds."""

    items: tuple[DossierItem, ...]
    copies: tuple[str, ...]
    electronic: ElectronicDossier | None
    evidence_kinds: tuple[EvidenceKind, ...]
    commune_contents: tuple[CommuneContent, ...]


def read_dossier(path: Path, cited: Citations, known: Collection[str]) -> DossierRules:
    """Read the dossier file of a rulebook whose criteria have the known topics. Raises RulebookFault."""
    top = read_document(path).top
    evidence = top.table("evidence")
    rows = evidence.tables("row")
    guide = cited.of(evidence) if rows else None  # a decision whose guide was not seen has no rows
    rules = DossierRules(
        items=tuple(_item(table, cited) for table in top.tables("item")),
        copies=top.texts("copies"),
        electronic=_electronic(top.table("electronic"), cited),
        evidence_kinds=tuple(
            _row(table, number, guide, known) for number, table in enumerate(rows, start=1) if guide
        ),
        commune_contents=tuple(_content(table, cited, known) for table in top.tables("commune_content")),
    )
    evidence.finish()
    top.finish()
    return rules


def _electronic(table: Table, cited: Citations) -> ElectronicDossier | None:
    text = table.text("text", default="")
    found = ElectronicDossier(text, cited.of(table)) if text else None
    table.finish()
    return found


def _item(table: Table, cited: Citations) -> DossierItem:
    item = DossierItem(
        code=table.text("code"),
        name=table.text("name"),
        sender=table.text("sender"),
        kinds=read_kinds(table),
        form=table.text_or_none("form"),
        required=table.flag("required", default=True),
        note=table.text("note", default=""),
        source=cited.of(table),
    )
    table.finish()
    if item.sender not in SENDERS:
        raise table.fault(
            f"sender phải là một trong {', '.join(SENDERS)}, không phải “{item.sender}”", "sender ="
        )
    return item


def read_kinds(table: Table) -> tuple[str, ...]:
    """Read the kinds of application that a table is about: one at least."""
    kinds = table.texts("kinds", needed=True)
    if not kinds:
        raise table.fault(f"“kinds” phải có ít nhất một trong {', '.join(KINDS)}", "kinds =")
    if any(kind not in KINDS for kind in kinds):
        raise table.fault(f"kinds chỉ gồm {', '.join(KINDS)}", "kinds =")
    return kinds


def _topics(table: Table, known: Collection[str]) -> tuple[str, ...]:
    topics = table.texts("topics")
    for topic in topics:
        if topic not in known:
            raise table.fault(f"“{topic}” không phải chủ đề của tiêu chí nào", f'"{topic}"')
    return topics


def _row(table: Table, number: int, guide: Source, known: Collection[str]) -> EvidenceKind:
    row = EvidenceKind(
        code=table.text("code"),
        number=number,
        name=table.text("name"),
        requirement=table.text("requirement"),
        condition=table.text("condition", default=""),
        topics=_topics(table, known),
        source=guide,
    )
    table.finish()
    return row


def _content(table: Table, cited: Citations, known: Collection[str]) -> CommuneContent:
    content = CommuneContent(
        code=table.text("code"),
        name=table.text("name"),
        guidance=table.text("guidance"),
        topics=_topics(table, known),
        source=cited.of(table),
    )
    table.finish()
    return content
