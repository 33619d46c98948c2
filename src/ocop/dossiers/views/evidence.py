"""Evidence: files given for criteria, by the guide of Mẫu số 02, and their serving."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.dossiers import actions, policy
from ocop.dossiers.forms import EvidenceForm, EvidenceUseForm
from ocop.dossiers.models import Dossier, Evidence
from ocop.dossiers.queries.completeness import guide
from ocop.dossiers.queries.lists import with_registration
from ocop.dossiers.queries.self_score import sheet_of
from ocop.dossiers.views.presenting import file_row, groups_of
from ocop.dossiers.views.producer import present_evidence
from ocop.dossiers.views.writing import crumbs, editable, self_score_page
from ocop.platform.access import needs
from ocop.platform.access.middleware import actor_of
from ocop.platform.files.storing import response
from ocop.platform.refusal import Invalid
from ocop.platform.typed import whole_number
from ocop_rules import rulebooks
from ocop_rules.sheets import SheetGroup


@needs("dossiers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """List the evidence by the guide of Mẫu số 02; a POST takes one or more files in."""
    dossier = editable(request, dossier_id)
    form = EvidenceForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        dossier=dossier,
        initial={"kind": request.GET.get("loai", "")},
    )
    if request.method == "POST" and form.is_valid():
        taken = _take_in(request, dossier, form)
        if not form.errors:
            messages.success(request, _("Đã nhận %(count)s tệp.") % {"count": taken})
            return redirect(
                _back_to_criterion(request, dossier) or reverse("dossiers:evidence", args=[dossier.pk])
            )
    if form.errors and (group := _sent_from(request, dossier)) is not None:
        told = [str(message) for messages_of in form.errors.values() for message in messages_of]
        return self_score_page(request, dossier, group, errors={}, file_errors={request.POST["tu"]: told})
    files = present_evidence(dossier)
    context = {
        "dossier": dossier,
        "form": form,
        "guide": guide(dossier, files),
        "files": [file_row(dossier, item) for item in files],
        "crumbs": crumbs(request, dossier),
    }
    return render(request, "dossiers/writing/evidence.html", context, status=422 if form.errors else 200)


@needs("dossiers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_item(request: HttpRequest, dossier_id: int, evidence_id: int) -> HttpResponse:
    """Say anew what a file supports."""
    dossier = editable(request, dossier_id)
    item = _own_evidence(dossier, evidence_id)
    form = EvidenceUseForm(
        request.POST or None, dossier=dossier, initial={"kind": item.kind, "criteria": item.criteria}
    )
    if request.method == "POST" and form.is_valid():
        actions.assign_evidence(
            item,
            kind=form.cleaned_data["kind"],
            criteria=_criteria_or_guide(dossier, form),
            actor=actor_of(request),
            at=timezone.now(),
        )
        return redirect("dossiers:evidence", dossier.pk)
    context = {"dossier": dossier, "item": item, "form": form, "crumbs": crumbs(request, dossier)}
    return render(request, "dossiers/writing/evidence_item.html", context, status=422 if form.errors else 200)


@needs("dossiers.edit")
@require_POST
def use_evidence(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Let a file that is there support one more criterion."""
    dossier = editable(request, dossier_id)
    chosen = whole_number(request.POST.get("evidence", ""))
    if chosen is None:
        messages.error(request, _("Hãy chọn một tệp đã có."))
        return redirect(
            _back_to_criterion(request, dossier) or reverse("dossiers:evidence", args=[dossier.pk])
        )
    item = _own_evidence(dossier, chosen)
    criteria = {*item.criteria, *request.POST.getlist("criteria")}
    actions.assign_evidence(
        item, kind=item.kind, criteria=criteria, actor=actor_of(request), at=timezone.now()
    )
    return redirect(_back_to_criterion(request, dossier) or reverse("dossiers:evidence", args=[dossier.pk]))


@needs("dossiers.edit")
@require_POST
def remove_evidence(request: HttpRequest, dossier_id: int, evidence_id: int) -> HttpResponse:
    """Take a file out; versions that were handed in keep it."""
    dossier = editable(request, dossier_id)
    item = _own_evidence(dossier, evidence_id)
    actions.remove_evidence(item, actor=actor_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ tệp “%(name)s”.") % {"name": item.name})
    return redirect("dossiers:evidence", dossier.pk)


@needs("dossiers.view")
@require_safe
def file(request: HttpRequest, dossier_id: int, evidence_id: int) -> FileResponse:
    """Serve an evidence file: to the producer always, to officers when a version that was handed in names
    it.
    """
    actor = actor_of(request)
    dossier = get_object_or_404(with_registration(policy.visible(actor)), pk=dossier_id)
    item = get_object_or_404(dossier.evidence.select_related("file"), pk=evidence_id)
    if not policy.is_own(actor, dossier) and not _was_handed_in(dossier, item):
        raise Http404
    return response(item.file, name=item.name, inline=True)


def _own_evidence(dossier: Dossier, evidence_id: int) -> Evidence:
    kept = dossier.evidence.filter(removed_at__isnull=True).select_related(
        "dossier__registration__product__producer"
    )
    return get_object_or_404(kept, pk=evidence_id)


def _was_handed_in(dossier: Dossier, item: Evidence) -> bool:
    contents = dossier.submissions.values_list("content", flat=True)
    return any(entry["id"] == item.pk for content in contents for entry in content["evidence"])


def _take_in(request: HttpRequest, dossier: Dossier, form: EvidenceForm) -> int:
    """Take every file in that can be; each refused one is named on the form."""
    taken, criteria = 0, _criteria_or_guide(dossier, form)
    for upload in form.cleaned_data["file"]:
        try:
            actions.attach_evidence(
                dossier, file=upload, name=upload.name, kind=form.cleaned_data["kind"], criteria=criteria,
                actor=actor_of(request), at=timezone.now(),
            )  # fmt: skip
        except Invalid as refusal:
            form.add_error("file", _("%(name)s: %(why)s") % {"name": upload.name[:80], "why": refusal})
        else:
            taken += 1
    if form.errors and taken:
        form.add_error(None, _("%(count)s tệp khác đã được nhận.") % {"count": taken})
    return taken


def _criteria_or_guide(dossier: Dossier, form: EvidenceUseForm) -> list[str]:
    """Return the criteria that were ticked; none ticked means those that the guide gives for the kind."""
    ticked: list[str] = form.cleaned_data["criteria"]
    if ticked:
        return ticked
    kinds = rulebooks.get(dossier.rulebook_id).evidence_kinds
    row = next((row for row in kinds if row.code == form.cleaned_data["kind"]), None)
    return list(row.criteria_fed(sheet_of(dossier))) if row else []


def _sent_from(request: HttpRequest, dossier: Dossier) -> SheetGroup | None:
    """Return the group with the criterion from which a file was sent, when it was sent from one."""
    code = request.POST.get("tu", "")
    return next((g for g in groups_of(dossier) if any(c.code == code for c in g.criteria)), None)


def _back_to_criterion(request: HttpRequest, dossier: Dossier) -> str:
    """Return the address of the criterion from which a file was sent, when it was."""
    group = _sent_from(request, dossier)
    if group is None:
        return ""
    return f"{reverse('dossiers:self_score', args=[dossier.pk, group.code])}#tc-{request.POST['tu']}"
