"""Who may read the audit log and have it verified."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ocop.platform.access import ALLOWED, Actor, Verdict, policy, refuse


@policy("audit.view")
def may_view(actor: Actor, record: Any = None) -> Verdict:
    """Return whether the actor may read the log of all acts."""
    if actor.can_somewhere("audit.view"):
        return ALLOWED
    return refuse(_("Chỉ người được giao kiểm tra nhật ký mới xem được."))


@policy("audit.verify")
def may_verify(actor: Actor, record: Any = None) -> Verdict:
    """Return whether the actor may have the chain verified."""
    if actor.can_somewhere("audit.verify"):
        return ALLOWED
    return refuse(_("Chỉ người được giao kiểm tra nhật ký mới chạy được phép kiểm tra này."))
