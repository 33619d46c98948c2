"""What the province makes of a result: read from the rulebook's route, at and around each edge."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ocop_rules import rulebooks
from ocop_rules.lifecycle import ACTS_BY_LAW, LIFECYCLES
from ocop_rules.outcomes import (
    UnknownLevel,
    citation_of_act,
    first_level,
    level_below,
    outcome,
    source_of,
    source_of_act,
    source_of_step,
)

RULEBOOK = rulebooks.get("26-2026")


@pytest.mark.parametrize(
    ("rulebook", "levels"),
    [
        ("1048-2019", ["district", "province", "centre"]),
        ("148-2023", ["district", "province", "centre"]),
        ("148-2025", ["commune", "province", "centre"]),
        ("26-2026", ["commune", "province", "centre"]),
    ],
)
def test_a_route_is_walked_from_its_first_level_up_and_back(rulebook, levels):
    book = rulebooks.get(rulebook)
    assert first_level(book).code == levels[0]
    below = [level_below(book, level) for level in levels]
    assert [found and found.code for found in below] == [None, *levels[:-1]]


@pytest.mark.parametrize(
    ("star", "total", "expected"),
    [
        (5, "100", "forward"),
        (5, "90", "forward"),
        (5, "8999/100", "close"),  # cannot come from grading; the points decide all the same
        (4, "92", "recognise"),
        (4, "70", "recognise"),
        (3, "99", "recognise"),
        (3, "50", "recognise"),
        (2, "95", "close"),
        (1, "0", "close"),
        (0, "95", "close"),
    ],
)
def test_the_province_recognises_three_and_four_stars_and_sends_five_up(star, total, expected):
    assert outcome(RULEBOOK, "province", star=star, total=Fraction(total)) == expected


@pytest.mark.parametrize(("star", "expected"), [(5, "recognise"), (4, "return"), (3, "return")])
def test_the_centre_recognises_five_stars_and_sends_nothing_up(star, expected):
    assert outcome(RULEBOOK, "centre", star=star, total=Fraction(95)) == expected


def test_the_commune_recognises_nothing():
    assert {outcome(RULEBOOK, "commune", star=star, total=Fraction(95)) for star in range(6)} == {"close"}


def test_the_article_is_named_and_an_unknown_level_refused():
    assert str(source_of(RULEBOOK, "province")) == "QĐ 26/2026/QĐ-TTg, Điều 4 khoản 1 điểm a, Điều 7 khoản 3"
    with pytest.raises(UnknownLevel, match="huyen"):
        outcome(RULEBOOK, "huyen", star=3, total=Fraction(60))


@pytest.mark.parametrize(
    ("rulebook", "level", "act", "article"),
    [
        ("26-2026", "commune", "submit", "Điều 7 khoản 1"),
        ("26-2026", "commune", "return_for_supplement", "Điều 7 khoản 2 điểm a"),
        ("26-2026", "province", "return_for_supplement", "Điều 7 khoản 3 điểm a"),
        ("26-2026", "province", "recognise", "Điều 7 khoản 3 điểm e"),
        ("26-2026", "centre", "recognise", "Điều 7 khoản 4 điểm e"),
        (
            "26-2026",
            "province",
            "close_unrecognised",
            "Điều 4 khoản 1 điểm a, Điều 7 khoản 3",
        ),  # no step names it
        ("148-2023", "district", "send_up", "Phụ lục II khoản 1"),
        ("148-2023", "province", "recognise", "Phụ lục II"),
        ("1048-2019", "district", "send_up", "Phụ lục II khoản 1 điểm a"),
    ],
)
def test_an_act_is_asked_for_by_the_step_that_names_it_or_else_by_its_level(rulebook, level, act, article):
    book = rulebooks.get(rulebook)
    found = source_of_act(book, level, act)
    assert (found.instrument, found.article) == (book.instrument, article)


def test_an_act_is_cited_once_for_each_article_in_the_order_given():
    standing = [("148-2023", "province"), ("26-2026", "province"), ("148-2023", "province")]
    assert citation_of_act(standing, "conclude") == (
        f"{source_of(rulebooks.get('148-2023'), 'province')}; QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm d"
    )
    assert citation_of_act([], "conclude") == ""
    with pytest.raises(UnknownLevel):
        citation_of_act([("26-2026", "district")], "conclude")


def test_only_the_decision_of_2026_asks_for_a_written_notice_and_no_other_place_is_cited_for_it():
    told = {
        (rules.id, level.code): source_of_step(rules, level.code, "issue_notice")
        for rules in rulebooks.all_rulebooks()
        for level in rules.route
    }
    assert {key: str(source) for key, source in told.items() if source} == {
        ("26-2026", "province"): "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm g"
    }
    assert len(told) > 5


def test_the_acts_of_which_a_rulebook_may_speak_are_those_the_decisions_ask_for():
    by_law = [step.verb for lifecycle in LIFECYCLES for step in lifecycle.steps if step.by_law]
    assert list(ACTS_BY_LAW) == [*by_law, "issue_notice"]
    assert len(by_law) == len(set(by_law))
    office = {step.verb for lifecycle in LIFECYCLES for step in lifecycle.steps} - set(by_law)
    assert office == {
        "withdraw", "release", "unschedule", "return_transmittal", "hand_back", "take_over", "close_for_refiling",
        "end_scoring", "resume_scoring", "cancel_session", "discard_decision",
    }  # fmt: skip
