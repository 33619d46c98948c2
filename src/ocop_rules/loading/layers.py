"""A rulebook's folder and, beneath it, the folders of the rulebooks it takes sheets and tables over from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from .citations import Citations, read_citations
from .fields import STATED_TWICE, RulebookFault, Table, read_document
from .files import check_names

Finder = Callable[[str], Path | None]

# What may be taken over from the rulebook beneath, and the key that tells one entry of a list from another.
NAMED_BY = {
    "band": "star",
    "route": "code",
    "limit": "code",
    "transition_limit": "code",
    "transition": "code",
    "round": "level",
    "applicant": "code",
    "revocation": "code",
}
SINGLE = ("samples", "codes")
# Rounds have no code of their own: their level and number together are one.
IDENTITY = {kind: (key,) for kind, key in NAMED_BY.items()} | {"round": ("level", "number")}

Made = TypeVar("Made")
Identity = tuple[str, ...]
Cited = tuple[Table, Citations]


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder, its rulebook file and what that file takes over from the layer beneath."""

    folder: Path
    top: Table
    citations: Citations
    takes_over: tuple[str, ...]


class Layers:
    """The folder itself first, then each rulebook named by `sheets_of`, the nearest first."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self.all = layers
        self.own = layers[0]

    def holding(self, name: str) -> Layer:
        """Return the nearest layer that has a file or folder of that name; the own one when none has."""
        return next((layer for layer in self.all if (layer.folder / name).exists()), self.own)

    def stating(self, key: str) -> Layer:
        """Return the nearest layer whose rulebook file states a key; the own one when none does."""
        return next((layer for layer in self.all if layer.top.has(key)), self.own)

    def of(self, table: Table) -> Layer:
        """Return the layer whose rulebook file a table stands in."""
        return next(layer for layer in self.all if table.is_of(layer.top))

    def tables(self, kind: str, depth: int = 0) -> list[Cited]:
        """Return the entries of one kind: those taken over, then the layer's own, which replace their like."""
        layer = self.all[depth]
        own: dict[Identity, Cited] = {}
        for table in layer.top.tables(kind, named_by=NAMED_BY[kind]):
            identity = _identity(table, kind)
            if identity in own:
                raise table.fault(STATED_TWICE)
            own[identity] = (table, layer.citations)
        beneath = self.tables(kind, depth + 1) if kind in layer.takes_over else []
        merged = [own.pop(_identity(table, kind), (table, cited)) for table, cited in beneath]
        return merged + list(own.values())

    def with_tables(self, made: Collection[Made], kind: str) -> Iterator[tuple[Made, Table]]:
        """Give what was made of the tables of a kind, each with its table, so that a fault points at the file stating it."""
        return zip(made, (table for table, _cited in self.tables(kind)), strict=True)

    def single(self, kind: str, depth: int = 0) -> Cited:
        """Return a table there is one of: the layer's own, or the one taken over."""
        layer = self.all[depth]
        if layer.top.has(kind):
            return layer.top.table(kind), layer.citations
        if kind not in layer.takes_over:
            raise layer.top.fault(
                f"thiếu [{kind}]; hãy ghi bảng này, hoặc thêm “{kind}” vào takes_over để lấy lại",
                "takes_over =",
            )
        return self.single(kind, depth + 1)


def _identity(table: Table, kind: str) -> Identity:
    return tuple(str(table.raw(key)) for key in IDENTITY[kind])


def read_layers(folder: Path, find: Finder) -> Layers:
    """Read the rulebook file of a folder and of every rulebook beneath it. Raises RulebookFault.

    `find` returns the folder of a rulebook by its id, or None.
    """
    layers: list[Layer] = []
    place: Path | None = folder
    while place is not None:
        layer = _layer(place)
        layers.append(layer)
        beneath = layer.top.text_or_none("sheets_of")
        if beneath is None:
            if layer.takes_over:
                raise layer.top.fault("“takes_over” phải đi cùng “sheets_of”", "takes_over =")
            break
        place = find(beneath)
        if place is None:
            raise _leads(layer, "không phải bộ quy định nào đang có")
        for above in layers:
            if above.folder.name == beneath:
                raise _leads(above, "dẫn vòng về chính nó")
    return Layers(tuple(layers))


def _leads(layer: Layer, whereto: str) -> RulebookFault:
    return layer.top.fault(f"sheets_of = “{layer.top.text('sheets_of')}” {whereto}", "sheets_of =")


def _layer(folder: Path) -> Layer:
    top = read_document(folder / "rulebook.toml").top
    check_names(folder)
    takes_over = top.texts("takes_over")
    for kind in takes_over:
        if kind not in NAMED_BY and kind not in SINGLE:
            known = ", ".join([*NAMED_BY, *SINGLE])
            raise top.fault(f"không lấy lại được “{kind}”; chỉ lấy được: {known}", f'"{kind}"')
    return Layer(folder, top, read_citations(top), takes_over)


def beside(folder: Path) -> Finder:
    """Return a finder that looks for other rulebooks in the folder that holds this one."""

    def find(rulebook_id: str) -> Path | None:
        place = folder.parent / rulebook_id
        return place if (place / "rulebook.toml").is_file() else None

    return find
