"""Pages of places: search, lists, one place with its history."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.directory import queries
from ocop.directory.models import Agency, Mandate, Place
from ocop.directory.policy import visible_acts
from ocop.directory.views.tabs import tabs_for
from ocop.platform.access import Actor, signed_in
from ocop.platform.access.middleware import actor_of
from ocop.platform.ui.shapes import TimelineEntry

SUGGESTIONS = 8
RESULTS = 50
PEOPLE = 50
NAMED = 4


@signed_in
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the places that match the typed words: suggestions for the field named by `field`, else a page."""
    asked = request.GET
    field = asked.get("field", "")
    text = asked.get(field or "q", "")[:200]
    on = _day(asked.get("on", ""))
    level = asked.get("level") if asked.get("level") in Place.Level.values else None
    within = queries.place_on(asked.get("within", ""), on)
    found = queries.find_places(
        text, on=on, level=level, within=within, limit=SUGGESTIONS if field else RESULTS
    )
    context = {"text": text, "places": found, "on": on, "field": field}
    template = "directory/place/_suggestions.html" if field else "directory/place/search.html"
    return render(request, template, context)


@signed_in
@require_safe
def provinces(request: HttpRequest) -> HttpResponse:
    """List the provinces of a day."""
    on = _day(request.GET.get("on", ""))
    context = {
        "places": queries.provinces_on(on),
        "on": on,
        "tabs": tabs_for(actor_of(request), current="provinces"),
    }
    return render(request, "directory/place/provinces.html", context)


@signed_in
@require_safe
def newest(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the place that bears the code today, or bore it last."""
    found = queries.last_place(code)
    if found is None:
        raise Http404(_("Không có đơn vị hành chính nào mang mã này."))
    return redirect("directory:place", code=code, valid_from=found.valid_from.isoformat())


@signed_in
@require_safe
def show(request: HttpRequest, code: str, valid_from: str) -> HttpResponse:
    """Show one place: its dates, what it was made of, where it went, what lies in it."""
    try:
        found = queries.place_from(code, date.fromisoformat(valid_from))
    except ValueError:
        found = None
    if found is None:
        raise Http404(_("Không có đơn vị hành chính nào mang mã này từ ngày đó."))
    successors, exists_today = queries.successors_of(found), found.exists_on(timezone.localdate())
    seen = actor_of(request).grant_at("directory.view", found.path) is not None
    heirs = [] if exists_today else [link.new for link in successors]
    context = {
        "place": found,
        "timeline": _timeline(queries.changes_around(found), actor_of(request)),
        "may_see_people": seen,
        "agencies": Agency.objects.filter(place=found).order_by("name", "pk") if seen else (),
        "people": queries.mandates_of([found])[:PEOPLE] if seen else (),
        "people_now": _held_now(request, heirs) if seen else (),
        "predecessors": queries.predecessors_of(found),
        "successors": successors,
        "same_code": queries.same_code_as(found),
        "children": queries.children_of(found),
        "exists_today": exists_today,
    }
    return render(request, "directory/place/show.html", context)


def _timeline(changes: list[queries.Change], actor: Actor) -> list[TimelineEntry]:
    """Return the changes as the timeline shows them; a document is linked for those who may open it."""
    acts = [change.act.pk for change in changes if change.act]
    seen = set(visible_acts(actor).filter(pk__in=acts).values_list("pk", flat=True)) if acts else set()
    return [_entry(change, linked=change.act is not None and change.act.pk in seen) for change in changes]


def _entry(change: queries.Change, *, linked: bool) -> TimelineEntry:
    """Return a change: what became what, and by which document."""
    old, new = _named(change.old), _named(change.new)
    note = _("Ngày là ước định vì nguồn không ghi rõ.") if change.dates_doubtful else ""
    return TimelineEntry(
        what=f"{old} → {new}",
        who=_("theo %(document)s") % {"document": change.act} if change.act else change.basis,
        at=change.on,
        note=note,
        url=reverse("directory:act", args=[change.act.pk]) if change.act and linked else "",
    )


def _named(places: list[Place]) -> str:
    shown = ", ".join(place.name for place in places[:NAMED])
    more = len(places) - NAMED
    return _("%(names)s và %(more)s đơn vị khác") % {"names": shown, "more": more} if more > 0 else shown


def _held_now(request: HttpRequest, heirs: list[Place]) -> list[Mandate]:
    """Return the mandates in force at the units that took over, as far as the reader may see them."""
    actor, today = actor_of(request), timezone.localdate()
    seen = [place for place in heirs if actor.grant_at("directory.view", place.path)]
    rows = queries.mandates_matching(queries.mandates_of(seen), in_force_on=today)
    return list(rows[:PEOPLE])


def _day(text: str) -> date:
    """Return the day asked for, today when it is missing or unreadable."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
