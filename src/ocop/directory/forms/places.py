"""A box for a place by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ocop.directory.models import Place
from ocop.directory.queries import places_named

CHOICES_SHOWN = 6


class PlaceInput(forms.TextInput):
    """A text box that suggests places while one types; without JavaScript it is the text box alone."""

    template_name = "directory/widgets/place.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.search: Callable[[], dict[str, str]] = dict

    def format_value(self, value: Any) -> str | None:
        return value.full_name if isinstance(value, Place) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        asked = {"field": name, **self.search()}
        context["widget"]["search_url"] = f"{reverse('directory:search')}?{urlencode(asked)}"
        return context


class PlaceField(forms.Field):
    """A place by its typed name, found without marks: gives a `Place` of the day `on` (else today).

    `level` and `within` narrow both the suggestions and what is accepted. Refuses an unknown name, and
    one that several places bear, naming these so that the person can write the right one out.
    """

    widget = PlaceInput
    default_error_messages = {
        "required": gettext_lazy("Hãy nhập tên địa bàn, ví dụ: Xã Chiềng Sơ, tỉnh Sơn La."),
        "unknown": gettext_lazy(
            "Không tìm thấy địa bàn “%(text)s” trong danh mục ngày %(on)s. "
            "Hãy kiểm tra chính tả hoặc chọn trong danh sách gợi ý."
        ),
        "ambiguous": gettext_lazy(
            "Có nhiều địa bàn khớp với “%(text)s”. Hãy ghi đầy đủ một trong các tên: %(names)s."
        ),
    }

    def __init__(
        self,
        *,
        level: str | None = None,
        within: Place | None = None,
        on: Callable[[], date] = timezone.localdate,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.level, self.within, self.on = level, within, on

    def __deepcopy__(self, memo: dict[int, Any]) -> PlaceField:
        field: PlaceField = super().__deepcopy__(memo)
        field.widget.search = field.narrowing
        return field

    def narrowing(self) -> dict[str, str]:
        """Return how the suggestions are narrowed, as the query of the search address."""
        narrow = {"level": self.level or "", "within": self.within.code if self.within else ""}
        on = self.on()
        if on != timezone.localdate():
            narrow["on"] = on.isoformat()
        return {key: value for key, value in narrow.items() if value}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Place.objects.select_related("parent__parent").filter(pk=value).first()
        return value

    def to_python(self, value: Any) -> Place | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Place):
            return value
        text, on = str(value).strip(), self.on()
        found = places_named(text, on=on, level=self.level, within=self.within) if text else []
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                self.error_messages["unknown"],
                code="unknown",
                params={"text": text[:100], "on": f"{on:%d/%m/%Y}"},
            )
        names = "; ".join(place.full_name for place in found[:CHOICES_SHOWN])
        more = "; …" if len(found) > CHOICES_SHOWN else ""
        raise ValidationError(
            self.error_messages["ambiguous"],
            code="ambiguous",
            params={"text": text[:100], "names": f"{names}{more}"},
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = self.prepare_value(initial)
        return (before.full_name if isinstance(before, Place) else before or "") != (data or "")
