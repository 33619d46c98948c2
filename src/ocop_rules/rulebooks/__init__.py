"""The rulebooks: one folder each, read when first asked for, checked before anyone is scored on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ..law import Doubt, NotInRulebook, Source
from ..loading import RulebookFault, load_rulebook
from ..rulebook import Band, Limit, MissingSheet, Round, Rulebook, UnknownLimit, UnknownSheet
from ..sheets import Criterion, Disqualifier, Level, Part, Sheet, SheetGroup, UnknownCriterion
from .collection import FILE, clashes, folders_in, misplaced, refused_with

__all__ = [
    "Band",
    "Criterion",
    "Disqualifier",
    "Doubt",
    "Level",
    "Limit",
    "MissingSheet",
    "NoRulebookInForce",
    "NotInRulebook",
    "Part",
    "Round",
    "Rulebook",
    "RulebookFault",
    "Sheet",
    "SheetGroup",
    "Source",
    "UnknownCriterion",
    "UnknownLimit",
    "UnknownRulebook",
    "UnknownSheet",
    "all_rulebooks",
    "faults",
    "get",
    "in_force",
    "known_ids",
    "use",
]

FOLDER = Path(__file__).parent


class UnknownRulebook(NotInRulebook):
    """There is no rulebook of that id."""


class NoRulebookInForce(NotInRulebook):
    """No rulebook here was in force on that day."""


@dataclass(slots=True)
class _Places:
    """The folders that hold rulebooks besides our own, as the application set them at its start."""

    extra: tuple[Path, ...] = ()


_places = _Places()


def use(*folders: Path) -> None:
    """Take rulebooks also from these folders (one folder each inside them), besides our own.

    This is how an installation adopts a decision as data alone. Called once at the start; a later call
    replaces the folders of an earlier one. A rulebook there cannot replace one of ours: an id that is taken
    is a fault. What is wrong with them is in `faults()`.
    """
    _places.extra = tuple(folders)
    _folders.cache_clear()
    _clashes.cache_clear()
    _loaded_elsewhere.cache_clear()
    _all.cache_clear()


@cache
def _folders() -> dict[str, Path]:
    """Return id → folder, our own rulebooks first, the first of an id twice."""
    found: dict[str, Path] = {}
    for place in (FOLDER, *_places.extra):
        for folder in folders_in(place):
            found.setdefault(folder.name, folder)
    return found


@cache
def _clashes() -> dict[str, RulebookFault]:
    return clashes(tuple(_folders().values()), is_sound=_is_sound)


def _is_sound(folder: Path) -> bool:
    """Return whether a rulebook of an installation, and what it builds on, can be read; ours can, and are not read for
    this.
    """
    if folder.parent == FOLDER:
        return True
    try:
        beneath = _read(folder).sheets_of
    except RulebookFault:
        return False
    return beneath is None or _is_sound(_folders()[beneath])


def known_ids() -> tuple[str, ...]:
    """Return the ids of the rulebooks there are, in alphabetical order, without reading them."""
    return tuple(sorted(_folders()))


def get(rulebook_id: str) -> Rulebook:
    """Return one rulebook, read once and kept. Raises UnknownRulebook, or RulebookFault on a faulty file, also where the
    fault is in a rulebook that it builds on.
    """
    if rulebook_id not in _folders():
        raise UnknownRulebook(f"Không có bộ quy định “{rulebook_id}”; có: {', '.join(known_ids())}.")
    if rulebook_id in _clashes():
        raise _clashes()[rulebook_id]
    folder = _folders()[rulebook_id]
    try:
        rulebook = _read(folder)
        if rulebook.sheets_of is not None:
            get(rulebook.sheets_of)
    except RulebookFault as fault:
        raise refused_with(folder, fault, is_sound=_is_accepted) from fault
    return rulebook


def _read(folder: Path) -> Rulebook:
    return _loaded(folder) if folder.parent == FOLDER else _loaded_elsewhere(folder)


def _is_accepted(rulebook_id: str) -> bool:
    try:
        get(rulebook_id)
    except RulebookFault:
        return False
    return True


@cache
def _loaded(folder: Path) -> Rulebook:
    """Read one of our own rulebooks, once for good."""
    return load_rulebook(folder, _folders().get)


@cache
def _loaded_elsewhere(folder: Path) -> Rulebook:
    """Read a rulebook of an installation, once for each `use`."""
    return load_rulebook(folder, _folders().get)


@cache
def _all() -> tuple[tuple[Rulebook, ...], tuple[RulebookFault, ...]]:
    good: list[Rulebook] = []
    bad: list[RulebookFault] = []
    for rulebook_id in known_ids():
        try:
            good.append(get(rulebook_id))
        except RulebookFault as fault:
            bad.append(fault)
    for place in (FOLDER, *_places.extra):
        bad += [
            RulebookFault(f"{folder.name}/{FILE}", f"mã “{folder.name}” đã có bộ quy định khác dùng")
            for folder in folders_in(place)
            if _folders()[folder.name] != folder
        ]
        bad += misplaced(place)
    return tuple(sorted(good, key=lambda rulebook: rulebook.in_force_from)), tuple(bad)


def all_rulebooks() -> tuple[Rulebook, ...]:
    """Return every rulebook that is without a fault, the earliest in force first."""
    return _all()[0]


def faults() -> tuple[RulebookFault, ...]:
    """Return what is wrong with the rulebooks that were refused: file, line when known, reason.

    An application starts on the good ones and shows these to its administrator.
    """
    return _all()[1]


def in_force(on: date) -> Rulebook:
    """Return the rulebook that a new dossier falls under on a day. Raises NoRulebookInForce.

    Both end days count. From the day a rulebook is superseded the next one answers, although the old one
    may not have ended; a dossier filed before follows the transition clauses. One that states no end holds
    until the next begins: when that one has ended without a follower, the older one does not come back.
    """
    begun = [rulebook for rulebook in all_rulebooks() if rulebook.in_force_from <= on]
    if begun:
        last = begun[-1].decides_new_until
        if last is None or on <= last:
            return begun[-1]
    raise NoRulebookInForce(f"Không có bộ quy định nào ở đây có hiệu lực vào ngày {on:%d/%m/%Y}.")
