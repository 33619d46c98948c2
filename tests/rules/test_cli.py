"""`ocop-rules` as an integrator meets it: exact answers, and one line of JSON when it refuses."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ocop_rules import rulebooks
from ocop_rules.cli import main

from .conftest import Run
from .marks import best, totalling

RULES = rulebooks.get("26-2026")
COFFEE = RULES.sheet(13)
SRC = Path(__file__).parents[2] / "src"


def request(**changed: Any) -> str:
    asked: dict[str, Any] = {
        "rulebook": "26-2026",
        "sheet": 13,
        "ballots": [{"member": "m1", "marks": best(COFFEE)}],
        "disqualified": [],
    }
    return json.dumps(asked | changed)


@pytest.mark.usefixtures("the_four")
def test_rulebooks_are_listed(run: Run) -> None:
    code, listed = run("rulebooks")
    assert code == 0
    assert listed[-1] == {
        "id": "26-2026",
        "instrument": "QĐ 26/2026/QĐ-TTg",
        "title": RULES.title,
        "in_force_from": "2026-05-22",
        "in_force_to": None,
        "superseded_on": None,
        "sheets": 26,
        "digest": RULES.digest,
    }
    dates = {b["id"]: (b["in_force_from"], b["in_force_to"], b["superseded_on"], b["sheets"]) for b in listed}
    assert dates["148-2023"] == ("2023-02-24", "2025-07-05", None, 26)
    assert dates["148-2025"] == ("2025-07-06", "2026-07-21", "2026-05-22", 26)
    assert list(dates) == sorted(dates, key=lambda found: dates[found][0])
    assert {b["digest"] for b in listed} == {rulebooks.get(b["id"]).digest for b in listed}


def test_a_sheet_is_shown_with_its_parts_groups_criteria_and_levels(run: Run) -> None:
    code, shown = run("sheet", "26-2026", "13")
    assert code == 0
    assert (shown["rulebook"], shown["sheet"], shown["title"]) == ("26-2026", 13, "Cà phê, ca cao")
    assert [(part["code"], part["max"]) for part in shown["parts"]] == [("A", 40), ("B", 25), ("C", 35)]
    group = shown["parts"][0]["groups"][0]
    assert (group["code"], group["name"], group["max"]) == ("1", "Tổ chức sản xuất", 18)
    assert group["criteria"][0] == {
        "code": "1.1",
        "name": "Nguồn nguyên liệu",
        "max": 3,
        "levels": [
            {"points": 1, "label": "Có sử dụng nguyên liệu có nguồn gốc trong tỉnh, nhưng có tỷ lệ dưới 50%"},
            {
                "points": 2,
                "label": "Sử dụng nguyên liệu có nguồn gốc trong tỉnh từ 50% đến dưới 75%",
                "min_for_star": 3,
            },
            {"points": 3, "label": "Sử dụng nguyên liệu có nguồn gốc trong tỉnh từ 75% đến 100%"},
        ],
    }
    codes = [c["code"] for part in shown["parts"] for g in part["groups"] for c in g["criteria"]]
    assert codes == [criterion.code for criterion in COFFEE.criteria]


def test_levels_of_a_criterion_with_cases_name_their_case(run: Run) -> None:
    _, shown = run("sheet", "26-2026", "26")
    criterion = next(
        c for p in shown["parts"] for g in p["groups"] for c in g["criteria"] if c["code"] == "9"
    )
    assert [(level["points"], level["case"]) for level in criterion["levels"]] == [
        (1, "a"),
        (2, "a"),
        (1, "b"),
        (2, "b"),
    ]


def test_ballots_are_graded(run: Run) -> None:
    keep = COFFEE.minimums(5)
    ballots = [
        {"member": f"m{n}", "marks": totalling(COFFEE, total, keep=keep)} for n, total in enumerate((82, 83))
    ]
    ballots.append({"member": "chủ tịch", "marks": totalling(COFFEE, 82, keep=keep) | {"4.1": 2}})
    code, answer = run("grade", given=request(ballots=ballots))
    assert code == 0
    assert answer == {
        "total": "81.33",
        "total_exact": "244/3",
        "band_star": 4,
        "minimum_star": 4,
        "star": 4,
        "members": {"m0": "82", "m1": "83", "chủ tịch": "79"},
        "missed": [{"criterion": "4.1", "star": 5, "needs": 5, "got": "4"}],
    }


def test_a_disqualified_product_says_on_which_ground(run: Run) -> None:
    code, answer = run("grade", given=request(disqualified=["forged"]))
    assert code == 0
    assert (answer["total"], answer["band_star"], answer["star"], answer["disqualified"]) == (
        "100.00",
        5,
        0,
        ["forged"],
    )


def test_zero_where_no_level_is_reached_can_be_asked_for(run: Run) -> None:
    ballots = [{"member": "m1", "marks": best(COFFEE) | {"3.5": 0}}]
    code, answer = run("grade", given=request(ballots=ballots, unmet_is_zero=True))
    assert (code, answer["star"], answer["missed"][0]) == (
        0,
        2,
        {"criterion": "3.5", "star": 3, "needs": 1, "got": "0"},
    )


def test_grade_reads_a_request_without_disqualifiers_and_with_a_byte_order_mark(run: Run) -> None:
    asked = json.loads(request())
    del asked["disqualified"]
    assert run("grade", given=b"\xef\xbb\xbf" + json.dumps(asked).encode())[1]["star"] == 5


def test_an_incomplete_sheet_is_graded_when_its_figures_are_confirmed(run: Run) -> None:
    marks = best(rulebooks.get("148-2023").sheet(13))
    asked = request(rulebook="148-2023", ballots=[{"member": "m1", "marks": marks}], confirmed=True)
    code, answer = run("grade", given=asked)
    assert (code, answer["total"], answer["star"]) == (0, "98.00", 5)


@pytest.mark.parametrize("rulebook_id", rulebooks.known_ids())
def test_every_command_answers_for_every_rulebook(run: Run, rulebook_id: str) -> None:
    rules = rulebooks.get(rulebook_id)
    for sheet in rules.sheets:
        code, shown = run("sheet", rulebook_id, str(sheet.number))
        assert (code, shown["incomplete"]) == (0, sheet.incomplete or None)
        assert shown["source"] == str(sheet.source)
    code, limits = run("limits", rulebook_id)
    listed = [*rules.limits, *rules.transition_limits]
    assert (code, [limit["code"] for limit in limits]) == (0, listed)
    for limit in listed:
        code, answer = run("due", "--rulebook", rulebook_id, "--limit", limit, "--from", "2026-03-31")
        assert (code, answer["amount"]) == (0, rules.limit(limit).amount)
    sheet = next(sheet for sheet in rules.sheets if not sheet.incomplete)
    ballots = [{"member": "m1", "marks": {c.code: max(c.allowed_points) for c in sheet.criteria}}]
    code, answer = run("grade", given=request(rulebook=rulebook_id, sheet=sheet.number, ballots=ballots))
    assert (code, answer["star"]) == (0, 5)


GOOD = best(COFFEE)
WRONG_MARKS: list[tuple[str, Any, str]] = [
    ("no level", GOOD | {"1.1": 4}, "Tiêu chí 1.1"),
    ("negative", GOOD | {"1.1": -1}, "Tiêu chí 1.1"),
    ("yes", GOOD | {"1.1": True}, "tiêu chí 1.1 phải là số nguyên"),
    ("text", GOOD | {"1.1": "3"}, "tiêu chí 1.1 phải là số nguyên"),
    ("nothing", GOOD | {"1.1": None}, "tiêu chí 1.1 phải là số nguyên"),
    ("a list", GOOD | {"1.1": [3]}, "tiêu chí 1.1 phải là số nguyên"),
    ("fraction", GOOD | {"1.1": 2.5}, "không phải 2.5."),
    ("whole with a point", GOOD | {"1.1": 3.0}, "không phải 3.0."),
    ("not a number", GOOD | {"1.1": float("nan")}, "“NaN” không phải số"),
    ("endless", GOOD | {"1.1": float("inf")}, "“Infinity” không phải số"),
    ("huge", GOOD | {"1.1": 10**30}, "quá lớn"),
    (
        "missing",
        {code: points for code, points in GOOD.items() if code != "4.2"},
        "thiếu điểm 1 tiêu chí: 4.2",
    ),
    ("unknown", GOOD | {"99": 1}, "tiêu chí “99”"),
    ("none at all", {}, "thiếu điểm 34 tiêu chí"),
    ("a list of marks", [3, 2, 1], "“marks” phải là đối tượng"),
    ("no marks", None, "“marks” phải là đối tượng"),
]


@pytest.mark.parametrize(
    ("marks", "reason"), [case[1:] for case in WRONG_MARKS], ids=[case[0] for case in WRONG_MARKS]
)
def test_wrong_marks_are_refused(refused: Callable[..., str], marks: Any, reason: str) -> None:
    assert reason in refused("grade", given=request(ballots=[{"member": "m1", "marks": marks}]))


WRONG_REQUESTS: list[tuple[str, bytes | str, str]] = [
    ("nothing", b"", "Không có dữ liệu vào"),
    ("spaces", b" \n ", "Không có dữ liệu vào"),
    ("not JSON", b"{", "không phải JSON hợp lệ (dòng 1, cột 2)"),
    ("two documents", b"{} {}", "không phải JSON hợp lệ"),
    ("not UTF-8", b'{"rulebook":"\xff"}', "UTF-8"),
    ("a list", b"[]", "phải là một đối tượng JSON"),
    ("deep", b"[" * 200_000, "lồng quá sâu"),
    ("digits without end", b'{"sheet":' + b"9" * 6000 + b"}", "quá lớn"),
    ("key twice", b'{"rulebook":"26-2026","rulebook":"26-2026"}', "“rulebook” xuất hiện hai lần"),
    ("mark twice", '{"rulebook":"26-2026","sheet":13,"ballots":[{"member":"m","marks":{"1.1":1,"1.1":3}}]}',
     "“1.1” xuất hiện hai lần"),
    ("unknown key", request(weight=2), "khóa lạ “weight”"),
    ("unknown ballot key", request(ballots=[{"member": "m1", "marks": GOOD, "chair": True}]), "khóa lạ “chair”"),
    ("unknown rulebook", request(rulebook="148-2022"), "Không có bộ quy định “148-2022”"),
    ("no rulebook", request(rulebook=None), "“rulebook” phải là"),
    ("unknown sheet", request(sheet=27), "không có bộ tiêu chí số 27"),
    ("sheet as text", request(sheet="13"), "“sheet” phải là số"),
    ("sheet as yes", request(sheet=True), "“sheet” phải là số"),
    ("no ballot", request(ballots=[]), "Chưa có phiếu chấm"),
    ("ballots by name", request(ballots={"m1": GOOD}), "“ballots” phải là danh sách"),
    ("a ballot that is none", request(ballots=[3]), "Phiếu thứ 1 phải là"),
    ("no member", request(ballots=[{"marks": GOOD}]), "“member” phải là tên"),
    ("blank member", request(ballots=[{"member": " ", "marks": GOOD}]), "“member” phải là tên"),
    ("endless member", request(ballots=[{"member": "m" * 201, "marks": GOOD}]), "“member” phải là tên"),
    ("member twice", request(ballots=[{"member": "m1", "marks": GOOD}] * 2), "“m1” có hai phiếu"),
    ("member in other letters", request(ballots=[
        {"member": "Hội  đồng ", "marks": GOOD}, {"member": unicodedata.normalize("NFD", "Hội đồng"), "marks": GOOD}]),
     "“Hội đồng” có hai phiếu"),
    ("more ballots than members", request(regulation={"members": 1}, ballots=[
        {"member": "m1", "marks": GOOD}, {"member": "m2", "marks": GOOD}]),
     "Có 2 phiếu nhưng hội đồng chỉ có 1 thành viên."),
    ("ground unknown", request(disqualified=["late"]), "không có căn cứ loại “late”"),
    ("unmet as text", request(unmet_is_zero="yes"), "“unmet_is_zero” phải là true hoặc false"),
    ("confirmed as text", request(confirmed="yes"), "“confirmed” phải là true hoặc false"),
    ("incomplete sheet", request(rulebook="148-2023", sheet=13), "quản trị viên đối chiếu với bản gốc"),
    ("ground no list", request(disqualified="forged"), "“disqualified” phải là danh sách"),
    ("half a surrogate pair", request(ballots=[{"member": "m\ud800", "marks": {}}]), "thiếu điểm 34 tiêu chí"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "reason"), [case[1:] for case in WRONG_REQUESTS], ids=[case[0] for case in WRONG_REQUESTS]
)
def test_wrong_requests_are_refused(refused: Callable[..., str], given: bytes | str, reason: str) -> None:
    assert reason in refused("grade", given=given)


def test_a_request_larger_than_16_mb_is_refused(refused: Callable[..., str]) -> None:
    assert "lớn hơn 16 MB" in refused("grade", given=b" " * (16 * 1024 * 1024 + 1))


WRONG_COMMANDS: list[tuple[str, list[str], str]] = [
    ("no command", [], "Câu lệnh không đúng"),
    ("unknown command", ["stars"], "Câu lệnh không đúng"),
    ("unknown option", ["rulebooks", "--all"], "Câu lệnh không đúng"),
    ("short option", ["due", "--rule", "26-2026"], "Câu lệnh không đúng"),
    ("sheet missing", ["sheet", "26-2026"], "Câu lệnh không đúng"),
    ("sheet unknown", ["sheet", "26-2026", "27"], "không có bộ tiêu chí số 27"),
    ("sheet no number", ["sheet", "26-2026", "1_3"], "Số bộ tiêu chí phải là số nguyên"),
    ("sheet negative", ["sheet", "26-2026", "-1"], "Số bộ tiêu chí phải là số nguyên"),
    ("rulebook unknown", ["sheet", "26", "13"], "Không có bộ quy định “26”"),
    ("rulebook a path", ["limits", "../26-2026"], "Không có bộ quy định"),
    ("limit unknown", ["due", "--rulebook", "26-2026", "--limit", "x", "--from", "2026-11-16"], "“x”; có:"),
    ("date missing", ["due", "--rulebook", "26-2026", "--limit", "validity"], "Câu lệnh không đúng"),
    ("no such date", ["due", "--rulebook", "26-2026", "--limit", "validity", "--from", "2026-02-30"], "Ngày phải viết"),
    ("date the other way", ["due", "--rulebook", "26-2026", "--limit", "validity", "--from", "16/11/2026"], "Ngày phải"),
    ("date packed", ["due", "--rulebook", "26-2026", "--limit", "validity", "--from", "20261116"], "Ngày phải viết"),
    ("too late", ["due", "--rulebook", "26-2026", "--limit", "validity", "--from", "9999-01-01"], "ngoài phạm vi"),
    ("too early", ["due", "--rulebook", "26-2026", "--limit", "reevaluation_window", "--from", "0001-01-01"],
     "từ năm 1900"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "reason"), [case[1:] for case in WRONG_COMMANDS], ids=[case[0] for case in WRONG_COMMANDS]
)
def test_wrong_commands_are_refused(refused: Callable[..., str], arguments: list[str], reason: str) -> None:
    assert reason in refused(*arguments)


def test_limits_are_listed_with_their_articles(run: Run) -> None:
    code, limits = run("limits", "26-2026")
    assert code == 0
    assert [(limit["code"], limit["amount"], limit["unit"]) for limit in limits] == [
        ("commune_check", 15, "working_days"),
        ("reevaluation_window", 180, "days_before"),
        ("reevaluation", 45, "days"),
        ("revocation", 15, "days"),
        ("validity", 36, "months"),
        ("rounds", 2, "rounds_per_year"),
        ("transition_first", 60, "days"),
        ("transition_reevaluation", 30, "days"),
        ("late_renewal", 180, "days"),
    ]
    assert all(limit["source"].startswith("QĐ 26/2026/QĐ-TTg, Điều ") for limit in limits)
    assert limits[1]["until_amount"] == 120
    assert [(r["level"], r["proposed_before"], r["result_before"]) for r in limits[5]["rounds"]] == [
        ("province", "04-30", "06-30"),
        ("province", "10-30", "12-30"),
        ("centre", "07-30", "09-30"),
        ("centre", "01-30", "03-30"),
    ]


@pytest.mark.parametrize(
    ("limit", "start", "answer"),
    [
        (
            "commune_check",
            "2026-11-16",
            {
                "due_on": "2026-12-08",
                "amount": 15,
                "unit": "working_days",
                "source": "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 2",
            },
        ),
        (
            "validity",
            "2026-08-05",
            {
                "due_on": "2029-08-05",
                "amount": 36,
                "unit": "months",
                "source": "QĐ 26/2026/QĐ-TTg, Điều 4 khoản 3",
            },
        ),
        ("reevaluation_window", "2027-06-30", {"opens_on": "2027-01-01", "closes_on": "2027-03-02"}),
        ("revocation", "2026-11-09", {"due_on": "2026-11-25", "moved_from": "2026-11-24"}),
        ("reevaluation", "2026-11-16", {"due_on": "2026-12-31", "amount": 45, "unit": "days"}),
        ("rounds", "2026-11-16", {"due_on": "2027-06-29", "closes_on": "2027-04-29"}),
        ("late_renewal", "2027-06-30", {"due_on": "2027-12-27"}),
        ("transition_first", "2026-01-01", {"due_on": "2026-07-21", "amount": 60, "fixed": True}),
        ("transition_first", "2026-07-22", {"due_on": "2026-07-21"}),
        ("transition_reevaluation", "2026-05-22", {"due_on": "2026-06-21", "fixed": True}),
    ],
)
def test_a_due_date_is_answered(run: Run, limit: str, start: str, answer: dict[str, Any]) -> None:
    code, found = run("due", "--rulebook", "26-2026", "--limit", limit, "--from", start)
    assert code == 0
    assert {key: found[key] for key in answer} == answer


def test_skipped_and_uncertain_days_are_part_of_the_answer(run: Run) -> None:
    _, found = run("due", "--rulebook", "26-2026", "--limit", "revocation", "--from", "2026-12-17")
    assert found["due_on"] == "2027-01-04"
    assert found["skipped"] == [
        {"day": "2027-01-01", "reason": "Tết Dương lịch"},
        {"day": "2027-01-02", "reason": "thứ Bảy"},
        {"day": "2027-01-03", "reason": "Chủ nhật"},
    ]
    assert found["uncertain_years"] == [2027]


def test_streams_in_memory_are_read_and_written_too(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(request()))
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["grade"]) == 0
    assert json.loads(out.getvalue())["star"] == 5


def test_a_process_of_its_own_answers_in_utf8_whatever_the_locale() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ocop_rules.cli", "sheet", "26-2026", "99"],
        env={"PYTHONPATH": str(SRC), "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, b"")
    assert done.stdout.decode("utf-8") == '{"error": "QĐ 26/2026/QĐ-TTg không có bộ tiêu chí số 99."}\n'


@pytest.mark.parametrize(
    ("redirected", "said"),
    [
        ("grade <&-", '{"error": "Không có dữ liệu vào'),
        ("rulebooks >&-", ""),
        ("sheet 26-2026 13 >/dev/full", ""),
    ],
)
def test_a_closed_or_full_stream_is_a_refusal_and_no_traceback(redirected: str, said: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m ocop_rules.cli {redirected}', sys.executable],
        env={"PYTHONPATH": str(SRC)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, b"")
    assert done.stdout.decode().startswith(said)


def test_which_answers_with_rulebook_reason_source_and_end(run):
    code, answer = run("which", "--kind", "reevaluation", "--filed", "2026-05-10", "--expires", "2026-09-01")
    assert code == 0
    assert {key: answer[key] for key in ("rulebook", "source", "finish_by")} == {
        "rulebook": "148-2025",
        "source": "QĐ 26/2026/QĐ-TTg, Điều 12 khoản 2 điểm b",
        "finish_by": "2026-06-21",
    }
    assert "tiếp tục theo QĐ 148/QĐ-TTg" in answer["reason"]


@pytest.mark.usefixtures("the_four")
def test_which_has_four_answers_and_more_only_when_asked(run):
    asked = ("which", "--kind", "reevaluation", "--filed", "2026-11-10", "--expires", "2026-11-17")
    assert list(run(*asked)[1]) == ["rulebook", "reason", "source", "finish_by"]
    code, answer = run(*asked, "--detail")
    assert (code, answer["filing"], answer["certificate_holds_until"]) == (0, "late", "2027-05-16")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("which", "--kind", "again", "--filed", "2026-05-10"), "new, upgrade, reevaluation"),
        (("which", "--kind", "new", "--filed", "10/5/2026"), "YYYY-MM-DD"),
        (("which", "--kind", "new", "--filed", "2018-01-01"), "Không có bộ quy định"),
        (("which", "--kind", "new"), "Cách dùng"),
        (("diff", "148-2023", "26-2026", "--group", "máy bay"), "không có nhóm sản phẩm"),
        (("diff", "148-2023", "27-2030", "--group", "Hoa"), "Không có bộ quy định"),
        (
            ("diff", "1048-2019", "148-2023", "--group", "Gạo, ngũ cốc"),
            "nguồn chép lại không có bộ tiêu chí này",
        ),
        (("diff", "148-2023", "26-2026", "--group", "Chè"), "11 “Chè tươi, chè chế biến”; 12 “Sản phẩm trà"),
        (("diff", "26-2026", "1048-2019", "--group", "Hoa"), "không có bộ tiêu chí nào cho bộ 23 “Hoa”"),
    ],
)
def test_which_and_diff_refuse_with_one_line(run, arguments, said):
    code, answer = run(*arguments)
    assert (code, list(answer)) == (2, ["error"])
    assert said in answer["error"]


def test_diff_shows_two_rulebooks_by_meaning(run):
    code, answer = run("diff", "148-2023", "26-2026", "--group", "Cà phê, ca cao")
    assert (code, answer["before"]["sheet"], answer["after"]["sheet"]) == (0, 13, 13)
    moved = next(pair for pair in answer["criteria"] if pair["topic"] == "identity")
    assert (moved["before"]["code"], moved["after"]["code"]) == ("5.2", "5.3")
    assert answer["minimums"]["3"]["before"]["material"] == 3
    assert answer["before"]["incomplete"].startswith("nhóm 6")


def with_regulation(regulation: object, **marks: dict[str, int]) -> str:
    ballots = [{"member": member, "marks": given} for member, given in marks.items()]
    return json.dumps({"rulebook": "26-2026", "sheet": 13, "ballots": ballots, "regulation": regulation})


def test_grade_answers_gaps_and_quorum_to_a_regulation(run):
    given = with_regulation(
        {"average": "totals", "on_missed_minimum": "cap", "max_gap": 10, "quorum": "3/4", "members": 4},
        m1=best(COFFEE),
        m2=best(COFFEE) | {"4.1": 1, "5.1": 1, "7": 1},  # 5 + 5 + 5 points are the most
        m4=best(COFFEE) | {"1.1": 2},
    )
    code, answer = run("grade", given=given)
    assert (code, answer["outcome"], answer["members"]) == (0, "rated", {"m1": "100", "m2": "88", "m4": "99"})
    assert (answer["gaps"], answer["quorum_met"]) == ([["m1", "m2", "12"], ["m2", "m4", "11"]], True)


def test_grade_without_a_regulation_answers_as_before(run):
    given = json.dumps(
        {"rulebook": "26-2026", "sheet": 13, "ballots": [{"member": "m1", "marks": best(COFFEE)}]}
    )
    code, answer = run("grade", given=given)
    assert code == 0
    assert not {"gaps", "quorum_met", "outcome"} & set(answer)


@pytest.mark.parametrize(
    ("regulation", "said"),
    [
        ([], "phải là đối tượng"),
        ({"average": "median"}, "totals, criteria"),
        ({"average": 1}, "phải là chữ"),
        ({"quorum": 0.75}, "phân số"),
        ({"quorum": "3:4"}, "phân số"),
        ({"quorum": "3/0"}, "mẫu số 0"),
        ({"quorum": "5/4"}, "trên 0 đến 1"),
        ({"members": "9"}, "số nguyên"),
        ({"max_gap": True}, "số nguyên"),
        ({"colour": "red"}, "khóa lạ"),
    ],
)
def test_a_regulation_that_cannot_be_read_is_refused(run, regulation, said):
    code, answer = run("grade", given=with_regulation(regulation, m1=best(COFFEE)))
    assert (code, list(answer)) == (2, ["error"])
    assert said in answer["error"]


def test_as_many_ballots_as_members_are_counted(run):
    code, answer = run("grade", given=with_regulation({"members": 2, "quorum": "2/2"}, m1=GOOD, m2=GOOD))
    assert (code, answer["quorum_met"]) == (0, True)
