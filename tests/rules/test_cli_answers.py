"""Whole answers of `ocop-rules`: every key an integrator may read, with its value, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from ocop_rules import rulebooks
from ocop_rules.councils import Regulation

from .conftest import Run
from .marks import best, totalling

CITED = "QĐ 26/2026/QĐ-TTg, "
TEXT_OF_NOW = CITED + "Điều 11 khoản 1"


def criterion_in(sheet: dict[str, Any], code: str) -> dict[str, Any]:
    criteria = [c for part in sheet["parts"] for group in part["groups"] for c in group["criteria"]]
    (found,) = [criterion for criterion in criteria if criterion["code"] == code]
    return dict(found)


def without(answer: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != key}


def test_the_head_of_a_sheet(run: Run) -> None:
    _, shown = run("sheet", "26-2026", "19")
    assert without(without(shown, "parts"), "disqualifiers") == {
        "rulebook": "26-2026",
        "sheet": 19,
        "title": "Mỹ phẩm có thành phần từ dược liệu",
        "industry": "Dược liệu và sản phẩm từ dược liệu",
        "ministries": ["Bộ Y tế"],
        "source": CITED + "Phụ lục II, bộ sản phẩm số 19",
        "incomplete": None,
        "to_confirm": None,
        "doubts": [
            {"criterion": doubt.criterion, "text": doubt.text, "corrected": doubt.criterion == "2.4"}
            for doubt in rulebooks.get("26-2026").sheet(19).doubts
        ],
    }
    assert [ground["code"] for ground in shown["disqualifiers"]] == [
        "forged",
        "health_production_conditions",
        "product_declaration",
        "registration_dossier",
        "imported_material",
        "cosmetic_declaration_slip",
    ]
    assert shown["disqualifiers"][-1] == {
        "code": "cosmetic_declaration_slip",
        "text": "Không có Phiếu công bố sản phẩm mỹ phẩm theo quy định: không đánh giá tiếp",
        "effect": "stopped",
        "criterion": "6",
    }
    assert [doubt["criterion"] for doubt in shown["doubts"]] == ["1.1", "1.4", "2.3", "2.4", "3.3"]


def test_the_parts_and_groups_of_a_sheet(run: Run) -> None:
    _, shown = run("sheet", "26-2026", "13")
    assert [without(part, "groups") for part in shown["parts"]] == [
        {"code": "A", "name": "Sản phẩm và sức mạnh của cộng đồng", "max": 40},
        {"code": "B", "name": "Khả năng tiếp thị", "max": 25},
        {"code": "C", "name": "Chất lượng sản phẩm", "max": 35},
    ]
    assert [without(group, "criteria") for group in shown["parts"][1]["groups"]] == [
        {"code": "4", "name": "Tiếp thị", "max": 13},
        {"code": "5", "name": "Câu chuyện sản phẩm", "max": 12},
    ]


def test_a_criterion_with_cases_notes_and_levels(run: Run) -> None:
    _, shown = run("sheet", "26-2026", "26")
    assert without(criterion_in(shown, "9"), "levels") == {
        "code": "9",
        "name": "Đảm bảo an toàn và an ninh trật tự",
        "max": 2,
        "cases": [
            {"code": "a", "name": "Trường hợp 1: Dịch vụ du lịch do cộng đồng cung cấp"},
            {"code": "b", "name": "Trường hợp 2: Dịch vụ du lịch do tổ chức, cá nhân cung cấp"},
        ],
        "notes": ["Chọn một trong hai trường hợp"],
    }
    assert criterion_in(shown, "9")["levels"][0] == {
        "points": 1,
        "label": "Các cơ sở cung ứng dịch vụ đáp ứng điều kiện về an ninh, trật tự, an toàn về phòng cháy và"
        " chữa cháy, bảo vệ môi trường, an toàn thực phẩm theo quy định của pháp luật",
        "case": "a",
    }
    assert criterion_in(shown, "4.3")["notes"] == ["Gồm: Tổ chức kinh doanh, phân phối sản phẩm"]


def test_criteria_under_a_sub_heading_name_it_with_its_points(run: Run) -> None:
    _, shown = run("sheet", "26-2026", "13")
    criteria = [c for part in shown["parts"] for group in part["groups"] for c in group["criteria"]]
    headings = {c["code"]: c["heading"] for c in criteria if "heading" in c}
    looks = {"code": "6.1", "name": "Ngoại hình", "max": 10}
    drink = {"code": "6.2", "name": "Nước pha", "max": 5}
    assert headings == dict.fromkeys(["6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.1.5"], looks) | dict.fromkeys(
        ["6.2.1", "6.2.2"], drink
    )


def test_an_incomplete_sheet_says_what_is_missing(run: Run) -> None:
    _, shown = run("sheet", "148-2023", "13")
    assert shown["incomplete"] == rulebooks.get("148-2023").sheet(13).incomplete != ""


def test_limits_with_all_they_say(run: Run) -> None:
    _, limits = run("limits", "26-2026")
    by_code = {limit["code"]: limit for limit in limits}
    assert by_code["commune_check"] == {
        "code": "commune_check",
        "name": "UBND cấp xã kiểm tra, đánh giá và gửi hồ sơ lên tỉnh",
        "amount": 15,
        "unit": "working_days",
        "source": CITED + "Điều 7 khoản 2",
        "day_off": "moves",
        "note": "Tính từ ngày tiếp nhận hồ sơ sản phẩm",
    }
    assert {code for code, limit in by_code.items() if "until_amount" in limit} == {"reevaluation_window"}
    assert {code for code, limit in by_code.items() if "rounds" in limit} == {"rounds"}
    assert by_code["rounds"]["rounds"] == [
        {
            "level": level,
            "number": number,
            "proposed_before": proposed,
            "result_before": result,
            "source": CITED + article,
        }
        for level, number, proposed, result, article in (
            ("province", 1, "04-30", "06-30", "Điều 5 khoản 1"),
            ("province", 2, "10-30", "12-30", "Điều 5 khoản 1"),
            ("centre", 1, "07-30", "09-30", "Điều 5 khoản 2"),
            ("centre", 2, "01-30", "03-30", "Điều 5 khoản 2"),
        )
    ]


DUE: list[tuple[str, str, dict[str, Any]]] = [
    ("validity", "2026-08-05", {
        "due_on": "2029-08-05", "amount": 36, "unit": "months", "source": CITED + "Điều 4 khoản 3"}),
    ("reevaluation_window", "2027-06-30", {
        "due_on": "2027-03-02", "amount": 180, "unit": "days_before", "source": CITED + "Điều 7 khoản 6 điểm a",
        "opens_on": "2027-01-01", "closes_on": "2027-03-02"}),
    ("revocation", "2026-12-17", {
        "due_on": "2027-01-04", "amount": 15, "unit": "days", "source": CITED + "Điều 8 khoản 4",
        "moved_from": "2027-01-01",
        "skipped": [
            {"day": "2027-01-01", "reason": "Tết Dương lịch"},
            {"day": "2027-01-02", "reason": "thứ Bảy"},
            {"day": "2027-01-03", "reason": "Chủ nhật"},
        ],
        "uncertain_years": [2027]}),
    ("rounds", "2026-11-16", {
        "due_on": "2027-06-29", "amount": 2, "unit": "rounds_per_year", "source": CITED + "Điều 5",
        "closes_on": "2027-04-29",
        "rounds": [
            {"level": "province", "number": 1, "last_proposal_on": "2027-04-29", "last_result_on": "2027-06-29",
             "source": CITED + "Điều 5 khoản 1"},
            {"level": "centre", "number": 2, "last_proposal_on": "2027-01-29", "last_result_on": "2027-03-29",
             "source": CITED + "Điều 5 khoản 2"},
        ]}),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "start", "answer"), DUE, ids=[case[0] for case in DUE])
def test_when_a_limit_ends_and_how_that_was_counted(
    run: Run, limit: str, start: str, answer: dict[str, Any]
) -> None:
    assert run("due", "--rulebook", "26-2026", "--limit", limit, "--from", start) == (0, answer)


LEFT_TO_OLD = (
    "Hồ sơ đánh giá lần đầu nộp ngày 10/05/2026, trước ngày 22/05/2026, nếu chưa được đánh giá thì tiếp tục theo "
    "QĐ 148/QĐ-TTg (sửa đổi theo QĐ 1489/QĐ-TTg), hoàn thành chậm nhất ngày 21/07/2026."
)
SIXTY_DAYS = (
    "Không nói hồ sơ chưa xong sau 60 ngày thì xử lý thế nào; phần mềm báo để người có thẩm quyền quyết định."
)
WHICH: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("new", "2027-05-01"), {
        "rulebook": "26-2026",
        "reason": "Hồ sơ đánh giá lần đầu nộp ngày 01/05/2027: theo QĐ 26/2026/QĐ-TTg, có hiệu lực từ 22/05/2026.",
        "source": TEXT_OF_NOW,
        "finish_by": None}),
    (("new", "2026-05-10"), {
        "rulebook": "148-2025",
        "reason": f"{LEFT_TO_OLD} Chưa rõ: {SIXTY_DAYS}",
        "source": CITED + "Điều 12 khoản 2 điểm a",
        "finish_by": "2026-07-21"}),
    (("new", "2026-05-10", "--detail"), {
        "rulebook": "148-2025",
        "reason": LEFT_TO_OLD,
        "source": CITED + "Điều 12 khoản 2 điểm a",
        "finish_by": "2026-07-21",
        "doubts": [SIXTY_DAYS],
        "opens_on": None, "closes_on": None, "filing": None, "certificate_holds_until": None,
        "extension_source": None}),
    (("reevaluation", "2026-11-10", "--expires", "2026-11-17", "--detail"), {
        "rulebook": "26-2026",
        "reason": "Hồ sơ đánh giá lại nộp ngày 10/11/2026: theo QĐ 26/2026/QĐ-TTg, có hiệu lực từ 22/05/2026. Nộp sau "
        "thời hạn, từ 21/05/2026 đến hết 20/07/2026. Giấy chứng nhận hết hạn ngày 17/11/2026 còn hiệu lực đến khi có "
        "kết quả, không quá ngày 16/05/2027.",
        "source": TEXT_OF_NOW,
        "finish_by": None,
        "doubts": [
            ("Điều 12 khoản 3 đứng trong điều khoản chuyển tiếp nên ở đây chỉ áp dụng cho giấy có kỳ nộp hồ sơ bắt đầu "
             "trước ngày 22/5/2026; chưa rõ về sau có áp dụng hay không.")
        ],
        "opens_on": "2026-05-21",
        "closes_on": "2026-07-20",
        "filing": "late",
        "certificate_holds_until": "2027-05-16",
        "extension_source": CITED + "Điều 12 khoản 3"}),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "answer"), WHICH, ids=["now", "transition", "in detail", "late renewal"])
@pytest.mark.usefixtures("the_four")
def test_which_rulebook_a_dossier_falls_under(
    run: Run, asked: tuple[str, ...], answer: dict[str, Any]
) -> None:
    kind, filed, *more = asked
    assert run("which", "--kind", kind, "--filed", filed, *more) == (0, answer)


def test_two_rulebooks_compared(run: Run) -> None:
    code, answer = run("diff", "148-2023", "26-2026", "--group", "Cà phê, ca cao")
    assert (code, set(answer)) == (0, {"before", "after", "criteria", "disqualifiers", "minimums"})
    old, new = rulebooks.get("148-2023").sheet(13), rulebooks.get("26-2026").sheet(13)
    assert answer["before"] == {
        "rulebook": "148-2023", "sheet": 13, "title": "Cà phê, ca cao", "incomplete": old.incomplete,
        "to_confirm": old.incomplete,
    }  # fmt: skip
    assert answer["after"] == {
        "rulebook": "26-2026", "sheet": 13, "title": "Cà phê, ca cao", "incomplete": None, "to_confirm": None,
    }  # fmt: skip
    by_topic = {pair["topic"]: pair for pair in answer["criteria"]}
    before, after = run("sheet", "148-2023", "13")[1], run("sheet", "26-2026", "13")[1]
    assert by_topic["material"] == {
        "topic": "material",
        "changes": ["max", "levels", "minimums"],
        "before": criterion_in(before, "1.1"),
        "after": criterion_in(after, "1.1"),
    }
    assert by_topic["zone"] == {
        "topic": "zone", "changes": ["added"], "before": None, "after": criterion_in(after, "1.2"),
    }  # fmt: skip
    assert by_topic["accounting"] == {
        "topic": "accounting", "changes": ["dropped"], "before": criterion_in(before, "3.5"), "after": None,
    }  # fmt: skip
    assert set(answer["minimums"]) == {"3", "4", "5"}
    for star, apart in answer["minimums"].items():
        assert apart == {
            side: {sheet.criterion(code).topic: least for code, least in sheet.minimums(int(star)).items()}
            for side, sheet in (("before", old), ("after", new))
        }


def test_a_regulation_that_says_nothing_of_gaps_and_quorum_is_answered_with_nulls(run: Run) -> None:
    marks = best(rulebooks.get("26-2026").sheet(13))
    asked = {
        "rulebook": "26-2026",
        "sheet": 13,
        "ballots": [{"member": "m1", "marks": marks}],
        "regulation": {"average": "totals"},
    }
    code, answer = run("grade", given=json.dumps(asked))
    assert code == 0
    assert answer == {
        "total": "100.00",
        "total_exact": "100",
        "band_star": 5,
        "minimum_star": 5,
        "star": 5,
        "members": {"m1": "100"},
        "missed": [],
        "outcome": "rated",
        "gaps": None,
        "quorum_met": None,
    }


@pytest.mark.parametrize(
    ("regulation", "total", "gaps", "met"),
    [
        ({}, "81.33", None, None),
        ({"decimals": 0}, "81.00", None, None),
        ({"decimals": None, "max_gap": None, "quorum": None, "members": None}, "81.33", None, None),
        ({"members": 3}, "81.33", None, None),
        ({"quorum": "1/1", "members": 3}, "81.33", None, True),
        ({"quorum": "1/1", "members": 4}, "81.33", None, False),
        ({"max_gap": 1}, "81.33", [], None),
        ({"max_gap": 0}, "81.33", [["m1", "m3", "1"], ["m2", "m3", "1"]], None),
    ],
)
def test_what_a_regulation_asks_is_answered_and_nothing_else(
    run: Run, regulation: dict[str, Any], total: str, gaps: Any, met: bool | None
) -> None:
    sheet = rulebooks.get("26-2026").sheet(13)
    ballots = [
        {"member": f"m{n}", "marks": totalling(sheet, points, keep=sheet.minimums(5))}
        for n, points in enumerate((81, 81, 82), start=1)
    ]
    asked = {"rulebook": "26-2026", "sheet": 13, "ballots": ballots, "regulation": regulation}
    code, answer = run("grade", given=json.dumps(asked))
    assert (code, answer["total"], answer["gaps"], answer["quorum_met"]) == (0, total, gaps, met)


def test_every_key_of_a_regulation_is_described() -> None:
    described = (rulebooks.FOLDER.parent / "README.md").read_text(encoding="utf-8")
    rows = [line.split("`")[1] for line in described.splitlines() if line.startswith("| `")]
    assert sorted(rows) == sorted(field.name for field in fields(Regulation))


def test_the_request_in_the_readme_lacks_only_the_other_marks(run: Run) -> None:
    described = (rulebooks.FOLDER.parent / "README.md").read_text(encoding="utf-8")
    asked = json.loads(described.split("```json\n")[1].split("```")[0])
    asked["ballots"][0]["marks"] |= best(rulebooks.get("26-2026").sheet(13))
    code, answer = run("grade", given=json.dumps(asked))
    assert (code, answer["outcome"], answer["gaps"], answer["quorum_met"]) == (0, "disqualified", [], False)


def test_a_member_may_have_a_name_of_200_signs(run: Run) -> None:
    marks = best(rulebooks.get("26-2026").sheet(13))
    asked = {"rulebook": "26-2026", "sheet": 13, "ballots": [{"member": "m" * 200, "marks": marks}]}
    assert run("grade", given=json.dumps(asked))[1]["members"] == {"m" * 200: "100"}


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation's folder of rulebooks, named as the second of two with spaces around the comma."""
    folder, empty = tmp_path / "rules", tmp_path / "empty"
    folder.mkdir()
    empty.mkdir()
    monkeypatch.setenv("OCOP_RULEBOOK_FOLDERS", f"{empty} , {folder},")
    yield folder
    rulebooks.use()


