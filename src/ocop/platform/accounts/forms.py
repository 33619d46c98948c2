"""Forms of sign-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

# Letters of one alphabet only: "а" and "a" look alike, and an officer tells people apart by these names.
NAME_VALIDATORS = [
    RegexValidator(
        r"^[0-9A-Za-z@.+_-]+\Z",
        _("Tên đăng nhập chỉ gồm chữ cái không dấu, chữ số và các dấu @ . + - _; nên dùng số điện thoại."),
    )
]


class SignupForm(forms.Form):
    """What a person gives beside name and password when they open an account."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=150)

    field_order = ("full_name", "username", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Store the person's name with the new account."""
        user.full_name = self.cleaned_data["full_name"].strip()
        user.save(update_fields=["full_name"])
