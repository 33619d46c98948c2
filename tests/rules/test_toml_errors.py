"""A slip in the TOML itself is told in Vietnamese, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocop_rules.loading.fields import Document, RulebookFault

TWICE = "khóa hoặc bảng này ghi hai lần"
UNCLOSED = "đoạn chữ thiếu dấu ngoặc kép đóng"
VALUE = "sau dấu = phải là một giá trị: chữ trong ngoặc kép thẳng, số, ngày, true, false hoặc danh sách"
NO_SIGN = "sau khóa phải có dấu =; tên khóa có dấu hoặc dấu cách thì ở trong ngoặc kép"
TOO_MUCH = "sau giá trị còn chữ thừa; xem lại dấu ngoặc kép, mỗi dòng một khóa"
TABLE_NAME = "tên bảng thiếu dấu ] đóng, hoặc có dấu mà không ở trong ngoặc kép"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a = 1\na = 2\nb = 3", 2, TWICE),
        ("b = 1\nx = { a = 1, a = 2 }\n", 2, TWICE),
        ("[a]\nb = 1\n[a]\n", 3, TWICE),
        ('a = "x\nb = 1', 1, UNCLOSED),
        ('b = 1\n\na = "x', 3, UNCLOSED),
        ("b = 1\na = Cà phê\n", 2, VALUE),
        ("b = 1\na = “x”\n", 2, VALUE),
        ("b = 1\na =", 2, VALUE),
        ("a = 2027-02-30\n", 1, "ngày không có trong lịch; ngày viết như 2027-04-15"),
        ("x = { ê = 1 }\n", 1, "thiếu tên khóa, hoặc tên khóa có dấu mà không ở trong ngoặc kép"),
        ("“a” = 1\n", 1, "dòng phải bắt đầu bằng một khóa hoặc [bảng], tên có dấu thì ở trong ngoặc kép"),
        ("a b = 1\n", 1, NO_SIGN),
        ("tên = 1\n", 1, NO_SIGN),
        ('a = "x" y\n', 1, TOO_MUCH),
        ("a = 15/4/2027\n", 1, TOO_MUCH),
        ("[a\n", 1, TABLE_NAME),
        ("[[a]\n", 1, TABLE_NAME),
        ("a = [1\nb = 2\n", 2, "danh sách thiếu dấu phẩy hoặc dấu ] đóng"),
        ("a = { x = 1 y = 2 }\n", 1, "bảng trong dòng thiếu dấu phẩy hoặc dấu } đóng"),
        ('b = 1\na = "\\d"\n', 2, "Unescaped '\\' in a string (at line 2, column 8)"),
        ('a = "\x01"\n', 1, "Illegal character '\\x01' (at line 1, column 6)"),
        ("b = 1\na = 'x", 2, 'Expected "\'" (at end of document)'),
    ],
)
def test_a_slip_is_told_in_vietnamese_and_the_rest_as_the_parser_says_it(
    text: str, line: int, said: str
) -> None:
    with pytest.raises(RulebookFault) as refused:
        Document(Path("27-2027/rulebook.toml"), text)
    assert str(refused.value) == f"27-2027/rulebook.toml:{line}: không phải TOML hợp lệ: {said}"
