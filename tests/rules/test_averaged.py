"""Ballots averaged as a regulation says: the figures that closing and every page before it share."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ocop_rules.councils import Regulation
from ocop_rules.grading import averaged

BALLOTS = [{"1.1": 3, "1.2": 2}, {"1.1": 3, "1.2": 1}, {"1.1": 2, "1.2": 1}]


@pytest.mark.parametrize(
    ("regulation", "total", "means"),
    [
        ({}, Fraction(4), ["8/3", "4/3"]),
        ({"average": "criteria"}, Fraction(4), ["8/3", "4/3"]),
        ({"decimals": 1}, Fraction(4), ["8/3", "4/3"]),
        ({"average": "criteria", "decimals": 1}, Fraction("3.9"), ["13/5", "13/10"]),
        ({"average": "criteria", "decimals": 0}, Fraction(3), ["2", "1"]),
    ],
)
def test_totals_and_means_follow_the_regulation(regulation, total, means):
    found = averaged(BALLOTS, codes=("1.1", "1.2"), regulation=Regulation(**regulation))
    assert found == (total, dict(zip(("1.1", "1.2"), map(Fraction, means), strict=True)))


def test_only_the_codes_that_are_asked_count_and_plain_means_are_the_default():
    assert averaged(BALLOTS[:2], codes=["1.2"]) == (Fraction(3, 2), {"1.2": Fraction(3, 2)})


def test_a_mean_of_totals_is_cut_once():
    cut = averaged([{"a": 1}, {"a": 0}, {"a": 0}], codes=["a"], regulation=Regulation(decimals=2))
    assert cut == (Fraction(33, 100), {"a": Fraction(1, 3)})
