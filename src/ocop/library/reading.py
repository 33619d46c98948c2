"""What the library's pages show of a rulebook, worked out before the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from ocop_rules import comparing, rulebooks
from ocop_rules.comparing import Comparison
from ocop_rules.rulebook import DossierItem, Round, Rulebook
from ocop_rules.sheets import STARS, Sheet


@dataclass(frozen=True, slots=True)
class Entry:
    """One rulebook in the list. `decides_today` says that a dossier filed today falls under it; `doubts` counts what is
    uncertain in it, each wording once.
    """

    rulebook: Rulebook
    decides_today: bool
    doubts: int


def entries(on: date) -> list[Entry]:
    """Return every rulebook without a fault, the latest first."""
    today = rulebooks.in_force(on)
    return [
        Entry(
            rulebook,
            rulebook is today,
            len(
                {doubt.text for doubt in (*rulebook.doubts, *(d for s in rulebook.sheets for d in s.doubts))}
            ),
        )
        for rulebook in reversed(rulebooks.all_rulebooks())
    ]


def comparable(rulebook: Rulebook, sheet: Sheet) -> list[Rulebook]:
    """Return the earlier rulebooks that have a sheet for the same product group, the nearest first."""
    found = []
    for other in reversed(rulebooks.all_rulebooks()):
        if other.in_force_from < rulebook.in_force_from:
            try:
                comparing.sheet_of_group(other, sheet.title)
            except comparing.UnknownGroup:
                continue
            found.append(other)
    return found


def compared(earlier: Rulebook, sheet: Sheet) -> Comparison:
    """Return a sheet beside the one of an earlier rulebook for the same group. Raises UnknownGroup."""
    return comparing.compare(comparing.sheet_of_group(earlier, sheet.title), sheet)


@dataclass(frozen=True, slots=True)
class Minimums:
    """What one meaning needs for each star that asks for it, before and after; None where nothing is asked.

    `codes` are its codes in the two decisions, one where they are the same.
    """

    codes: str
    name: str
    before: tuple[int | None, ...]
    after: tuple[int | None, ...]


def minimums_by_meaning(comparison: Comparison) -> tuple[tuple[int, ...], list[Minimums]]:
    """Return the stars that ask for minimums, and each meaning that one of them asks for, in the order of the sheet."""
    sides = (comparison.before, comparison.after)
    stars = tuple(star for star in STARS if any(sheet.minimums(star) for sheet in sides))
    rows = []
    for pair in comparison.pairs:
        criteria = [one for one in (pair.before, pair.after) if one is not None]
        before, after = (
            tuple(sheet.minimums(star).get(one.code) if one else None for star in stars)
            for sheet, one in zip(sides, (pair.before, pair.after), strict=True)
        )
        if any(points is not None for points in (*before, *after)):
            codes = " → ".join(dict.fromkeys(one.code for one in criteria))
            rows.append(Minimums(codes, criteria[-1].name, before, after))
    return stars, rows


_SENDERS = {
    "producer": gettext_lazy("Chủ thể nộp"),
    "commune": gettext_lazy("Cấp xã gửi lên"),
    "district": gettext_lazy("Cấp huyện gửi lên"),
    "province": gettext_lazy("Cấp tỉnh gửi lên"),
}
_KINDS = {
    "new": gettext_lazy("đánh giá lần đầu"),
    "upgrade": gettext_lazy("nâng hạng"),
    "reevaluation": gettext_lazy("đánh giá lại"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier; `only_for` names the kinds of application that need it, "" when all do."""

    item: DossierItem
    only_for: str


def papers(rulebook: Rulebook) -> list[tuple[str, list[Paper]]]:
    """Return the papers of a dossier by who puts them in, in the order of the route; senders without any are left out."""
    found = []
    for sender, words in _SENDERS.items():
        items = [item for item in rulebook.dossier if item.sender == sender]
        if items:
            found.append((str(words), [Paper(item, _only_for(item)) for item in items]))
    return found


def rounds(rulebook: Rulebook) -> list[tuple[Round, str]]:
    """Return the rounds of the year, each with the name of the level that holds it."""
    names = {level.code: level.name for level in rulebook.route}
    return [(one, names[one.level]) for one in rulebook.rounds]


def _only_for(item: DossierItem) -> str:
    return "" if set(item.kinds) == set(_KINDS) else ", ".join(str(_KINDS[kind]) for kind in item.kinds)


def exempt_industries(rulebook: Rulebook) -> list[str]:
    """Return the names of the industries whose dossiers need no samples."""
    exempt = rulebook.samples.exempt_industries
    return [industry.name for industry in rulebook.classification if industry.code in exempt]
