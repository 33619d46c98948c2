"""The shapes in which `ocop-rules` answers: values of the rules as plain dictionaries, ready for JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .comparing import GroundPair, Pair
from .deadlines import Due
from .rulebook import Limit, Rulebook
from .sheets import Criterion, Disqualifier, Level, Sheet


def parts_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Return a sheet's parts with all below them."""
    return [
        {
            "code": part.code,
            "name": part.name,
            "max": part.max,
            "groups": [
                {
                    "code": group.code,
                    "name": group.name,
                    "max": group.max,
                    "criteria": [criterion_of(criterion) for criterion in group.criteria],
                }
                for group in part.groups
            ],
        }
        for part in sheet.parts
    ]


def criterion_of(criterion: Criterion) -> dict[str, Any]:
    """Return a criterion with its levels, and the sub-heading it is printed under where there is one."""
    shape: dict[str, Any] = {
        "code": criterion.code,
        "name": criterion.name,
        "max": criterion.max,
        "levels": [_level(level) for level in criterion.levels],
    }
    if criterion.parent is not None:
        heading = criterion.parent
        shape["heading"] = {"code": heading.code, "name": heading.name, "max": heading.max}
    if criterion.cases:
        shape["cases"] = [{"code": case.code, "name": case.name} for case in criterion.cases]
    if criterion.notes:
        shape["notes"] = list(criterion.notes)
    if criterion.applies_when is not None:
        shape["applies_when"] = criterion.applies_when
    return shape


def ground_of(ground: Disqualifier) -> dict[str, Any]:
    """Return a ground for exclusion with the code of the criterion it is printed under."""
    return {
        "code": ground.code,
        "text": ground.text,
        "effect": ground.effect,
        "criterion": ground.criterion,
    }


def pair_of(pair: Pair | GroundPair, shape: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Return what two rulebooks say of one thing, and what differs; null where one of them does not say it."""
    return {
        "changes": list(pair.changes),
        "before": shape(pair.before) if pair.before else None,
        "after": shape(pair.after) if pair.after else None,
    }


def _level(level: Level) -> dict[str, Any]:
    shape: dict[str, Any] = {"points": level.points, "label": level.label}
    if level.min_for_star is not None:
        shape["min_for_star"] = level.min_for_star
    if level.case is not None:
        shape["case"] = level.case
    return shape


def limits_of(rulebook: Rulebook) -> list[dict[str, Any]]:
    """Return every time limit of a rulebook; those of the transition come last and say which clauses they are for."""
    both = (*rulebook.limits.values(), *rulebook.transition_limits.values())
    shapes = [limit_of(rulebook, limit) for limit in both]
    for shape in shapes[len(rulebook.limits) :]:
        shape["transition"] = [
            {
                "code": clause.code,
                "text": clause.text,
                "kinds": list(clause.kinds),
                "source": str(clause.source),
            }
            for clause in rulebook.transition
            if clause.limit == shape["code"]
        ]
    return shapes


def limit_of(rulebook: Rulebook, limit: Limit) -> dict[str, Any]:
    """Return a time limit; the one on rounds with the rounds of the year."""
    shape: dict[str, Any] = {
        "code": limit.code,
        "name": limit.name,
        "amount": limit.amount,
        "unit": limit.unit,
        "source": str(limit.source),
        "day_off": limit.day_off,
        "note": limit.note,
    }
    if limit.until_amount is not None:
        shape["until_amount"] = limit.until_amount
    if limit.finish_by is not None:
        shape["finish_by"] = limit.finish_by.isoformat()
    if limit.unit == "rounds_per_year":
        shape["rounds"] = [
            {
                "level": found.level,
                "number": found.number,
                "proposed_before": "{1:02d}-{0:02d}".format(*found.proposed_before),
                "result_before": "{1:02d}-{0:02d}".format(*found.result_before),
                "source": str(found.source),
            }
            for found in rulebook.rounds
        ]
    return shape


def due_of(found: Due) -> dict[str, Any]:
    """Return when a limit ends and how that was counted."""
    shape: dict[str, Any] = {
        "due_on": found.due_on.isoformat(),
        "amount": found.amount,
        "unit": found.unit,
        "source": str(found.source),
    }
    if found.fixed:
        shape["fixed"] = True
    for key, day in (
        ("opens_on", found.opens_on),
        ("closes_on", found.closes_on),
        ("moved_from", found.moved_from),
    ):
        if day is not None:
            shape[key] = day.isoformat()
    if found.skipped:
        shape["skipped"] = [{"day": skip.day.isoformat(), "reason": skip.reason} for skip in found.skipped]
    if found.rounds:
        shape["rounds"] = [
            {
                "level": dates.level,
                "number": dates.number,
                "last_proposal_on": dates.last_proposal_on.isoformat(),
                "last_result_on": dates.last_result_on.isoformat(),
                "source": str(dates.source),
            }
            for dates in found.rounds
        ]
    if found.uncertain_years:
        shape["uncertain_years"] = list(found.uncertain_years)
    return shape


def sheet_named(rulebook: Rulebook, sheet: Sheet) -> dict[str, Any]:
    """Return which sheet of which rulebook it is, what it is short of, and the figures to confirm before it is graded on."""
    return {
        "rulebook": rulebook.id,
        "sheet": sheet.number,
        "title": sheet.title,
        "incomplete": sheet.incomplete or None,
        "to_confirm": sheet.unsettled or None,
    }
