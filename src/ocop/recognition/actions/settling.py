"""What was settled for a dossier, put down to be told to its commune and producer; part of the act that settles it."""

from __future__ import annotations

from datetime import date

from ocop.evaluation.queries import ResultForDecision
from ocop.recognition.models import Decision, DecisionLine, ResultNoticeLine


def let_tell(
    row: DecisionLine | ResultForDecision,
    *,
    outcome: str,
    level_path: str,
    settled_on: date,
    decision: Decision | None = None,
    explanation: str = "",
) -> ResultNoticeLine:
    """Write a result down as it stands now, to be told in a notice of the level that settled it.

    `decision` is the one that says it; none says what is not recognised.
    """
    line = ResultNoticeLine(
        result_id=row.result_id,
        dossier_id=row.dossier_id,
        outcome=outcome,
        level_path=level_path,
        settled_on=settled_on,
        authority_name=decision.authority_name if decision else "",
        decision_text=decision.number_text if decision else "",
        explanation=explanation,
        star=row.star,
        total_shown=row.total_shown,
        rulebook_id=row.rulebook_id,
        product_name=row.product_name,
        producer_name=row.producer_name,
        place_name=row.place_name,
        place_path=row.place_path,
    )
    line.save(force_insert=True)
    return line
