"""What production refuses to start with: sample or missing keys, open hosts, debug pages, demonstration accounts."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SAMPLE_KEY = "change-me-to-a-long-random-text"
MIN_KEY_LENGTH = 40


def unsafe_settings() -> list[str]:
    """Return a sentence for every setting that production must not run with; an empty list means it may start."""
    if not settings.PRODUCTION:
        return []
    key = _secret_key()
    faults = []
    if not key or key == SAMPLE_KEY:
        faults.append("OCOP_SECRET_KEY is missing or is the sample key; set a random text of your own")
    elif len(key) < MIN_KEY_LENGTH:
        faults.append(f"OCOP_SECRET_KEY is shorter than {MIN_KEY_LENGTH} characters")
    if settings.DEBUG:
        faults.append("OCOP_DEBUG must be off")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        faults.append("OCOP_HOSTS must name the hosts this application answers for")
    if not settings.OCOP_BASE_URL.startswith("https://"):
        faults.append(
            "OCOP_BASE_URL must be the public https:// address: certificates carry it in their QR codes"
        )
    return faults


def insist_on_safety() -> None:
    """Raise ImproperlyConfigured when production must not serve: unsafe settings, or demonstration accounts.

    `ocop start` asks the same and says it more kindly; this is for web servers that load the application themselves.
    """
    faults = unsafe_settings()
    if not faults:
        faults = [f"the database holds the demonstration account {name}" for name in demonstration_accounts()]
    if faults:
        raise ImproperlyConfigured("production does not start: " + "; ".join(faults))


def _secret_key() -> str:
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own words for an empty key do not say which variable to set
        return ""


def demonstration_accounts() -> list[str]:
    """Return the sign-in names of demonstration accounts that a production database must not hold."""
    from ocop.platform.accounts.models import User  # noqa: PLC0415  the settings part runs before models load

    if not settings.PRODUCTION:
        return []
    return list(
        User.objects.filter(is_demonstration=True, is_active=True).values_list("username", flat=True)[:5]
    )
