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
    district: str | None = None


def product_code(
    rulebook: Rulebook, *, province: str, commune: str, serial: int, year: int, district: str | None = None
) -> str:
    """Return the product code in the rulebook's format: province, commune, serial, year of evaluation, and
    the district where the format names one (T-H-X-STT-20YY of QĐ 148, T-X-STT-20YY of QĐ 26).

    The serial is the commune's and is not padded with zeros. Raises CodeError.
    Law (26-2026): Phụ lục II, head of every sheet; administrative codes of QĐ 19/2025/QĐ-TTg.
    """
    return _filled(rulebook, rulebook.codes.product_code, province, commune, serial, year, district)


def registration_number(rulebook: Rulebook, *, province: str, commune: str, serial: int, year: int) -> str:
    """Return the number of a registration slip: serial/PĐK-T-X-year. Raises CodeError, also where no text
    that was seen gives the format.

    Law (26-2026): Phụ lục III, Mẫu số 01.
    """
    form = rulebook.codes.registration_number
    if form is None:
        raise CodeError(
            f"Chưa có mẫu số phiếu đăng ký của {rulebook.instrument}; ghi số như trên phiếu gốc, không tự lập số."
        )
    return _filled(rulebook, form, province, commune, serial, year, None)


def parse_product_code(rulebook: Rulebook, text: str) -> ProductCode:
    """Return the parts of a product code written by someone; spaces around it and dashes are forgiven.

    Raises CodeError when it is not a code of this rulebook.
    """
    formats = rulebook.codes
    pattern = re.escape(formats.product_code)
    for name, digits in (
        ("province", rf"\d{{{formats.province_digits}}}"),
        ("district", rf"\d{{{formats.district_digits}}}"),
        ("commune", rf"\d{{{formats.commune_digits}}}"),
        ("serial", r"[1-9]\d{0,5}"),
        ("year", r"20\d\d"),
    ):
        pattern = pattern.replace(re.escape("{" + name + "}"), f"(?P<{name}>{digits})")
    found = re.fullmatch(pattern, re.sub(r"\s*-\s*", "-", text.strip()), flags=re.ASCII)
    if found is None:
        raise CodeError(
            f"“{text[:60]}” không phải mã sản phẩm theo {rulebook.instrument}; ví dụ: {_example(rulebook)}."
        )
    parts = found.groupdict()
    return ProductCode(
        parts["province"], parts["commune"], int(parts["serial"]), int(parts["year"]), parts.get("district")
    )


def _example(rulebook: Rulebook) -> str:
    formats = rulebook.codes
    return formats.product_code.format(
        province="14"[: formats.province_digits].zfill(formats.province_digits),
        district="125"[: formats.district_digits or 0].zfill(formats.district_digits or 0),
        commune="03646"[: formats.commune_digits].zfill(formats.commune_digits),
        serial=7,
        year=rulebook.in_force_from.year,
    )


def _filled(
    rulebook: Rulebook,
    form: str,
    province: str,
    commune: str,
    serial: int,
    year: int,
    district: str | None,
) -> str:
    formats = rulebook.codes
    _check_digits("Mã tỉnh", province, formats.province_digits)
    _check_digits("Mã xã", commune, formats.commune_digits)
    if "{district}" in form and formats.district_digits is not None:
        if district is None:
            raise CodeError(f"Mã sản phẩm theo {rulebook.instrument} phải có mã huyện; hãy ghi mã huyện.")
        _check_digits("Mã huyện", district, formats.district_digits)
    elif district is not None:
        raise CodeError(f"Mã sản phẩm theo {rulebook.instrument} không có mã huyện; hãy bỏ mã huyện.")
    if type(serial) is not int or not 1 <= serial <= MOST_SERIAL:
        raise CodeError(f"Số thứ tự phải là số nguyên từ 1 đến {MOST_SERIAL}.")
    if type(year) is not int or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise CodeError(f"Năm phải từ {EARLIEST_YEAR} đến {LATEST_YEAR}.")
    return form.format(province=province, district=district, commune=commune, serial=serial, year=year)


def _check_digits(name: str, code: str, digits: int) -> None:
    if not (isinstance(code, str) and len(code) == digits and code.isascii() and code.isdigit()):
        raise CodeError(f"{name} phải gồm đúng {digits} chữ số, ví dụ “{'0' * (digits - 1)}1”.")
