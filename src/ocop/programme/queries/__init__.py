"""Reads of the provinces' own settings and of the working calendar, for every stage."""

from ocop.programme.catalogue import CUSTOM
from ocop.programme.queries.calendar import working_calendar
from ocop.programme.queries.corrections import Correction, Recount, entering, withdrawing
from ocop.programme.queries.effects import Change, Effect, effects_of, uses_of
from ocop.programme.queries.periods import Span, after, counted_by, spans_at, spans_of
from ocop.programme.queries.regulations import (
    CouncilRules,
    SamplesDue,
    Setting,
    council_rules,
    regulation,
    regulation_without,
    regulations_today,
    samples_due,
    versions_of,
)
from ocop.programme.queries.sheets import confirmation_of, unsettled_sheets
from ocop.programme.queries.steps import InnerDue, InnerLimits, inner_limits

__all__ = [
    "CUSTOM",
    "Change",
    "Correction",
    "CouncilRules",
    "Effect",
    "InnerDue",
    "InnerLimits",
    "Recount",
    "SamplesDue",
    "Setting",
    "Span",
    "after",
    "confirmation_of",
    "council_rules",
    "counted_by",
    "effects_of",
    "entering",
    "inner_limits",
    "regulation",
    "regulation_without",
    "regulations_today",
    "samples_due",
    "spans_at",
    "spans_of",
    "unsettled_sheets",
    "uses_of",
    "versions_of",
    "withdrawing",
    "working_calendar",
]
