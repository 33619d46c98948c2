"""Product codes and registration numbers in the formats the decision prints."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_rules import rulebooks
from ocop_rules.codes import CodeError, ProductCode, parse_product_code, product_code, registration_number

RULES = rulebooks.get("26-2026")
PARTS: dict[str, Any] = {"province": "14", "commune": "03646", "serial": 7, "year": 2026}


def test_a_product_code_is_province_commune_serial_year() -> None:
    assert product_code(RULES, **PARTS) == "14-03646-7-2026"


def test_a_registration_number_is_serial_pdk_province_commune_year() -> None:
    assert registration_number(RULES, **PARTS) == "7/PĐK-14-03646-2026"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("province", "1"),
        ("province", "٣٤"),
        ("province", ""),
        ("province", 14),
        ("commune", "3646"),
        ("commune", "03646 "),
        ("commune", "036{6"),
        ("serial", 0),
        ("serial", -1),
        ("serial", "7"),
        ("serial", True),
        ("serial", 1_000_000),
        ("year", 26),
        ("year", 1999),
        ("year", 2100),
    ],
)
def test_parts_that_make_no_code_are_refused(part: str, value: object) -> None:
    for make in (product_code, registration_number):
        with pytest.raises(CodeError):
            make(RULES, **(PARTS | {part: value}))


@pytest.mark.parametrize("text", ["14-03646-7-2026", "  14-03646-7-2026 ", "14 - 03646 - 7 - 2026"])
def test_a_code_someone_typed_is_read(text: str) -> None:
    assert parse_product_code(RULES, text) == ProductCode("14", "03646", 7, 2026)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "83-829-28780-3-2022",
        "14-03646-07-2026",
        "14-03646-0-2026",
        "14-03646-7-1926",
        "14-03646-7",
        "14-03646-7-٢٠٢٦",
        "١٤-03646-7-2026",
        "14-03646-٧-2026",
        "14-03646-1234567-2026",
        "x" * 5000,
    ],
)
def test_a_text_that_is_no_code_of_this_rulebook_is_refused(text: str) -> None:
    with pytest.raises(CodeError, match="không phải mã sản phẩm"):
        parse_product_code(RULES, text)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 99), st.integers(0, 99_999), st.integers(1, 999_999), st.integers(2000, 2099))
def test_every_code_that_is_made_is_read_back(province: int, commune: int, serial: int, year: int) -> None:
    parts = ProductCode(f"{province:02d}", f"{commune:05d}", serial, year)
    text = product_code(
        RULES, province=parts.province, commune=parts.commune, serial=parts.serial, year=parts.year
    )
    assert parse_product_code(RULES, text) == parts


@pytest.mark.parametrize(
    ("rulebook_id", "example"),
    [
        ("26-2026", "14-03646-7-2026"),
        ("148-2023", "14-125-03646-7-2023"),
        ("1048-2019", "14-125-03646-7-2019"),
    ],
)
def test_a_text_that_is_no_code_is_answered_with_an_example(rulebook_id: str, example: str) -> None:
    rules = rulebooks.get(rulebook_id)
    with pytest.raises(CodeError) as refused:
        parse_product_code(rules, "mã")
    assert str(refused.value) == f"“mã” không phải mã sản phẩm theo {rules.instrument}; ví dụ: {example}."
    assert parse_product_code(rules, example).commune == "03646"


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"province": "1"}, "Mã tỉnh phải gồm đúng 2 chữ số, ví dụ “01”."),
        ({"commune": "1"}, "Mã xã phải gồm đúng 5 chữ số, ví dụ “00001”."),
        ({"district": "1"}, "Mã huyện phải gồm đúng 3 chữ số, ví dụ “001”."),
    ],
)
def test_a_part_of_the_wrong_length_is_named(part: dict[str, str], reason: str) -> None:
    with pytest.raises(CodeError) as refused:
        product_code(rulebooks.get("148-2023"), **(PARTS | {"district": "125"} | part))
    assert str(refused.value) == reason


@pytest.mark.parametrize("serial", [1, 999_999])
@pytest.mark.parametrize("year", [2000, 2099])
def test_the_first_and_last_serial_and_year_make_a_code(serial: int, year: int) -> None:
    code = product_code(RULES, province="14", commune="03646", serial=serial, year=year)
    assert code == f"14-03646-{serial}-{year}"
    assert parse_product_code(RULES, code) == ProductCode("14", "03646", serial, year)


def test_a_slip_without_a_district_is_numbered_although_product_codes_name_one() -> None:
    old = rulebooks.get("148-2023")
    form = "{serial}/PĐK-{province}-{commune}-{year}"
    old = replace(old, codes=replace(old.codes, registration_number=form))
    assert registration_number(old, **PARTS) == "7/PĐK-14-03646-2026"
