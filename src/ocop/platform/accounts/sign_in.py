"""The account library's forms in our words: plain labels, no placeholders, hints where people get stuck."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from django.utils.translation import gettext_lazy as _


def _plain(form: Any) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(account.LoginForm):
    """Sign-in by name and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        self.fields["login"].label = _("Tên đăng nhập")
        self.fields["login"].help_text = _("Thường là số điện thoại.")
        self.fields["password"].label = _("Mật khẩu")
        self.fields["password"].help_text = ""


class OpenAccountForm(account.SignupForm):
    """Opening an account."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        labels = {
            "username": (_("Tên đăng nhập"), _("Nên dùng số điện thoại để dễ nhớ.")),
            "email": (_("Thư điện tử"), _("Để lấy lại mật khẩu khi quên.")),
            "password1": (_("Mật khẩu"), _("Từ 10 ký tự trở lên, không chỉ toàn số.")),
            "password2": (_("Nhập lại mật khẩu"), ""),
        }
        for name, (label, hint) in labels.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        self.order_fields(["full_name", *labels])


class ChangePasswordForm(account.ChangePasswordForm):
    """A new password for the old one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        labels = {
            "oldpassword": _("Mật khẩu hiện tại"),
            "password1": _("Mật khẩu mới"),
            "password2": _("Nhập lại mật khẩu mới"),
        }
        for name, label in labels.items():
            self.fields[name].label, self.fields[name].help_text = label, ""


class ResetPasswordForm(account.ResetPasswordForm):
    """Asking for a way back in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        self.fields["email"].label = _("Thư điện tử của tài khoản")


class AuthenticateForm(mfa.AuthenticateForm):
    """The second factor at sign-in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        self.fields["code"].label = _("Mã xác thực")
        self.fields["code"].help_text = _("Sáu chữ số trên ứng dụng xác thực, hoặc một mã khôi phục.")
