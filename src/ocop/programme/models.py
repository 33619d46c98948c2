"""Settings that a province decides for itself, with the period and the document of each."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ocop.platform.workflow import OwnedByActions
from ocop.platform.workflow.owned import OwnedQuerySet


class RegulationQuerySet(OwnedQuerySet):
    """Narrowing by day."""

    def in_force_on(self, on: date) -> RegulationQuerySet:
        """Keep the values that hold on this day; the first and the last day count."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


class Regulation(OwnedByActions):
    """One value of one setting, in one place and what lies in it, for a period."""

    class Key(models.TextChoices):
        """What the national rule leaves to the province."""

        QUORUM_SHARE = "quorum_share", _("Tỷ lệ thành viên hội đồng phải có mặt")
        QUORUM_NEEDS_CHAIR = "quorum_needs_chair", _("Phải có mặt Chủ tịch hội đồng")
        MAX_GAP_POINTS = "max_gap_points", _("Chênh lệch điểm tối đa giữa hai thành viên")

    key = models.CharField(_("nội dung quy định"), max_length=20, choices=Key)
    value = models.CharField(_("giá trị"), max_length=60)
    place_path = models.CharField(_("địa bàn"), max_length=20)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    document = models.CharField(_("văn bản"), max_length=300)
    added_at = models.DateTimeField(_("nhập lúc"))
    added_by = models.CharField(_("người nhập"), max_length=200)

    objects = models.Manager.from_queryset(RegulationQuerySet)()  # type: ignore[misc]

    class Meta(OwnedByActions.Meta):
        verbose_name = _("quy định của tỉnh")
        verbose_name_plural = _("quy định của tỉnh")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "place_path", "valid_from"],
                name="programme_regulation_once",
                violation_error_message=_("Đã có giá trị của quy định này từ ngày ấy."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="programme_regulation_period",
                violation_error_message=_("Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi."),
            ),
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(added_by=""), name="programme_regulation_has_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.value}"
