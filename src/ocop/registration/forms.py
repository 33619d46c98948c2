"""Forms of registration: the producer's facts, the product's, the slip."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ocop.directory.forms import PlaceField
from ocop.directory.models import Place
from ocop.platform.refusal import Refusal
from ocop.platform.ui.widgets import DateField, FileDrop, LongText, RadioList
from ocop.registration.actions import PriorAward, ProducerFacts
from ocop.registration.models import Producer, Product, Registration
from ocop.registration.queries import applicant_kinds
from ocop_rules.rulebook import Rulebook


def put(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put a refusal beside the field it is about, or on top of the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


class UnhurriedForm(forms.Form):
    """A form that may be kept half done. What it marks as required blocks a later step, not the keeping."""

    use_required_attribute = False

    def full_clean(self) -> None:
        asked = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, field in self.fields.items():  # labels go on saying which questions are optional
            field.required = asked[name]


class ProducerForm(forms.Form):
    """What a producer says of itself: Mẫu số 01 and Mẫu số 02, part I."""

    name = forms.CharField(
        label=_("Tên chủ thể"), max_length=200, help_text=_("Đúng như trong giấy đăng ký, nếu có.")
    )
    kind = forms.ChoiceField(label=_("Loại hình tổ chức"), widget=RadioList)
    place = PlaceField(
        label=_("Xã, phường nơi sản xuất"),
        level=Place.Level.COMMUNE,
        help_text=_("Gõ tên xã, không cần dấu. Hồ sơ sẽ nộp cho UBND xã, phường này."),
    )
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, help_text=_("Bản, tổ, thôn, số nhà."))
    phone = forms.CharField(
        label=_("Điện thoại"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    registration_no = forms.CharField(label=_("Số giấy đăng ký kinh doanh"), max_length=60, required=False)
    registered_on = DateField(label=_("Ngày thành lập hoặc đăng ký"), required=False)
    tax_code = forms.CharField(label=_("Mã số thuế"), max_length=20, required=False)
    representative_name = forms.CharField(label=_("Họ và tên người đại diện pháp luật"), max_length=150)
    representative_position = forms.CharField(label=_("Chức vụ"), max_length=100, required=False)
    representative_sex = forms.ChoiceField(
        label=_("Giới tính"), choices=Producer.Sex.choices[1:], required=False, widget=RadioList
    )
    representative_ethnicity = forms.CharField(label=_("Dân tộc"), max_length=50, required=False)
    representative_residence = forms.CharField(label=_("Địa chỉ thường trú"), max_length=300, required=False)
    history = forms.CharField(
        label=_("Lịch sử hình thành"),
        required=False,
        max_length=20_000,
        widget=LongText,
        help_text=_("Các giai đoạn hình thành và phát triển."),
    )
    structure = forms.CharField(
        label=_("Cơ cấu tổ chức"), required=False, max_length=20_000, widget=LongText(rows=3)
    )

    PARTS = (
        (
            _("Cơ sở"),
            "",
            ("name", "kind", "place", "address", "registration_no", "registered_on", "tax_code"),
        ),
        (_("Liên hệ"), "", ("phone", "email")),
        (
            _("Người đại diện pháp luật"),
            _("Mẫu số 02 hỏi các mục này. Chỉ xã và tỉnh của bạn đọc được, không hiện ở danh sách nào."),
            (
                "representative_name",
                "representative_position",
                "representative_sex",
                "representative_ethnicity",
                "representative_residence",
            ),
        ),
        (_("Giới thiệu"), _("Có thể viết sau, trước khi nộp hồ sơ."), ("history", "structure")),
    )

    def __init__(self, *args: Any, rulebook: Rulebook, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(found.code, found.name) for found in applicant_kinds(rulebook)]

    def parts(self) -> list[dict[str, Any]]:
        """Return the fields in parts with a title and a hint, for the page."""
        return [
            {"title": t, "hint": hint, "fields": [self[name] for name in names]}
            for t, hint, names in self.PARTS
        ]

    def facts(self) -> ProducerFacts:
        """Return what was typed as the action takes it."""
        return ProducerFacts(**self.cleaned_data)


def producer_initial(producer: Producer) -> dict[str, Any]:
    """Return a producer's facts for the form."""
    return {name: getattr(producer, name) for name in ProducerForm.base_fields}


