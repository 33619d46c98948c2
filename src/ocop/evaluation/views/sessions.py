"""Pages of sessions: the list, planning one, and the one page from which it is run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.dossiers import queries as dossier_queries
from ocop.dossiers.models import Dossier
from ocop.evaluation import actions, policy, queries
from ocop.evaluation.forms import ChangeForm, PlanForm
from ocop.evaluation.models import Ballot, Council, ItemResult, Session, SessionItem
from ocop.evaluation.queries.rounds import extra_refused, round_value
from ocop.evaluation.queries.written import meeting_requests
from ocop.evaluation.views.answers import attempt, put_on
from ocop.platform.access import Actor, needs, require, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Refusal
from ocop.platform.typed import whole_numbers
from ocop.platform.ui.shapes import Crumb, Step
from ocop.platform.workflow import available_verbs
from ocop.programme.queries import council_rules
from ocop_rules.lifecycle import SESSION

ORDER = ("planned", "open", "scoring_ended", "closed")
PAGES = {
    "planned": "evaluation/session/planned.html",
    "open": "evaluation/session/open.html",
    "scoring_ended": "evaluation/session/ended.html",
    "closed": "evaluation/session/closed.html",
    "cancelled": "evaluation/session/cancelled.html",
}


@needs("evaluation.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the sessions that the reader may see; first those in which the reader has ballots to mark."""
    actor = actor_of(request)
    on_list = Q(items__postponed_at__isnull=True)
    sessions = (
        policy.visible_sessions(actor)
        .select_related("council")
        .annotate(products=Count("items", filter=on_list, distinct=True))
        .order_by("-held_on", "-pk")
    )
    asked = Ballot.objects.filter(user_id=actor.user_id or 0, accepts_marks=True)
    mine = list(sessions.filter(pk__in=asked.values("item__session")))
    context = {
        "sessions": sessions,
        "mine": mine,
        "may_schedule": verdict("evaluation.schedule", actor),
        "may_establish": verdict("evaluation.establish_council", actor),
    }
    return render(request, "evaluation/session/index.html", context)


@needs("evaluation.schedule")
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a session: council, day, products taken from the dossiers that wait for one."""
    actor = actor_of(request)
    councils = [
        council
        for council in policy.standing_councils(actor, timezone.localdate()).order_by("-decided_on", "-pk")
        if actor.grant_held_at("evaluation.schedule", council.place_path)
    ]
    waiting = _waiting(actor)
    form = PlanForm(
        request.POST or None,
        councils=councils,
        waiting=waiting,
        initial={"council": request.GET.get("hoi-dong")},
        **_rounds_of(councils, timezone.localdate()),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = {dossier.pk: dossier for dossier in Dossier.objects.filter(pk__in=given["dossiers"])}
        try:
            session = actions.plan_session(
                next(council for council in councils if council.pk == given["council"]),
                title=given["title"],
                held_on=given["held_on"],
                venue=given["venue"],
                form=given["form"],
                opinions_due_on=given["opinions_due_on"],
                round_asked=form.round_asked,
                dossiers=[chosen[pk] for pk in given["dossiers"]],
                actor=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Đã lên lịch phiên họp."))
            return redirect("evaluation:session", session.pk)
    context = {
        "form": form,
        "councils": councils,
        "waiting": waiting,
        "crumbs": [
            Crumb(pgettext("list", "Phiên họp"), reverse("evaluation:sessions")),
            Crumb(_("Lên lịch phiên họp")),
        ],
    }
    return render(request, "evaluation/session/plan.html", context, status=422 if form.errors else 200)


@needs("evaluation.view")
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show a session as its state asks: the list while it is planned, progress, totals, results."""
    actor = actor_of(request)
    session = get_object_or_404(policy.visible_sessions(actor).select_related("council"), pk=number)
    context = _frame(session, actor)
    if session.state == "planned":
        context |= {"waiting": _waiting(actor) if context["may_schedule"] else []}
    elif session.state in ("open", "scoring_ended"):
        context |= _running(session, actor)
    elif session.state == "closed":
        context |= {"results": ItemResult.objects.filter(session=session).order_by("-total_hundredths", "pk")}
    return render(request, PAGES[session.state], context)


@needs("evaluation.view")
@require_safe
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """Show again how far the members have come; asked for every few seconds while scoring runs."""
    actor = actor_of(request)
    session = get_object_or_404(policy.visible_sessions(actor).select_related("council"), pk=number)
    require("evaluation.record_attendance", actor, session)
    context = {"session": session, "progress": queries.progress_of(session)}
    return render(request, "evaluation/session/_progress.html", context)


