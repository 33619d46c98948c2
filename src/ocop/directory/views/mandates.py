"""Pages of mandates: who holds which role where; granting and ending."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from ocop.directory import actions, policy, queries
from ocop.directory.forms import EndMandateForm, MandateForm, WayInForm
from ocop.directory.models import Mandate
from ocop.directory.roles import REACH_TITLES, ROLES
from ocop.directory.views.tabs import tabs_for
from ocop.platform.access import Verdict, needs, require, signed_in, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.accounts.models import User
from ocop.platform.refusal import Refusal

PAGE_SIZE = 50


@needs("directory.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List who holds which role where, as far as the reader may see."""
    today, actor = timezone.localdate(), actor_of(request)
    words, everyone = request.GET.get("q", "").strip()[:100], request.GET.get("all") == "1"
    rows = queries.mandates_matching(
        policy.visible_mandates(actor), words=words, in_force_on=None if everyone else today
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    listed = [
        {"mandate": one, "in_force": one.in_force_on(today), "may_end": _may_end(request, one, today)}
        for one in page
    ]
    context = {
        "page": page,
        "listed": listed,
        "words": words,
        "everyone": everyone,
        "tabs": tabs_for(actor, current="mandates"),
        "may_grant": verdict("directory.grant_mandate", actor),
        "may_give_way_in": verdict("directory.give_way_in", actor),
    }
    return render(request, "directory/mandate/index.html", context)


@needs("directory.grant_mandate")
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    """Give a person a role in a place for a period."""
    actor = actor_of(request)
    agencies = queries.agencies_within(actor.paths_for("directory.grant_mandate")).filter(ended_on=None)
    form = MandateForm(request.POST or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            mandate = actions.grant_mandate(
                given["user"],
                role=given["role"],
                place=given["place"],
                agency=given["agency"],
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                actor=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã giao nhiệm vụ: %(mandate)s.") % {"mandate": mandate})
            return redirect("directory:mandates")
    return render(request, "directory/mandate/grant.html", {"form": form}, status=422 if form.errors else 200)


@needs("directory.revoke_mandate")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Let a mandate end, on a day or at once."""
    actor, today = actor_of(request), timezone.localdate()
    mandate = get_object_or_404(policy.visible_mandates(actor), pk=number)
    require("directory.revoke_mandate", actor, mandate)
    form = EndMandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.end_mandate(
                mandate,
                ends_on=today - timedelta(days=1) if given["at_once"] else given["ends_on"],
                reason=given["reason"],
                actor=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã kết thúc nhiệm vụ: %(mandate)s.") % {"mandate": mandate})
            return redirect("directory:mandates")
    context = {"form": form, "mandate": mandate}
    return render(request, "directory/mandate/end.html", context, status=422 if form.errors else 200)


@needs("directory.give_way_in")
@sensitive_variables("address")
@require_http_methods(["GET", "HEAD", "POST"])
def give_way_in(request: HttpRequest) -> HttpResponse:
    """Make the link by which a person who lost the password sets a new one; it is shown once, here."""
    form = WayInForm(request.POST or None, initial={"username": request.GET.get("tai-khoan", "")})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(username__iexact=form.cleaned_data["username"].strip()).first()
        if user is None:
            form.add_error("username", _("Không có tài khoản với tên đăng nhập này; hãy hỏi lại người dùng."))
        else:
            try:
                reason = form.cleaned_data["reason"]
                context["address"] = actions.give_way_in(
                    user, reason=reason, actor=actor_of(request), at=timezone.now()
                )
                context["person"] = user
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return render(request, "directory/mandate/way_in.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Show every role, what it may do and how far it reaches."""
    listed = [{"role": role, "reach": REACH_TITLES[role.reach]} for role in ROLES]
    context = {"listed": listed, "tabs": tabs_for(actor_of(request), current="roles")}
    return render(request, "directory/mandate/roles.html", context)


def _may_end(request: HttpRequest, mandate: Mandate, today: date) -> Verdict | None:
    """Return whether the reader may end the mandate; None when there is nothing left to end."""
    if mandate.ends_on is not None and mandate.ends_on < today:
        return None
    return verdict("directory.revoke_mandate", actor_of(request), mandate)
