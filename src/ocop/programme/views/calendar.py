"""Pages of the calendar: a year's days off and why, a day added from an announcement, one taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.platform.access import needs, signed_in, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Crumb, Tab
from ocop.programme import actions
from ocop.programme.forms import CalendarDayForm, CompleteYearForm, WithdrawDayForm
from ocop.programme.models import CalendarDay, CalendarYear
from ocop.programme.queries import Recount
from ocop.programme.queries.calendar import FIRST_YEAR, LAST_YEAR, year_shown
from ocop.programme.views.tabs import tabs_for

SHOWN_AROUND = 2
BACK, SAVE = "sua", "luu"


@signed_in
@require_safe
def this_year(request: HttpRequest) -> HttpResponse:
    """Lead to the calendar of the current year."""
    return redirect("programme:calendar_year", timezone.localdate().year)


@signed_in
@require_safe
def show(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year: which days are off and why, and how far its announcements are known."""
    _check_year(year)
    return _page(request, year, CalendarDayForm(year=year), CompleteYearForm())


@needs("programme.edit_calendar")
@require_POST
def add(request: HttpRequest, year: int) -> HttpResponse:
    """Show first what a day of the year would move, then enter it."""
    _check_year(year)
    form = CalendarDayForm(request.POST, year=year)
    if form.is_valid() and BACK not in request.POST:
        entered = {**form.cleaned_data, "actor": actor_of(request), "at": timezone.now()}
        try:
            if SAVE not in request.POST:
                return _preview(request, year, form, actions.check_calendar_day(**entered))
            row, recount = actions.add_calendar_day(**entered)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("Đã nhập ngày %(day)s.") % {"day": f"{row.day:%d/%m/%Y}"} + _said(recount)
            )
            return redirect("programme:calendar_year", year)
    return _page(request, year, form, CompleteYearForm())


@needs("programme.edit_calendar")
@require_POST
def complete(request: HttpRequest, year: int) -> HttpResponse:
    """Say that the year's announcements are all in."""
    _check_year(year)
    form = CompleteYearForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm_calendar_year(
                year=year,
                document=form.cleaned_data["year_document"],
                actor=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("year_document", str(refusal))
        else:
            messages.success(request, _("Đã xác nhận lịch nghỉ năm %(year)s là đủ.") % {"year": year})
            return redirect("programme:calendar_year", year)
    return _page(request, year, CalendarDayForm(year=year), form)


@needs("programme.edit_calendar")
@require_POST
def reopen(request: HttpRequest, year: int) -> HttpResponse:
    """Take back the word that the year's announcements are all in."""
    row = get_object_or_404(CalendarYear, year=year, withdrawn_at__isnull=True)
    try:
        actions.reopen_calendar_year(
            row, reason=request.POST.get("reason", ""), actor=actor_of(request), at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã rút xác nhận đủ lịch nghỉ năm %(year)s.") % {"year": year})
    return redirect("programme:calendar_year", year)


@needs("programme.edit_calendar")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, day_id: int) -> HttpResponse:
    """Show what taking an entered day back would move; a POST takes it back with a reason."""
    row = get_object_or_404(CalendarDay, pk=day_id)
    actor, at = actor_of(request), timezone.now()
    form = WithdrawDayForm(request.POST or None)
    refused, recount = "", Recount()
    try:
        if request.method == "POST" and form.is_valid():
            row, recount = actions.withdraw_calendar_day(
                row, reason=form.cleaned_data["reason"], actor=actor, at=at
            )
            said = _("Đã rút ngày %(day)s khỏi lịch.") % {"day": f"{row.day:%d/%m/%Y}"}
            messages.success(request, said + _said(recount))
            return redirect("programme:calendar_year", row.day.year)
        recount = actions.preview_withdrawal(row, actor=actor, at=at)
    except Refusal as refusal:
        refused = str(refusal)
    context = {
        "row": row,
        "refused": refused,
        "recount": recount,
        "confirmed": CalendarYear.objects.filter(year=row.day.year, withdrawn_at__isnull=True).exists(),
        "form": form,
        "crumbs": _crumbs(row.day.year, _("Rút ngày")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/calendar/withdraw.html", context, status=status)


def _preview(request: HttpRequest, year: int, form: CalendarDayForm, recount: Recount) -> HttpResponse:
    """Show what a day would move, with everything typed carried along."""
    given = form.cleaned_data
    context = {
        "year": year,
        "form": form,
        "given": given,
        "kind": CalendarDay.Kind(given["kind"]).label,
        "recount": recount,
        "crumbs": _crumbs(year, _("Xem trước")),
    }
    return render(request, "programme/calendar/preview.html", context)


def _page(
    request: HttpRequest, year: int, form: CalendarDayForm, complete_form: CompleteYearForm
) -> HttpResponse:
    actor = actor_of(request)
    nearby = range(max(FIRST_YEAR, year - SHOWN_AROUND), min(LAST_YEAR, year + SHOWN_AROUND) + 1)
    context = {
        "shown": year_shown(year),
        "today": timezone.localdate(),
        "years": [Tab(str(one), f"/chuong-trinh/lich/{one}/", one == year) for one in nearby],
        "form": form,
        "complete_form": complete_form,
        "may_edit": verdict("programme.edit_calendar", actor),
        "tabs": tabs_for(actor, current="calendar"),
    }
    errors = form.errors or complete_form.errors
    return render(request, "programme/calendar/year.html", context, status=422 if errors else 200)


def _said(recount: Recount) -> str:
    """Return what the correction did to limits that run, as sentences to add; "" when it did nothing."""
    said = ""
    if recount.earlier:
        said += " " + _("%(count)s hồ sơ ở xã có hạn sớm hơn.") % {"count": recount.earlier}
    if recount.kept:
        said += " " + _("%(count)s hồ sơ ở xã giữ nguyên hạn đã báo cho người nộp.") % {"count": recount.kept}
    return said


def _crumbs(year: int, last: str) -> list[Crumb]:
    title = _("Lịch nghỉ năm %(year)s") % {"year": year}
    return [Crumb(title, reverse("programme:calendar_year", args=[year])), Crumb(last)]


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(
            _("Lịch chỉ có các năm từ %(first)s đến %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
