"""Form controls of the house.

Dates and numbers are text in Vietnamese writing: a browser's own date box follows the browser's language.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    """A day as dd/mm/yyyy."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "inputmode": "numeric",
                "placeholder": _("ngày/tháng/năm"),
                "autocomplete": "off",
                **(attrs or {}),
            }
        )


class DecimalInput(forms.TextInput):
    """A number with a decimal comma; use it with localize=True."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, unit: str = "") -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})
        self.unit = unit


class MoneyInput(forms.TextInput):
    """A whole amount of đồng with dots between thousands; use it with localize=True."""

    unit = _("đồng")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class LongText(forms.Textarea):
    """Text of several lines that grows with what is typed."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 4) -> None:
        super().__init__({"rows": rows, "data-ocop-autogrow": "", **(attrs or {})})


class RadioList(forms.RadioSelect):
    """Choices as a list of large targets, one to be chosen."""

    template_name = "ui/forms/choices.html"
    option_template_name = "ui/forms/choice.html"


class CheckList(forms.CheckboxSelectMultiple):
    """Choices as a list of large targets, any number to be chosen."""

    template_name = "ui/forms/choices.html"
    option_template_name = "ui/forms/choice.html"


class FileDrop(forms.FileInput):
    """A file to choose or to drop; `max_mb` is checked in the browser too, before anything is sent."""

    template_name = "ui/forms/file.html"

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, max_mb: int | None = None, accept: str = ""
    ) -> None:
        super().__init__({**({"accept": accept} if accept else {}), **(attrs or {})})
        self.max_mb = max_mb

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the limit to what the template gets."""
        return {**super().get_context(name, value, attrs), "max_mb": self.max_mb}


class DateField(forms.DateField):
    """A day typed as dd/mm/yyyy."""

    widget = DateInput
    default_error_messages = {"invalid": _("Ghi ngày theo dạng ngày/tháng/năm, ví dụ 05/08/2026.")}


class DecimalField(forms.DecimalField):
    """A number typed with a decimal comma, such as 1.234,5."""

    widget = DecimalInput
    default_error_messages = {"invalid": _("Ghi một số, ví dụ 1.234,5.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"localize": True, **options})


class MoneyField(forms.IntegerField):
    """A whole amount of đồng, such as 35.000.000."""

    widget = MoneyInput
    default_error_messages = {"invalid": _("Ghi số tiền bằng đồng, chỉ gồm chữ số, ví dụ 35.000.000.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"localize": True, "min_value": 0, **options})
