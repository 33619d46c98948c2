"""The provincial office's desk: proposed dossiers with their round, taking in, returning to the commune."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ocop.directory.models import Place
from ocop.dossiers import actions
from ocop.dossiers.forms import AcceptForm, ReturnForm
from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import issued_report
from ocop.dossiers.queries.clock import round_of
from ocop.dossiers.queries.lists import at_desk, filtered, listed, state_counts, with_registration
from ocop.dossiers.views.presenting import badge_of
from ocop.dossiers.views.producer import crumbs_of, officers_content
from ocop.platform.access import needs, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Tab
from ocop.programme.queries import regulation, samples_for
from ocop.registration.forms import put
from ocop_rules import rulebooks
from ocop_rules.deadlines import RoundDates
from ocop_rules.rulebook import Rulebook

PAGE_SIZE = 50
TABS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("cho-tiep-nhan", gettext_lazy("Chờ tiếp nhận"), ("proposed",)),
    ("da-tiep-nhan", gettext_lazy("Đã tiếp nhận"), ("accepted", "scheduled")),
    ("o-xa", gettext_lazy("Đang ở xã"), ("submitted", "returned")),
    ("ket-qua", gettext_lazy("Đã đánh giá"), ("evaluated", "recognised", "forwarded", "not_recognised")),
    ("tat-ca", gettext_lazy("Tất cả"), ()),
)


@needs("dossiers.accept")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the province's dossiers with the round they fall in; filters by text, commune and sheet."""
    at_province = at_desk(actor_of(request), "dossiers.accept")
    counts = state_counts(at_province)
    chosen = next((tab for tab in TABS if tab[0] == request.GET.get("viec")), TABS[0])
    words, commune = request.GET.get("q", "").strip()[:100], request.GET.get("xa", "")[:16]
    sheet = request.GET.get("bo", "")
    rows = filtered(
        listed(at_province),
        text=words,
        place_path=commune,
        sheet_number=int(sheet) if _is_number(sheet) else None,
    )
    if chosen[2]:
        rows = rows.filter(state__in=chosen[2])
    page = Paginator(rows.order_by("proposed_at", "pk"), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": [{"dossier": d, "badge": badge_of(d), "round": _round(d)} for d in page],
        "words": words,
        "commune": commune,
        "sheet": sheet,
        "chosen": chosen[0],
        "communes": _communes(at_province),
        "sheets": sorted(set(at_province.values_list("sheet_number", flat=True))),
        "tabs": [
            Tab(label, f"?viec={code}", code == chosen[0], _tab_count(counts, states))
            for code, label, states in TABS
        ],
    }
    return render(request, "dossiers/province/index.html", context)


@needs("dossiers.accept")
@require_safe
def work(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show a dossier with the commune's word, ready to be taken in or returned."""
    return _work_page(request, _at_province(request, dossier_id), AcceptForm(), ReturnForm())


@needs("dossiers.accept")
@require_POST
def accept(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Take a proposed dossier in with its samples."""
    dossier = _at_province(request, dossier_id)
    form = AcceptForm(request.POST)
    if form.is_valid():
        try:
            taken = actions.accept(
                dossier,
                samples_received=form.cleaned_data["samples_received"],
                remark=form.cleaned_data["remark"],
                actor=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            put(form, refusal)
        else:
            said = _("Đã tiếp nhận “%(name)s”, phiếu số %(number)s.")
            messages.success(
                request, said % {"name": taken.product_name, "number": taken.province_number_text}
            )
            return redirect("dossiers:province")
    return _work_page(request, dossier, form, ReturnForm())


@needs("dossiers.return_to_commune")
@require_POST
def return_to_commune(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Return a proposed dossier to the commune with a reason."""
    dossier = _at_province(request, dossier_id)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            actions.return_to_commune(
                dossier, reason=form.cleaned_data["reason"], items=form.listed(), actor=actor_of(request),
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Đã trả “%(name)s” về xã.") % {"name": dossier.product_name})
            return redirect("dossiers:province")
    return _work_page(request, dossier, AcceptForm(), form)


def _work_page(request: HttpRequest, dossier: Dossier, form: AcceptForm, back: ReturnForm) -> HttpResponse:
    actor = actor_of(request)
    submission = dossier.current_submission
    assert submission is not None
    rulebook = rulebooks.get(dossier.rulebook_id)
    report = issued_report(dossier)
    names = {content.code: content.name for content in rulebook.commune_contents}
    context = {
        "dossier": dossier,
        "badge": badge_of(dossier),
        "round": _round(dossier),
        "submission": submission,
        "content": officers_content(dossier, submission),
        "report": report,
        "assessments": [(names.get(c, c), said) for c, said in report.assessments.items()] if report else [],
        "intake": getattr(dossier, "intake", None),
        "samples_due": samples_for(
            rulebook, dossier.sheet_number, place_path=dossier.place_path, on=timezone.localdate()
        ),
        "samples_source": _samples_source(rulebook, dossier),
        "form": form,
        "return_form": back,
        "is_here": dossier.state == Dossier.State.PROPOSED,
        "may_return": verdict("dossiers.return_to_commune", actor, dossier),
        "crumbs": crumbs_of(actor, dossier, page=_("Tiếp nhận")),
    }
    errors = form.errors or back.errors
    return render(request, "dossiers/province/work.html", context, status=422 if errors else 200)


def _samples_source(rulebook: Rulebook, dossier: Dossier) -> str:
    """Return what the number of samples rests on: the province's document, else the article."""
    own = regulation(dossier.place_path, "sample_count", timezone.localdate())
    return str(rulebook.samples.source) if own.is_default else own.document


def _at_province(request: HttpRequest, dossier_id: int) -> Dossier:
    rows = with_registration(at_desk(actor_of(request), "dossiers.accept"))
    return get_object_or_404(rows.select_related("current_submission", "intake"), pk=dossier_id)


def _round(dossier: Dossier) -> RoundDates | None:
    if dossier.proposed_at is None:
        return None
    return round_of(rulebooks.get(dossier.rulebook_id), timezone.localdate(dossier.proposed_at))


def _communes(rows: Any) -> list[Place]:
    """Return the communes that have dossiers, by name."""
    return list(Place.objects.filter(pk__in=rows.values("place_id")).order_by("folded_name", "code"))


def _tab_count(counts: dict[str, int], states: tuple[str, ...]) -> int:
    return sum(counts.values()) if not states else sum(counts.get(state, 0) for state in states)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4
