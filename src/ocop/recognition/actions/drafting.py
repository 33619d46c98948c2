"""Drafts of decisions: results put together, changed, put aside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from ocop.directory.models import Place
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, create, in_record_language, lock, note, perform
from ocop.recognition.models import Decision, DecisionLine
from ocop.recognition.queries.register import AwaitingResult, awaiting_results
from ocop_rules.lifecycle import DECISION

DRAFT = "recognition.draft_decision"


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
