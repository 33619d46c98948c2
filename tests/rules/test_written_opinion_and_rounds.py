"""What a level's council may decide by written opinion, what an extra round needs, and the round a session serves."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ocop_rules import rulebooks
from ocop_rules.deadlines import round_sitting, rounds_of_year
from ocop_rules.law import Source
from ocop_rules.loading import RulebookFault, load_rulebook
from ocop_rules.outcomes import route_level

RULES = rulebooks.get("26-2026")
ACT = "QĐ 26/2026/QĐ-TTg"


@pytest.mark.parametrize("level", ["province", "centre"])
def test_reevaluation_is_decided_by_written_opinion_and_extra_rounds_need_two_things(level):
    found = route_level(RULES, level)
    assert found.written_opinion == ("reevaluation",)
    assert found.written_opinion_source == Source(ACT, "Điều 7 khoản 6")
    assert found.extra_rounds_need == ("regulation", "plan")
    assert found.extra_rounds_source == Source(ACT, "Điều 5")


@pytest.mark.usefixtures("the_four")
def test_no_other_level_and_no_earlier_rulebook_says_anything_of_it():
    others = [
        level
        for rules in rulebooks.all_rulebooks()
        for level in rules.route
        if (rules.id, level.code) not in (("26-2026", "province"), ("26-2026", "centre"))
    ]
    assert len(others) > 5
    assert {(o.written_opinion, o.written_opinion_source, o.extra_rounds_need, o.extra_rounds_source) for o in others} == {
        ((), None, (), None)
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(rulebooks.FOLDER / "26-2026", tmp_path / "26-2026"))


@pytest.mark.parametrize(
    ("old", "new", "reason", "line"),
    [
        ('opinion = ["reevaluation"]', 'opinion = ["renewal"]',
         "“written_opinion” chỉ gồm new, upgrade, reevaluation, không có “renewal”", 'written_opinion = ["renewal"]'),
        ('need = ["regulation", "plan"]', 'need = ["regulation", "luck"]',
         "“extra_rounds_need” chỉ gồm regulation, plan, không có “luck”", 'extra_rounds_need = ["regulation", "luck"]'),
        ('written_opinion_article = "Điều 7 khoản 6"\n', "", "thiếu “written_opinion_article”", None),
        ('extra_rounds_need_article = "Điều 5"\n', "", "thiếu “extra_rounds_need_article”", None),
        ("recognises_stars = []\n",
         'recognises_stars = []\nwritten_opinion = ["new"]\nwritten_opinion_article = "Điều 1"\n',
         "“written_opinion” chỉ có ở cấp có hội đồng", 'written_opinion = ["new"]'),
        ("recognises_stars = []\n",
         'recognises_stars = []\nextra_rounds_need = ["plan"]\nextra_rounds_need_article = "Điều 1"\n',
         "“extra_rounds_need” chỉ có ở cấp có hội đồng", 'extra_rounds_need = ["plan"]'),
    ],
)  # fmt: skip
def test_a_faulty_level_is_refused_at_its_line(folder, old, new, reason, line):
    path = folder / "rulebook.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookFault) as refused:
        load_rulebook(folder)
    assert reason in str(refused.value)
    if line is not None:
        assert path.read_text(encoding="utf-8").splitlines()[refused.value.line - 1].startswith(line)


@pytest.mark.parametrize(
    ("on", "number", "year"),
    [
        (date(2026, 1, 1), 1, 2026),
        (date(2026, 6, 29), 1, 2026),
        (date(2026, 6, 30), 2, 2026),
        (date(2026, 12, 29), 2, 2026),
        (date(2026, 12, 30), 1, 2027),
        (date(2026, 12, 31), 1, 2027),
    ],
)
def test_a_session_of_the_province_serves_the_first_round_whose_results_are_not_overdue(on, number, year):
    found = round_sitting(RULES, "province", on=on)
    assert (found.number, found.year) == (number, year)
    assert on <= found.last_result_on


@pytest.mark.parametrize(
    ("on", "number", "year"),
    [
        (date(2026, 3, 29), 2, 2026),
        (date(2026, 3, 30), 1, 2026),
        (date(2026, 9, 29), 1, 2026),
        (date(2026, 9, 30), 2, 2027),
    ],
)
def test_a_round_is_of_the_year_in_which_its_proposals_are_made(on, number, year):
    found = round_sitting(RULES, "centre", on=on)
    assert (found.number, found.year) == (number, year)


def test_results_of_a_round_may_fall_into_the_year_after_its_proposals(folder):
    path = folder / "rulebook.toml"
    text = path.read_text(encoding="utf-8").replace("proposed_before = [30, 10]", "proposed_before = [1, 12]")
    path.write_text(text.replace("result_before = [30, 12]", "result_before = [1, 2]"), encoding="utf-8")
    crossing = load_rulebook(folder)
    assert (
        round_sitting(crossing, "province", on=date(9998, 12, 31)) is not None
    )  # no year 10000 is asked for
    found = round_sitting(crossing, "province", on=date(2027, 1, 31))
    assert (found.number, found.year, found.last_result_on) == (2, 2026, date(2027, 1, 31))


def test_rounds_of_a_year_stand_in_order_and_a_level_without_rounds_has_none():
    assert [(one.number, one.year) for one in rounds_of_year(RULES, "province", 2027)] == [
        (1, 2027),
        (2, 2027),
    ]
    assert [one.number for one in rounds_of_year(RULES, "centre", 2027)] == [2, 1]
    assert rounds_of_year(RULES, "commune", 2027) == ()
    assert round_sitting(RULES, "commune", on=date(2026, 5, 1)) is None


def test_days_at_the_ends_of_time_are_no_fault():
    first = round_sitting(RULES, "province", on=date.min)
    assert (first.number, first.year) == (1, 1)
    assert round_sitting(RULES, "province", on=date.max) is None
    late = round_sitting(RULES, "province", on=date(9998, 12, 29))
    assert (late.number, late.year) == (2, 9998)
