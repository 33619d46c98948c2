"""Stored files: content-addressed, one row a content. Which record may show a file is decided by the record's stage."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A content that was accepted: its SHA-256, size and the type found by opening it."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField(_("Dung lượng"))
    media_type = models.CharField(_("Kiểu"), max_length=100)
    stored_at = models.DateTimeField(_("Nhận lúc"))

    class Meta:
        verbose_name = _("Tệp")
        constraints = (models.CheckConstraint(condition=models.Q(size_bytes__gt=0), name="files_not_empty"),)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def location(self) -> str:
        """The name under which the file store keeps the content."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"
