"""The commune's desk: what is due, the dossier beside Mẫu số 03, returning it, sending it up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.dossiers import actions, policy
from ocop.dossiers.actions.commune import open_report, report_missing
from ocop.dossiers.forms import CommuneReportForm, ReturnForm, commune_report_initial
from ocop.dossiers.models import CommuneReport, Dossier
from ocop.dossiers.queries.clock import clock_of
from ocop.dossiers.queries.content import changes_between
from ocop.dossiers.queries.lists import at_desk, counts_by, filtered, listed, with_registration
from ocop.dossiers.queries.route import level_of
from ocop.dossiers.queries.standing import ENDED
from ocop.dossiers.views.intake import work_page
from ocop.dossiers.views.presenting import badge_of, crumbs_of, due_badge
from ocop.dossiers.views.producer import named_changes
from ocop.dossiers.views.reading import form_03_facts, officers_content
from ocop.platform.access import needs, require, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Tab
from ocop.platform.workflow import in_record_language
from ocop.programme.queries import working_calendar
from ocop.registration.forms import put
from ocop_rules import rulebooks
from ocop_rules.rulebook import CommuneContent
from ocop_rules.sheets import Sheet

PAGE_SIZE = 50
AUTOSAVE = "X-Ocop-Autosave"
# A dossier that another level received from the producer is on its way like one that was sent up.
TABS: tuple[tuple[str, Any, Q], ...] = (
    ("can-xu-ly", gettext_lazy("Cần xử lý"), Q(level="commune", state="submitted")),
    ("cho-bo-sung", gettext_lazy("Chờ bổ sung"), Q(level="commune", state="returned")),
    ("da-gui", gettext_lazy("Đã gửi cấp trên"), ~Q(level="commune") & ~ENDED),
    ("da-xong", gettext_lazy("Đã có kết quả"), ENDED),
)
# What the producer wrote about each content of Mẫu số 03, beside the marks and notes of its criteria.
ANSWERS = {
    "local_material": (("report", "material_zone"),),
    "local_labour": (("report", "labour"),),
    "idea_origin": (("product", "story"), ("producer", "history")),
    "local_identity": (("product", "story"),),
}


@needs("dossiers.propose", "dossiers.assess")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the commune's dossiers by the day they are due, with the working days left."""
    actor, today = actor_of(request), timezone.localdate()
    at_commune = at_desk(actor, "dossiers.propose", "commune")
    counts = counts_by(at_commune, {code: where for code, _label, where in TABS})
    chosen = next((tab for tab in TABS if tab[0] == request.GET.get("viec")), TABS[0])
    words = request.GET.get("q", "").strip()[:100]
    rows = filtered(listed(at_commune).filter(chosen[2]), text=words)
    page = Paginator(rows.order_by(F("due_on").asc(nulls_first=True), "pk"), PAGE_SIZE).get_page(
        request.GET.get("trang")
    )
    calendar, rulebook = working_calendar(), rulebooks.in_force(today)
    context = {
        "page": page,
        "rulebook": rulebook,
        "limit": rulebook.limits.get("commune_check"),
        "rows": [{"dossier": d, "badge": badge_of(d), "due": due_badge(d, today, calendar)} for d in page],
        "words": words,
        "chosen": chosen[0],
        "tabs": [
            Tab(label, f"?viec={code}", code == chosen[0], counts[code]) for code, label, _where in TABS
        ],
    }
    return render(request, "dossiers/commune/index.html", context)


