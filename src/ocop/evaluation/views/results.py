"""Frozen results: the ranked list, one result, the table for the screen in the room, the minutes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from ocop.evaluation import policy, queries
from ocop.evaluation.forms import RankedForm
from ocop.evaluation.models import ItemResult, Session
from ocop.evaluation.queries.minutes import minutes_of
from ocop.evaluation.queries.results import communes_with_results
from ocop.evaluation.views.linking import linked_of
from ocop.platform.access import Actor, needs
from ocop.platform.access.middleware import actor_of
from ocop.platform.audit.reading import history_of
from ocop.platform.ui.shapes import Band, Crumb, Member, Part
from ocop_rules import grading, rulebooks
from ocop_rules.sheets import Part as SheetPart

PAGE_SIZE = 250


@needs("evaluation.view")
@require_safe
def ranked(request: HttpRequest) -> HttpResponse:
    """List all frozen results that the reader may see, best first."""
    actor = actor_of(request)
    results = policy.visible_results(actor)
    form = RankedForm(request.GET or None, sessions=_sessions(actor), communes=communes_with_results(results))
    filters = _filters(form)
    page = Paginator(queries.ranked_results(results, filters), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": _as_text(page.object_list, start=page.start_index()),
        "form": form,
        "is_narrowed": filters != queries.RankedFilters(),
    }
    return render(request, "evaluation/result/ranked.html", context)


@needs("evaluation.view")
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show one frozen result: both stars, the minimums missed, members' totals, criteria's means."""
    actor = actor_of(request)
    result = get_object_or_404(
        policy.visible_results(actor).select_related("session__council", "item", "confirmation"), pk=number
    )
    rulebook = rulebooks.get(result.rulebook_id)
    sheet = rulebook.sheet(result.sheet_number)
    means = {code: Fraction(text) for code, text in result.means.items()}
    context = {
        "result": result,
        "linked": linked_of(result.item.dossier_id, result.session, actor),
        "sheet": sheet,
        "instrument": rulebook.instrument,
        "costing": [row for row in result.missed if row["star"] <= result.band_star],
        "further": [row for row in result.missed if row["star"] > result.band_star],
        "means": [(criterion, means.get(criterion.code)) for criterion in sheet.criteria] if means else [],
        "parts": [
            Part(part.name, Decimal(grading.shown(_sum(part, means))), part.max) for part in sheet.parts
        ],
        "strip": [Member(row["name"], Decimal(row["total"])) for row in result.members],
        "bands": [Band(band.star, band.at_least) for band in rulebook.bands if band.at_least],
        "rules_changed": rulebook.digest != result.rulebook_digest,
        "history": history_of(result),
        "crumbs": [Crumb(_("Kết quả đánh giá"), reverse("evaluation:ranked")), Crumb(result.product_name)],
    }
    return render(request, "evaluation/result/show.html", context)


@needs("evaluation.view")
@require_safe
def screen(request: HttpRequest, number: int) -> HttpResponse:
    """Show a closed session's results in large type, for the projector."""
    session, results = _closed(actor_of(request), number)
    context = {"session": session, "results": results, "crumbs": _crumbs(session, _("Trình chiếu"))}
    return render(request, "evaluation/result/screen.html", context)


@needs("evaluation.view")
@require_safe
def minutes(request: HttpRequest, number: int) -> HttpResponse:
    """Show the minutes of a closed session, ready to print; every figure is read from what was frozen."""
    actor = actor_of(request)
    session, _results = _closed(actor, number)
    told = minutes_of(session, readable=policy.visible_sessions(actor))
    context = {"session": session, "minutes": told, "crumbs": _crumbs(session, _("Biên bản"))}
    return render(request, "evaluation/result/minutes.html", context)


def _as_text(rows: Iterable[dict[str, Any]], *, start: int) -> list[tuple[str, ...]]:
    """Return the rows as the list prints them: all text, so that the template has nothing left to work out."""
    return [
        (
            str(place),
            str(row["id"]),
            row["product_name"],
            row["producer_name"],
            row["place_name"],
            str(row["sheet_number"]),
            row["total_shown"].replace(".", ","),
            f"{row['band_star']}★",
            f"{row['minimum_star']}★",
            f"{row['star']}★" if row["star"] else "–",
        )
        for place, row in enumerate(rows, start=start)
    ]


def _closed(actor: Actor, number: int) -> tuple[Session, QuerySet[ItemResult]]:
    rows = policy.visible_sessions(actor).filter(state="closed").select_related("council")
    session = get_object_or_404(rows, pk=number)
    return session, ItemResult.objects.filter(session=session).order_by("-total_hundredths", "pk")


def _sessions(actor: Actor) -> list[tuple[int, str, Any]]:
    rows = policy.visible_sessions(actor).filter(state="closed").order_by("-held_on", "-pk")
    return list(rows.values_list("pk", "title", "held_on"))


def _filters(form: RankedForm) -> queries.RankedFilters:
    if not form.is_bound or not form.is_valid():
        return queries.RankedFilters()
    given = form.cleaned_data
    return queries.RankedFilters(session_id=given["session"], star=given["star"], place_path=given["place"])


def _sum(part: SheetPart, means: dict[str, Fraction]) -> Fraction:
    codes = [criterion.code for group in part.groups for criterion in group.criteria]
    return sum((means.get(code, Fraction(0)) for code in codes), Fraction(0))


def _crumbs(session: Session, here: str) -> list[Crumb]:
    return [
        Crumb(pgettext("list", "Phiên họp"), reverse("evaluation:sessions")),
        Crumb(session.title, reverse("evaluation:session", args=[session.pk])),
        Crumb(here),
    ]
