"""Writing the dossier: the product, sections of Mẫu số 02, the self-score. All work without
JavaScript.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.dossiers import actions
from ocop.dossiers.forms import section_form
from ocop.dossiers.models import Dossier, Evidence
from ocop.dossiers.queries.lists import own, with_registration
from ocop.dossiers.queries.report import Section, section_by_slug, sections_for
from ocop.dossiers.queries.self_score import sheet_of
from ocop.dossiers.views.presenting import crumbs_of, file_row, groups_of
from ocop.dossiers.views.producer import present_evidence, score_context
from ocop.platform.access import needs, require
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Invalid, Refusal
from ocop.platform.ui.shapes import Level
from ocop.registration import actions as registration_actions
from ocop.registration.forms import ProductForm, product_initial, put
from ocop_rules import rulebooks
from ocop_rules.sheets import Criterion, SheetGroup

AUTOSAVE = "X-Ocop-Autosave"


@needs("dossiers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Say what the product is; the name stays as registered."""
    dossier = editable(request, dossier_id)
    found = dossier.registration.product
    form = ProductForm(request.POST or None, request.FILES or None, initial=product_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            registration_actions.change_product(
                found,
                description=form.cleaned_data["description"],
                specification=form.cleaned_data["specification"],
                story=form.cleaned_data["story"],
                photo=form.cleaned_data["photo"],
                actor=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            refusal.field = "photo" if refusal.field == "file" else refusal.field
            put(form, refusal)
        else:
            return _saved(request) or redirect(_after(dossier, None))
    if request.method == "POST" and request.headers.get(AUTOSAVE):
        return _refused(form)
    context = {"dossier": dossier, "product": found, "form": form, "crumbs": crumbs(request, dossier)}
    return render(request, "dossiers/writing/product.html", context, status=422 if form.errors else 200)


@needs("dossiers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, dossier_id: int, slug: str) -> HttpResponse:
    """Answer one section of Mẫu số 02; half a page is kept too."""
    dossier = editable(request, dossier_id)
    found = section_by_slug(slug, kind=dossier.kind)
    if found is None:
        raise Http404
    form = section_form(found, request.POST if request.method == "POST" else None, initial=dossier.report)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_report_section(
                dossier,
                section=found.code,
                answers=form.cleaned_data,
                actor=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            put(form, refusal)
        else:
            return _saved(request) or redirect(_after(dossier, found))
    if request.method == "POST" and request.headers.get(AUTOSAVE):
        return _refused(form)
    sections = sections_for(dossier.kind)
    context = {
        "dossier": dossier,
        "section": found,
        "place": sections.index(found) + 1,
        "count": len(sections),
        "form": form,
        "crumbs": crumbs(request, dossier),
    }
    return render(request, "dossiers/writing/section.html", context, status=422 if form.errors else 200)


@needs("dossiers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def self_score(request: HttpRequest, dossier_id: int, group_code: str) -> HttpResponse:
    """Score one group of the sheet: levels as large choices, a note and files at each criterion."""
    dossier = editable(request, dossier_id)
    groups = groups_of(dossier)
    place = next((i for i, group in enumerate(groups) if group.code == group_code), None)
    if place is None:
        raise Http404
    group, errors = groups[place], {}
    if request.method == "POST":
        try:
            picks, texts = _typed_marks(request, group)
            actions.save_self_marks(
                dossier, picks=picks, texts=texts, actor=actor_of(request), at=timezone.now()
            )
        except Refusal as refusal:
            if request.headers.get(AUTOSAVE):
                return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
            errors = {refusal.field or "": str(refusal)}
        else:
            dossier = editable(request, dossier_id)
            if request.headers.get(AUTOSAVE):
                return render(
                    request, "dossiers/writing/_score.html", {"dossier": dossier, **score_context(dossier)}
                )
            return redirect(_next_group(dossier, groups, place))
    return self_score_page(request, dossier, group, errors=errors)


def self_score_page(
    request: HttpRequest,
    dossier: Dossier,
    group: SheetGroup,
    *,
    errors: dict[str, str],
    file_errors: dict[str, list[str]] | None = None,
) -> HttpResponse:
    """Return one group's page; `errors` and `file_errors` stand at their criterion, by its code."""
    groups = groups_of(dossier)
    refused = file_errors or {}
    context = {
        "dossier": dossier,
        "group": group,
        "groups": [_group_link(dossier, one, is_current=one.code == group.code) for one in groups],
        "criteria": [
            _criterion(dossier, found, request, errors) | {"file_errors": refused.get(found[0].code, [])}
            for found in _with_files(dossier, group)
        ],
        "error": errors.get("", ""),
        "is_last": group.code == groups[-1].code,
        "crumbs": crumbs(request, dossier),
        **score_context(dossier),
    }
    status = 422 if errors or refused else 200
    return render(request, "dossiers/writing/self_score.html", context, status=status)


def editable(request: HttpRequest, dossier_id: int) -> Dossier:
    """Return an own dossier that may be written in now; 404 for others', a refusal with its reason when
    closed.
    """
    actor = actor_of(request)
    dossier = get_object_or_404(with_registration(own(actor)), pk=dossier_id)
    require("dossiers.edit", actor, dossier)
    return dossier


def _saved(request: HttpRequest) -> HttpResponse | None:
    return HttpResponse(status=204) if request.headers.get(AUTOSAVE) else None


def _refused(form: Any) -> HttpResponse:
    """Answer an autosave that was refused with the first sentence."""
    first = next(iter(form.errors.values()))[0]
    return HttpResponse(str(first), status=422, content_type="text/plain; charset=utf-8")


def _after(dossier: Dossier, section: Section | None) -> str:
    """Return the address that follows a section: the next one, or the dossier's page after the last."""
    sections = sections_for(dossier.kind)
    following = sections[0] if section is None else next(iter(sections[sections.index(section) + 1 :]), None)
    if following is None:
        return reverse("dossiers:show", args=[dossier.pk])
    return reverse("dossiers:section", args=[dossier.pk, following.slug])


def _next_group(dossier: Dossier, groups: list[SheetGroup], place: int) -> str:
    if place + 1 < len(groups):
        return reverse("dossiers:self_score", args=[dossier.pk, groups[place + 1].code])
    return reverse("dossiers:show", args=[dossier.pk])


def _typed_marks(request: HttpRequest, group: SheetGroup) -> tuple[dict[str, int | None], dict[str, str]]:
    """Return picks and notes of one group's criteria; a criterion that was not sent stays as it was."""
    picks: dict[str, int | None] = {}
    for criterion in group.criteria:
        typed = request.POST.get(f"muc-{criterion.code}")
        if typed is None:
            continue
        if not typed.isascii() or not typed.isdigit() or len(typed) > 3:
            raise Invalid(_("Mức đã chọn không hợp lệ; hãy chọn lại."), field=criterion.code)
        picks[criterion.code] = int(typed)
    texts = {c.code: request.POST[f"ghi-{c.code}"] for c in group.criteria if f"ghi-{c.code}" in request.POST}
    return picks, texts


def _with_files(
    dossier: Dossier, group: SheetGroup
) -> list[tuple[Criterion, list[Evidence], list[Evidence]]]:
    """Return each criterion with the files that support it and the others that could."""
    files = present_evidence(dossier)
    return [
        (
            criterion,
            [item for item in files if criterion.code in item.criteria],
            [item for item in files if criterion.code not in item.criteria],
        )
        for criterion in group.criteria
    ]


def _criterion(
    dossier: Dossier,
    found: tuple[Criterion, list[Evidence], list[Evidence]],
    request: HttpRequest,
    errors: dict[str, str],
) -> dict[str, Any]:
    criterion, files, others = found
    code = criterion.code
    rulebook = rulebooks.get(dossier.rulebook_id)
    picked = dossier.self_picks.get(code)
    return {
        "code": code,
        "slug": code.replace(".", "-"),
        "name": criterion.name,
        "max": criterion.max,
        "levels": [_level(criterion, index) for index in criterion.shown_order],
        "chosen": request.POST.get(f"muc-{code}", "" if picked is None else str(picked)),
        "note": request.POST.get(f"ghi-{code}", dossier.self_notes.get(code, "")),
        "hint": " ".join([*criterion.notes, *_waits_for(criterion)]),
        "error": errors.get(code, ""),
        "files": [file_row(dossier, item) for item in files],
        "others": others,
        "kinds": rulebook.evidence_for(sheet_of(dossier), code),
    }


def _level(criterion: Criterion, index: int) -> Level:
    level = criterion.choices[index]
    case = next((case.name for case in criterion.cases if case.code == level.case), "")
    label = f"{case}: {level.label}" if case else level.label
    return Level(level.points, label, str(index), level.min_for_star)


def _waits_for(criterion: Criterion) -> list[str]:
    if criterion.applies_when is None:
        return []
    return [_("Chỉ có điểm khi tiêu chí %(code)s có điểm.") % {"code": criterion.applies_when}]


def _group_link(dossier: Dossier, group: SheetGroup, *, is_current: bool) -> dict[str, Any]:
    marked = sum(1 for criterion in group.criteria if criterion.code in dossier.self_marks)
    return {
        "code": group.code,
        "name": group.name,
        "url": reverse("dossiers:self_score", args=[dossier.pk, group.code]),
        "is_current": is_current,
        "marked": marked,
        "count": len(group.criteria),
        "is_done": marked == len(group.criteria),
    }


def crumbs(request: HttpRequest, dossier: Dossier) -> Any:
    """Return the way to a page on which the dossier is written."""
    return crumbs_of(actor_of(request), dossier, page=_("Viết hồ sơ"))
