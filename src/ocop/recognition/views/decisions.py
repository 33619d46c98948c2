"""Pages of decisions: what waits, drafting, the Chairman's review, issuing, and the documents being made."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.directory.queries import tier_of
from ocop.dossiers.queries.route import word_of
from ocop.platform.access import Actor, needs, require, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.files.storing import response
from ocop.platform.refusal import Refusal
from ocop.platform.typed import whole_numbers
from ocop.platform.workflow import available_verbs
from ocop.recognition import actions, jobs, policy, queries
from ocop.recognition.actions.documents import decision_pdf
from ocop.recognition.forms import DECISION_TONES, CodesForm, DraftForm, IssueForm
from ocop.recognition.models import Certificate, Decision, DecisionLine
from ocop.recognition.queries.coding import lines_to_code
from ocop.recognition.views.frame import (
    agency_of,
    authority_name,
    page_context,
    place_for,
    put_on,
    timeline_of,
)
from ocop_rules import rulebooks
from ocop_rules.lifecycle import DECISION
from ocop_rules.outcomes import route_level

PAGE_SIZE = 30
DECIDING = (policy.DRAFT, policy.ISSUE)


@needs("recognition.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the results that wait for a decision, and the decisions."""
    actor = actor_of(request)
    rows = policy.visible_decisions(actor).exclude(state=Decision.State.DISCARDED)
    page = Paginator(queries.with_line_counts(rows), PAGE_SIZE).get_page(request.GET.get("trang"))
    place = place_for(actor, *DECIDING)
    waiting = queries.awaiting_results(place.path) if place else []
    context = page_context(
        actor,
        current="decisions",
        page=page,
        tones=DECISION_TONES,
        place=place,
        today=timezone.localdate(),
        to_decide=[row for row in waiting if row.outcome in ("recognise", "forward")],
        to_hand_back=[row for row in waiting if row.outcome == "return"],
        to_close=[row for row in waiting if row.outcome == "close"],
        may_draft=verdict("recognition.draft_decision", actor),
        may_close=verdict("recognition.issue_decision", actor),
    )
    return render(request, "recognition/decision/index.html", context)


@needs("recognition.draft_decision")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Choose results and draft a decision on them."""
    actor = actor_of(request)
    place = place_for(actor, *DECIDING)
    if place is None:
        raise Http404
    waiting = [row for row in queries.awaiting_results(place.path) if row.outcome != "return"]
    chosen = _chosen(request, default=[row.result.result_id for row in waiting if row.outcome != "close"])
    form = DraftForm(request.POST or None, initial={"proposer_name": agency_of(actor, policy.DRAFT)})
    if request.method == "POST" and form.is_valid():
        try:
            decision = actions.draft_decision(
                place,
                result_ids=chosen,
                authority_name=authority_name(place),
                **form.cleaned_data,
                actor=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Đã lập dự thảo quyết định."))
            return redirect("recognition:decision", decision.pk)
    return _edit_page(request, form, waiting, chosen, decision=None)


@needs("recognition.draft_decision")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft's products and wording."""
    actor = actor_of(request)
    decision = get_object_or_404(policy.visible_decisions(actor), pk=pk, state=Decision.State.DRAFT)
    require("recognition.draft_decision", actor, decision)
    awaiting = queries.awaiting_results(decision.place_path, also_of=decision)
    waiting = [row for row in awaiting if row.outcome != "return"]
    held = list(decision.lines.values_list("result_id", flat=True))
    chosen = _chosen(request, default=held)
    known = {"title": decision.title, "proposer_name": decision.proposer_name}
    form = DraftForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_draft(
                decision, result_ids=chosen, **form.cleaned_data, actor=actor, at=timezone.now()
            )
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Đã lưu dự thảo."))
            return redirect("recognition:decision", decision.pk)
    return _edit_page(request, form, waiting, chosen, decision=decision)


