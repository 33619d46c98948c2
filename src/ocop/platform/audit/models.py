"""Audit rows. No foreign keys: the log neither blocks nor follows live tables. Only this package touches them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import models


class Entry(models.Model):
    """One act on one record, chained to the one before it. The database refuses to change or delete it."""

    number = models.BigIntegerField("Số thứ tự", primary_key=True)
    at = models.DateTimeField("Thời điểm")
    actor_id = models.BigIntegerField("Mã người thực hiện", null=True)
    actor_name = models.CharField("Người thực hiện", max_length=200)
    mandate = models.CharField("Tư cách", max_length=300, blank=True)
    agency = models.CharField("Thay mặt cơ quan", max_length=300, blank=True)
    subject_kind = models.CharField("Loại đối tượng", max_length=60)
    subject_id = models.CharField("Mã đối tượng", max_length=40)
    subject_label = models.CharField("Đối tượng", max_length=500)
    verb = models.CharField("Việc", max_length=80)
    before = models.CharField("Trước", max_length=40, blank=True)
    after = models.CharField("Sau", max_length=40, blank=True)
    facts = models.JSONField("Dữ kiện", default=dict)
    source = models.CharField("Căn cứ", max_length=1000, blank=True)
    request_number = models.CharField("Số yêu cầu", max_length=24, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "Dòng nhật ký"
        indexes = (
            models.Index(fields=["subject_kind", "subject_id", "number"], name="audit_entry_subject"),
            models.Index(fields=["actor_id", "number"], name="audit_entry_actor"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject_label}"

    def as_covered(self) -> dict[str, Any]:
        """Return the entry as the chain covers it, with its links."""
        return {
            "number": self.number,
            "at": moment(self.at),
            "actor_id": self.actor_id,
            "actor_name": self.actor_name,
            "mandate": self.mandate,
            "agency": self.agency,
            "subject_kind": self.subject_kind,
            "subject_id": self.subject_id,
            "subject_label": self.subject_label,
            "verb": self.verb,
            "before": self.before,
            "after": self.after,
            "facts": self.facts,
            "source": self.source,
            "request_number": self.request_number,
            "previous": self.previous,
            "digest": self.digest,
        }


class Head(models.Model):
    """The last entry's number and digest; its one row is the lock under which the chain grows."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head"),)

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


def moment(at: datetime) -> str:
    """Return a moment as the chain writes it: UTC, ISO 8601, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
