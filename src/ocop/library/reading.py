"""What the library's pages show of a rulebook, worked out before the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from ocop_rules import comparing, rulebooks
from ocop_rules.comparing import Comparison
from ocop_rules.rulebook import DossierItem, Round, Rulebook
from ocop_rules.sheets import STARS, Criterion, Sheet


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


def minimums_by_star(comparison: Comparison) -> list[tuple[int, str, str]]:
    """Return each minimum that a star needs, before and after, as "code name: points"; what one of the two does not ask is
    "". Those of one meaning stand in one row.
    """
    return [
        (star, *row)
        for star in STARS
        for pair in comparison.pairs
        if any(
            row := (
                _minimum(comparison.before, pair.before, star),
                _minimum(comparison.after, pair.after, star),
            )
        )
    ]


def _minimum(sheet: Sheet, criterion: Criterion | None, star: int) -> str:
    points = sheet.minimums(star).get(criterion.code) if criterion else None
    return f"{criterion.code} {criterion.name}: {points}" if criterion and points is not None else ""


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
