"""Where a dossier stands on the route of its own rulebook, and where its levels act on the map.

Nothing here knows a rulebook by name: who receives, scores, recognises and sends up is read from the route's
levels; a level acts at the unit of its tier in which the dossier's commune lies.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ocop.directory.models import Place
from ocop.directory.queries import path_at, tier_of, unit_at
from ocop.dossiers.models import Dossier
from ocop.platform.access import Actor
from ocop.platform.access.scopes import at_or_below
from ocop_rules import outcomes, rulebooks
from ocop_rules.rulebook import RouteLevel, Rulebook

# Tiers of government that work in this installation, lowest first; levels of other names are outside of it.
TIERS: tuple[str, ...] = ("commune", "district", "province")
# The level as one writes it within a sentence, and the unit that it is.
LEVEL_WORDS: dict[str, str | Promise] = {
    "commune": _("cấp xã"),
    "district": _("cấp huyện"),
    "province": _("cấp tỉnh"),
    "centre": _("Trung ương"),
}


def word_of(level: str) -> str:
    """Return a level as it stands within a sentence: "cấp huyện"."""
    return str(LEVEL_WORDS.get(level, level))


def first_level(rulebook: Rulebook) -> RouteLevel:
    """Return the level that receives dossiers from producers."""
    return outcomes.first_level(rulebook)


def level_of(dossier: Dossier) -> RouteLevel:
    """Return the level at which a dossier stands."""
    return outcomes.route_level(rulebooks.get(dossier.rulebook_id), dossier.level)


def next_level(dossier: Dossier) -> RouteLevel | None:
    """Return the level to which this one sends up, None at the top of the route."""
    towards = level_of(dossier).forwards_to
    return outcomes.route_level(rulebooks.get(dossier.rulebook_id), towards) if towards else None


def level_below(dossier: Dossier) -> RouteLevel | None:
    """Return the level that sends up to the one at which the dossier stands, None at the first."""
    return outcomes.level_below(rulebooks.get(dossier.rulebook_id), dossier.level)


def is_inside(level: RouteLevel | None) -> bool:
    """Return whether a level works in this installation: the centre does not."""
    return level is not None and level.code in TIERS


def levels_here(rulebook: Rulebook) -> tuple[RouteLevel, ...]:
    """Return the levels of a route that work in this installation, in order."""
    return tuple(level for level in rulebook.route if is_inside(level))


def is_first(dossier: Dossier) -> bool:
    """Return whether the dossier stands at the level that received it from the producer."""
    return first_level(rulebooks.get(dossier.rulebook_id)).code == dossier.level


def path_of_level(dossier: Dossier, level: str) -> str | None:
    """Return the path of the place at which a level deals with a dossier, None where the map has none."""
    return path_at(dossier.place_path, level)


def acting_path(dossier: Dossier) -> str | None:
    """Return the path of the place that has the dossier now."""
    return path_of_level(dossier, dossier.level)


def acting_place(dossier: Dossier, level: str = "") -> Place | None:
    """Return the place that has the dossier now, or that of another level of its route."""
    return unit_at(dossier.place, level or dossier.level)


def is_gone(dossier: Dossier) -> bool:
    """Return whether the level at which a dossier stands works here but has no unit on the map any more."""
    return is_inside(level_of(dossier)) and acting_path(dossier) is None


def heir_level(dossier: Dossier) -> RouteLevel | None:
    """Return the level above that may take a dossier over from one that is gone; None while that one is there."""
    above = next_level(dossier)
    if not is_gone(dossier) or above is None or path_of_level(dossier, above.code) is None:
        return None
    return above if is_inside(above) else None


def left_behind() -> Q:
    """Return the condition of a dossier that stands at a district which is on the map no more."""
    # Provinces and communes are in every state of the map; the level in between is the one that may be missing.
    return Q(level="district") & ~Q(place__parent__level="district") & ~Q(state="draft")


def receiving_level(dossier: Dossier) -> str:
    """Return the level that deals with the producer: the first, or the one that took over from it."""
    first = first_level(rulebooks.get(dossier.rulebook_id)).code
    return first if path_of_level(dossier, first) is not None else dossier.level


def authority_of(rulebook: Rulebook, level: str, place_path: str) -> Rulebook:
    """Return the rulebook by whose route a level decides on a result: the own one.

    Where results below this level's stars would go back to a level that the place has no more, it is the rulebook that
    amended the own one (QĐ 1489/QĐ-TTg gave the province the district's stars), if there is one.
    """
    back = outcomes.route_level(rulebook, level).returns_to
    if back is None or path_at(place_path, back) is not None:
        return rulebook
    return next((one for one in rulebooks.all_rulebooks() if one.sheets_of == rulebook.id), rulebook)


def standing_at(place_path: str) -> Q:
    """Return the condition of a dossier that a place has now: its level is the place's, its commune lies in
    it.
    """
    return Q(level=tier_of(place_path)) & at_or_below(place_path)


def seats(actor: Actor, capability: str, level: str) -> tuple[str, ...]:
    """Return the places of one tier at which the actor holds a capability ("" stands for all of them)."""
    return tuple(path for path in actor.paths_for(capability) if not path or tier_of(path) == level)
