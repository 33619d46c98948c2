"""`ocop-rules diff` beyond the criteria, and the limits of the transition."""

from __future__ import annotations

from ocop_rules import rulebooks

from .conftest import Run
from .test_cli import RULES


def test_limits_of_the_transition_say_which_clauses_they_are_for(run: Run) -> None:
    _, limits = run("limits", "26-2026")
    clauses = {limit["code"]: limit.get("transition") for limit in limits}
    assert [code for code, found in clauses.items() if found is None] == list(RULES.limits)
    assert {code: [clause["code"] for clause in found] for code, found in clauses.items() if found} == {
        "transition_first": ["old_first", "repeal"],
        "transition_reevaluation": ["old_reevaluation"],
        "late_renewal": ["late_renewal"],
    }
    (clause,) = (one for one in RULES.transition if one.code == "late_renewal")
    assert clauses["late_renewal"] == [
        {
            "code": "late_renewal",
            "text": clause.text,
            "kinds": ["reevaluation"],
            "source": "QĐ 26/2026/QĐ-TTg, Điều 12 khoản 3",
        }
    ]
    assert {limit["code"]: limit["finish_by"] for limit in limits if "finish_by" in limit} == {
        "transition_first": "2026-07-21",
        "transition_reevaluation": "2026-06-21",
    }


def test_diff_compares_what_ends_an_evaluation(run: Run) -> None:
    code, answer = run("diff", "148-2023", "26-2026", "--group", "Rau, củ, quả, hạt tươi")
    by_code = {pair["code"]: pair for pair in answer["disqualifiers"]}
    assert (code, {ground: pair["changes"] for ground, pair in by_code.items()}) == (
        0,
        {
            "forged": ["added"],
            "food_safety_certificate": ["added"],
            "registration_dossier": ["added"],
            "common_product": ["text"],
            "impurity": [],
            "food_safety_certificate_unfit": ["dropped"],
        },
    )
    assert by_code["forged"] == {
        "code": "forged",
        "changes": ["added"],
        "before": None,
        "after": {"code": "forged", "text": "Giả mạo hồ sơ", "effect": "excluded", "criterion": None},
    }
    gone = by_code["food_safety_certificate_unfit"]
    assert (gone["before"]["effect"], gone["after"]) == ("stopped", None)


def test_diff_tells_what_a_criterion_depends_on(run: Run) -> None:
    _, answer = run("diff", "148-2023", "26-2026", "--group", "Rau, củ, quả, hạt tươi")
    pair = next(pair for pair in answer["criteria"] if pair["topic"] == "identity")
    assert (pair["before"]["applies_when"], "applies_when" in pair["after"]) == ("5.1", False)
    assert pair["changes"][-2:] == ["note", "applies_when"]


def test_diff_gives_every_minimum_where_two_criteria_are_about_one_thing(run: Run) -> None:
    _, answer = run("diff", "148-2023", "26-2026", "--group", "Động vật cảnh")
    after = answer["minimums"]["5"]["after"]
    assert list(after) == [
        "linkage", "environment", "idea", "label", "growth", "intellectual_property", "story", "identity", "appearance",
        "appearance 2", "uniqueness", "assurance",
    ]  # fmt: skip
    assert (after["appearance"], after["appearance 2"]) == (5, 5)


def test_diff_says_on_both_sides_which_figures_are_to_be_confirmed(run: Run) -> None:
    old, new = rulebooks.get("148-2023").sheet(7), RULES.sheet(7)
    _, answer = run("diff", "148-2023", "26-2026", "--group", new.title)
    told = [
        (answer[side]["sheet"], answer[side]["incomplete"], answer[side]["to_confirm"])
        for side in ("before", "after")
    ]
    assert told == [(7, None, old.unsettled), (7, None, new.unsettled)]
    assert old.unsettled and new.unsettled
