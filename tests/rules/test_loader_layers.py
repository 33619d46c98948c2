"""Rulebooks that take over from others: what is stated nearest counts, through three decisions."""

from __future__ import annotations

import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from ocop_rules import rulebooks
from ocop_rules.law import Source
from ocop_rules.loading import RulebookFault, digest_of, load_rulebook
from ocop_rules.rulebook import Limit, Rulebook

OURS = rulebooks.FOLDER

DECISION = """
id = "{id}"
instrument = "QĐ {id}"
title = "Sửa đổi"
issued_on = 2026-12-01
in_force_from = 2027-01-01
article = "Điều 9"
sheets_of = "{beneath}"
takes_over = [{taken}]
"""
ALL = ("band", "route", "limit", "round", "samples", "codes", "applicant", "revocation")
SAMPLES = """
[samples]
count = {count}
article = "Điều 1"
"""
ROUND = """
[[round]]
level = "{level}"
number = {number}
proposed_by = "UBND cấp tỉnh"
proposed_before = [1, 2]
result_before = [1, 3]
article = "Điều 2"
"""


VALIDITY = """
[[limit]]
code = "validity"
name = "Hiệu lực"
amount = 36
unit = "months"
counts_from = "next_day"
day_off = "keeps"
article = "Điều 3"
"""
BY_ROUNDS = {
    kind: f"""
[[{kind}]]
code = "twice_a_year"
unit = "rounds_per_year"
name = "Số đợt"
amount = 2
counts_from = "same_day"
day_off = "keeps"
article = "Điều 4"
"""
    for kind in ("limit", "transition_limit")
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """28-2028 on 27-2027 on 26-2026: the one in the middle has samples, a round and a limit of its own."""
    place = tmp_path_factory.mktemp("rules")
    middle = (
        SAMPLES.format(count=3)
        + ROUND.format(level="province", number=2)
        + ROUND.format(level="commune", number=1)
    )
    write(place, "27-2027", "26-2026", ALL, middle)
    write(place, "28-2028", "27-2027", ALL, ROUND.format(level="centre", number=1))
    write(place, "29-2029", "28-2028", ALL, SAMPLES.format(count=9))
    return place


def write(place: Path, rulebook_id: str, beneath: str, taken: tuple[str, ...], more: str) -> Path:
    (place / rulebook_id).mkdir()
    named = ", ".join(f'"{kind}"' for kind in taken)
    text = DECISION.format(id=rulebook_id, beneath=beneath, taken=named) + more
    (place / rulebook_id / "rulebook.toml").write_text(text, encoding="utf-8")
    return place / rulebook_id


def load(place: Path, rulebook_id: str) -> Rulebook:
    def find(wanted: str) -> Path | None:
        return next((at / wanted for at in (place, OURS) if (at / wanted).exists()), None)

    return load_rulebook(place / rulebook_id, find)


def test_a_table_there_is_one_of_is_the_nearest(place: Path) -> None:
    counts = {
        rulebook_id: load(place, rulebook_id).samples for rulebook_id in ("27-2027", "28-2028", "29-2029")
    }
    assert {key: (samples.count, samples.source.instrument) for key, samples in counts.items()} == {
        "27-2027": (3, "QĐ 27-2027"),
        "28-2028": (3, "QĐ 27-2027"),
        "29-2029": (9, "QĐ 29-2029"),
    }


def test_tables_of_a_list_replace_their_like_and_new_ones_follow(place: Path) -> None:
    new = load(place, "28-2028")
    assert [(found.level, found.number, found.source.instrument) for found in new.rounds] == [
        ("province", 1, "QĐ 26/2026/QĐ-TTg"),
        ("province", 2, "QĐ 27-2027"),
        ("centre", 1, "QĐ 28-2028"),
        ("centre", 2, "QĐ 26/2026/QĐ-TTg"),
        ("commune", 1, "QĐ 27-2027"),
    ]


def test_what_is_not_taken_over_has_to_be_stated(tmp_path: Path) -> None:
    without = tuple(kind for kind in ALL if kind not in ("samples", "limit", "round", "revocation"))
    write(tmp_path, "27-2027", "26-2026", without, SAMPLES.format(count=3) + VALIDITY)
    rules = load(tmp_path, "27-2027")
    assert (rules.samples.count, list(rules.limits), rules.rounds, rules.revocation_grounds) == (
        3,
        ["validity"],
        (),
        (),
    )


@pytest.mark.parametrize("kind", ["samples", "codes"])
def test_a_table_that_is_neither_stated_nor_taken_over_is_told_where_it_could_be(
    tmp_path: Path, kind: str
) -> None:
    write(tmp_path, "27-2027", "26-2026", tuple(one for one in ALL if one != kind), "")
    write(tmp_path, "28-2028", "27-2027", ALL, "")
    for rulebook_id in ("27-2027", "28-2028"):
        with pytest.raises(RulebookFault) as refused:
            load(tmp_path, rulebook_id)
        assert str(refused.value) == (
            f"27-2027/rulebook.toml:9: thiếu [{kind}]; hãy ghi bảng này, hoặc thêm “{kind}” vào takes_over để lấy lại"
        )


@pytest.mark.parametrize("kind", ["limit", "transition_limit"])
def test_a_limit_kept_by_rounds_needs_rounds(tmp_path: Path, kind: str) -> None:
    without = tuple(one for one in ALL if one != "round")
    reason = "thời hạn “{code}” tính theo đợt nhưng không có [[round]]; hãy ghi các đợt, hoặc thêm “round” vào takes_over"
    write(tmp_path, "27-2027", "26-2026", without, "")
    write(
        tmp_path,
        "28-2028",
        "26-2026",
        tuple(one for one in without if one != "limit"),
        VALIDITY + BY_ROUNDS[kind],
    )
    write(tmp_path, "29-2029", "26-2026", without, ROUND.format(level="province", number=1))
    said = []
    for rulebook_id in ("27-2027", "28-2028"):
        with pytest.raises(RulebookFault) as refused:
            load(tmp_path, rulebook_id)
        said.append(str(refused.value))
    assert said == [
        f"27-2027/rulebook.toml:9: {reason.format(code='rounds')}",
        f"28-2028/rulebook.toml:22: {reason.format(code='twice_a_year')}",
    ]
    assert load(tmp_path, "29-2029").limit("rounds").unit == "rounds_per_year"


def test_a_missing_sheet_beneath_counts_while_the_classification_has_it(tmp_path: Path) -> None:
    folder = write(tmp_path, "27-2027", "1048-2019", ALL, "")
    assert [missing.number for missing in load(tmp_path, "27-2027").missing_sheets] == [10]
    listed = (OURS / "1048-2019" / "classification.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in listed if "sheet = 10," not in line]
    assert len(kept) == len(listed) - 1
    (folder / "classification.toml").write_text(
        "\n".join(kept).replace('seen_in = "grouping"', ""), encoding="utf-8"
    )
    assert load(tmp_path, "27-2027").missing_sheets == ()


def test_a_sheet_that_was_missing_beneath_may_be_brought_in(tmp_path: Path) -> None:
    folder = write(tmp_path, "27-2027", "1048-2019", ALL, "")
    (folder / "sheets").mkdir()
    (first,) = (OURS / "1048-2019" / "sheets").glob("01-*.toml")
    found = first.read_text(encoding="utf-8").replace("number = 1\n", "number = 10\n")
    (folder / "sheets" / "10-tim-thay.toml").write_text(found, encoding="utf-8")
    rulebook = load(tmp_path, "27-2027")
    assert (rulebook.missing_sheets, rulebook.sheet(10).number) == ((), 10)


def test_a_ring_is_told_in_each_of_its_files_and_of_one_above_at_the_ring(tmp_path: Path) -> None:
    write(tmp_path, "27-2027", "28-2028", ALL, "")
    write(tmp_path, "28-2028", "27-2027", ALL, "")
    write(tmp_path, "29-2029", "28-2028", ALL, "")
    rulebooks.use(tmp_path)
    try:
        assert [str(fault) for fault in rulebooks.faults()] == [
            "27-2027/rulebook.toml:8: sheets_of = “28-2028” dẫn vòng về chính nó",
            "28-2028/rulebook.toml:8: sheets_of = “27-2027” dẫn vòng về chính nó",
            "29-2029/rulebook.toml:8: dựa trên 28-2028, có lỗi ở 28-2028/rulebook.toml:8",
        ]
    finally:
        rulebooks.use()


def test_what_may_be_left_out_is_blank(tmp_path: Path) -> None:
    codes = """
[codes]
product_code = "{province}-{commune}-{serial}-{year}"
product_code_article = "Phụ lục II"
province_digits = 2
commune_digits = 5
"""
    limit = """
[[limit]]
code = "revocation"
name = "Thu hồi"
amount = 1
unit = "days"
counts_from = "same_day"
day_off = "keeps"
article = "Điều 8"
"""
    write(tmp_path, "27-2027", "26-2026", ALL, codes + limit)
    rules = load(tmp_path, "27-2027")
    assert rules.limit("revocation") == Limit(
        code="revocation",
        name="Thu hồi",
        amount=1,
        unit="days",
        counts_from="same_day",
        day_off="keeps",
        source=Source("QĐ 27-2027", "Điều 8"),
    )
    found = rules.codes
    assert (
        found.note,
        found.registration_number,
        found.registration_number_source,
        found.district_digits,
    ) == (
        "",
        None,
        None,
        None,
    )


@pytest.mark.usefixtures("the_four")
def test_our_own_rulebooks_are_read_once_for_good(place: Path) -> None:
    before = rulebooks.get("26-2026")
    rulebooks.use(place)
    try:
        adopted = rulebooks.get("27-2027")
        assert rulebooks.get("26-2026") is before
        rulebooks.use(place)
        assert rulebooks.get("27-2027") is not adopted
    finally:
        rulebooks.use()


COFFEE = "13-ca-phe-ca-cao.toml"


def with_coffee(folder: Path) -> Path:
    (folder / "sheets").mkdir()
    copied = (OURS / "26-2026/sheets" / COFFEE).read_text(encoding="utf-8")
    (folder / "sheets" / COFFEE).write_text(copied, encoding="utf-8")
    return folder


def test_a_sheet_is_cited_by_the_decision_whose_folder_it_comes_from(tmp_path: Path) -> None:
    with_coffee(write(tmp_path, "27-2027", "26-2026", ALL, ""))
    said = 'sheet_article = "Phụ lục, bộ số {number}"\nsheet_seen_in = "press"\nsheets_of ='
    folder = with_coffee(write(tmp_path, "28-2028", "27-2027", ALL, '[sources]\npress = "báo"\n'))
    top = folder / "rulebook.toml"
    top.write_text(top.read_text(encoding="utf-8").replace("sheets_of =", said), encoding="utf-8")
    write(tmp_path, "29-2029", "28-2028", ALL, "")
    cited = {
        rulebook_id: [str(load(tmp_path, rulebook_id).sheet(number).source) for number in (12, 13)]
        for rulebook_id in ("27-2027", "28-2028", "29-2029")
    }
    tea = "QĐ 26/2026/QĐ-TTg, Phụ lục II, bộ sản phẩm số 12"
    assert cited == {
        "27-2027": [tea, "QĐ 27-2027"],
        "28-2028": [tea, "QĐ 28-2028, Phụ lục, bộ số 13 (theo báo)"],
        "29-2029": [tea, "QĐ 28-2028, Phụ lục, bộ số 13 (theo báo)"],
    }


def test_a_source_that_is_not_declared_is_told_with_those_that_are(tmp_path: Path) -> None:
    declared = '[sources]\npress = "báo"\nletter = "công văn"\n'
    write(tmp_path, "27-2027", "26-2026", ALL, SAMPLES.format(count=3) + 'source = "digest"\n' + declared)
    with pytest.raises(RulebookFault) as refused:
        load(tmp_path, "27-2027")
    assert refused.value.reason == (
        "samples: nguồn “digest” chưa khai báo trong [sources]; đã khai báo: press, letter"
    )


def test_a_rulebook_that_stands_alone_says_where_its_sheets_are_printed(tmp_path: Path) -> None:
    folder = shutil.copytree(OURS / "26-2026", tmp_path / "26-2026")
    top = folder / "rulebook.toml"
    top.write_text(top.read_text(encoding="utf-8").replace("sheet_article", "# "), encoding="utf-8")
    write(tmp_path, "27-2027", "26-2026", ALL, "")
    for rulebook_id in ("26-2026", "27-2027"):
        with pytest.raises(RulebookFault, match=r"^26-2026/rulebook.toml: thiếu “sheet_article”$"):
            load(tmp_path, rulebook_id)


def test_a_route_is_stated(tmp_path: Path) -> None:
    write(tmp_path, "27-2027", "26-2026", tuple(kind for kind in ALL if kind != "route"), "")
    with pytest.raises(RulebookFault) as refused:
        load(tmp_path, "27-2027")
    assert str(refused.value) == ("27-2027/rulebook.toml:9: quy trình phải có ít nhất một cấp ([[route]])")


DISTRICT = """
[[route]]
code = "district"
name = "Cấp huyện"
receives = "UBND cấp huyện"
checks = "UBND cấp huyện"
evaluates = "UBND cấp huyện"
forwards_to = "province"
article = "Điều 5"
"""


def test_a_level_in_between_cannot_join_a_route_that_is_taken_over(tmp_path: Path) -> None:
    write(tmp_path, "27-2027", "26-2026", ALL, DISTRICT)
    with pytest.raises(RulebookFault) as refused:
        load(tmp_path, "27-2027")
    assert str(refused.value) == (
        "27-2027/rulebook.toml:17: district: forwards_to = “province” dẫn ngược về cấp trước; cấp ghi thêm đứng sau các "
        "cấp lấy lại từ bộ quy định trước: hãy bỏ “route” khỏi takes_over và ghi đủ các cấp theo thứ tự"
    )


def test_a_level_added_to_a_route_that_is_taken_over_is_led_to_by_none(tmp_path: Path) -> None:
    write(tmp_path, "27-2027", "26-2026", ALL, DISTRICT.replace("forwards_to", "# forwards_to"))
    with pytest.raises(RulebookFault) as refused:
        load(tmp_path, "27-2027")
    assert str(refused.value) == (
        "27-2027/rulebook.toml:12: district: không cấp nào chuyển hồ sơ lên đây; hãy ghi forwards_to = “district” ở một "
        "cấp trước; cấp ghi thêm đứng sau các cấp lấy lại từ bộ quy định trước: hãy bỏ “route” khỏi takes_over và ghi "
        "đủ các cấp theo thứ tự"
    )


CLAUSE = """
[[transition]]
code = "old_first"
text = "Hồ sơ nộp trước: xong trong 30 ngày"
kinds = ["new"]
filed_before = 2027-01-01
rulebooks = ["26-2026"]
limit = "days"
article = "Điều 10"
[[transition_limit]]
code = "days"
name = "Ba mươi ngày"
amount = 30
unit = "days"
counts_from = "next_day"
day_off = "keeps"
finish_by = 2027-01-31
article = "Điều 10"
"""


@pytest.mark.parametrize("named", ["148-2024", "27-2027"])
def test_a_clause_names_other_rulebooks_that_are_there(tmp_path: Path, named: str) -> None:
    meant = CLAUSE.replace('["26-2026"]', f'["26-2026", "{named}"]')
    write(tmp_path, "27-2027", "26-2026", ALL, meant)
    with pytest.raises(RulebookFault) as refused:
        load(tmp_path, "27-2027")
    assert str(refused.value) == (
        f"27-2027/rulebook.toml:16: old_first: “{named}” không phải một bộ quy định khác đang có"
    )


def test_a_clause_taken_over_is_counted_from_the_day_of_the_decision_it_stands_in(tmp_path: Path) -> None:
    write(tmp_path, "27-2027", "26-2026", ALL, CLAUSE)
    folder = write(tmp_path, "28-2028", "27-2027", (*ALL, "transition", "transition_limit"), "")
    top = folder / "rulebook.toml"
    top.write_text(top.read_text(encoding="utf-8").replace("2027-01-01", "2028-01-01"), encoding="utf-8")
    limits = load(tmp_path, "28-2028").transition_limits
    assert [(limit.code, limit.finish_by) for limit in limits.values()] == [("days", date(2027, 1, 31))]


def test_the_digest_counts_files_in_the_order_of_their_names_whatever_the_system(tmp_path: Path) -> None:
    names = ("criteria-b.toml", "criteria.toml", "criteria/c.toml", "rulebook.toml", "sheets/d.toml")
    for name in ("sheets", "criteria"):
        (tmp_path / name).mkdir()
    for name in reversed(names):
        (tmp_path / name).write_text(name, encoding="utf-8")
    counted = "".join(f"{len(name)} {name} {len(name)}\n{name}" for name in names)
    assert digest_of(tmp_path) == sha256(counted.encode()).hexdigest()


def test_grounds_of_ones_own_join_those_beneath(tmp_path: Path) -> None:
    folder = write(tmp_path, "27-2027", "26-2026", ALL, "")
    (folder / "disqualifiers.toml").write_text(
        '[[ground]]\ncode = "forged"\ntext = "Hồ sơ giả mạo"\neffect = "stopped"\n', encoding="utf-8"
    )
    grounds = {ground.code: ground.text for ground in load(tmp_path, "27-2027").sheet(13).disqualifiers}
    before = {ground.code: ground.text for ground in rulebooks.get("26-2026").sheet(13).disqualifiers}
    assert grounds == before | {"forged": "Hồ sơ giả mạo"}
    assert grounds != before


def test_parts_that_do_not_add_up_are_refused_in_the_file_that_states_them(tmp_path: Path) -> None:
    parts = "".join(
        f'[[part]]\ncode = "{code}"\nname = "Phần {code}"\nmax = {most}\n'
        for code, most in (("A", 41), ("B", 25), ("C", 35))
    )
    write(tmp_path, "27-2027", "26-2026", ALL, parts)
    write(tmp_path, "28-2028", "27-2027", ALL, "")
    with pytest.raises(RulebookFault) as refused:
        load(tmp_path, "28-2028")
    assert str(refused.value) == "27-2027/rulebook.toml:10: các phần cộng được 101 điểm, phải là 100"
