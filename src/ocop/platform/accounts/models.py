"""The person who signs in. What they may do is not here: mandates say it (`ocop.directory`)."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with a sign-in name, most often a telephone number, and the name shown and written to the audit."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("Họ và tên"), max_length=150)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    is_demonstration = models.BooleanField(_("Tài khoản trình diễn"), default=False)
    demonstration_title = models.CharField(max_length=120, blank=True)
    demonstration_rank = models.PositiveSmallIntegerField(default=0)
    demonstration_hint = models.CharField(max_length=200, blank=True)

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("Tài khoản")
        verbose_name_plural = _("Tài khoản")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name