@needs("evaluation.schedule")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a planned session's title, day or venue."""
    actor = actor_of(request)
    session = get_object_or_404(policy.visible_sessions(actor).select_related("council"), pk=number)
    require("evaluation.schedule", actor, session)
    names = ("title", "held_on", "venue", "opinions_due_on", "plan_number", "plan_on")
    form = ChangeForm(
        request.POST or None,
        session=session,
        initial={name: getattr(session, name) for name in names} | {"round": round_value(session)},
        **_rounds_of([session.council], session.held_on),
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            actions.change_session(
                session,
                title=given["title"],
                held_on=given["held_on"],
                venue=given["venue"],
                opinions_due_on=given.get("opinions_due_on"),
                round_asked=form.round_asked,
                actor=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Đã sửa thông tin phiên họp."))
            return redirect("evaluation:session", session.pk)
    crumbs = [Crumb(session.title, reverse("evaluation:session", args=[session.pk])), Crumb(_("Sửa"))]
    context = {"form": form, "session": session, "crumbs": crumbs}
    return render(request, "evaluation/session/change.html", context, status=422 if form.errors else 200)


@needs("evaluation.schedule")
@require_POST
def add_items(request: HttpRequest, number: int) -> HttpResponse:
    """Put ticked products on the list of a planned session."""
    actor = actor_of(request)
    session = get_object_or_404(policy.visible_sessions(actor), pk=number)
    ticked = whole_numbers(request.POST.getlist("dossiers"))
    waiting = {summary.dossier_id for summary in _waiting(actor)}
    dossiers = list(Dossier.objects.filter(pk__in=waiting & set(ticked)).order_by("accepted_at", "pk"))
    done = _("Đã thêm %(count)s sản phẩm vào phiên họp.") % {"count": len(dossiers)}
    return attempt(
        request,
        lambda: actions.add_items(session, dossiers, actor=actor, at=timezone.now()),
        done=done,
        back=reverse("evaluation:session", args=[number]),
    )


@needs("evaluation.schedule")
@require_POST
def order(request: HttpRequest, number: int) -> HttpResponse:
    """Put the list of a planned session in the order of the numbers typed."""
    actor = actor_of(request)
    session = get_object_or_404(policy.visible_sessions(actor), pk=number)
    items = list(session.items.order_by("position", "pk"))
    wanted = sorted(items, key=lambda item: (_place(request, item), item.position))
    return attempt(
        request,
        lambda: actions.order_items(
            session, item_ids=[item.pk for item in wanted], actor=actor, at=timezone.now()
        ),
        done=_("Đã sắp xếp lại danh sách."),
        back=reverse("evaluation:session", args=[number]),
    )


def _rounds_of(councils: Sequence[Council], on: date) -> dict[str, Any]:
    """Return what the form asks of the rounds of some councils: their levels, and whether one may hold an extra one."""
    seats = sorted({(council.level, council.place_path) for council in councils})
    extra = any(not extra_refused(council_rules(path, on), level, on) for level, path in seats)
    return {"levels": sorted({level for level, _path in seats}), "on": on, "may_be_extra": extra}


def _place(request: HttpRequest, item: SessionItem) -> int:
    typed = request.POST.get(f"thu-tu-{item.pk}", "")
    return int(typed) if typed.isdecimal() and len(typed) < 5 else item.position


def _waiting(actor: Actor) -> list[dossier_queries.DossierSummary]:
    return [
        summary
        for path in actor.paths_for("evaluation.schedule")
        for summary in dossier_queries.ready_for_council(path)
    ]


def _frame(session: Session, actor: Actor) -> dict[str, Any]:
    return {
        "session": session,
        "council": session.council,
        "rules": queries.rules_of(session),
        "items": list(session.items.order_by("position", "pk")),
        "steps": _steps(session),
        "verbs": available_verbs(SESSION, session, actor=actor),
        "may_schedule": verdict("evaluation.schedule", actor, session),
        "may_conduct": verdict("evaluation.record_attendance", actor, session),
        "may_see_marks": policy.may_see_marks(actor, session),
        "my_ballots": queries.my_ballots(session, actor.user_id) if actor.user_id is not None else [],
        "history": history_of(session),
        "crumbs": [
            Crumb(pgettext("list", "Phiên họp"), reverse("evaluation:sessions")),
            Crumb(session.title),
        ],
    }


def _running(session: Session, actor: Actor) -> dict[str, Any]:
    if not verdict("evaluation.record_attendance", actor, session):
        return {}
    context: dict[str, Any] = {"progress": queries.progress_of(session), "quorum": queries.quorum_of(session)}
    if session.is_written:
        context["requests"] = meeting_requests(session)
    if policy.may_see_marks(actor, session):
        members, rows = queries.totals_of(session)
        context |= {"members": members, "rows": rows}
    return context


def _steps(session: Session) -> list[Step]:
    labels = {
        "planned": _("Lên lịch"),
        "open": _("Lấy ý kiến") if session.is_written else _("Chấm điểm"),
        "scoring_ended": _("Thảo luận, rà soát"),
        "closed": _("Chốt kết quả"),
    }
    if session.state == "cancelled":
        return [Step(labels["planned"], "done"), Step(_("Đã hủy"), "stopped")]
    here = ORDER.index(session.state)
    last = session.state == "closed"
    return [
        Step(labels[state], "done" if index < here or last else "current" if index == here else "todo")
        for index, state in enumerate(ORDER)
    ]