ADOPTED = """id = "27-2027"
instrument = "QĐ 27/2027/QĐ-TTg"
title = "Bộ tiêu chí"
issued_on = 2027-01-02
in_force_from = 2027-02-01
article = "Điều 9"
sheets_of = "26-2026"
takes_over = ["band", "route", "limit", "round", "samples", "codes", "applicant", "revocation"]
"""


def adopt(folder: Path, text: str) -> None:
    (folder / "27-2027").mkdir()
    (folder / "27-2027" / "rulebook.toml").write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("the_four")
def test_a_rulebook_of_the_installation_is_answered_for(run: Run, own_folder: Path) -> None:
    ours = [rulebook.id for rulebook in rulebooks.all_rulebooks()]
    adopt(own_folder, ADOPTED)
    assert run("check") == (0, {"rulebooks": [*ours, "27-2027"], "faults": []})
    assert run("rulebooks")[1][-1]["in_force_from"] == "2027-02-01"
    assert run("sheet", "27-2027", "13")[1]["rulebook"] == "27-2027"


@pytest.mark.usefixtures("the_four")
def test_check_tells_what_is_wrong_with_file_and_line(run: Run, own_folder: Path) -> None:
    ours = [rulebook.id for rulebook in rulebooks.all_rulebooks()]
    adopt(own_folder, ADOPTED.replace("issued_on = 2027-01-02", "issued_on = 2027"))
    fault = {"file": "27-2027/rulebook.toml", "line": 4, "reason": "“issued_on” phải là một ngày"}
    assert run("check") == (1, {"rulebooks": ours, "faults": [fault]})
    assert [found["id"] for found in run("rulebooks")[1]] == ours
    assert run("sheet", "27-2027", "13") == (
        2,
        {"error": "27-2027/rulebook.toml:4: “issued_on” phải là một ngày"},
    )


