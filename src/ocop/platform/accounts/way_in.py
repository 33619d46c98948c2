"""A way back in for somebody who forgot the password and has no e-mail: a link that works once and for a day."""

from __future__ import annotations

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from ocop.platform.accounts.models import User


def reset_address(user: User) -> str:
    """Return the whole address under which the person sets a new password; signing in or using it makes it void."""
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    kwargs = {"uidb36": user_pk_to_url_str(user), "key": key}
    return f"{settings.OCOP_BASE_URL}{reverse('account_reset_password_from_key', kwargs=kwargs)}"
