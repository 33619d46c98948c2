"""Who is behind a request: the session and the account, read on every page that is not public.

The two reads are SQL by hand: putting such a query together from the model takes five times as long as running it.
All else about sessions and sign-in is the libraries' own.
"""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from ocop.platform.accounts.models import User

BACKEND = "ocop.platform.accounts.signed_in.Backend"
# In the model's order. What else an account has is fetched when somebody asks for it.
_READ = (
    "id", "password", "is_superuser", "username", "email", "is_staff", "is_active", "full_name", "is_demonstration",
)  # fmt: skip


class SessionStore(db.SessionStore):
    """Sessions in the database, as Django keeps them."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; a session that is gone or over is left to the library."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, now],
            )
            row = cursor.fetchone()
        held: dict[str, Any] = self.decode(row[0]) if row else super().load()
        return held


class Backend(AuthenticationBackend):
    """Accounts as the library authenticates them."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account behind a session, None when it is gone or shut."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(_READ)} FROM accounts_user WHERE id = %s", [user_id])  # noqa: S608  names of columns
            row = cursor.fetchone()
        if row is None:
            return None
        # SQLite keeps truth as 0 and 1, which a flag's reader does not mind.
        user: User = User.from_db(connection.alias, _READ, row)
        return user if self.user_can_authenticate(user) else None
