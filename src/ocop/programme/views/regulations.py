"""Pages of the regulations: all settings as they hold today, one setting with its versions and a new one."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.directory.queries import place_on
from ocop.platform.access import Actor, needs, require, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Crumb
from ocop.programme import actions, policy, queries
from ocop.programme.catalogue import CATALOGUE, COUNCIL, GROUPS, SAMPLES
from ocop.programme.catalogue.cutting import cut_example, cut_sentence, cuts_criteria
from ocop.programme.forms import RegulationForm, WithdrawForm
from ocop.programme.models import Regulation
from ocop.programme.queries import Change, Span
from ocop.programme.views.tabs import tabs_for

BACK, SAVE = "sua", "luu"
MEETING = ("averaging", "decimals")  # settings that change what the other one does


@needs("programme.edit_regulation")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List every setting as it holds in the reader's province today."""
    actor, today = actor_of(request), timezone.localdate()
    path = _province_path(actor)
    found = queries.regulations_today(path, today)
    context = {
        "groups": [
            (title, [setting for setting in found if setting.entry.group == group])
            for group, title in GROUPS.items()
        ],
        "place": place_on(path, today),
        "today": today,
        "tabs": tabs_for(actor, current="regulations"),
    }
    return render(request, "programme/regulation/index.html", context)


@needs("programme.edit_regulation")
@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: HttpRequest, key: str) -> HttpResponse:
    """Show one setting with its versions; a POST shows first what a new version would change, then enters it."""
    entry = CATALOGUE.get(key)
    if entry is None:
        raise Http404(_("Không có quy định này."))
    actor, today = actor_of(request), timezone.localdate()
    path = _province_path(actor)
    offers_place = key in SAMPLES or actions.has_council("commune", today, today)
    form = RegulationForm(
        request.POST or None, entry=entry, within=place_on(path, today), offers_place=offers_place
    )
    if request.method == "POST" and form.is_valid() and BACK not in request.POST:
        change, document = form.change(path), form.cleaned_data["document"]
        entered = {
            "key": key,
            "value": change.value,
            "place_path": change.place_path,
            "valid_from": change.valid_from,
            "valid_to": change.valid_to,
            "document": document,
        }
        try:
            if SAVE in request.POST:
                actions.add_regulation(**entered, actor=actor, at=timezone.now())
                messages.success(
                    request,
                    _("Đã nhập giá trị mới của “%(title)s”.") % {"title": entry.title},
                )
                return redirect("programme:regulation", key)
            require("programme.edit_regulation", actor, Regulation(key=key, place_path=change.place_path))
            actions.check_regulation(**entered, on=today)
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
        else:
            return _preview(request, form, change, document)
    context = {
        "entry": entry,
        "setting": queries.regulation(path, key, today),
        "warning": _warning(key, queries.regulation(path, key, today).value, path, today),
        "versions": _versions(key, path),
        "may_withdraw": verdict("programme.withdraw_regulation", actor),
        "today": today,
        "form": form,
        "crumbs": _crumbs(str(entry.title)),
    }
    status = 422 if form.errors else 200
    return render(request, "programme/regulation/show.html", context, status=status)


@needs("programme.withdraw_regulation")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Show what keeps a value that was entered and what would hold instead; a POST takes it back with a reason."""
    actor, today = actor_of(request), timezone.localdate()
    row = get_object_or_404(policy.visible(actor), pk=number)
    require("programme.withdraw_regulation", actor, row)
    entry = CATALOGUE[row.key]
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_regulation(
                row, reason=form.cleaned_data["reason"], actor=actor, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã rút giá trị “%(value)s”.") % {"value": entry.shown(row.value)})
            return redirect("programme:regulation", row.key)
    used = queries.uses_of(row)
    context = {
        "entry": entry,
        "row": row,
        "shown": entry.shown(row.value),
        "place": _place_name(row),
        "used": actions.used_sentence(used) if used else "",
        "instead": queries.regulation_without(row, max(today, row.valid_from)),
        "since": max(today, row.valid_from),
        "form": form,
        "crumbs": [
            Crumb(_("Quy chế"), reverse("programme:regulations")),
            Crumb(str(entry.title), reverse("programme:regulation", args=[row.key])),
            Crumb(_("Rút giá trị")),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "programme/regulation/withdraw.html", context, status=status)


def _preview(request: HttpRequest, form: RegulationForm, change: Change, document: str) -> HttpResponse:
    """Show what a new version would change, with everything typed carried along."""
    today = timezone.localdate()
    now = queries.regulation(change.place_path, change.key, change.valid_from)
    effects = queries.effects_of(change, actor_of(request), on=today)
    spans = queries.after(change)
    place = form.cleaned_data["place"] or place_on(change.place_path, today)
    context = {
        "entry": form.entry,
        "form": form,
        "now": now,
        "new": form.entry.shown(change.value),
        "sentence": form.entry.sentence_of(change.value),
        "change": change,
        "document": document,
        "place": place,
        "spans": [(span, form.entry.shown(span.row.value), span.row.pk is None) for span in spans],
        "warning": _warning(change.key, change.value, change.place_path, max(today, change.valid_from)),
        "effects": effects,
        "touched": sum(effect.count for effect in effects if effect.changes),
        "of_council": change.key in COUNCIL,
        "crumbs": _crumbs(str(form.entry.title), address=reverse("programme:regulation", args=[change.key])),
    }
    return render(request, "programme/regulation/preview.html", context)


def _versions(key: str, path: str) -> list[tuple[Regulation, str, str, list[Span]]]:
    """Return every version with its value in words, the name of its place as it was then, and the days it holds where
    these are not just those of its document.
    """
    entry = CATALOGUE[key]
    versions = queries.versions_of(key, (path,))
    holds: dict[int, list[Span]] = {row.pk: [] for row in versions}
    for place in {row.place_path for row in versions}:
        for span in queries.spans_of(row for row in versions if row.place_path == place):
            holds[span.row.pk].append(span)
    rows = []
    for row in versions:
        rows.append((row, entry.shown(row.value), _place_name(row), holds[row.pk]))
    return rows


def _warning(key: str, value: str, path: str, on: date) -> str:
    """Return what a value would do together with the one that holds beside it, with an example; "" when nothing odd."""
    if key not in MEETING:
        return ""
    values = {key: value} | {
        other: queries.regulation(path, other, on).value for other in MEETING if other != key
    }
    if not cuts_criteria(values["averaging"], values["decimals"]):
        return ""
    return f"{cut_sentence(values['decimals'])} {cut_example(values['decimals'])}"


def _place_name(row: Regulation) -> str:
    place = place_on(row.place_path.rpartition("/")[2], row.valid_from)
    return place.full_name if place else row.place_path


def _province_path(actor: Actor) -> str:
    """Return the province whose settings the reader keeps: the own one, else that of this installation."""
    paths = actor.paths_for("programme.edit_regulation")
    return next((path for path in paths if path), settings.OCOP_PROVINCE_CODE)


def _crumbs(title: str, *, address: str = "") -> list[Crumb]:
    first = Crumb(_("Quy chế"), reverse("programme:regulations"))
    return [first, Crumb(title, address), Crumb(_("Xem trước"))] if address else [first, Crumb(title)]
