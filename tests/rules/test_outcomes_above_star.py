"""What a level makes of an upgrade where the council's own regulation sends up only what beats the star held."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ocop_rules import rulebooks
from ocop_rules.outcomes import UnknownLevel, outcome, stars_above

OF_2023 = rulebooks.get("148-2023")


@pytest.mark.parametrize(
    ("star", "total", "above", "expected"),
    [
        (4, "80", None, "forward"),
        (4, "80", 3, "forward"),
        (4, "80", 4, "close"),
        (4, "80", 5, "close"),
        (5, "95", 4, "forward"),
        (3, "60", 2, "recognise"),
        (3, "60", 4, "recognise"),  # a star of its own is the level's to decide, whatever the product holds
        (4, "69", 3, "close"),  # never up with fewer points than the rulebook asks
        (2, "40", 1, "close"),
    ],
)
def test_only_a_higher_star_goes_up_and_never_with_fewer_points(star, total, above, expected):
    assert outcome(OF_2023, "district", star=star, total=Fraction(total), above_star=above) == expected


def test_a_result_that_stays_may_still_return_to_the_level_below():
    assert outcome(OF_2023, "province", star=3, total=Fraction(95), above_star=2) == "return"
    assert outcome(OF_2023, "province", star=5, total=Fraction(95), above_star=5) == "close"


def test_stars_above_are_those_of_every_level_further_up():
    assert stars_above(OF_2023, "district") == {4, 5}
    assert stars_above(OF_2023, "province") == {5}
    assert stars_above(OF_2023, "centre") == frozenset()
    with pytest.raises(UnknownLevel):
        stars_above(OF_2023, "huyen")
