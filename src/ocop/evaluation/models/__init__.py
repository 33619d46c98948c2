"""Tables of evaluation: councils, sessions, ballots, results."""

from ocop.evaluation.models.ballots import Ballot
from ocop.evaluation.models.councils import Council, CouncilMember
from ocop.evaluation.models.results import ItemResult
from ocop.evaluation.models.sessions import STATE_LABELS, Attendance, Session, SessionItem

__all__ = [
    "STATE_LABELS",
    "Attendance",
    "Ballot",
    "Council",
    "CouncilMember",
    "ItemResult",
    "Session",
    "SessionItem",
]
