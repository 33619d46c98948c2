"""A council's own regulation: how scores are combined, what a missed minimum does, gaps and quorum."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_rules import rulebooks
from ocop_rules.councils import Regulation, RegulationError, gaps, quorum_met
from ocop_rules.grading import grade

from .marks import best

RULES = rulebooks.get("26-2026")
COFFEE = RULES.sheet(13)
BEST = best(COFFEE)
SPLIT = {"m1": BEST, "m2": BEST, "m3": BEST | {"1.1": 2}}  # 1.1: 3, 3, 2; totals 100, 100, 99


def graded(ballots=None, **regulation):
    return grade(RULES, COFFEE, ballots=ballots or SPLIT, regulation=Regulation(**regulation))


@pytest.mark.parametrize(
    ("regulation", "total"),
    [
        ({}, Fraction(299, 3)),
        ({"average": "criteria"}, Fraction(299, 3)),
        ({"decimals": 2}, Fraction("99.66")),
        ({"decimals": 0}, Fraction(99)),
        ({"average": "criteria", "decimals": 2}, Fraction("99.66")),
        ({"average": "criteria", "decimals": 0}, Fraction(99)),
    ],
)
def test_a_total_is_the_mean_of_totals_or_of_criteria_cut_as_the_regulation_says(regulation, total):
    assert graded(**regulation).total == total


def test_cutting_each_criterion_costs_more_than_cutting_the_total():
    ballots = {"m1": BEST, "m2": BEST, "m3": BEST | {"1.1": 2, "1.2": 1}}
    assert graded(ballots, decimals=1).total == Fraction("99.3")
    assert graded(ballots, average="criteria", decimals=1).total == Fraction("99.2")


@pytest.mark.parametrize(
    ("rule", "outcome", "star"), [("cap", "rated", 2), ("fail", "failed", 0), ("return", "returned", 0)]
)
def test_a_missed_minimum_does_what_the_regulation_says(rule, outcome, star):
    low = {"m1": BEST | {"1.1": 1}}  # 2 points of 1.1 are the least for 3 stars
    result = graded(low, on_missed_minimum=rule)
    assert (result.outcome, result.star, result.band_star, result.minimum_star) == (outcome, star, 5, 2)
    met = graded({"m1": BEST}, on_missed_minimum=rule)
    assert (met.outcome, met.star) == ("rated", 5)


def test_a_ground_for_exclusion_outweighs_every_regulation():
    found = grade(
        RULES, COFFEE, ballots={"m1": BEST}, disqualified=["forged"],
        regulation=Regulation(on_missed_minimum="return"),
    )  # fmt: skip
    assert (found.outcome, found.star) == ("disqualified", 0)


def test_gaps_are_pairs_further_apart_than_allowed():
    totals = {"m1": Fraction(90), "m2": Fraction(80), "m3": Fraction(79)}
    assert [(gap.one, gap.other, gap.points) for gap in gaps(totals, max_gap=10)] == [("m1", "m3", 11)]
    assert gaps(totals, max_gap=11) == ()
    assert len(gaps(totals, max_gap=0)) == 3


@pytest.mark.parametrize(("counted", "met"), [(6, False), (7, True), (9, True)])
def test_a_quorum_of_three_quarters_of_nine_is_seven(counted, met):
    assert quorum_met(counted, members=9, quorum=Fraction(3, 4)) is met


def test_a_share_is_met_when_it_is_reached_exactly():
    assert quorum_met(6, members=8, quorum=Fraction(3, 4))


@pytest.mark.parametrize(
    "wrong",
    [
        {"average": "median"},
        {"on_missed_minimum": "ignore"},
        {"decimals": -1},
        {"decimals": 7},
        {"max_gap": Fraction(-1)},
        {"quorum": Fraction(0)},
        {"quorum": Fraction(5, 4)},
        {"members": 0},
    ],
)
def test_a_regulation_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(RegulationError):
        Regulation(**wrong)


def test_the_edges_of_a_regulation_are_accepted():
    edges = Regulation(decimals=6, max_gap=Fraction(0), quorum=Fraction(1), members=1)
    assert edges.counted(Fraction(2, 3)) == Fraction("0.666666")
    assert Regulation(decimals=0).counted(Fraction(199, 100)) == 1


@given(
    st.lists(st.integers(0, len(COFFEE.criteria) - 1), min_size=1, max_size=9),
    st.sampled_from(["totals", "criteria"]),
    st.none() | st.integers(0, 4),
)
def test_cutting_never_raises_a_total_and_exact_means_agree(lowered, average, decimals):
    codes = [criterion.code for criterion in COFFEE.criteria]
    ballots = {
        f"m{n}": BEST | {codes[index]: min(COFFEE.criteria[index].allowed_points)}
        for n, index in enumerate(lowered)
    }
    plain = grade(RULES, COFFEE, ballots=ballots)
    found = graded(ballots, average=average, decimals=decimals)
    assert found.total <= plain.total
    assert found.star <= plain.star
    if decimals is None:
        assert found.total == plain.total
