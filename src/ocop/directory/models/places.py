"""Units of the administrative map over time, and which became which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ocop.platform.workflow import OwnedByActions, OwnedQuerySet


def full_name_of(names: Iterable[str]) -> str:
    """Return a place's name with those above it as one writes them: "Xã Chiềng Sơ, huyện Sông Mã, tỉnh Sơn La"."""
    own, *above = [*names] or [""]
    return ", ".join([own, *(name[0].lower() + name[1:] for name in above)])


class PlaceQuerySet(OwnedQuerySet):
    """Narrowing by day and by territory."""

    def valid_on(self, on: date) -> PlaceQuerySet:
        """Keep the places that exist on this day; the first and the last day count."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)

    def within(self, place: Place) -> PlaceQuerySet:
        """Keep the place itself and what lies in it in the same state of the map."""
        return self.filter(Q(path=place.path) | Q(path__startswith=f"{place.path}/")).overlapping(place)

    def overlapping(self, place: Place) -> PlaceQuerySet:
        """Keep the places that exist on at least one day on which `place` exists."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=place.valid_from))
        return rows if place.valid_to is None else rows.filter(valid_from__lte=place.valid_to)


class Place(OwnedByActions):
    """An administrative unit in one state of the map; its code may stand for another unit before or after."""

    class Level(models.TextChoices):
        """Tiers of government; districts exist up to 30/6/2025."""

        PROVINCE = "province", _("cấp tỉnh")
        DISTRICT = "district", _("cấp huyện")
        COMMUNE = "commune", _("cấp xã")

    class Kind(models.TextChoices):
        """Kinds of unit, as they stand in front of the name."""

        PROVINCE = "tinh", _("tỉnh")
        CITY = "thanh_pho", _("thành phố")
        URBAN_DISTRICT = "quan", _("quận")
        RURAL_DISTRICT = "huyen", _("huyện")
        DISTRICT_TOWN = "thi_xa", _("thị xã")
        COMMUNE = "xa", _("xã")
        WARD = "phuong", _("phường")
        TOWNSHIP = "thi_tran", _("thị trấn")
        SPECIAL_ZONE = "dac_khu", _("đặc khu")

    class Doubt(models.TextChoices):
        """Which of the two days is our choice because the sources do not state it."""

        NONE = "", _("không")
        FROM = "from", _("ngày bắt đầu")
        TO = "to", _("ngày kết thúc")
        BOTH = "both", _("cả hai ngày")

    code = models.CharField(_("mã đơn vị hành chính"), max_length=5, db_index=True)
    valid_from = models.DateField(_("có từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    level = models.CharField(_("cấp"), max_length=8, choices=Level)
    kind = models.CharField(_("loại"), max_length=9, choices=Kind)
    name = models.CharField(_("tên"), max_length=100)
    folded_name = models.CharField(_("tên không dấu, không kèm loại"), max_length=100, db_index=True)
    search_text = models.TextField(_("văn bản tìm kiếm"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("thuộc")
    )
    path = models.CharField(_("đường dẫn mã"), max_length=16, db_index=True)
    dates_doubtful = models.CharField(
        _("ngày chưa chắc chắn"), max_length=4, choices=Doubt, blank=True, default=""
    )

    objects = models.Manager.from_queryset(PlaceQuerySet)()  # type: ignore[misc]

    class Meta(OwnedByActions.Meta):
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = _("đơn vị hành chính")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="directory_place_code_from",
                violation_error_message=_("Mã này đã có một đơn vị bắt đầu từ ngày đó."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="directory_place_period",
                violation_error_message=_("Ngày kết thúc phải từ ngày bắt đầu trở đi."),
            ),
            models.CheckConstraint(
                condition=Q(level="province", parent__isnull=True)
                | (~Q(level="province") & Q(parent__isnull=False)),
                name="directory_place_parent",
                violation_error_message=_("Đơn vị dưới cấp tỉnh phải thuộc một đơn vị cấp trên."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Return the name with those above it: "Xã Chiềng Sơ, huyện Sông Mã, tỉnh Sơn La"."""
        names, above = [self.name], self.parent
        while above is not None:
            names.append(above.name)
            above = above.parent
        return full_name_of(names)

    @property
    def province_code(self) -> str:
        """Return the code of the province that the place lies in."""
        return self.path.partition("/")[0]

    def exists_on(self, on: date) -> bool:
        """Return whether the place exists on this day; the first and the last day count."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Succession(OwnedByActions):
    """An old place went, whole or in part, into a new one."""

    class Extent(models.TextChoices):
        """How much of the old place went into the new one."""

        WHOLE = "whole", _("toàn bộ")
        PART = "part", _("một phần")

    class Basis(models.TextChoices):
        """How the link is known."""

        MAP = "map", _("bảng chuyển đổi đơn vị hành chính từ 01/07/2025")
        SAME_CODE = "same_code", _("suy ra từ mã đơn vị không đổi")
        COMMUNES = "communes", _("suy ra từ các xã, phường trực thuộc")
        ACT = "act", _("văn bản thay đổi địa giới")

    old = models.ForeignKey(Place, models.CASCADE, related_name="onward_links", verbose_name=_("đơn vị cũ"))
    new = models.ForeignKey(Place, models.CASCADE, related_name="origin_links", verbose_name=_("đơn vị mới"))
    extent = models.CharField(_("phạm vi"), max_length=5, choices=Extent)
    is_default = models.BooleanField(_("đề xuất đầu tiên"))
    basis = models.CharField(_("căn cứ"), max_length=9, choices=Basis)
    act = models.ForeignKey(
        "PlaceAct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("văn bản"),
    )

    class Meta(OwnedByActions.Meta):
        verbose_name = _("thay đổi địa giới")
        verbose_name_plural = _("thay đổi địa giới")
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="directory_succession_once"),
            models.UniqueConstraint(
                fields=["old"], condition=Q(is_default=True), name="directory_succession_one_default"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class PlaceEdition(OwnedByActions):
    """One loading of the place files; the newest row says which files the tables hold."""

    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    place_count = models.PositiveIntegerField()
    succession_count = models.PositiveIntegerField()

    class Meta(OwnedByActions.Meta):
        verbose_name = _("lần nạp danh mục")
        verbose_name_plural = _("lần nạp danh mục")
