"""The sentences with which `ocop-rules` refuses: whole, as the person who reads them gets them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from ocop_rules import rulebooks
from ocop_rules.cli import USAGE, main
from ocop_rules.cli_json import EXAMPLE, MOST_BYTES, REGULATION_EXAMPLE

from .marks import best

MARKS = best(rulebooks.get("26-2026").sheet(13))
BALLOT = {"member": "m1", "marks": MARKS}
Refused = Callable[..., str]


def asked(**changed: Any) -> str:
    return json.dumps({"rulebook": "26-2026", "sheet": 13, "ballots": [BALLOT]} | changed)


def marked(points: str) -> str:
    return asked(ballots=[{"member": "m1", "marks": {"1.1": "?"}}]).replace('"?"', points)


LONG = "k" * 80


def no_mark(shown: str, code: str = "1.1") -> str:
    return f"Phiếu của m1: điểm của tiêu chí {code} phải là {WHOLE}; không phải {shown}."


WHOLE = "số nguyên, viết không có dấu chấm và không có ngoặc kép"
SHEET = f"“sheet” phải là số của bộ tiêu chí: {WHOLE}, ví dụ 13."
NO_MEMBERS = "“regulation.quorum” cần có “regulation.members”; hãy ghi thêm số thành viên hội đồng."
ONLY_KEYS = "ballots, confirmed, disqualified, regulation, rulebook, sheet, unmet_is_zero"
OF_REGULATION = "average, decimals, max_gap, members, on_missed_minimum, quorum"
GAP = "“regulation.max_gap” phải là số nguyên, hoặc số thập phân viết trong ngoặc kép, ví dụ “10.5”."
QUORUM = "“regulation.quorum” là phân số viết trong ngoặc kép, ví dụ “3/4”."

GIVEN: list[tuple[str, str | bytes, str]] = [
    ("nothing", b"", f"Không có dữ liệu vào; cần một đối tượng JSON như {EXAMPLE}."),
    ("too much", b" " * (MOST_BYTES + 1), "Dữ liệu vào lớn hơn 16 MB."),
    ("as much as is read", b" " * MOST_BYTES, f"Không có dữ liệu vào; cần một đối tượng JSON như {EXAMPLE}."),
    ("a list", b"[]", f"Dữ liệu vào phải là một đối tượng JSON như {EXAMPLE}."),
    ("not UTF-8", b'"\xff"', "Dữ liệu vào phải mã hóa UTF-8."),
    ("not JSON", b'{\n  "rulebook" 1}', "Dữ liệu vào không phải JSON hợp lệ (dòng 2, cột 14)."),
    ("deep", b"[" * 200_000, "Dữ liệu vào lồng quá sâu."),
    ("key twice", f'{{"{LONG}":1,"{LONG}":2}}', f"Khóa “{'k' * 60}” xuất hiện hai lần; không rõ dùng giá trị nào."),
    ("unknown key", asked(**{LONG: 1}), f"Dữ liệu vào có khóa lạ “{'k' * 60}”; chỉ dùng: {ONLY_KEYS}."),
    ("no rulebook", asked(rulebook=None), "“rulebook” phải là mã bộ quy định, ví dụ “26-2026”."),
    ("sheet as text", asked(sheet="13"), SHEET),
    ("sheet as yes", asked(sheet=True), SHEET),
    ("sheet with a point", asked(sheet=13.0), SHEET),
    ("rulebook a decimal", asked(rulebook=26.2), "“rulebook” phải là mã bộ quy định, ví dụ “26-2026”."),
    ("unmet a decimal", asked(unmet_is_zero=1.5), "“unmet_is_zero” phải là true hoặc false."),
    ("unknown key with a decimal", asked(weight=1.5), f"Dữ liệu vào có khóa lạ “weight”; chỉ dùng: {ONLY_KEYS}."),
    ("nothing but a decimal", b"1.5", f"Dữ liệu vào phải là một đối tượng JSON như {EXAMPLE}."),
    ("no ballots", asked(ballots=None), "“ballots” phải là danh sách phiếu chấm."),
    ("grounds as text", asked(disqualified="forged"), "“disqualified” phải là danh sách mã căn cứ loại; để trống nếu không có."),
    ("grounds as numbers", asked(disqualified=["forged", 1]),
     "“disqualified” phải là danh sách mã căn cứ loại; để trống nếu không có."),
    ("unmet as text", asked(unmet_is_zero="yes"), "“unmet_is_zero” phải là true hoặc false."),
    ("confirmed as text", asked(confirmed="yes"), "“confirmed” phải là true hoặc false."),
    ("second ballot is none", asked(ballots=[BALLOT, 3]), 'Phiếu thứ 2 phải là đối tượng {"member": …, "marks": …}.'),
    ("unknown ballot key", asked(ballots=[BALLOT | {"chair": True}]),
     "Phiếu thứ 1 có khóa lạ “chair”; chỉ dùng: marks, member."),
    ("no member", asked(ballots=[{"marks": MARKS}]), "Phiếu thứ 1: “member” phải là tên có chữ hoặc số, tối đa 200 ký tự."),
    ("no marks", asked(ballots=[{"member": "m1"}]), "Phiếu của m1: “marks” phải là đối tượng mã tiêu chí → điểm."),
    ("member twice", asked(ballots=[BALLOT, BALLOT]), "Thành viên “m1” có hai phiếu; mỗi thành viên chỉ một phiếu."),
    ("not whole", marked("2.50"), no_mark("2.50")),
    ("whole with a point", marked("3.0"), no_mark("3.0")),
    ("not whole, as long as is shown", marked("1." + "0" * 58), no_mark("1." + "0" * 58)),
    ("not whole and longer", marked("1." + "0" * 59), no_mark("1." + "0" * 58 + "…")),
    ("exponent", marked("1e2"), no_mark("1e2")),
    ("a mark in quotation marks", marked('"3"'), no_mark('"3"')),
    ("a mark in words", marked('"bằng"'), no_mark('"bằng"')),
    ("a mark that is yes", marked("true"), no_mark("true")),
    ("a mark that is nothing", marked("null"), no_mark("null")),
    ("a mark that is a list", marked("[3]"), no_mark("danh sách hay đối tượng")),
    ("a mark that is an object", marked('{"points": 3}'), no_mark("danh sách hay đối tượng")),
    ("a mark of a long code", asked(ballots=[{"member": "m1", "marks": {LONG: "3"}}]), no_mark('"3"', "k" * 60)),
    ("huge", marked("1" * 30), f"Số “{'1' * 20}…” quá lớn."),
    ("a number as long as may be", asked(sheet=123456789), "QĐ 26/2026/QĐ-TTg không có bộ tiêu chí số 123456789."),
    ("a longer one", asked(sheet=1234567890), "Số “1234567890…” quá lớn."),
    ("member with too long a name", asked(ballots=[BALLOT | {"member": "m" * 201}]),
     "Phiếu thứ 1: “member” phải là tên có chữ hoặc số, tối đa 200 ký tự."),
    ("no level of a criterion", asked(ballots=[{"member": "m1", "marks": MARKS | {"3.5": 0}}]),
     "Phiếu của m1: Tiêu chí 3.5 (Sở hữu trí tuệ): “0” không phải mức điểm; chọn một trong 1, 2, 3."),
    ("a rulebook with a long name", asked(rulebook="x" * 61),
     f"Không có bộ quy định “{'x' * 60}…”; có: {', '.join(rulebooks.known_ids())}."),
    ("not a number", marked("NaN"), "“NaN” không phải số."),
    ("regulation a list", asked(regulation=[]), f"“regulation” phải là đối tượng như {REGULATION_EXAMPLE}."),
    ("unknown rule", asked(regulation={"colour": 1}), f"“regulation” có khóa lạ “colour”; chỉ dùng: {OF_REGULATION}."),
    ("average a number", asked(regulation={"average": 1}), "“regulation.average” phải là chữ."),
    ("missed a number", asked(regulation={"on_missed_minimum": 1}), "“regulation.on_missed_minimum” phải là chữ."),
    ("decimals as text", asked(regulation={"decimals": "2"}), f"“regulation.decimals” phải là {WHOLE}."),
    ("members as text", asked(regulation={"members": "9"}), f"“regulation.members” phải là {WHOLE}."),
    ("members with a point", asked(regulation={"members": 9.0}), f"“regulation.members” phải là {WHOLE}."),
    ("gap as yes", asked(regulation={"max_gap": True}), GAP),
    ("gap as words", asked(regulation={"max_gap": "mười"}), GAP),
    ("gap below none as text", asked(regulation={"max_gap": "-1"}), GAP),
    ("gap with a comma", asked(regulation={"max_gap": "10,5"}), GAP),
    ("gap as a share", asked(regulation={"max_gap": "21/2"}), GAP),
    ("gap without end", asked(regulation={"max_gap": "1" * 10}), GAP),
    ("gap with endless decimals", asked(regulation={"max_gap": "1." + "1" * 10}), GAP),
    ("gap with an exponent", asked(regulation={"max_gap": "1e1"}), GAP),
    ("gap with a bare point", asked(regulation={"max_gap": "10."}), GAP),
    ("gap in a list", asked(regulation={"max_gap": [10]}), GAP),
    ("gap as a float", asked(regulation={"max_gap": 10.5}), GAP),
    ("gap below none", asked(regulation={"max_gap": -1}), "“regulation”: Chênh lệch điểm tối đa không thể âm."),
    ("quorum as number", asked(regulation={"quorum": 1}), QUORUM),
    ("quorum as a decimal", asked(regulation={"quorum": 0.75}), QUORUM),
    ("quorum of nobody", asked(regulation={"quorum": "3/4"}), NO_MEMBERS),
    ("quorum of members not given", asked(regulation={"quorum": "3/4", "members": None}), NO_MEMBERS),
    ("quorum of nobody above all", asked(regulation={"quorum": "5/4"}),
     "“regulation”: Tỷ lệ thành viên phải có mặt là phân số trên 0 đến 1, ví dụ 3/4."),
    ("quorum with more", asked(regulation={"quorum": "3/4 "}), QUORUM),
    ("quorum of thousands", asked(regulation={"quorum": "1/1000"}), QUORUM),
    ("quorum over none", asked(regulation={"quorum": "3/0"}), "“regulation.quorum” không thể có mẫu số 0."),
]  # fmt: skip


@pytest.mark.parametrize(("given", "sentence"), [case[1:] for case in GIVEN], ids=[case[0] for case in GIVEN])
def test_what_is_given_to_grade_is_refused_in_a_sentence(
    refused: Refused, given: str | bytes, sentence: str
) -> None:
    assert refused("grade", given=given) == sentence


WRONG_USE = f"Câu lệnh không đúng hoặc thiếu tham số. Cách dùng: {USAGE}"


def no_day(written: str) -> str:
    return f"Ngày phải viết YYYY-MM-DD, có thật và từ năm 1900, ví dụ 2026-11-16; không phải “{written}”."


def no_number(written: str) -> str:
    return f"Số bộ tiêu chí phải là số nguyên không quá 9 chữ số, ví dụ 13; không phải “{written}”."


def no_sheet(number: int) -> str:
    return f"QĐ 26/2026/QĐ-TTg không có bộ tiêu chí số {number}."


def no_rulebook(written: str) -> str:
    return f"Không có bộ quy định “{written}”; có: {', '.join(rulebooks.known_ids())}."


def no_limit(written: str) -> str:
    rules = rulebooks.get("26-2026")
    return (
        f"QĐ 26/2026/QĐ-TTg không có thời hạn “{written}”; có: "
        f"{', '.join([*rules.limits, *rules.transition_limits])}."
    )


def twice(option: str) -> str:
    return f"{option} xuất hiện hai lần; chỉ ghi một lần."


def due(start: str) -> list[str]:
    return ["due", "--rulebook", "26-2026", "--limit", "validity", "--from", start]


COMMANDS: list[tuple[list[str], str]] = [
    ([], WRONG_USE),
    (["stars"], WRONG_USE),
    (["due", "--rulebook", "26-2026", "--limit", "validity"], WRONG_USE),
    (["due", "--rulebook", "26-2026", "--from", "2026-01-01"], WRONG_USE),
    (["due", "--limit", "validity", "--from", "2026-01-01"], WRONG_USE),
    (["which", "--filed", "2026-01-01"], WRONG_USE),
    (["which", "--kind", "new"], WRONG_USE),
    (["which", "--kind", "new", "--filed", "2026-05-10", "--exp", "2026-09-01"], WRONG_USE),
    (["diff", "148-2023", "26-2026"], WRONG_USE),
    (["diff", "148-2023", "--group", "Hoa"], WRONG_USE),
    (["limits"], WRONG_USE),
    (
        ["due", "--rulebook", "26-2026", "--limit", "rounds", "--from", "9999-01-01"],
        "Ngày tính được nằm ngoài phạm vi lịch.",
    ),
    (due("16/11/2026"), no_day("16/11/2026")),
    (due("1899-12-31"), no_day("1899-12-31")),
    (
        ["which", "--kind", "new", "--filed", "1900-01-01"],
        "Không có bộ quy định nào ở đây có hiệu lực vào ngày 01/01/1900.",
    ),
    (["which", "--kind", "new", "--filed", "0001-01-01"], no_day("0001-01-01")),
    (
        ["which", "--kind", "reevaluation", "--filed", "2026-06-01", "--expires", "0206-09-01"],
        no_day("0206-09-01"),
    ),
    (due("2026-02-30"), no_day("2026-02-30")),
    (due("2" * 80), no_day("2" * 60)),
    (due("2026-11-16 "), no_day("2026-11-16 ")),
    (["sheet", "26-2026", "99999"], no_sheet(99999)),
    (["sheet", "26-2026", "999999999"], no_sheet(999999999)),
    (["sheet", "26-2026", "1000000000"], no_number("1000000000")),
    (["sheet", "26-2026", ""], no_number("")),
    (["sheet", "x" * 60, "13"], no_rulebook("x" * 60)),
    (["sheet", "x" * 61, "13"], no_rulebook("x" * 60 + "…")),
    (["limits", "x" * 61], no_rulebook("x" * 60 + "…")),
    (["diff", "x" * 61, "26-2026", "--group", "Hoa"], no_rulebook("x" * 60 + "…")),
    (["diff", "26-2026", "x" * 61, "--group", "Hoa"], no_rulebook("x" * 60 + "…")),
    (
        ["due", "--rulebook", "x" * 61, "--limit", "validity", "--from", "2026-01-01"],
        no_rulebook("x" * 60 + "…"),
    ),
    (["due", "--rulebook", "26-2026", "--limit", "x" * 61, "--from", "2026-01-01"], no_limit("x" * 60 + "…")),
    ([*due("2026-01-01"), "--rulebook", "26-2026"], twice("--rulebook")),
    ([*due("2026-01-01"), "--limit", "rounds"], twice("--limit")),
    ([*due("2026-01-01"), "--from=2026-01-02"], twice("--from")),
    (["which", "--kind", "new", "--kind", "upgrade", "--filed", "2026-06-01"], twice("--kind")),
    (["which", "--kind", "new", "--filed", "2026-06-01", "--filed", "2026-06-01"], twice("--filed")),
    (
        ["which", "--kind", "upgrade", "--filed", "2026-06-01", "--expires", "", "--expires", "2026-09-01"],
        twice("--expires"),
    ),
    (["diff", "148-2023", "26-2026", "--group", "Hoa", "--group", "Hoa"], twice("--group")),
    (["sheet", "26-2026", "x" * 80], no_number("x" * 60)),
    (["sheet", "26-2026", "١٣"], no_number("١٣")),
]


@pytest.mark.parametrize(
    ("arguments", "sentence"), COMMANDS, ids=[" ".join(c)[:60] or "-" for c, _ in COMMANDS]
)
def test_a_wrong_command_is_refused_in_a_sentence(
    refused: Refused, arguments: list[str], sentence: str
) -> None:
    assert refused(*arguments) == sentence


class Endless:
    """Standard input that never ends, and remembers how much was asked of it."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.buffer = self

    def read(self, most: int) -> bytes:
        self.asked.append(most)
        return b" " * most


@pytest.mark.parametrize(
    ("opened", "sentence"),
    [
        (lambda: None, f"Không có dữ liệu vào; cần một đối tượng JSON như {EXAMPLE}."),
        (Endless, "Dữ liệu vào lớn hơn 16 MB."),
        (lambda: io.StringIO('{"rulebook": "\ud800"}'), "Dữ liệu vào phải mã hóa UTF-8."),
        (lambda: io.StringIO(" " * (MOST_BYTES + 1)), "Dữ liệu vào lớn hơn 16 MB."),
    ],
    ids=["closed", "endless", "half a surrogate pair", "in memory"],
)
def test_a_stream_that_cannot_be_a_request_is_refused(
    monkeypatch: pytest.MonkeyPatch, opened: Callable[[], Any], sentence: str
) -> None:
    stream = opened()
    monkeypatch.setattr(sys, "stdin", stream)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert main(["grade"]) == 2
    assert json.loads(sys.stdout.getvalue()) == {"error": sentence}  # type: ignore[attr-defined]
    if isinstance(stream, Endless):
        assert stream.asked == [MOST_BYTES + 1]
