"""What is known of QĐ 148/QĐ-TTg, with the district step and after QĐ 1489/QĐ-TTg took it out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from ocop_rules import rulebooks
from ocop_rules.calendars import load_calendar
from ocop_rules.codes import CodeError, ProductCode, parse_product_code, product_code, registration_number
from ocop_rules.deadlines import due
from ocop_rules.grading import grade
from ocop_rules.outcomes import outcome

DISTRICT = rulebooks.get("148-2023")
AMENDED = rulebooks.get("148-2025")


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2023, 2, 24), "148-2023"),
        (date(2025, 7, 5), "148-2023"),
        (date(2025, 7, 6), "148-2025"),
        (date(2026, 5, 21), "148-2025"),
        (date(2026, 5, 22), "26-2026"),
        (date(2026, 7, 21), "26-2026"),
    ],
)
def test_new_dossiers_fall_under_one_rulebook_on_each_edge(on: date, found: str) -> None:
    assert rulebooks.in_force(on).id == found


def test_the_amended_rulebook_ends_60_days_after_it_is_superseded() -> None:
    assert (AMENDED.superseded_on, AMENDED.in_force_to) == (date(2026, 5, 22), date(2026, 7, 21))
    assert AMENDED.decides_new_until == date(2026, 5, 21)


def test_the_route_goes_from_district_to_province_to_centre_until_1489() -> None:
    def shape(rules: rulebooks.Rulebook) -> list[tuple[object, ...]]:
        return [(r.code, r.recognises_stars, r.forwards_to, r.forwards_from_points) for r in rules.route]

    assert shape(DISTRICT) == [
        ("district", (3,), "province", 70),
        ("province", (4,), "centre", 90),
        ("centre", (5,), None, None),
    ]
    assert shape(AMENDED) == [
        ("commune", (), "province", None),
        ("province", (3, 4), "centre", 90),
        ("centre", (5,), None, None),
    ]


@pytest.mark.parametrize(
    ("level", "star", "total", "expected"),
    [
        ("district", 3, "50", "recognise"),
        ("district", 3, "6999/100", "recognise"),
        ("district", 3, "85", "recognise"),  # the points suffice, the minimums hold it at three stars
        ("district", 4, "70", "forward"),
        ("district", 5, "90", "forward"),  # five stars lie two levels up
        ("district", 4, "6999/100", "close"),  # cannot come from grading; the points decide all the same
        ("district", 2, "49", "close"),
        ("province", 4, "89", "recognise"),
        ("province", 5, "90", "forward"),
        ("province", 3, "60", "return"),  # three stars are the district's: see the rulebook's doubt
        ("province", 2, "45", "close"),
        ("centre", 5, "90", "recognise"),
    ],
)
def test_each_level_recognises_sends_up_returns_or_closes(
    level: str, star: int, total: str, expected: str
) -> None:
    assert outcome(DISTRICT, level, star=star, total=Fraction(total)) == expected


def test_the_district_sends_six_papers_and_samples_up() -> None:
    papers = DISTRICT.dossier_for(kind="new", sender="district")
    assert [item.code for item in papers] == [
        "district_letter",
        "appraisal_report",
        "council_minutes",
        "district_extra_tests",
        "scores_decision",
        "product_dossier",
        "samples",
    ]
    assert [item.code for item in papers if not item.required] == ["district_extra_tests"]
    assert AMENDED.dossier_for(kind="new", sender="district") == ()
    sent = [item.code for item in AMENDED.dossier_for(kind="new", sender="commune")]
    assert sent == ["commune_report", "commune_letter", "product_dossier"]


def test_samples_are_five_except_for_ornamentals_and_tourism() -> None:
    for rules in (DISTRICT, AMENDED):
        assert [sheet.number for sheet in rules.sheets if rules.samples_for(sheet.number) == 0] == [
            23,
            24,
            25,
            26,
        ]
        assert rules.samples_for(13) == 5


def test_the_amended_rulebook_states_only_what_changed() -> None:
    assert AMENDED.sheets_of == DISTRICT.id
    assert [s.title for s in AMENDED.sheets] == [s.title for s in DISTRICT.sheets]
    assert AMENDED.bands == DISTRICT.bands
    assert dict(AMENDED.limits) == dict(DISTRICT.limits)
    assert AMENDED.sheet(13).source == DISTRICT.sheet(13).source
    assert AMENDED.digest != DISTRICT.digest


def test_what_is_known_second_hand_says_so() -> None:
    assert str(DISTRICT.route[0].source) == (
        "QĐ 148/QĐ-TTg, Phụ lục II khoản 1 (theo bản tóm tắt trên thuvienphapluat.vn)"
    )
    assert AMENDED.route[0].source.instrument == "QĐ 1489/QĐ-TTg"
    assert AMENDED.limit("validity").source.instrument.startswith("Công văn năm 2023")
    assert {bool(sheet.source.seen_in) for sheet in DISTRICT.sheets} == {True}


def test_the_asterisks_on_the_title_of_3_6_bind_its_lowest_level_and_are_doubtful() -> None:
    for sheet in DISTRICT.sheets:
        criterion = sheet.criterion("3.6")
        assert dict(criterion.minimums) == {4: 1}
        assert [(d.about, d.corrected) for d in criterion.doubts] == [("minimum", True)]


def test_a_misprint_that_leaves_the_totals_right_shows_and_grades() -> None:
    sheet = DISTRICT.sheet(7)
    criterion = sheet.criterion("6.4")
    assert (criterion.max, max(level.points for level in criterion.levels)) == (4, 3)
    assert [(d.about, d.corrected) for d in criterion.doubts] == [("maximum", False)]
    marks = {c.code: max(level.points for level in c.levels) for c in sheet.criteria}
    assert grade(DISTRICT, sheet, ballots={"m1": marks}, confirmed=True).total == 99


def test_sub_headings_may_be_lettered() -> None:
    tea = DISTRICT.sheet(11)
    headings = {c.code: (c.parent.code, c.parent.max) for c in tea.criteria if c.parent}
    assert headings == {"6.1": ("a", 4), "6.2": ("a", 4), "6.3": ("b", 9), "6.4": ("b", 9), "6.5": ("b", 9)}


def test_local_identity_and_story_structure_depend_on_a_story() -> None:
    sheet = DISTRICT.sheet(6)
    assert {c.code: c.applies_when for c in sheet.criteria if c.applies_when} == {"5.2": "5.1", "5.3": "5.1"}


def test_a_published_code_names_the_district() -> None:
    text = "83-829-28780-3-2022"
    assert parse_product_code(DISTRICT, text) == ProductCode("83", "28780", 3, 2022, "829")
    made = product_code(DISTRICT, province="83", district="829", commune="28780", serial=3, year=2022)
    assert made == text
    with pytest.raises(CodeError, match="Mã huyện phải gồm đúng 3 chữ số"):
        product_code(DISTRICT, province="83", district="82", commune="28780", serial=3, year=2022)


def test_a_registration_number_is_not_made_where_its_format_is_unknown() -> None:
    with pytest.raises(CodeError, match="không tự lập số"):
        registration_number(DISTRICT, province="83", commune="28780", serial=3, year=2023)


def test_the_issuer_gives_notice_thirty_days_before_the_certificate_ends() -> None:
    found = due(DISTRICT, "reevaluation_notice", start=date(2026, 3, 31), calendar=load_calendar())
    assert (found.due_on, found.unit, found.opens_on) == (date(2026, 3, 1), "days_ahead", None)
    ends = due(AMENDED, "validity", start=date(2025, 8, 31), calendar=load_calendar())
    assert ends.due_on == date(2028, 8, 31)
