"""Who the members are to `ocop-rules grade`, and how far apart they may lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Run
from .marks import best, totalling
from .test_cli import COFFEE, GOOD, request, with_regulation

ALIKE = {
    "zero width": "An\u200b",
    "full width": "\uff21n",
    "small letters": "an",
    "spaces": " An  ",
    "no-break space": "\u00a0An",
    "soft hyphen": "A\u00adn",
    "control": "A\x00n",
    "variation": "An\ufe0f",
    "filler": "An\u3164",
    "joiner": "A\u034fn",
    "tag": "An\U000e0100",
}


@pytest.mark.parametrize("name", ALIKE.values(), ids=ALIKE)
def test_names_alike_to_the_eye_are_one_member(refused: Callable[..., str], name: str) -> None:
    for names in (("An", name), (name, "An")):
        ballots = [{"member": member, "marks": GOOD} for member in names]
        said = refused("grade", given=request(ballots=ballots))
        assert said.startswith("Thành viên “") and said.endswith(
            "” có hai phiếu; mỗi thành viên chỉ một phiếu."
        )


def test_names_that_differ_to_the_eye_are_two_members_and_answered_as_typed(run: Run) -> None:
    names = ["An\u200b", "Ân", "A n", "A\tn2", "\uff21n3", "7"]
    code, answer = run(
        "grade", given=request(ballots=[{"member": member, "marks": GOOD} for member in names])
    )
    assert (code, list(answer["members"])) == (0, names)


@pytest.mark.parametrize("name", ["\u200b", "\x00\x1f", "\u3164", "\u2800", "…", "- .", "\u00ad\u034f", ""])
def test_a_name_without_a_letter_or_digit_is_refused(refused: Callable[..., str], name: str) -> None:
    said = refused("grade", given=request(ballots=[{"member": name, "marks": GOOD}]))
    assert said == "Phiếu thứ 1: “member” phải là tên có chữ hoặc số, tối đa 200 ký tự."


@pytest.mark.parametrize(
    ("max_gap", "gaps"),
    [
        ("10.5", [["m1", "m2", "11"]]),
        ("10.999999999", [["m1", "m2", "11"]]),
        ("11.0", []),
        ("11", []),
        (11, []),
        ("10", [["m1", "m2", "11"]]),
        ("0.0", [["m1", "m2", "11"]]),
    ],
)
def test_the_gap_between_members_may_be_an_exact_decimal(run: Run, max_gap: Any, gaps: Any) -> None:
    lower = totalling(COFFEE, 89)
    code, answer = run("grade", given=with_regulation({"max_gap": max_gap}, m1=best(COFFEE), m2=lower))
    assert (code, answer["gaps"]) == (0, gaps)
