"""Tables of dossiers: what the producer writes, what was handed in, what each level of the route did with
it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.platform.workflow import OwnedByActions, paired, state_constraint
from ocop_rules.lifecycle import DOSSIER


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

    # What the states are called where the words above would name the wrong level.
    STATE_WORDS = {
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
    numbers under which the council's own pages show the session and the frozen result.
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
