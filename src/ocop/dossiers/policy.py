"""Who may see and move dossiers, and why not."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ocop.dossiers.models import Dossier
from ocop.dossiers.queries.lists import handed_in_within, of_own_producers
from ocop.platform.access import ALLOWED, Actor, Verdict, policy, refuse
from ocop.registration.policy import acts_for


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
    """Allow the producer's people, and the officers of its commune and province once it was handed in."""
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
    """Allow officers and leaders of the commune."""
    return _at_place(
        actor,
        ("dossiers.return_for_supplement",),
        dossier,
        _("Chỉ UBND cấp xã nơi nhận hồ sơ mới trả lại được."),
    )


@policy("dossiers.assess")
def may_assess(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow officers of the commune to write Mẫu số 03."""
    return _at_place(
        actor,
        ("dossiers.assess", "dossiers.propose"),
        dossier,
        _("Chỉ UBND cấp xã nơi nhận hồ sơ mới lập Mẫu số 03."),
    )


@policy("dossiers.propose")
def may_propose(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow officers and leaders of the commune."""
    return _at_place(
        actor, ("dossiers.propose",), dossier, _("Chỉ UBND cấp xã nơi nhận hồ sơ mới đề nghị cấp tỉnh được.")
    )


@policy("dossiers.accept")
def may_accept(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the provincial office that advises on OCOP."""
    return _at_place(
        actor, ("dossiers.accept",), dossier, _("Chỉ cơ quan tham mưu OCOP cấp tỉnh mới tiếp nhận được.")
    )


@policy("dossiers.return_to_commune")
def may_return_to_commune(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow the provincial office that advises on OCOP."""
    return _at_place(
        actor,
        ("dossiers.return_to_commune",),
        dossier,
        _("Chỉ cơ quan tham mưu OCOP cấp tỉnh mới trả lại được."),
    )


_SCHEDULERS = ("evaluation.schedule", "evaluation.close_session")
_DECIDERS = ("recognition.issue_decision",)
_ONLY_COUNCIL = _("Việc này thực hiện qua phiên họp của Hội đồng.")
_ONLY_DECISION = _("Việc này thực hiện qua quyết định của Chủ tịch UBND cấp tỉnh.")


@policy("dossiers.schedule")
def may_schedule(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow those who arrange the council's sessions."""
    return _at_place(actor, _SCHEDULERS, dossier, _ONLY_COUNCIL)


@policy("dossiers.unschedule")
def may_unschedule(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow those who arrange the council's sessions."""
    return _at_place(actor, _SCHEDULERS, dossier, _ONLY_COUNCIL)


@policy("dossiers.conclude")
def may_conclude(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow those who close the council's session."""
    return _at_place(actor, ("evaluation.close_session",), dossier, _ONLY_COUNCIL)


@policy("dossiers.recognise")
def may_recognise(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow whoever issues the decision."""
    return _at_place(actor, _DECIDERS, dossier, _ONLY_DECISION)


@policy("dossiers.forward")
def may_forward(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow whoever issues the decision."""
    return _at_place(actor, _DECIDERS, dossier, _ONLY_DECISION)


@policy("dossiers.close_unrecognised")
def may_close_unrecognised(actor: Actor, dossier: Dossier | None = None) -> Verdict:
    """Allow whoever issues the decision."""
    return _at_place(actor, _DECIDERS, dossier, _ONLY_DECISION)


def _for_own(actor: Actor, capability: str, dossier: Dossier | None) -> Verdict:
    if actor.grant_own(capability) is None:
        return refuse(_("Việc này dành cho chủ thể OCOP."))
    if dossier is None or is_own(actor, dossier):
        return ALLOWED
    return refuse(_("Chỉ người thay mặt chủ thể của hồ sơ này mới thực hiện được."))


def _at_place(
    actor: Actor, capabilities: tuple[str, ...], dossier: Dossier | None, reason: str | Promise
) -> Verdict:
    if dossier is None:
        return ALLOWED if actor.can_somewhere(*capabilities) else refuse(reason)
    if any(actor.grant_at(capability, dossier.place_path) for capability in capabilities):
        return ALLOWED
    return refuse(reason)
