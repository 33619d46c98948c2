"""Template tag: the demonstration accounts that the sign-in page offers, none in production."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from ocop.platform.accounts.models import User

register = template.Library()


@register.simple_tag
def demonstration_accounts() -> list[dict[str, Any]]:
    """Return what the sign-in page offers: sign-in name, role and a line on what to try; nothing in production."""
    if settings.PRODUCTION:
        return []
    accounts = User.objects.filter(is_demonstration=True, is_active=True).exclude(demonstration_title="")
    return [
        {
            "username": account.username,
            "title": account.demonstration_title,
            "what": account.demonstration_hint,
        }
        for account in accounts.order_by("demonstration_rank", "pk")
    ]
