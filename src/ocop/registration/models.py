"""Tables of registration: producers and their people, their products, the slips that enter a product."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.platform.folding import fold
from ocop.platform.workflow import OwnedByActions, state_constraint
from ocop_rules import rulebooks
from ocop_rules.lifecycle import REGISTRATION
from ocop_rules.outcomes import citation_of_act, first_level


class Producer(OwnedByActions):
    """A chủ thể: co-operative, enterprise, farm, household. Facts of Mẫu số 01 and Mẫu số 02, part I."""

    class Sex(models.TextChoices):
        """As the forms print it."""

        UNSAID = "", _("chưa ghi")
        MALE = "nam", _("nam")
        FEMALE = "nu", _("nữ")

    name = models.CharField(_("tên chủ thể"), max_length=200)
    kind = models.CharField(_("loại hình tổ chức"), max_length=40)
    tax_code = models.CharField(_("mã số thuế"), max_length=20, blank=True)
    registration_no = models.CharField(_("số giấy đăng ký kinh doanh"), max_length=60, blank=True)
    registered_on = models.DateField(_("ngày thành lập, đăng ký kinh doanh"), null=True, blank=True)
    place = models.ForeignKey(
        "directory.Place", models.PROTECT, related_name="+", verbose_name=_("xã, phường")
    )
    place_path = models.CharField(_("đường dẫn mã địa bàn"), max_length=16, db_index=True)
    address = models.CharField(_("địa chỉ"), max_length=300)
    phone = models.CharField(_("điện thoại"), max_length=20)
    email = models.EmailField(_("thư điện tử"), blank=True)
    representative_name = models.CharField(_("người đại diện pháp luật"), max_length=150)
    representative_position = models.CharField(_("chức vụ"), max_length=100, blank=True)
    representative_sex = models.CharField(_("giới tính"), max_length=3, choices=Sex, blank=True, default="")
    representative_ethnicity = models.CharField(_("dân tộc"), max_length=50, blank=True)
    representative_residence = models.CharField(_("địa chỉ thường trú"), max_length=300, blank=True)
    history = models.TextField(_("lịch sử hình thành"), blank=True)
    structure = models.TextField(_("cơ cấu tổ chức"), blank=True)
    search_text = models.TextField(_("văn bản tìm kiếm"))
    opened_at = models.DateTimeField(_("mở lúc"))
    opened_by = models.CharField(_("người mở"), max_length=200)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("chủ thể")
        verbose_name_plural = _("chủ thể")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="registration_producer_named",
                violation_error_message=_("Chủ thể phải có tên."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def refold(self) -> None:
        """Write anew the text that searches look in."""
        self.search_text = f" {fold(f'{self.name} {self.tax_code}')} "


class ProducerMember(OwnedByActions):
    """A person who acts for a producer."""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="producer_memberships")
    added_at = models.DateTimeField(_("thêm lúc"))
    added_by = models.CharField(_("người thêm"), max_length=200)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("người thay mặt chủ thể")
        verbose_name_plural = _("người thay mặt chủ thể")
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "user"],
                name="registration_member_once",
                violation_error_message=_("Người này đã thay mặt chủ thể."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.producer}"


class Product(OwnedByActions):
    """A product of a producer, with the sheet that its place in the classification leads to."""

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="products", verbose_name=_("chủ thể"))
    name = models.CharField(_("tên sản phẩm"), max_length=200)
    search_text = models.TextField(_("văn bản tìm kiếm"))
    rulebook_id = models.CharField(_("bộ quy định"), max_length=20)
    sheet_number = models.PositiveSmallIntegerField(_("bộ tiêu chí"))
    description = models.TextField(_("mô tả sản phẩm"), blank=True)
    specification = models.TextField(_("quy cách, tiêu chuẩn"), blank=True)
    story = models.TextField(_("câu chuyện sản phẩm"), blank=True)
    photo = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ảnh sản phẩm"),
    )
    place_path = models.CharField(_("đường dẫn mã địa bàn"), max_length=16, db_index=True)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("sản phẩm")
        verbose_name_plural = _("sản phẩm")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="registration_product_named",
                violation_error_message=_("Sản phẩm phải có tên."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def refold(self) -> None:
        """Write anew the text that searches look in."""
        self.search_text = f" {fold(self.name)} "


class Registration(OwnedByActions):
    """A slip (Mẫu số 01) that enters a product for rating; its number is the commune's, one series a year."""

    class Kind(models.TextChoices):
        """What the rating is for, as the slip prints it."""

        NEW = "new", _("Lần đầu")
        UPGRADE = "upgrade", _("Nâng hạng")
        REEVALUATION = "reevaluation", _("Đánh giá lại")

    class State(models.TextChoices):
        """States of the slip."""

        REGISTERED = "registered", _("Đã đăng ký")
        FILED = "filed", _("Đã nộp hồ sơ")
        WITHDRAWN = "withdrawn", _("Đã rút")
        RELEASED = "released", _("Đã đóng, đăng ký lại")

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="registrations", verbose_name=_("sản phẩm")
    )
    kind = models.CharField(_("lần đăng ký"), max_length=12, choices=Kind)
    rulebook_id = models.CharField(_("bộ quy định"), max_length=20)
    sheet_number = models.PositiveSmallIntegerField(_("bộ tiêu chí"))
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số thứ tự"))
    number_text = models.CharField(_("số phiếu"), max_length=60, unique=True)
    registered_on = models.DateField(_("ngày đăng ký"))
    registered_at = models.DateTimeField(_("đăng ký lúc"))
    registered_by = models.CharField(_("người đăng ký"), max_length=200)
    state = models.CharField(_("tình trạng"), max_length=12, choices=State, default=State.REGISTERED)
    withdrawal_reason = models.TextField(_("lý do rút"), blank=True)
    prior_star = models.PositiveSmallIntegerField(_("hạng đang có"), null=True, blank=True)
    prior_code = models.CharField(_("mã sản phẩm đã cấp"), max_length=60, blank=True)
    prior_decision = models.CharField(_("quyết định công nhận"), max_length=100, blank=True)
    prior_decided_on = models.DateField(_("ngày công nhận"), null=True, blank=True)
    prior_expires_on = models.DateField(_("hết hạn ngày"), null=True, blank=True)
    place = models.ForeignKey(
        "directory.Place", models.PROTECT, related_name="+", verbose_name=_("xã, phường")
    )
    place_path = models.CharField(_("đường dẫn mã địa bàn"), max_length=16, db_index=True)
    # The commune that numbered the slip; `place` follows the commune that the open work belongs to today.
    issued_path = models.CharField(_("nơi cấp số phiếu"), max_length=16)

    class Meta(OwnedByActions.Meta):
        verbose_name = _("phiếu đăng ký")
        verbose_name_plural = _("phiếu đăng ký")
        constraints = [
            state_constraint(REGISTRATION, name="registration_slip_state"),
            models.UniqueConstraint(
                fields=["issued_path", "year", "number"],
                name="registration_slip_number",
                violation_error_message=_("Số phiếu này đã được cấp."),
            ),
            models.CheckConstraint(
                condition=Q(kind="new", prior_star__isnull=True)
                | (~Q(kind="new") & Q(prior_star__gte=1, prior_star__lte=5)),
                name="registration_slip_prior",
                violation_error_message=_("Nâng hạng và đánh giá lại phải ghi hạng sao đang có."),
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawal_reason=""),
                name="registration_slip_withdrawn",
                violation_error_message=_("Rút phiếu phải có lý do."),
            ),
        ]

    def __str__(self) -> str:
        return self.number_text

    def law_of(self, verb: str) -> str:
        """Return the article of the slip's rulebook that asks for a step where dossiers are handed in."""
        return citation_of_act([(self.rulebook_id, first_level(rulebooks.get(self.rulebook_id)).code)], verb)
