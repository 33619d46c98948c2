"""Where the law changed under a dossier: going on under the old rule, closing it to be filed anew, taking it over from
a level that is no more. Each is a decision of people with its document; nothing here happens by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.dossiers.actions.requests import resolve_requests
from ocop.dossiers.models import Dossier, RuleDecision, TakeOver
from ocop.dossiers.queries import route
from ocop.dossiers.queries.rule import RuleOf, decision_that_holds, past_its_rule, rule_of
from ocop.dossiers.queries.standing import is_unfinished
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, in_record_language, lock, note, perform
from ocop.programme.queries import working_calendar
from ocop.registration import actions as registration_actions
from ocop_rules.lifecycle import DOSSIER

LONGEST = timedelta(days=366)  # a day further off is a slip of the year


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a decision rests on: its document with the day, and why."""

    document: str
    document_on: date
    reason: str

    def checked(self, dossier: Dossier, *, on: date) -> Grounds:
        """Return the grounds in one line each. Raises Invalid for one that is missing, or a day after `on` or before the
        dossier was filed: nobody decided on it then.
        """
        document = " ".join(self.document.split())
        if not document:
            raise Invalid(_("Hãy ghi số và cơ quan ban hành của văn bản."), field="document")
        if len(document) > 300:
            raise Invalid(
                _("Nội dung dài quá %(limit)s ký tự; hãy viết gọn lại.") % {"limit": 300}, field="document"
            )
        if self.document_on > on:
            raise Invalid(_("Ngày văn bản không thể ở sau hôm nay."), field="document_on")
        if dossier.received_on is not None and self.document_on < dossier.received_on:
            raise Invalid(
                _("Văn bản phải có từ ngày nhận hồ sơ (%(on)s) trở đi.")
                % {"on": f"{dossier.received_on:%d/%m/%Y}"},
                field="document_on",
            )
        reason = reason_given(self.reason, ask=_("Hãy ghi lý do; chủ thể đọc được lý do này."))
        return Grounds(document=document, document_on=self.document_on, reason=reason)

    def facts(self) -> dict[str, Any]:
        """Return the grounds for the log."""
        return {
            "document": self.document,
            "document_on": self.document_on.isoformat(),
            "reason": self.reason,
        }


def keep_old_rule(
    dossier: Dossier,
    grounds: Grounds,
    *,
    continue_until: date | None = None,
    replaces: int | None = None,
    actor: Actor,
    at: datetime,
) -> RuleDecision:
    """Write down that a dossier past the time of its old rule goes on under it, and the document that permits it.

    `continue_until` is the day that the document sets, if any; after it the dossier needs a decision again. `replaces` is
    the number of the decision that holds and that this one takes the place of.
    Raises NotAllowed, WrongState when the dossier needs no decision or another decision holds, Invalid.
    Law: QĐ 26/2026/QĐ-TTg, Điều 12 khoản 2 says by when, and nothing of a dossier that is not finished then.
    """
    on = timezone.localdate(at)
    grounds = grounds.checked(dossier, on=on)
    if continue_until is not None and continue_until < on:
        raise Invalid(_("Ngày tiếp tục phải từ hôm nay trở đi."), field="continue_until")
    if continue_until is not None and continue_until > on + LONGEST:
        raise Invalid(_("Ngày tiếp tục quá xa; hãy kiểm tra lại năm."), field="continue_until")
    with act():
        locked = lock(dossier)
        require("dossiers.keep_old_rule", actor, locked)
        rule = _past(locked, on, replaces=replaces)
        decision = _decided(
            locked, RuleDecision.Choice.CONTINUE, rule, grounds, until=continue_until, actor=actor, at=at
        )
        facts = grounds.facts() | {"passed_on": decision.passed_on.isoformat()}
        if continue_until is not None:
            facts["continue_until"] = continue_until.isoformat()
        facts |= _replaced(replaces)
        note("dossiers.keep_old_rule", locked, actor=actor, at=at, facts=facts, source=rule.clause)
    return decision


def close_for_refiling(
    dossier: Dossier, grounds: Grounds, *, replaces: int | None = None, actor: Actor, at: datetime
) -> Dossier:
    """Close a dossier past the time of its old rule, so that its producer files anew under the rule in force.

    The slip is released with it: the product may be registered again. A product on a session's list is taken off it
    first; one that the council has judged is decided on that result. `replaces` is the number of the decision to go on
    that holds, where there is one. Raises NotAllowed, WrongState, Invalid.
    """
    on = timezone.localdate(at)
    grounds = grounds.checked(dossier, on=on)

    def close(locked: Dossier) -> tuple[str, ...]:
        rule = _past(locked, on, replaces=replaces)
        decision = _decided(locked, RuleDecision.Choice.CLOSE, rule, grounds, until=None, actor=actor, at=at)
        resolve_requests(locked, level=locked.level, actor=actor, at=at)
        registration_actions.release(lock(locked.registration), actor=actor, at=at)
        locked.outcome_text, locked.due_on = closing_notice(decision), None
        return ("outcome_text", "due_on")

    facts = grounds.facts() | _replaced(replaces)
    return perform(DOSSIER, dossier, "close_for_refiling", actor=actor, at=at, apply=close, facts=facts)


