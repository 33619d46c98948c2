"""Tables of the directory: places over time and what became of them, agencies, mandates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ocop.directory.roles import role_of
from ocop.platform.workflow import OwnedByActions, OwnedQuerySet, paired


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
    withdrawn_at = models.DateTimeField(_("bỏ lúc"), null=True, blank=True)
    withdrawn_by = models.CharField(_("người bỏ"), max_length=200, blank=True)

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


class PlaceEdition(OwnedByActions):
    """One loading of the place files; the newest row says which files the tables hold."""

    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    place_count = models.PositiveIntegerField()
    succession_count = models.PositiveIntegerField()

    class Meta(OwnedByActions.Meta):
        verbose_name = _("lần nạp danh mục")
        verbose_name_plural = _("lần nạp danh mục")


class Agency(OwnedByActions):
    """A body that acts in the programme: a People's Committee, an OCOP office, a department, a ministry."""

    class Level(models.TextChoices):
        """Tier of the body."""

        COMMUNE = "commune", _("cấp xã")
        DISTRICT = "district", _("cấp huyện")
        PROVINCE = "province", _("cấp tỉnh")
        CENTRE = "centre", _("cấp trung ương")

    class Kind(models.TextChoices):
        """What the body is."""

        PEOPLES_COMMITTEE = "ubnd", _("Ủy ban nhân dân")
        OCOP_OFFICE = "ocop_office", _("cơ quan tham mưu OCOP")
        DEPARTMENT = "so", _("sở, ngành")
        MINISTRY = "ministry", _("bộ, cơ quan trung ương")

    code = models.SlugField(_("mã cơ quan"), max_length=120, unique=True)
    name = models.CharField(_("tên cơ quan"), max_length=200)
    level = models.CharField(_("cấp"), max_length=8, choices=Level)
    kind = models.CharField(_("loại"), max_length=11, choices=Kind)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="agencies", verbose_name=_("địa bàn")
    )

    class Meta(OwnedByActions.Meta):
        verbose_name = _("cơ quan")
        verbose_name_plural = _("cơ quan")
        constraints = [
            models.CheckConstraint(
                condition=Q(level="centre", place__isnull=True)
                | (~Q(level="centre") & Q(place__isnull=False)),
                name="directory_agency_place",
                violation_error_message=_(
                    "Cơ quan cấp xã, cấp tỉnh phải có địa bàn; cơ quan trung ương thì không."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_path(self) -> str:
        """Return the path of the agency's place; "" for the centre."""
        return self.place.path if self.place else ""


class MandateQuerySet(OwnedQuerySet):
    """Narrowing by day."""

    def in_force_on(self, on: date) -> MandateQuerySet:
        """Keep the mandates that run on this day; the first and the last day count."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class Mandate(OwnedByActions):
    """A person holds a role in a place for a period; what the role lets them do stands in `roles`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates", verbose_name=_("người được giao")
    )
    role = models.CharField(_("vai trò"), max_length=32)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name=_("cơ quan")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name=_("địa bàn")
    )
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến hết ngày"), null=True, blank=True)
    granted_at = models.DateTimeField(_("giao lúc"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="granted_mandates",
        verbose_name=_("người giao"),
    )

    objects = models.Manager.from_queryset(MandateQuerySet)()  # type: ignore[misc]

    class Meta(OwnedByActions.Meta):
        verbose_name = _("nhiệm vụ được giao")
        verbose_name_plural = _("nhiệm vụ được giao")
        indexes = [models.Index(fields=["user", "starts_on"], name="directory_mandate_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="directory_mandate_period",
                violation_error_message=_("Ngày kết thúc phải từ ngày bắt đầu trở đi."),
            ),
        ]

    def __str__(self) -> str:
        return " – ".join(str(part) for part in (self.user, self.role_title, self.place) if part)

    @property
    def role_title(self) -> str:
        """Return the title of the role as people read it; the bare code for a role since dropped."""
        role = role_of(self.role)
        return str(role.title) if role else self.role

    @property
    def place_path(self) -> str:
        """Return the path of the mandate's place; "" when it has none."""
        return self.place.path if self.place else ""

    def in_force_on(self, on: date) -> bool:
        """Return whether the mandate runs on this day; the first and the last day count."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
