"""Who may see and change the provinces' settings and the calendar."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ocop.platform.access import ALLOWED, Actor, Verdict, policy, refuse
from ocop.platform.access.scopes import within
from ocop.programme.models import CalendarDay, CalendarYear, Regulation, SheetConfirmation


def visible(actor: Actor) -> QuerySet[Regulation]:
    """Return the settings of the places where the actor may change them."""
    return Regulation.objects.filter(within(actor.paths_for("programme.edit_regulation")))


@policy("programme.edit_regulation")
def may_edit_regulation(actor: Actor, regulation: Regulation | None = None) -> Verdict:
    """Allow those whose mandate covers the place of the setting."""
    if regulation is None:
        allowed = actor.can_somewhere("programme.edit_regulation")
    else:
        allowed = actor.grant_at("programme.edit_regulation", regulation.place_path) is not None
    if allowed:
        return ALLOWED
    return refuse(
        _("Chỉ cơ quan tham mưu OCOP cấp tỉnh hoặc quản trị viên của tỉnh mới sửa được quy định này.")
    )


@policy("programme.withdraw_regulation")
def may_withdraw_regulation(actor: Actor, regulation: Regulation | None = None) -> Verdict:
    """Allow those whose mandate covers the place of the setting: who enters a value may take a wrong one back."""
    if regulation is None:
        allowed = actor.can_somewhere("programme.withdraw_regulation")
    else:
        allowed = actor.grant_at("programme.withdraw_regulation", regulation.place_path) is not None
    if allowed:
        return ALLOWED
    return refuse(
        _("Chỉ cơ quan tham mưu OCOP cấp tỉnh hoặc quản trị viên của tỉnh mới rút được giá trị đã nhập.")
    )


@policy("programme.edit_calendar")
def may_edit_calendar(actor: Actor, row: CalendarDay | CalendarYear | None = None) -> Verdict:
    """Allow a province's administrator: days off are the same everywhere, so the place is not asked."""
    if actor.can_somewhere("programme.edit_calendar"):
        return ALLOWED
    return refuse(_("Chỉ quản trị viên cấp tỉnh mới cập nhật được lịch nghỉ."))


@policy("programme.confirm_sheet")
def may_confirm_sheet(actor: Actor, row: SheetConfirmation | None = None) -> Verdict:
    """Allow the administrator of the province for which the figures are confirmed."""
    if row is None:
        allowed = actor.can_somewhere("programme.confirm_sheet")
    else:
        allowed = actor.grant_at("programme.confirm_sheet", row.place_path) is not None
    if allowed:
        return ALLOWED
    return refuse(_("Chỉ quản trị viên của tỉnh mới xác nhận được số liệu của bộ tiêu chí."))


def confirmations_visible(actor: Actor) -> QuerySet[SheetConfirmation]:
    """Return the confirmations of the provinces where the actor may confirm."""
    return SheetConfirmation.objects.filter(within(actor.paths_for("programme.confirm_sheet")))
