"""Who may see and change the directory, and why not."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ocop.directory.models import Agency, Mandate, PlaceAct
from ocop.directory.queries import mandates_at
from ocop.directory.roles import ROLES, role_of
from ocop.platform.access import ALLOWED, Actor, Verdict, policy, refuse
from ocop.platform.access.scopes import within
from ocop.platform.accounts.models import User


def visible_mandates(actor: Actor) -> QuerySet[Mandate]:
    """Return the mandates that the actor may see: those in the places where they may view the directory."""
    return mandates_at(actor.paths_for("directory.view"))


def visible_acts(actor: Actor) -> QuerySet[PlaceAct]:
    """Return the documents on changes of units that the actor may see: those of the places they may view."""
    return PlaceAct.objects.filter(within(actor.paths_for("directory.view")))


@policy("directory.change_places")
def may_change_places(actor: Actor, record: PlaceAct | None = None) -> Verdict:
    """Allow administrators of the place that the document changes, and the system on the day it takes effect."""
    return _at_place(
        actor,
        "directory.change_places",
        record,
        _("Chỉ quản trị viên của địa bàn mới nhập được thay đổi địa giới."),
    )


@policy("directory.view")
def may_view(actor: Actor, record: Agency | Mandate | None = None) -> Verdict:
    """Allow those whose mandate lets them see agencies and mandates at the record's place."""
    return _at_place(
        actor, "directory.view", record, _("Bạn không được giao xem cơ quan và nhiệm vụ của địa bàn này.")
    )


@policy("directory.edit_agency")
def may_edit_agency(actor: Actor, agency: Agency | None = None) -> Verdict:
    """Allow administrators of the agency's place; those of the centre need one of the whole country."""
    return _at_place(
        actor, "directory.edit_agency", agency, _("Chỉ quản trị viên của địa bàn mới sửa được cơ quan này.")
    )


@policy("directory.grant_mandate")
def may_grant_mandate(actor: Actor, mandate: Mandate | None = None) -> Verdict:
    """Allow administrators within their place, never for themselves; all may make themselves producers."""
    if mandate is not None and actor.user_id is not None and mandate.user_id == actor.user_id:
        role = role_of(mandate.role)
        if role is not None and role.own_account:
            return ALLOWED
        return refuse(_("Không tự giao nhiệm vụ cho chính mình; hãy nhờ một quản trị viên khác."))
    reason = _("Chỉ quản trị viên của địa bàn mới giao được nhiệm vụ tại đây.")
    return _at_place(actor, "directory.grant_mandate", mandate, reason)


@policy("directory.revoke_mandate")
def may_revoke_mandate(actor: Actor, mandate: Mandate | None = None) -> Verdict:
    """Allow administrators within their place; not on their own mandate, so that one is always left."""
    if mandate is not None and actor.user_id is not None and mandate.user_id == actor.user_id:
        return refuse(_("Không tự kết thúc nhiệm vụ của chính mình; hãy nhờ một quản trị viên khác."))
    reason = _("Chỉ quản trị viên của địa bàn mới kết thúc được nhiệm vụ này.")
    return _at_place(actor, "directory.revoke_mandate", mandate, reason)


@policy("directory.give_way_in")
def may_give_way_in(actor: Actor, user: User | None = None) -> Verdict:
    """Allow administrators whose place covers every mandate of the person; never for themselves."""
    if user is None:
        return _at_place(actor, "directory.give_way_in", None, _("Bạn không được giao cấp lại mật khẩu."))
    if user.pk == actor.user_id:
        return refuse(_("Muốn đổi mật khẩu của chính mình, hãy vào trang tài khoản."))
    if place_of_help(actor, user) is None:
        return refuse(
            _("Người này có nhiệm vụ ngoài địa bàn bạn quản trị; hãy nhờ quản trị viên của nơi đó.")
        )
    return ALLOWED


def place_of_help(actor: Actor, user: User) -> str | None:
    """Return the place for which the actor may help this person back in, or None.

    It has to cover all that the person holds, past and future mandates too. What a person takes for themselves, as
    producers do, and an account that holds nothing belong to no place: any administrator may help.
    """
    own = {role.code for role in ROLES if role.own_account}
    held = [
        mandate.place_path
        for mandate in Mandate.objects.filter(user=user).select_related("place")
        if mandate.role not in own
    ]
    paths = actor.paths_for("directory.give_way_in")
    if any(actor.grant_at("directory.give_way_in", path) is None for path in held):
        return None
    return paths[0] if paths else None


def _at_place(
    actor: Actor, capability: str, record: Agency | Mandate | PlaceAct | None, reason: object
) -> Verdict:
    if record is None:
        return ALLOWED if actor.can_somewhere(capability) else refuse(reason)  # type: ignore[arg-type]
    return ALLOWED if actor.grant_at(capability, record.place_path) else refuse(reason)  # type: ignore[arg-type]
