"""The producer's pages: own products, one page of a dossier's life, handing in, versions and receipts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.dossiers import actions, policy
from ocop.dossiers.actions.handing_in import pledge
from ocop.dossiers.models import Dossier, Evidence, Submission
from ocop.dossiers.queries.clock import clock_of, round_of
from ocop.dossiers.queries.completeness import advice, blockers
from ocop.dossiers.queries.content import Changes, changes_between, content_of
from ocop.dossiers.queries.lists import own, with_registration
from ocop.dossiers.queries.report import is_complete, sections_for
from ocop.dossiers.queries.route import first_level, path_of_level, seats, word_of
from ocop.dossiers.queries.self_score import self_score
from ocop.dossiers.queries.transmittal import sent_transmittal
from ocop.dossiers.views.presenting import (
    badge_of,
    crumbs_of,
    due_badge,
    group_of,
    groups_of,
    linked_rows,
    next_line,
    steps_of,
    timeline_of,
    where_to_mend,
)
from ocop.dossiers.views.reading import file_url_of, read_content
from ocop.dossiers.views.ruling import ruling_of
from ocop.platform.access import Actor, needs, signed_in, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Band
from ocop.programme.queries import working_calendar
from ocop.registration.policy import own_producers
from ocop.registration.policy import visible as visible_slips
from ocop_rules import rulebooks


@signed_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the reader's own products with where each stands; officers are sent to their desk."""
    actor = actor_of(request)
    if actor.grant_own("dossiers.view") is None:
        for capability, level in (
            ("dossiers.accept", "province"),
            ("dossiers.accept", "district"),
            ("dossiers.propose", "commune"),
        ):
            if seats(actor, capability, level):
                return redirect(f"dossiers:{level}")
        return redirect("registration:home")
    today = timezone.localdate()
    dossiers = list(with_registration(own(actor)).order_by("-pk"))
    calendar = working_calendar()
    listed = [
        {"dossier": d, "badge": badge_of(d), "next": next_line(d), "due": due_badge(d, today, calendar)}
        for d in dossiers
    ]
    without = visible_slips(actor).filter(
        product__producer__in=own_producers(actor), state="registered", dossier__isnull=True
    )
    producers = own_producers(actor).count()
    context = {
        "listed": listed,
        "slips": list(without.order_by("-pk")),
        "has_producer": producers > 0,
        "several": producers > 1,
    }
    return render(request, "dossiers/dossier/index.html", context)


