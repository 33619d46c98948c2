"""Notices of results: the letter by which an advisory agency tells communes and producers what was settled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.platform.workflow import OwnedByActions, paired
from ocop.recognition.models.decisions import DecisionLine


class ResultNotice(OwnedByActions):
    """A letter on results that were settled. One that was entered wrongly is withdrawn and stays for the record."""

    place_path = models.CharField(_("đường dẫn mã địa bàn"), max_length=16, db_index=True)
    place_name = models.CharField(_("tỉnh, thành phố"), max_length=100)
    authority_name = models.CharField(_("cơ quan chủ quản"), max_length=200)
    agency_name = models.CharField(_("cơ quan thông báo"), max_length=200)
    number_text = models.CharField(_("số, ký hiệu"), max_length=60)
    year = models.PositiveSmallIntegerField(_("năm"))
    issued_on = models.DateField(_("ngày thông báo"))
    signed_by_name = models.CharField(_("người ký"), max_length=150)
    signed_by_post = models.CharField(_("chức vụ người ký"), max_length=150)
    issued_at = models.DateTimeField(_("ban hành lúc"))
    issued_by = models.CharField(_("người ban hành"), max_length=200)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_by = models.CharField(_("người rút"), max_length=200, blank=True)
    withdraw_reason = models.CharField(_("lý do rút"), max_length=500, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("văn bản thông báo kết quả")
        verbose_name_plural = _("văn bản thông báo kết quả")
        constraints = [
            models.UniqueConstraint(
                fields=["place_path", "year", "number_text"],
                condition=Q(withdrawn_at__isnull=True),
                name="recognition_notice_number",
                violation_error_message=_("Số thông báo này đã dùng trong năm."),
            ),
            models.CheckConstraint(
                condition=~Q(number_text="")
                & ~Q(agency_name="")
                & ~Q(signed_by_name="")
                & ~Q(signed_by_post="")
                & ~Q(issued_by=""),
                name="recognition_notice_complete",
            ),
            paired("withdrawn", name="recognition_notice_withdrawn"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
                name="recognition_notice_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number_text


class ResultNoticeLine(OwnedByActions):
    """What was settled for one dossier at one level, copied as it stood that day, and the notice that tells of it.

    Written when a decision is issued or a result closed; without a notice it waits to be told. `place_…` is the
    commune that is told, `level_path` the unit that settled it. When a notice is withdrawn its lines stay with it and
    no longer hold their results; a copy of each waits again.
    """

    notice = models.ForeignKey(
        ResultNotice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name=_("văn bản thông báo kết quả"),
    )
    result = models.ForeignKey(
        "evaluation.ItemResult", models.PROTECT, related_name="+", verbose_name=_("kết quả đánh giá")
    )
    dossier = models.ForeignKey(
        "dossiers.Dossier", models.PROTECT, related_name="notice_lines", verbose_name=_("hồ sơ")
    )
    holds_result = models.BooleanField(_("đang giữ kết quả"), default=True)
    level_path = models.CharField(_("đường dẫn mã địa bàn của cấp quyết định"), max_length=16, db_index=True)
    outcome = models.CharField(_("hướng xử lý"), max_length=9, choices=DecisionLine.Outcome)
    star = models.PositiveSmallIntegerField(_("hạng sao"))
    total_shown = models.CharField(_("tổng điểm"), max_length=12)
    settled_on = models.DateField(_("ngày có kết quả"))
    authority_name = models.CharField(_("cơ quan ra quyết định"), max_length=200, blank=True)
    decision_text = models.CharField(_("số quyết định"), max_length=60, blank=True)
    explanation = models.TextField(_("nội dung, lý do"), blank=True)
    rulebook_id = models.CharField(_("bộ quy định"), max_length=20)
    product_name = models.CharField(_("tên sản phẩm"), max_length=300)
    producer_name = models.CharField(_("tên chủ thể"), max_length=300)
    place_name = models.CharField(_("xã, phường"), max_length=200)
    place_path = models.CharField(_("đường dẫn mã địa bàn"), max_length=16, db_index=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("kết quả trong thông báo")
        verbose_name_plural = _("kết quả trong thông báo")
        constraints = [
            models.UniqueConstraint(
                fields=["result"],
                condition=Q(holds_result=True),
                name="recognition_told_once",
                violation_error_message=_("Kết quả này đã có trong một thông báo khác."),
            ),
            models.CheckConstraint(
                condition=Q(holds_result=True) | Q(notice__isnull=False),
                name="recognition_told_or_waits",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["recognise", "forward", "close"]), name="recognition_told_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome="close", decision_text="", authority_name="")
                | (~Q(outcome="close") & ~Q(decision_text="") & ~Q(authority_name="")),
                name="recognition_told_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.product_name
