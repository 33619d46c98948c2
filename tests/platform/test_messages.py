"""The catalogues: compiled from what is written, and the sentences of forms are ours."""

from __future__ import annotations

import gettext
import shutil
import subprocess
from pathlib import Path

import pytest
from django import forms
from django.utils import translation

LOCALE = Path(__file__).resolve().parents[2] / "src/ocop/locale"


class Sample(forms.Form):
    name = forms.CharField(max_length=5)
    amount = forms.IntegerField()


def test_a_form_says_in_vietnamese_what_to_do():
    with translation.override("vi"):
        assert Sample({"name": "Mật ong", "amount": "x"}).errors == {
            "name": ["Không quá 5 ký tự, hiện có 7: hãy viết gọn lại."],
            "amount": ["Ghi một số nguyên, ví dụ 1.234."],
        }
        assert Sample({"amount": 1}).errors == {"name": ["Mục này chưa được điền."]}


def test_a_form_says_it_in_english_when_english_is_chosen():
    with translation.override("en"):
        assert Sample({"amount": 1}).errors == {"name": ["This field is required."]}


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_compiled_catalogue_is_that_of_its_source(language, tmp_path):
    folder = LOCALE / language / "LC_MESSAGES"
    subprocess.run(["msgfmt", "-o", tmp_path / "fresh.mo", folder / "django.po"], check=True)
    catalogues = []
    for path in (folder / "django.mo", tmp_path / "fresh.mo"):
        with path.open("rb") as file:
            catalogues.append(gettext.GNUTranslations(file)._catalog)
    assert catalogues[0] == catalogues[1], "run tools/messages"
