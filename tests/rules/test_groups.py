"""Which sheet a name leads to, and which sheets of two rulebooks are for the same goods: all of them, as read in the titles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocop_rules import rulebooks
from ocop_rules.groups import (
    SeveralSheets,
    UnknownGroup,
    counterpart,
    counterparts,
    folded,
    marked,
    named,
    places,
    sheets_of_group,
)
from ocop_rules.rulebook import Rulebook, UnknownSheet

FIRST, OLD, AMENDED, NEW = (rulebooks.get(name) for name in ("1048-2019", "148-2023", "148-2025", "26-2026"))

# Every sheet of 1048 (as its source numbers them) and the one of 148, 148 as amended and 26 for the same goods.
SINCE_1048: dict[int, int | None] = {
    1: 11,  # Chè tươi, chế biến → Chè tươi, chè chế biến
    2: 6,  # Chế biến từ gạo, ngũ cốc
    3: 7,  # Chế biến từ rau, củ, quả, hạt
    4: 8,  # Chế biến từ thịt, trứng, sữa → Chế biến từ thịt, thủy sản, trứng, sữa, …
    5: 8,  # Chế biến từ thủy, hải sản → the same
    6: 13,  # Cà phê, ca cao
    7: 12,  # Các sản phẩm khác từ chè, trà → Sản phẩm trà từ thực vật khác
    8: 26,  # Dịch vụ du lịch cộng đồng và điểm du lịch
    9: 10,  # Gia vị khác
    10: 3,  # Gạo, ngũ cốc (missing in the source) → Gạo, ngũ cốc, hạt sơ chế khác
    11: 4,  # Mật ong, các sản phẩm từ mật ong, mật khác → Mật ong, mật khác và nông sản thực phẩm khác
    12: 19,  # Mỹ phẩm → Mỹ phẩm có thành phần từ thảo dược (26: dược liệu)
    13: 22,  # Ngành vải, may mặc → Vải, may mặc
    14: 16,  # Nước khoáng thiên nhiên, nước uống tinh khiết → … đóng chai
    15: 1,  # Rau, củ, quả, hạt tươi
    16: 14,  # Rượu trắng
    17: 20,  # Thảo dược khác → Tinh dầu và thảo dược khác (26: dược liệu)
    18: 2,  # Thịt, trứng, sữa tươi → Thịt, thủy sản, trứng, sữa tươi
    19: 21,  # Thủ công mỹ nghệ gia dụng → Thủ công mỹ nghệ gia dụng, trang trí
    20: 21,  # Thủ công mỹ nghệ, trang trí → the same
    21: 18,  # Thực phẩm chức năng, thuốc từ dược liệu, thuốc Y học cổ truyền
    22: None,  # Trang thiết bị, dụng cụ y tế: in no later decision
    23: 9,  # Tương, nước mắm, gia vị dạng lỏng khác
    24: 15,  # Đồ uống có cồn khác
    25: 17,  # Đồ uống không cồn → Đồ uống không cồn khác
    26: 5,  # Đồ ăn nhanh
}
WITHOUT_ONE_BEFORE = {23, 24, 25}  # Hoa, Cây cảnh, Động vật cảnh: new in 148


@pytest.mark.parametrize("later", [OLD, AMENDED, NEW], ids=lambda book: book.id)
def test_every_sheet_of_1048_has_the_counterpart_that_the_titles_say_and_back(later: Rulebook) -> None:
    there = {
        number: counterparts(number, of=FIRST, within=later) for number in (p.number for p in places(FIRST))
    }
    assert there == {number: (to,) if to else () for number, to in SINCE_1048.items()}
    back = {place.number: counterparts(place.number, of=later, within=FIRST) for place in places(later)}
    assert back == {
        number: tuple(first for first, to in SINCE_1048.items() if to == number) for number in range(1, 27)
    }
    assert back[8] == (4, 5) and back[21] == (19, 20)
    assert {number for number, found in back.items() if not found} == WITHOUT_ONE_BEFORE


@pytest.mark.parametrize("one", [OLD, AMENDED, NEW], ids=lambda book: book.id)
@pytest.mark.parametrize("other", [OLD, AMENDED, NEW], ids=lambda book: book.id)
def test_since_148_every_sheet_keeps_its_number(one: Rulebook, other: Rulebook) -> None:
    assert {number: counterparts(number, of=one, within=other) for number in range(1, 27)} == {
        number: (number,) for number in range(1, 27)
    }


def test_a_sheet_there_is_not_has_no_counterpart() -> None:
    assert counterparts(27, of=OLD, within=NEW) == ()


PAIRS = [(a, b) for a in (FIRST, OLD, AMENDED, NEW) for b in (FIRST, OLD, AMENDED, NEW) if a is not b]


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=lambda book: book.id)
def test_by_its_exact_title_every_sheet_meets_its_counterpart_whichever_side_bears_it(
    before: Rulebook, after: Rulebook
) -> None:
    for rulebook, other in ((before, after), (after, before)):
        for sheet in rulebook.sheets:
            expected = counterparts(sheet.number, of=rulebook, within=other)
            if len(expected) != 1:
                with pytest.raises(SeveralSheets if expected else UnknownGroup):
                    sheets_of_group(sheet.title, before, after)
            elif other is FIRST and expected == (10,):
                with pytest.raises(UnknownSheet):
                    sheets_of_group(sheet.title, before, after)
            else:
                found = sheets_of_group(sheet.title, before, after)
                assert {rulebook.id: sheet.number, other.id: expected[0]} == {
                    before.id: found[0].number,
                    after.id: found[1].number,
                }


@pytest.mark.parametrize(
    ("before", "after", "name", "numbers"),
    [
        (OLD, NEW, "CA PHE CA CAO", (13, 13)),
        (OLD, NEW, "  cà phê,  ca cao ", (13, 13)),
        (OLD, NEW, "Nước khoáng thiên nhiên, nước uống tinh khiết đóng chai", (16, 16)),
        (OLD, NEW, "Thực phẩm chức năng, thuốc dược liệu, thuốc y học cổ truyền", (18, 18)),
        (FIRST, NEW, "Mỹ phẩm", (12, 19)),
        (FIRST, NEW, "Thảo dược khác", (17, 20)),
        (OLD, NEW, "Mỹ phẩm", (19, 19)),
        (OLD, NEW, "Thảo dược khác", (20, 20)),
        (NEW, FIRST, "Gia vị khác", (10, 9)),
        (NEW, FIRST, "Đồ uống không cồn", (17, 25)),
        (NEW, FIRST, "Chế biến từ thủy, hải sản", (8, 5)),
        (FIRST, OLD, "Vải, may mặc", (13, 22)),
        (OLD, NEW, "Sản phẩm chè từ thực vật khác", (12, 12)),
        (OLD, NEW, "rượu trắng", (14, 14)),
        (OLD, NEW, "ca phe", (13, 13)),
        (OLD, NEW, "trắng rượu", (14, 14)),
        (OLD, AMENDED, "chè tươi", (11, 11)),
    ],
)
def test_a_name_of_either_side_leads_to_both_sheets(before, after, name, numbers) -> None:
    found = sheets_of_group(name, before, after)
    assert (found[0].number, found[1].number) == numbers
    assert found[0] in before.sheets and found[1] in after.sheets


MISSING = (
    "Bộ tiêu chí số 10 “Gạo, ngũ cốc” của QĐ 1048/QĐ-TTg không dùng được: nguồn chép lại không có bộ tiêu chí này; "
    "cần bản ký Phụ lục III của QĐ 1048/QĐ-TTg."
)


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (FIRST, OLD, "Gạo, ngũ cốc"),
        (OLD, FIRST, "Gạo, ngũ cốc"),
        (NEW, FIRST, "Gạo, ngũ cốc, hạt sơ chế khác"),
        (FIRST, NEW, "Gạo, ngũ cốc, hạt sơ chế khác"),
    ],
)
def test_a_missing_sheet_is_said_to_be_missing_and_no_other_is_shown(before, after, name) -> None:
    with pytest.raises(UnknownSheet) as refused:
        sheets_of_group(name, before, after)
    assert str(refused.value) == MISSING


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Đồ uống có cồn", "14 “Rượu trắng”; 15 “Đồ uống có cồn khác”"),
        ("do uong co con", "14 “Rượu trắng”; 15 “Đồ uống có cồn khác”"),
        ("Chè", "11 “Chè tươi, chè chế biến”; 12 “Sản phẩm trà từ thực vật khác”"),
        ("Gia vị", "9 “Tương, nước mắm, gia vị dạng lỏng khác”; 10 “Gia vị khác (muối, hành, tỏi, tiêu,...)”"),
        ("Sinh vật cảnh", "23 “Hoa”; 24 “Cây cảnh”; 25 “Động vật cảnh”"),
        ("củ, quả", "1 “Rau, củ, quả, hạt tươi”; 7 “Chế biến từ rau, củ, quả, hạt”"),
    ],
)  # fmt: skip
def test_a_name_that_several_sheets_bear_is_refused_with_those_to_choose_from(name, listed) -> None:
    count = listed.count("“")
    with pytest.raises(SeveralSheets) as refused:
        sheets_of_group(name, OLD, NEW)
    assert (
        str(refused.value)
        == f"QĐ 26/2026/QĐ-TTg có {count} bộ tiêu chí cho “{name}”: {listed}. Hãy ghi tên một bộ."
    )


def test_the_group_of_processed_food_leads_to_its_own_four_sheets() -> None:
    with pytest.raises(SeveralSheets) as refused:
        named("Thực phẩm chế biến", NEW)
    assert [f"{n} “" in str(refused.value) for n in range(4, 10)] == [False, True, True, True, True, False]


def test_a_sheet_whose_goods_were_divided_among_several_is_refused_with_those() -> None:
    with pytest.raises(SeveralSheets) as refused:
        counterpart(21, of=NEW, within=FIRST)
    assert str(refused.value) == (
        "QĐ 1048/QĐ-TTg có 2 bộ tiêu chí cho bộ 21 “Thủ công mỹ nghệ gia dụng, trang trí” của QĐ 26/2026/QĐ-TTg: "
        "19 “Thủ công mỹ nghệ gia dụng”; 20 “Thủ công mỹ nghệ, trang trí”. Hãy ghi tên một bộ."
    )


def test_a_group_that_the_other_rulebook_has_not_is_said_to_be_none() -> None:
    with pytest.raises(UnknownGroup) as refused:
        sheets_of_group("Trang thiết bị, dụng cụ y tế", FIRST, NEW)
    assert str(refused.value) == (
        "QĐ 26/2026/QĐ-TTg không có bộ tiêu chí nào cho bộ 22 “Trang thiết bị, dụng cụ y tế” của QĐ 1048/QĐ-TTg."
    )
    with pytest.raises(UnknownGroup, match="QĐ 1048/QĐ-TTg không có bộ tiêu chí nào cho bộ 23 “Hoa”"):
        sheets_of_group("Hoa", FIRST, OLD)


@pytest.mark.parametrize("name", ["", "   ", "máy bay", "!!!", "khác", "các sản phẩm khác", "sản phẩm từ"])
def test_a_name_that_is_no_group_is_refused_with_those_there_are(name) -> None:
    with pytest.raises(UnknownGroup) as refused:
        sheets_of_group(name, OLD, NEW)
    titles = "; ".join(sheet.title for sheet in NEW.sheets)
    assert str(refused.value) == (
        f"QĐ 148/QĐ-TTg và QĐ 26/2026/QĐ-TTg không có nhóm sản phẩm “{name}”; QĐ 26/2026/QĐ-TTg có: {titles}."
    )
    assert not isinstance(refused.value, SeveralSheets)


def test_a_long_name_is_cut_in_the_refusal() -> None:
    with pytest.raises(UnknownGroup, match=f"“{'x' * 100}”"):
        named("x" * 101, NEW)


def test_marks_count_where_they_are_written() -> None:
    assert named("trà", NEW) == (NEW, 12)
    assert named("Chè", OLD) == (OLD, 11)
    with pytest.raises(SeveralSheets):  # without marks: "chế biến" and "che" look alike
        named("che", OLD)


def test_the_missing_sheet_stands_among_the_places_with_its_names() -> None:
    (place,) = (place for place in places(FIRST) if place.number == 10)
    assert (place.title, place.names) == ("Gạo, ngũ cốc", ("Gạo, ngũ cốc", "Gạo, ngũ cốc"))
    assert (place.above, place.covers) == (("Thực phẩm thô, sơ chế", "Thực phẩm"), {"grains"})
    assert [place.number for place in places(FIRST)] == list(range(1, 27))


def silent(rulebook: Rulebook) -> Rulebook:
    """A rulebook whose classification does not say what its sheets are for."""
    return replace(
        rulebook,
        classification=tuple(
            replace(
                industry,
                groups=tuple(
                    replace(group, covers=(), subgroups=tuple(replace(s, covers=()) for s in group.subgroups))
                    for group in industry.groups
                ),
            )
            for industry in rulebook.classification
        ),
    )


def test_a_rulebook_that_does_not_say_what_it_covers_is_paired_by_equal_names_alone() -> None:
    quiet = silent(NEW)
    assert [place.covers for place in places(quiet)] == [frozenset()] * 26
    by_name = {number: counterparts(number, of=FIRST, within=quiet) for number in SINCE_1048}
    assert {number for number, found in by_name.items() if found} == {
        1,
        2,
        3,
        6,
        9,
        13,
        15,
        16,
        23,
        24,
        25,
        26,
    }
    assert all(found in ((), (SINCE_1048[number],)) for number, found in by_name.items())
    assert by_name == {number: counterparts(number, of=silent(FIRST), within=NEW) for number in SINCE_1048}


@pytest.mark.parametrize(
    ("text", "words", "with_marks"),
    [
        ("Đồ uống có cồn", "do uong co con", "đồ uống có cồn"),
        ("ĐẶC SẢN", "dac san", "đặc sản"),
        ("rau,củ;quả (hạt/tươi)", "rau cu qua hat tuoi", "rau củ quả hạt tươi"),
        ("QĐ 26/2026", "qd 26 2026", "qđ 26 2026"),
        ("che\u0300", "che", "chè"),
        (" – ", "", ""),
    ],
)
def test_words_are_read_without_capitals_and_punctuation(text, words, with_marks) -> None:
    assert (folded(text), marked(text)) == (words, with_marks)
