"""Two rulebooks' sheets for one product group side by side, by meaning: criteria are paired by topic, never by code.

Codes move between decisions (5.2 and 5.3 changed places in 2026); what a criterion is about does not. Which sheets belong
together is settled in `groups`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .groups import folded
from .sheets import STARS, Criterion, Disqualifier, Sheet

# A condition turns on its signs too: "<50%" is not "≥50%".
_SPELLED = str.maketrans(
    {
        "<": " dưới ",
        ">": " trên ",
        "≤": " nhỏ hơn hoặc bằng ",
        "≥": " lớn hơn hoặc bằng ",
        "=": " bằng ",
        "+": " cộng ",
        "%": " phần trăm ",
    }
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What two rulebooks ask about one thing; None where one of them does not ask.

    `changes` names what differs: "added", "dropped", or some of "code", "name", "max", "levels", "minimums", "note",
    "applies_when" (on what it depends, by meaning).
    """

    topic: str
    before: Criterion | None
    after: Criterion | None
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroundPair:
    """A ground for exclusion in two rulebooks; None where one of them does not print it on this sheet.

    `changes` names what differs: "added", "dropped", or some of "text", "effect", "criterion" (under which it stands, by
    meaning).
    """

    code: str
    before: Disqualifier | None
    after: Disqualifier | None
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two sheets and their criteria and grounds in pairs, in the order of the later sheet; what it dropped comes last."""

    before: Sheet
    after: Sheet
    pairs: tuple[Pair, ...]
    grounds: tuple[GroundPair, ...]

    @property
    def changed(self) -> tuple[Pair, ...]:
        """Return the pairs in which something differs."""
        return tuple(pair for pair in self.pairs if pair.changes)


def compare(before: Sheet, after: Sheet) -> Comparison:
    """Return two sheets in pairs of criteria that are about the same thing, and of grounds for exclusion."""
    left = list(before.criteria)
    pairs = []
    for criterion in after.criteria:
        same = _counterpart(criterion, left)
        if same is None:
            pairs.append(Pair(criterion.topic, None, criterion, ("added",)))
            continue
        left.remove(same)
        pairs.append(Pair(criterion.topic, same, criterion, _changes(before, same, after, criterion)))
    pairs += [Pair(criterion.topic, criterion, None, ("dropped",)) for criterion in left]
    return Comparison(before, after, tuple(pairs), _grounds(before, after))


def _counterpart(criterion: Criterion, left: Iterable[Criterion]) -> Criterion | None:
    """Return the criterion about the same thing: among several first the one of the same wording, then of the nearest name."""
    about = [one for one in left if one.topic == criterion.topic]
    return min(
        about,
        key=lambda one: (one.key != criterion.key, _words_apart(one.name, criterion.name)),
        default=None,
    )


def _changes(before: Sheet, old: Criterion, after: Sheet, new: Criterion) -> tuple[str, ...]:
    seen = {
        "code": (old.code, new.code),
        "name": (_said(old.name), _said(new.name)),
        "max": (old.max, new.max),
        "levels": (_levels(old), _levels(new)),
        "minimums": (dict(old.minimums), dict(new.minimums)),
        "note": (_all_said(old.notes), _all_said(new.notes)),
        "applies_when": (_topic(before, old.applies_when), _topic(after, new.applies_when)),
    }
    return tuple(what for what, (one, other) in seen.items() if one != other)


def _levels(criterion: Criterion) -> list[object]:
    cases: dict[str | None, str] = {case.code: _said(case.name) for case in criterion.cases}
    return [(level.points, _said(level.label), cases.get(level.case)) for level in criterion.levels]


def _grounds(before: Sheet, after: Sheet) -> tuple[GroundPair, ...]:
    """Return the grounds of two sheets in pairs by their code."""
    old = {ground.code: ground for ground in before.disqualifiers}
    new = {ground.code: ground for ground in after.disqualifiers}
    found = []
    for code in [*new, *(code for code in old if code not in new)]:
        one, other = old.get(code), new.get(code)
        if one is None or other is None:
            changes: tuple[str, ...] = ("added",) if one is None else ("dropped",)
        else:
            seen = {
                "text": (_said(one.text), _said(other.text)),
                "effect": (one.effect, other.effect),
                "criterion": (_topic(before, one.criterion), _topic(after, other.criterion)),
            }
            changes = tuple(what for what, (then, now) in seen.items() if then != now)
        found.append(GroundPair(code, one, other, changes))
    return tuple(found)


def minimums_apart(comparison: Comparison) -> dict[int, tuple[dict[str, int], dict[str, int]]]:
    """Return for each star what must be reached, by topic, before and after: cumulative, as grading binds it.

    Where several pairs share a topic, the first has its plain name, the next ones "topic 2", "topic 3" and so on, in the
    order of the pairs.
    """
    named = _named(comparison.pairs)
    old = {name: pair.before for name, pair in named.items()}
    new = {name: pair.after for name, pair in named.items()}
    return {
        star: (_least(comparison.before, star, old), _least(comparison.after, star, new))
        for star in STARS
        if comparison.before.minimums(star) or comparison.after.minimums(star)
    }


def _named(pairs: Iterable[Pair]) -> dict[str, Pair]:
    """Return pairs by their topic, with a number where the topic has stood before."""
    seen: Counter[str] = Counter()
    named = {}
    for pair in pairs:
        seen[pair.topic] += 1
        number = seen[pair.topic]
        named[pair.topic if number == 1 else f"{pair.topic} {number}"] = pair
    return named


def _least(sheet: Sheet, star: int, named: Mapping[str, Criterion | None]) -> dict[str, int]:
    least = sheet.minimums(star)
    return {name: least[one.code] for name, one in named.items() if one is not None and one.code in least}


def _topic(sheet: Sheet, code: str | None) -> str | None:
    """Return what the criterion of a code is about; the code itself where it is that of no criterion."""
    return next((criterion.topic for criterion in sheet.criteria if criterion.code == code), code)


def _all_said(texts: Iterable[str]) -> list[str]:
    return [_said(text) for text in texts]


def _said(text: str) -> str:
    """Return what a text says: its words in order, signs spelled out, without marks, capitals and punctuation."""
    return folded(text.translate(_SPELLED))


def _words_apart(one: str, other: str) -> int:
    """Return how many words stand in only one of two names."""
    return len(set(folded(one).split()) ^ set(folded(other).split()))
