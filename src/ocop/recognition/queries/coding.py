"""Which recognised products get their code from the rules, and which must bring the one their decision states."""

from __future__ import annotations

from ocop.directory.queries import path_at, place_on
from ocop.recognition.models import Decision, DecisionLine
from ocop_rules import rulebooks
from ocop_rules.rulebook import Rulebook


def names_district(rulebook: Rulebook) -> bool:
    """Return whether the rulebook's product code has a part for the district."""
    return "{district}" in rulebook.codes.product_code


def coded_path(line: DecisionLine) -> str | None:
    """Return the path of the commune that the product's code names: today's, or where the code names a district that
    the map has no more, the one in which the product was registered. None where that had no district either: then no
    text seen says how the code is made.
    """
    if not names_district(rulebooks.get(line.rulebook_id)) or path_at(line.place_path, "district"):
        return line.place_path
    slip = line.dossier.registration
    registered_at = place_on(slip.issued_path.rpartition("/")[2], slip.registered_on)
    if registered_at is not None and path_at(registered_at.path, "district"):
        return registered_at.path
    return None


def lines_to_code(decision: Decision) -> list[DecisionLine]:
    """Return the recognised lines whose code the office writes as the decision states it."""
    lines = decision.lines.filter(outcome=DecisionLine.Outcome.RECOGNISE)
    rows = lines.select_related("dossier__registration").order_by("position")
    return [line for line in rows if coded_path(line) is None]
