"""The rulebooks: one folder each, read when first asked for, checked before anyone is scored on them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from ..law import Doubt, NotInRulebook, Source
from ..loading import RulebookFault, load_rulebook
from ..rulebook import Band, Limit, Round, Rulebook, UnknownLimit, UnknownSheet
from ..sheets import Criterion, Disqualifier, Level, Part, Sheet, SheetGroup, UnknownCriterion

__all__ = [
    "Band",
    "Criterion",
    "Disqualifier",
    "Doubt",
    "Level",
    "Limit",
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
    "get",
    "in_force",
    "known_ids",
]

FOLDER = Path(__file__).parent


class UnknownRulebook(NotInRulebook):
    """There is no rulebook of that id."""


class NoRulebookInForce(NotInRulebook):
    """No rulebook here was in force on that day."""


@cache
def known_ids() -> tuple[str, ...]:
    """Return the ids of the rulebooks there are, in alphabetical order, without reading them."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/rulebook.toml")))


def get(rulebook_id: str) -> Rulebook:
    """Return one rulebook, read once and kept. Raises UnknownRulebook, or RulebookFault on a faulty file."""
    if rulebook_id not in known_ids():
        raise UnknownRulebook(f"Không có bộ quy định “{rulebook_id}”; có: {', '.join(known_ids())}.")
    return _loaded(rulebook_id)


@cache
def _loaded(rulebook_id: str) -> Rulebook:
    return load_rulebook(FOLDER / rulebook_id)


def all_rulebooks() -> tuple[Rulebook, ...]:
    """Return every rulebook, the earliest in force first."""
    return tuple(sorted((get(name) for name in known_ids()), key=lambda rulebook: rulebook.in_force_from))


def in_force(on: date) -> Rulebook:
    """Return the rulebook in force on a day (both end days count). Raises NoRulebookInForce.

    Only the general rule is answered here; a dossier filed before a change follows the transition clauses.
    """
    for rulebook in reversed(all_rulebooks()):
        if rulebook.in_force_from <= on and (rulebook.in_force_to is None or on <= rulebook.in_force_to):
            return rulebook
    raise NoRulebookInForce(f"Không có bộ quy định nào ở đây có hiệu lực vào ngày {on:%d/%m/%Y}.")
