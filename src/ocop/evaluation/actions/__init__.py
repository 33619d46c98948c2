"""What is done in evaluation: councils are set up, sessions run, ballots marked, results frozen."""

from ocop.evaluation.actions.ballots import (
    Stale,
    ask_meeting,
    complete_ballot,
    declare_interest,
    reopen_ballot,
    save_mark,
    save_marks,
)
from ocop.evaluation.actions.closing import close_session
from ocop.evaluation.actions.conduct import (
    clear_ground,
    disqualify_item,
    end_scoring,
    open_session,
    postpone_item,
    record_attendance,
    resume_scoring,
    write_discussion,
)
from ocop.evaluation.actions.councils import Seat, end_council, establish_council
from ocop.evaluation.actions.planning import (
    add_item,
    add_items,
    cancel_session,
    change_session,
    order_items,
    plan_session,
    remove_item,
)

__all__ = [
    "Seat",
    "Stale",
    "add_item",
    "add_items",
    "ask_meeting",
    "cancel_session",
    "change_session",
    "clear_ground",
    "close_session",
    "complete_ballot",
    "declare_interest",
    "disqualify_item",
    "end_council",
    "end_scoring",
    "establish_council",
    "open_session",
    "order_items",
    "plan_session",
    "postpone_item",
    "record_attendance",
    "remove_item",
    "reopen_ballot",
    "resume_scoring",
    "save_mark",
    "save_marks",
    "write_discussion",
]
