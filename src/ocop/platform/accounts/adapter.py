"""How sign-in fits this application: where people land, and which failures are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from ocop.platform.access.addresses import address_of


@dataclass(frozen=True, slots=True)
class Site:
    """What mails say of who sends them."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by anyone; what an account may do comes from mandates alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/viec-cua-toi/"

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return "/viec-cua-toi/"

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_our_address(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _at_our_address(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = Site(name="OCOP", domain=settings.OCOP_BASE_URL)
        super().send_mail(template_prefix, email, {"current_site": site, **context})

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to axes, which keeps its figures in the database for all processes."""


def _at_our_address(url: str) -> str:
    """Return a link for a mail under the public address; the one that a request names is the sender's to choose."""
    return f"{settings.OCOP_BASE_URL}{urlsplit(url).path}"


def typed_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """Return the sign-in name that was typed, by which axes counts failures; the account library names it `login`."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login")
    return name.strip().lower() if isinstance(name, str) else None
