"""Pages of notices of results: what waits to be told, issuing, what was told, its letter, withdrawing."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ocop.platform.access import Actor, needs, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Refusal
from ocop.platform.typed import whole_numbers
from ocop.recognition import actions, policy, queries
from ocop.recognition.forms import NoticeForm, WithdrawForm
from ocop.recognition.models import ResultNotice
from ocop.recognition.views.frame import (
    agency_of,
    authority_name,
    page_context,
    place_for,
    put_on,
    timeline_of,
)

PAGE_SIZE = 30


@needs("recognition.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the results that wait to be told, for the office that tells them, and the notices the reader may open."""
    actor = actor_of(request)
    known = {"issued_on": timezone.localdate(), "agency_name": agency_of(actor, policy.NOTIFY)}
    return _index_page(request, NoticeForm(initial=known))


@needs("recognition.issue_notice")
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Issue a notice on the chosen results."""
    actor = actor_of(request)
    place = place_for(actor, policy.NOTIFY)
    if place is None:
        raise Http404
    form = NoticeForm(request.POST)
    chosen = whole_numbers(request.POST.getlist("lines"))
    if form.is_valid():
        try:
            notice = actions.issue_notice(
                place,
                line_ids=chosen,
                authority_name=authority_name(place),
                **form.cleaned_data,
                actor=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Đã ghi thông báo; xã và chủ thể đọc được ngay trên hồ sơ."))
            return redirect("recognition:notice", notice.pk)
    return _index_page(request, form, chosen=chosen)


@needs("recognition.view")
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a notice with those of its results that the reader may see."""
    actor = actor_of(request)
    return _show_page(request, _notice(actor, pk), WithdrawForm())


@needs("recognition.view")
@require_safe
def print_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the letter as a PDF, with those of its results that the reader may see."""
    actor = actor_of(request)
    notice = _notice(actor, pk)
    lines = queries.by_recipient(policy.visible_told(actor).filter(notice=notice))
    pdf = actions.notice_pdf(notice, lines, is_whole=len(lines) == notice.lines.count())
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs("recognition.withdraw_notice")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a notice that was entered wrongly; its results wait to be told again."""
    actor = actor_of(request)
    notice = _notice(actor, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw_notice(notice, **form.cleaned_data, actor=actor, at=timezone.now())
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Đã rút thông báo; các kết quả trở lại danh sách chờ thông báo."))
            return redirect("recognition:notices")
    return _show_page(request, notice, form)


def _notice(actor: Actor, pk: int) -> ResultNotice:
    return get_object_or_404(queries.listed_notices(policy.visible_told(actor)), pk=pk)


def _index_page(request: HttpRequest, form: NoticeForm, *, chosen: list[int] | None = None) -> HttpResponse:
    """Show what waits and the notices; everything is chosen until something was posted."""
    actor = actor_of(request)
    place = place_for(actor, policy.NOTIFY)
    rows = queries.listed_notices(policy.visible_told(actor))
    context = page_context(
        actor,
        current="notices",
        page=Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang")),
        place=place,
        today=timezone.localdate(),
        form=form,
        waiting=[
            {"line": one.line, "inner": one.inner, "chosen": chosen is None or one.line.pk in chosen}
            for one in (queries.untold_results(place.path) if place else ())
        ],
    )
    return render(request, "recognition/notice/index.html", context, status=422 if form.errors else 200)


def _show_page(request: HttpRequest, notice: ResultNotice, form: WithdrawForm) -> HttpResponse:
    actor = actor_of(request)
    context = page_context(
        actor,
        current="notices",
        notice=notice,
        lines=queries.by_recipient(policy.visible_told(actor).filter(notice=notice)),
        form=form,
        may_withdraw=verdict("recognition.withdraw_notice", actor, notice),
        timeline=timeline_of(notice),
    )
    return render(request, "recognition/notice/show.html", context, status=422 if form.errors else 200)
