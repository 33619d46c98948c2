"""Pages of agencies: the list, a new one, a new name."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.directory import actions, queries
from ocop.directory.forms import AgencyForm, RenameAgencyForm
from ocop.directory.views.tabs import tabs_for
from ocop.platform.access import needs, require, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Refusal

PAGE_SIZE = 100


@needs("directory.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the agencies that the reader may see."""
    actor = actor_of(request)
    rows = queries.agencies_within(actor.paths_for("directory.view"))
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang")),
        "tabs": tabs_for(actor, current="agencies"),
        "may_edit": verdict("directory.edit_agency", actor),
    }
    return render(request, "directory/agency/index.html", context)


@needs("directory.edit_agency")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Enter a new agency."""
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            agency = actions.create_agency(
                name=given["name"],
                kind=given["kind"],
                level=given["place"].level,
                place=given["place"],
                actor=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã thêm cơ quan: %(agency)s.") % {"agency": agency})
            return redirect("directory:agencies")
    return render(request, "directory/agency/add.html", {"form": form}, status=422 if form.errors else 200)


@needs("directory.edit_agency")
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, number: int) -> HttpResponse:
    """Give an agency its new name."""
    actor = actor_of(request)
    agency = get_object_or_404(queries.agencies_within(actor.paths_for("directory.view")), pk=number)
    require("directory.edit_agency", actor, agency)
    form = RenameAgencyForm(request.POST or None, initial={"name": agency.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_agency(agency, name=form.cleaned_data["name"], actor=actor, at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã đổi tên cơ quan."))
            return redirect("directory:agencies")
    context = {"form": form, "agency": agency}
    return render(request, "directory/agency/rename.html", context, status=422 if form.errors else 200)
