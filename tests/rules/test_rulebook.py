"""What QĐ 26/2026/QĐ-TTg settles besides the sheets, each figure beside its article."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest

from ocop_rules import rulebooks
from ocop_rules.rulebooks import (
    UnknownCriterion,
    UnknownLimit,
    UnknownRulebook,
    UnknownSheet,
)

RULES = rulebooks.get("26-2026")


def test_a_rulebook_is_read_once_and_named_by_the_digest_of_its_files() -> None:
    assert rulebooks.get("26-2026") is RULES
    assert len(RULES.digest) == 64
    assert int(RULES.digest, 16) > 0


@pytest.mark.parametrize("name", ["", "27-2026", "../rulebooks/26-2026", "26-2026/", "__pycache__"])
def test_an_unknown_rulebook_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownRulebook, match=r"có: .*26-2026"):
        rulebooks.get(name)


@pytest.mark.parametrize(
    ("on", "found"),
    [(date(2026, 5, 21), "148-2025"), (date(2026, 5, 22), "26-2026"), (date(2030, 1, 1), "26-2026")],
)
@pytest.mark.usefixtures("the_four")
def test_the_rulebook_decides_new_dossiers_from_22_may_2026(on: date, found: str) -> None:
    assert rulebooks.in_force(on).id == found


@pytest.mark.parametrize("number", [0, 27, -1, "13", None])
def test_an_unknown_sheet_is_refused(number: object) -> None:
    with pytest.raises(UnknownSheet):
        RULES.sheet(number)  # type: ignore[arg-type]


def test_an_unknown_criterion_or_limit_is_refused() -> None:
    with pytest.raises(UnknownCriterion, match=r"“1\.9”"):
        RULES.sheet(13).criterion("1.9")
    with pytest.raises(UnknownLimit) as refused:
        RULES.limit("commune")
    assert str(refused.value) == (
        "QĐ 26/2026/QĐ-TTg không có thời hạn “commune”; có: commune_check, reevaluation_window, reevaluation, "
        "revocation, validity, rounds, transition_first, transition_reevaluation, late_renewal."
    )


def test_nothing_of_a_rulebook_can_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        RULES.sheet(1).number = 2  # type: ignore[misc]
    with pytest.raises(TypeError):
        RULES.limits["validity"] = RULES.limits["revocation"]  # type: ignore[index]
    with pytest.raises(TypeError):
        RULES.sheet(1).minimums(3)["1.1"] = 0  # type: ignore[index]


def test_bands_are_half_open_and_only_three_stars_and_more_are_certified() -> None:
    assert [(b.star, b.at_least, b.below, b.certified) for b in RULES.bands] == [
        (5, 90, None, True),
        (4, 70, 90, True),
        (3, 50, 70, True),
        (2, 30, 50, False),
        (1, 0, 30, False),
    ]


def test_the_route_is_commune_province_centre() -> None:
    assert [(r.code, r.recognises_stars, r.forwards_to, r.forwards_from_points) for r in RULES.route] == [
        ("commune", (), "province", None),
        ("province", (3, 4), "centre", 90),
        ("centre", (5,), None, None),
    ]
    assert [r.recognises for r in RULES.route] == [
        None,
        "Chủ tịch UBND cấp tỉnh",
        "Bộ trưởng Bộ Nông nghiệp và Môi trường",
    ]


def test_limits_carry_the_figures_of_their_articles() -> None:
    limits = {
        c: (x.amount, x.until_amount, x.unit, x.day_off, x.source.article) for c, x in RULES.limits.items()
    }
    assert limits == {
        "commune_check": (15, None, "working_days", "moves", "Điều 7 khoản 2"),
        "reevaluation_window": (180, 120, "days_before", "keeps", "Điều 7 khoản 6 điểm a"),
        "reevaluation": (45, None, "days", "moves", "Điều 7 khoản 6 điểm g"),
        "revocation": (15, None, "days", "moves", "Điều 8 khoản 4"),
        "validity": (36, None, "months", "keeps", "Điều 4 khoản 3"),
        "rounds": (2, None, "rounds_per_year", "keeps", "Điều 5"),
    }


def test_transition_limits_end_where_the_articles_put_them() -> None:
    limits = {c: (x.amount, x.finish_by) for c, x in RULES.transition_limits.items()}
    assert limits == {
        "transition_first": (60, date(2026, 7, 21)),
        "transition_reevaluation": (30, date(2026, 6, 21)),
        "late_renewal": (180, None),
    }
    for amount, finish_by in limits.values():
        assert finish_by in (None, RULES.in_force_from + timedelta(days=amount))


def test_rounds_are_the_four_statutory_ones() -> None:
    assert [(r.level, r.number, r.proposed_before, r.result_before) for r in RULES.rounds] == [
        ("province", 1, (30, 4), (30, 6)),
        ("province", 2, (30, 10), (30, 12)),
        ("centre", 1, (30, 7), (30, 9)),
        ("centre", 2, (30, 1), (30, 3)),
    ]


def test_the_classification_has_six_industries_and_leads_to_every_sheet_once() -> None:
    shape = [(i.code, [(g.code, g.sheets) for g in i.groups]) for i in RULES.classification]
    assert shape == [
        (
            "I",
            [
                ("1", (1, 2)),
                ("2", (3, 4)),
                ("3", (5, 6, 7, 8)),
                ("4", (9, 10)),
                ("5", (11, 12)),
                ("6", (13,)),
            ],
        ),
        ("II", [("1", (14, 15)), ("2", (16, 17))]),
        ("III", [("1", (18,)), ("2", (19,)), ("3", (20,))]),
        ("IV", [("1", (21,)), ("2", (22,))]),
        ("V", [("1", (23,)), ("2", (24,)), ("3", (25,))]),
        ("VI", [("1", (26,))]),
    ]


def test_five_samples_go_with_a_dossier_except_for_tourism() -> None:
    assert {number: RULES.samples_for(number) for number in range(1, 27)} == {
        **dict.fromkeys(range(1, 26), 5),
        26: 0,
    }
    with pytest.raises(UnknownSheet):
        RULES.samples_for(27)


@pytest.mark.parametrize(
    ("kind", "sender", "papers"),
    [
        ("new", "producer", ["form_01", "form_02"]),
        ("upgrade", "producer", ["form_01", "form_02", "changes"]),
        ("reevaluation", "producer", ["form_01", "form_02", "updates"]),
        ("new", "commune", ["commune_letter", "form_03", "product_dossier", "samples"]),
        ("reevaluation", "commune", ["commune_letter", "form_03", "product_dossier", "samples"]),
        (
            "upgrade",
            "province",
            [
                "province_letter",
                "advisory_report",
                "council_report",
                "result_decision",
                "province_product_dossier",
                "extra_tests",
                "province_samples",
            ],
        ),
        (
            "reevaluation",
            "province",
            [
                "province_letter",
                "agency_report",
                "province_product_dossier",
                "extra_tests",
                "province_samples",
            ],
        ),
    ],
)
def test_each_sender_puts_in_the_papers_of_article_6(kind: str, sender: str, papers: list[str]) -> None:
    assert [item.code for item in RULES.dossier_for(kind=kind, sender=sender)] == papers


def test_only_extra_tests_are_optional_and_three_papers_have_a_form() -> None:
    assert [item.code for item in RULES.dossier if not item.required] == ["extra_tests"]
    assert {item.code: item.form for item in RULES.dossier if item.form} == {
        "form_01": "Mẫu số 01",
        "form_02": "Mẫu số 02",
        "form_03": "Mẫu số 03",
    }


def test_the_evidence_guide_has_its_fifteen_rows_in_order() -> None:
    assert [row.number for row in RULES.evidence_kinds] == list(range(1, 16))
    assert [row.code for row in RULES.evidence_kinds] == [
        "business_registration",
        "production_conditions",
        "material_origin",
        "environment",
        "labour_list",
        "growth",
        "intellectual_property",
        "market",
        "promotion",
        "story",
        "declaration",
        "test_report",
        "barcode",
        "quality_system",
        "awards",
    ]


def test_evidence_feeds_criteria_by_meaning_whatever_their_code() -> None:
    row = {row.code: row for row in RULES.evidence_kinds}
    assert row["material_origin"].criteria_fed(RULES.sheet(6)) == ("1.1", "1.2", "1.5")
    assert row["material_origin"].criteria_fed(RULES.sheet(9)) == ("1.1", "1.4")
    assert row["quality_system"].criteria_fed(RULES.sheet(20)) == ("12",)
    assert [kind.code for kind in RULES.evidence_for(RULES.sheet(13), "5.1")] == ["story", "barcode"]
    assert [kind.code for kind in RULES.evidence_for(RULES.sheet(13), "6.1.1")] == []


def test_the_commune_assesses_four_contents_that_bear_on_the_sheet() -> None:
    sheet = RULES.sheet(13)
    assert {content.code: content.criteria_fed(sheet) for content in RULES.commune_contents} == {
        "local_material": ("1.1",),
        "local_labour": ("3.3",),
        "idea_origin": ("2.1",),
        "local_identity": ("5.1", "5.3"),
    }


def test_associations_may_enter_tourism_only() -> None:
    tourism, tea = RULES.sheet(26), RULES.sheet(11)
    everywhere = {kind.code for kind in RULES.applicant_kinds if kind.may_enter(tea)}
    assert everywhere == {
        "cooperative",
        "cooperative_group",
        "small_medium_enterprise",
        "farm",
        "production_household",
        "family_household",
    }
    in_tourism = {kind.code for kind in RULES.applicant_kinds if kind.may_enter(tourism)}
    assert in_tourism - everywhere == {"association", "operating_centre"}


def test_there_are_six_grounds_for_revocation() -> None:
    grounds = [(ground.code, ground.source.article) for ground in RULES.revocation_grounds]
    assert grounds == [(code, f"Điều 8 khoản 1 điểm {code}") for code in ("a", "b", "c", "d", "đ", "e")]


def test_every_figure_names_an_article_of_the_decision() -> None:
    sources = [
        RULES.source,
        *(band.source for band in RULES.bands),
        *(limit.source for limit in (*RULES.limits.values(), *RULES.transition_limits.values())),
        *(clause.source for clause in RULES.transition),
        *(step.source for level in RULES.route for step in level.steps),
        *(level.source for level in RULES.route),
        *(found.source for found in RULES.rounds),
        *(item.source for item in RULES.dossier),
        *(row.source for row in RULES.evidence_kinds),
        *(content.source for content in RULES.commune_contents),
        *(sheet.source for sheet in RULES.sheets),
        *(industry.source for industry in RULES.classification),
        RULES.samples.source,
        RULES.codes.product_code_source,
        RULES.codes.registration_number_source,
    ]
    assert {source.instrument for source in sources} == {"QĐ 26/2026/QĐ-TTg"}
    assert [str(s) for s in sources if not s.article.startswith(("Điều ", "Phụ lục "))] == []
    assert str(RULES.sheet(13).source) == "QĐ 26/2026/QĐ-TTg, Phụ lục II, bộ sản phẩm số 13"


def test_a_wording_that_recurs_is_one_and_the_same() -> None:
    by_key: dict[str, set[tuple[str, ...]]] = {}
    for sheet in RULES.sheets:
        for criterion in sheet.criteria:
            by_key.setdefault(criterion.key, set()).add(tuple(level.label for level in criterion.levels))
    assert len(by_key) == 156
    assert [key for key, wordings in by_key.items() if len(wordings) != 1] == []


def test_doubts_of_a_sheet_gather_those_of_its_criteria() -> None:
    sheet = RULES.sheet(7)
    assert [d for d in sheet.doubts if d.criterion == "3.1"] == list(sheet.criterion("3.1").doubts)
    assert [(d.about, d.corrected) for d in sheet.criterion("3.1").doubts] == [("points", False)]
    assert [d.about for d in RULES.sheet(17).doubts if d.criterion is None] == ["scope"]
