"""Results: what the council concluded on one product, frozen when the session was closed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models.sessions import Session, SessionItem
from ocop.platform.workflow import OwnedByActions


class ItemResult(OwnedByActions):
    """The result of one product. All that a list, a decision or the minutes show is copied here for good.

    `total_exact` is the mean as a fraction ("577/7"), `total_shown` its two decimals, cut. `members` holds
    each counted member's {"name", "post", "agency", "total"}, `recused` each recused one's {"name", "post",
    "reason"}, `confirmation` is the one by which an unsettled sheet was graded (it cannot be withdrawn any more),
    `means` each criterion's mean as a fraction, `missed` every minimum missed as {"criterion",
    "name", "star", "needs", "got"}, `disqualified` the grounds found.
    """

    item = models.OneToOneField(
        SessionItem, models.PROTECT, related_name="result", verbose_name=_("sản phẩm trong phiên")
    )
    session = models.ForeignKey(Session, models.PROTECT, related_name="results", verbose_name=_("phiên họp"))
    level = models.CharField(_("cấp"), max_length=10)
    product_name = models.CharField(_("sản phẩm"), max_length=200)
    producer_name = models.CharField(_("chủ thể"), max_length=200)
    place_path = models.CharField(_("địa bàn"), max_length=20)
    place_name = models.CharField(_("xã, phường"), max_length=120)
    sheet_number = models.PositiveSmallIntegerField(_("bộ tiêu chí số"))
    total_exact = models.CharField(_("điểm trung bình, phân số"), max_length=40)
    total_shown = models.CharField(_("điểm trung bình"), max_length=6)
    total_hundredths = models.PositiveIntegerField(_("điểm trung bình, phần trăm điểm, cắt"))
    band_star = models.PositiveSmallIntegerField(_("hạng sao theo tổng điểm"))
    minimum_star = models.PositiveSmallIntegerField(_("hạng sao theo điểm tối thiểu"))
    star = models.PositiveSmallIntegerField(_("hạng sao đề nghị"))
    members: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        _("điểm của thành viên")
    )
    recused: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        _("thành viên không chấm"), default=list
    )
    means: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        _("điểm trung bình từng tiêu chí")
    )
    missed: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        _("điểm tối thiểu không đạt"), default=list
    )
    disqualified: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        _("căn cứ loại"), default=list
    )
    rulebook_id = models.CharField(_("quy định áp dụng"), max_length=20)
    rulebook_digest = models.CharField(_("mã băm của quy định"), max_length=64)
    confirmation = models.ForeignKey(
        "programme.SheetConfirmation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("xác nhận số liệu bộ tiêu chí"),
    )
    graded_at = models.DateTimeField(_("tính lúc"))
    graded_by = models.CharField(_("người chốt"), max_length=200)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("kết quả đánh giá")
        verbose_name_plural = _("kết quả đánh giá")
        indexes = [
            models.Index(fields=["-total_hundredths", "id"], name="evaluation_result_rank"),
            models.Index(fields=["session", "-total_hundredths"], name="evaluation_result_session"),
            models.Index(fields=["place_path", "place_name"], name="evaluation_result_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total_hundredths__lte=10000), name="evaluation_result_at_most_100"
            ),
            models.CheckConstraint(
                condition=models.Q(star__lte=models.F("band_star")) & models.Q(star__lte=5),
                name="evaluation_result_star_in_band",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_name}: {self.total_shown}"
