"""A member's own ballot: the declaration, the score sheet, saving, completing."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from ocop.dossiers import queries as dossier_queries
from ocop.evaluation import actions, policy, queries
from ocop.evaluation.forms import InterestForm
from ocop.evaluation.models import Ballot
from ocop.evaluation.queries.sheet import GroupLines, laid_out, standing_of
from ocop.evaluation.views.answers import attempt, put_on
from ocop.evaluation.views.linking import linked_of
from ocop.evaluation.views.reading import report_lines
from ocop.platform.access import needs, require
from ocop.platform.access.middleware import actor_of
from ocop.platform.files.storing import response
from ocop.platform.refusal import Invalid, Refusal
from ocop.platform.ui.shapes import Crumb, LinkedError

PICK, REMARK = "muc-", "nhan-xet-"
STANDING = "evaluation/ballot/_standing.html"


@needs("evaluation.score")
@require_safe
def mine(request: HttpRequest, number: int) -> HttpResponse:
    """List the products of a session with the state of the reader's own ballots."""
    actor = actor_of(request)
    session = get_object_or_404(policy.visible_sessions(actor).select_related("council"), pk=number)
    ballots = queries.my_ballots(session, actor.user_id) if actor.user_id is not None else []
    if not ballots:
        raise Http404
    context = {
        "session": session,
        "today": timezone.localdate(),
        "ballots": ballots,
        "done": sum(1 for ballot in ballots if ballot.state in ("done", "recused")),
        "crumbs": [
            Crumb(pgettext("list", "Phiên họp"), reverse("evaluation:sessions")),
            Crumb(session.title),
        ],
    }
    return render(request, "evaluation/ballot/mine.html", context)


@needs("evaluation.score")
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show the own ballot: first the declaration, then the sheet with all that the member needs."""
    ballot = _own(request, number)
    if ballot.recused:
        return render(
            request, "evaluation/ballot/recused.html", {"ballot": ballot, "crumbs": _crumbs(ballot)}
        )
    if ballot.declared_at is None:
        return _declaration(request, ballot, InterestForm())
    require("evaluation.score", actor_of(request), ballot)
    return _sheet(request, ballot)


@needs("evaluation.declare_interest")
@require_POST
def declare(request: HttpRequest, number: int) -> HttpResponse:
    """Take the declaration of an interest, or of none."""
    actor, ballot = actor_of(request), _own(request, number)
    form = InterestForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.declare_interest(
                ballot,
                has_interest=given["interest"] == "yes",
                reason=given["reason"],
                actor=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            return redirect("evaluation:ballot", ballot.pk)
    return _declaration(request, ballot, form)


@needs("evaluation.score")
@require_POST
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Save marks: one as it is tapped (answered with the totals), or a group sent by its button."""
    actor, now = actor_of(request), timezone.now()
    one_tap = "X-Ocop-Ballot" in request.headers
    ballot = get_object_or_404(policy.own_ballots(actor), pk=number)
    try:
        saved = actions.save_marks(
            ballot,
            picks=_picks(request),
            notes=_remarks(request),
            version=_version(request),
            actor=actor,
            at=now,
        )
    except Refusal as refusal:
        if one_tap:
            return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")
        return _sheet(request, _own(request, number), refusal=refusal)
    if one_tap:
        # Without the request: no frame is drawn, so no navigation and no messages are worked out.
        return HttpResponse(render_to_string(STANDING, _standing(saved) | {"saved_at": now}))
    return redirect(f"{reverse('evaluation:ballot', args=[number])}#{_anchor(request)}")


