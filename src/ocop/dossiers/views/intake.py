"""The desk of a level with a council, one for all of them: what arrives, taking in, returning, what goes up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ocop.directory.models import Place
from ocop.dossiers import actions
from ocop.dossiers.forms import AcceptForm, ReturnForm
from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import issued_report
from ocop.dossiers.queries.clock import round_of
from ocop.dossiers.queries.lists import (
    at_desk,
    counts_by,
    filtered,
    listed,
    with_registration,
)
from ocop.dossiers.queries.route import (
    TIERS,
    heir_level,
    is_first,
    left_behind,
    level_below,
    level_of,
    seats,
    word_of,
)
from ocop.dossiers.queries.rule import past_its_rule
from ocop.dossiers.queries.standing import ENDED, UNFINISHED
from ocop.dossiers.queries.transmittal import goes_up, open_transmittal, result_of, sent_transmittal
from ocop.dossiers.queries.waiting import next_due, waiting_limits
from ocop.dossiers.views.presenting import badge_of, crumbs_of, linked_rows
from ocop.dossiers.views.reading import officers_content
from ocop.dossiers.views.ruling import decisions_needed, ruling_of
from ocop.platform.access import Actor, needs, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Tab
from ocop.programme.queries import samples_due, working_calendar
from ocop.registration.forms import put
from ocop.registration.queries import number_doubt
from ocop_rules import rulebooks

PAGE_SIZE = 50
TO_DECIDE = "can-quyet-dinh"
TITLES: dict[str, str | Promise] = {
    "district": gettext_lazy("Tiếp nhận hồ sơ cấp huyện"),
    "province": gettext_lazy("Tiếp nhận hồ sơ cấp tỉnh"),
}


def tabs_of(level: str, on: date) -> dict[str, tuple[str | Promise, Q]]:
    """Return a desk's tabs: address, label, and which dossiers stand under it.

    No row is in two but those that need a decision (at the province only) and all of them, the last.
    """
    here, place = Q(level=level), TIERS.index(level)
    below, above = Q(level__in=TIERS[:place]), Q(level__in=TIERS[place + 1 :])
    supplement = Q(level=level, state="returned")
    tabs: dict[str, tuple[str | Promise, Q]] = {
        "cho-tiep-nhan": (gettext_lazy("Chờ tiếp nhận"), here & Q(state__in=("submitted", "proposed"))),
        "da-tiep-nhan": (gettext_lazy("Đã tiếp nhận"), here & Q(state__in=("accepted", "scheduled"))),
        "cap-duoi": (
            gettext_lazy("Chờ bổ sung") if level == "district" else gettext_lazy("Đang ở cấp dưới"),
            (below & ~ENDED) | supplement,
        ),
        "ket-qua": (gettext_lazy("Đã đánh giá"), here & Q(state="evaluated") | ENDED),
    }
    if place + 1 < len(TIERS):
        tabs["da-chuyen"] = (gettext_lazy("Đã chuyển cấp trên"), above & ~ENDED)
    if level == "province":
        tabs[TO_DECIDE] = (
            gettext_lazy("Cần quyết định"),
            past_its_rule(on) | left_behind() & UNFINISHED,
        )
    return tabs | {"tat-ca": (gettext_lazy("Tất cả"), Q())}


@needs("dossiers.accept")
@require_safe
def desk(request: HttpRequest, level: str) -> HttpResponse:
    """List the dossiers of a level's places with the round they fall in; filters by text, commune and sheet."""
    actor = actor_of(request)
    if not seats(actor, "dossiers.accept", level):
        return _to_own_desk(actor)
    rows_here = at_desk(actor, "dossiers.accept", level)
    today = timezone.localdate()
    tabs = tabs_of(level, today)
    counts = counts_by(rows_here, {code: where for code, (_label, where) in tabs.items()})
    chosen = request.GET.get("viec", "")
    chosen = chosen if chosen in tabs else next(iter(tabs))
    words, commune = request.GET.get("q", "").strip()[:100], request.GET.get("xa", "")[:16]
    sheet = request.GET.get("bo", "")
    rows = filtered(
        listed(rows_here).filter(tabs[chosen][1]),
        text=words,
        place_path=commune,
        sheet_number=int(sheet) if _is_number(sheet) else None,
    )
    page = Paginator(rows.order_by("proposed_at", "pk"), PAGE_SIZE).get_page(request.GET.get("trang"))
    limits = waiting_limits()
    context = {
        "level": level,
        "title": TITLES[level],
        "today": timezone.localdate(),
        "page": page,
        "rows": [
            {
                "dossier": d,
                "badge": badge_of(d),
                "round": round_of(d),
                "why": why,
                "inner": next_due(d, limits) if d.level == level else None,
            }
            for d, why in zip(page, _why(page, chosen, today), strict=True)
        ],
        "to_decide": chosen == TO_DECIDE,
        "words": words,
        "commune": commune,
        "sheet": sheet,
        "chosen": chosen,
        "communes": _communes(rows_here),
        "sheets": sorted(set(rows_here.values_list("sheet_number", flat=True))),
        "tabs": [
            Tab(label, f"?viec={code}", code == chosen, counts[code])
            for code, (label, _where) in tabs.items()
        ],
    }
    return render(request, "dossiers/intake/index.html", context)


