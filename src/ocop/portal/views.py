"""Public pages. They read published facts only, need no session, and say as of when they speak."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.platform.access import public_view
from ocop.platform.files.storing import response
from ocop.portal.guessing import WINDOW_SECONDS, is_guessing
from ocop.recognition import queries

LONGEST_SEARCH = 100
CATALOGUE_SECONDS = 60
MOMENT = f"@{secrets.token_hex(8)}@"


@public_view
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the catalogue: what OCOP is, a search, and the products whose star stands today."""
    asked = _asked(request)
    today = timezone.localdate()
    found = queries.search_catalogue(
        asked["q"],
        on=today,
        industry=asked["nganh"],
        star=int(asked["sao"]) if asked["sao"] else None,
        place_path=asked["xa"],
        page=int(asked["trang"] or 1),
    )
    narrowed = {name: value for name, value in asked.items() if value and name != "trang"}
    context = {
        "found": found,
        "facets": queries.facets(on=today),
        "asked": asked,
        "is_narrowed": bool(narrowed),
        "pages": _pages(found.page, found.pages, narrowed),
    }
    answer = render(request, "portal/home.html", context)
    # A list may be a minute old; what a single certificate is worth is never cached, see `check`.
    patch_cache_control(answer, public=True, max_age=CATALOGUE_SECONDS)
    return answer


@public_view
@require_safe
def product(request: HttpRequest, product_code: str) -> HttpResponse:
    """Show one product: its star today, its story, its producer, every certificate it had."""
    page = queries.product_page(product_code, on=timezone.localdate())
    if page is None:
        raise Http404
    answer = render(
        request, "portal/product.html", {"page": page, "one": page.current, **_wording(page.current)}
    )
    answer["Cache-Control"] = "no-store"
    return answer


@public_view
@require_safe
def photo(request: HttpRequest, product_code: str, sha_prefix: str) -> HttpResponseBase:
    """Hand out a product's published photo. Its address names its content, so it may be kept for long."""
    stored = queries.public_photo(product_code, sha_prefix)
    if stored is None:
        raise Http404
    answer = response(stored, name=product_code, inline=True)
    answer["Cache-Control"] = "public, max-age=2592000, immutable"
    return answer


@public_view
@require_safe
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Say what a certificate is worth at this moment. One query, no session, never cached."""
    now = timezone.localtime()
    found = queries.check(token, on=now.date())
    if found.status == "unknown":
        return _unknown(request, typed=token)
    html = _check_page(found, token, get_language() or "").replace(MOMENT, f"{now:%H:%M:%S %d/%m/%Y}", 1)
    answer = HttpResponse(html)
    answer["Cache-Control"] = "no-store"
    return answer


@lru_cache(maxsize=512)
def _check_page(found: queries.PublicCheck, token: str, language: str) -> str:
    """Return the check page of these facts in a language, with MOMENT where the time goes.

    Only the writing of the page is remembered: the facts are asked of the database each time and are the
    key, so a page cannot outlive them.
    """
    context = {
        "one": found,
        "path": reverse("portal:check", args=[token]),
        "moment": MOMENT,
        **_wording(found),
    }
    return str(render_to_string("portal/check.html", context))


@public_view
@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Take a product code or token typed by hand to its check page."""
    typed = request.GET.get("ma", "").strip()[:LONGEST_SEARCH]
    if not typed:
        return render(request, "portal/look_up.html", {"typed": ""})
    token = queries.token_for(typed)
    return redirect("portal:check", token) if token else _unknown(request, typed=typed)


@public_view
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what is worth reading: the catalogue, not single checks."""
    return HttpResponse("User-agent: *\nDisallow: /c/\nDisallow: /kiem-tra/\n", content_type="text/plain")


def _unknown(request: HttpRequest, *, typed: str) -> HttpResponse:
    if is_guessing(request):
        answer = render(request, "portal/slow_down.html", status=429)
        answer["Retry-After"] = str(WINDOW_SECONDS)
    else:
        answer = render(
            request, "portal/look_up.html", {"typed": typed[:LONGEST_SEARCH], "unknown": True}, status=404
        )
    answer["Cache-Control"] = "no-store"
    return answer


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return what the address asks for; what cannot be read counts as not asked."""
    asked = {
        # PostgreSQL refuses a NUL in any text.
        name: request.GET.get(name, "").replace("\0", "").strip()[:LONGEST_SEARCH]
        for name in ("q", "nganh", "sao", "xa", "trang")
    }
    for name in ("sao", "trang"):
        if not (asked[name].isascii() and asked[name].isdigit() and len(asked[name]) <= 4):
            asked[name] = ""
    return asked


def _pages(page: int, pages: int, narrowed: dict[str, str]) -> dict[str, str]:
    """Return the addresses of the pages before and after this one."""
    around = {"previous": page - 1, "next": page + 1}
    return {
        name: f"?{urlencode({**narrowed, 'trang': number})}"
        for name, number in around.items()
        if 1 <= number <= pages
    }


def _wording(one: queries.PublicCheck) -> dict[str, Any]:
    """Return the word, icon and look of a standing: never by colour alone."""
    words = {
        "valid": (_("Còn hiệu lực"), "patch-check", ""),
        "held": (_("Còn hiệu lực trong thời gian chờ kết quả đánh giá lại"), "patch-check", ""),
        "expired": (_("Hết hạn"), "clock-history", "past"),
        "revoked": (_("Đã thu hồi"), "x-circle", "revoked"),
        "not_yet": (_("Chưa có hiệu lực"), "clock", "past"),
    }
    word, icon, look = words[one.status]
    return {"word": word, "icon_name": icon, "look": look, "is_past": one.status not in ("valid", "held")}
