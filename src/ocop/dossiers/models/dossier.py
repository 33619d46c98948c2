"""The dossier: what the producer writes, its evidence, what was handed in and frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.platform.workflow import OwnedByActions, paired, state_constraint
from ocop_rules.lifecycle import DOSSIER
from ocop_rules.outcomes import citation_of_act


class Dossier(OwnedByActions):
    """The file of one registration: Mẫu số 02 and self-score as they are written, and where it stands.

    `level` is the code of the level of its rulebook's route at which it stands; before it is handed in, the
    one that will receive it. The states are the same at every level.
    """

    class State(models.TextChoices):
        """States, in the words of the one who waits."""

        DRAFT = "draft", _("Đang lập")
        SUBMITTED = "submitted", _("Xã đang kiểm tra")
        RETURNED = "returned", _("Cần bổ sung")
        PROPOSED = "proposed", _("Đã gửi cấp tỉnh")
        ACCEPTED = "accepted", _("Cấp tỉnh đã tiếp nhận")
        SCHEDULED = "scheduled", _("Chờ Hội đồng đánh giá")
        EVALUATED = "evaluated", _("Hội đồng đã đánh giá")
        RECOGNISED = "recognised", _("Đã công nhận")
        FORWARDED = "forwarded", _("Đã đề nghị Trung ương")
        NOT_RECOGNISED = "not_recognised", _("Không được công nhận")
        TO_REFILE = "to_refile", _("Đóng, nộp lại theo quy định mới")

    # What the states are called where the words above would name the wrong level.
    STATE_WORDS = {
        ("province", "submitted"): _("Cấp tỉnh đang kiểm tra"),
        ("district", "submitted"): _("Cấp huyện đang kiểm tra"),
        ("district", "accepted"): _("Cấp huyện đã tiếp nhận"),
        ("district", "scheduled"): _("Chờ Hội đồng cấp huyện đánh giá"),
        ("district", "evaluated"): _("Hội đồng cấp huyện đã đánh giá"),
    }

    registration = models.OneToOneField(
        "registration.Registration", models.PROTECT, related_name="dossier", verbose_name=_("phiếu đăng ký")
    )
    rulebook_id = models.CharField(_("bộ quy định"), max_length=20)
    sheet_number = models.PositiveSmallIntegerField(_("bộ tiêu chí"))
    kind = models.CharField(_("lần đăng ký"), max_length=12)
    product_name = models.CharField(_("tên sản phẩm"), max_length=200)
    producer_name = models.CharField(_("tên chủ thể"), max_length=200)
    search_text = models.TextField(_("văn bản tìm kiếm"))
    place = models.ForeignKey(
        "directory.Place", models.PROTECT, related_name="+", verbose_name=_("xã, phường")
    )
    place_path = models.CharField(_("đường dẫn mã địa bàn"), max_length=16, db_index=True)
    level = models.CharField(_("cấp đang giữ hồ sơ"), max_length=10)
    state = models.CharField(_("tình trạng"), max_length=16, choices=State, default=State.DRAFT)
    report = models.JSONField(_("báo cáo Mẫu số 02"), default=dict)
    self_marks = models.JSONField(_("điểm tự chấm"), default=dict)
    self_picks = models.JSONField(_("mức tự chọn"), default=dict)
    self_notes = models.JSONField(_("thuyết minh tự chấm"), default=dict)
    version = models.PositiveIntegerField(_("lần sửa"), default=0)
    opened_at = models.DateTimeField(_("lập lúc"))
    opened_by = models.CharField(_("người lập"), max_length=200)
    current_submission = models.ForeignKey(
        "Submission", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bản đã nộp")
    )
    received_on = models.DateField(_("cấp đầu tiếp nhận ngày"), null=True, blank=True)
    due_on = models.DateField(_("hạn xã xử lý"), null=True, blank=True, db_index=True)
    proposed_at = models.DateTimeField(_("đề nghị lúc"), null=True, blank=True)
    proposed_by = models.CharField(_("người đề nghị"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("tiếp nhận để đánh giá lúc"), null=True, blank=True)
    accepted_by = models.CharField(_("người tiếp nhận"), max_length=200, blank=True)
    intake_number_text = models.CharField(_("số phiếu tiếp nhận"), max_length=60, blank=True)
    result_total = models.CharField(_("tổng điểm của Hội đồng"), max_length=12, blank=True)
    result_star = models.PositiveSmallIntegerField(_("hạng sao của Hội đồng"), null=True, blank=True)
    outcome_text = models.TextField(_("kết quả"), blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("hồ sơ")
        verbose_name_plural = _("hồ sơ")
        indexes = [
            models.Index(fields=["state", "due_on"], name="dossiers_state_due"),
            models.Index(fields=["level", "state"], name="dossiers_level_state"),
        ]
        constraints = [
            state_constraint(DOSSIER, name="dossiers_dossier_state"),
            models.CheckConstraint(condition=~Q(level=""), name="dossiers_dossier_level"),
            models.CheckConstraint(
                condition=Q(state="draft", current_submission__isnull=True)
                | (~Q(state="draft") & Q(current_submission__isnull=False)),
                name="dossiers_dossier_submitted",
                violation_error_message=_("Hồ sơ đã nộp phải có bản nộp, hồ sơ đang lập thì không."),
            ),
            paired("accepted", name="dossiers_dossier_accepted"),
            paired("proposed", name="dossiers_dossier_proposed"),
        ]

    def __str__(self) -> str:
        return self.product_name

    def law_of(self, verb: str) -> str:
        """Return the article of the dossier's rulebook that asks for a step at the level where it stands."""
        return citation_of_act([(self.rulebook_id, self.level)], verb)

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Return the state in the words of the level at which the dossier stands."""
        words = self.STATE_WORDS.get((self.level, self.state))
        return str(words if words is not None else self.State(self.state).label)


class Evidence(OwnedByActions):
    """A file that supports the self-score. A removed one stays while a frozen version names it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="evidence", verbose_name=_("hồ sơ"))
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("tệp"))
    name = models.CharField(_("tên tệp"), max_length=150)
    kind = models.CharField(_("loại minh chứng"), max_length=40, blank=True)
    criteria = models.JSONField(_("tiêu chí"), default=list)
    added_at = models.DateTimeField(_("thêm lúc"))
    added_by = models.CharField(_("người thêm"), max_length=200)
    removed_at = models.DateTimeField(_("bỏ lúc"), null=True, blank=True)
    removed_by = models.CharField(_("người bỏ"), max_length=200, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("minh chứng")
        verbose_name_plural = _("minh chứng")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "file"],
                condition=Q(removed_at__isnull=True),
                name="dossiers_evidence_once",
                violation_error_message=_("Tệp này đã có trong hồ sơ."),
            ),
            paired("removed", name="dossiers_evidence_removed"),
        ]

    def __str__(self) -> str:
        return self.name


class Submission(OwnedByActions):
    """A version handed in, whole and unchangeable: `content` is all of it, `digest` its SHA-256."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="submissions", verbose_name=_("hồ sơ"))
    number = models.PositiveSmallIntegerField(_("lần nộp"))
    submitted_at = models.DateTimeField(_("nộp lúc"))
    submitted_by = models.CharField(_("người nộp"), max_length=200)
    content = models.JSONField(_("nội dung"))
    digest = models.CharField(_("mã băm nội dung"), max_length=64)
    receipt_text = models.TextField(_("giấy tiếp nhận"))

    class Meta(OwnedByActions.Meta):
        verbose_name = _("bản nộp")
        verbose_name_plural = _("bản nộp")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="dossiers_submission_number"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} – {self.number}"
