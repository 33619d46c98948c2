"""Pages of documents that change units: the list, three steps to enter one, and what it did."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.directory import actions, policy
from ocop.directory.actions.place_changes import names_to_place, open_work
from ocop.directory.forms import PlaceActForm, UnitsForm
from ocop.directory.models import Mandate, Place, PlaceAct
from ocop.directory.moving import MANDATE, Territory, mandates_running
from ocop.directory.views.tabs import tabs_for
from ocop.platform.access import needs, require, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, Refusal, WrongState
from ocop.platform.ui.shapes import Crumb, Step, TimelineEntry

PAGE_SIZE = 50
VERB = "directory.change_places"


@needs("directory.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the documents that changed units in the reader's places, the latest first."""
    actor = actor_of(request)
    rows = policy.visible_acts(actor).order_by("-in_force_on", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "listed": [{"act": one, "state": _state(one)} for one in page],
        "tabs": tabs_for(actor, current="acts"),
        "may_change": verdict(VERB, actor),
    }
    return render(request, "directory/act/index.html", context)


@needs(VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Step 1: the document, its number and days."""
    form = PlaceActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            drafted = actions.draft_place_act(**form.cleaned_data, actor=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("directory:act_units", drafted.pk)
    context = {"form": form, "steps": _steps(0), "crumbs": _crumbs()}
    return render(request, "directory/act/document.html", context, status=422 if form.errors else 200)


@needs(VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: HttpRequest, number: int) -> HttpResponse:
    """Step 2: the units before and after."""
    drafted = _draft(request, number)
    form = UnitsForm(request.POST or None, drafted=drafted, initial=_named_already(drafted))
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_units(
                drafted,
                before=form.before(),
                after=form.after(),
                actor=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            field = (
                "before_1" if refusal.field == "before" else None
            )  # of a unit after, the sentence says what
            form.add_error(field, str(refusal))
        else:
            return redirect("directory:act_preview", drafted.pk)
    context = {
        "form": form,
        "act": drafted,
        "spares_before": any(spare for spare, _box in form.before_boxes()),
        "steps": _steps(1),
        "crumbs": _crumbs(),
    }
    return render(request, "directory/act/units.html", context, status=422 if form.errors else 200)


@needs(VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """Step 3: what will change, where open records go, and the confirmation."""
    drafted = _draft(request, number)
    before, after = actions.units_of(drafted)
    if not before:
        return redirect("directory:act_units", drafted.pk)
    error: Invalid | None = None
    if request.method == "POST":
        choices = {key: str(value) for key, value in request.POST.items() if ":" in key}
        try:
            done = actions.confirm_place_act(
                drafted, choices=choices, actor=actor_of(request), at=timezone.now()
            )
        except Invalid as refusal:
            error = refusal
        else:
            messages.success(request, _told(done))
            return redirect("directory:act", drafted.pk)
    default = next(
        (unit.code for unit in after if unit.code in {place.code for place in before}), after[0].code
    )
    parted, whole = len(after) > 1, len(before) == len(after) == 1
    territory = Territory(before)
    context = {
        "act": drafted,
        "before": before,
        "after": after,
        "work": [
            {
                "title": work.title,
                "count": len(work.rows),
                "how": work.how,
                "chosen": parted or (work.kind == MANDATE and not whole),
            }
            for work in open_work(territory, on=max(drafted.in_force_on, timezone.localdate()))
            if work.rows
        ],
        "records": _choices(request, names_to_place(territory), default) if parted else [],
        "mandates": [] if whole else _mandate_choices(request, territory, drafted),
        "whole": whole,
        "parted": parted,
        "error": error,
        "is_due": drafted.in_force_on <= timezone.localdate(),
        "steps": _steps(2),
        "crumbs": _crumbs(),
    }
    return render(request, "directory/act/preview.html", context, status=422 if error else 200)


@needs("directory.view")
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show a document: its units, what was carried over, and its history."""
    actor = actor_of(request)
    found = get_object_or_404(policy.visible_acts(actor), pk=number)
    rows = list(found.units.select_related("place").order_by("side", "position"))
    context = {
        "act": found,
        "state": _state(found),
        "before": [row for row in rows if row.side == "before"],
        "after": [row for row in rows if row.side == "after"],
        "totals": [row for row in found.totals if row["before"] or row["after"]],
        "reasons": [reason for row in found.totals for reason in row["reasons"]],
        "empty_units": _without_mandates(rows) if found.applied_at else [],
        "may_change": verdict(VERB, actor, found),
        "is_due": found.is_pending and found.in_force_on <= timezone.localdate(),
        "timeline": [
            TimelineEntry(what=_step_words(event.facts.get("step", "")), who=event.actor_name, at=event.at)
            for event in history_of(found)
        ],
    }
    return render(request, "directory/act/show.html", context)


@needs(VERB)
@require_POST
def apply_again(request: HttpRequest, number: int) -> HttpResponse:
    """Apply a document whose day has come and that was not applied then."""
    actor = actor_of(request)
    found = get_object_or_404(policy.visible_acts(actor), pk=number)
    try:
        done = actions.apply_place_act(found, actor=actor, at=timezone.now())
    except (Invalid, WrongState) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _told(done))
    return redirect("directory:act", found.pk)


