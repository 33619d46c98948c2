"""Two rulebooks side by side, by meaning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocop_rules import rulebooks
from ocop_rules.comparing import _said, compare, minimums_apart
from ocop_rules.sheets import Case, Disqualifier, Level

OLD, NEW = rulebooks.get("148-2023"), rulebooks.get("26-2026")


def coffee():
    return compare(OLD.sheet(13), NEW.sheet(13))


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


def test_a_star_without_minimums_on_one_side_is_shown_and_without_any_is_not():
    tourism = minimums_apart(compare(OLD.sheet(26), NEW.sheet(26)))
    assert list(tourism) == [3, 4, 5]
    assert tourism[3][0] == {}
    assert len(tourism[3][1]) == 1
    first = rulebooks.get("1048-2019").sheet(13)
    assert minimums_apart(compare(first, first)) == {}
    assert list(minimums_apart(compare(first, NEW.sheet(13)))) == [3, 4, 5]


def test_minimums_of_two_criteria_on_one_topic_both_stand_there():
    """6.1 and 6.3 of pet animals are both about the appearance, 6 and 12 of the medicines about what is assured."""
    animals = minimums_apart(compare(OLD.sheet(25), NEW.sheet(25)))
    appearance = [
        {name: points for name, points in side.items() if name.startswith("appearance")}
        for star in (3, 4, 5)
        for side in animals[star]
    ]
    both = {"appearance": 5, "appearance 2": 5}
    assert appearance == [{}, {}, {"appearance 2": 5}, {"appearance 2": 5}, both, both]
    assert (len(animals[5][0]), len(animals[5][1])) == (12, 12)
    medicines = minimums_apart(compare(OLD.sheet(18), NEW.sheet(18)))[3]
    assert [(side.get("assurance"), side.get("assurance 2")) for side in medicines] == [
        (sheet.minimums(3).get("6"), sheet.minimums(3).get("12")) for sheet in (OLD.sheet(18), NEW.sheet(18))
    ]


def test_a_third_criterion_on_a_topic_is_the_third_and_one_that_was_dropped_is_counted_too():
    part, *parts = NEW.sheet(13).parts
    group, *groups = part.groups
    first, other = group.criteria[0], group.criteria[1]
    level = replace(first.levels[0], points=1, min_for_star=5)

    def sheet(*codes):
        criteria = [replace(first, code=code, topic="made_up", key=code, levels=(level,)) for code in codes]
        one = replace(part, groups=(replace(group, criteria=(*criteria, other)), *groups))
        return replace(NEW.sheet(13), parts=(one, *parts), doubts=())

    before, after = minimums_apart(compare(sheet("91", "92", "93"), sheet("91")))[5]
    assert [name for name in before if name.startswith("made_up")] == ["made_up", "made_up 2", "made_up 3"]
    assert [name for name in after if name.startswith("made_up")] == ["made_up"]


def test_no_minimum_of_any_sheet_is_lost_or_changed():
    for old in OLD.sheets:
        new = NEW.sheet(old.number)
        for star, (before, after) in minimums_apart(compare(old, new)).items():
            assert sorted(before.values()) == sorted(old.minimums(star).values())
            assert sorted(after.values()) == sorted(new.minimums(star).values())


def with_first(sheet, **change):
    """The sheet with its first criterion changed, and that criterion."""
    first_part, *parts = sheet.parts
    first_group, *groups = first_part.groups
    criterion = replace(first_group.criteria[0], **change)
    group = replace(first_group, criteria=(criterion, *first_group.criteria[1:]))
    return replace(sheet, parts=(replace(first_part, groups=(group, *groups)), *parts), doubts=())


def changes_of_first(one, other):
    found = compare(one, other)
    assert [pair for pair in found.changed if pair is not found.pairs[0]] == []
    return found.pairs[0].changes


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, ()),
        ({"code": "9.9"}, ("code",)),
        ({"name": "Khác hẳn"}, ("name",)),
        ({"name": "nguyên liệu nguồn"}, ("name",)),
        ({"name": "NGUỒN  nguyên liệu."}, ()),
        ({"max": 77}, ("max",)),
        ({"key": "other", "doubts": ()}, ()),
        ({"notes": ("ghi chú",)}, ("note",)),
        ({"applies_when": "4.1"}, ("applies_when",)),
        ({"notes": ("ghi chú",), "applies_when": "4.1", "max": 9}, ("max", "note", "applies_when")),
    ],
)
def test_each_difference_has_its_name(change, named):
    sheet = NEW.sheet(13)
    assert sheet.criteria[0].name == "Nguồn nguyên liệu"
    plain = with_first(sheet, notes=(), applies_when=None)
    assert changes_of_first(plain, with_first(sheet, **{"notes": (), "applies_when": None} | change)) == named


def test_notes_are_compared_one_by_one_as_they_are_worded():
    one, other = (
        with_first(NEW.sheet(13), notes=notes) for notes in (("Một, hai.", "ba"), ("Một hai", "Ba"))
    )
    apart = with_first(NEW.sheet(13), notes=("Một", "hai ba"))
    assert changes_of_first(one, other) == ()
    assert changes_of_first(one, apart) == ("note",)


def test_what_a_criterion_depends_on_is_compared_by_meaning():
    moved = {pair.topic: pair for pair in coffee().pairs if pair.topic in ("identity", "story_structure")}
    assert (moved["identity"].before.applies_when, moved["identity"].after.applies_when) == ("5.1", None)
    assert "applies_when" in moved["identity"].changes
    assert (moved["story_structure"].before.applies_when, moved["story_structure"].after.applies_when) == (
        "5.1",
        "5.1",
    )
    assert "applies_when" not in moved["story_structure"].changes
    # the same code of another sheet is another thing, another code of the same thing is not
    zone, packaging = NEW.sheet(13).criterion("1.2"), NEW.sheet(13).criterion("2.2")
    assert zone.topic not in {criterion.topic for criterion in OLD.sheet(13).criteria}
    there = with_first(NEW.sheet(13), applies_when=packaging.code)
    old = next(one for one in OLD.sheet(13).criteria if one.topic == packaging.topic)
    before = with_first(OLD.sheet(13), applies_when=old.code)
    assert "applies_when" not in compare(before, there).pairs[0].changes
    assert (
        "applies_when" in compare(with_first(OLD.sheet(13), applies_when=zone.code), there).pairs[0].changes
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"label": "Khác hẳn"}, ("levels",)),
        ({"label": "Có nguyên liệu trong tỉnh nhưng dưới 50%."}, ()),
        ({"label": "Có nguyên liệu trong tỉnh nhưng dưới 50"}, ("levels",)),
        ({"points": 77}, ("levels",)),
        ({"min_for_star": 5}, ("minimums",)),
    ],
)
def test_a_level_differs_by_words_points_or_the_star_it_is_least_for(change, named):
    sheet = with_first(
        NEW.sheet(13), levels=(Level(1, "Có nguyên liệu trong tỉnh nhưng dưới 50%"), Level(2, "hai"))
    )
    lowest, *rest = sheet.criteria[0].levels
    assert lowest.min_for_star is None
    assert changes_of_first(sheet, with_first(sheet, levels=(replace(lowest, **change), *rest))) == named


def test_levels_differ_by_the_name_of_their_case_and_not_by_its_letter():
    def judged(letter, name):
        case = Case(letter, name)
        return with_first(
            NEW.sheet(13), levels=(Level(1, "một", case=letter), Level(2, "hai")), cases=(case,)
        )

    assert changes_of_first(judged("a", "Cộng đồng"), judged("b", "Cộng đồng")) == ()
    assert changes_of_first(judged("a", "Cộng đồng"), judged("a", "Tổ chức")) == ("levels",)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Từ 50% đến 75%", "từ 50 % đến 75%.", True),
        ("<50%", ">50%", False),
        ("≤ 50%", "≥ 50%", False),
        ("Từ 50 đến 75", "Từ 75 đến 50", False),
        ("hạt; củ", "hạt, củ", True),
        ("= 3", "+ 3", False),
        ("trên 3", ">3", True),
        ("3%", "3", False),
    ],
)
def test_what_is_said_is_words_and_signs_in_order(one, other, alike):
    assert (_said(one) == _said(other)) is alike


def test_the_basis_of_a_criterion_that_is_new_in_2026_is_a_change():
    """Every pair whose notes differ says so; 49 of them had no other change than their code."""
    for old in OLD.sheets:
        for pair in compare(old, NEW.sheet(old.number)).pairs:
            if pair.before and pair.after:
                apart = [_said(note) for note in pair.before.notes] != [
                    _said(note) for note in pair.after.notes
                ]
                assert ("note" in pair.changes) is apart
    market = next(
        pair for pair in coffee().pairs if pair.after and pair.after.name.startswith("Cơ hội thị trường")
    )
    assert (market.before.notes == market.after.notes, "note" in market.changes) == (False, True)


def grounds(old, new):
    return {pair.code: pair.changes for pair in compare(old, new).grounds}


def test_grounds_for_exclusion_stand_side_by_side():
    found = compare(OLD.sheet(1), NEW.sheet(1))
    assert [pair.code for pair in found.grounds] == [
        *(ground.code for ground in NEW.sheet(1).disqualifiers),
        "food_safety_certificate_unfit",
    ]
    assert grounds(OLD.sheet(1), NEW.sheet(1)) == {
        "forged": ("added",),
        "food_safety_certificate": ("added",),
        "registration_dossier": ("added",),
        "common_product": ("text",),
        "impurity": (),
        "food_safety_certificate_unfit": ("dropped",),
    }
    by_code = {pair.code: pair for pair in found.grounds}
    assert (by_code["forged"].before, by_code["forged"].after) == (None, NEW.sheet(1).disqualifiers[0])
    assert by_code["food_safety_certificate_unfit"].after is None
    assert by_code["impurity"].before.code == by_code["impurity"].after.code == "impurity"
    changed = {n for n in range(1, 27) if any(grounds(OLD.sheet(n), NEW.sheet(n)).values())}
    assert changed == set(range(1, 26))  # sheet 26 prints none


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, ()),
        ({"text": "Sản  phẩm, phổ biến"}, ()),
        ({"text": "Sản phẩm hiếm"}, ("text",)),
        ({"effect": "excluded"}, ("effect",)),
        ({"criterion": None}, ("criterion",)),
        ({"criterion": "1.2"}, ("criterion",)),
    ],
)
def test_a_ground_differs_by_words_effect_or_the_criterion_it_stands_under(change, named):
    ground = Disqualifier("x", "Sản phẩm phổ biến", "stopped", "1.1")
    sheet = replace(NEW.sheet(13), disqualifiers=(ground,), doubts=())
    assert grounds(sheet, replace(sheet, disqualifiers=(replace(ground, **change),))) == {"x": named}


def test_the_place_of_a_ground_is_compared_by_meaning():
    old = next(one for one in OLD.sheet(13).criteria if one.topic == "identity")
    new = next(one for one in NEW.sheet(13).criteria if one.topic == "identity")
    assert old.code != new.code
    before, after, other, head = (
        replace(sheet, disqualifiers=(Disqualifier("x", "lời", criterion=code),), doubts=())
        for sheet, code in ((OLD.sheet(13), old.code), (NEW.sheet(13), new.code), (NEW.sheet(13), old.code),
                            (NEW.sheet(13), "nowhere"))
    )  # fmt: skip
    assert grounds(before, after) == {"x": ()}
    assert grounds(before, other) == {"x": ("criterion",)}
    assert grounds(before, head) == {"x": ("criterion",)}
    at_head = replace(head, disqualifiers=(replace(head.disqualifiers[0], criterion=None),), doubts=())
    assert grounds(at_head, head) == {"x": ("criterion",)}


def test_among_several_on_one_thing_the_same_wording_goes_first_then_the_nearest_name():
    part, *parts = NEW.sheet(13).parts
    group, *groups = part.groups

    def sheet(*criteria):
        one = replace(part, groups=(replace(group, criteria=criteria), *groups))
        return replace(NEW.sheet(13), parts=(one, *parts), doubts=())

    def criterion(code, key, name):
        return replace(group.criteria[0], code=code, key=key, topic="one", name=name)

    asked = sheet(criterion("1", "asked", "Màu sắc"))
    near, far = criterion("8", "near", "MÀU SẮC"), criterion("9", "far", "Màu sắc của nước pha")
    same = criterion("7", "asked", "Khác hẳn")
    for given, nearest in (
        ((far, near), near),
        ((near, far), near),
        ((far, near, same), same),
        ((same, near), same),
    ):
        assert compare(sheet(*given), asked).pairs[0].before is nearest
