"""From ballots to a star: bands, minimums, means, disqualifiers, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_rules import rulebooks
from ocop_rules.grading import (
    GradingError,
    Missed,
    ballot_total,
    band,
    check_mark,
    contradictions,
    grade,
    missing_marks,
    shortfalls,
    shown,
)
from ocop_rules.rulebooks import Sheet

from .marks import best, least, minimal, totalling

RULES = rulebooks.get("26-2026")
COFFEE = RULES.sheet(13)
TOURISM = RULES.sheet(26)


@pytest.mark.parametrize(
    ("total", "star"),
    [
        (Fraction(0), 1),
        (Fraction(29), 1),
        (Fraction(2999, 100), 1),
        (Fraction(30), 2),
        (Fraction(4999, 100), 2),
        (Fraction(50), 3),
        (Fraction(69999999999, 1000000000), 3),
        (Fraction(70), 4),
        (Fraction(90) - Fraction(1, 10**30), 4),
        (Fraction(90), 5),
        (Fraction(100), 5),
        (90, 5),
    ],
    ids=str,
)
def test_a_total_reaches_the_band_that_holds_it_exactly(total: Fraction | int, star: int) -> None:
    assert band(RULES, total) == star


def test_a_total_below_zero_has_no_band() -> None:
    with pytest.raises(GradingError, match="âm"):
        band(RULES, -1)


@pytest.mark.parametrize("number", range(1, 27))
def test_a_faultless_product_has_five_stars_on_every_sheet(number: int) -> None:
    sheet = RULES.sheet(number)
    result = grade(RULES, sheet, ballots={"m1": best(sheet)}, confirmed=True)
    assert (result.total, result.band_star, result.minimum_star, result.star) == (100, 5, 5, 5)
    assert (result.missed, result.held_back_by, result.disqualified) == ((), (), ())


@pytest.mark.parametrize("number", range(1, 27))
def test_the_lowest_levels_are_one_star_and_miss_every_minimum_above_them(number: int) -> None:
    sheet = RULES.sheet(number)
    marks = least(sheet)
    result = grade(RULES, sheet, ballots={"m1": marks}, confirmed=True)
    # every level of tourism gives a point, so its lowest levels meet the one minimum of 3 stars
    assert (result.band_star, result.minimum_star) == ((2, 3) if number == 26 else (1, 2))
    assert result.star == result.band_star
    assert result.held_back_by == ()
    assert result.missed == tuple(
        Missed(c.code, star, needs, Fraction(marks[c.code]))
        for star in (3, 4, 5)
        for c in sheet.criteria
        for printed, needs in c.minimums.items()
        if printed == star and marks[c.code] < needs
    )


@pytest.mark.parametrize("number", range(1, 27))
def test_exactly_the_minimums_of_a_star_meet_it(number: int) -> None:
    sheet = RULES.sheet(number)
    for star in (3, 4, 5):
        result = grade(RULES, sheet, ballots={"m1": minimal(sheet, star)}, confirmed=True)
        assert result.minimum_star >= star
        assert [m for m in result.missed if m.star <= star] == []


@pytest.mark.parametrize("number", range(1, 27))
def test_one_level_below_any_minimum_loses_that_star(number: int) -> None:
    sheet = RULES.sheet(number)
    tried = 0
    for criterion in sheet.criteria:
        for star, needs in criterion.minimums.items():
            below = max(points for points in criterion.points_or_unmet if points < needs)
            marks = best(sheet) | {criterion.code: below}
            result = grade(RULES, sheet, ballots={"m1": marks}, unmet_is_zero=True, confirmed=True)
            assert Missed(criterion.code, star, needs, Fraction(below)) in result.missed
            assert result.minimum_star == min(m.star for m in result.missed) - 1 < star
            assert result.star == min(result.band_star, result.minimum_star)
            tried += 1
    assert tried == sum(len(criterion.minimums) for criterion in sheet.criteria) > 0


@pytest.mark.parametrize(
    ("total", "star"), [(89, 4), (90, 5), (69, 3), (70, 4), (71, 4), (49, 2), (50, 3), (51, 3)]
)
def test_with_the_minimums_of_five_stars_met_the_total_decides(total: int, star: int) -> None:
    result = grade(RULES, COFFEE, ballots={"m1": totalling(COFFEE, total, keep=COFFEE.minimums(5))})
    assert (result.minimum_star, result.star) == (5, star)


def test_a_total_of_four_stars_without_a_minimum_of_four_is_three_stars() -> None:
    marks = best(COFFEE, c4_1=2, c5_1=3, c1_2=0, c1_3=0, c6_2_2=0, c4_2=0)
    result = grade(RULES, COFFEE, ballots={"m1": marks})
    assert (result.band_star, result.minimum_star, result.star) == (4, 3, 3)
    assert result.held_back_by == (
        Missed("4.1", 4, 3, Fraction(2)),
        Missed("5.1", 4, 5, Fraction(3)),
    )
    assert result.missed == (*result.held_back_by, Missed("4.1", 5, 5, Fraction(2)))


def test_a_missed_minimum_of_three_stars_leaves_a_product_of_95_points_below_recognition() -> None:
    result = grade(RULES, COFFEE, ballots={"m1": best(COFFEE, c5_3=0)})
    assert (result.total, result.band_star, result.minimum_star, result.star) == (95, 5, 2, 2)
    assert result.held_back_by == result.missed == (Missed("5.3", 3, 1, Fraction(0)),)


def test_a_minimum_of_the_next_star_is_named_but_does_not_hold_the_product_back() -> None:
    result = grade(RULES, COFFEE, ballots={"m1": totalling(COFFEE, 55, keep=COFFEE.minimums(3))})
    assert (result.band_star, result.star) == (3, 3)
    assert result.held_back_by == ()
    assert {m.star for m in result.missed} == {4, 5}


def test_the_total_is_the_exact_mean_and_is_not_lifted_over_a_band() -> None:
    keep = COFFEE.minimums(5)
    ballots = {f"m{n}": totalling(COFFEE, 90 if n else 89, keep=keep) for n in range(7)}
    result = grade(RULES, COFFEE, ballots=ballots)
    assert result.total == Fraction(629, 7)
    assert (shown(result.total), result.band_star, result.star) == ("89.85", 4, 4)
    ballots["m0"] = totalling(COFFEE, 90, keep=keep)
    assert grade(RULES, COFFEE, ballots=ballots).star == 5


def test_a_minimum_is_met_by_the_mean_of_the_same_ballots() -> None:
    two, three = best(COFFEE, c1_1=1), best(COFFEE, c1_1=3)
    met = grade(RULES, COFFEE, ballots={"m1": two, "m2": three})
    assert met.criterion_means["1.1"] == 2
    assert met.missed == ()
    missed = grade(RULES, COFFEE, ballots={"m1": two, "m2": two, "m3": three})
    assert missed.missed == (Missed("1.1", 3, 2, Fraction(5, 3)),)
    assert missed.minimum_star == 2


def test_each_member_has_the_sum_of_the_levels_chosen() -> None:
    result = grade(RULES, COFFEE, ballots={"chair": best(COFFEE), "m2": best(COFFEE, c1_1=2)})
    assert result.members == {"chair": Fraction(100), "m2": Fraction(99)}
    assert list(result.members) == ["chair", "m2"]
    assert result.total == Fraction(199, 2)


def test_zero_where_the_sheet_prints_none_is_taken_only_when_asked_for() -> None:
    without_trademark = best(COFFEE) | {"3.5": 0}
    with pytest.raises(GradingError, match="chọn một trong 1, 2, 3"):
        grade(RULES, COFFEE, ballots={"m1": without_trademark})
    result = grade(RULES, COFFEE, ballots={"m1": without_trademark}, unmet_is_zero=True)
    assert (result.total, result.band_star, result.star) == (97, 5, 2)
    assert ballot_total(COFFEE, {"3.5": 0}, unmet_is_zero=True) == 0
    assert "3.5" in [m.criterion for m in shortfalls(COFFEE, {"3.5": 0}, 3, unmet_is_zero=True)]
    for points in (False, -1, 4):
        with pytest.raises(GradingError, match="chọn một trong 0, 1, 2, 3"):
            check_mark(COFFEE, "3.5", points, unmet_is_zero=True)


def test_a_disqualifier_ends_it_whatever_the_points() -> None:
    result = grade(RULES, COFFEE, ballots={"m1": best(COFFEE)}, disqualified=["impurity", "forged", "forged"])
    assert (result.band_star, result.minimum_star, result.star) == (5, 5, 0)
    assert result.disqualified == ("forged", "impurity")


@pytest.mark.parametrize(("sheet", "code"), [(COFFEE, "late"), (COFFEE, "gmp"), (TOURISM, "forged")])
def test_a_ground_that_the_sheet_does_not_print_is_refused(sheet: Sheet, code: str) -> None:
    with pytest.raises(GradingError, match="không có căn cứ loại"):
        grade(RULES, sheet, ballots={"m1": best(sheet)}, disqualified=[code], confirmed=True)


def test_without_a_ballot_nothing_is_graded() -> None:
    with pytest.raises(GradingError, match="Chưa có phiếu"):
        grade(RULES, COFFEE, ballots={})


@pytest.mark.parametrize("points", [4, -1, 3.0, True, False, "3", None, Fraction(3), 10**40])
def test_points_that_are_no_level_are_refused_and_named(points: object) -> None:
    marks: Mapping[str, int] = best(COFFEE) | {"1.1": points}  # type: ignore[dict-item]
    with pytest.raises(GradingError, match=r"Phiếu của m2: Tiêu chí 1\.1 .*chọn một trong 1, 2, 3"):
        grade(RULES, COFFEE, ballots={"m1": best(COFFEE), "m2": marks})
    with pytest.raises(GradingError, match=r"Tiêu chí 1\.1"):
        check_mark(COFFEE, "1.1", points)  # type: ignore[arg-type]


def test_a_ballot_with_criteria_missing_says_which() -> None:
    marks = best(COFFEE)
    del marks["11"], marks["4.2"]
    with pytest.raises(GradingError, match=r"m1 thiếu điểm 2 tiêu chí: 4\.2, 11\."):
        grade(RULES, COFFEE, ballots={"m1": marks})
    assert missing_marks(COFFEE, marks) == ("4.2", "11")


@pytest.mark.parametrize("code", ["12", "1.8", "", "6.1"])
def test_a_criterion_the_sheet_does_not_have_is_refused(code: str) -> None:
    with pytest.raises(GradingError, match="không có"):
        grade(RULES, COFFEE, ballots={"m1": best(COFFEE) | {code: 1}})
    with pytest.raises(GradingError, match="không có tiêu chí"):
        check_mark(COFFEE, code, 1)


@pytest.mark.parametrize("number", range(1, 27))
def test_every_level_of_every_criterion_is_accepted_and_nothing_between(number: int) -> None:
    sheet = RULES.sheet(number)
    for criterion in sheet.criteria:
        allowed = {level.points for level in criterion.levels}
        for points in range(-1, criterion.max + 2):
            if points in allowed:
                check_mark(sheet, criterion.code, points)
            else:
                with pytest.raises(GradingError):
                    check_mark(sheet, criterion.code, points)


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (Fraction(577, 7), "82.42"),
        (Fraction(89999, 1000), "89.99"),
        (Fraction(69995, 1000), "69.99"),
        (Fraction(412, 5), "82.40"),
        (Fraction(1, 200), "0.00"),
        (Fraction(-1, 200), "0.00"),
        (Fraction(-3, 2), "-1.50"),
        (Fraction(100), "100.00"),
        (0, "0.00"),
        (83, "83.00"),
    ],
    ids=str,
)
def test_points_are_shown_with_two_decimals_cut_not_rounded(points: Fraction | int, text: str) -> None:
    assert shown(points) == text


def test_a_partial_self_score_is_summed_and_its_shortfalls_are_named() -> None:
    marks = {"1.1": 1, "2.2": 2, "9": 3, "5.1": 3}
    assert ballot_total(COFFEE, marks) == 9
    assert ballot_total(COFFEE, {}) == 0
    assert [(m.criterion, m.star, m.needs, m.got) for m in shortfalls(COFFEE, marks, 3)] == [
        ("1.1", 3, 2, 1),
        ("2.3", 3, 1, 0),
        ("3.5", 3, 1, 0),
        ("4.1", 3, 2, 0),
        ("5.3", 3, 1, 0),
        ("8", 3, 2, 0),
    ]
    assert {m.criterion for m in shortfalls(COFFEE, marks, 4)} == set(COFFEE.minimums(4)) - {"2.2", "9"}
    assert shortfalls(COFFEE, minimal(COFFEE, 5), 5) == ()
    assert shortfalls(COFFEE, {}, 2) == ()


def test_a_partial_self_score_with_a_bad_mark_or_star_is_refused() -> None:
    with pytest.raises(GradingError, match=r"2\.2"):
        ballot_total(COFFEE, {"2.2": 7})
    with pytest.raises(GradingError, match=r"2\.2"):
        shortfalls(COFFEE, {"2.2": 7}, 3)
    with pytest.raises(ValueError, match="no such star"):
        shortfalls(COFFEE, {}, 6)


def test_a_structure_scored_without_a_story_is_pointed_out() -> None:
    assert contradictions(COFFEE, {"5.1": 0, "5.2": 1}) == ("5.2",)
    assert contradictions(COFFEE, {"5.1": 1, "5.2": 1}) == ()
    assert contradictions(COFFEE, {"5.1": 0, "5.2": 0}) == ()
    assert contradictions(COFFEE, {"5.2": 1}) == ()


def random_ballots(sheet: Sheet, seed: int) -> dict[str, dict[str, int]]:
    """Ballots of one to nine members whose marks lean low, high or nowhere, so that every band is met."""
    dice = Random(seed)
    lean = dice.choice([min, max, lambda pair: pair[0]])

    def mark(points: frozenset[int]) -> int:
        return lean([dice.choice(sorted(points)), dice.choice(sorted(points))])

    members = range(dice.randint(1, 9))
    return {f"m{n}": {c.code: mark(c.allowed_points) for c in sheet.criteria} for n in members}


SEEDS = st.integers(0, 2**32)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(RULES.sheets), SEEDS)
def test_every_set_of_ballots_comes_to_what_the_decision_says(sheet: Sheet, seed: int) -> None:
    ballots = random_ballots(sheet, seed)
    result = grade(RULES, sheet, ballots=ballots, confirmed=True)
    count = len(ballots)
    assert result.total * count == sum(sum(marks.values()) for marks in ballots.values())
    assert result.total == sum(result.criterion_means.values())
    assert 0 <= result.total <= 100
    meets = [
        star
        for star in (1, 2, 3, 4, 5)
        if all(
            sum(b[code] for b in ballots.values()) >= needs * count
            for code, needs in sheet.minimums(star).items()
        )
    ]
    reached = [
        b.star for b in RULES.bands if b.at_least * count <= sum(sum(m.values()) for m in ballots.values())
    ]
    assert (result.band_star, result.minimum_star) == (max(reached), max(meets))
    assert result.star == max(set(meets) & set(reached))
    assert Fraction(shown(result.total)) <= result.total < Fraction(shown(result.total)) + Fraction(1, 100)
    assert (result.held_back_by == ()) == (result.star == result.band_star)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_neither_order_nor_copies_of_the_ballots_change_the_result(seed: int) -> None:
    ballots = random_ballots(COFFEE, seed)
    first = grade(RULES, COFFEE, ballots=ballots)
    turned = {name: dict(reversed(list(marks.items()))) for name, marks in reversed(list(ballots.items()))}
    twice = turned | {f"{name}+": marks for name, marks in turned.items()}
    for again in (grade(RULES, COFFEE, ballots=turned), grade(RULES, COFFEE, ballots=twice)):
        assert (again.total, again.star, again.missed) == (first.total, first.star, first.missed)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from([c.code for c in COFFEE.criteria]))
def test_a_better_mark_never_lowers_the_star(seed: int, code: str) -> None:
    ballots = random_ballots(COFFEE, seed)
    before = grade(RULES, COFFEE, ballots=ballots)
    raised = {name: marks | {code: COFFEE.criterion(code).max} for name, marks in ballots.items()}
    after = grade(RULES, COFFEE, ballots=raised)
    assert after.total >= before.total
    assert after.star >= before.star
    assert after.minimum_star >= before.minimum_star


def test_where_no_level_of_zero_is_printed_none_may_be_chosen_after_the_printed_ones() -> None:
    criterion = RULES.sheet(13).criterion("3.5")
    assert [(level.points, level.printed) for level in criterion.choices] == [
        (1, True),
        (2, True),
        (3, True),
        (0, False),
    ]
    assert criterion.choices[:3] == criterion.levels


def test_where_a_level_of_zero_is_printed_the_choices_are_the_levels() -> None:
    criterion = RULES.sheet(13).criterion("1.5")
    assert criterion.choices == criterion.levels


@pytest.mark.parametrize("number", range(1, 27))
def test_every_criterion_offers_zero_once_and_keeps_the_places_of_its_levels(number: int) -> None:
    for criterion in RULES.sheet(number).criteria:
        assert criterion.choices[: len(criterion.levels)] == criterion.levels
        zeros = [level for level in criterion.choices if level.points == 0]
        assert len(zeros) == max(1, sum(level.points == 0 for level in criterion.levels))
