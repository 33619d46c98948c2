"""Pages of the law library: what is in force, a rulebook, a sheet, a sheet beside an earlier one."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.library import reading
from ocop.platform.access import public_view
from ocop.platform.access.middleware import actor_of
from ocop.platform.ui.shapes import Crumb
from ocop_rules import rulebooks
from ocop_rules.applicable import last_day_for_new
from ocop_rules.groups import UnknownGroup
from ocop_rules.law import NotInRulebook
from ocop_rules.loading import RulebookFault
from ocop_rules.rulebook import Rulebook
from ocop_rules.sheets import Sheet


@public_view
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the rulebooks; those who administer also see which were refused, and why."""
    context = {
        "entries": reading.entries(timezone.localdate()),
        "faults": rulebooks.faults() if actor_of(request).can_somewhere("programme.edit_regulation") else (),
    }
    return render(request, "library/index.html", context)


@public_view
@require_safe
def show(request: HttpRequest, rulebook_id: str) -> HttpResponse:
    """Show a rulebook's numbers, each with its article: stars, route, limits, rounds, papers, transition, doubts."""
    rulebook = _rulebook(rulebook_id)
    context = {
        "rulebook": rulebook,
        "last_day": last_day_for_new(rulebook),
        "rounds_of": reading.rounds(rulebook),
        "papers": reading.papers(rulebook),
        "exempt": reading.exempt_industries(rulebook),
        "limits": [*rulebook.limits.values(), *rulebook.transition_limits.values()],
        "crumbs": [Crumb(_("Quy định"), reverse("library:index")), Crumb(rulebook.instrument)],
    }
    return render(request, "library/rulebook.html", context)


@public_view
@require_safe
def sheet(request: HttpRequest, rulebook_id: str, number: int) -> HttpResponse:
    """Show a scoring sheet as the decision prints it."""
    rulebook = _rulebook(rulebook_id)
    found = _sheet(rulebook, number)
    context = {
        "rulebook": rulebook,
        "sheet": found,
        "last_day": last_day_for_new(rulebook),
        "earlier_sheets": reading.earlier_sheets(rulebook, found),
        "crumbs": [*_crumbs(rulebook), Crumb(_("Bộ %(number)s") % {"number": number})],
    }
    return render(request, "library/sheet.html", context)


@public_view
@require_safe
def compare(request: HttpRequest, rulebook_id: str, number: int, earlier_id: str) -> HttpResponse:
    """Show a sheet beside the one of an earlier rulebook, paired by meaning; `bo` chooses among several."""
    rulebook, earlier = _rulebook(rulebook_id), _rulebook(earlier_id)
    found = _sheet(rulebook, number)
    chosen = request.GET.get("bo", "")
    if chosen and not re.fullmatch("[0-9]{1,4}", chosen):
        raise Http404
    try:
        comparison, choices = reading.compared(rulebook, found, earlier, int(chosen) if chosen else None)
    except UnknownGroup:
        raise Http404 from None
    stars, minimums = reading.minimums_by_meaning(comparison)
    here = _("So với %(instrument)s") % {"instrument": earlier.instrument}
    address = reverse("library:sheet", args=[rulebook.id, number])
    context = {
        "rulebook": rulebook,
        "earlier": earlier,
        "comparison": comparison,
        "choices": choices,
        "stars": stars,
        "minimums": minimums,
        "crumbs": [
            *_crumbs(rulebook),
            Crumb(_("Bộ %(number)s") % {"number": number}, address),
            Crumb(here),
        ],
    }
    return render(request, "library/compare.html", context)


def _rulebook(rulebook_id: str) -> Rulebook:
    try:
        return rulebooks.get(rulebook_id)
    except (NotInRulebook, RulebookFault):
        raise Http404 from None


def _sheet(rulebook: Rulebook, number: int) -> Sheet:
    try:
        return rulebook.sheet(number)
    except NotInRulebook:
        raise Http404 from None


def _crumbs(rulebook: Rulebook) -> list[Crumb]:
    return [
        Crumb(_("Quy định"), reverse("library:index")),
        Crumb(rulebook.instrument, reverse("library:rulebook", args=[rulebook.id])),
    ]
