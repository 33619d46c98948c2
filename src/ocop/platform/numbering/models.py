"""Number series: registrations, product serials, decisions. One row a series; its lock hands out the next number."""

from __future__ import annotations

from django.db import models


class Series(models.Model):
    """A series by its key, such as "registration/14/03646/2026", with the last number given."""

    key = models.CharField(max_length=120, unique=True)
    last_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.last_number}"
