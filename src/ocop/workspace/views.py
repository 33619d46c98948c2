"""Signed-in pages that cross stages: what waits for me, and the log of acts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ocop.platform.access import needs, require, signed_in
from ocop.platform.access.middleware import actor_of
from ocop.platform.audit import policy
from ocop.platform.audit.reading import recent, verify_database
from ocop.platform.typed import whole_number
from ocop.platform.ui.shapes import Crumb
from ocop.workspace.acts import described
from ocop.workspace.tasks import tasks_for

assert policy  # importing it registers who may read the log

PAGE = 100


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader, by what their mandates let them do."""
    today = timezone.localdate()
    return render(
        request, "workspace/home.html", {"rooms": tasks_for(actor_of(request), on=today), "today": today}
    )


@needs("audit.view")
def log(request: HttpRequest) -> HttpResponse:
    """Show the log of acts, newest first. Facts are left out: some are sealed while a council scores."""
    require("audit.view", actor_of(request))
    events = recent(limit=PAGE, before=whole_number(request.GET.get("truoc", "")))
    context = {
        "events": [(event, described(event.verb)) for event in events],
        "older": events[-1].number if len(events) == PAGE else None,
        "crumbs": [Crumb(_("Việc của tôi"), reverse("workspace:home")), Crumb(_("Nhật ký"))],
    }
    return render(request, "workspace/log.html", context)


@needs("audit.verify")
@require_POST
def verification(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and say whether it holds."""
    require("audit.verify", actor_of(request))
    context = {
        "found": verify_database(),
        "crumbs": [
            Crumb(_("Việc của tôi"), reverse("workspace:home")),
            Crumb(_("Nhật ký"), reverse("workspace:log")),
            Crumb(_("Kiểm tra")),
        ],
    }
    return render(request, "workspace/verification.html", context)
