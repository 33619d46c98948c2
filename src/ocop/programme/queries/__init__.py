"""Reads of the provinces' own settings and of the working calendar, for every stage."""

from ocop.programme.catalogue import CUSTOM
from ocop.programme.queries.calendar import working_calendar
from ocop.programme.queries.effects import Change, Effect, effects_of, uses_of
from ocop.programme.queries.history import CalendarHistory, Entered, Recount, calendar_history, entered_of
from ocop.programme.queries.periods import Span, after, counted_by, spans_at, spans_of
from ocop.programme.queries.regulations import (
    CouncilRules,
    Setting,
    council_rules,
    regulation,
    regulation_without,
    regulations_today,
    samples_for,
    versions_of,
)
from ocop.programme.queries.sheets import confirmation_of, unsettled_sheets
from ocop.programme.queries.steps import InnerDue, InnerLimits, inner_limits

__all__ = [
    "CUSTOM",
    "CalendarHistory",
    "Change",
    "CouncilRules",
    "Effect",
    "Entered",
    "InnerDue",
    "InnerLimits",
    "Recount",
    "Setting",
    "Span",
    "after",
    "calendar_history",
    "confirmation_of",
    "council_rules",
    "counted_by",
    "effects_of",
    "entered_of",
    "inner_limits",
    "regulation",
    "regulation_without",
    "regulations_today",
    "samples_for",
    "spans_at",
    "spans_of",
    "unsettled_sheets",
    "uses_of",
    "versions_of",
    "working_calendar",
]
