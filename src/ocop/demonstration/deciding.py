"""A decision of the demonstration, drafted by an office and issued by its leader, and the notice that tells of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ocop.directory.models import Place
from ocop.platform.access import Actor, system_actor
from ocop.recognition import actions
from ocop.recognition.models import Certificate, Decision, ResultNotice
from ocop.recognition.queries import awaiting_results, proposed_number, untold_results

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
    outcomes: Collection[str] = ("recognise", "forward"),
) -> Decision:
    """Decide on the results that wait at a place: recognised, or approved to be sent up."""
    waiting = awaiting_results(place.path)
    decision = actions.draft_decision(
        place,
        result_ids=[row.result.result_id for row in waiting if row.outcome in outcomes],
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


def tell_results(
    place: Place, *, authority: str, agency: str, post: str, officer: Actor, at: datetime
) -> ResultNotice:
    """Tell communes and producers of every settled result of a place."""
    earlier = ResultNotice.objects.filter(place_path=place.path, year=at.year).count()
    return actions.issue_notice(
        place,
        line_ids=[row.line.pk for row in untold_results(place.path)],
        number_text=f"{128 + earlier}/TB-OCOP",
        issued_on=at.date(),
        agency_name=agency,
        authority_name=authority,
        signed_by_name="Người ký (trình diễn)",
        signed_by_post=post,
        actor=officer,
        at=at,
    )