class ProductForm(UnhurriedForm):
    """What is said of a product: Mẫu số 02, I.7, and what the public page shows later."""

    description = forms.CharField(
        label=_("Mô tả sản phẩm"),
        widget=LongText,
        max_length=20_000,
        help_text=_("Là gì, làm từ gì, có gì đặc sắc của địa phương."),
    )
    specification = forms.CharField(
        label=_("Quy cách, tiêu chuẩn"),
        widget=LongText(rows=3),
        max_length=20_000,
        help_text=_("Cách đóng gói, khối lượng, tiêu chuẩn áp dụng. Ví dụ: chai 500 ml, TCVN 12605:2019."),
    )
    story = forms.CharField(
        label=_("Câu chuyện sản phẩm"),
        widget=LongText,
        max_length=20_000,
        required=False,
        help_text=_("Kể như kể cho khách nghe. Sẽ hiện trên trang sản phẩm khi được công nhận."),
    )
    photo = forms.FileField(
        label=_("Ảnh sản phẩm"),
        required=False,
        widget=FileDrop(max_mb=settings.OCOP_MAX_FILE_MB, accept="image/jpeg,image/png,image/webp"),
        help_text=_("Một ảnh JPG, PNG hoặc WebP, thấy rõ bao bì."),
    )


def product_initial(product: Product) -> dict[str, Any]:
    """Return what is said of a product for the form."""
    return {
        "description": product.description,
        "specification": product.specification,
        "story": product.story,
    }


class SlipForm(forms.Form):
    """The last step of entering a product: what the rating is for, and the award held, if any."""

    kind = forms.ChoiceField(
        label=_("Lần đăng ký"), choices=Registration.Kind.choices, widget=RadioList, initial="new"
    )
    prior_star = forms.TypedChoiceField(
        label=_("Hạng sao đang có"),
        choices=[("", _("Chọn hạng")), *((str(star), f"{star} ★") for star in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    prior_expires_on = DateField(label=_("Giấy chứng nhận hết hạn ngày"), required=False)
    prior_code = forms.CharField(label=_("Mã sản phẩm đã cấp"), max_length=60, required=False)
    prior_decision = forms.CharField(label=_("Số quyết định công nhận"), max_length=100, required=False)
    prior_decided_on = DateField(label=_("Ngày quyết định"), required=False)

    ASKED: ClassVar[dict[str, str]] = {
        "lan": "kind", "sao": "prior_star", "het-han": "prior_expires_on", "ma": "prior_code",
        "quyet-dinh": "prior_decision", "ngay": "prior_decided_on",
    }  # fmt: skip

    @classmethod
    def initial_from(cls, query: Mapping[str, str]) -> dict[str, str]:
        """Return what an address that leads here fills in beforehand; all of it can still be changed."""
        return {field: query[name][:100] for name, field in cls.ASKED.items() if query.get(name)}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") not in (None, Registration.Kind.NEW):
            for name, sentence in (
                ("prior_star", _("Hãy chọn hạng sao đang có.")),
                ("prior_expires_on", _("Hãy ghi ngày hết hạn in trên giấy chứng nhận.")),
            ):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return given

    def prior(self) -> PriorAward | None:
        """Return the award held, or None for a first registration (what was typed there is then left
        aside).
        """
        given = self.cleaned_data
        if given["kind"] == Registration.Kind.NEW:
            return None
        expires_on: date = given["prior_expires_on"]
        return PriorAward(
            star=given["prior_star"], expires_on=expires_on, code=given["prior_code"],
            decision=given["prior_decision"], decided_on=given["prior_decided_on"],
        )  # fmt: skip


class WithdrawForm(forms.Form):
    """Why a slip is taken back."""

    reason = forms.CharField(label=_("Lý do rút"), max_length=1000, widget=LongText(rows=2))
