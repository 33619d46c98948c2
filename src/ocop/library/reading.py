"""What the library's pages show of a rulebook, worked out before the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from ocop_rules import comparing, groups, rulebooks
from ocop_rules.applicable import last_day_for_new
from ocop_rules.comparing import Comparison
from ocop_rules.rulebook import DossierItem, Round, Rulebook, UnknownSheet
from ocop_rules.sheets import STARS, Criterion, Sheet


@dataclass(frozen=True, slots=True)
class Entry:
    """One rulebook in the list. `decides_today` says that a dossier filed today falls under it; `doubts` counts what is
    uncertain in it, each wording once. `last_for_new` is the last day on which new dossiers fell under it, where it holds
    beyond that day for those filed before; None elsewhere.
    """

    rulebook: Rulebook
    decides_today: bool
    doubts: int
    last_for_new: date | None


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
            _ends_earlier_for_new(rulebook),
        )
        for rulebook in reversed(rulebooks.all_rulebooks())
    ]


def _ends_earlier_for_new(rulebook: Rulebook) -> date | None:
    last = last_day_for_new(rulebook)
    return last if rulebook.in_force_to is not None and last != rulebook.in_force_to else None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The sheets of an earlier rulebook for the goods of a sheet: one, or several that it has been put together of.

    `missing` says for each sheet that the source lacks that it is missing, and why.
    """

    rulebook: Rulebook
    sheets: tuple[Sheet, ...]
    missing: tuple[str, ...]


def earlier_sheets(rulebook: Rulebook, sheet: Sheet) -> list[Earlier]:
    """Return what earlier rulebooks have for the goods of a sheet, the nearest first; those with nothing are left out."""
    found = [
        _earlier(rulebook, sheet, other)
        for other in reversed(rulebooks.all_rulebooks())
        if other.in_force_from < rulebook.in_force_from
    ]
    return [one for one in found if one.sheets or one.missing]


def _earlier(rulebook: Rulebook, sheet: Sheet, other: Rulebook) -> Earlier:
    sheets: list[Sheet] = []
    missing: list[str] = []
    for number in groups.counterparts(sheet.number, of=rulebook, within=other):
        try:
            sheets.append(other.sheet(number))
        except UnknownSheet as why:
            missing.append(str(why))
    return Earlier(other, tuple(sheets), tuple(missing))


def compared(
    rulebook: Rulebook, sheet: Sheet, earlier: Rulebook, number: int | None = None
) -> tuple[Comparison, tuple[Sheet, ...]]:
    """Return a sheet beside the one of another rulebook for the same goods, and all those there are to choose from.

    `number` names one of them; the first without it. Raises UnknownGroup where there is none, or not that one.
    """
    choices = _earlier(rulebook, sheet, earlier).sheets
    for choice in choices:
        if number in (None, choice.number):
            return comparing.compare(choice, sheet), choices
    raise groups.UnknownGroup(f"{earlier.instrument} không có bộ tiêu chí để đặt cạnh “{sheet.title}”.")


@dataclass(frozen=True, slots=True)
class Side:
    """What one decision asks as a minimum of one meaning, by star; None where nothing is asked.

    `doubts` are what is uncertain about it in the text: about the figures shown, or about there being none.
    """

    points: tuple[int | None, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Minimums:
    """What one meaning needs for each star that asks for it, before and after.

    `codes` are its codes in the two decisions, one where they are the same.
    """

    codes: str
    name: str
    before: Side
    after: Side


def minimums_by_meaning(comparison: Comparison) -> tuple[tuple[int, ...], list[Minimums]]:
    """Return the stars that ask for minimums, and each meaning that one of them asks for, or of which that is uncertain,
    in the order of the sheet.
    """
    sheets = (comparison.before, comparison.after)
    stars = tuple(star for star in STARS if any(sheet.minimums(star) for sheet in sheets))
    rows = []
    for pair in comparison.pairs:
        criteria = [one for one in (pair.before, pair.after) if one is not None]
        before, after = (
            _side(comparison.before, pair.before, stars),
            _side(comparison.after, pair.after, stars),
        )
        if (
            any(points is not None for points in (*before.points, *after.points))
            or before.doubts
            or after.doubts
        ):
            codes = " → ".join(dict.fromkeys(one.code for one in criteria))
            rows.append(Minimums(codes, criteria[-1].name, before, after))
    return stars, rows


def _side(sheet: Sheet, criterion: Criterion | None, stars: tuple[int, ...]) -> Side:
    if criterion is None:
        return Side((None,) * len(stars), ())
    points = tuple(sheet.minimums(star).get(criterion.code) for star in stars)
    return Side(points, tuple(doubt.text for doubt in criterion.doubts if doubt.about == "minimum"))


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
