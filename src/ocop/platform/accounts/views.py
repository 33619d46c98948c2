"""Signing in with a demonstration account: one click, never in production."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ocop.platform.access import public_view
from ocop.platform.accounts.models import User
from ocop.platform.accounts.signed_in import BACKEND


@public_view
@require_POST
def demonstration_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign the visitor in as the chosen demonstration account; 404 in production and for any other account."""
    if settings.PRODUCTION:
        raise Http404
    user = get_object_or_404(
        User, username=request.POST.get("username", ""), is_demonstration=True, is_active=True
    )
    login(request, user, backend=BACKEND)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if wanted and safe else "workspace:home")
