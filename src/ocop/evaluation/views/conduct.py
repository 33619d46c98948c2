"""The acts by which a session is run, each one address that takes a POST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ocop.evaluation import actions, policy
from ocop.evaluation.models import Session
from ocop.evaluation.views.answers import attempt
from ocop.platform.access import needs
from ocop.platform.access.middleware import actor_of
from ocop.platform.typed import whole_numbers


@needs("evaluation.open_session")
@require_POST
def open_session(request: HttpRequest, number: int) -> HttpResponse:
    """Open a planned session for scoring."""
    return _do(request, number, actions.open_session, _("Phiên họp đã mở. Thành viên có thể chấm điểm."))


@needs("evaluation.record_attendance")
@require_POST
def attendance(request: HttpRequest, number: int) -> HttpResponse:
    """Write down who is there."""
    present = whole_numbers(request.POST.getlist("present"))
    return _do(request, number, actions.record_attendance, _("Đã ghi điểm danh."), present=present)


@needs("evaluation.end_scoring")
@require_POST
def end_scoring(request: HttpRequest, number: int) -> HttpResponse:
    """End scoring."""
    return _do(
        request, number, actions.end_scoring, _("Đã kết thúc chấm điểm. Điểm được mở cho thư ký và Chủ tịch.")
    )


@needs("evaluation.resume_scoring")
@require_POST
def resume_scoring(request: HttpRequest, number: int) -> HttpResponse:
    """Open all ballots again."""
    reason = request.POST.get("reason", "")
    done = _(
        "Đã mở lại việc chấm điểm. Phiếu của Chủ tịch Hội đồng vẫn khóa vì Chủ tịch đã xem được tổng điểm; nếu cần sửa, "
        "thư ký mở lại riêng phiếu đó sau khi kết thúc chấm điểm."
    )
    return _do(request, number, actions.resume_scoring, done, reason=reason)


@needs("evaluation.close_session")
@require_POST
def close_session(request: HttpRequest, number: int) -> HttpResponse:
    """Close the session for good."""
    return _do(
        request, number, actions.close_session, _("Đã chốt phiên họp. Kết quả không thay đổi được nữa.")
    )


@needs("evaluation.cancel_session")
@require_POST
def cancel_session(request: HttpRequest, number: int) -> HttpResponse:
    """Call the session off."""
    reason = request.POST.get("reason", "")
    return _do(
        request,
        number,
        actions.cancel_session,
        _("Đã hủy phiên họp; các hồ sơ chờ phiên khác."),
        reason=reason,
    )


def _do(
    request: HttpRequest, number: int, act_on: Callable[..., Any], done: str, **facts: Any
) -> HttpResponse:
    actor = actor_of(request)
    session: Session = get_object_or_404(policy.visible_sessions(actor).select_related("council"), pk=number)
    back = reverse("evaluation:session", args=[number])
    return attempt(
        request, lambda: act_on(session, **facts, actor=actor, at=timezone.now()), done=done, back=back
    )
