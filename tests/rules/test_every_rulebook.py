"""What holds of every rulebook there is: bands, minimums, incomplete sheets, sources, codes, dates."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_rules import rulebooks
from ocop_rules.applicable import last_day_for_new
from ocop_rules.codes import CodeError, parse_product_code, product_code
from ocop_rules.grading import Missed, UnconfirmedSheet, band, grade
from ocop_rules.outcomes import levels_above, outcome
from ocop_rules.rulebooks import Rulebook, Sheet

from .conftest import FOUR
from .marks import minimal

ALL = rulebooks.all_rulebooks()
INCOMPLETE = {"1048-2019": {21, 23, 24}, "148-2023": {11, 12, 13}, "148-2025": {11, 12, 13}, "26-2026": set()}
MISPRINTED = {
    "1048-2019": {2},
    "148-2023": {7},
    "148-2025": {7},
    "26-2026": {7, 23},
}  # a figure that cannot be meant so
every_rulebook = pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.id)
every_sheet = pytest.mark.parametrize(
    ("rules", "sheet"),
    [pytest.param(rules, sheet, id=f"{rules.id}/{sheet.number}") for rules in ALL for sheet in rules.sheets],
)


def highest(sheet: Sheet) -> dict[str, int]:
    """Every criterion at its best level, which a misprint may put below its printed maximum."""
    return {c.code: max(level.points for level in c.levels) for c in sheet.criteria}


def test_no_rulebook_of_ours_has_a_fault() -> None:
    assert rulebooks.faults() == ()
    assert {rules.id for rules in ALL} == set(rulebooks.known_ids()) >= {"148-2023", "148-2025", "26-2026"}


@every_rulebook
@settings(max_examples=60, deadline=None)
@given(total=st.fractions(0, 100, max_denominator=10**6))
def test_a_total_is_in_exactly_the_band_it_gets(rules: Rulebook, total: Fraction) -> None:
    holding = [b.star for b in rules.bands if b.at_least <= total and (b.below is None or total < b.below)]
    assert holding == [band(rules, total)]


@every_rulebook
def test_a_band_begins_at_its_threshold_and_not_a_hair_before(rules: Rulebook) -> None:
    for found in rules.bands:
        assert band(rules, found.at_least) == found.star
        if found.star > 1:
            assert band(rules, found.at_least - Fraction(1, 10**12)) == found.star - 1
    if rules.id in FOUR:
        assert [(b.star, b.at_least) for b in rules.bands if b.certified] == [(5, 90), (4, 70), (3, 50)]


@every_sheet
def test_minimums_of_a_star_are_met_exactly_and_lost_one_level_below(rules: Rulebook, sheet: Sheet) -> None:
    for star in (3, 4, 5):
        result = grade(rules, sheet, ballots={"m": minimal(sheet, star)}, unmet_is_zero=True, confirmed=True)
        assert [m for m in result.missed if m.star <= star] == []
    for criterion in sheet.criteria:
        for star, needs in criterion.minimums.items():
            below = max(points for points in criterion.points_or_unmet if points < needs)
            marks = highest(sheet) | {criterion.code: below}
            result = grade(rules, sheet, ballots={"m": marks}, unmet_is_zero=True, confirmed=True)
            assert Missed(criterion.code, star, needs, Fraction(below)) in result.missed
            assert result.star <= result.minimum_star < star


@every_sheet
def test_minimums_never_fall_from_one_star_to_the_next(rules: Rulebook, sheet: Sheet) -> None:
    for star in (3, 4):
        lower, upper = sheet.minimums(star), sheet.minimums(star + 1)
        assert [code for code, needs in lower.items() if upper[code] < needs] == []


@every_sheet
def test_an_unsettled_sheet_is_graded_only_when_its_figures_are_confirmed(
    rules: Rulebook, sheet: Sheet
) -> None:
    short = sum(criterion.max for criterion in sheet.criteria) < 100
    misprinted = bool(sheet.unsettled) and not short
    assert bool(sheet.incomplete) == short
    if rules.id in FOUR:
        assert short == (sheet.number in INCOMPLETE[rules.id])
        assert misprinted == (sheet.number in MISPRINTED[rules.id])
    assert bool(sheet.unsettled) == (short or misprinted)
    ballots = {"m1": highest(sheet)}
    if short or misprinted:
        with pytest.raises(UnconfirmedSheet, match="quản trị viên") as refused:
            grade(rules, sheet, ballots=ballots)
        assert sheet.unsettled.rstrip(".") in str(refused.value)
    total = grade(rules, sheet, ballots=ballots, confirmed=True).total
    assert total == sum(ballots["m1"].values())
    if rules.id in FOUR:
        assert (total < 100) == (short or (rules.id[:3], sheet.number) == ("148", 7))


def test_a_misprinted_figure_is_named_with_its_criterion() -> None:
    assert rulebooks.get("26-2026").sheet(7).unsettled == (
        "tiêu chí 3.1: Hai mức đầu cùng in 1 điểm (1, 1, 3); các bộ khác là 1, 2, 3. Giữ như bản đang có."
    )
    assert (
        rulebooks.get("26-2026").sheet(11).unsettled == ""
    )  # a figure that was read for a misprint stands corrected


@every_rulebook
def test_the_route_ends_where_nothing_is_sent_up_and_gives_every_certified_star_once(rules: Rulebook) -> None:
    first = rules.route[0]
    chain = (first, *levels_above(rules, first))
    assert chain == rules.route
    given_stars = [star for level in chain for star in level.recognises_stars]
    assert sorted(given_stars) == [3, 4, 5]
    for level in chain:
        for star in level.recognises_stars:
            assert outcome(rules, level.code, star=star, total=Fraction(100)) == "recognise"
    assert {outcome(rules, level.code, star=0, total=Fraction(99)) for level in chain} == {"close"}


@every_rulebook
def test_every_table_names_its_instrument_and_article(rules: Rulebook) -> None:
    sources = [
        rules.source,
        *(found.source for found in (*rules.bands, *rules.route, *rules.rounds, *rules.dossier)),
        *(step.source for level in rules.route for step in level.steps),
        *(limit.source for limit in (*rules.limits.values(), *rules.transition_limits.values())),
        *(sheet.source for sheet in rules.sheets),
        rules.samples.source,
        rules.codes.product_code_source,
    ]
    assert [source for source in sources if not source.instrument.strip() or not source.article.strip()] == []


@every_rulebook
def test_a_product_code_is_read_back_and_asks_for_the_district_only_where_it_names_one(
    rules: Rulebook,
) -> None:
    parts = {
        "province": "1" * rules.codes.province_digits,
        "commune": "2" * rules.codes.commune_digits,
        "serial": 7,
        "year": rules.in_force_from.year,
    }
    district = "3" * rules.codes.district_digits if rules.codes.district_digits else None
    code = product_code(rules, **parts, district=district)  # type: ignore[arg-type]
    read = parse_product_code(rules, code)
    assert (read.province, read.district, read.commune) == (parts["province"], district, parts["commune"])
    other = "333" if district is None else None
    with pytest.raises(CodeError, match="mã huyện"):
        product_code(rules, **parts, district=other)  # type: ignore[arg-type]
    with pytest.raises(CodeError, match="ví dụ: ") as refused:
        parse_product_code(rules, "x")
    example = str(refused.value).rpartition("ví dụ: ")[2].rstrip(".")
    assert parse_product_code(rules, example).year == rules.in_force_from.year


def test_every_day_since_the_first_rulebook_has_exactly_one_for_new_dossiers() -> None:
    first = ALL[0].in_force_from
    for rules in ALL:
        for day in (rules.in_force_from, rules.in_force_from + timedelta(days=1)):
            assert rulebooks.in_force(day) is rules
        if rules.in_force_from > first:
            eve = rules.in_force_from - timedelta(days=1)
            assert last_day_for_new(rulebooks.in_force(eve)) == eve
    with pytest.raises(rulebooks.NoRulebookInForce, match=f"{first - timedelta(days=1):%d/%m/%Y}"):
        rulebooks.in_force(first - timedelta(days=1))
    if ALL[-1].decides_new_until is None:
        assert rulebooks.in_force(date(2099, 1, 1)) is ALL[-1]


def test_a_topic_means_the_same_in_every_rulebook_that_has_it() -> None:
    """5.2 and 5.3 changed places, 3.6 became 3.5, 1.2 to 1.6 became 1.3 to 1.7: the topic stays."""
    old, new = rulebooks.get("148-2023").sheet(6), rulebooks.get("26-2026").sheet(6)
    new_codes = {criterion.topic: criterion.code for criterion in new.criteria}
    moved = {c.code: new_codes.get(c.topic) for c in old.criteria if new_codes.get(c.topic) != c.code}
    assert moved == {
        "1.2": "1.3",
        "1.3": "1.4",
        "1.4": "1.5",
        "1.5": "1.6",
        "1.6": "1.7",
        "3.5": None,
        "3.6": "3.5",
        "5.2": "5.3",
        "5.3": "5.2",
        "8.1": "8",
        "8.2": None,
    }