@needs(VERB)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a document that is not applied yet."""
    actor = actor_of(request)
    found = get_object_or_404(policy.visible_acts(actor), pk=number)
    try:
        actions.withdraw_place_act(found, actor=actor, at=timezone.now())
    except WrongState as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã bỏ văn bản; không có gì thay đổi."))
    return redirect("directory:act", found.pk)


def _draft(request: HttpRequest, number: int) -> PlaceAct:
    actor = actor_of(request)
    found = get_object_or_404(policy.visible_acts(actor), pk=number)
    require(VERB, actor, found)
    if not found.is_draft:
        raise WrongState(_("Văn bản này đã xác nhận hoặc đã bỏ nên không sửa được nữa."))
    return found


def _named_already(drafted: PlaceAct) -> dict[str, Any]:
    """Return what was typed before, so that going back a step loses nothing."""
    before, after = actions.units_of(drafted)
    typed: dict[str, Any] = {f"before_{number}": place for number, place in enumerate(before, start=1)}
    parents = {
        place.code: place
        for place in Place.objects.valid_on(drafted.in_force_on)
        .filter(code__in=[unit.parent_code for unit in after])
        .select_related("parent__parent")
    }
    for number, unit in enumerate(after, start=1):
        typed |= {f"code_{number}": unit.code, f"kind_{number}": unit.kind, f"name_{number}": unit.name}
        typed[f"parent_{number}"] = parents.get(unit.parent_code)
    return typed


def _choices(request: HttpRequest, records: list[tuple[str, str, int]], default: str) -> list[dict[str, str]]:
    return [
        {"key": key, "name": name, "chosen": request.POST.get(key, default)} for key, name, _unit in records
    ]


def _mandate_choices(request: HttpRequest, territory: Territory, drafted: PlaceAct) -> list[dict[str, Any]]:
    rows = mandates_running(territory, on=drafted.in_force_on).select_related("user", "place", "agency")
    return [
        {"key": f"{MANDATE}:{one.pk}", "mandate": one, "chosen": request.POST.get(f"{MANDATE}:{one.pk}", "")}
        for one in rows.order_by("place__name", "user__full_name", "pk")
    ]


def _without_mandates(rows: list[Any]) -> list[Place]:
    """Return the units after in which nobody holds a mandate yet, so that the administrator grants some."""
    places = [row.place for row in rows if row.side == "after" and row.place is not None]
    held = set(Mandate.objects.filter(place__in=places).values_list("place_id", flat=True))
    return [place for place in places if place.pk not in held]


def _state(one: PlaceAct) -> dict[str, str]:
    if one.withdrawn_at is not None:
        return {"tone": "", "label": _("Đã bỏ")}
    if one.applied_at is not None:
        return {"tone": "success", "label": _("Đã áp dụng")}
    if one.refusal:
        return {"tone": "error", "label": _("Chưa áp dụng được")}
    if one.confirmed_at is not None:
        return {"tone": "waiting", "label": _("Chờ ngày hiệu lực")}
    return {"tone": "progress", "label": _("Đang nhập")}


def _step_words(step: str) -> str:
    return {
        "draft": _("Nhập văn bản"),
        "units": _("Khai các đơn vị"),
        "confirm": _("Xác nhận"),
        "apply": _("Áp dụng"),
        "refuse": _("Đến ngày nhưng chưa áp dụng được"),
        "withdraw": _("Bỏ văn bản"),
    }.get(step, step)


def _told(done: PlaceAct) -> str:
    if done.applied_at is not None:
        return _("Đã áp dụng thay đổi địa giới; số liệu trước và sau bằng nhau.")
    return _("Đã xác nhận. Phần mềm tự áp dụng vào ngày %(on)s.") % {"on": f"{done.in_force_on:%d/%m/%Y}"}


def _steps(current: int) -> list[Step]:
    labels = (_("Văn bản"), _("Các đơn vị"), _("Xem trước và xác nhận"))
    return [
        Step(label, "done" if place < current else "current" if place == current else "todo")
        for place, label in enumerate(labels)
    ]


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Thay đổi địa giới"), reverse("directory:acts")), Crumb(_("Nhập văn bản"))]
