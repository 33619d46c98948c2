"""Reads of the provinces' own settings and of the working calendar, for every stage."""

from ocop.programme.catalogue import CUSTOM
from ocop.programme.queries.calendar import working_calendar
from ocop.programme.queries.effects import Change, Effect, effects_of, open_before, uses_of
from ocop.programme.queries.regulations import (
    CouncilRules,
    Setting,
    council_rules,
    regulation,
    regulations_today,
    samples_for,
    versions_of,
)
from ocop.programme.queries.sheets import confirmation_of, unsettled_sheets
from ocop.programme.queries.steps import InnerDue, InnerLimits, inner_limits

__all__ = [
    "CUSTOM",
    "Change",
    "CouncilRules",
    "Effect",
    "InnerDue",
    "InnerLimits",
    "Setting",
    "confirmation_of",
    "council_rules",
    "effects_of",
    "inner_limits",
    "open_before",
    "regulation",
    "regulations_today",
    "samples_for",
    "unsettled_sheets",
    "uses_of",
    "versions_of",
    "working_calendar",
]
