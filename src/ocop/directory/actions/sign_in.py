"""Helping somebody back in who has lost the password."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from ocop.directory import policy
from ocop.platform.access import Actor, require
from ocop.platform.accounts.models import User
from ocop.platform.accounts.way_in import reset_address
from ocop.platform.refusal import Invalid
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, lock, note

assert policy  # importing it registers who may do what is written here


def give_way_in(user: User, *, reason: str, actor: Actor, at: datetime) -> str:
    """Return the address at which the person sets a new password; the old one holds until then.

    Who hands it over never learns the password, and the log keeps who did it for whom and why.
    Raises NotAllowed, and Invalid without a reason or for an account that is shut.
    """
    reason = reason_given(
        reason, ask=_("Hãy ghi đã nhận ra người này bằng cách nào, ví dụ: gọi lại số điện thoại trong hồ sơ.")
    )
    with act():
        locked = lock(user)
        require("directory.give_way_in", actor, locked)
        if not locked.is_active:
            raise Invalid(_("Tài khoản này đã bị khóa nên không đặt lại mật khẩu được."), field="username")
        place_path = policy.place_of_help(actor, locked)
        facts = {"username": locked.username, "reason": reason}
        note("directory.give_way_in", locked, actor=actor, at=at, facts=facts, place_path=place_path)
        return reset_address(locked)