def test_which_says_that_files_could_not_be_read(run: Run, own_folder: Path) -> None:
    for name, text in (("31-2028", "id = "), ("32-2029", 'id = "32-2029"')):
        (own_folder / name).mkdir()
        (own_folder / name / "rulebook.toml").write_text(text, encoding="utf-8")
    (own_folder / "32-2029" / "sheets" / "13").mkdir(parents=True)
    assert [fault["file"] for fault in run("check")[1]["faults"]] == [
        "31-2028/rulebook.toml", "32-2029/sheets/13",
    ]  # fmt: skip
    _, answer = run("which", "--kind", "new", "--filed", "2028-05-01")
    assert answer["reason"].endswith(
        "Chưa rõ: có tệp quy định bị lỗi nên chưa dùng (31-2028, 32-2029); sửa xong hãy hỏi lại."
    )


def test_which_names_a_place_that_cannot_be_looked_into_by_its_whole_path(
    run: Run, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_folder / "31-2028").mkdir()
    (own_folder / "31-2028" / "rulebook.toml").write_text("id = ", encoding="utf-8")
    monkeypatch.chdir(own_folder)
    monkeypatch.setenv("OCOP_RULEBOOK_FOLDERS", f"{own_folder},/nowhere/at/all, not/here ")
    places = f"/nowhere/at/all, {own_folder}/not/here"
    _, answer = run("which", "--kind", "new", "--filed", "2026-06-01")
    assert answer["reason"].endswith(
        f" Chưa rõ: có tệp quy định bị lỗi nên chưa dùng ({', '.join(sorted(['31-2028', *places.split(', ')]))}); "
        "sửa xong hãy hỏi lại."
    )
    faults = run("check")[1]["faults"]
    assert [fault["file"] for fault in faults][1:] == places.split(", ")


@pytest.mark.usefixtures("the_four")
def test_without_folders_of_its_own_a_command_answers_for_those_in_use(
    run: Run, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopt(own_folder, ADOPTED)
    monkeypatch.delenv("OCOP_RULEBOOK_FOLDERS")
    rulebooks.use(own_folder)
    assert run("check")[1]["rulebooks"][-1] == "27-2027"
