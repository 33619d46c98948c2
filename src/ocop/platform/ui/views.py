"""The gallery of components, and the page on which a visitor chooses a language."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from ocop.platform.access import public_view
from ocop.platform.ui.gallery import samples


@public_view
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in each of its states; served where nothing is real."""
    if settings.PRODUCTION and not settings.DEBUG:
        raise Http404
    return render(request, "ui/gallery.html", samples(page=request.GET.get("trang", "")))


@public_view
def language(request: HttpRequest) -> HttpResponse:
    """Offer the languages; the choice itself is posted to Django's set_language."""
    back = request.GET.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return render(request, "ui/language.html", {"next": back if safe else "/"})
