"""Decisions: drafted by the office of a level from its council's results, issued by the Chairman in one act."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ocop.directory.models import Place
from ocop.directory.queries import tier_of
from ocop.dossiers import actions as dossiers
from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import route
from ocop.dossiers.queries.transmittal import result_of
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, create, in_record_language, lock, note, perform
from ocop.recognition import notices
from ocop.recognition.actions.certificates import (
    decision_number_text,
    issue_certificate,
    refuse_used_number,
)
from ocop.recognition.actions.holding import end_hold
from ocop.recognition.models import Decision, DecisionLine
from ocop.recognition.queries.register import AwaitingResult, awaiting_results
from ocop_rules import rulebooks
from ocop_rules.lifecycle import DECISION
from ocop_rules.outcomes import stars_above

DRAFT = "recognition.draft_decision"
ISSUE = "recognition.issue_decision"
_ORDER = {"recognise": 0, "forward": 1, "close": 2}


def draft_decision(
    place: Place,
    *,
    result_ids: Collection[int],
    authority_name: str,
    proposer_name: str = "",
    title: str = "",
    actor: Actor,
    at: datetime,
) -> Decision:
    """Draft a decision on some of the results that wait at a level's place.

    Raises Invalid when no result is chosen, when one is not waiting (any more), or when none of them calls
    for a decision: products that reach no star the level recognises are closed by `close_results`, or handed
    back to the level below by `hand_back_results`, without a decision.
    Law: QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm đ, e; Điều 4 khoản 1 điểm a.
    """
    decision = Decision(
        title=title.strip() or _default_title(),
        place_path=place.path,
        place_name=place.name,
        authority_name=authority_name,
        proposer_name=proposer_name,
        drafted_at=at,
        drafted_by=actor.name,
    )
    with act():
        require(DRAFT, actor, decision)
        chosen = _chosen(place.path, result_ids)
        create(decision, DRAFT, actor=actor, at=at, facts=_facts(chosen))
        _write_lines(decision, chosen)
    return decision


def change_draft(
    decision: Decision,
    *,
    result_ids: Collection[int],
    title: str,
    proposer_name: str,
    actor: Actor,
    at: datetime,
) -> Decision:
    """Change what a draft covers, its summary line and who submits it. Raises WrongState once it is issued
    or discarded.
    """
    with act():
        draft = lock(decision)
        require(DRAFT, actor, draft)
        if draft.state != Decision.State.DRAFT:
            raise WrongState(
                _("Dự thảo này không còn sửa được vì đã ban hành hoặc đã hủy. Hãy tải lại trang.")
            )
        chosen = _chosen(draft.place_path, result_ids, also_of=draft)
        draft.title = title.strip() or _default_title()
        draft.proposer_name = proposer_name
        draft.save(update_fields=["title", "proposer_name"])
        written = dict(draft.lines.exclude(code_text="").values_list("result_id", "code_text"))
        draft.lines.all().delete()
        _write_lines(draft, chosen, codes=written)
        note(DRAFT, draft, actor=actor, at=at, before=draft.state, after=draft.state, facts=_facts(chosen))
    return draft


def discard_decision(decision: Decision, *, actor: Actor, at: datetime) -> Decision:
    """Discard a draft: its lines stay for the record, its results wait for a decision again."""

    def release(draft: Decision) -> tuple[str, ...]:
        draft.lines.update(holds_result=False)
        return ()

    return perform(DECISION, decision, "discard_decision", actor=actor, at=at, apply=release)


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


def close_results(
    place_path: str, *, result_ids: Collection[int], actor: Actor, at: datetime
) -> list[Dossier]:
    """Close the dossiers of products that reach no star to recognise, with the notice their producers read.

    No decision is made on them. Raises Invalid when one of the results is not such a product or no longer
    waits. Law: QĐ 26/2026/QĐ-TTg, Điều 4 khoản 1 điểm a; Điều 7 khoản 3 điểm g.
    """
    waiting = {row.result.result_id: row for row in awaiting_results(place_path)}
    chosen = [waiting[pk] for pk in result_ids if pk in waiting and waiting[pk].outcome == "close"]
    if not chosen or len(chosen) != len(set(result_ids)):
        raise Invalid(
            _("Chỉ kết thúc được hồ sơ đang chờ và không đạt hạng công nhận. Hãy tải lại trang rồi chọn lại.")
        )
    level = tier_of(place_path)
    with act():
        closed = []
        for row in chosen:
            dossier = Dossier.objects.get(pk=row.result.dossier_id)
            why = _why_closed(dossier, level, star=row.result.star, total=row.result.total_shown)
            closed.append(dossiers.close_unrecognised(dossier, reason=why, actor=actor, at=at))
        for dossier in closed:
            end_hold(dossier, decided_on=timezone.localdate(at), actor=actor, at=at)
    return closed


def hand_back_results(
    place_path: str, *, result_ids: Collection[int], actor: Actor, at: datetime
) -> list[Dossier]:
    """Give results that reach no star of this level back to the level below, which may recognise on them.

    Raises Invalid when one of the results is not such a one or no longer waits. The level is the route's
    `returns_to`; for 148-2023 no source says so (see the rulebook's doubts).
    """
    waiting = {row.result.result_id: row for row in awaiting_results(place_path)}
    chosen = [waiting[pk] for pk in result_ids if pk in waiting and waiting[pk].outcome == "return"]
    if not chosen or len(chosen) != len(set(result_ids)):
        raise Invalid(_("Chỉ trả về cấp dưới được kết quả thuộc diện ấy. Hãy tải lại trang rồi chọn lại."))
    level = tier_of(place_path)
    with act():
        return [
            dossiers.hand_back(
                Dossier.objects.get(pk=row.result.dossier_id),
                notice=notices.handed_back(
                    row.result.rulebook_id, level=level, star=row.result.star, total=row.result.total_shown
                ),
                actor=actor,
                at=at,
            )
            for row in chosen
        ]


def _why_closed(dossier: Dossier, level: str, *, star: int, total: str) -> str:
    """Return the notice about a product that is not recognised: its star is not, or is not above the one held."""
    result = result_of(dossier, level)
    if (
        result is not None
        and result.above_star is not None
        and star in stars_above(rulebooks.get(dossier.rulebook_id), level)
    ):
        return notices.not_above_held(
            star=star, total=total, held=result.above_star, basis=result.above_star_basis
        )
    return notices.not_recognised(dossier.rulebook_id, level=level, star=star, total=total)


def _chosen(
    place_path: str, result_ids: Collection[int], *, also_of: Decision | None = None
) -> list[AwaitingResult]:
    waiting = {row.result.result_id: row for row in awaiting_results(place_path, also_of=also_of)}
    wanted = list(dict.fromkeys(result_ids))
    if not wanted:
        raise Invalid(_("Hãy chọn ít nhất một sản phẩm."), field="results")
    missing = [pk for pk in wanted if pk not in waiting]
    if missing:
        raise Invalid(
            _(
                "Có %(count)s kết quả không còn chờ quyết định (đã nằm trong một dự thảo khác hoặc đã xử "
                "lý). Hãy tải lại trang rồi chọn lại."
            )
            % {"count": len(missing)},
            field="results",
        )
    chosen = [waiting[pk] for pk in wanted]
    returned = [row.result.product_name for row in chosen if row.outcome == "return"]
    if returned:
        raise Invalid(
            _("Kết quả của %(names)s được trả về cấp dưới, không đưa vào quyết định này.")
            % {"names": ", ".join(returned)},
            field="results",
        )
    if all(row.outcome == "close" for row in chosen):
        raise Invalid(
            _(
                "Các sản phẩm đã chọn không đạt hạng công nhận nên không ban hành quyết định; "
                "hãy dùng “Kết thúc không công nhận”."
            ),
            field="results",
        )
    return sorted(
        chosen,
        key=lambda row: (
            _ORDER[row.outcome],
            -row.result.star,
            -row.result.total_hundredths,
            row.result.product_name,
        ),
    )


def _write_lines(
    decision: Decision, chosen: Sequence[AwaitingResult], *, codes: Mapping[int, str] | None = None
) -> None:
    """Write a draft's lines; `codes` are those written by hand before it was changed, by the number of the result."""
    codes = codes or {}
    lines = [
        DecisionLine(
            decision=decision,
            position=position,
            outcome=row.outcome,
            result_id=row.result.result_id,
            dossier_id=row.result.dossier_id,
            star=row.result.star,
            band_star=row.result.band_star,
            minimum_star=row.result.minimum_star,
            total_shown=row.result.total_shown,
            rulebook_id=row.result.rulebook_id,
            sheet_number=row.result.sheet_number,
            product_name=row.result.product_name,
            producer_name=row.result.producer_name,
            place_name=row.result.place_name,
            place_path=row.result.place_path,
            code_text=codes.get(row.result.result_id, ""),
        )
        for position, row in enumerate(chosen, start=1)
    ]
    try:
        DecisionLine.objects.bulk_create(lines)
    except IntegrityError:
        raise WrongState(
            _("Một kết quả vừa được đưa vào dự thảo khác. Hãy tải lại trang rồi chọn lại.")
        ) from None


def _carry_out_line(decision: Decision, line: DecisionLine, *, actor: Actor, at: datetime) -> None:
    if line.outcome == DecisionLine.Outcome.RECOGNISE:
        certificate = issue_certificate(decision, line, actor=actor, at=at)
        dossiers.recognise(line.dossier, certificate_label=str(certificate), actor=actor, at=at)
        end_hold(line.dossier, decided_on=certificate.decided_on, actor=actor, at=at)
    elif line.outcome == DecisionLine.Outcome.FORWARD and route.is_inside(route.next_level(line.dossier)):
        assert decision.issued_on is not None
        # The next level works here, too: the result is approved, the dossier waits for its transmittal.
        dossiers.approve_result(
            line.dossier,
            decision_text=decision.number_text,
            decided_on=decision.issued_on,
            decision_number=decision.pk,
            actor=actor,
            at=at,
        )
    elif line.outcome == DecisionLine.Outcome.FORWARD:
        dossiers.forward(
            line.dossier,
            letter_label=notices.forwarded(
                line.rulebook_id,
                level=tier_of(decision.place_path),
                total=line.total_shown,
                decision=decision.number_text,
            ),
            actor=actor,
            at=at,
        )
    else:
        dossiers.close_unrecognised(
            line.dossier,
            reason=_why_closed(
                line.dossier, tier_of(decision.place_path), star=line.star, total=line.total_shown
            ),
            actor=actor,
            at=at,
        )
        assert decision.issued_on is not None
        end_hold(line.dossier, decided_on=decision.issued_on, actor=actor, at=at)


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


@in_record_language
def _default_title() -> str:
    return _("Về việc công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận sản phẩm OCOP")


def _facts(chosen: Sequence[AwaitingResult]) -> dict[str, Any]:
    return {
        "lines": [
            {"product": row.result.product_name, "outcome": row.outcome, "star": row.result.star}
            for row in chosen
        ]
    }
