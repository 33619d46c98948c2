"""Moments of the load: a day at an hour of the morning, in Vietnam's time."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def moment(on: date, hour: int = 9) -> datetime:
    """Return the moment of a day at an hour."""
    return timezone.make_aware(datetime.combine(on, time(hour)))
