"""Two rulebooks side by side, by meaning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocop_rules import rulebooks
from ocop_rules.comparing import UnknownGroup, _changes, _words, compare, minimums_apart, sheet_of_group

OLD, NEW = rulebooks.get("148-2023"), rulebooks.get("26-2026")


def coffee():
    return compare(sheet_of_group(OLD, "Cà phê, ca cao"), sheet_of_group(NEW, "Cà phê, ca cao"))


def test_criteria_are_paired_by_meaning_although_their_codes_moved():
    codes = {
        pair.topic: (pair.before and pair.before.code, pair.after and pair.after.code)
        for pair in coffee().pairs
        if pair.topic != "colour"
    }
    assert (codes["identity"], codes["story_structure"]) == (("5.2", "5.3"), ("5.3", "5.2"))
    assert codes["intellectual_property"] == ("3.6", "3.5")
    assert codes["added_value"] == ("1.2", "1.3")
    assert (codes["zone"], codes["accounting"]) == ((None, "1.2"), ("3.5", None))


def test_two_criteria_on_one_thing_keep_apart():
    colours = [(pair.before.code, pair.after.code) for pair in coffee().pairs if pair.topic == "colour"]
    assert colours == [("6.3", "6.1.3"), ("6.6", "6.2.1")]


def test_every_criterion_of_both_sheets_stands_in_one_pair():
    for old in OLD.sheets:
        found = compare(old, NEW.sheet(old.number))
        assert sorted(pair.before.code for pair in found.pairs if pair.before) == sorted(
            criterion.code for criterion in old.criteria
        )
        assert [pair.after for pair in found.pairs if pair.after] == list(NEW.sheet(old.number).criteria)


def test_a_sheet_beside_itself_shows_no_change():
    for rulebook in rulebooks.all_rulebooks():
        for sheet in rulebook.sheets:
            assert compare(sheet, sheet).changed == ()


def test_what_changed_is_named():
    changes = {pair.topic: pair.changes for pair in coffee().pairs}
    assert changes["distribution"] == ()
    assert changes["zone"] == ("added",)
    assert changes["accounting"] == ("dropped",)
    assert changes["packaging"] == ("minimums",)
    assert changes["environment"] == ("code",)


def test_minimums_are_compared_by_meaning_and_cumulative():
    three, four, _five = minimums_apart(coffee()).values()
    assert three == (
        {"material": 3, "identity": 3, "declaration": 2, "assurance": 2},
        {
            "material": 2, "packaging": 2, "label": 1, "intellectual_property": 1, "market": 2, "identity": 1,
            "declaration": 2, "assurance": 1,
        },
    )  # fmt: skip
    assert set(three[1]) < set(four[1])


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Cà phê, ca cao", 13),
        ("CA PHE CA CAO", 13),
        ("Nước khoáng thiên nhiên, nước uống tinh khiết đóng chai", 16),
        ("Thực phẩm chức năng, thuốc dược liệu, thuốc y học cổ truyền", 18),
    ],
)
def test_a_group_is_found_by_its_name_in_either_wording(name, number):
    assert sheet_of_group(OLD, name).number == sheet_of_group(NEW, name).number == number


@pytest.mark.parametrize("name", ["", "   ", "máy bay", "!!!"])
def test_a_name_that_is_no_group_is_refused_with_those_there_are(name):
    with pytest.raises(UnknownGroup, match="Cà phê, ca cao"):
        sheet_of_group(NEW, name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Đồ uống có cồn", {"do", "uong", "co", "con"}),
        ("ĐẶC SẢN", {"dac", "san"}),
        ("rau,củ;quả (hạt/tươi)", {"rau", "cu", "qua", "hat", "tuoi"}),
        ("QĐ 26/2026", {"qd", "26", "2026"}),
        (" – ", set()),
    ],
)
def test_words_are_compared_without_marks_capitals_and_punctuation(text, words):
    assert _words(text) == words


def test_a_name_that_shares_exactly_two_words_in_five_is_alike_enough():
    assert NEW.sheet(1).title == "Rau, củ, quả, hạt tươi"
    assert sheet_of_group(NEW, "củ hạt").number == 1
    with pytest.raises(UnknownGroup):
        sheet_of_group(NEW, "củ")


def test_the_groups_there_are_stand_apart_in_a_refusal():
    with pytest.raises(UnknownGroup) as refused:
        sheet_of_group(NEW, "xe máy")
    titles = "; ".join(sheet.title for sheet in NEW.sheets)
    assert str(refused.value) == f"QĐ 26/2026/QĐ-TTg không có nhóm sản phẩm “xe máy”; có: {titles}."


def test_a_star_without_minimums_on_one_side_is_shown_and_without_any_is_not():
    tourism = minimums_apart(compare(OLD.sheet(26), NEW.sheet(26)))
    assert list(tourism) == [3, 4, 5]
    assert tourism[3][0] == {}
    assert len(tourism[3][1]) == 1
    first = rulebooks.get("1048-2019").sheet(13)
    assert minimums_apart(compare(first, first)) == {}
    assert list(minimums_apart(compare(first, NEW.sheet(13)))) == [3, 4, 5]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, ()),
        ({"code": "9.9"}, ("code",)),
        ({"name": "Khác hẳn"}, ("name",)),
        ({"max": 77}, ("max",)),
        ({"topic": "other", "key": "other", "notes": ("ghi chú",)}, ()),
    ],
)
def test_each_difference_has_its_name(change, named):
    criterion = NEW.sheet(13).criterion("1.1")
    assert _changes(criterion, replace(criterion, **change)) == named


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"label": "Khác hẳn"}, ("levels",)),
        ({"points": 77}, ("levels",)),
        ({"min_for_star": 5}, ("minimums",)),
    ],
)
def test_a_level_differs_by_words_points_or_the_star_it_is_least_for(change, named):
    criterion = NEW.sheet(13).criterion("1.1")
    lowest, *rest = criterion.levels
    assert lowest.min_for_star is None
    assert _changes(criterion, replace(criterion, levels=(replace(lowest, **change), *rest))) == named
