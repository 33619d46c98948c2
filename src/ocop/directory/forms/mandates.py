"""Forms for agencies, mandates and the way in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.directory.forms.places import PlaceField
from ocop.directory.models import Agency
from ocop.directory.roles import REACH_TITLES, ROLES, role_of
from ocop.platform.ui.widgets import DateField, LongText, RadioList


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
