"""Reading [codes]: the formats of the product code and of the slip's number."""

from __future__ import annotations

import re
from dataclasses import replace

from ..rulebook import CodeFormats
from .citations import Citations
from .fields import Table

MOST_DIGITS = 10  # administrative codes have 2 to 5 digits


def read_codes(table: Table, cited: Citations) -> CodeFormats:
    """Read [codes]. Raises RulebookFault."""
    number = table.text_or_none("registration_number")
    formats = CodeFormats(
        product_code=_format(table, "product_code", {"province", "commune", "serial", "year"}, {"district"}),
        product_code_source=cited.at(table, table.text("product_code_article")),
        registration_number=number,
        registration_number_source=None,
        province_digits=_digits(table, "province_digits"),
        commune_digits=_digits(table, "commune_digits"),
        district_digits=_digits(table, "district_digits") if table.has("district_digits") else None,
        note=table.text("note", default=""),
    )
    if number is not None:
        _format(table, "registration_number", {"province", "commune", "serial", "year"}, set())
        article = cited.at(table, table.text("registration_number_article"))
        formats = replace(formats, registration_number_source=article)
    table.finish()
    if ("{district}" in formats.product_code) != (formats.district_digits is not None):
        raise table.fault("“district_digits” đi cùng mã sản phẩm có {district}", "product_code =")
    return formats


def _digits(table: Table, key: str) -> int:
    digits = table.number(key)
    if not 1 <= digits <= MOST_DIGITS:
        raise table.fault(f"{key} phải từ 1 đến {MOST_DIGITS}", f"{key} =")
    return digits


def _format(table: Table, key: str, needed: set[str], allowed: set[str]) -> str:
    pattern = table.text(key)
    names = re.findall(r"\{(\w+)\}", pattern)
    once = needed <= set(names) <= needed | allowed and len(names) == len(set(names))
    if not once or len(re.findall(r"[{}]", pattern)) != 2 * len(names):
        parts = ", ".join(f"{{{name}}}" for name in sorted(needed))
        raise table.fault(f"“{key}” phải có đủ {parts}, mỗi phần một lần, viết đúng như thế", f"{key} =")
    return pattern
