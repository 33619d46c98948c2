"""Those who visit the pages: people with a session like the one that signing in makes, and strangers."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from ocop.platform.accounts.models import User
from ocop.platform.accounts.signed_in import BACKEND, SessionStore

TOKEN = "a" * 32


def headers_of(user: User) -> dict[str, str]:
    """Return the headers of a person who has signed in, with the CSRF token that a form would carry."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    return {"Cookie": cookies, "X-CSRFToken": TOKEN}
