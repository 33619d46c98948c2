"""One way of writing: acts, transitions, and tables that only actions may write. See README.md."""

from ocop.platform.workflow.acts import act, current_act, note
from ocop.platform.workflow.owned import OwnedByActions, OwnedQuerySet
from ocop.platform.workflow.transitions import (
    available_verbs,
    create,
    lock,
    paired,
    perform,
    state_constraint,
)
from ocop.platform.workflow.wording import in_record_language

__all__ = [
    "OwnedByActions",
    "OwnedQuerySet",
    "act",
    "available_verbs",
    "create",
    "current_act",
    "in_record_language",
    "lock",
    "note",
    "paired",
    "perform",
    "state_constraint",
]
