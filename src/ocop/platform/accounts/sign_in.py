"""The account library's forms in our words: plain labels, no placeholders, hints where people get stuck."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm as LibraryActivateTOTPForm
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
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


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    """A new password by the link in a mail."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        self.fields["password1"].label = _("Mật khẩu mới")
        self.fields["password1"].help_text = _("Từ 10 ký tự trở lên, không chỉ toàn số.")
        self.fields["password2"].label = _("Nhập lại mật khẩu mới")


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more, before a change to how the account is protected."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        self.fields["password"].label = _("Mật khẩu")
        self.fields["password"].help_text = ""


class AddEmailForm(account.AddEmailForm):
    """One more e-mail address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        self.fields["email"].label = _("Thư điện tử")


class ActivateTOTPForm(LibraryActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        _for_digits(self.fields["code"])
        self.fields["code"].label = _("Mã trên ứng dụng")


class AuthenticateForm(mfa.AuthenticateForm):
    """The second factor at sign-in. Wrong codes count as wrong passwords do, so they cannot be tried without end."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        _for_digits(self.fields["code"])
        self.fields["code"].label = _("Mã xác thực")
        self.fields["code"].help_text = _("Sáu chữ số trên ứng dụng xác thực, hoặc một mã khôi phục.")

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True  # the page that says so, even to a right code
            raise ValidationError(_("Nhập sai quá nhiều lần. Hãy đợi 15 phút rồi thử lại."))
        try:
            return str(super().clean_code())
        except ValidationError:
            user_login_failed.send(sender=type(self), credentials=credentials, request=request)
            raise


class ReauthenticateByCodeForm(mfa.ReauthenticateForm):
    """A code once more, before a change to how the account is protected."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)
        _for_digits(self.fields["code"])
        self.fields["code"].label = _("Mã xác thực")
        self.fields["code"].help_text = _("Sáu chữ số trên ứng dụng xác thực, hoặc một mã khôi phục.")


def _for_digits(field: Any) -> None:
    field.widget.attrs.update({"inputmode": "numeric", "autofocus": True})
