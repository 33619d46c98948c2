"""The codes the decision prints: the product's and the registration slip's. Kept as issued, never rebuilt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .rulebook import Rulebook

EARLIEST_YEAR, LATEST_YEAR = 2000, 2099  # the forms print "20…"
MOST_SERIAL = 999_999


class CodeError(ValueError):
    """Parts that make no code, or a text that is none; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class ProductCode:
    """The parts of a product code."""

    province: str
    commune: str
    serial: int
    year: int


def product_code(rulebook: Rulebook, *, province: str, commune: str, serial: int, year: int) -> str:
    """Return the product code T-X-STT-20YY: province, commune, the commune's serial, the year of evaluation.

    The serial is not padded with zeros. Raises CodeError.
    Law: Phụ lục II, head of every sheet; administrative codes of QĐ 19/2025/QĐ-TTg.
    """
    return _filled(rulebook, rulebook.codes.product_code, province, commune, serial, year)


def registration_number(rulebook: Rulebook, *, province: str, commune: str, serial: int, year: int) -> str:
    """Return the number of a registration slip: serial/PĐK-T-X-year. Raises CodeError.

    Law: Phụ lục III, Mẫu số 01.
    """
    return _filled(rulebook, rulebook.codes.registration_number, province, commune, serial, year)


def parse_product_code(rulebook: Rulebook, text: str) -> ProductCode:
    """Return the parts of a product code written by someone; spaces around it and dashes are forgiven.

    Raises CodeError when it is not a code of this rulebook.
    """
    formats = rulebook.codes
    pattern = re.escape(formats.product_code)
    for name, digits in (
        ("province", rf"\d{{{formats.province_digits}}}"),
        ("commune", rf"\d{{{formats.commune_digits}}}"),
        ("serial", r"[1-9]\d{0,5}"),
        ("year", r"20\d\d"),
    ):
        pattern = pattern.replace(re.escape("{" + name + "}"), f"(?P<{name}>{digits})")
    found = re.fullmatch(pattern, re.sub(r"\s*-\s*", "-", text.strip()), flags=re.ASCII)
    if found is None:
        raise CodeError(
            f"“{text[:60]}” không phải mã sản phẩm theo {rulebook.instrument}; ví dụ: 14-03646-7-2026."
        )
    return ProductCode(found["province"], found["commune"], int(found["serial"]), int(found["year"]))


def _filled(rulebook: Rulebook, form: str, province: str, commune: str, serial: int, year: int) -> str:
    formats = rulebook.codes
    _check_digits("Mã tỉnh", province, formats.province_digits)
    _check_digits("Mã xã", commune, formats.commune_digits)
    if type(serial) is not int or not 1 <= serial <= MOST_SERIAL:
        raise CodeError(f"Số thứ tự phải là số nguyên từ 1 đến {MOST_SERIAL}.")
    if type(year) is not int or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise CodeError(f"Năm phải từ {EARLIEST_YEAR} đến {LATEST_YEAR}.")
    return form.format(province=province, commune=commune, serial=serial, year=year)


def _check_digits(name: str, code: str, digits: int) -> None:
    if not (isinstance(code, str) and len(code) == digits and code.isascii() and code.isdigit()):
        raise CodeError(f"{name} phải gồm đúng {digits} chữ số, ví dụ “{'0' * (digits - 1)}1”.")
