"""What a level's authority makes of an evaluated product: recognise it, send it up, return the result to the
level below, or close it without recognition.

Nothing here knows a star or a threshold: both are read from the rulebook's route.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from . import rulebooks
from .law import NotInRulebook, Source
from .rulebook import RouteLevel, Rulebook

Outcome = Literal["recognise", "forward", "return", "close"]


class UnknownLevel(NotInRulebook):
    """The rulebook's route has no level of that code."""


def route_level(rulebook: Rulebook, level: str) -> RouteLevel:
    """Return one level of the rulebook's route. Raises UnknownLevel."""
    for found in rulebook.route:
        if found.code == level:
            return found
    raise UnknownLevel(f"{rulebook.instrument} không có cấp “{level}”.")


def outcome(
    rulebook: Rulebook, level: str, *, star: int, total: Fraction, above_star: int | None = None
) -> Outcome:
    """Return what the authority of `level` makes of a product with this star and mean total.

    Recognised when the star is one the level recognises. Sent up when the star is one that a level further
    up recognises and the total has reached the points from which this level sends up. Returned when the
    star is one that the level named by `returns_to` recognises on this level's result. Closed otherwise.
    `above_star` is the star that an upgrade must beat to be sent up, where the council's own regulation asks
    it; no decision does. It never lets up what the rulebook holds back.
    Law (26-2026): Điều 4 khoản 1, Điều 7 khoản 3 điểm e. The article sends up by points alone; a product
    whose points suffice but whose minimums hold it at a star of this level is recognised here.
    """
    here = route_level(rulebook, level)
    if star in here.recognises_stars:
        return "recognise"
    beats = above_star is None or star > above_star
    reaches = here.forwards_from_points is not None and total >= here.forwards_from_points
    if reaches and beats and star in stars_above(rulebook, level):
        return "forward"
    if here.returns_to is not None and star in route_level(rulebook, here.returns_to).recognises_stars:
        return "return"
    return "close"


def first_level(rulebook: Rulebook) -> RouteLevel:
    """Return the level that receives dossiers from producers: the one that no other sends up to."""
    reached = {level.forwards_to for level in rulebook.route}
    return next(level for level in rulebook.route if level.code not in reached)


def level_below(rulebook: Rulebook, level: str) -> RouteLevel | None:
    """Return the level that sends up to this one; None for the first."""
    return next((found for found in rulebook.route if found.forwards_to == level), None)


def stars_above(rulebook: Rulebook, level: str) -> frozenset[int]:
    """Return the stars that some level further up recognises. Raises UnknownLevel."""
    here = route_level(rulebook, level)
    return frozenset(given for found in levels_above(rulebook, here) for given in found.recognises_stars)


def levels_above(rulebook: Rulebook, level: RouteLevel) -> tuple[RouteLevel, ...]:
    """Return the levels a product may still be sent up to from this one, the next first."""
    found: list[RouteLevel] = []
    towards = level.forwards_to
    while towards is not None:
        found.append(route_level(rulebook, towards))
        towards = found[-1].forwards_to
    return tuple(found)


def source_of_act(rulebook: Rulebook, level: str, act: str) -> Source:
    """Return the article that asks for an act (a verb of `lifecycle`) at a level: that of the step which names it, else that
    of the level. Raises UnknownLevel.
    """
    return source_of_step(rulebook, level, act) or source_of(rulebook, level)


def source_of_step(rulebook: Rulebook, level: str, act: str) -> Source | None:
    """Return the article of the step that names an act at a level, None where no step does. Raises UnknownLevel."""
    return next((step.source for step in route_level(rulebook, level).steps if act in step.acts), None)


def citation_of_act(standing: Iterable[tuple[str, str]], act: str) -> str:
    """Return where an act is asked for, as text: of each rulebook's id and level once, in the order given."""
    sources = (source_of_act(rulebooks.get(rulebook_id), level, act) for rulebook_id, level in standing)
    return "; ".join(dict.fromkeys(map(str, sources)))


def source_of(rulebook: Rulebook, level: str) -> Source:
    """Return the article that says what a level recognises and sends up."""
    return route_level(rulebook, level).source
