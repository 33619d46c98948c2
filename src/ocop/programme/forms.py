"""Shape of what is typed on the pages of the programme."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.directory.forms import PlaceField
from ocop.directory.models import Place
from ocop.platform.ui.widgets import CheckList, DateField, LongText, RadioList
from ocop.programme.catalogue import BY_RULEBOOK, NONE, Entry
from ocop.programme.models import CalendarDay
from ocop.programme.queries import Change


class RegulationForm(forms.Form):
    """A new version of one setting. The value's control follows the setting's kind."""

    place = PlaceField(
        label=_("Chỉ trong địa bàn"),
        required=False,
        help_text=_("Để trống nếu áp dụng cho cả tỉnh. Giá trị của địa bàn nhỏ hơn được ưu tiên."),
    )
    valid_from = DateField(
        label=_("Có hiệu lực từ ngày"),
        error_messages={"required": _("Hãy nhập ngày có hiệu lực, ví dụ 05/08/2026.")},
    )
    valid_to = DateField(
        label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chưa định ngày hết hiệu lực.")
    )
    document = forms.CharField(
        label=_("Văn bản"),
        max_length=300,
        help_text=_("Số, ngày và cơ quan ban hành. Ví dụ: Quyết định 1253/QĐ-UBND ngày 09/9/2025."),
        error_messages={"required": _("Hãy ghi số và ngày của văn bản quy định giá trị này.")},
    )

    def __init__(
        self, *args: Any, entry: Entry, within: Place | None, offers_place: bool = True, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.entry = entry
        self.fields["place"].within = within  # type: ignore[attr-defined]
        if not offers_place:
            self.fields["place"].help_text = _(
                "Để trống. Xã, phường không có Hội đồng đánh giá nên quy định này áp dụng cho cả tỉnh."
            )
        shown = {"value": _value_field(entry)}
        if entry.default == BY_RULEBOOK and entry.kind != "choice":
            shown["national"] = forms.BooleanField(
                label=_("Trở lại theo quy định quốc gia"),
                required=False,
                help_text=_("Đánh dấu thì bỏ qua giá trị ở trên."),
            )
            shown["value"].required = False
        self.fields = {**shown, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Turn what was chosen into one text, as the catalogue writes the value; ask for it when it is missing."""
        given = super().clean() or self.cleaned_data
        value = given.get("value")
        if given.get("national"):
            given["value"] = BY_RULEBOOK
        elif isinstance(value, list):
            given["value"] = ",".join(value)
        if "value" not in self.errors and not given.get("value"):
            self.add_error("value", _("Hãy nhập hoặc chọn giá trị."))
        elif "value" not in self.errors:
            wrong = self.entry.refusal_of(given["value"].strip())
            if wrong:
                self.add_error("value", wrong)
        return given

    def change(self, province_path: str) -> Change:
        """Return what is about to be entered, once the form is valid."""
        given = self.cleaned_data
        return Change(
            key=self.entry.code,
            value=self.entry.tidied(given["value"]),
            place_path=given["place"].path if given["place"] else province_path,
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
        )


def _value_field(entry: Entry) -> forms.Field:
    label, asked = _("Giá trị mới"), {"required": _("Hãy nhập hoặc chọn giá trị.")}
    if entry.kind == "several":
        options = [*entry.choices.items(), (NONE, entry.labels[NONE])]
        return forms.MultipleChoiceField(
            label=label, choices=options, widget=CheckList, help_text=str(entry.hint), error_messages=asked
        )
    if entry.choices:
        return forms.ChoiceField(
            label=label,
            choices=list(entry.choices.items()),
            widget=RadioList,
            help_text=str(entry.hint),
            error_messages=asked,
        )
    typed = forms.TextInput(
        {"autocomplete": "off", "inputmode": "text" if entry.kind == "share" else "numeric"}
    )
    return forms.CharField(
        label=label, max_length=60, widget=typed, help_text=str(entry.hint), error_messages=asked
    )


class WithdrawForm(forms.Form):
    """Why a value is taken back."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        widget=LongText(rows=2),
        help_text=_("Ví dụ: nhập nhầm ngày có hiệu lực. Lý do được ghi vào nhật ký."),
        error_messages={"required": _("Hãy ghi vì sao rút giá trị này.")},
    )


class WithdrawDayForm(forms.Form):
    """Why a day is taken out of the calendar."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        widget=LongText(rows=2),
        help_text=_("Ví dụ: nhập nhầm ngày; thông báo đã hủy. Lý do được ghi vào nhật ký."),
        error_messages={"required": _("Hãy ghi lý do rút ngày này khỏi lịch.")},
    )


class CalendarDayForm(forms.Form):
    """A day from an announcement."""

    day = DateField(label=_("Ngày"), error_messages={"required": _("Hãy nhập ngày, ví dụ 03/09/2027.")})
    kind = forms.ChoiceField(
        label=_("Loại ngày"),
        choices=CalendarDay.Kind.choices,
        widget=RadioList,
        error_messages={"required": _("Hãy chọn loại ngày trong danh sách.")},
    )
    name = forms.CharField(
        label=_("Tên gọi"),
        max_length=120,
        help_text=_("Tên này hiện trong cách tính thời hạn. Ví dụ: Nghỉ bù Quốc khánh."),
        error_messages={"required": _("Hãy ghi tên gọi của ngày, ví dụ: Nghỉ bù Quốc khánh.")},
    )
    document = forms.CharField(
        label=_("Văn bản thông báo"),
        max_length=300,
        error_messages={"required": _("Hãy ghi số và ngày của văn bản thông báo.")},
    )

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.year = year

    def clean_day(self) -> date:
        """Refuse a day of another year: the page shows one year, and the day would vanish from it."""
        day: date = self.cleaned_data["day"]
        if day.year != self.year:
            raise forms.ValidationError(
                _("Trang này nhập lịch năm %(year)s; hãy mở trang của năm khác.") % {"year": self.year}
            )
        return day


class ConfirmSheetForm(forms.Form):
    """Which text an unsettled sheet was compared with, and the word that it was."""

    document = forms.CharField(
        label=_("Văn bản đã đối chiếu"),
        max_length=300,
        help_text=_(
            "Số, cơ quan ban hành. Ví dụ: Quyết định 148/QĐ-TTg của Thủ tướng Chính phủ, Phụ lục III."
        ),
        error_messages={"required": _("Hãy ghi số của văn bản đã đối chiếu.")},
    )
    document_on = DateField(
        label=_("Ngày văn bản"),
        error_messages={"required": _("Hãy nhập ngày của văn bản, ví dụ 24/02/2023.")},
    )
    seen_in = forms.CharField(
        label=_("Bản đã xem, ở đâu"),
        max_length=500,
        help_text=_("Bản có chữ ký hoặc bản trên Công báo, trang nào."),
        error_messages={"required": _("Hãy ghi đã xem bản nào, ở đâu.")},
    )
    compared = forms.BooleanField(
        label=_(
            "Đã đối chiếu từng tiêu chí, từng mức điểm ở trang này với bản gốc; các mức điểm đúng như bản gốc"
        ),
        error_messages={"required": _("Hãy đối chiếu từng mức điểm rồi đánh dấu vào ô này.")},
    )


class CompleteYearForm(forms.Form):
    """The word that a year's announcements are all in."""

    year_document = forms.CharField(
        label=_("Văn bản thông báo cuối cùng của năm"),
        max_length=300,
        error_messages={"required": _("Hãy ghi số và ngày của văn bản thông báo.")},
    )
