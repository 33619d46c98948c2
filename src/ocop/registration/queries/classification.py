"""Finding the scoring sheet: by walking industry → group → subgroup, or by typing what one makes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ocop.platform.folding import fold
from ocop.registration.queries.silence import applicant_kinds
from ocop_rules import rulebooks
from ocop_rules.rulebook import Rulebook

WORDS_FILE = Path(__file__).resolve().parent.parent / "reference" / "words.toml"

# A picture beside each industry; the drawn icons of the interface.
ICONS = {"I": "basket", "II": "inbox", "III": "patch-check", "IV": "gear", "V": "award", "VI": "geo-alt"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One end of the classification: where it stands, the sheet it leads to, and words that people use for
    it.
    """

    sheet: int
    industry_code: str
    industry: str
    group: str
    subgroup: str
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the most exact name of the three."""
        return self.subgroup or self.group

    @property
    def way(self) -> str:
        """Return the whole way as the forms ask for it: industry, group, subgroup."""
        return " › ".join(dict.fromkeys(part for part in (self.industry, self.group, self.subgroup) if part))


def leaves(rulebook: Rulebook) -> tuple[Leaf, ...]:
    """Return every end of the classification, in the printed order."""
    return _leaves(rulebook.id)


def leaf_of(rulebook_id: str, sheet_number: int) -> Leaf | None:
    """Return the end of the classification that leads to a sheet; None for an unknown one."""
    return next((leaf for leaf in _leaves(rulebook_id) if leaf.sheet == sheet_number), None)


def find_leaves(rulebook: Rulebook, text: str, *, limit: int = 8) -> list[Leaf]:
    """Return the ends that fit typed words, the best first; marks and case do not count."""
    words = fold(text).split()
    if not words:
        return []
    scored = [(_score(words, leaf), leaf) for leaf in leaves(rulebook)]
    found = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].sheet))
    best = found[0][0] if found else 0
    return [leaf for score, leaf in found if score * 4 >= best * 3][:limit]


def _score(words: list[str], leaf: Leaf) -> int:
    """Score a leaf: a whole everyday word counts most, then names, then single words that begin alike."""
    asked = f" {' '.join(words)} "
    known = [f" {fold(word)} " for word in leaf.words]
    score = max((5 + 5 * len(word.split()) for word in known if word in asked), default=0)
    score = max(score, max((8 for word in known if word.startswith(asked.rstrip())), default=0))
    name = f" {fold(leaf.name)} "
    if asked in name:
        score = max(score, 5 + 5 * len(words))
    return score + sum(1 for word in words if len(word) > 1 and f" {word} " in name)


@cache
def _leaves(rulebook_id: str) -> tuple[Leaf, ...]:
    rulebook = rulebooks.get(rulebook_id)
    words = tomllib.loads(WORDS_FILE.read_text("utf-8")).get(rulebook_id, {})
    found = []
    for industry in rulebook.classification:
        for group in industry.groups:
            ends: list[tuple[int | None, str]] = [(leaf.sheet, leaf.name) for leaf in group.subgroups]
            ends = ends or [(group.sheet, "")]
            for sheet, name in ends:
                if sheet is None:
                    continue
                everyday = tuple(words.get(str(sheet), ()))
                found.append(Leaf(sheet, industry.code, industry.name, group.name, name, everyday))
    return tuple(found)


def applicant_kind_name(rulebook_id: str, code: str) -> str:
    """Return a producer kind as people read it; the bare code when the rulebook does not know it."""
    kinds = applicant_kinds(rulebooks.get(rulebook_id))
    return next((kind.name for kind in kinds if kind.code == code), code)
