"""Middleware: a number for every request, the actor behind it, and refusal of every view that declares nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ocop.platform.access.actors import NOBODY, Actor
from ocop.platform.access.declarations import Declared
from ocop.platform.refusal import Invalid, NotAllowed, Refusal

Respond = Callable[[HttpRequest], HttpResponseBase]


class RequestNumber:
    """Gives each request a number that error pages show and audit entries keep."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.number = secrets.token_hex(6)  # type: ignore[attr-defined]
        response = self.respond(request)
        response["X-Request-Number"] = request.number  # type: ignore[attr-defined]
        return response


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor behind a request; the grants are read once a request."""
    known: Actor | None = getattr(request, "_actor", None)
    if known is not None:
        return known
    user = request.user
    if user.is_authenticated:
        load = import_string(settings.OCOP_GRANTS_LOADER)
        actor = Actor(
            user_id=user.pk,
            name=user.get_full_name() or user.get_username(),
            grants=load(user, timezone.localdate()),
            request_number=getattr(request, "number", ""),
        )
    else:
        actor = NOBODY
    request._actor = actor  # type: ignore[attr-defined]
    return actor


class DenyByDefault:
    """Refuses a view that declares no access, sends strangers to sign in, and turns refusals into pages."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Lazily, so that a public page asks the database nothing about the reader.
        request.__class__.actor = property(actor_of)  # type: ignore[attr-defined]
        response = self.respond(request)
        if getattr(request, "is_private", False):
            # Neither a proxy nor the next person at the same machine is to find it again.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        declared: Declared | None = getattr(view, "ocop_access", None)
        request.is_private = declared is None or declared.kind != "public"  # type: ignore[attr-defined]
        if (request.is_private or request.method == "POST") and _carries_nul(request):  # type: ignore[attr-defined]
            return refused_page(
                request,
                Invalid(_("Nội dung gửi lên có ký tự không hợp lệ (NUL). Hãy gõ lại phần vừa dán rồi gửi.")),
            )
        if declared is None:
            # Third-party views that look after access themselves are named in the settings, by module.
            module = getattr(getattr(view, "view_class", view), "__module__", "")
            if module.startswith(settings.OCOP_OPEN_MODULES):
                return None
            return refused_page(
                request, NotAllowed(_("Trang này chưa khai báo ai được xem nên đang đóng với mọi người."))
            )
        if declared.kind == "public":
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if declared.kind == "needs" and not actor_of(request).can_somewhere(*declared.capabilities):
            return refused_page(request, NotAllowed(_("Tài khoản của bạn không được giao việc này.")))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return refused_page(request, error) if isinstance(error, Refusal) else None


def _carries_nul(request: HttpRequest) -> bool:
    """Return whether the address or a field has a NUL, which no keyboard types and PostgreSQL stores in no text."""
    sent = (request.GET, request.POST) if request.method == "POST" else (request.GET,)
    return any("\0" in text for fields in sent for _name, texts in fields.lists() for text in texts)


def refused_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page (or, for a fragment request, the alert) that says why an act was refused."""
    template = "ui/refused_fragment.html" if getattr(request, "htmx", False) else "ui/refused.html"
    list(messages.get_messages(request))  # what was said before the refusal no longer holds
    return render(request, template, {"refusal": refusal}, status=refusal.status)
