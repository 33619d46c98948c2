"""How sign-in fits this application: where people land, and which failures are counted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from ocop.platform.access.addresses import address_of


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by anyone; what an account may do comes from mandates alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/viec-cua-toi/"

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return "/viec-cua-toi/"

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to axes, which keeps its figures in the database for all processes."""


def typed_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """Return the sign-in name that was typed, by which axes counts failures; the account library names it `login`."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login")
    return name.strip().lower() if isinstance(name, str) else None
