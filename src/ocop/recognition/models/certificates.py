"""Certificates, the serials in their codes, and what takes them back."""

from __future__ import annotations

import re
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ocop.platform.folding import fold
from ocop.platform.workflow import OwnedByActions, state_constraint
from ocop.recognition.models.decisions import DecisionLine
from ocop_rules.lifecycle import CERTIFICATE

PRODUCT_CODE = re.compile(r"[0-9]{2}(-[0-9]{1,6}){2,4}")  # as issued under any of the rulebooks


class ProductSerial(OwnedByActions):
    """The serial (STT) that the commune keeps for a product: given once, kept through every later rating."""

    product = models.ForeignKey(
        "registration.Product", models.PROTECT, related_name="serials", verbose_name=_("sản phẩm")
    )
    commune_code = models.CharField(_("mã xã"), max_length=5)
    serial = models.PositiveIntegerField(_("số thứ tự"))

    class Meta(OwnedByActions.Meta):
        verbose_name = _("số thứ tự sản phẩm")
        verbose_name_plural = _("số thứ tự sản phẩm")
        constraints = [
            models.UniqueConstraint(fields=["commune_code", "serial"], name="recognition_serial_once"),
            models.UniqueConstraint(fields=["product", "commune_code"], name="recognition_serial_product"),
        ]

    def __str__(self) -> str:
        return f"{self.commune_code}-{self.serial}"


