"""How the pages of evaluation answer an act: done and back, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ocop.platform.refusal import Refusal


def attempt(
    request: HttpRequest, do: Callable[[], Any], *, done: str, back: str, missed: str | None = None
) -> HttpResponse:
    """Do one act and go `back` with the sentence `done`; when refused go to `missed` with the reason."""
    try:
        do()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(missed or back)
    if done:
        messages.success(request, done)
    return redirect(back)


def put_on(form: forms.Form, refusal: Refusal) -> None:
    """Put the reason of a refusal on the form, at its field when the form has it."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