@in_record_language
def closing_notice(decision: RuleDecision) -> str:
    """Return what the producer is told of a dossier that was closed to be filed anew."""
    return _(
        "Hồ sơ không xong trước khi hết hạn theo quy định cũ (%(on)s, %(clause)s) nên đóng để nộp lại theo quy định "
        "mới: %(reason)s Căn cứ %(document)s, %(document_on)s."
    ) % {
        "on": f"{decision.passed_on:%d/%m/%Y}",
        "clause": decision.clause,
        "reason": decision.reason if decision.reason.endswith(".") else f"{decision.reason}.",
        "document": decision.document,
        "document_on": f"{decision.document_on:%d/%m/%Y}",
    }


def take_over(dossier: Dossier, grounds: Grounds, *, actor: Actor, at: datetime) -> Dossier:
    """Take a dossier over from a level that the map has no more; the level above then takes it in or returns it.

    The dossier is then to be taken in at the own level, or returned to the producer. Slip, samples and result of the
    level that is gone stay linked; its open requests end. Raises NotAllowed, WrongState when that level is still
    there, Invalid.
    Law: QĐ 1489/QĐ-TTg took the district out of the route of QĐ 148/QĐ-TTg; it is silent on dossiers that stood there.
    """
    grounds = grounds.checked(dossier, on=timezone.localdate(at))

    def take(locked: Dossier) -> tuple[str, ...]:
        above = route.heir_level(locked)
        if above is None:
            raise WrongState(
                _("%(level)s nơi hồ sơ đang ở vẫn còn hoạt động nên không nhận thay được.")
                % {"level": route.word_of(locked.level).capitalize()}
            )
        TakeOver(
            dossier=locked, from_level=locked.level, from_state=locked.state, to_level=above.code,
            document=grounds.document, document_on=grounds.document_on, reason=grounds.reason, taken_at=at,
            taken_by=actor.name,
        ).save(force_insert=True)  # fmt: skip
        resolve_requests(locked, level=locked.level, actor=actor, at=at)
        locked.level = above.code
        locked.accepted_at, locked.accepted_by, locked.intake_number_text = None, "", ""
        return ("level", "accepted_at", "accepted_by", "intake_number_text")

    def facts(locked: Dossier) -> dict[str, Any]:
        taken = locked.take_overs.order_by("-pk").first()
        assert taken is not None
        return grounds.facts() | {"from_level": taken.from_level, "to_level": taken.to_level}

    return perform(DOSSIER, dossier, "take_over", actor=actor, at=at, apply=take, facts=facts)


def _past(dossier: Dossier, on: date, *, replaces: int | None) -> RuleOf:
    """Return the rule of a dossier that needs a decision, or on which the decision that holds is replaced; or refuse."""
    if not is_unfinished(dossier):
        raise WrongState(_("Hồ sơ này đã có kết quả hoặc chưa nộp nên không cần quyết định."))
    holds = decision_that_holds(dossier, on)
    if holds is None and not Dossier.objects.filter(past_its_rule(on), pk=dossier.pk).exists():
        raise WrongState(_("Hồ sơ này chưa quá thời hạn của quy định cũ nên không cần quyết định."))
    if (holds.pk if holds else None) != replaces:
        raise WrongState(_("Hồ sơ này vừa có quyết định khác; hãy tải lại trang rồi xem lại."))
    return rule_of(dossier, calendar=working_calendar())


def _replaced(number: int | None) -> dict[str, Any]:
    return {} if number is None else {"replaces": number}


def _decided(
    dossier: Dossier,
    choice: str,
    rule: RuleOf,
    grounds: Grounds,
    *,
    until: date | None,
    actor: Actor,
    at: datetime,
) -> RuleDecision:
    assert rule.finish_by is not None  # what is past its rule has a day that passed
    decision = RuleDecision(
        dossier=dossier, choice=choice, passed_on=rule.finish_by, clause=rule.clause, document=grounds.document,
        document_on=grounds.document_on, continue_until=until, reason=grounds.reason, decided_at=at,
        decided_by=actor.name,
    )  # fmt: skip
    decision.save(force_insert=True)
    return decision
