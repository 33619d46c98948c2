"""A decision issued: its number, a certificate for each recognised product, every dossier onwards; one act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ocop.directory.queries import tier_of
from ocop.dossiers import actions as dossiers
from ocop.dossiers.queries import route
from ocop.platform.access import Actor
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import perform
from ocop.recognition import notices
from ocop.recognition.actions.certificates import (
    decision_number_text,
    issue_certificate,
    refuse_used_number,
)
from ocop.recognition.actions.closing import why_closed
from ocop.recognition.actions.holding import end_hold
from ocop.recognition.actions.settling import let_tell
from ocop.recognition.models import Decision, DecisionLine
from ocop_rules.lifecycle import DECISION


def issue_decision(
    decision: Decision,
    *,
    number: int,
    issued_on: date,
    signed_by_name: str,
    signed_by_post: str,
    actor: Actor,
    at: datetime,
    then: Sequence[Callable[[Decision], None]] = (),
) -> Decision:
    """Issue a draft: number and date it, make a certificate for each recognised product, take every dossier
    onwards.

    All of it is one act: a refusal at any product leaves nothing behind. `then` runs after the commit (the
    view asks for the documents to be made there). Raises Invalid for a number used that year, a day to
    come, or a day before the council closed the last of the results. Law: QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3
    điểm e.
    """

    def carry_out(draft: Decision) -> tuple[str, ...]:
        lines = list(
            draft.lines.select_related(
                "result__session",
                "result__item__submission",
                "dossier__place__parent__parent",
                "dossier__registration__product__producer",
            ).order_by("position")
        )
        _check_day(lines, issued_on=issued_on, at=at)
        draft.number, draft.year = number, issued_on.year
        draft.number_text = decision_number_text(number)
        refuse_used_number(draft.number_text, year=issued_on.year, place_path=draft.place_path)
        draft.issued_on = issued_on
        draft.signed_by_name, draft.signed_by_post = signed_by_name.strip(), signed_by_post.strip()
        if not draft.signed_by_name or not draft.signed_by_post:
            raise Invalid(_("Hãy nhập họ tên và chức vụ người ký."), field="signed_by_name")
        draft.issued_at, draft.issued_by = at, actor.name
        for line in lines:
            _carry_out_line(draft, line, actor=actor, at=at)
        return (
            "number", "year", "number_text", "issued_on", "signed_by_name", "signed_by_post", "issued_at",
            "issued_by",
        )  # fmt: skip

    def facts(issued: Decision) -> dict[str, Any]:
        outcomes = issued.lines.values_list("product_name", "outcome", "star", "total_shown").order_by(
            "position"
        )
        return {
            "number": issued.number_text,
            "issued_on": issued_on.isoformat(),
            "lines": [
                {"product": product, "outcome": outcome, "star": star, "total": total}
                for product, outcome, star, total in outcomes
            ],
        }

    if number < 1:
        raise Invalid(_("Số quyết định phải là số nguyên dương."), field="number")
    return perform(
        DECISION,
        decision,
        "issue_decision",
        actor=actor,
        at=at,
        apply=carry_out,
        facts=facts,
        after_commit=then,
    )


def _carry_out_line(decision: Decision, line: DecisionLine, *, actor: Actor, at: datetime) -> None:
    assert decision.issued_on is not None
    if line.outcome == DecisionLine.Outcome.RECOGNISE:
        explanation = ""
        certificate = issue_certificate(decision, line, actor=actor, at=at)
        dossiers.recognise(line.dossier, certificate_label=str(certificate), actor=actor, at=at)
        end_hold(line.dossier, decided_on=certificate.decided_on, actor=actor, at=at)
    elif line.outcome == DecisionLine.Outcome.FORWARD:
        explanation = _send_up(decision, line, actor=actor, at=at)
    else:
        explanation = why_closed(
            line.dossier, tier_of(decision.place_path), star=line.star, total=line.total_shown
        )
        dossiers.close_unrecognised(line.dossier, reason=explanation, actor=actor, at=at)
        end_hold(line.dossier, decided_on=decision.issued_on, actor=actor, at=at)
    let_tell(
        line,
        outcome=line.outcome,
        level_path=decision.place_path,
        settled_on=decision.issued_on,
        decision=None if line.outcome == DecisionLine.Outcome.CLOSE else decision,
        explanation=explanation,
    )


def _send_up(decision: Decision, line: DecisionLine, *, actor: Actor, at: datetime) -> str:
    """Approve a result that goes up, or close its dossier here where it leaves this installation; return what that is."""
    assert decision.issued_on is not None
    above = route.next_level(line.dossier)
    assert above is not None
    if route.is_inside(above):
        # The next level works here, too: the result is approved, the dossier waits for its transmittal.
        dossiers.approve_result(
            line.dossier,
            decision_text=decision.number_text,
            decided_on=decision.issued_on,
            decision_number=decision.pk,
            actor=actor,
            at=at,
        )
    else:
        label = notices.forwarded(
            line.rulebook_id,
            level=tier_of(decision.place_path),
            total=line.total_shown,
            decision=decision.number_text,
        )
        dossiers.forward(line.dossier, letter_label=label, actor=actor, at=at)
    return notices.sent_up(above.code)


def _check_day(lines: Sequence[DecisionLine], *, issued_on: date, at: datetime) -> None:
    if issued_on > timezone.localdate(at):
        raise Invalid(_("Ngày quyết định không được sau ngày hôm nay."), field="issued_on")
    graded = max(timezone.localdate(line.result.graded_at) for line in lines)
    if issued_on < graded:
        raise Invalid(
            _("Ngày quyết định không được trước ngày Hội đồng chốt kết quả (%(day)s).")
            % {"day": date_format(graded, "SHORT_DATE_FORMAT")},
            field="issued_on",
        )
