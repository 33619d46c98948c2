"""The transmittal: made by the level that sends a dossier up, read by the level that receives it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.dossiers import actions, policy
from ocop.dossiers.forms import TransmittalForm, transmittal_initial
from ocop.dossiers.models import Dossier, Transmittal, TransmittalPaper
from ocop.dossiers.queries.lists import with_registration
from ocop.dossiers.queries.route import next_level, word_of
from ocop.dossiers.queries.transmittal import (
    Paper,
    goes_up,
    lacking,
    open_transmittal,
    papers_of,
    result_of,
    sent_transmittal,
)
from ocop.dossiers.views.presenting import badge_of, crumbs_of, linked_rows
from ocop.platform.access import needs, require, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.files.storing import response
from ocop.platform.refusal import Invalid, Refusal
from ocop.registration.forms import put
from ocop_rules import rulebooks


@needs("dossiers.send_up")
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show the transmittal that is being made; a POST keeps letter, number of samples and files."""
    dossier = _to_send(request, dossier_id)
    papers = _papers(dossier, open_transmittal(dossier))
    form = TransmittalForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        papers=papers,
        initial=transmittal_initial(open_transmittal(dossier)),
    )
    if request.method == "POST" and form.is_valid():
        actor, now = actor_of(request), timezone.now()
        try:
            actions.save_transmittal(dossier, form.text(), actor=actor, at=now)
        except Refusal as refusal:
            put(form, refusal)
        for code, given in form.files_given():
            try:
                actions.attach_paper(dossier, code=code, file=given, name=given.name, actor=actor, at=now)
            except Invalid as refusal:
                form.add_error(f"paper_{code}", str(refusal))
        if not form.errors:
            messages.success(request, _("Đã lưu hồ sơ chuyển cấp."))
            return redirect("dossiers:transmittal_work", dossier.pk)
    return _work_page(request, dossier, form)


@needs("dossiers.send_up")
@require_POST
def send(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Send the dossier up with its transmittal."""
    dossier = _to_send(request, dossier_id)
    try:
        sent = actions.send_up(dossier, actor=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        transmittal = open_transmittal(dossier)
        papers = _papers(dossier, transmittal)
        form = TransmittalForm(None, papers=papers, initial=transmittal_initial(transmittal))
        return _work_page(request, dossier, form, error=str(refusal))
    messages.success(
        request,
        _("Đã gửi hồ sơ “%(name)s” lên %(level)s.")
        % {"name": sent.product_name, "level": word_of(sent.level)},
    )
    return redirect("dossiers:transmittal", dossier.pk)


@needs("dossiers.view")
@require_safe
def show(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show the transmittal sent last, to officers of the levels it went between and above."""
    actor = actor_of(request)
    dossier = get_object_or_404(with_registration(policy.visible(actor)), pk=dossier_id)
    transmittal = sent_transmittal(dossier)
    if transmittal is None or not policy.may_read_transmittal(actor, dossier):
        raise Http404
    files: dict[str, list[TransmittalPaper]] = {}
    for paper in transmittal.files.select_related("file").order_by("pk"):
        files.setdefault(paper.code, []).append(paper)
    context = {
        "dossier": dossier,
        "badge": badge_of(dossier),
        "transmittal": transmittal,
        "from_word": word_of(transmittal.from_level),
        "to_word": word_of(transmittal.to_level),
        "papers": [{**paper, "files": files.get(paper["code"], [])} for paper in transmittal.papers],
        "result": result_of(dossier, transmittal.from_level),
        "linked": linked_rows(dossier),
        "submission": transmittal.submission,
        "crumbs": crumbs_of(actor, dossier, page=_("Hồ sơ chuyển cấp")),
    }
    return render(request, "dossiers/transmittal/show.html", context)


@needs("dossiers.view")
@require_safe
def file(request: HttpRequest, dossier_id: int, paper_id: int) -> FileResponse:
    """Serve a file of a transmittal: to who makes it, and once sent to who may read it."""
    actor = actor_of(request)
    dossier = get_object_or_404(policy.visible(actor), pk=dossier_id)
    papers = TransmittalPaper.objects.filter(transmittal__dossier=dossier).select_related(
        "file", "transmittal"
    )
    paper = get_object_or_404(papers, pk=paper_id)
    makes_it = verdict("dossiers.send_up", actor, dossier)
    if not makes_it and (
        paper.transmittal.sent_at is None or not policy.may_read_transmittal(actor, dossier)
    ):
        raise Http404
    return response(paper.file, name=paper.name, inline=True)


@needs("dossiers.send_up")
@require_POST
def remove(request: HttpRequest, dossier_id: int, paper_id: int) -> HttpResponse:
    """Take a file out of a transmittal that was not sent yet."""
    dossier = _to_send(request, dossier_id)
    paper = get_object_or_404(TransmittalPaper.objects.filter(transmittal__dossier=dossier), pk=paper_id)
    actions.remove_paper(paper, actor=actor_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ tệp “%(name)s”.") % {"name": paper.name})
    return redirect("dossiers:transmittal_work", dossier.pk)


def _to_send(request: HttpRequest, dossier_id: int) -> Dossier:
    actor = actor_of(request)
    rows = with_registration(policy.visible(actor)).select_related("current_submission")
    dossier = get_object_or_404(rows, pk=dossier_id)
    require("dossiers.send_up", actor, dossier)
    return dossier


def _papers(dossier: Dossier, transmittal: Transmittal | None) -> list[Paper]:
    return papers_of(dossier, transmittal, dossier.level, on=timezone.localdate())


def _work_page(
    request: HttpRequest, dossier: Dossier, form: TransmittalForm, error: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    rulebook = rulebooks.get(dossier.rulebook_id)
    papers = _papers(dossier, open_transmittal(dossier))
    above = next_level(dossier)
    own = result_of(dossier, dossier.level)
    context: dict[str, Any] = {
        "dossier": dossier,
        "badge": badge_of(dossier),
        "form": form,
        "papers": [
            {
                "paper": paper,
                "field": form[name] if (name := f"paper_{paper.item.code}") in form.fields else None,
            }
            for paper in papers
        ],
        "missing": lacking(papers),
        "is_turn": dossier.state == Dossier.State.EVALUATED and goes_up(dossier, own),
        "result": own,
        "to_word": word_of(above.code) if above else "",
        "source": rulebook.source,
        "returned": dossier.supplement_requests.filter(resolved_at__isnull=True)
        .exclude(from_level=dossier.level)
        .order_by("-requested_at")
        .first(),
        "error": error,
        "crumbs": crumbs_of(actor, dossier, page=_("Hồ sơ chuyển cấp")),
    }
    status = 422 if error or form.errors else 200
    return render(request, "dossiers/transmittal/work.html", context, status=status)
