"""What is typed into recognition's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from ocop.directory.forms import PlaceField
from ocop.platform.access import Actor
from ocop.platform.ui.widgets import DateField, LongText, RadioList
from ocop.recognition.models import PRODUCT_CODE, Decision, DecisionLine
from ocop.recognition.queries import REGISTER_STATUSES
from ocop_rules import rulebooks
from ocop_rules.rulebook import Rulebook


class DraftForm(forms.Form):
    """What a draft says besides its products, which the page lists with check boxes."""

    title = forms.CharField(label=_("Trích yếu"), max_length=300, required=False, widget=LongText(rows=2))
    proposer_name = forms.CharField(label=_("Cơ quan trình"), max_length=200, required=False)


class CodesForm(forms.Form):
    """The codes of products for which no text seen says how the code is made, one box a line of the decision."""

    def __init__(self, *args: Any, lines: Sequence[DecisionLine], **options: Any) -> None:
        super().__init__(*args, **options)
        for line in lines:
            self.fields[f"code_{line.pk}"] = forms.CharField(
                label=now_("Mã sản phẩm “%(name)s”") % {"name": line.product_name},
                help_text=f"{line.producer_name} · {line.place_name}",
                max_length=40,
                required=False,
                initial=line.code_text,
            )

    @property
    def typed(self) -> dict[int, str]:
        """Return what was typed by the number of its line."""
        return {int(name.removeprefix("code_")): text for name, text in self.cleaned_data.items()}


class IssueForm(forms.Form):
    """Number, day and signer of a decision."""

    number = forms.IntegerField(
        label=_("Số quyết định"),
        min_value=1,
        max_value=99_999,
        help_text=_("Số do văn thư cấp trong năm; ô này đề xuất số kế tiếp đã nhập ở đây."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    issued_on = DateField(label=_("Ngày ban hành"))
    signed_by_name = forms.CharField(label=_("Người ký"), max_length=150)
    signed_by_post = forms.CharField(
        label=_("Chức vụ người ký"),
        max_length=150,
        help_text=_("Ghi như trên văn bản, ví dụ: Chủ tịch; hoặc KT. Chủ tịch, Phó Chủ tịch."),
    )

    @classmethod
    def proposed(cls, actor: Actor, *, number: int, on: date, posted: Any = None) -> IssueForm:
        """Return the form filled with what is most likely right."""
        initial = {
            "number": number,
            "issued_on": on,
            "signed_by_name": actor.name,
            "signed_by_post": _("Chủ tịch"),
        }
        return cls(posted, initial=initial)


class NoticeForm(forms.Form):
    """Number, day, agency and signer of a notice of results; the page lists the results with check boxes."""

    number_text = forms.CharField(
        label=_("Số, ký hiệu"),
        max_length=60,
        help_text=_("Ghi như trên văn bản, ví dụ 128/TB-SNNMT."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    issued_on = DateField(label=_("Ngày thông báo"))
    agency_name = forms.CharField(label=_("Cơ quan thông báo"), max_length=200)
    signed_by_name = forms.CharField(label=_("Người ký"), max_length=150)
    signed_by_post = forms.CharField(
        label=_("Chức vụ người ký"),
        max_length=150,
        help_text=_("Ghi như trên văn bản, ví dụ: Giám đốc; hoặc KT. Giám đốc, Phó Giám đốc."),
    )


class WithdrawForm(forms.Form):
    """Why a notice is withdrawn."""

    reason = forms.CharField(label=_("Lý do rút"), max_length=500, widget=LongText(rows=2))


class RevokeForm(forms.Form):
    """Ground, reason and decision of a revocation."""

    ground = forms.ChoiceField(label=_("Căn cứ thu hồi"), widget=RadioList)
    reason = forms.CharField(
        label=_("Lý do cụ thể"),
        max_length=2000,
        widget=LongText(rows=3),
        help_text=_("Nêu hành vi hoặc sự việc và văn bản kết luận; không ghi thông tin cá nhân."),
    )
    concluded_on = DateField(
        label=_("Ngày có kết luận"),
        help_text=_("Ngày kết luận vi phạm, hoặc ngày UBND cấp xã xác nhận không còn sản xuất."),
    )
    number = forms.IntegerField(
        label=_("Số quyết định thu hồi"),
        min_value=1,
        max_value=99_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    revoked_on = DateField(label=_("Ngày quyết định thu hồi"))

    def __init__(self, *args: Any, rulebook: Rulebook, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (ground.code, f"{ground.code}) {ground.text}") for ground in rulebook.revocation_grounds
        ]


def certified_stars(on: date) -> list[tuple[int, str]]:
    """Return the stars that get a certificate under the rulebook in force, as choices, lowest first."""
    bands = rulebooks.in_force(on).bands
    return sorted((band.star, now_("%(n)s sao") % {"n": band.star}) for band in bands if band.certified)


class EarlierForm(forms.Form):
    """A certificate as its paper decision states it."""

    product_name = forms.CharField(label=_("Tên sản phẩm"), max_length=300)
    producer_name = forms.CharField(label=_("Chủ thể"), max_length=300)
    place = PlaceField(label=_("Xã, phường hiện nay"), level="commune")
    producer_address = forms.CharField(label=_("Địa chỉ chủ thể"), max_length=500, required=False)
    product_code = forms.RegexField(
        label=_("Mã số sản phẩm"),
        regex=f"^{PRODUCT_CODE.pattern}$",
        max_length=40,
        help_text=_("Ghi đúng như trên giấy, ví dụ 14-116-03646-7-2024."),
        error_messages={
            "invalid": _("Mã gồm các nhóm chữ số nối bằng gạch ngang, ví dụ 14-116-03646-7-2024.")
        },
    )
    star = forms.TypedChoiceField(label=_("Hạng sao"), coerce=int, widget=RadioList)
    sheet_number = forms.TypedChoiceField(
        label=_("Bộ tiêu chí"), coerce=int, help_text=_("Để xếp sản phẩm vào ngành, nhóm hiện nay.")
    )
    decision_number = forms.CharField(label=_("Số quyết định công nhận"), max_length=60)
    decided_on = DateField(label=_("Ngày quyết định"))
    authority_name = forms.CharField(label=_("Cơ quan công nhận"), max_length=200)
    expires_on = DateField(
        label=_("Có giá trị đến hết ngày"), help_text=_("Ngày ghi trên giấy, không tính lại.")
    )

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["star"].choices = certified_stars(on)  # type: ignore[attr-defined]
        self.fields["sheet_number"].choices = [  # type: ignore[attr-defined]
            (sheet.number, f"{sheet.number}. {sheet.title}") for sheet in rulebooks.in_force(on).sheets
        ]


class RegisterFilter(forms.Form):
    """What narrows the register of certificates."""

    q = forms.CharField(label=_("Sản phẩm, chủ thể hoặc mã"), max_length=100, required=False)
    status = forms.ChoiceField(
        label=_("Hiệu lực"), required=False, choices=[("", _("Tất cả")), *REGISTER_STATUSES.items()]
    )
    star = forms.TypedChoiceField(label=_("Hạng sao"), required=False, coerce=int, empty_value=None)
    place = forms.ChoiceField(label=_("Xã, phường"), required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["star"].choices = [("", _("Tất cả")), *certified_stars(on)]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", _("Tất cả")), *places]  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        """Return the name of a field as it stands in the address, which is Vietnamese."""
        return {"status": "tinh-trang", "star": "sao", "place": "xa"}.get(field_name, field_name)

    @property
    def chosen(self) -> dict[str, Any]:
        """Return what was chosen; what cannot be read counts as not chosen."""
        self.is_valid()
        return {
            "text": self.cleaned_data.get("q") or "",
            "status": self.cleaned_data.get("status") or "",
            "star": self.cleaned_data.get("star"),
            "place_path": self.cleaned_data.get("place") or "",
        }


DECISION_TONES = {
    Decision.State.DRAFT: "waiting",
    Decision.State.ISSUED: "success",
    Decision.State.DISCARDED: "neutral",
}
STATUS_TONES = {
    "valid": "success",
    "expiring": "waiting",
    "held": "waiting",
    "expired": "neutral",
    "revoked": "error",
}
