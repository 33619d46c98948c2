"""Decisions, and what they settle for each product."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.platform.workflow import OwnedByActions, state_constraint
from ocop_rules.lifecycle import DECISION
from ocop_rules.outcomes import citation_of_act


class Decision(OwnedByActions):
    """A decision of the province's Chairman on the results of several products; a draft has no number yet."""

    class State(models.TextChoices):
        """States of the decision."""

        DRAFT = "draft", _("Dự thảo")
        ISSUED = "issued", _("Đã ban hành")
        DISCARDED = "discarded", _("Đã hủy dự thảo")

    title = models.CharField(_("trích yếu"), max_length=300)
    place_path = models.CharField(_("đường dẫn mã địa bàn"), max_length=16, db_index=True)
    place_name = models.CharField(_("tỉnh, thành phố"), max_length=100)
    authority_name = models.CharField(_("cơ quan ban hành"), max_length=200)
    proposer_name = models.CharField(_("cơ quan trình"), max_length=200, blank=True)
    state = models.CharField(_("tình trạng"), max_length=9, choices=State, default=State.DRAFT)
    drafted_at = models.DateTimeField(_("dự thảo lúc"))
    drafted_by = models.CharField(_("người dự thảo"), max_length=200)
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True)
    number_text = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    signed_by_name = models.CharField(_("người ký"), max_length=150, blank=True)
    signed_by_post = models.CharField(_("chức vụ người ký"), max_length=150, blank=True)
    issued_at = models.DateTimeField(_("ban hành lúc"), null=True, blank=True)
    issued_by = models.CharField(_("người ban hành"), max_length=200, blank=True)
    pdf = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bản in")
    )

    class Meta(OwnedByActions.Meta):
        verbose_name = _("quyết định công nhận")
        verbose_name_plural = _("quyết định công nhận")
        constraints = [
            state_constraint(DECISION, name="recognition_decision_state"),
            models.UniqueConstraint(
                fields=["place_path", "year", "number"],
                name="recognition_decision_number",
                violation_error_message=_("Số quyết định này đã dùng trong năm."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="issued", number__isnull=False, year__isnull=False, issued_on__isnull=False)
                    & Q(issued_at__isnull=False)
                    & ~Q(issued_by="")
                    & ~Q(number_text="")
                    & ~Q(signed_by_name="")
                )
                | (
                    ~Q(state="issued")
                    & Q(number__isnull=True, issued_on__isnull=True, issued_at__isnull=True)
                ),
                name="recognition_decision_issued",
                violation_error_message=_(
                    "Quyết định ban hành phải có số, ngày, người ký và người ban hành."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number_text or self.title

    def law_of(self, verb: str) -> str:
        """Return the articles of the rulebooks of its products that ask for a step of the decision."""
        found = self.lines.order_by("rulebook_id").values_list("rulebook_id", "result__level").distinct()
        return citation_of_act(found, verb)


class DecisionLine(OwnedByActions):
    """One product in a decision: the council's frozen result, and what the decision makes of it."""

    class Outcome(models.TextChoices):
        """What the rulebook's route makes of a result; see `ocop_rules.outcomes`."""

        RECOGNISE = "recognise", _("Công nhận")
        FORWARD = "forward", _("Đề nghị cấp trên đánh giá")
        CLOSE = "close", _("Không công nhận")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines", verbose_name=_("quyết định"))
    result = models.ForeignKey(
        "evaluation.ItemResult", models.PROTECT, related_name="+", verbose_name=_("kết quả đánh giá")
    )
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+", verbose_name=_("hồ sơ"))
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    outcome = models.CharField(_("hướng xử lý"), max_length=9, choices=Outcome)
    # A discarded draft keeps its lines for the record but no longer holds their results.
    holds_result = models.BooleanField(_("đang giữ kết quả"), default=True)
    star = models.PositiveSmallIntegerField(_("hạng sao"))
    band_star = models.PositiveSmallIntegerField(_("hạng theo tổng điểm"))
    minimum_star = models.PositiveSmallIntegerField(_("hạng theo mức tối thiểu"))
    total_shown = models.CharField(_("tổng điểm"), max_length=12)
    rulebook_id = models.CharField(_("bộ quy định"), max_length=20)
    sheet_number = models.PositiveSmallIntegerField(_("bộ tiêu chí"))
    product_name = models.CharField(_("tên sản phẩm"), max_length=300)
    producer_name = models.CharField(_("tên chủ thể"), max_length=300)
    place_name = models.CharField(_("xã, phường"), max_length=200)
    place_path = models.CharField(_("đường dẫn mã địa bàn"), max_length=16)
    # Written by the office where no text seen says how the code is made; see `queries.coding`.
    code_text = models.CharField(_("mã sản phẩm ghi theo quyết định"), max_length=40, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("sản phẩm trong quyết định")
        verbose_name_plural = _("sản phẩm trong quyết định")
        constraints = [
            models.UniqueConstraint(
                fields=["result"],
                condition=Q(holds_result=True),
                name="recognition_line_result_once",
                violation_error_message=_("Kết quả này đã nằm trong một quyết định khác."),
            ),
            models.UniqueConstraint(fields=["decision", "position"], name="recognition_line_position"),
            models.CheckConstraint(
                condition=Q(outcome__in=["recognise", "forward", "close"]), name="recognition_line_outcome"
            ),
        ]

    def __str__(self) -> str:
        return self.product_name
