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
CALLS_IN_CONTEXT = {"pgettext", "pgettext_lazy"}
TEXT = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
IN_TEMPLATE = re.compile(rf"(?<![\w.])(?:_|gettext|ngettext|pgettext)\(\s*({TEXT})(?:\s*,\s*({TEXT}))?")
BETWEEN = "\x04"  # what a catalogue puts between a context and its sentence


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
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in CALLS_IN_CONTEXT
        ):
            found.add(BETWEEN.join(part.value for part in node.args[:2] if isinstance(part, ast.Constant)))
    return found


def sentences_of_template(path: Path) -> set[str]:
    found = set()
    for match in IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"))):
        said = [ast.literal_eval(part) for part in match.groups() if part]
        found.add(BETWEEN.join(said) if match[0].startswith("pgettext") else said[0])
    return found


def sentences() -> set[str]:
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            found |= sentences_of_python(path)
    for path in SOURCE.rglob("templates/**/*"):
        if path.suffix in (".html", ".txt"):
            found |= sentences_of_template(path)
    return {sentence for sentence in found if sentence}


def test_the_collector_sees_both_kinds_of_source():
    assert "Đăng nhập" in sentences_of_template(SOURCE / "platform/accounts/templates/account/login.html")
    assert "Họ và tên" in sentences_of_python(SOURCE / "platform/accounts/models.py")


def test_the_collector_keeps_a_context_with_its_sentence():
    tabs = sentences_of_template(SOURCE / "evaluation/templates/evaluation/_tabs.html")
    assert tabs == {"Hội đồng", f"list{BETWEEN}Hội đồng", f"list{BETWEEN}Phiên họp", "Kết quả đánh giá"}
    assert f"list{BETWEEN}Sản phẩm" in sentences_of_python(SOURCE / "workspace/navigation.py")


def test_every_sentence_has_its_english():
    with CATALOGUE.open("rb") as file:
        english = gettext.GNUTranslations(file)
    untranslated = sorted(
        sentence
        for sentence in sentences()
        if sentence not in english._catalog and (sentence, 0) not in english._catalog
    )
    assert untranslated == []
