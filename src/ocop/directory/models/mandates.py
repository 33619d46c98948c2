"""Agencies, and who acts for them in which role from when to when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ocop.directory.models.places import Place
from ocop.directory.roles import role_of
from ocop.platform.workflow import OwnedByActions, OwnedQuerySet


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
    ended_on = models.DateField(_("hoạt động đến hết ngày"), null=True, blank=True)

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
