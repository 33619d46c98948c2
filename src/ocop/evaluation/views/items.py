"""One product of a session for those who run it: criteria side by side, what was said, grounds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import actions, policy, queries
from ocop.evaluation.forms import DiscussionForm
from ocop.evaluation.models import Ballot, SessionItem
from ocop.evaluation.queries.paper import marks_made, paper_of
from ocop.evaluation.views.answers import attempt, put_on
from ocop.evaluation.views.linking import linked_of
from ocop.platform.access import Actor, Verdict, needs, require, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import NotAllowed, Refusal
from ocop.platform.ui.shapes import Band, Crumb, Member
from ocop_rules import rulebooks


@needs("evaluation.record_attendance")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show one product to those who run the session; a POST keeps what the council said about it."""
    actor = actor_of(request)
    item = _item(actor, number)
    require("evaluation.record_attendance", actor, item.session)
    form = DiscussionForm(request.POST or None, initial={"text": item.discussion})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_discussion(item, text=form.cleaned_data["text"], actor=actor, at=timezone.now())
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            return redirect("evaluation:item", item.pk)
    return render(
        request, "evaluation/item/show.html", _context(item, actor, form), status=422 if form.errors else 200
    )


@needs("evaluation.schedule")
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a product off the list of a planned session."""
    return _do(request, number, actions.remove_item, _("Đã bỏ sản phẩm khỏi phiên họp."), to_session=True)


@needs("evaluation.postpone_item")
@require_POST
def postpone(request: HttpRequest, number: int) -> HttpResponse:
    """Leave a product for another session."""
    reason = request.POST.get("reason", "")
    done = _("Đã để sản phẩm lại phiên sau; hồ sơ trở về danh sách chờ.")
    return _do(request, number, actions.postpone_item, done, to_session=True, reason=reason)


@needs("evaluation.disqualify_item")
@require_POST
def disqualify(request: HttpRequest, number: int) -> HttpResponse:
    """Enter a ground of the sheet for excluding a product."""
    facts: dict[str, Any] = {"code": request.POST.get("code", ""), "reason": request.POST.get("reason", "")}
    return _do(request, number, actions.disqualify_item, _("Đã ghi căn cứ loại sản phẩm."), **facts)


@needs("evaluation.disqualify_item")
@require_POST
def clear_ground(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a ground that was entered in this session."""
    facts: dict[str, Any] = {"code": request.POST.get("code", ""), "reason": request.POST.get("reason", "")}
    return _do(request, number, actions.clear_ground, _("Đã bỏ căn cứ loại."), **facts)


@needs("evaluation.view")
@require_safe
def paper(request: HttpRequest, number: int, ballot_number: int) -> HttpResponse:
    """Show one member's whole ballot to those who may see marks; an open one stays secret until it is done."""
    actor = actor_of(request)
    item = _item(actor, number)
    seen = policy.may_see_marks(actor, item.session)
    if not seen:
        raise NotAllowed(seen.reason)
    shut = Ballot.objects.filter(item=item, accepts_marks=False, recused=False).select_related("member")
    ballot = get_object_or_404(shut, pk=ballot_number)
    context = {
        "item": item,
        "ballot": ballot,
        "sheet": rulebooks.get(ballot.rulebook_id).sheet(ballot.sheet_number),
        "lines": paper_of(ballot),
        "made": marks_made(ballot),
        "crumbs": [
            Crumb(item.session.title, reverse("evaluation:session", args=[item.session_id])),
            Crumb(item.product_name),
            Crumb(ballot.member_name),
        ],
    }
    return render(request, "evaluation/item/paper.html", context)


@needs("evaluation.reopen_ballot")
@require_POST
def reopen_ballot(request: HttpRequest, number: int, ballot_number: int) -> HttpResponse:
    """Let one member revise a ballot of this product."""
    actor = actor_of(request)
    item = _item(actor, number)
    ballot = get_object_or_404(
        Ballot.objects.filter(item=item).select_related("member", "item__session"), pk=ballot_number
    )
    return attempt(
        request,
        lambda: actions.reopen_ballot(
            ballot, reason=request.POST.get("reason", ""), actor=actor, at=timezone.now()
        ),
        done=_("Đã mở lại phiếu của %(member)s.") % {"member": ballot.member_name},
        back=reverse("evaluation:item", args=[number]),
    )


def _item(actor: Actor, number: int) -> SessionItem:
    rows = SessionItem.objects.filter(session__in=policy.visible_sessions(actor))
    return get_object_or_404(rows.select_related("session__council", "submission", "dossier"), pk=number)


def _context(item: SessionItem, actor: Actor, form: DiscussionForm) -> dict[str, Any]:
    rulebook = rulebooks.get(item.rulebook_id)
    sheet = rulebook.sheet(item.sheet_number)
    session = item.session
    context: dict[str, Any] = {
        "item": item,
        "session": session,
        "sheet": sheet,
        "form": form,
        "running": session.state in ("open", "scoring_ended") and not item.is_postponed,
        "grounds": sheet.disqualifiers,
        "may_see_marks": policy.may_see_marks(actor, session),
        "may_postpone": verdict("evaluation.postpone_item", actor, item),
        "may_disqualify": verdict("evaluation.disqualify_item", actor, item),
        "history": history_of(item),
        "linked": linked_of(item.dossier_id, session, actor),
        "crumbs": [
            Crumb(pgettext("list", "Phiên họp"), reverse("evaluation:sessions")),
            Crumb(session.title, reverse("evaluation:session", args=[session.pk])),
            Crumb(item.product_name),
        ],
    }
    if context["may_see_marks"]:
        compared = queries.comparison_of(item)
        context |= {
            "comparison": compared,
            "strip": [
                Member(member.name, Decimal(total))
                for member, total in zip(compared.members, compared.totals, strict=True)
            ],
            "bands": [Band(band.star, band.at_least) for band in rulebook.bands if band.at_least],
            "ballots": _ballots(item, actor),
        }
    return context


def _ballots(item: SessionItem, actor: Actor) -> list[tuple[Ballot, Verdict]]:
    rows = Ballot.objects.filter(item=item).select_related("member").order_by("member__position")
    found = []
    for ballot in rows:
        ballot.item = item
        found.append((ballot, verdict("evaluation.reopen_ballot", actor, ballot)))
    return found


def _do(
    request: HttpRequest,
    number: int,
    act_on: Callable[..., Any],
    done: str,
    *,
    to_session: bool = False,
    **facts: Any,
) -> HttpResponse:
    actor = actor_of(request)
    item = _item(actor, number)
    here = reverse("evaluation:item", args=[number])
    there = reverse("evaluation:session", args=[item.session_id])
    planned = item.session.state == "planned"
    return attempt(
        request,
        lambda: act_on(item, **facts, actor=actor, at=timezone.now()),
        done=done,
        back=there if to_session else here,
        missed=there if planned else here,
    )
