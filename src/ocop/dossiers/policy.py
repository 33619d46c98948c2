"""Who may see and move dossiers, and why not."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import route
from ocop.dossiers.queries.lists import handed_in_within, of_own_producers
from ocop.platform.access import ALLOWED, Actor, Verdict, policy, refuse
from ocop.registration.policy import acts_for
from ocop_rules import rulebooks


def reading_paths(actor: Actor) -> tuple[str, ...]:
    """Return the places whose dossiers the actor may read whole, personal facts included.

    Who reads a whole dossier also reads the producer's registration. Council members do not: they read what
    is put before them in their session, through the council's own pages.
    """
    return tuple(
        path for path in actor.paths_for("dossiers.view") if actor.grant_at("registration.view", path)
    )


def visible(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers that the actor may see: own ones, and those handed in within the places they
    read.
    """
    return Dossier.objects.filter(of_own_producers(actor) | handed_in_within(reading_paths(actor)))


def is_own(actor: Actor, dossier: Dossier) -> bool:
    """Return whether the actor acts for the dossier's producer."""
    return acts_for(actor, dossier.registration.product.producer_id)


@policy("dossiers.view")
def may_view(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the producer's people, and officers of the places it lies in once it was handed in."""
    if dossier is None:
        if actor.can_somewhere("dossiers.view"):
            return ALLOWED
    elif is_own(actor, dossier) or (
        dossier.current_submission_id is not None
        and actor.grant_at("dossiers.view", dossier.place_path)
        and actor.grant_at("registration.view", dossier.place_path)
    ):
        return ALLOWED
    return refuse(_("Bạn không được giao xem hồ sơ này."))


@policy("dossiers.edit")
def may_edit(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the producer's people, while it is being written or was returned."""
    allowed = _for_own(actor, "dossiers.edit", dossier)
    if allowed and dossier is not None and dossier.state not in ("draft", "returned"):
        return refuse(_("Hồ sơ đã nộp nên không sửa được. Muốn sửa, hãy đề nghị xã trả lại để bổ sung."))
    return allowed


@policy("dossiers.submit")
def may_submit(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the producer's people."""
    return _for_own(actor, "dossiers.submit", dossier)


@policy("dossiers.return_for_supplement")
def may_return_for_supplement(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow officers and leaders of the level that receives from the producer, or took over from it."""
    level = "" if dossier is None else route.receiving_level(dossier)
    return _held_at_level(
        actor,
        ("dossiers.return_for_supplement",),
        dossier,
        level,
        _("Chỉ cơ quan nơi nhận hồ sơ của chủ thể mới trả lại được."),
    )


@policy("dossiers.assess")
def may_assess(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow officers of the commune to write Mẫu số 03."""
    return _held_at_level(
        actor,
        ("dossiers.assess", "dossiers.propose"),
        dossier,
        "commune",
        _("Chỉ UBND cấp xã nơi nhận hồ sơ mới lập Mẫu số 03."),
    )


@policy("dossiers.propose")
def may_propose(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow officers and leaders of the commune."""
    reason = _("Chỉ UBND cấp xã nơi nhận hồ sơ mới đề nghị cấp tỉnh được.")
    return _held_at_level(actor, ("dossiers.propose",), dossier, "commune", reason)


@policy("dossiers.accept")
def may_accept(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the office that advises on OCOP at the level that has the dossier."""
    reason = _("Chỉ cơ quan tham mưu OCOP của cấp đang giữ hồ sơ mới tiếp nhận được.")
    return _here(actor, ("dossiers.accept",), dossier, reason)


@policy("dossiers.return_to_commune")
def may_return_to_commune(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the office of the level to which the commune proposed."""
    reason = _("Chỉ cơ quan tham mưu OCOP cấp tỉnh mới trả lại được.")
    return _on_the_route(actor, ("dossiers.return_to_commune",), dossier, reason)


@policy("dossiers.return_transmittal")
def may_return_transmittal(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the office of the level to which a transmittal came."""
    reason = _("Chỉ cơ quan tham mưu OCOP của cấp nhận hồ sơ chuyển cấp mới trả lại được.")
    return _on_the_route(actor, ("dossiers.return_transmittal",), dossier, reason)


@policy("dossiers.take_over")
def may_take_over(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the province's office; whether there is something to take over, the action finds out."""
    reason = _("Chỉ cơ quan tham mưu OCOP cấp tỉnh mới nhận thay được hồ sơ của cấp không còn.")
    return _held_at_level(actor, ("dossiers.take_over",), dossier, "province", reason)


_ONLY_PROVINCE = _("Chỉ cơ quan tham mưu OCOP cấp tỉnh mới ghi quyết định này.")


@policy("dossiers.keep_old_rule")
def may_keep_old_rule(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the province's office to write the province's decision down."""
    return _held_at_level(actor, ("dossiers.keep_old_rule",), dossier, "province", _ONLY_PROVINCE)


@policy("dossiers.close_for_refiling")
def may_close_for_refiling(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the province's office to write the province's decision down."""
    return _held_at_level(actor, ("dossiers.close_for_refiling",), dossier, "province", _ONLY_PROVINCE)


@policy("dossiers.send_up")
def may_send_up(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow officer and leader of the level whose result is sent up."""
    reason = _("Chỉ cấp đã đánh giá hồ sơ mới lập và gửi hồ sơ chuyển cấp.")
    return _on_the_route(actor, ("dossiers.send_up",), dossier, reason)


def may_read_transmittal(actor: Actor, dossier: Dossier) -> Verdict:
    """Allow officers who may read the dossier at its district or above: what one authority writes to another
    is not the producer's or the commune's.
    """
    levels = [level.code for level in rulebooks.get(dossier.rulebook_id).route if level.has_council]
    paths = [path for level in levels if (path := route.path_of_level(dossier, level))]
    seen = any(actor.grant_at("dossiers.view", path) for path in paths)
    return ALLOWED if seen else refuse(_("Bạn không được giao xem hồ sơ chuyển cấp này."))


_SCHEDULERS = ("evaluation.schedule", "evaluation.close_session")
_DECIDERS = ("recognition.issue_decision",)
_ONLY_COUNCIL = _("Việc này thực hiện qua phiên họp của Hội đồng ở cấp đang giữ hồ sơ.")
_ONLY_DECISION = _("Việc này thực hiện qua quyết định của Chủ tịch UBND ở cấp đang giữ hồ sơ.")


@policy("dossiers.schedule")
def may_schedule(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow those who arrange the sessions of the council that the dossier is before."""
    return _here(actor, _SCHEDULERS, dossier, _ONLY_COUNCIL)


@policy("dossiers.unschedule")
def may_unschedule(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow those who arrange the sessions of the council that the dossier is before."""
    return _here(actor, _SCHEDULERS, dossier, _ONLY_COUNCIL)


@policy("dossiers.conclude")
def may_conclude(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow those who close the council's session."""
    return _here(actor, ("evaluation.close_session",), dossier, _ONLY_COUNCIL)


@policy("dossiers.approve_result")
def may_approve_result(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow whoever issues the decision."""
    return _here(actor, _DECIDERS, dossier, _ONLY_DECISION)


@policy("dossiers.recognise")
def may_recognise(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow whoever issues the decision."""
    return _here(actor, _DECIDERS, dossier, _ONLY_DECISION)


@policy("dossiers.forward")
def may_forward(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow whoever issues the decision."""
    return _here(actor, _DECIDERS, dossier, _ONLY_DECISION)


@policy("dossiers.hand_back")
def may_hand_back(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow whoever issues the decisions of the level whose result is handed back."""
    return _here(actor, _DECIDERS, dossier, _ONLY_DECISION)


@policy("dossiers.close_unrecognised")
def may_close_unrecognised(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow whoever issues the decision."""
    return _here(actor, _DECIDERS, dossier, _ONLY_DECISION)


def _for_own(actor: Actor, capability: str, dossier: Dossier | None) -> Verdict:
    if actor.grant_own(capability) is None:
        return refuse(_("Việc này dành cho chủ thể OCOP."))
    if dossier is None or is_own(actor, dossier):
        return ALLOWED
    return refuse(_("Chỉ người thay mặt chủ thể của hồ sơ này mới thực hiện được."))


def _here(
    actor: Actor, capabilities: tuple[str, ...], dossier: Dossier | None, reason: str | Promise
) -> Verdict:
    """Allow those who hold a capability at the place that has the dossier now."""
    return _held_at_level(actor, capabilities, dossier, dossier.level if dossier else "", reason)


def _on_the_route(
    actor: Actor, capabilities: tuple[str, ...], dossier: Dossier | None, reason: str | Promise
) -> Verdict:
    """Allow those who hold a capability at the place of one of the route's levels with a council.

    For steps that take the dossier to another level: whose turn it is, the action finds out, so that a second
    click is told what happened and not that it may not be made.
    """
    if dossier is None:
        return ALLOWED if actor.can_somewhere(*capabilities) else refuse(reason)
    levels = [level for level in rulebooks.get(dossier.rulebook_id).route if level.has_council]
    if any(_held_at_level(actor, capabilities, dossier, level.code, reason) for level in levels):
        return ALLOWED
    return refuse(reason)


def _held_at_level(
    actor: Actor, capabilities: tuple[str, ...], dossier: Dossier | None, level: str, reason: str | Promise
) -> Verdict:
    if dossier is None:
        return ALLOWED if actor.can_somewhere(*capabilities) else refuse(reason)
    path = route.path_of_level(dossier, level)
    if path is not None and any(actor.grant_held_at(capability, path) for capability in capabilities):
        return ALLOWED
    return refuse(reason)
