"""Settings that a province decides for itself, with the period and the document of each; days off announced later;
what a province confirms of scoring sheets that are short of figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ocop.platform.workflow import OwnedByActions, paired
from ocop.platform.workflow.owned import OwnedQuerySet
from ocop.programme.catalogue import CATALOGUE


class RegulationQuerySet(OwnedQuerySet):
    """Narrowing by day."""

    def standing(self) -> RegulationQuerySet:
        """Keep the values that nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def in_force_on(self, on: date) -> RegulationQuerySet:
        """Keep the values that hold on this day; the first and the last day count."""
        return self.standing().filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


class Regulation(OwnedByActions):
    """One value of one setting, in one place and what lies in it, for a period.

    Periods stay as their documents gave them and may overlap: of the values that cover a day the one that began last
    holds (`queries.periods`). A withdrawn row stays for the record and holds on no day.
    """

    key = models.CharField(_("nội dung quy định"), max_length=20)
    value = models.CharField(_("giá trị"), max_length=60)
    place_path = models.CharField(_("địa bàn"), max_length=20)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    document = models.CharField(_("văn bản"), max_length=300)
    added_at = models.DateTimeField(_("nhập lúc"))
    added_by = models.CharField(_("người nhập"), max_length=200)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_by = models.CharField(_("người rút"), max_length=200, blank=True)
    withdraw_reason = models.CharField(_("lý do rút"), max_length=500, blank=True)

    objects = models.Manager.from_queryset(RegulationQuerySet)()  # type: ignore[misc]

    class Meta(OwnedByActions.Meta):
        verbose_name = _("quy định của tỉnh")
        verbose_name_plural = _("quy định của tỉnh")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "place_path", "valid_from"],
                condition=Q(withdrawn_at__isnull=True),
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
            paired("withdrawn", name="programme_regulation_withdrawn_pair"),
        ]

    def __str__(self) -> str:
        entry = CATALOGUE.get(self.key)
        return f"{entry.title}: {entry.shown(self.value)}" if entry else f"{self.key}: {self.value}"

    def covers(self, on: date) -> bool:
        """Return whether a day lies in the period; another value may hold on it all the same."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def reaches(self, place_path: str) -> bool:
        """Return whether a place is that of the value, or lies in it."""
        own = self.place_path
        return not own or place_path == own or place_path.startswith(f"{own}/")

    @property
    def rank(self) -> tuple[int, date]:
        """Return by what values that cover the same place and day go before each other: the nearest, then the latest begun."""
        return len(self.place_path), self.valid_from


def holding(rows: Iterable[Regulation], place_path: str, on: date) -> Regulation | None:
    """Return which of some values of one setting holds at a place on a day; None where none of them does."""
    here = (row for row in rows if row.covers(on) and row.reaches(place_path))
    return max(here, key=lambda row: row.rank, default=None)


class CalendarDay(OwnedByActions):
    """A day off, or a weekend day that is worked, announced after the calendar file was written.

    Days are the same for the whole country. A withdrawn row stays, so that a due date told while it held can be
    explained; the calendar no longer reads it.
    """

    class Kind(models.TextChoices):
        """What is announced of a day."""

        HOLIDAY = "holiday", _("Ngày nghỉ lễ, tết")
        COMPENSATORY = "compensatory", _("Nghỉ bù")
        SWAPPED = "swapped", _("Nghỉ hoán đổi")
        WORKED = "worked", _("Đi làm (làm bù)")

    day = models.DateField(_("ngày"))
    kind = models.CharField(_("loại ngày"), max_length=12, choices=Kind)
    name = models.CharField(_("tên gọi"), max_length=120)
    document = models.CharField(_("văn bản"), max_length=300)
    entered_at = models.DateTimeField(_("nhập lúc"))
    entered_by = models.CharField(_("người nhập"), max_length=200)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_by = models.CharField(_("người rút"), max_length=200, blank=True)
    withdraw_reason = models.CharField(_("lý do rút"), max_length=500, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("ngày trong lịch")
        verbose_name_plural = _("ngày trong lịch")
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(withdrawn_at__isnull=True),
                name="programme_calendar_day_once",
                violation_error_message=_("Ngày này đã được nhập vào lịch."),
            ),
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(name=""), name="programme_calendar_day_has_document"
            ),
            paired("withdrawn", name="programme_calendar_day_withdrawn_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} – {self.name}"


class CalendarYear(OwnedByActions):
    """The word that a year's announcements are all in, from the day it is given on; a withdrawn row stays."""

    year = models.PositiveSmallIntegerField(_("năm"))
    document = models.CharField(_("văn bản"), max_length=300)
    confirmed_at = models.DateTimeField(_("xác nhận lúc"))
    confirmed_by = models.CharField(_("người xác nhận"), max_length=200)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_by = models.CharField(_("người rút"), max_length=200, blank=True)
    withdraw_reason = models.CharField(_("lý do rút"), max_length=500, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("năm đã đủ lịch nghỉ")
        verbose_name_plural = _("năm đã đủ lịch nghỉ")
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(withdrawn_at__isnull=True),
                name="programme_calendar_year_once",
                violation_error_message=_("Lịch nghỉ năm này đã được xác nhận là đủ."),
            ),
            models.CheckConstraint(condition=~Q(document=""), name="programme_calendar_year_has_document"),
            paired("withdrawn", name="programme_calendar_year_withdrawn_pair"),
        ]

    def __str__(self) -> str:
        return str(self.year)


class SheetConfirmation(OwnedByActions):
    """An administrator's word that an unsettled sheet's figures, as they stand here, agree with the signed text.

    It holds for the figures that were looked at (`figures_digest`) and for no others, in the province and what lies in
    it. `doubt` is what the sheet was short of on that day. A withdrawn row stays.
    """

    place_path = models.CharField(_("địa bàn"), max_length=20)
    rulebook_id = models.CharField(_("bộ quy định"), max_length=20)
    sheet_number = models.PositiveSmallIntegerField(_("bộ tiêu chí"))
    figures_digest = models.CharField(_("mã băm các mức điểm"), max_length=64)
    doubt = models.TextField(_("chỗ nguồn còn thiếu"))
    document = models.CharField(_("văn bản đã đối chiếu"), max_length=300)
    document_on = models.DateField(_("ngày văn bản"))
    seen_in = models.CharField(_("bản đã xem"), max_length=500)
    confirmed_at = models.DateTimeField(_("xác nhận lúc"))
    confirmed_by = models.CharField(_("người xác nhận"), max_length=200)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_by = models.CharField(_("người rút"), max_length=200, blank=True)
    withdraw_reason = models.CharField(_("lý do rút"), max_length=500, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("xác nhận số liệu bộ tiêu chí")
        verbose_name_plural = _("xác nhận số liệu bộ tiêu chí")
        constraints = [
            models.UniqueConstraint(
                fields=["place_path", "rulebook_id", "sheet_number", "figures_digest"],
                condition=Q(withdrawn_at__isnull=True),
                name="programme_sheet_confirmed_once",
                violation_error_message=_("Bộ tiêu chí này đã được xác nhận."),
            ),
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(seen_in="") & ~Q(doubt="") & ~Q(confirmed_by=""),
                name="programme_sheet_confirmation_complete",
            ),
            paired("withdrawn", name="programme_sheet_confirmation_withdrawn_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.rulebook_id} – {self.sheet_number}"