@needs("recognition.view", "recognition.issue_decision", "recognition.draft_decision")
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one decision: what it does to each product, and what may be done with it."""
    actor = actor_of(request)
    decision = get_object_or_404(policy.visible_decisions(actor), pk=pk)
    return _show_page(request, decision, _issue_form(actor, decision))


@needs("recognition.draft_decision")
@require_POST
def write_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the codes that no known form gives, as the decision will state them."""
    actor = actor_of(request)
    decision = get_object_or_404(policy.visible_decisions(actor), pk=pk)
    codes = CodesForm(request.POST, lines=lines_to_code(decision))
    if codes.is_valid():
        try:
            actions.write_codes(decision, codes.typed, actor=actor, at=timezone.now())
        except Refusal as refusal:
            put_on(codes, refusal)
        else:
            messages.success(request, _("Đã ghi mã sản phẩm vào dự thảo."))
            return redirect("recognition:decision", decision.pk)
    return _show_page(request, decision, _issue_form(actor, decision), codes=codes)


@needs("recognition.issue_decision")
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a draft with its number, day and signer."""
    actor = actor_of(request)
    decision = get_object_or_404(policy.visible_decisions(actor), pk=pk)
    form = IssueForm(request.POST)
    if form.is_valid():
        try:
            actions.issue_decision(
                decision,
                **form.cleaned_data,
                actor=actor,
                at=timezone.now(),
                then=(jobs.ask_for_documents,),
            )
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Đã ban hành quyết định và cấp giấy chứng nhận."))
            return redirect("recognition:decision", decision.pk)
    return _show_page(request, decision, form)


@needs("recognition.discard_decision")
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Discard a draft; its results wait again."""
    actor = actor_of(request)
    decision = get_object_or_404(policy.visible_decisions(actor), pk=pk)
    actions.discard_decision(decision, actor=actor, at=timezone.now())
    messages.success(request, _("Đã hủy dự thảo; các kết quả trở lại danh sách chờ quyết định."))
    return redirect("recognition:decisions")


@needs("recognition.issue_decision")
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the chosen products that reach no star to recognise."""
    actor = actor_of(request)
    place = place_for(actor, *DECIDING)
    if place is None:
        raise Http404
    closed = actions.close_results(
        place.path, result_ids=_chosen(request, default=[]), actor=actor, at=timezone.now()
    )
    text = ngettext(
        "Đã kết thúc %(count)s hồ sơ không được công nhận.",
        "Đã kết thúc %(count)s hồ sơ không được công nhận.",
        len(closed),
    )
    messages.success(request, text % {"count": len(closed)})
    return redirect("recognition:decisions")


@needs("recognition.issue_decision")
@require_POST
def hand_back(request: HttpRequest) -> HttpResponse:
    """Give the chosen results back to the level below, which may recognise on them."""
    actor = actor_of(request)
    place = place_for(actor, *DECIDING)
    if place is None:
        raise Http404
    returned = actions.hand_back_results(
        place.path, result_ids=_chosen(request, default=[]), actor=actor, at=timezone.now()
    )
    text = ngettext(
        "Đã trả %(count)s kết quả về cấp dưới.", "Đã trả %(count)s kết quả về cấp dưới.", len(returned)
    )
    messages.success(request, text % {"count": len(returned)})
    return redirect("recognition:decisions")


@needs("recognition.view", "recognition.issue_decision", "recognition.draft_decision")
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how many documents are made; asked again every two seconds until all are."""
    decision = get_object_or_404(
        policy.visible_decisions(actor_of(request)), pk=pk, state=Decision.State.ISSUED
    )
    return render(request, "recognition/decision/_documents.html", _documents(decision, actor_of(request)))


