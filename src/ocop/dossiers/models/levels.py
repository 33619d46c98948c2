"""What each level above took in, what it came to there, and how it went up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.dossiers.models.dossier import Dossier, Submission
from ocop.platform.workflow import OwnedByActions, paired


class Intake(OwnedByActions):
    """A level with a council took the dossier in: its own slip number, and the samples that came with it."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="intakes", verbose_name=_("hồ sơ"))
    level = models.CharField(_("cấp"), max_length=10)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+", verbose_name=_("bản nộp"))
    number_text = models.CharField(_("số phiếu tiếp nhận"), max_length=60, unique=True)
    received_at = models.DateTimeField(_("tiếp nhận lúc"))
    received_by = models.CharField(_("người tiếp nhận"), max_length=200)
    samples_due = models.PositiveSmallIntegerField(_("số mẫu phải có"))
    samples_received = models.PositiveSmallIntegerField(_("số mẫu đã nhận"))
    note = models.TextField(_("ghi chú"), blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("tiếp nhận để đánh giá")
        verbose_name_plural = _("tiếp nhận để đánh giá")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "level"],
                name="dossiers_intake_once",
                violation_error_message=_("Cấp này đã tiếp nhận hồ sơ."),
            ),
        ]

    def __str__(self) -> str:
        return self.number_text


class LevelResult(OwnedByActions):
    """What the council of one level came to on a dossier, and the decision that approved it.

    This is the link between the results of several levels. `session_number` and `result_number` are the
    numbers under which the council's own pages show the session and the frozen result. `above_star` is the star
    that the result must beat to be sent up, where the council's regulation asks it, `above_star_basis` the document.
    """

    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="level_results", verbose_name=_("hồ sơ")
    )
    level = models.CharField(_("cấp"), max_length=10)
    total_exact = models.CharField(_("điểm trung bình, phân số"), max_length=40)
    total_shown = models.CharField(_("điểm trung bình"), max_length=12)
    star = models.PositiveSmallIntegerField(_("hạng sao"))
    held_on = models.DateField(_("ngày họp"))
    session_title = models.CharField(_("phiên họp"), max_length=200)
    session_number = models.PositiveBigIntegerField(_("số của phiên họp"))
    result_number = models.PositiveBigIntegerField(_("số của kết quả"))
    concluded_at = models.DateTimeField(_("chốt lúc"))
    concluded_by = models.CharField(_("người chốt"), max_length=200)
    decision_text = models.CharField(_("quyết định phê duyệt kết quả"), max_length=60, blank=True)
    decided_on = models.DateField(_("ngày phê duyệt"), null=True, blank=True)
    decision_number = models.PositiveBigIntegerField(_("số của quyết định"), null=True, blank=True)
    above_star = models.PositiveSmallIntegerField(
        _("hạng phải vượt để gửi lên cấp trên"), null=True, blank=True
    )
    above_star_basis = models.CharField(_("căn cứ của hạng phải vượt"), max_length=300, blank=True)
    handed_back_at = models.DateTimeField(_("trả về cấp dưới lúc"), null=True, blank=True)
    handed_back_by = models.CharField(_("người trả về"), max_length=200, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("kết quả ở một cấp")
        verbose_name_plural = _("kết quả ở một cấp")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "level"],
                name="dossiers_level_result_once",
                violation_error_message=_("Cấp này đã có kết quả của hồ sơ."),
            ),
            models.CheckConstraint(
                condition=Q(decision_text="", decided_on__isnull=True, decision_number__isnull=True)
                | (~Q(decision_text="") & Q(decided_on__isnull=False, decision_number__isnull=False)),
                name="dossiers_level_result_decision",
            ),
            paired("handed_back", name="dossiers_level_result_handed_back"),
            models.CheckConstraint(
                condition=Q(above_star__isnull=True, above_star_basis="")
                | (Q(above_star__isnull=False) & ~Q(above_star_basis="")),
                name="dossiers_level_result_above_star",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.total_shown}"


class Transmittal(OwnedByActions):
    """The papers with which a level sends an evaluated dossier up to the next one; closed once sent.

    Which papers belong to it is the rulebook's list of what that level sends. `papers` is written when it is
    sent: each {"code", "name", "how", "said"} as the level above reads it.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="transmittals", verbose_name=_("hồ sơ"))
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+", verbose_name=_("bản nộp"))
    from_level = models.CharField(_("cấp gửi"), max_length=10)
    to_level = models.CharField(_("cấp nhận"), max_length=10)
    letter_number = models.CharField(_("số công văn"), max_length=60, blank=True)
    letter_on = models.DateField(_("ngày công văn"), null=True, blank=True)
    signed_by_name = models.CharField(_("người ký"), max_length=150, blank=True)
    signed_by_post = models.CharField(_("chức vụ người ký"), max_length=150, blank=True)
    samples_sent = models.PositiveSmallIntegerField(_("số sản phẩm mẫu gửi kèm"), null=True, blank=True)
    papers = models.JSONField(_("thành phần đã gửi"), default=list)
    saved_at = models.DateTimeField(_("lưu lúc"))
    saved_by = models.CharField(_("người lưu"), max_length=200)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    sent_by = models.CharField(_("người gửi"), max_length=200, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("hồ sơ chuyển cấp")
        verbose_name_plural = _("hồ sơ chuyển cấp")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(sent_at__isnull=True),
                name="dossiers_transmittal_one_open",
                violation_error_message=_("Hồ sơ đang có một hồ sơ chuyển cấp chưa gửi."),
            ),
            paired("sent", name="dossiers_transmittal_sent"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | (Q(letter_on__isnull=False) & ~Q(letter_number="") & ~Q(signed_by_name="")),
                name="dossiers_transmittal_letter",
                violation_error_message=_("Hồ sơ chuyển cấp gửi đi phải có số, ngày công văn và người ký."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} – {self.letter_number}"


class TransmittalPaper(OwnedByActions):
    """A file that a level puts into its transmittal, for one paper of the rulebook's list."""

    transmittal = models.ForeignKey(
        Transmittal, models.CASCADE, related_name="files", verbose_name=_("hồ sơ chuyển cấp")
    )
    code = models.CharField(_("thành phần"), max_length=40)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("tệp"))
    name = models.CharField(_("tên tệp"), max_length=150)
    added_at = models.DateTimeField(_("thêm lúc"))
    added_by = models.CharField(_("người thêm"), max_length=200)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("giấy tờ chuyển cấp")
        verbose_name_plural = _("giấy tờ chuyển cấp")
        constraints = [
            models.UniqueConstraint(fields=["transmittal", "code", "file"], name="dossiers_paper_once"),
        ]

    def __str__(self) -> str:
        return self.name
