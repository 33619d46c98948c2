"""Running a session: opening it, who is there, what is found and said, the end of scoring."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.dossiers import actions as dossier_actions
from ocop.evaluation.actions.figures import insist_on_figures
from ocop.evaluation.actions.planning import shut_ballots
from ocop.evaluation.models import Attendance, Ballot, CouncilMember, Session, SessionItem
from ocop.evaluation.queries.rounds import extra_refused
from ocop.evaluation.queries.written import form_refused, kind_refused
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, lock, note, perform
from ocop.programme.queries import CouncilRules, council_rules
from ocop_rules import rulebooks
from ocop_rules.lifecycle import SESSION

RUNNING = ("open", "scoring_ended")


def open_session(session: Session, *, actor: Actor, at: datetime) -> Session:
    """Open a planned session for scoring: every voting member gets a ballot for every product.

    The council's working rules of this day are kept with the session and hold to its end.

    Raises NotAllowed, WrongState, and Invalid before its day, when the list is empty, its form or extra round is not
    allowed on this day, or a sheet has figures that nobody has confirmed.
    Law: QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm d, khoản 6.
    """

    def hand_out(locked: Session) -> tuple[str, ...]:
        today = timezone.localdate(at)
        if today < locked.held_on:
            raise Invalid(
                _(
                    "Phiên họp ghi ngày %(on)s, chưa đến ngày nên chưa mở được. Nếu họp sớm hơn, hãy sửa ngày họp."
                )
                % {"on": f"{locked.held_on:%d/%m/%Y}"}
            )
        rules = council_rules(locked.place_path, today)
        items = list(locked.items.select_related("dossier").order_by("position", "pk"))
        if not items:
            raise Invalid(_("Phiên họp chưa có sản phẩm nào; hãy thêm sản phẩm trước khi mở phiên."))
        if locked.is_written:
            _check_written(locked, items, rules, today)
        refused = extra_refused(rules, locked.council.level, today) if locked.plan_on is not None else ""
        if refused:
            raise Invalid(refused)
        members = list(
            CouncilMember.objects.filter(council_id=locked.council_id, votes=True).order_by("position")
        )
        for item in items:
            item.session = locked
            insist_on_figures(
                item.rulebook_id, item.sheet_number, name=item.product_name, place_path=locked.place_path
            )
            _pin(item)
        Ballot.objects.bulk_create(
            Ballot.of(item, member, marks_wanted=_criteria(item), accepts_marks=True)
            for item in items
            for member in members
        )
        locked.rules = rules.kept()
        locked.opened_at, locked.opened_by = at, actor.name
        return ("rules", "opened_at", "opened_by")

    return perform(
        SESSION,
        session,
        "open_session",
        actor=actor,
        at=at,
        apply=hand_out,
        facts=lambda locked: {
            "products": [item.product_name for item in locked.items.order_by("position")],
            "rulebooks": sorted({item.rulebook_digest for item in locked.items.all()}),
            "rules": locked.rules,
        },
    )


def record_attendance(session: Session, *, present: Collection[int], actor: Actor, at: datetime) -> None:
    """Write down who is there: the ids of the council's members; all others are absent.

    Only while scoring runs: once totals can be seen, nobody's ballot is dropped by marking its member absent. For
    the same reason nobody who was present becomes absent after scoring was ended once and resumed.
    """
    with act():
        locked = lock(session)
        require("evaluation.record_attendance", actor, locked)
        if locked.is_written:
            raise WrongState(_("Lấy ý kiến bằng văn bản thì không điểm danh; phiếu đã gửi được tính."))
        if locked.state != "open":
            raise WrongState(
                _("Chỉ điểm danh khi phiên đang chấm điểm. Muốn sửa điểm danh, hãy mở lại việc chấm điểm.")
            )
        rows = list(
            Attendance.objects.filter(session=locked).select_related("member").order_by("member__position")
        )
        unknown = set(present) - {row.member_id for row in rows}
        if unknown:
            raise Invalid(_("Có người không thuộc hội đồng; hãy tải lại trang."), field="present")
        dropped = [row.member.name for row in rows if row.present and row.member_id not in present]
        if dropped and locked.resumptions:
            raise Invalid(
                _("Tổng điểm đã được xem trước khi mở lại nên không chuyển sang vắng: %(names)s.")
                % {"names": ", ".join(dropped)},
                field="present",
            )
        for row in rows:
            row.present, row.recorded_at, row.recorded_by = row.member_id in present, at, actor.name
        Attendance.objects.bulk_update(rows, ["present", "recorded_at", "recorded_by"])
        facts = {
            "present": [row.member.name for row in rows if row.present],
            "absent": [row.member.name for row in rows if not row.present],
        }
        note("evaluation.record_attendance", locked, actor=actor, at=at, facts=facts)


def disqualify_item(item: SessionItem, *, code: str, reason: str, actor: Actor, at: datetime) -> SessionItem:
    """Enter a ground of the sheet on which the council excludes a product, with what it found.

    Raises NotAllowed, WrongState, or Invalid for a ground that the sheet does not have or a missing reason.
    """
    sheet = rulebooks.get(item.rulebook_id).sheet(item.sheet_number)
    ground = next((found for found in sheet.disqualifiers if found.code == code), None)
    if ground is None:
        raise Invalid(_("Bộ tiêu chí không có căn cứ loại này; hãy chọn trong danh sách."), field="code")
    reason = reason_given(reason, ask=_("Hãy ghi hội đồng căn cứ vào đâu để loại sản phẩm."))
    with act():
        locked = _running_item(item, "evaluation.disqualify_item", actor)
        if any(entry["code"] == code for entry in locked.disqualified):
            raise WrongState(_("Căn cứ này đã được ghi cho sản phẩm."))
        entry = {"code": code, "text": ground.text, "reason": reason, "by": actor.name, "at": at.isoformat()}
        locked.disqualified = [*locked.disqualified, entry]
        locked.save(update_fields=["disqualified"])
        facts = {"product": locked.product_name, "ground": code, "reason": reason}
        note("evaluation.disqualify_item", locked, actor=actor, at=at, facts=facts)
    return locked


def clear_ground(item: SessionItem, *, code: str, reason: str, actor: Actor, at: datetime) -> SessionItem:
    """Take back a ground for exclusion that was entered in this session; the log keeps both, and why."""
    reason = reason_given(reason, ask=_("Hãy ghi lý do bỏ căn cứ loại."))
    with act():
        locked = _running_item(item, "evaluation.disqualify_item", actor)
        left = [entry for entry in locked.disqualified if entry["code"] != code]
        if len(left) == len(locked.disqualified):
            raise WrongState(_("Sản phẩm không còn căn cứ loại này."))
        locked.disqualified = left
        locked.save(update_fields=["disqualified"])
        facts = {"product": locked.product_name, "cleared": code, "reason": reason}
        note("evaluation.disqualify_item", locked, actor=actor, at=at, facts=facts)
    return locked


def write_discussion(item: SessionItem, *, text: str, actor: Actor, at: datetime) -> SessionItem:
    """Keep what the council said about a product, for the minutes. Raises NotAllowed, WrongState, Invalid."""
    text = text.strip()
    if len(text) > 5000:
        raise Invalid(_("Ý kiến dài quá 5.000 ký tự; hãy viết ngắn hơn."), field="text")
    with act():
        locked = _running_item(item, "evaluation.write_discussion", actor)
        locked.discussion = text
        locked.save(update_fields=["discussion"])
        facts = {"product": locked.product_name, "text": text}
        note("evaluation.write_discussion", locked, actor=actor, at=at, facts=facts)
    return locked


def postpone_item(item: SessionItem, *, reason: str, actor: Actor, at: datetime) -> SessionItem:
    """Leave a product of a running session for another one: it gets no result, its dossier waits again."""
    reason = reason_given(reason, ask=_("Hãy ghi lý do để sản phẩm lại phiên sau."))
    with act():
        locked = _running_item(item, "evaluation.postpone_item", actor)
        locked.postponed_at, locked.postponed_by, locked.postpone_reason = at, actor.name, reason
        locked.save(update_fields=["postponed_at", "postponed_by", "postpone_reason"])
        Ballot.objects.filter(item=locked, accepts_marks=True).update(accepts_marks=False)
        dossier_actions.unschedule(locked.dossier, actor=actor, at=at)
        facts = {"product": locked.product_name, "reason": reason}
        note("evaluation.postpone_item", locked, actor=actor, at=at, facts=facts)
    return locked


def end_scoring(session: Session, *, actor: Actor, at: datetime) -> Session:
    """End scoring: no ballot takes a mark from here on, and those who run the session may see the totals.

    Asks for the attendance first, while nobody can know a total; in the written form, that every opinion is in or the
    last day for them is over. Raises NotAllowed, WrongState, Invalid.
    """

    def shut(locked: Session) -> tuple[str, ...]:
        if locked.is_written:
            _check_opinions_due(locked, timezone.localdate(at))
        elif Attendance.objects.filter(session=locked, recorded_at__isnull=True).exists():
            raise Invalid(_("Hãy điểm danh thành viên trước khi kết thúc chấm điểm."), field="attendance")
        shut_ballots(locked)
        locked.scoring_ended_at, locked.scoring_ended_by = at, actor.name
        return ("scoring_ended_at", "scoring_ended_by")

    return perform(SESSION, session, "end_scoring", actor=actor, at=at, apply=shut)


def resume_scoring(session: Session, *, reason: str, actor: Actor, at: datetime) -> Session:
    """Open the ballots of a session again, with a reason for log and minutes; the totals are sealed again.

    The chair's stay shut: who has seen the totals does not mark on. Such a ballot can be opened by the secretary,
    alone and with a reason, once scoring has ended again (`reopen_ballot`).
    """
    reason = reason_given(reason, ask=_("Hãy ghi lý do mở lại việc chấm điểm."))

    def reopen(locked: Session) -> tuple[str, ...]:
        for item in locked.items.all():
            _pin(item)
        Ballot.objects.filter(
            item__session=locked, item__postponed_at__isnull=True, recused=False, frozen=False
        ).exclude(member__post=CouncilMember.Post.CHAIR).update(accepts_marks=True, version=F("version") + 1)
        locked.scoring_ended_at, locked.scoring_ended_by = None, ""
        once = {"at": at.isoformat(), "by": actor.name, "reason": reason}
        locked.resumptions = [*locked.resumptions, once]
        return ("scoring_ended_at", "scoring_ended_by", "resumptions")

    return perform(
        SESSION, session, "resume_scoring", actor=actor, at=at, apply=reopen, facts={"reason": reason}
    )


def _check_written(session: Session, items: list[SessionItem], rules: CouncilRules, today: date) -> None:
    """Refuse to send ballots out in writing where rules, law or dates of this day do not allow it."""
    level = session.council.level
    refused = form_refused(rules, level, today)
    refused = refused or next(filter(None, (kind_refused(item.dossier, level) for item in items)), "")
    if not refused and session.opinions_due_on is not None and session.opinions_due_on < today:
        refused = _("Hạn gửi ý kiến đã qua; hãy sửa hạn trước khi gửi phiếu.")
    if refused:
        raise Invalid(refused)


def _check_opinions_due(session: Session, today: date) -> None:
    """Refuse to end before the last day is over while a member may still answer."""
    due_on = session.opinions_due_on
    waiting = Ballot.objects.filter(item__session=session, accepts_marks=True, completed_at__isnull=True)
    if due_on is not None and today <= due_on and waiting.exists():
        raise Invalid(
            _("Còn phiếu chưa gửi và hạn là hết ngày %(on)s; hãy chờ qua hạn rồi kết thúc.")
            % {"on": f"{due_on:%d/%m/%Y}"}
        )


def _running_item(item: SessionItem, verb: str, actor: Actor) -> SessionItem:
    """Return the item with session and item locked, in this order everywhere."""
    session = lock(item.session)
    locked = lock(item)
    locked.session = session
    require(verb, actor, locked)
    if session.state not in RUNNING:
        raise WrongState(
            _("Việc này chỉ làm khi phiên họp đang diễn ra; phiên đang ở trạng thái “%(state)s”.")
            % {"state": session.get_state_display()}
        )
    if locked.is_postponed:
        raise WrongState(_("Sản phẩm này đã được để lại phiên sau."))
    return locked


def _pin(item: SessionItem) -> None:
    """Bind the item to the rulebook as it reads now, when a wording was mended since the list was made."""
    digest = rulebooks.get(item.rulebook_id).digest
    if item.rulebook_digest != digest:
        item.rulebook_digest = digest
        item.save(update_fields=["rulebook_digest"])


def _criteria(item: SessionItem) -> int:
    return len(rulebooks.get(item.rulebook_id).sheet(item.sheet_number).criteria)
