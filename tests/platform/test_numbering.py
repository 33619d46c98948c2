"""Numbers are unique, rising and without gaps."""

from __future__ import annotations

import pytest

from ocop.platform.numbering.series import last_number, next_number
from ocop.platform.workflow import act

pytestmark = pytest.mark.django_db


def test_a_series_counts_from_one_and_apart_from_others():
    with act():
        assert [next_number("a"), next_number("a"), next_number("b")] == [1, 2, 1]
    assert (last_number("a"), last_number("b"), last_number("c")) == (2, 1, 0)


def test_an_act_that_fails_gives_its_number_back():
    with act():
        next_number("a")
    with pytest.raises(ZeroDivisionError), act():
        next_number("a")
        raise ZeroDivisionError
    with act():
        assert next_number("a") == 2
