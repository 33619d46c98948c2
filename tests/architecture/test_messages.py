"""Every Vietnamese sentence of the interface has its English, and the compiled catalogue is the one that was written."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ocop"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.mo"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
IN_TEMPLATE = re.compile(r"(?<![\w.])(?:_|gettext)\(\s*(u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))\s*\)")


def sentences_of_python(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in CALLS
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def sentences_of_template(path: Path) -> set[str]:
    return {
        ast.literal_eval(match) for match in IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8")))
    }


def sentences() -> set[str]:
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            found |= sentences_of_python(path)
    for path in SOURCE.rglob("templates/**/*.html"):
        found |= sentences_of_template(path)
    return {sentence for sentence in found if sentence}


def test_the_collector_sees_both_kinds_of_source():
    assert "Đăng nhập" in sentences_of_template(SOURCE / "platform/accounts/templates/account/login.html")
    assert "Họ và tên" in sentences_of_python(SOURCE / "platform/accounts/models.py")


def test_every_sentence_has_its_english():
    with CATALOGUE.open("rb") as file:
        english = gettext.GNUTranslations(file)
    untranslated = sorted(
        sentence
        for sentence in sentences()
        if sentence not in english._catalog and (sentence, 0) not in english._catalog
    )
    assert untranslated == []
