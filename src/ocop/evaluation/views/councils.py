"""Pages of councils: the list, a council, a new one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from ocop.directory.queries import tier_of
from ocop.evaluation import actions, policy
from ocop.evaluation.forms import CouncilForm
from ocop.evaluation.queries import candidates
from ocop.evaluation.queries.rules import wrong_number
from ocop.evaluation.views.answers import put_on
from ocop.platform.access import Actor, needs, verdict
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
        "crumbs": [Crumb(pgettext("list", "Hội đồng"), "/hoi-dong/danh-sach/"), Crumb(council.name)],
    }
    return render(request, "evaluation/council/show.html", context)


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
        "crumbs": [
            Crumb(pgettext("list", "Hội đồng"), "/hoi-dong/danh-sach/"),
            Crumb(_("Nhập hội đồng mới")),
        ],
    }
    return render(request, "evaluation/council/establish.html", context, status=422 if form.errors else 200)


def _place_path(actor: Actor) -> str:
    """Return the place whose council is set up: the actor's own, else the province of this installation."""
    paths = actor.paths_for("evaluation.establish_council")
    return next((path for path in paths if path), settings.OCOP_PROVINCE_CODE)