class Certificate(OwnedByActions):
    """A certificate: what it says is copied here once and never follows later changes of product or
    producer.

    `current_place_…` is the commune that the place on it became when units changed: where one looks for it today.

    `line` is the decision's line; a certificate entered from an earlier register (a paper decision made
    before this software) has none. The register and the public pages read this one table.
    """

    class State(models.TextChoices):
        """Whether the certificate was taken back; expiry is a matter of the day, not a state."""

        VALID = "valid", _("Còn hiệu lực")
        REVOKED = "revoked", _("Đã thu hồi")

    line = models.OneToOneField(
        DecisionLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificate",
        verbose_name=_("dòng quyết định"),
    )
    product = models.ForeignKey(
        "registration.Product",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("sản phẩm"),
    )
    is_latest = models.BooleanField(_("giấy mới nhất của sản phẩm"), default=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("giấy cấp sau")
    )
    token = models.CharField(_("mã kiểm tra"), max_length=43, unique=True)
    product_code = models.CharField(_("mã sản phẩm"), max_length=40, db_index=True)
    star = models.PositiveSmallIntegerField(_("hạng sao"))
    product_name = models.CharField(_("tên sản phẩm"), max_length=300)
    producer_name = models.CharField(_("tên chủ thể"), max_length=300)
    producer_address = models.CharField(_("địa chỉ chủ thể"), max_length=500, blank=True)
    place_name = models.CharField(_("xã, phường"), max_length=200)
    place_path = models.CharField(_("đường dẫn mã địa bàn"), max_length=16, db_index=True)
    current_place_name = models.CharField(_("xã, phường hiện nay"), max_length=200)
    current_place_path = models.CharField(_("đường dẫn mã địa bàn hiện nay"), max_length=16, db_index=True)
    rulebook_id = models.CharField(_("bộ quy định"), max_length=20)
    sheet_number = models.PositiveSmallIntegerField(_("bộ tiêu chí"), null=True, blank=True)
    industry_code = models.CharField(_("mã ngành"), max_length=8)
    industry_name = models.CharField(_("ngành"), max_length=200)
    group_name = models.CharField(_("nhóm"), max_length=200, blank=True)
    decision_number_text = models.CharField(_("số quyết định"), max_length=60)
    decided_on = models.DateField(_("ngày quyết định"))
    authority_name = models.CharField(_("cơ quan cấp"), max_length=200)
    signed_by_name = models.CharField(_("người ký"), max_length=150, blank=True)
    signed_by_post = models.CharField(_("chức vụ người ký"), max_length=150, blank=True)
    valid_from = models.DateField(_("có hiệu lực từ ngày"))
    expires_on = models.DateField(_("đến hết ngày"))
    # Past its last day while a dossier for re-evaluation is decided on; see `actions.holding`.
    holds_until = models.DateField(_("còn hiệu lực khi chờ kết quả, đến hết ngày"), null=True, blank=True)
    holds_for = models.ForeignKey(
        "dossiers.Dossier",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hồ sơ đánh giá lại đang chờ kết quả"),
    )
    holds_source = models.CharField(_("căn cứ kéo dài"), max_length=300, blank=True)
    holds_doubt = models.TextField(_("chỗ chưa chắc của việc kéo dài"), blank=True)
    state = models.CharField(_("tình trạng"), max_length=7, choices=State, default=State.VALID)
    story = models.TextField(_("câu chuyện sản phẩm"), blank=True)
    photo = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ảnh công bố"),
    )
    pdf = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bản giấy chứng nhận"),
    )
    search_text = models.TextField(_("văn bản tìm kiếm"))
    issued_at = models.DateTimeField(_("cấp lúc"))
    issued_by = models.CharField(_("người cấp"), max_length=200)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("giấy chứng nhận")
        verbose_name_plural = _("giấy chứng nhận")
        indexes = [
            models.Index(fields=["state", "expires_on"], name="recognition_state_expires"),
        ]
        constraints = [
            state_constraint(CERTIFICATE, name="recognition_certificate_state"),
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(is_latest=True, product__isnull=False),
                name="recognition_one_latest",
            ),
            models.CheckConstraint(
                condition=Q(star__gte=1, star__lte=5), name="recognition_certificate_star"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("valid_from")),
                name="recognition_certificate_period",
                violation_error_message=_("Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi."),
            ),
            models.CheckConstraint(
                condition=Q(holds_until__isnull=True, holds_for__isnull=True, holds_source="")
                | (Q(holds_until__gt=F("expires_on"), holds_for__isnull=False) & ~Q(holds_source="")),
                name="recognition_certificate_holds",
            ),
            models.CheckConstraint(
                condition=~Q(token="") & ~Q(product_code="") & ~Q(issued_by=""),
                name="recognition_certificate_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_name} ({self.product_code})"

    @property
    def last_day(self) -> date:
        """Return the last day on which the certificate holds, a wait for re-evaluation included."""
        return max(self.expires_on, self.holds_until or self.expires_on)

    def refold(self) -> None:
        """Write anew the text that searches look in: every word has a blank before it, the product's name
        comes first.
        """
        places = dict.fromkeys((self.place_name, self.current_place_name))
        parts = (self.product_name, self.producer_name, *places, self.group_name, self.product_code)
        self.search_text = f" {fold(' '.join(parts))} "


class Revocation(OwnedByActions):
    """The decision that took a certificate back, with its ground (QĐ 26/2026/QĐ-TTg, Điều 8)."""

    certificate = models.OneToOneField(
        Certificate, models.PROTECT, related_name="revocation", verbose_name=_("giấy chứng nhận")
    )
    rulebook_id = models.CharField(_("bộ quy định"), max_length=20)
    ground = models.CharField(_("căn cứ thu hồi"), max_length=8)
    ground_text = models.TextField(_("nội dung căn cứ"))
    reason = models.TextField(_("lý do cụ thể"))
    concluded_on = models.DateField(_("ngày kết luận"))
    due_on = models.DateField(_("hạn thu hồi"))
    number_text = models.CharField(_("số quyết định thu hồi"), max_length=60)
    revoked_on = models.DateField(_("ngày thu hồi"))
    revoked_at = models.DateTimeField(_("thu hồi lúc"))
    revoked_by = models.CharField(_("người thu hồi"), max_length=200)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("thu hồi giấy chứng nhận")
        verbose_name_plural = _("thu hồi giấy chứng nhận")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_on__gte=F("concluded_on")),
                name="recognition_revocation_after_conclusion",
                violation_error_message=_("Ngày thu hồi phải từ ngày có kết luận trở đi."),
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(number_text="") & ~Q(revoked_by=""),
                name="recognition_revocation_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_text}: {self.certificate}"