@needs("dossiers.propose", "dossiers.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show the dossier and Mẫu số 03 side by side; a POST keeps Mẫu số 03 as it stands."""
    dossier = _at_commune(request, dossier_id)
    actor = actor_of(request)
    report = open_report(dossier)
    form = CommuneReportForm(
        request.POST if request.method == "POST" else None,
        dossier=dossier,
        initial=commune_report_initial(report),
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.save_commune_report(dossier, form.text(), actor=actor, at=timezone.now())
        except Refusal as refusal:
            put(form, refusal)
        else:
            if request.headers.get(AUTOSAVE):
                missing = report_missing(dossier, report)
                return render(request, "dossiers/commune/_missing.html", {"missing": missing})
            if "gui" in request.POST:
                return redirect("dossiers:propose", dossier.pk)
            messages.success(request, _("Đã lưu Mẫu số 03."))
            return redirect("dossiers:commune_work", dossier.pk)
    if request.method == "POST" and request.headers.get(AUTOSAVE):
        first = next(iter(form.errors.values()))[0]
        return HttpResponse(str(first), status=422, content_type="text/plain; charset=utf-8")
    return _work_page(request, dossier, report, form, ReturnForm())


@needs("dossiers.return_for_supplement")
@require_POST
def return_for_supplement(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Return the dossier to the producer with one clear text; the commune's clock stops."""
    actor = actor_of(request)
    rows = with_registration(policy.visible(actor)).select_related("current_submission")
    dossier = get_object_or_404(rows.filter(current_submission__isnull=False), pk=dossier_id)
    require("dossiers.return_for_supplement", actor, dossier)
    at_commune = not level_of(dossier).has_council
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            actions.return_for_supplement(
                dossier,
                reason=form.cleaned_data["reason"],
                items=form.listed(),
                actor=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            put(form, refusal)
        else:
            said = _("Đã trả hồ sơ “%(name)s” để bổ sung.") % {"name": dossier.product_name}
            if dossier.due_on is not None:
                said = _("Đã trả hồ sơ “%(name)s” để bổ sung; thời hạn tạm dừng.") % {
                    "name": dossier.product_name
                }
            messages.success(request, said)
            return redirect("dossiers:commune" if at_commune else f"dossiers:{dossier.level}")
    if not at_commune:
        return work_page(request, dossier, dossier.level, supplement=form)
    report = open_report(dossier)
    unsaved = CommuneReportForm(None, dossier=dossier, initial=commune_report_initial(report))
    return _work_page(request, dossier, report, unsaved, form)


@needs("dossiers.propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show Mẫu số 03 as it will be sent; a POST sends the dossier to the province."""
    dossier = _at_commune(request, dossier_id)
    report, error = open_report(dossier), ""
    if request.method == "POST":
        try:
            actions.propose(dossier, actor=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            error = str(refusal)
        else:
            sent = _("Đã gửi hồ sơ “%(name)s” lên cấp tỉnh.") % {"name": dossier.product_name}
            messages.success(request, sent)
            return redirect("dossiers:commune")
    context = {
        **_print_context(dossier, report),
        "missing": report_missing(dossier, report),
        "error": error,
        "may_propose": verdict("dossiers.propose", actor_of(request), dossier),
        "crumbs": crumbs_of(actor_of(request), dossier, page=_("Gửi cấp tỉnh")),
    }
    return render(request, "dossiers/commune/propose.html", context, status=422 if error else 200)


@needs("dossiers.view")
@require_safe
def form_03(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show Mẫu số 03 as a paper to be printed: the one sent last, for officers and the producer."""
    actor = actor_of(request)
    dossier = get_object_or_404(with_registration(policy.visible(actor)), pk=dossier_id)
    sent = dossier.commune_reports.filter(issued_at__isnull=False).order_by("-pk").first()
    may_assess = bool(verdict("dossiers.assess", actor, dossier))
    report = sent or (open_report(dossier) if may_assess else None)
    context = {**_print_context(dossier, report), "crumbs": crumbs_of(actor, dossier, page=_("Mẫu số 03"))}
    return render(request, "dossiers/commune/form_03.html", context, status=200 if report else 404)


def _work_page(
    request: HttpRequest,
    dossier: Dossier,
    report: CommuneReport | None,
    form: CommuneReportForm,
    back: ReturnForm,
) -> HttpResponse:
    actor = actor_of(request)
    submission = dossier.current_submission
    assert submission is not None
    requests = list(dossier.supplement_requests.order_by("-requested_at"))
    before = dossier.submissions.filter(number=submission.number - 1).first()
    is_here = dossier.state == Dossier.State.SUBMITTED and not level_of(dossier).has_council
    content = officers_content(dossier, submission)
    calendar = working_calendar()
    context = {
        "dossier": dossier,
        "badge": badge_of(dossier),
        "due": due_badge(dossier, timezone.localdate(), calendar),
        "clock": clock_of(dossier, requests, calendar),
        "submission": submission,
        "content": content,
        "changes": named_changes(changes_between(before.content, submission.content)) if before else None,
        "form": form,
        "papers": [form[f"paper_{paper.code}"] for paper in form.papers],
        "contents": _contents(dossier, form, submission.content),
        "missing": report_missing(dossier, report),
        "is_here": is_here,
        "return_form": back,
        "may_return": verdict("dossiers.return_for_supplement", actor, dossier),
        "from_province": next(
            (r for r in requests if r.from_level != dossier.level and r.resolved_at is None), None
        ),
        "crumbs": crumbs_of(actor, dossier, page=_("Mẫu số 03")),
    }
    errors = form.errors or back.errors
    return render(request, "dossiers/commune/work.html", context, status=422 if errors else 200)


def _at_commune(request: HttpRequest, dossier_id: int) -> Dossier:
    rows = with_registration(at_desk(actor_of(request), "dossiers.propose", "commune")).select_related(
        "current_submission"
    )
    return get_object_or_404(rows, pk=dossier_id)


def _contents(dossier: Dossier, form: CommuneReportForm, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the contents of Mẫu số 03, each with what the producer says of it and the fields of the
    officer.
    """
    sheet = rulebooks.get(dossier.rulebook_id).sheet(dossier.sheet_number)
    return [
        {
            "number": number,
            "name": found.name,
            "said_by_producer": _said_by_producer(found, sheet, content),
            "said": form[f"said_{found.code}"],
            "agrees": form[f"agrees_{found.code}"],
        }
        for number, found in enumerate(form.contents, start=1)
    ]


def _said_by_producer(found: CommuneContent, sheet: Sheet, content: dict[str, Any]) -> list[str]:
    said = [content[part].get(name, "") for part, name in ANSWERS.get(found.code, ())]
    for code in found.criteria_fed(sheet):
        pick = content["self_picks"].get(code)
        level = sheet.criterion(code).choices[pick].label if isinstance(pick, int) else ""
        note = content["self_notes"].get(code, "")
        said.append(
            _("Tiêu chí %(code)s tự chấm %(points)s điểm: %(level)s")
            % {"code": code, "points": content["self_marks"].get(code, 0), "level": level}
        )
        said.append(note)
    return list(dict.fromkeys(text for text in said if text))


@in_record_language
def _print_context(dossier: Dossier, report: CommuneReport | None) -> dict[str, Any]:
    submission = report.submission if report else dossier.current_submission
    assert submission is not None
    rulebook = rulebooks.get(dossier.rulebook_id)
    sheet = rulebook.sheet(dossier.sheet_number)
    labels = {code: str(label) for code, label in CommuneReportForm.CONCLUSIONS}
    contents = [
        {
            "number": number,
            "name": found.name,
            "producer": _said_by_producer(found, sheet, submission.content),
            "said": report.assessments.get(found.code, "") if report else "",
            "conclusion": labels.get(report.conclusions.get(found.code, ""), "") if report else "",
        }
        for number, found in enumerate(rulebook.commune_contents, start=1)
    ]
    return {
        "dossier": dossier,
        "report": report,
        "contents": contents,
        "content": submission.content,
        "producer_facts": form_03_facts(submission.content),
        "back": reverse("dossiers:commune_work", args=[dossier.pk]),
    }
