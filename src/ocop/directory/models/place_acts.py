"""A document that renames, moves, merges or splits units."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.directory.models.places import Place
from ocop.platform.workflow import OwnedByActions, OwnedQuerySet, paired


class PlaceActQuerySet(OwnedQuerySet):
    """Documents by how far they have come."""

    def pending(self) -> PlaceActQuerySet:
        """Return those that are confirmed and wait for their day, or for what keeps them from being applied."""
        return self.filter(confirmed_at__isnull=False, applied_at__isnull=True, withdrawn_at__isnull=True)


class PlaceAct(OwnedByActions):
    """A document that changed units: drafted step by step, confirmed, and applied on the day it takes effect.

    `choices` says where open records of a split unit go ({"registration.producer:12": code of a unit after}) and which
    mandates are given anew in a unit after ({"directory.mandate:7": code}). `totals` keeps the count before and after.
    """

    class Kind(models.TextChoices):
        """What the document does."""

        RENAME = "rename", _("Đổi tên hoặc đổi loại đơn vị")
        MOVE = "move", _("Chuyển sang đơn vị cấp trên khác")
        MERGE = "merge", _("Nhập nhiều đơn vị thành một")
        SPLIT = "split", _("Chia một đơn vị thành nhiều")
        MAP = "map", _("Sắp xếp cả tỉnh theo danh mục đã nạp")

    kind = models.CharField(_("loại thay đổi"), max_length=6, choices=Kind)
    document_number = models.CharField(_("số, ký hiệu văn bản"), max_length=100)
    document_on = models.DateField(_("ngày văn bản"))
    in_force_on = models.DateField(_("có hiệu lực từ ngày"), db_index=True)
    place_path = models.CharField(_("đường dẫn mã địa bàn"), max_length=16, blank=True, db_index=True)
    choices = models.JSONField(_("lựa chọn đơn vị tiếp nhận"), default=dict)
    totals = models.JSONField(_("số liệu trước và sau"), default=list)
    drafted_at = models.DateTimeField(_("soạn lúc"))
    drafted_by = models.CharField(_("người soạn"), max_length=200)
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True, blank=True)
    confirmed_by = models.CharField(_("người xác nhận"), max_length=200, blank=True)
    applied_at = models.DateTimeField(_("áp dụng lúc"), null=True, blank=True)
    applied_by = models.CharField(_("người áp dụng"), max_length=200, blank=True)
    # Why it could not be applied on its day; empty once it is.
    refusal = models.TextField(_("lý do chưa áp dụng được"), blank=True)
    withdrawn_at = models.DateTimeField(_("bỏ lúc"), null=True, blank=True)
    withdrawn_by = models.CharField(_("người bỏ"), max_length=200, blank=True)

    objects = models.Manager.from_queryset(PlaceActQuerySet)()  # type: ignore[misc]

    class Meta(OwnedByActions.Meta):
        verbose_name = _("văn bản thay đổi địa giới")
        verbose_name_plural = _("văn bản thay đổi địa giới")
        constraints = [
            *(paired(stem, name=f"directory_act_{stem}") for stem in ("confirmed", "applied", "withdrawn")),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True)
                | Q(confirmed_at__isnull=False, withdrawn_at__isnull=True),
                name="directory_act_applied_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(document_number=""),
                name="directory_act_document",
                violation_error_message=_("Thay đổi địa giới phải có số văn bản."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_number} ({self.document_on:%d/%m/%Y})"

    @property
    def is_draft(self) -> bool:
        """Return whether the act is still being written."""
        return self.confirmed_at is None and self.withdrawn_at is None

    @property
    def is_pending(self) -> bool:
        """Return whether the act is confirmed and waits for its day."""
        return self.confirmed_at is not None and self.applied_at is None and self.withdrawn_at is None


class PlaceActUnit(OwnedByActions):
    """A unit that an act names: before it takes effect, or after. `place` of a unit after is known once applied."""

    class Side(models.TextChoices):
        """On which side of the act the unit stands."""

        BEFORE = "before", _("trước khi thay đổi")
        AFTER = "after", _("sau khi thay đổi")

    act = models.ForeignKey(PlaceAct, models.CASCADE, related_name="units", verbose_name=_("văn bản"))
    side = models.CharField(_("bên"), max_length=6, choices=Side)
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="act_units", verbose_name=_("đơn vị")
    )
    code = models.CharField(_("mã đơn vị hành chính"), max_length=5)
    kind = models.CharField(_("loại"), max_length=9, choices=Place.Kind)
    name = models.CharField(_("tên"), max_length=100)
    parent_code = models.CharField(_("mã đơn vị cấp trên"), max_length=5, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("đơn vị trong văn bản")
        verbose_name_plural = _("đơn vị trong văn bản")
        constraints = [
            models.UniqueConstraint(fields=["act", "side", "position"], name="directory_act_unit_position"),
            models.UniqueConstraint(
                fields=["act", "code"], condition=Q(side="after"), name="directory_act_unit_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
