"""Forms of the directory, and the place field that other stages use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.directory.actions import UnitAfter
from ocop.directory.models import Agency, Place, PlaceAct
from ocop.directory.queries import places_named
from ocop.directory.roles import REACH_TITLES, ROLES, role_of
from ocop.platform.ui.widgets import DateField, LongText, RadioList

CHOICES_SHOWN = 6
BOXES = {"merge": (6, 1), "split": (1, 4)}  # how many units before and after a form offers
NEEDED = {"merge": (2, 1), "split": (1, 2)}


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


def role_choices() -> list[tuple[str, str]]:
    """Return the roles to choose from, each with what it may do and how far it reaches."""
    return [
        (
            role.code,
            format_html(
                "<strong>{}</strong><br>{} {}",
                role.title,
                role.description,
                _("Phạm vi: %(reach)s.") % {"reach": REACH_TITLES[role.reach]},
            ),
        )
        for role in ROLES
    ]


class MandateForm(forms.Form):
    """Who gets which role, where and for how long."""

    username = forms.CharField(
        error_messages={"required": gettext_lazy("Hãy nhập tên đăng nhập của người được giao.")},
        label=gettext_lazy("Tên đăng nhập của người được giao"),
        help_text=gettext_lazy("Thường là số điện thoại người đó dùng để đăng nhập."),
        max_length=150,
    )
    role = forms.ChoiceField(
        error_messages={"required": gettext_lazy("Hãy chọn một vai trò.")},
        label=gettext_lazy("Vai trò"),
        choices=role_choices,
        widget=RadioList,
    )
    place = PlaceField(
        label=gettext_lazy("Địa bàn"),
        required=False,
        help_text=gettext_lazy(
            "Gõ tên xã hoặc tỉnh, không cần dấu. Mọi vai trò trừ chủ thể đều phải có địa bàn."
        ),
    )
    agency = forms.ModelChoiceField(
        label=gettext_lazy("Cơ quan"),
        queryset=Agency.objects.none(),
        required=False,
        help_text=gettext_lazy("Cơ quan mà người này thay mặt khi thực hiện nhiệm vụ."),
    )
    starts_on = DateField(
        error_messages={"required": gettext_lazy("Hãy nhập ngày bắt đầu, ví dụ 05/08/2026.")},
        label=gettext_lazy("Từ ngày"),
        initial=timezone.localdate,
    )
    ends_on = DateField(
        label=gettext_lazy("Đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Để trống nếu chưa định ngày kết thúc."),
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip()
        people = get_user_model()._default_manager
        self.cleaned_data["user"] = people.filter(username=username, is_active=True).first()
        if self.cleaned_data["user"] is None:
            raise ValidationError(
                _("Không có tài khoản “%(name)s”. Hãy nhờ người đó tạo tài khoản trước, rồi giao nhiệm vụ.")
                % {"name": username}
            )
        return username

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        role = role_of(cleaned.get("role", ""))
        if role is not None and role.tiers and cleaned.get("place") is None and "place" not in self.errors:
            self.add_error("place", _("Vai trò này gắn với một địa bàn; hãy chọn địa bàn."))
        return cleaned


class EndMandateForm(forms.Form):
    """When a mandate ends and why."""

    at_once = forms.BooleanField(
        label=gettext_lazy("Dừng ngay, không chờ hết ngày"),
        required=False,
        help_text=gettext_lazy("Dùng khi người được giao đã nghỉ việc hoặc tài khoản bị lộ."),
    )
    ends_on = DateField(
        label=gettext_lazy("Ngày cuối cùng làm nhiệm vụ"), initial=timezone.localdate, required=False
    )
    reason = forms.CharField(
        error_messages={"required": gettext_lazy("Hãy ghi lý do kết thúc nhiệm vụ.")},
        label=gettext_lazy("Lý do"),
        max_length=500,
        widget=LongText(rows=3),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("at_once") and not cleaned.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Hãy nhập ngày cuối cùng làm nhiệm vụ, hoặc chọn dừng ngay."))
        return cleaned


class WayInForm(forms.Form):
    """Who is to get a new password, and how the administrator knows that it is them."""

    username = forms.CharField(
        error_messages={"required": gettext_lazy("Hãy ghi tên đăng nhập của người cần đặt lại mật khẩu.")},
        label=gettext_lazy("Tên đăng nhập"),
        help_text=gettext_lazy("Thường là số điện thoại."),
        max_length=150,
    )
    reason = forms.CharField(
        error_messages={"required": gettext_lazy("Hãy ghi đã nhận ra người này bằng cách nào.")},
        label=gettext_lazy("Đã nhận ra người này bằng cách nào"),
        help_text=gettext_lazy(
            "Ví dụ: gọi lại số điện thoại trong hồ sơ; người này đến trụ sở cùng giấy tờ."
        ),
        max_length=500,
        widget=LongText(rows=3),
    )


class AgencyForm(forms.Form):
    """A new agency."""

    name = forms.CharField(
        error_messages={"required": gettext_lazy("Hãy nhập tên cơ quan.")},
        label=gettext_lazy("Tên cơ quan"),
        help_text=gettext_lazy("Ghi đúng như trên con dấu, ví dụ: Ủy ban nhân dân xã Chiềng Sơ."),
        max_length=200,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Loại cơ quan"), choices=Agency.Kind.choices)
    place = PlaceField(
        label=gettext_lazy("Địa bàn"), help_text=gettext_lazy("Xã, phường, đặc khu hoặc tỉnh.")
    )


class RenameAgencyForm(forms.Form):
    """The new name of an agency."""

    name = forms.CharField(
        error_messages={"required": gettext_lazy("Hãy nhập tên cơ quan.")},
        label=gettext_lazy("Tên cơ quan"),
        max_length=200,
    )


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
