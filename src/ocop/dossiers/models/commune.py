"""What the commune asks for and what it reports (Mẫu 03)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.dossiers.models.dossier import Dossier, Submission
from ocop.platform.workflow import OwnedByActions, paired


class SupplementRequest(OwnedByActions):
    """A return: what is missing, asked by one of the levels; it stops the commune's clock."""

    class Level(models.TextChoices):
        """Who returned it."""

        COMMUNE = "commune", _("cấp xã")
        DISTRICT = "district", _("cấp huyện")
        PROVINCE = "province", _("cấp tỉnh")

    dossier = models.ForeignKey(
        Dossier, models.CASCADE, related_name="supplement_requests", verbose_name=_("hồ sơ")
    )
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="+", verbose_name=_("bản nộp được xem")
    )
    from_level = models.CharField(_("bên trả lại"), max_length=8, choices=Level)
    reason = models.TextField(_("nội dung yêu cầu"))
    items = models.JSONField(_("từng mục cần bổ sung"), default=list)
    requested_at = models.DateTimeField(_("yêu cầu lúc"))
    requested_by = models.CharField(_("người yêu cầu"), max_length=200)
    resolved_at = models.DateTimeField(_("đã bổ sung lúc"), null=True, blank=True)
    resolved_by = models.CharField(_("người bổ sung"), max_length=200, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("yêu cầu bổ sung")
        verbose_name_plural = _("yêu cầu bổ sung")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "from_level"],
                condition=Q(resolved_at__isnull=True),
                name="dossiers_supplement_one_open",
                violation_error_message=_("Hồ sơ đang có một yêu cầu chưa được bổ sung."),
            ),
            paired("resolved", name="dossiers_supplement_resolved"),
        ]

    def __str__(self) -> str:
        return self.reason[:80]


class CommuneReport(OwnedByActions):
    """Mẫu số 03: the commune's check of the papers and its word on the four contents; closed once issued."""

    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="commune_reports", verbose_name=_("hồ sơ")
    )
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="commune_reports", verbose_name=_("bản nộp được đánh giá")
    )
    components = models.JSONField(_("kiểm tra thành phần"), default=dict)
    assessments = models.JSONField(_("nhận xét từng nội dung"), default=dict)
    conclusions = models.JSONField(_("kết luận từng nội dung"), default=dict)
    meeting_held = models.BooleanField(_("đã họp lấy ý kiến"), default=False)
    meeting_text = models.TextField(_("kết quả họp"), blank=True)
    proposal = models.BooleanField(_("đề nghị đánh giá, phân hạng"), default=True)
    letter_number = models.CharField(_("số văn bản đề nghị"), max_length=60, blank=True)
    letter_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    signed_by_name = models.CharField(_("người ký"), max_length=150, blank=True)
    signed_by_post = models.CharField(_("chức vụ người ký"), max_length=150, blank=True)
    saved_at = models.DateTimeField(_("lưu lúc"))
    saved_by = models.CharField(_("người lưu"), max_length=200)
    issued_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    issued_by = models.CharField(_("người gửi"), max_length=200, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("báo cáo Mẫu số 03")
        verbose_name_plural = _("báo cáo Mẫu số 03")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(issued_at__isnull=True),
                name="dossiers_commune_report_one_open",
                violation_error_message=_("Hồ sơ đang có một Mẫu số 03 chưa gửi."),
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, issued_by="")
                | (
                    Q(issued_at__isnull=False, letter_on__isnull=False)
                    & ~Q(issued_by="")
                    & ~Q(letter_number="")
                ),
                name="dossiers_commune_report_issued",
                violation_error_message=_("Mẫu số 03 gửi đi phải có số, ngày văn bản và người gửi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} – {self.letter_number}"
