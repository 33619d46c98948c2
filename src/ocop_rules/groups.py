"""Product groups: which sheet of a rulebook a name leads to, and which sheets of two rulebooks are for the same goods.

Decisions word, split and merge groups: likeness of titles leads astray ("chế biến", "khác" stand in many). What a sheet
is for is data of the classification (`covers`), in words that all rulebooks share. A rulebook that does not say it is
paired by equal names, and by nothing else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .law import NotInRulebook
from .rulebook import Rulebook
from .sheets import Sheet

# Words that say nothing of a product by themselves, without marks: a name of only these leads to no sheet.
EMPTY_WORDS = frozenset(["bo", "cac", "co", "khac", "nhom", "pham", "phan", "san", "tu", "thanh", "va"])
MOST_SHOWN = 100


class UnknownGroup(NotInRulebook):
    """A name, or a sheet of another rulebook, leads to no sheet of a rulebook."""


class SeveralSheets(UnknownGroup):
    """It leads to several sheets, of which one must be chosen."""


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet in the classification, missing ones too: `names` are its title and its own name there, `above` those of
    the group and the industry it stands in.
    """

    number: int
    title: str
    names: tuple[str, ...]
    above: tuple[str, ...]
    covers: frozenset[str]


def places(rulebook: Rulebook) -> tuple[Place, ...]:
    """Return the place of every sheet of a rulebook, in the order of their numbers."""
    titles = {sheet.number: sheet.title for sheet in rulebook.sheets}
    titles |= {missing.number: missing.title for missing in rulebook.missing_sheets}
    found = []
    for industry in rulebook.classification:
        for group in industry.groups:
            if group.sheet is not None:
                title, covers = titles[group.sheet], frozenset(group.covers)
                found.append(Place(group.sheet, title, (title, group.name), (industry.name,), covers))
            for leaf in group.subgroups:
                title, covers = titles[leaf.sheet], frozenset(leaf.covers)
                found.append(
                    Place(leaf.sheet, title, (title, leaf.name), (group.name, industry.name), covers)
                )
    return tuple(sorted(found, key=lambda place: place.number))


def sheets_of_group(name: str, before: Rulebook, after: Rulebook) -> tuple[Sheet, Sheet]:
    """Return the sheets of two rulebooks for the product group that one of them calls so.

    The name is looked up first (see `named`), the sheet of the other rulebook is then the counterpart of the one found.
    Raises UnknownGroup; SeveralSheets with those to choose from; UnknownSheet with its reason for a missing sheet.
    """
    rulebook, number = named(name, after, before)
    if rulebook is after:
        other = counterpart(number, of=after, within=before)
        return before.sheet(other), after.sheet(number)
    other = counterpart(number, of=before, within=after)
    return before.sheet(number), after.sheet(other)


def named(name: str, *rulebooks: Rulebook) -> tuple[Rulebook, int]:
    """Return the first of some rulebooks that knows a name, written with or without marks and capitals, and its sheet.

    A sheet's own name (its title, or its name in the classification) goes before the name of a group or industry, and
    both before a name that only has all the words asked for in it. Raises UnknownGroup, SeveralSheets.
    """
    for bears in (_own_name(name), _name_above(name), _holds(name, marked), _holds(name, folded)):
        for rulebook in rulebooks:
            found = [place for place in places(rulebook) if bears(place)]
            if len(found) > 1:
                raise SeveralSheets(
                    f"{rulebook.instrument} có {len(found)} bộ tiêu chí cho “{name[:MOST_SHOWN]}”: {_listed(found)}. "
                    "Hãy ghi tên một bộ."
                )
            if found:
                return rulebook, found[0].number
    none = " và ".join(rulebook.instrument for rulebook in reversed(rulebooks))
    first = rulebooks[0]
    titles = "; ".join(place.title for place in places(first))
    raise UnknownGroup(
        f"{none} không có nhóm sản phẩm “{name[:MOST_SHOWN]}”; {first.instrument} có: {titles}."
    )


def counterparts(number: int, *, of: Rulebook, within: Rulebook) -> tuple[int, ...]:
    """Return the numbers of one rulebook's sheets, missing ones too, for what a sheet of another one is for."""
    asked = [place for place in places(of) if place.number == number]
    return tuple(other.number for other in places(within) for one in asked if _same_goods(one, other))


def counterpart(number: int, *, of: Rulebook, within: Rulebook) -> int:
    """Return the number of the one sheet, missing ones too, for what a sheet of another rulebook is for.

    Raises UnknownGroup where there is none, SeveralSheets where its goods have been divided among several.
    """
    found = counterparts(number, of=of, within=within)
    if len(found) == 1:
        return found[0]
    asked = f"bộ {_listed(place for place in places(of) if place.number == number)} của {of.instrument}"
    if not found:
        raise UnknownGroup(f"{within.instrument} không có bộ tiêu chí nào cho {asked}.")
    among = _listed(place for place in places(within) if place.number in found)
    raise SeveralSheets(
        f"{within.instrument} có {len(found)} bộ tiêu chí cho {asked}: {among}. Hãy ghi tên một bộ."
    )


def folded(text: str) -> str:
    """Return the words of a text without marks, capitals and punctuation, with one space between."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return _words("".join(char for char in plain if not unicodedata.combining(char)))


def marked(text: str) -> str:
    """Return the words of a text without capitals and punctuation but with their marks, with one space between."""
    return _words(unicodedata.normalize("NFC", text.lower()))


def _words(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in text).split())


def _own_name(name: str) -> Callable[[Place], bool]:
    wanted = folded(name)
    return lambda place: wanted in map(folded, place.names)


def _name_above(name: str) -> Callable[[Place], bool]:
    wanted = folded(name)
    return lambda place: wanted in map(folded, place.above)


def _holds(name: str, read: Callable[[str], str]) -> Callable[[Place], bool]:
    wanted, telling = set(read(name).split()), set(folded(name).split()) - EMPTY_WORDS
    return lambda place: bool(telling) and any(wanted <= set(read(one).split()) for one in place.names)


def _same_goods(one: Place, other: Place) -> bool:
    if one.covers and other.covers:
        return bool(one.covers & other.covers)
    return bool(set(map(folded, one.names)) & set(map(folded, other.names)))


def _listed(found: Iterable[Place]) -> str:
    return "; ".join(f"{place.number} “{place.title}”" for place in found)
