"""Reads of evaluation, for its own pages and for the stages after it."""

from ocop.evaluation.queries.councils import Candidate, candidates
from ocop.evaluation.queries.progress import MemberProgress, my_ballots, progress_of
from ocop.evaluation.queries.quorum import Quorum, quorum_of
from ocop.evaluation.queries.results import (
    RankedFilters,
    ResultForDecision,
    ranked_results,
    results_awaiting_decision,
)
from ocop.evaluation.queries.rules import (
    SessionUnder,
    councils_under,
    keeping,
    rules_of,
    sessions_under,
    wrong_number,
)
from ocop.evaluation.queries.totals import (
    Comparison,
    Gap,
    ItemTotals,
    comparison_of,
    gaps_between,
    totals_of,
)
from ocop.evaluation.queries.work import Work, ballots_waiting, sessions_to_run

__all__ = [
    "Candidate",
    "Comparison",
    "Gap",
    "ItemTotals",
    "MemberProgress",
    "Quorum",
    "RankedFilters",
    "ResultForDecision",
    "SessionUnder",
    "Work",
    "ballots_waiting",
    "candidates",
    "comparison_of",
    "councils_under",
    "gaps_between",
    "keeping",
    "my_ballots",
    "progress_of",
    "quorum_of",
    "ranked_results",
    "results_awaiting_decision",
    "rules_of",
    "sessions_to_run",
    "sessions_under",
    "totals_of",
    "wrong_number",
]
