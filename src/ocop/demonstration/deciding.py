"""One decision of the demonstration: drafted by an office, issued by its leader, its documents made."""

from __future__ import annotations

from datetime import datetime

from ocop.directory.models import Place
from ocop.platform.access import Actor, system_actor
from ocop.recognition import actions
from ocop.recognition.models import Certificate, Decision
from ocop.recognition.queries import awaiting_results, proposed_number

PRINTER = system_actor("Hệ thống lập văn bản", {"recognition.make_document"})


def decide(
    place: Place,
    *,
    authority: str,
    proposer: str,
    officer: Actor,
    leader: Actor,
    drafted: datetime,
    issued: datetime,
) -> Decision:
    """Decide on every result that waits at a place: recognised, or approved to be sent up."""
    waiting = awaiting_results(place.path)
    decision = actions.draft_decision(
        place,
        result_ids=[row.result.result_id for row in waiting if row.outcome in ("recognise", "forward")],
        authority_name=authority,
        proposer_name=proposer,
        actor=officer,
        at=drafted,
    )
    decision = actions.issue_decision(
        decision,
        number=proposed_number(place.path, issued.year),
        issued_on=issued.date(),
        signed_by_name="Người ký (trình diễn)",
        signed_by_post="Chủ tịch",
        actor=leader,
        at=issued,
    )
    actions.make_decision_document(decision, actor=PRINTER, at=issued)
    for certificate in Certificate.objects.filter(line__decision=decision).order_by("pk"):
        actions.make_certificate_document(certificate, actor=PRINTER, at=issued)
    return decision
