"""Pages of the province's decisions where the law changed under a dossier."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.dossiers import actions
from ocop.dossiers.forms import GroundsForm, RuleDecisionForm
from ocop.dossiers.models import Dossier, RuleDecision
from ocop.dossiers.queries.lists import at_desk, with_registration
from ocop.dossiers.queries.rule import decision_that_holds
from ocop.dossiers.views.presenting import badge_of, crumbs_of, linked_rows
from ocop.dossiers.views.ruling import ruling_of
from ocop.platform.access import needs
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Refusal
from ocop.registration.forms import put
from ocop_rules.lifecycle import DOSSIER


@needs("dossiers.keep_old_rule")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show why a dossier needs a decision; a POST writes down that it goes on, or closes it to be filed anew."""
    actor = actor_of(request)
    dossier = _dossier(request, dossier_id, "dossiers.keep_old_rule")
    may_close = "close_for_refiling" in DOSSIER.verbs_from(dossier.state)
    holds = decision_that_holds(dossier, timezone.localdate())
    form = RuleDecisionForm(
        request.POST or None, may_close=may_close, initial={"replaces": holds.pk if holds else None}
    )
    if request.method == "POST" and form.is_valid():
        given, at = form.cleaned_data, timezone.now()
        closes = given["choice"] == RuleDecision.Choice.CLOSE
        try:
            if closes:
                actions.close_for_refiling(
                    dossier, form.grounds(), replaces=given["replaces"], actor=actor, at=at
                )
            else:
                actions.keep_old_rule(
                    dossier,
                    form.grounds(),
                    continue_until=given["continue_until"],
                    replaces=given["replaces"],
                    actor=actor,
                    at=at,
                )
        except Refusal as refusal:
            put(form, refusal)
        else:
            said = (
                _("Đã đóng hồ sơ “%(name)s”; chủ thể được báo để đăng ký lại.")
                if closes
                else _("Đã ghi quyết định tiếp tục theo quy định cũ với “%(name)s”.")
            )
            messages.success(request, said % {"name": dossier.product_name})
            return redirect("dossiers:show", dossier.pk)
    context = {"form": form, "may_close": may_close}
    return _page(request, dossier, "dossiers/transition/decide.html", context, title=_("Cần quyết định"))


@needs("dossiers.take_over")
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show what a level that is gone had done on a dossier; a POST takes it over to the province's desk."""
    dossier = _dossier(request, dossier_id, "dossiers.take_over")
    form = GroundsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_over(dossier, form.grounds(), actor=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            put(form, refusal)
        else:
            messages.success(
                request,
                _("Đã nhận thay “%(name)s”. Việc tiếp theo: tiếp nhận, hoặc trả chủ thể bổ sung.")
                % {"name": dossier.product_name},
            )
            return redirect("dossiers:province_work", dossier.pk)
    context = {"form": form, "linked": linked_rows(dossier), "intakes": list(dossier.intakes.order_by("pk"))}
    return _page(request, dossier, "dossiers/transition/take_over.html", context, title=_("Nhận thay"))


def _dossier(request: HttpRequest, dossier_id: int, capability: str) -> Dossier:
    rows = at_desk(actor_of(request), capability, "province")
    return get_object_or_404(with_registration(rows), pk=dossier_id)


def _page(
    request: HttpRequest, dossier: Dossier, template: str, context: dict[str, Any], *, title: str
) -> HttpResponse:
    actor = actor_of(request)
    context |= {
        "dossier": dossier,
        "badge": badge_of(dossier),
        "ruling": ruling_of(dossier, actor, on=timezone.localdate()),
        "crumbs": crumbs_of(actor, dossier, page=title),
    }
    return render(request, template, context, status=422 if context["form"].errors else 200)
