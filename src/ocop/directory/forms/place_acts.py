"""Forms for a document that changes units."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.directory.actions import UnitAfter
from ocop.directory.forms.places import PlaceField
from ocop.directory.models import Place, PlaceAct
from ocop.platform.ui.widgets import DateField, RadioList

BOXES = {"merge": (6, 1), "split": (1, 4)}  # how many units before and after a form offers
NEEDED = {"merge": (2, 1), "split": (1, 2)}


class PlaceActForm(forms.Form):
    """The document that changes units: what it does, its number and days."""

    kind = forms.ChoiceField(
        error_messages={"required": gettext_lazy("Hãy chọn loại thay đổi.")},
        label=gettext_lazy("Văn bản làm gì"),
        choices=[choice for choice in PlaceAct.Kind.choices if choice[0] != "map"],
        widget=RadioList,
    )
    document_number = forms.CharField(
        error_messages={"required": gettext_lazy("Hãy ghi số, ký hiệu văn bản.")},
        label=gettext_lazy("Số, ký hiệu văn bản"),
        help_text=gettext_lazy("Ghi như trên văn bản, ví dụ: 1681/NQ-UBTVQH15."),
        max_length=100,
    )
    document_on = DateField(
        error_messages={"required": gettext_lazy("Hãy nhập ngày văn bản, ví dụ 16/06/2025.")},
        label=gettext_lazy("Ngày văn bản"),
    )
    in_force_on = DateField(
        error_messages={"required": gettext_lazy("Hãy nhập ngày có hiệu lực, ví dụ 01/07/2025.")},
        label=gettext_lazy("Có hiệu lực từ ngày"),
        help_text=gettext_lazy(
            "Nếu chưa đến ngày, phần mềm tự áp dụng đúng ngày; nếu đã qua, áp dụng ngay khi xác nhận."
        ),
    )


class UnitsForm(forms.Form):
    """The units that a document ends and makes; how many boxes there are depends on what it does."""

    def __init__(self, *args: Any, drafted: PlaceAct, **options: Any) -> None:
        super().__init__(*args, **options)
        self.drafted = drafted
        self.boxes = BOXES.get(drafted.kind, (1, 1))
        before_needed, after_needed = NEEDED.get(drafted.kind, (1, 1))
        for number in range(1, self.boxes[0] + 1):
            self.fields[f"before_{number}"] = PlaceField(
                label=_("Đơn vị trước khi thay đổi")
                if self.boxes[0] == 1
                else _("Đơn vị trước khi thay đổi, thứ %(number)s") % {"number": number},
                on=self._day_before,
                required=number <= before_needed,
            )
        for number in range(1, self.boxes[1] + 1):
            self._add_after(number, required=number <= after_needed)

    def _day_before(self) -> date:
        return self.drafted.in_force_on - timedelta(days=1)

    def _first_day(self) -> date:
        return self.drafted.in_force_on

    def _add_after(self, number: int, *, required: bool) -> None:
        keeps_code = self.drafted.kind in ("rename", "move")
        self.fields[f"name_{number}"] = forms.CharField(
            label=_("Tên mới"),
            help_text=_("Chỉ ghi tên riêng, ví dụ: Chiềng Sơ."),
            max_length=100,
            required=required and self.drafted.kind != "move",
            error_messages={"required": _("Hãy ghi tên đơn vị sau khi thay đổi.")},
        )
        self.fields[f"kind_{number}"] = forms.ChoiceField(
            label=_("Loại"),
            choices=[("", _("Chọn loại")), *Place.Kind.choices],
            required=required and self.drafted.kind != "move",
            error_messages={"required": _("Hãy chọn loại đơn vị.")},
        )
        self.fields[f"code_{number}"] = forms.CharField(
            label=_("Mã đơn vị"),
            help_text=_("Để trống nếu giữ mã cũ.") if keeps_code else _("Mã do cơ quan thống kê cấp."),
            max_length=10,
            required=required and not keeps_code,
            error_messages={"required": _("Hãy ghi mã đơn vị do cơ quan thống kê cấp.")},
        )
        if self.drafted.kind != "rename":
            self.fields[f"parent_{number}"] = PlaceField(
                label=_("Thuộc"),
                help_text=_("Đơn vị cấp trên; để trống nếu như cũ.")
                if self.drafted.kind != "move"
                else _("Đơn vị cấp trên mới."),
                on=self._first_day,
                required=required and self.drafted.kind == "move",
            )

    def before_boxes(self) -> list[tuple[bool, forms.BoundField]]:
        """Return the boxes of the units that end, each with whether it may stay folded away."""
        numbers = range(1, self.boxes[0] + 1)
        least = NEEDED.get(self.drafted.kind, (1, 1))[0]
        return [(self._is_spare(n > least, [f"before_{n}"]), self[f"before_{n}"]) for n in numbers]

    def after_groups(self) -> list[tuple[bool, str, list[forms.BoundField]]]:
        """Return the boxes of each unit that is made, with a title and whether they may stay folded away."""
        groups, least = [], NEEDED.get(self.drafted.kind, (1, 1))[1]
        for number in range(1, self.boxes[1] + 1):
            names = [
                f"{name}_{number}"
                for name in ("name", "kind", "code", "parent")
                if f"{name}_{number}" in self.fields
            ]
            title = (
                _("Đơn vị sau khi thay đổi")
                if self.boxes[1] == 1
                else _("Đơn vị mới thứ %(number)s") % {"number": number}
            )
            groups.append((self._is_spare(number > least, names), title, [self[name] for name in names]))
        return groups

    def _is_spare(self, beyond: bool, names: list[str]) -> bool:
        return beyond and not any(self[name].value() or self[name].errors for name in names)

    def before(self) -> list[Place]:
        """Return the units that end, in the order of the boxes."""
        named = (self.cleaned_data.get(f"before_{number}") for number in range(1, self.boxes[0] + 1))
        return [place for place in named if place is not None]

    def after(self) -> list[UnitAfter]:
        """Return the units that the document makes; what was left empty stays as it was before."""
        given, first = self.cleaned_data, self.before()[0]
        units = []
        for number in range(1, self.boxes[1] + 1):
            parent = given.get(f"parent_{number}") or first.parent
            values = [given.get(f"{name}_{number}") or "" for name in ("code", "kind", "name")]
            if not any(values) and self.boxes[1] > 1:
                continue
            code, kind, name = values
            keeps = self.drafted.kind in ("rename", "move")
            units.append(
                UnitAfter(
                    code=code or (first.code if keeps else ""),
                    kind=kind or (first.kind if keeps else ""),
                    name=name or (first.name if keeps else ""),
                    parent_code=parent.code if parent else "",
                )
            )
        return units
