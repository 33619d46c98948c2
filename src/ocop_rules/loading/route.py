"""Reading [[route]]: who receives, checks, evaluates and recognises at a level, and what it hands on."""

from __future__ import annotations

from ..law import Source
from ..lifecycle import ACTS_BY_LAW
from ..rulebook import KINDS, RouteLevel, RouteStep
from .citations import Citations
from .fields import Table

EXTRA_ROUNDS_NEED = ("regulation", "plan")


def read_route_level(table: Table, cited: Citations) -> RouteLevel:
    """Read one [[route]]. Raises RulebookFault."""
    steps = []
    for step in table.tables("steps", named_by="who"):
        acts = _some_of(step, "acts", ACTS_BY_LAW)
        steps.append(
            RouteStep(step.text("who"), step.text("does"), step.text("output"), cited.of(step), acts)
        )
        step.finish()
    level = RouteLevel(
        code=table.text("code"),
        name=table.text("name"),
        receives=table.text("receives"),
        checks=table.text("checks"),
        evaluates=table.text("evaluates"),
        recognises=table.text_or_none("recognises"),
        recognises_stars=table.numbers("recognises_stars"),
        forwards_to=table.text_or_none("forwards_to"),
        forwards_from_points=table.number_or_none("forwards_from_points"),
        reevaluation=table.text("reevaluation", default=""),
        returns_to=table.text_or_none("returns_to"),
        council_chair=table.text_or_none("council_chair"),
        council_members=table.texts("council_members"),
        steps=tuple(steps),
        source=cited.of(table),
        written_opinion=_some_of(table, "written_opinion", KINDS),
        written_opinion_source=_beside(table, cited, "written_opinion"),
        extra_rounds_need=_some_of(table, "extra_rounds_need", EXTRA_ROUNDS_NEED),
        extra_rounds_source=_beside(table, cited, "extra_rounds_need"),
    )
    table.finish()
    for key in ("written_opinion", "extra_rounds_need"):
        if getattr(level, key) and not level.has_council:
            raise table.fault(f"“{key}” chỉ có ở cấp có hội đồng", f"{key} = ")
    return level


def _beside(table: Table, cited: Citations, key: str) -> Source | None:
    """Return the place of a key that has an article of its own; None where the key is not stated."""
    return cited.at(table, table.text(f"{key}_article")) if table.has(key) else None


def _some_of(table: Table, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    values = table.texts(key)
    for value in values:
        if value not in allowed:
            raise table.fault(f"“{key}” chỉ gồm {', '.join(allowed)}, không có “{value}”", f'"{value}"')
    return values
