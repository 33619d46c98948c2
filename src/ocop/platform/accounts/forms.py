"""Forms of sign-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.Form):
    """What a person gives beside name and password when they open an account."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=150)

    field_order = ("full_name", "username", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Store the person's name with the new account."""
        user.full_name = self.cleaned_data["full_name"].strip()
        user.save(update_fields=["full_name"])
