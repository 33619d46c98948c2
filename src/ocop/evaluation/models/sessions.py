"""Sessions of a council, who was there, and the products on the list."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models.councils import Council, CouncilMember
from ocop.platform.workflow import OwnedByActions, paired, state_constraint
from ocop_rules.lifecycle import SESSION
from ocop_rules.outcomes import citation_of_act

STATE_LABELS = {
    "planned": _("Đã lên lịch"),
    "open": _("Đang chấm điểm"),
    "scoring_ended": _("Đã kết thúc chấm điểm"),
    "closed": _("Đã chốt"),
    "cancelled": _("Đã hủy"),
}


class Session(OwnedByActions):
    """One meeting of a council over a list of products. `rules` are kept when it is opened and hold to its end.

    `round_number` and `round_year` are the statutory round it serves, both empty for an extra one, which has its plan
    (`plan_number`, `plan_on`) instead; all four are empty where the law of its day knows no rounds at its level.
    In the written form nobody meets: ballots are sent out on `held_on` and are due by the end of `opinions_due_on`.
    """

    class Form(models.TextChoices):
        """How the council comes to its result."""

        MEETING = "meeting", _("Họp")
        WRITTEN = "written", _("Lấy ý kiến bằng văn bản")

    council = models.ForeignKey(Council, models.PROTECT, related_name="sessions", verbose_name=_("hội đồng"))
    title = models.CharField(_("tên phiên họp"), max_length=200)
    held_on = models.DateField(_("ngày họp"))
    venue = models.CharField(_("địa điểm"), max_length=300, blank=True)
    form = models.CharField(_("hình thức"), max_length=7, choices=Form, default=Form.MEETING)
    opinions_due_on = models.DateField(_("hạn gửi ý kiến"), null=True, blank=True)
    round_number = models.PositiveSmallIntegerField(_("đợt"), null=True, blank=True)
    round_year = models.PositiveSmallIntegerField(_("năm của đợt"), null=True, blank=True)
    plan_number = models.CharField(_("số kế hoạch đợt bổ sung"), max_length=60, blank=True)
    plan_on = models.DateField(_("ngày kế hoạch đợt bổ sung"), null=True, blank=True)
    place_path = models.CharField(_("địa bàn"), max_length=20)
    state = models.CharField(
        _("trạng thái"), max_length=13, choices=tuple(STATE_LABELS.items()), default=SESSION.initial
    )
    planned_at = models.DateTimeField(_("lên lịch lúc"))
    planned_by = models.CharField(_("người lên lịch"), max_length=200)
    opened_at = models.DateTimeField(_("khai mạc lúc"), null=True, blank=True)
    opened_by = models.CharField(_("người mở phiên"), max_length=200, blank=True)
    scoring_ended_at = models.DateTimeField(_("kết thúc chấm điểm lúc"), null=True, blank=True)
    scoring_ended_by = models.CharField(_("người kết thúc chấm điểm"), max_length=200, blank=True)
    resumptions: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(
        _("các lần mở lại việc chấm điểm"), default=list, blank=True
    )
    rules: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        _("quy chế áp dụng cho phiên họp"), default=dict, blank=True
    )
    closed_at = models.DateTimeField(_("chốt lúc"), null=True, blank=True)
    closed_by = models.CharField(_("người chốt"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(_("hủy lúc"), null=True, blank=True)
    cancelled_by = models.CharField(_("người hủy"), max_length=200, blank=True)
    cancel_reason = models.CharField(_("lý do hủy"), max_length=500, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("phiên họp hội đồng")
        verbose_name_plural = _("phiên họp hội đồng")
        indexes = [models.Index(fields=["place_path", "-held_on"], name="evaluation_session_place")]
        constraints = [
            state_constraint(SESSION, name="evaluation_session_state"),
            models.CheckConstraint(
                condition=models.Q(form="meeting", opinions_due_on__isnull=True)
                | models.Q(form="written", opinions_due_on__gte=models.F("held_on")),
                name="evaluation_session_opinions_due",
                violation_error_message=_("Hạn gửi ý kiến phải từ ngày gửi phiếu trở đi."),
            ),
            models.CheckConstraint(
                condition=models.Q(plan_number="", plan_on__isnull=True)
                | (
                    ~models.Q(plan_number="")
                    & models.Q(plan_on__isnull=False, round_number__isnull=True, round_year__isnull=True)
                ),
                name="evaluation_session_plan",
            ),
            models.CheckConstraint(
                condition=models.Q(round_number__isnull=True, round_year__isnull=True)
                | models.Q(round_number__isnull=False, round_year__isnull=False),
                name="evaluation_session_round",
            ),
            *(
                paired(stem, name=f"evaluation_session_{stem}_pair")
                for stem in ("planned", "opened", "scoring_ended", "closed", "cancelled")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def law_of(self, verb: str) -> str:
        """Return the articles of the rulebooks of its products that ask for a step of the session."""
        found = self.items.order_by("rulebook_id").values_list("rulebook_id", flat=True).distinct()
        return citation_of_act([(rulebook_id, self.council.level) for rulebook_id in found], verb)

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def is_written(self) -> bool:
        return self.form == self.Form.WRITTEN

    @property
    def round_text(self) -> str:
        """Return the round in words, "" where the law knows none."""
        if self.plan_on is not None:
            return gettext("Đợt bổ sung theo Kế hoạch số %(number)s ngày %(on)s") % {
                "number": self.plan_number,
                "on": f"{self.plan_on:%d/%m/%Y}",
            }
        if self.round_number is None:
            return ""
        return gettext("Đợt %(number)s năm %(year)s") % {"number": self.round_number, "year": self.round_year}

    @property
    def is_unsealed(self) -> bool:
        """Return whether scoring has ended, so that those who run the session may see the marks."""
        return self.state in ("scoring_ended", "closed")


class Attendance(OwnedByActions):
    """Whether a member of the council was at a session."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="attendances", verbose_name=_("phiên họp")
    )
    member = models.ForeignKey(
        CouncilMember, models.PROTECT, related_name="attendances", verbose_name=_("thành viên")
    )
    present = models.BooleanField(_("có mặt"), default=False)
    recorded_at = models.DateTimeField(_("ghi lúc"), null=True, blank=True)
    recorded_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("điểm danh")
        verbose_name_plural = _("điểm danh")
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="evaluation_attendance_once"),
            paired("recorded", name="evaluation_attendance_recorded_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.session}"


class SessionItem(OwnedByActions):
    """One product on a session's list: the frozen submission that is judged, and the sheet it is judged on.

    Names are copied when the product is put on the list. `disqualified` holds the sheet's grounds that the
    council found, each {"code", "text", "reason", "by", "at"}. A postponed item keeps its ballots but takes
    no part.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="items", verbose_name=_("phiên họp"))
    dossier = models.ForeignKey(
        "dossiers.Dossier", models.PROTECT, related_name="session_items", verbose_name=_("hồ sơ")
    )
    submission = models.ForeignKey(
        "dossiers.Submission", models.PROTECT, related_name="session_items", verbose_name=_("bản nộp")
    )
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    rulebook_id = models.CharField(_("quy định áp dụng"), max_length=20)
    rulebook_digest = models.CharField(_("mã băm của quy định"), max_length=64)
    sheet_number = models.PositiveSmallIntegerField(_("bộ tiêu chí số"))
    product_name = models.CharField(_("sản phẩm"), max_length=200)
    producer_name = models.CharField(_("chủ thể"), max_length=200)
    place_path = models.CharField(_("địa bàn"), max_length=20)
    place_name = models.CharField(_("xã, phường"), max_length=120)
    disqualified: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        _("căn cứ loại"), default=list, blank=True
    )
    discussion = models.TextField(_("ý kiến thảo luận"), blank=True, max_length=5000)
    postponed_at = models.DateTimeField(_("để lại lúc"), null=True, blank=True)
    postponed_by = models.CharField(_("người để lại"), max_length=200, blank=True)
    postpone_reason = models.CharField(_("lý do để lại"), max_length=500, blank=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("sản phẩm trong phiên")
        verbose_name_plural = _("sản phẩm trong phiên")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "dossier"],
                name="evaluation_item_once",
                violation_error_message=_("Sản phẩm này đã có trong phiên họp."),
            ),
            paired("postponed", name="evaluation_item_postponed_pair"),
        ]

    def __str__(self) -> str:
        return self.product_name

    @property
    def is_postponed(self) -> bool:
        return self.postponed_at is not None