@needs("evaluation.ask_meeting")
@require_POST
def ask_meeting(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a meeting on a product that is decided in writing."""
    actor, ballot = actor_of(request), _own(request, number)
    return attempt(
        request,
        lambda: actions.ask_meeting(
            ballot, reason=request.POST.get("reason", ""), actor=actor, at=timezone.now()
        ),
        done=_("Đã gửi đề nghị họp; thư ký và Chủ tịch Hội đồng xem được lý do."),
        back=reverse("evaluation:ballot", args=[number]),
    )


@needs("evaluation.complete_ballot")
@require_POST
def complete(request: HttpRequest, number: int) -> HttpResponse:
    """Hand the own ballot in."""
    actor, ballot = actor_of(request), _own(request, number)
    try:
        actions.complete_ballot(ballot, version=_version(request), actor=actor, at=timezone.now())
    except Refusal as refusal:
        return _sheet(request, ballot, refusal=refusal)
    return attempt(
        request,
        lambda: None,
        done=_("Đã hoàn thành phiếu “%(product)s”.") % {"product": ballot.item.product_name},
        back=reverse("evaluation:my-ballots", args=[ballot.item.session_id]),
    )


@needs("evaluation.score")
@require_safe
def dossier(request: HttpRequest, number: int) -> HttpResponse:
    """Show the frozen dossier to a member who has declared no interest in it."""
    ballot = _own(request, number)
    require("evaluation.score", actor_of(request), ballot)
    frozen = dossier_queries.dossier_for_council(ballot.item.dossier, ballot.item.submission)
    context = {
        "ballot": ballot,
        "dossier": frozen,
        "report": report_lines(ballot.item, frozen),
        "linked": linked_of(ballot.item.dossier_id, ballot.item.session, actor_of(request)),
        "crumbs": [
            *_crumbs(ballot)[:-1],
            Crumb(ballot.item.product_name, _address(ballot)),
            Crumb(_("Hồ sơ")),
        ],
    }
    return render(request, "evaluation/ballot/dossier.html", context)


@needs("evaluation.score")
@require_safe
def evidence(request: HttpRequest, number: int, evidence_number: int) -> FileResponse:
    """Serve one file of the frozen dossier to a member who has declared no interest in it."""
    ballot = _own(request, number)
    require("evaluation.score", actor_of(request), ballot)
    found = dossier_queries.evidence_file(ballot.item.submission, evidence_number)
    if found is None:
        raise Http404
    return response(found.file, name=found.name, inline=True)


def _own(request: HttpRequest, number: int) -> Ballot:
    whole = policy.own_ballots(actor_of(request)).select_related("item__session", "item__submission")
    return get_object_or_404(whole, pk=number)


def _declaration(request: HttpRequest, ballot: Ballot, form: InterestForm) -> HttpResponse:
    context = {"ballot": ballot, "form": form, "crumbs": _crumbs(ballot)}
    return render(request, "evaluation/ballot/declare.html", context, status=422 if form.errors else 200)


def _sheet(request: HttpRequest, ballot: Ballot, *, refusal: Refusal | None = None) -> HttpResponse:
    """Show the score sheet; after a refusal with the reason on top and what was chosen still chosen."""
    frozen = dossier_queries.dossier_for_council(ballot.item.dossier, ballot.item.submission)
    typed = (_picks(request), _remarks(request)) if refusal else ({}, {})
    groups = laid_out(ballot, frozen, typed_picks=typed[0], typed_notes=typed[1])
    mine = queries.my_ballots(ballot.item.session, ballot.user_id)
    context = {
        "ballot": ballot,
        "item": ballot.item,
        "today": timezone.localdate(),
        "groups": groups,
        "errors": [LinkedError(str(refusal), refusal.field or "")] if refusal else [],
        "missing": _missing(groups) if isinstance(refusal, Invalid) else [],
        "dossier": frozen,
        "previous": _neighbour(mine, ballot, -1),
        "next": _neighbour(mine, ballot, 1),
        "crumbs": _crumbs(ballot),
        **_standing(ballot),
    }
    return render(request, "evaluation/ballot/show.html", context, status=refusal.status if refusal else 200)


def _standing(ballot: Ballot) -> dict[str, Any]:
    return {"ballot": ballot, "standing": standing_of(ballot)}


def _missing(groups: list[GroupLines]) -> list[LinkedError]:
    return [
        LinkedError(f"{line.criterion.code}. {line.criterion.name}", f"tc-{line.criterion.code}")
        for group in groups
        for line in group.lines
        if line.mark is None
    ]


def _neighbour(mine: list[Ballot], ballot: Ballot, step: int) -> Ballot | None:
    places = [one.pk for one in mine]
    here = places.index(ballot.pk) + step if ballot.pk in places else -1
    return mine[here] if 0 <= here < len(mine) else None


def _picks(request: HttpRequest) -> dict[str, int]:
    """Return the posted levels by criterion; what is no number becomes -1, which no sheet has."""
    return {
        name.removeprefix(PICK): int(str(value)) if str(value).isdecimal() and len(str(value)) < 4 else -1
        for name, value in request.POST.items()
        if name.startswith(PICK)
    }


def _remarks(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix(REMARK): str(value)
        for name, value in request.POST.items()
        if name.startswith(REMARK)
    }


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _anchor(request: HttpRequest) -> str:
    typed = request.POST.get("nhom", "")
    return typed if typed.replace("-", "").replace(".", "").isalnum() else "bang-diem"


def _address(ballot: Ballot) -> str:
    return reverse("evaluation:ballot", args=[ballot.pk])


def _crumbs(ballot: Ballot) -> list[Crumb]:
    session = ballot.item.session
    return [
        Crumb(pgettext("list", "Phiên họp"), reverse("evaluation:sessions")),
        Crumb(session.title, reverse("evaluation:my-ballots", args=[session.pk])),
        Crumb(ballot.item.product_name),
    ]
