"""What a member does with the own ballot, and how a ballot is opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ocop.evaluation.models import Ballot
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, Refusal, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, lock, note
from ocop_rules import grading, rulebooks
from ocop_rules.sheets import Sheet, UnknownCriterion

NOTE_LENGTH = 1000


class Stale(WrongState):
    """The ballot has moved on since the page that sends the marks was loaded."""


def declare_interest(
    ballot: Ballot, *, has_interest: bool, reason: str = "", actor: Actor, at: datetime
) -> Ballot:
    """Declare, before the first look at a product, whether the member has an interest in it.

    An interest recuses the ballot for good: the member neither sees nor scores the product, and is not
    counted. One may still be declared later, while scoring runs; marks made until then are dropped.
    Raises NotAllowed, WrongState, or Invalid when an interest is declared without saying which.
    """
    if has_interest:
        ask = _("Hãy ghi lợi ích liên quan, ví dụ: là người thân của chủ thể.")
        reason = reason_given(reason, ask=ask)
    with act():
        locked = lock(ballot)
        require("evaluation.declare_interest", actor, locked)
        if locked.recused:
            if has_interest:
                return locked
            raise WrongState(_("Bạn đã khai có lợi ích liên quan; việc này không rút lại được trong phiên."))
        if not locked.accepts_marks:
            raise WrongState(_closed(locked))
        if locked.declared_at is not None and not has_interest:
            return locked
        locked.declared_at = at
        fields = ["declared_at", "version"]
        dropped = locked.marks_made
        if has_interest:
            locked.recused, locked.recused_reason = True, reason
            locked.marks, locked.picks, locked.notes = {}, {}, {}
            locked.total_points = locked.marks_made = 0
            locked.accepts_marks, locked.completed_at = False, None
            fields += [
                "recused", "recused_reason", "marks", "picks", "notes", "total_points", "marks_made",
                "accepts_marks", "completed_at",
            ]  # fmt: skip
        locked.version += 1
        locked.save(update_fields=fields)
        facts: dict[str, Any] = {"has_interest": has_interest}
        if has_interest:
            facts |= {"reason": reason, "marks_dropped": dropped}
        note("evaluation.declare_interest", locked, actor=actor, at=at, facts=facts)
    return locked


def save_mark(ballot: Ballot, *, code: str, level: int, version: int, actor: Actor, at: datetime) -> Ballot:
    """Choose one level (its index in the sheet) for one criterion; see `save_marks`."""
    return save_marks(ballot, picks={code: level}, version=version, actor=actor, at=at)


def save_marks(
    ballot: Ballot,
    *,
    picks: Mapping[str, int],
    notes: Mapping[str, str] | None = None,
    version: int,
    actor: Actor,
    at: datetime,
) -> Ballot:
    """Write chosen levels and remarks into the own ballot, with the total that the rules core makes of them.

    `version` is that of the ballot on the page that sends them. One UPDATE names it and asks that the
    ballot still takes marks, so a mark is either in the ballot before scoring ends, or refused. Sending
    again what is already written (an answer was lost, a button pressed twice) changes nothing and is no
    error. The log gets an entry for each mark with a seal in place of the points, which stay secret until
    scoring ends.
    Raises NotAllowed, Invalid for an unknown criterion or level, Stale when another window changed the
    ballot, WrongState when scoring has ended.
    """
    require("evaluation.score", actor, ballot)
    sheet = _sheet(ballot)
    changed = {
        code: level for code, level in picks.items() if ballot.picks.get(code) != _known(sheet, code, level)
    }
    said = {
        code: text for code, text in _clean(sheet, notes or {}).items() if ballot.notes.get(code, "") != text
    }
    if not changed and not said:
        return ballot
    if not ballot.accepts_marks:
        raise WrongState(_closed(ballot))
    if ballot.version != version:
        raise _stale()
    new_picks = ballot.picks | changed
    new_marks = {code: sheet.criterion(code).choices[level].points for code, level in new_picks.items()}
    new_notes = {code: text for code, text in (ballot.notes | said).items() if text}
    values: dict[str, Any] = {
        "picks": new_picks,
        "marks": new_marks,
        "notes": new_notes,
        "total_points": grading.ballot_total(sheet, new_marks, unmet_is_zero=True),
        "marks_made": len(new_marks),
        "version": version + 1,
    }
    with act():
        _write(ballot, version, values)
        for code in changed:
            seal = ballot.seal(code=code, points=new_marks[code], version=version + 1)
            facts = {"criterion": code, "version": version + 1, "seal": seal}
            note("evaluation.score", ballot, actor=actor, at=at, facts=facts)
        if said and not changed:
            facts = {"remarks_on": sorted(said), "version": version + 1}
            note("evaluation.score", ballot, actor=actor, at=at, facts=facts)
    return ballot


def complete_ballot(ballot: Ballot, *, version: int, actor: Actor, at: datetime) -> Ballot:
    """Hand the own ballot in: every criterion must be marked. Marks may still be changed while scoring runs.

    A ballot that was opened again takes no mark from here on. Completing twice is no error.
    Raises NotAllowed, Invalid naming the criteria without a mark, Stale, WrongState.
    """
    require("evaluation.complete_ballot", actor, ballot)
    if ballot.completed_at is not None:
        return ballot
    if not ballot.accepts_marks:
        raise WrongState(_closed(ballot))
    sheet = _sheet(ballot)
    missing = grading.missing_marks(sheet, ballot.marks)
    if missing:
        raise Invalid(
            _("Còn %(count)s tiêu chí chưa chấm: %(codes)s. Hãy chấm hết rồi hoàn thành phiếu.")
            % {"count": len(missing), "codes": ", ".join(missing)},
            field=f"tc-{missing[0]}",
        )
    if ballot.version != version:
        raise _stale()
    values = {
        "completed_at": at,
        "version": version + 1,
        "accepts_marks": ballot.item.session.state == "open",
    }
    with act():
        _write(ballot, version, values)
        facts = {"marks_made": ballot.marks_made, "version": version + 1}
        note("evaluation.complete_ballot", ballot, actor=actor, at=at, facts=facts)
    return ballot


def ask_meeting(ballot: Ballot, *, reason: str, actor: Actor, at: datetime) -> Ballot:
    """Ask that the council meet on a product instead of deciding in writing; whoever runs the session sees the reason.

    The opinion already given stays; whether the product goes to a meeting is decided by leaving it for one.
    Raises NotAllowed, Invalid without a reason, WrongState outside a running session in the written form.
    Law: QĐ 26/2026/QĐ-TTg, Điều 7 khoản 6.
    """
    reason = reason_given(reason, ask=_("Hãy ghi vì sao cần họp về sản phẩm này."))
    with act():
        session = lock(ballot.item.session)
        locked = lock(ballot)
        require("evaluation.ask_meeting", actor, locked)
        if not session.is_written or session.state != "open" or locked.item.is_postponed:
            raise WrongState(_("Chỉ đề nghị họp khi đang lấy ý kiến bằng văn bản về sản phẩm này."))
        if locked.meeting_asked_at is not None:
            raise WrongState(_("Bạn đã đề nghị họp về sản phẩm này."))
        locked.meeting_asked_at, locked.meeting_reason = at, reason
        locked.save(update_fields=["meeting_asked_at", "meeting_reason"])
        facts = {"product": locked.product_name, "reason": reason}
        note("evaluation.ask_meeting", locked, actor=actor, at=at, facts=facts)
    return locked


def reopen_ballot(ballot: Ballot, *, reason: str, actor: Actor, at: datetime) -> Ballot:
    """Let one member revise a ballot after scoring has ended, with the reason; the other ballots stay shut.

    Raises NotAllowed, Invalid without a reason, WrongState when scoring runs, the session is closed, the
    member is recused, or the ballot is open already.
    """
    reason = reason_given(
        reason, ask=_("Hãy ghi lý do mở lại phiếu; lý do được lưu vào nhật ký và biên bản.")
    )
    with act():
        session = lock(ballot.item.session)
        locked = lock(ballot)
        require("evaluation.reopen_ballot", actor, locked)
        if session.state != "scoring_ended":
            raise WrongState(
                _("Chỉ mở lại phiếu sau khi kết thúc chấm điểm và trước khi chốt; phiên đang “%(state)s”.")
                % {"state": session.get_state_display()}
            )
        if locked.recused:
            raise WrongState(_("Thành viên này không tham gia chấm sản phẩm."))
        if locked.accepts_marks:
            raise WrongState(_("Phiếu này đang được mở lại."))
        if locked.item.is_postponed:
            raise WrongState(_("Sản phẩm này đã được để lại phiên sau."))
        locked.accepts_marks, locked.completed_at = True, None
        locked.reopened_at, locked.reopened_by, locked.reopen_reason = at, actor.name, reason
        locked.version += 1
        locked.save(
            update_fields=[
                "accepts_marks",
                "completed_at",
                "reopened_at",
                "reopened_by",
                "reopen_reason",
                "version",
            ]
        )
        note("evaluation.reopen_ballot", locked, actor=actor, at=at, facts={"reason": reason})
    return locked


def _write(ballot: Ballot, version: int, values: dict[str, Any]) -> None:
    """Change the row, and the object with it, if it is still at `version` and takes marks; else say why."""
    written = Ballot.objects.filter(pk=ballot.pk, version=version, accepts_marks=True).update(**values)
    if not written:
        now = Ballot.objects.select_related("item__session").get(pk=ballot.pk)
        raise _stale() if now.accepts_marks else WrongState(_closed(now))
    for name, value in values.items():
        setattr(ballot, name, value)


def _sheet(ballot: Ballot) -> Sheet:
    return rulebooks.get(ballot.rulebook_id).sheet(ballot.sheet_number)


def _known(sheet: Sheet, code: str, level: int) -> int:
    try:
        levels = sheet.criterion(code).choices
    except UnknownCriterion as error:
        raise Invalid(str(error)) from None
    if type(level) is not int or not 0 <= level < len(levels):
        raise Invalid(
            _("Tiêu chí %(code)s không có mức này; hãy chọn lại.") % {"code": code}, field=f"tc-{code}"
        )
    return level


def _clean(sheet: Sheet, notes: Mapping[str, str]) -> dict[str, str]:
    clean = {}
    for code, text in notes.items():
        try:
            sheet.criterion(code)
        except UnknownCriterion as error:
            raise Invalid(str(error)) from None
        if len(text) > NOTE_LENGTH:
            raise Invalid(
                _("Nhận xét ở tiêu chí %(code)s dài quá %(limit)s ký tự.") % {"code": code, "limit": "1.000"},
                field=f"tc-{code}",
            )
        clean[code] = text.strip()
    return clean


def _stale() -> Refusal:
    return Stale(
        _(
            "Phiếu đã được sửa ở cửa sổ hoặc thiết bị khác nên điểm này chưa được ghi. "
            "Hãy tải lại phiếu rồi chấm tiếp."
        )
    )


def _closed(ballot: Ballot) -> str:
    session = ballot.item.session
    if ballot.recused:
        return _("Bạn đã khai có lợi ích liên quan nên không chấm sản phẩm này.")
    if ballot.item.is_postponed:
        return _("Sản phẩm đã được để lại phiên sau nên phiếu không nhận điểm nữa.")
    if session.state == "closed":
        return _("Phiên họp đã chốt nên điểm này không được ghi.")
    if session.state == "cancelled":
        return _("Phiên họp đã hủy nên điểm này không được ghi.")
    return _(
        "Đã kết thúc chấm điểm nên điểm này không được ghi. Nếu cần sửa, hãy đề nghị thư ký mở lại phiếu."
    )