@needs("dossiers.accept")
@require_safe
def work(request: HttpRequest, dossier_id: int, level: str) -> HttpResponse:
    """Show a dossier with what the level below says of it, ready to be taken in or returned."""
    return work_page(request, _at_desk(request, dossier_id, level), level)


@needs("dossiers.accept")
@require_POST
def accept(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Take a dossier in with its samples."""
    dossier = _at_desk(request, dossier_id)
    level = _seat(request, dossier)
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
            messages.success(request, said % {"name": taken.product_name, "number": taken.intake_number_text})
            return redirect(f"dossiers:{level}")
    return work_page(request, dossier, level, form=form)


@needs("dossiers.return_to_commune")
@require_POST
def return_to_commune(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Return a proposed dossier to the commune with a reason."""
    done = _("Đã trả “%(name)s” về xã.")
    return _return(request, dossier_id, actions.return_to_commune, done)


@needs("dossiers.return_transmittal")
@require_POST
def return_transmittal(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Return a dossier that came with a transmittal to the level that sent it, with a reason."""
    done = _("Đã trả hồ sơ chuyển cấp của “%(name)s” về cấp gửi.")
    return _return(request, dossier_id, actions.return_transmittal, done)


def work_page(
    request: HttpRequest,
    dossier: Dossier,
    level: str,
    *,
    form: AcceptForm | None = None,
    back: ReturnForm | None = None,
    supplement: ReturnForm | None = None,
) -> HttpResponse:
    """Show the dossier beside what this level may do with it, with the forms as they were typed."""
    actor = actor_of(request)
    form, back, supplement = form or AcceptForm(), back or ReturnForm(), supplement or ReturnForm()
    submission = dossier.current_submission
    assert submission is not None
    rulebook = rulebooks.get(dossier.rulebook_id)
    report = issued_report(dossier)
    names = {content.code: content.name for content in rulebook.commune_contents}
    requests = list(dossier.supplement_requests.filter(resolved_at__isnull=True).order_by("-requested_at"))
    is_level = dossier.level == level
    arrives = is_level and dossier.state in ("submitted", "proposed") and level_of(dossier).has_council
    below = level_below(dossier) if is_level else None
    sends_up = is_level and dossier.state == "evaluated" and goes_up(dossier, result_of(dossier, level))
    transmittal = sent_transmittal(dossier)
    context = {
        "level": level,
        "level_word": word_of(level),
        "dossier": dossier,
        "badge": badge_of(dossier),
        "round": round_of(dossier),
        "submission": submission,
        "content": officers_content(dossier, submission),
        "report": report,
        "assessments": [(names.get(c, c), said) for c, said in report.assessments.items()] if report else [],
        "transmittal": transmittal,
        "from_word": word_of(transmittal.from_level) if transmittal else "",
        "linked": linked_rows(dossier),
        "open_request": next((r for r in requests if r.from_level != level or not arrives), None),
        "intake": dossier.intakes.filter(level=level).first(),
        "number_doubt": number_doubt(rulebook),
        "samples": samples_due(
            rulebook, dossier.sheet_number, place_path=dossier.place_path, on=timezone.localdate()
        ),
        "form": form,
        "return_form": back,
        "supplement_form": supplement,
        "is_here": arrives,
        "from_producer": arrives and (is_first(dossier) or dossier.state == "submitted"),
        "ruling": ruling_of(dossier, actor, on=timezone.localdate()),
        "is_left_behind": heir_level(dossier) is not None,
        "below_scores": bool(below and below.has_council),
        "may_return": verdict("dossiers.return_to_commune", actor, dossier),
        "may_return_transmittal": verdict("dossiers.return_transmittal", actor, dossier),
        "may_supplement": verdict("dossiers.return_for_supplement", actor, dossier),
        "sends_up": sends_up and verdict("dossiers.send_up", actor, dossier),
        "is_being_sent": sends_up and open_transmittal(dossier) is not None,
        "crumbs": crumbs_of(actor, dossier, page=_("Tiếp nhận")),
    }
    errors = form.errors or back.errors or supplement.errors
    return render(request, "dossiers/intake/work.html", context, status=422 if errors else 200)


def _return(request: HttpRequest, dossier_id: int, give_back: Any, done: str) -> HttpResponse:
    dossier = _at_desk(request, dossier_id)
    level = _seat(request, dossier)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            give_back(
                dossier, reason=form.cleaned_data["reason"], items=form.listed(), actor=actor_of(request),
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            put(form, refusal)
        else:
            messages.success(request, done % {"name": dossier.product_name})
            return redirect(f"dossiers:{level}")
    return work_page(request, dossier, level, back=form)


def _at_desk(request: HttpRequest, dossier_id: int, level: str = "") -> Dossier:
    """Return a dossier of the reader's desk at a level (of any desk of theirs when none is named)."""
    actor = actor_of(request)
    levels = (level,) if level else TIERS
    rows = Dossier.objects.none()
    for one in levels:
        rows = rows | at_desk(actor, "dossiers.accept", one)
    return get_object_or_404(with_registration(rows).select_related("current_submission"), pk=dossier_id)


def _seat(request: HttpRequest, dossier: Dossier) -> str:
    """Return the level at whose desk the reader works on a dossier: the dossier's own where they sit there."""
    mine = [level for level in TIERS if seats(actor_of(request), "dossiers.accept", level)]
    return dossier.level if dossier.level in mine else mine[-1]


def _to_own_desk(actor: Actor) -> HttpResponse:
    for level in reversed(TIERS):
        if level in TITLES and seats(actor, "dossiers.accept", level):
            return redirect(f"dossiers:{level}")
    raise Http404


def _why(page: Iterable[Dossier], chosen: str, on: date) -> list[str]:
    """Return for each dossier that needs a decision which day passed by which clause, or that its level is gone."""
    if chosen != TO_DECIDE:
        return ["" for _dossier in page]
    dossiers, calendar = list(page), working_calendar()
    past = set(
        Dossier.objects.filter(past_its_rule(on), pk__in=[one.pk for one in dossiers]).values_list(
            "pk", flat=True
        )
    )
    return [" ".join(decisions_needed(one, calendar=calendar, past=one.pk in past)) for one in dossiers]


def _communes(rows: Any) -> list[tuple[str, str]]:
    """Return (path, name) of the communes that have dossiers, by name; one that is no more says until when it was."""
    until = _("%(name)s (đến %(to)s)")
    found = Place.objects.filter(pk__in=rows.values("place_id")).order_by("folded_name", "code", "valid_from")
    return [
        (place.path, until % {"name": place.name, "to": f"{place.valid_to:%d/%m/%Y}"})
        if place.valid_to
        else (place.path, place.name)
        for place in found
    ]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4
