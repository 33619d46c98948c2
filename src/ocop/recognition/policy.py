"""Who may see, draft, issue and take back, and why not."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ocop.platform.access import ALLOWED, Actor, Verdict, policy, refuse
from ocop.platform.access.scopes import within
from ocop.recognition.models import Certificate, Decision, ResultNotice, ResultNoticeLine
from ocop.registration.models import ProducerMember

VIEW = "recognition.view"
DRAFT = "recognition.draft_decision"
ISSUE = "recognition.issue_decision"
REVOKE = "recognition.revoke"
DISCARD = "recognition.discard_decision"
ENTER = "recognition.enter_earlier"
NOTIFY = "recognition.issue_notice"
WITHDRAW_NOTICE = "recognition.withdraw_notice"


def visible(actor: Actor) -> QuerySet[Certificate]:
    """Return the certificates the actor may open: those of their places and of their own producers.

    A certificate keeps the unit it was issued at; where units changed since, today's unit finds it through the product.
    """
    paths = actor.paths_for(VIEW)
    reach = within(paths) | within(paths, column="product__place_path")
    if actor.grant_own(VIEW) is not None and actor.user_id is not None:
        mine = ProducerMember.objects.filter(user_id=actor.user_id).values("producer_id")
        reach |= Q(product__producer_id__in=mine)
    return Certificate.objects.filter(reach)


def visible_decisions(actor: Actor) -> QuerySet[Decision]:
    """Return the decisions the actor may open: those of their places, drafts where they draft or sign."""
    issued = within(actor.paths_for(VIEW)) & Q(state="issued")
    return Decision.objects.filter(issued | within(actor.paths_for(DRAFT)) | within(actor.paths_for(ISSUE)))


def visible_told(actor: Actor) -> QuerySet[ResultNoticeLine]:
    """Return the lines of notices the actor may read: those told to their places, and to their own producers.

    Nobody reads in a notice what it tells to others: results that were not recognised are not published.
    """
    paths = actor.paths_for(VIEW)
    of_product = "dossier__registration__product"
    reach = within(paths) | within(paths, column=f"{of_product}__place_path")
    if actor.grant_own(VIEW) is not None and actor.user_id is not None:
        mine = ProducerMember.objects.filter(user_id=actor.user_id).values("producer_id")
        reach |= Q(**{f"{of_product}__producer_id__in": mine})
    return ResultNoticeLine.objects.filter(reach, notice__isnull=False)


@policy(VIEW)
def may_view(actor: Actor, record: Certificate | Decision | None = None) -> Verdict:
    """Allow whoever sees the record in their lists."""
    if record is None:
        return ALLOWED if actor.can_somewhere(VIEW) else refuse(_("Bạn không được giao xem phần công nhận."))
    seen = visible(actor) if isinstance(record, Certificate) else visible_decisions(actor)
    if seen.filter(pk=record.pk).exists():
        return ALLOWED
    return refuse(_("Hồ sơ công nhận này không thuộc phạm vi bạn được xem."))


@policy(DRAFT)
def may_draft_decision(actor: Actor, record: Decision | None = None) -> Verdict:
    """Allow the office that prepares decisions at the decision's place."""
    reason = _("Chỉ cơ quan tham mưu OCOP của cấp ra quyết định mới dự thảo quyết định.")
    return _held_at(actor, DRAFT, record, reason)


@policy(DISCARD)
def may_discard_decision(actor: Actor, record: Decision | None = None) -> Verdict:
    """Allow the office that drafted it."""
    return _held_at(actor, DISCARD, record, _("Chỉ cơ quan dự thảo mới hủy được dự thảo này."))


@policy(ISSUE)
def may_issue_decision(actor: Actor, record: Decision | None = None) -> Verdict:
    """Allow the Chairman of the decision's place."""
    reason = _("Chỉ Chủ tịch Ủy ban nhân dân của cấp ra quyết định mới ban hành quyết định.")
    return _held_at(actor, ISSUE, record, reason)


@policy(NOTIFY)
def may_issue_notice(actor: Actor, record: ResultNotice | None = None) -> Verdict:
    """Allow the advisory agency of the level that settled the results."""
    reason = _("Chỉ cơ quan tham mưu OCOP của cấp ra quyết định mới thông báo kết quả.")
    return _held_at(actor, NOTIFY, record, reason)


@policy(WITHDRAW_NOTICE)
def may_withdraw_notice(actor: Actor, record: ResultNotice | None = None) -> Verdict:
    """Allow the agency that issued it."""
    reason = _("Chỉ cơ quan đã thông báo mới rút được thông báo này.")
    return _held_at(actor, WITHDRAW_NOTICE, record, reason)


@policy(REVOKE)
def may_revoke(actor: Actor, record: Certificate | None = None) -> Verdict:
    """Allow the Chairman of the certificate's province, also of the one that the product lies in today."""
    reason = _("Chỉ Chủ tịch Ủy ban nhân dân cấp tỉnh mới thu hồi giấy chứng nhận.")
    if (
        record is not None
        and record.product is not None
        and actor.grant_at(REVOKE, record.product.place_path)
    ):
        return ALLOWED
    return _at_place(actor, REVOKE, record, reason)


@policy(ENTER)
def may_enter_earlier(actor: Actor, record: Certificate | None = None) -> Verdict:
    """Allow the provincial office to enter certificates of earlier registers."""
    return _at_place(
        actor,
        ENTER,
        record,
        _("Chỉ cơ quan tham mưu OCOP cấp tỉnh mới nhập giấy chứng nhận đã cấp trước đây."),
    )


@policy("recognition.hold_certificate")
def may_hold_certificate(actor: Actor, record: Certificate | None = None) -> Verdict:
    """Allow whoever hands in the dossier for re-evaluation: the clause gives it, nobody grants it."""
    if actor.grant_own("dossiers.submit") is not None:
        return ALLOWED
    return refuse(_("Hiệu lực khi chờ kết quả đi theo hồ sơ đánh giá lại mà chủ thể nộp."))


@policy("recognition.make_document")
def may_make_document(actor: Actor, record: Certificate | Decision | None = None) -> Verdict:
    """Allow the system itself, and those who draft or sign, to have a document made."""
    if actor.is_system:
        return ALLOWED
    reason = _("Bạn không được giao lập văn bản này.")
    return _at_place(actor, ISSUE, record, reason) or _at_place(actor, DRAFT, record, reason)


def _held_at(
    actor: Actor, capability: str, record: Decision | ResultNotice | None, reason: object
) -> Verdict:
    """Allow at the record's very place: a province reads its districts' decisions, it does not make them."""
    allowed = (
        actor.can_somewhere(capability)
        if record is None
        else actor.grant_held_at(capability, record.place_path)
    )
    return ALLOWED if allowed else refuse(reason)  # type: ignore[arg-type]


def _at_place(
    actor: Actor, capability: str, record: Certificate | Decision | None, reason: object
) -> Verdict:
    allowed = (
        actor.can_somewhere(capability) if record is None else actor.grant_at(capability, record.place_path)
    )
    return ALLOWED if allowed else refuse(reason)  # type: ignore[arg-type]
