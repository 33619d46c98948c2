"""Pages of councils: the list, a council, a new one, the end of one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from ocop.directory.queries import tier_of
from ocop.evaluation import actions, policy
from ocop.evaluation.forms import CouncilEndForm, CouncilForm
from ocop.evaluation.queries import candidates
from ocop.evaluation.queries.rules import wrong_number
from ocop.evaluation.views.answers import put_on
from ocop.platform.access import Actor, needs, require, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Crumb
from ocop.programme.queries import council_rules


@needs("evaluation.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the councils that the reader may see, newest first."""
    actor = actor_of(request)
    councils = policy.visible_councils(actor).prefetch_related("members").order_by("-decided_on", "-pk")
    context = {"councils": councils, "may_establish": verdict("evaluation.establish_council", actor)}
    return render(request, "evaluation/council/index.html", context)


@needs("evaluation.view")
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show a council: its decision, its working rules, its members, its sessions."""
    actor = actor_of(request)
    council = get_object_or_404(policy.visible_councils(actor), pk=number)
    members = list(council.members.order_by("position"))
    rules = council.working_rules
    context = {
        "council": council,
        "members": members,
        "rules": rules,
        "wrong_number": wrong_number(rules, sum(member.votes for member in members)),
        "sessions": council.sessions.order_by("-held_on", "-pk"),
        "history": history_of(council),
        "may_end": council.ended_on is None and verdict("evaluation.end_council", actor, council),
        "crumbs": [_list_crumb(), Crumb(council.name)],
    }
    return render(request, "evaluation/council/show.html", context)


@needs("evaluation.end_council")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Write down that a council sits no more."""
    actor = actor_of(request)
    council = get_object_or_404(policy.visible_councils(actor), pk=number)
    require("evaluation.end_council", actor, council)
    form = CouncilEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_council(council, **form.cleaned_data, actor=actor, at=timezone.now())
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(
                request, _("Đã ghi hội đồng kết thúc hoạt động. Kết quả các phiên vẫn giữ nguyên.")
            )
            return redirect("evaluation:council", council.pk)
    context = {
        "form": form,
        "council": council,
        "crumbs": [
            _list_crumb(),
            Crumb(council.name, reverse("evaluation:council", args=[council.pk])),
            Crumb(_("Kết thúc hoạt động")),
        ],
    }
    return render(request, "evaluation/council/end.html", context, status=422 if form.errors else 200)


@needs("evaluation.establish_council")
@require_http_methods(["GET", "HEAD", "POST"])
def establish(request: HttpRequest) -> HttpResponse:
    """Enter a council that a decision has set up."""
    actor, today = actor_of(request), timezone.localdate()
    place_path = _place_path(actor)
    form = CouncilForm(request.POST or None, people=candidates(place_path, today), level=tier_of(place_path))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            council = actions.establish_council(
                name=given["name"],
                decision_number=given["decision_number"],
                decided_on=given["decided_on"],
                place_path=place_path,
                seats=form.seats,
                actor=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Đã nhập hội đồng. Giờ có thể lên lịch phiên họp."))
            return redirect("evaluation:council", council.pk)
    context = {
        "form": form,
        "rules": council_rules(place_path, today),
        "crumbs": [_list_crumb(), Crumb(_("Nhập hội đồng mới"))],
    }
    return render(request, "evaluation/council/establish.html", context, status=422 if form.errors else 200)


def _list_crumb() -> Crumb:
    return Crumb(pgettext("list", "Hội đồng"), reverse("evaluation:councils"))


def _place_path(actor: Actor) -> str:
    """Return the place whose council is set up: the actor's own, else the province of this installation."""
    paths = actor.paths_for("evaluation.establish_council")
    return next((path for path in paths if path), settings.OCOP_PROVINCE_CODE)
