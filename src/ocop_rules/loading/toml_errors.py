"""What the TOML parser says of a file, in Vietnamese where it is one of the usual slips."""

from __future__ import annotations

import re
from tomllib import TOMLDecodeError

TWICE = "khóa hoặc bảng này ghi hai lần"
UNCLOSED = "đoạn chữ thiếu dấu ngoặc kép đóng"
VALUE = "sau dấu = phải là một giá trị: chữ trong ngoặc kép thẳng, số, ngày, true, false hoặc danh sách"

# How the parser's sentence begins → what to say.
USUAL = {
    "Cannot overwrite a value": TWICE,
    "Cannot declare ": TWICE,
    "Duplicate inline table key ": TWICE,
    r"Illegal character '\n'": UNCLOSED,
    "Unterminated string": UNCLOSED,
    "Invalid value": VALUE,
    "Invalid date or datetime": "ngày không có trong lịch; ngày viết như 2027-04-15",
    "Invalid initial character for a key part": "thiếu tên khóa, hoặc tên khóa có dấu mà không ở trong ngoặc kép",
    "Invalid statement": "dòng phải bắt đầu bằng một khóa hoặc [bảng], tên có dấu thì ở trong ngoặc kép",
    "Expected '=' after a key": "sau khóa phải có dấu =; tên khóa có dấu hoặc dấu cách thì ở trong ngoặc kép",
    "Expected newline or end of document": "sau giá trị còn chữ thừa; xem lại dấu ngoặc kép, mỗi dòng một khóa",
    "Expected ']": "tên bảng thiếu dấu ] đóng, hoặc có dấu mà không ở trong ngoặc kép",
    "Unclosed array": "danh sách thiếu dấu phẩy hoặc dấu ] đóng",
    "Unclosed inline table": "bảng trong dòng thiếu dấu phẩy hoặc dấu } đóng",
}


def said(error: TOMLDecodeError) -> str:
    """Return what is wrong in Vietnamese, or as the parser says it where it is none of the usual slips."""
    english = str(error)
    return next((told for begins, told in USUAL.items() if english.startswith(begins)), english)


def line_of(error: TOMLDecodeError, last: int) -> int:
    """Return the line that the parser names; the last one where it names the end of the file."""
    named = re.search(r"at line (\d+)", str(error))
    return int(named.group(1)) if named else last
