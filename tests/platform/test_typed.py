"""Numbers as they arrive in addresses and forms."""

from __future__ import annotations

import pytest

from ocop.platform.typed import whole_number, whole_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("9" * 18, 999_999_999_999_999_999),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("", None),
        (" 1", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("٣", None),
        ("1\0", None),
    ],
)
def test_only_plain_digits_of_a_sane_length_are_a_number(text, number):
    assert whole_number(text) == number


def test_numbers_among_texts_keep_their_order():
    assert whole_numbers(["12", "²", "3", "", "9" * 5000]) == [12, 3]
