"""Edges of grading that mutation testing asked for: defaults, partial ballots, signs, and the words of a refusal."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ocop_rules import rulebooks
from ocop_rules.grading import (
    GradingError,
    ballot_total,
    check_mark,
    contradictions,
    grade,
    shortfalls,
    shown,
)

from .marks import best

RULES = rulebooks.get("26-2026")
COFFEE = RULES.sheet(13)
BEST = best(COFFEE)
NO_ZERO = next(c for c in COFFEE.criteria if 0 not in c.allowed_points)
DEPENDENT = next(c for c in COFFEE.criteria if c.applies_when is not None)


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (Fraction(1, 2), "0.50"),
        (Fraction(-1, 2), "-0.50"),
        (Fraction(-1, 1000), "0.00"),
        (Fraction(-1, 100), "-0.01"),
        (Fraction(0), "0.00"),
        (-1, "-1.00"),
    ],
    ids=str,
)
def test_only_points_below_zero_that_show_carry_a_sign(points: Fraction | int, text: str) -> None:
    assert shown(points) == text


def test_zero_where_no_level_is_reached_has_to_be_asked_for() -> None:
    marks = {NO_ZERO.code: 0}
    with pytest.raises(GradingError):
        ballot_total(COFFEE, marks)
    with pytest.raises(GradingError):
        shortfalls(COFFEE, marks, 3)
    assert ballot_total(COFFEE, marks, unmet_is_zero=True) == 0
    assert shortfalls(COFFEE, marks, 1, unmet_is_zero=True) == ()


def test_a_dependent_criterion_without_a_mark_contradicts_nothing() -> None:
    assert DEPENDENT.applies_when is not None
    assert contradictions(COFFEE, {DEPENDENT.applies_when: 0}) == ()
    assert contradictions(COFFEE, {DEPENDENT.applies_when: 0, DEPENDENT.code: 0}) == ()
    assert contradictions(COFFEE, {DEPENDENT.applies_when: 0, DEPENDENT.code: 1}) == (DEPENDENT.code,)


def refusal(ballots: dict[str, dict[str, int]], **asked: object) -> str:
    with pytest.raises(GradingError) as refused:
        grade(RULES, COFFEE, ballots=ballots, **asked)  # type: ignore[arg-type]
    return str(refused.value)


@pytest.mark.parametrize("unmet_is_zero", [False, True])
def test_a_bad_mark_is_refused_in_one_sentence_with_the_levels_there_are(unmet_is_zero: bool) -> None:
    levels = sorted(NO_ZERO.allowed_points | ({0} if unmet_is_zero else set()))
    sentence = (
        f"Tiêu chí {NO_ZERO.code} ({NO_ZERO.name}): “77” không phải mức điểm; "
        f"chọn một trong {', '.join(map(str, levels))}."
    )
    with pytest.raises(GradingError) as refused:
        check_mark(COFFEE, NO_ZERO.code, 77, unmet_is_zero=unmet_is_zero)
    assert str(refused.value) == sentence
    ballots = {"m1": BEST | {NO_ZERO.code: 77}}
    assert refusal(ballots, unmet_is_zero=unmet_is_zero) == f"Phiếu của m1: {sentence}"


@pytest.mark.parametrize(("length", "shortened"), [(59, False), (60, False), (61, True)])
def test_what_somebody_typed_is_repeated_up_to_sixty_signs(length: int, shortened: bool) -> None:
    member = "m" * length
    said = refusal({member: {}})
    repeated = "m" * 57 + "…" if shortened else member
    missing = ", ".join(BEST)
    assert said == f"Phiếu của {repeated} thiếu điểm {len(BEST)} tiêu chí: {missing}."


def test_an_unknown_ground_is_refused_with_those_of_the_sheet() -> None:
    listed = ", ".join(ground.code for ground in COFFEE.disqualifiers)
    assert ", " in listed
    assert refusal({"m1": BEST}, disqualified=["late"]) == (
        f"Bộ tiêu chí 13 không có căn cứ loại “late”; các mã dùng được: {listed}."
    )


def test_a_sheet_without_grounds_says_that_it_has_none() -> None:
    tourism = RULES.sheet(26)
    with pytest.raises(GradingError) as refused:
        grade(RULES, tourism, ballots={"m1": best(tourism)}, disqualified=["late"])
    assert str(refused.value) == (
        "Bộ tiêu chí 26 không có căn cứ loại “late”; các mã dùng được: không có căn cứ nào."
    )