@needs("recognition.issue_decision", "recognition.draft_decision")
@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again for the documents that are not made yet."""
    actor = actor_of(request)
    decision = get_object_or_404(policy.visible_decisions(actor), pk=pk, state=Decision.State.ISSUED)
    require("recognition.make_document", actor, decision)
    jobs.ask_for_documents(decision)
    return redirect("recognition:decision", decision.pk)


@needs("recognition.view", "recognition.issue_decision", "recognition.draft_decision")
@require_safe
def print_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the decision's PDF; a draft's is laid out anew each time and kept nowhere."""
    decision = get_object_or_404(policy.visible_decisions(actor_of(request)), pk=pk)
    name = _("Quyết định %(number)s") % {"number": decision.number_text.replace("/", "-") or decision.pk}
    if decision.pdf is not None:
        return response(decision.pdf, name=f"{name}.pdf", inline=True)
    answer = HttpResponse(decision_pdf(decision), content_type="application/pdf")
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _edit_page(
    request: HttpRequest,
    form: DraftForm,
    waiting: list[queries.AwaitingResult],
    chosen: list[int],
    *,
    decision: Decision | None,
) -> HttpResponse:
    context = page_context(
        actor_of(request),
        current="decisions",
        form=form,
        decision=decision,
        rows=[{"chosen": row.result.result_id in chosen, "waiting": row} for row in waiting],
    )
    return render(request, "recognition/decision/edit.html", context, status=422 if form.errors else 200)


def _issue_form(actor: Actor, decision: Decision) -> IssueForm:
    today = timezone.localdate()
    number = queries.proposed_number(decision.place_path, today.year)
    return IssueForm.proposed(actor, number=number, on=today)


def _show_page(
    request: HttpRequest, decision: Decision, form: IssueForm, *, codes: CodesForm | None = None
) -> HttpResponse:
    actor = actor_of(request)
    if codes is None and decision.state == Decision.State.DRAFT:
        codes = CodesForm(lines=lines_to_code(decision))
    lines = list(decision.lines.select_related("result").order_by("position"))
    context = page_context(
        actor,
        current="decisions",
        decision=decision,
        tone=DECISION_TONES[Decision.State(decision.state)],
        groups=_groups(lines, decision),
        form=form,
        codes=codes,
        verbs=available_verbs(DECISION, decision, actor=actor),
        may_draft=verdict("recognition.draft_decision", actor, decision),
        timeline=timeline_of(decision),
    )
    if decision.state == Decision.State.ISSUED:
        context |= _documents(decision, actor)
    refused = form.errors or (codes is not None and codes.errors)
    return render(request, "recognition/decision/show.html", context, status=422 if refused else 200)


def _groups(lines: list[DecisionLine], decision: Decision) -> list[dict[str, Any]]:
    titles = {
        DecisionLine.Outcome.RECOGNISE: _("Công nhận, cấp giấy chứng nhận"),
        DecisionLine.Outcome.FORWARD: _("Phê duyệt kết quả, đề nghị %(level)s đánh giá")
        % {"level": _level_above(decision, lines)},
        DecisionLine.Outcome.CLOSE: _("Không công nhận (chỉ thông báo, không ghi trong quyết định)"),
    }
    by_outcome = {outcome: [line for line in lines if line.outcome == outcome] for outcome in titles}
    return [
        {"title": titles[outcome], "outcome": outcome, "lines": found}
        for outcome, found in by_outcome.items()
        if found
    ]


def _level_above(decision: Decision, lines: list[DecisionLine]) -> str:
    """Return the level to which a decision sends products up, in the reader's language."""
    if not lines:
        return ""
    here = route_level(rulebooks.get(lines[0].rulebook_id), tier_of(decision.place_path))
    return word_of(here.forwards_to or "")


def _documents(decision: Decision, actor: Actor) -> dict[str, Any]:
    return {
        "decision": decision,
        "progress": queries.document_progress(decision),
        "certificates": Certificate.objects.filter(line__decision=decision).order_by("line__position"),
        "may_make": verdict("recognition.make_document", actor, decision),
    }


def _chosen(request: HttpRequest, *, default: list[int]) -> list[int]:
    if request.method != "POST":
        return default
    return whole_numbers(request.POST.getlist("results"))