@needs("dossiers.edit")
@require_POST
def open_dossier(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Begin the dossier of an own slip, or go to the one that is there."""
    actor = actor_of(request)
    slip = get_object_or_404(visible_slips(actor), pk=registration_id)
    known = own(actor).filter(registration=slip).first()
    if known is not None:
        return redirect("dossiers:show", known.pk)
    dossier = actions.open_dossier(slip, actor=actor, at=timezone.now())
    return redirect("dossiers:show", dossier.pk)


@needs("dossiers.view")
@require_safe
def show(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show one dossier's life: where it stands, what comes next, what is missing, what happened."""
    actor = actor_of(request)
    dossier = get_object_or_404(with_registration(policy.visible(actor)), pk=dossier_id)
    requests = list(dossier.supplement_requests.order_by("-requested_at"))
    is_own = policy.is_own(actor, dossier)
    calendar = working_calendar()
    may_edit = bool(verdict("dossiers.edit", actor, dossier)) and dossier.registration.state != "withdrawn"
    context: dict[str, Any] = {
        "dossier": dossier,
        "badge": badge_of(dossier),
        "due": due_badge(dossier, timezone.localdate(), calendar),
        "steps": steps_of(dossier),
        "timeline": timeline_of(dossier),
        "clock": clock_of(dossier, requests, calendar),
        "open_request": next(
            (r for r in requests if r.resolved_at is None and r.from_level == dossier.level), None
        ),
        "submissions": list(
            dossier.submissions.order_by("-number").only("number", "submitted_at", "submitted_by")
        ),
        "is_own": is_own,
        "may_edit": may_edit,
        "next_line": next_line(dossier),
        "receives": word_of(first_level(rulebooks.get(dossier.rulebook_id)).code),
        "desks": _desks(actor, dossier),
        "has_form_03": dossier.commune_reports.filter(issued_at__isnull=False).exists(),
        "transmittal": sent_transmittal(dossier) if policy.may_read_transmittal(actor, dossier) else None,
        "linked": linked_rows(dossier),
        "round": round_of(dossier),
        "ruling": ruling_of(dossier, actor, on=timezone.localdate()),
        "crumbs": crumbs_of(actor, dossier, page=""),
    }
    if may_edit:
        evidence = present_evidence(dossier)
        missing = blockers(dossier, evidence)
        context |= {
            "missing": [{"sentence": m.sentence, "url": where_to_mend(dossier, m)} for m in missing],
            "tasks": _tasks(dossier, evidence, {m.where for m in missing}),
            **score_context(dossier),
        }
    return render(request, "dossiers/dossier/show.html", context)


@needs("dossiers.submit")
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show everything that goes in and the pledge; a POST hands it in and shows the receipt."""
    actor = actor_of(request)
    dossier = get_object_or_404(with_registration(own(actor)), pk=dossier_id)
    error = ""
    if request.method == "POST":
        pledged = request.POST.get("pledged") == "on"
        try:
            submission = actions.submit(dossier, pledged=pledged, actor=actor, at=timezone.now())
        except Refusal as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Đã nộp hồ sơ. Hãy giữ giấy tiếp nhận này."))
            return redirect("dossiers:receipt", dossier.pk, submission.number)
    elif not verdict("dossiers.edit", actor, dossier):
        return redirect("dossiers:show", dossier.pk)
    evidence = present_evidence(dossier)
    preview = content_of(
        dossier, evidence, number=dossier.submissions.count() + 1, submitted_by=actor.name, at=timezone.now(),
        pledge=pledge(),
    )  # fmt: skip
    last = dossier.submissions.order_by("-number").first()
    context = {
        "dossier": dossier,
        "content": read_content(preview, file_url=file_url_of(dossier)),
        "changes": named_changes(changes_between(last.content, preview)) if last else None,
        "missing": [
            {"sentence": m.sentence, "url": where_to_mend(dossier, m)} for m in blockers(dossier, evidence)
        ],
        "advice": [
            {"sentence": m.sentence, "url": where_to_mend(dossier, m)} for m in advice(dossier, evidence)
        ],
        "pledge": pledge(),
        "error": error,
        "crumbs": crumbs_of(actor, dossier, page=_("Xem lại và nộp")),
        **score_context(dossier),
    }
    return render(request, "dossiers/submission/review.html", context, status=422 if error else 200)


@needs("dossiers.view")
@require_safe
def receipt(request: HttpRequest, dossier_id: int, number: int) -> HttpResponse:
    """Show the receipt of a version: number, moment, every file with its SHA-256 and size; made to be
    printed.
    """
    actor = actor_of(request)
    dossier, submission = visible_submission(request, dossier_id, number)
    context = {
        "dossier": dossier,
        "submission": submission,
        "content": submission.content,
        "electronic": rulebooks.get(dossier.rulebook_id).electronic,
        "due_on": dossier.due_on if submission.pk == dossier.current_submission_id else None,
        "crumbs": crumbs_of(actor, dossier, page=_("Giấy tiếp nhận")),
    }
    return render(request, "dossiers/submission/receipt.html", context)


@needs("dossiers.view")
@require_safe
def submission(request: HttpRequest, dossier_id: int, number: int) -> HttpResponse:
    """Show a frozen version whole, and what it changed against the one before."""
    actor = actor_of(request)
    dossier, found = visible_submission(request, dossier_id, number)
    before = dossier.submissions.filter(number=number - 1).first()
    context = {
        "dossier": dossier,
        "submission": found,
        "content": read_content(found.content, file_url=file_url_of(dossier)),
        "changes": named_changes(changes_between(before.content, found.content)) if before else None,
        "crumbs": crumbs_of(actor, dossier, page=_("Bản nộp lần %(number)s") % {"number": number}),
    }
    return render(request, "dossiers/submission/show.html", context)


def visible_submission(request: HttpRequest, dossier_id: int, number: int) -> tuple[Dossier, Submission]:
    """Return a dossier that the reader may see and one of its versions, or raise Http404."""
    dossier = get_object_or_404(with_registration(policy.visible(actor_of(request))), pk=dossier_id)
    return dossier, get_object_or_404(dossier.submissions, number=number)


def present_evidence(dossier: Dossier) -> list[Evidence]:
    """Return the files in a dossier now, in the order in which they came."""
    kept = dossier.evidence.filter(removed_at__isnull=True).select_related("file")
    return list(kept.order_by("added_at", "pk"))


def score_context(dossier: Dossier) -> dict[str, Any]:
    """Return the self-score as the panel shows it: total, bands, and for each star what is missing, with
    links.
    """
    score = self_score(dossier)
    gaps = [
        {
            "gap": gap,
            "shortfalls": [
                {
                    "code": lack.code,
                    "name": lack.name,
                    "needs": lack.needs_points,
                    "has": lack.has_points,
                    "group": group_of(dossier, lack.code).code,
                }
                for lack in gap.shortfalls
            ],
        }
        for gap in score.gaps
    ]
    return {
        "score": score,
        "gaps": gaps,
        "bands": [Band(gap.star, gap.from_points) for gap in score.gaps],
        "first_group": groups_of(dossier)[0].code,
    }


def named_changes(changes: Changes) -> dict[str, Any]:
    """Return what changed between two versions, texts counted rather than listed by their codes."""
    return {"changes": changes, "texts": len(changes.texts) + len(changes.notes), "any": bool(changes)}


def _desks(actor: Actor, dossier: Dossier) -> list[dict[str, str]]:
    """Return the desks at which the reader works on a dossier."""
    found = []
    for level, capability, address, label in (
        ("commune", "dossiers.propose", "commune_work", _("Mở bàn làm việc xã")),
        ("district", "dossiers.accept", "district_work", _("Mở bàn tiếp nhận huyện")),
        ("province", "dossiers.accept", "province_work", _("Mở bàn tiếp nhận tỉnh")),
    ):
        path = path_of_level(dossier, level)
        if path is not None and dossier.current_submission_id and actor.grant_held_at(capability, path):
            found.append({"url": reverse(f"dossiers:{address}", args=[dossier.pk]), "label": label})
    return found


def _tasks(dossier: Dossier, evidence: list[Evidence], missing: set[str]) -> list[dict[str, Any]]:
    """Return the parts of the dossier to be written, each with whether it is done."""
    show = reverse("dossiers:show", args=[dossier.pk])
    producer = dossier.registration.product.producer_id
    score = self_score(dossier)
    tasks = [
        {
            "label": _("Thông tin chủ thể"),
            "url": f"{reverse('registration:producer', args=[producer])}?tiep={show}",
            "done": "producer" not in missing,
        },
        {
            "label": _("Mô tả sản phẩm"),
            "url": reverse("dossiers:product", args=[dossier.pk]),
            "done": "product" not in missing,
        },
    ]
    for section in sections_for(dossier.kind):
        tasks.append(
            {
                "label": str(section.title),
                "url": reverse("dossiers:section", args=[dossier.pk, section.slug]),
                "done": is_complete(section, dossier.report),
            }
        )
    first = next(
        (g for g in groups_of(dossier) if any(c.code not in dossier.self_marks for c in g.criteria)),
        groups_of(dossier)[0],
    )
    return [
        *tasks,
        {
            "label": _("Tự chấm theo bộ tiêu chí"),
            "url": reverse("dossiers:self_score", args=[dossier.pk, first.code]),
            "done": score.is_complete,
            "note": _("%(marked)s trên %(all)s tiêu chí") % {"marked": score.marked, "all": score.criteria},
        },
        {
            "label": _("Minh chứng"),
            "url": reverse("dossiers:evidence", args=[dossier.pk]),
            "done": "evidence" not in missing,
            "note": _("%(count)s tệp") % {"count": len(evidence)},
        },
    ]
