"""Every sheet of every rulebook equals the printed one: codes, points, minimums, groups, words, samples, grounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ocop_rules import rulebooks

from .printed import BY_RULEBOOK, PRINTED, Printed, needs_printed_sheets, title_of
from .printed_words import (
    SLIPS,
    VARIANTS,
    explained,
    noted,
    plain,
    printed_words,
    rulebook_of,
    words,
)

pytestmark = needs_printed_sheets
every_sheet = pytest.mark.parametrize("printed", PRINTED, ids=title_of)


def printed_criteria(printed: Printed) -> list[dict[str, Any]]:
    return [c for part in printed["parts"] for group in part["groups"] for c in group["criteria"]]


@pytest.mark.parametrize("rulebook_id", sorted(BY_RULEBOOK))
def test_every_transcribed_sheet_is_there_and_no_other(rulebook_id: str) -> None:
    ours = [sheet.number for sheet in rulebooks.get(rulebook_id).sheets]
    assert ours == sorted(printed["sheet_no"] for printed in BY_RULEBOOK[rulebook_id])


def printed_levels(criterion: dict[str, Any]) -> list[tuple[int, int | None]]:
    """Return the points and asterisks of a criterion; asterisks on its title stand for the lowest points."""
    levels = [(level["points"], level.get("min_for_star")) for level in criterion["levels"]]
    if "star_on_title" in criterion:
        lowest = min(points for points, _ in levels if points)
        return [(points, criterion["star_on_title"] if points == lowest else star) for points, star in levels]
    return levels


@every_sheet
def test_codes_points_and_asterisks_are_the_printed_ones(printed: Printed) -> None:
    ours = [
        (c.code, c.max, [(level.points, level.min_for_star) for level in c.levels])
        for c in printed.sheet.criteria
    ]
    assert ours == [(c["code"], c["max"], printed_levels(c)) for c in printed_criteria(printed)]


@every_sheet
def test_cumulative_minimums_are_the_printed_ones(printed: Printed) -> None:
    sheet = printed.sheet
    ours = {star: dict(sheet.minimums(int(star))) for star in ("3", "4", "5")}
    assert ours == {star: printed.get("minimums_cumulative", {}).get(star, {}) for star in ours}
    assert dict(sheet.minimums(1)) == dict(sheet.minimums(2)) == {}


@every_sheet
def test_parts_and_groups_have_the_printed_maxima(printed: Printed) -> None:
    ours = [
        (p.code, p.max, [(g.code, g.max, len(g.criteria)) for g in p.groups]) for p in printed.sheet.parts
    ]
    assert ours == [
        (p["code"], p["max"], [(g["code"], g["max"], len(g["criteria"])) for g in p["groups"]])
        for p in printed["parts"]
    ]


def test_sub_headings_are_the_printed_ones() -> None:
    for printed in PRINTED:
        ours = {
            c.code: (c.parent.code, c.parent.name, c.parent.max) for c in printed.sheet.criteria if c.parent
        }
        theirs = {c["code"]: c["parent"] for c in printed_criteria(printed) if "parent" in c}
        assert ours == {
            code: (
                parent.get("code", parent.get("letter")),
                parent["name_vi"],
                parent.get("max", ours[code][2]),  # QĐ 1048 has none; it is the sum of its criteria
            )
            for code, parent in theirs.items()
        }


def test_criteria_levels_belong_to_the_printed_cases() -> None:
    for printed in PRINTED:
        names = {c.code: {case.code: case.name for case in c.cases} for c in printed.sheet.criteria}
        ours = {
            c.code: [names[c.code][level.case] for level in c.levels if level.case]
            for c in printed.sheet.criteria
            if c.cases
        }
        assert ours == {
            c["code"]: [re.sub(r"^[a-zđ]\. ", "", level["case"]) for level in c["levels"]]
            for c in printed_criteria(printed)
            if c.get("choose") == "one_case"
        }


@every_sheet
def test_title_place_ministries_and_samples_are_the_printed_ones(printed: Printed) -> None:
    sheet = printed.sheet
    assert sheet.title == printed["title_vi"]
    if "industry" in printed.content:
        industry = printed["industry"]
        assert (sheet.industry_code, sheet.industry) == (industry["code"], industry["name_vi"])
    if "group_vi" in printed.content:  # known for QĐ 26/2026 only
        assert (sheet.group, list(sheet.ministries)) == (printed["group_vi"], printed["managing_agency_vi"])
    assert rulebooks.get(printed.rulebook).samples_for(sheet.number) == printed["samples_required"]


@every_sheet
def test_names_are_the_official_ones_up_to_their_explanations(printed: Printed) -> None:
    sheet = printed.sheet
    pairs = [(c["name_vi"], sheet.criterion(c["code"]).name) for c in printed_criteria(printed)]
    groups = [g for part in sheet.parts for g in part.groups]
    pairs += [
        (g["name_vi"], ours.name)
        for g, ours in zip((g for p in printed["parts"] for g in p["groups"]), groups, strict=True)
    ]
    differing = [
        (theirs, ours)
        for theirs, ours in pairs
        if words(plain(theirs))[: len(words(plain(ours)))] != words(plain(ours))
    ]
    assert differing == []  # what is printed behind a name has to be among the notes: see below


@every_sheet
def test_level_conditions_say_the_printed_words_in_their_order(printed: Printed) -> None:
    sheet = printed.sheet
    differing = [
        (c["code"], level["label_vi"], ours.label)
        for c in printed_criteria(printed)
        for level, ours in zip(c["levels"], sheet.criterion(c["code"]).levels, strict=True)
        if printed_words(printed, level["label_vi"]) != words(plain(ours.label))
    ]
    assert differing == []


# Explanations that stand on other sheets of the same wording and not on these: what ours says more than the sheet.
NOT_ON_THESE = {
    ("26-2026", "1.4", frozenset({"số"})): {12},  # "sản lượng/quy mô" there; a doubt of that sheet
    ("148-2023", "5.3", frozenset(words("chỉ áp dụng khi có câu chuyện"))): {
        4,
        *range(7, 26),
    },  # a doubt says so
    ("1048-2019", "8.2", frozenset(words("phiếu kiểm nghiệm định kỳ các chỉ tiêu attp"))): {5},
}


def test_notes_say_what_explains_the_criterion_and_nothing_else() -> None:
    left_out: list[tuple[str, str, set[str]]] = []
    more: dict[tuple[str, str, frozenset[str]], set[int]] = {}
    for printed in PRINTED:
        for group in (group for part in printed["parts"] for group in part["groups"]):
            for criterion in group["criteria"]:
                ours = printed.sheet.criterion(criterion["code"])
                theirs, noted_words = explained(printed, group, criterion, ours.name), noted(ours)
                if theirs - noted_words:
                    left_out.append((title_of(printed), ours.code, theirs - noted_words))
                if noted_words - theirs:
                    key = (rulebook_of(printed), ours.code, frozenset(noted_words - theirs))
                    more.setdefault(key, set()).add(printed["sheet_no"])
    assert left_out == []
    assert more == NOT_ON_THESE


def test_every_slip_and_variant_that_is_allowed_for_is_really_printed() -> None:
    texts = {
        (rulebook_of(printed), printed["sheet_no"]): re.sub(
            r"\s*/\s*", "/", re.sub(r"\s+", " ", " ".join(every_text(printed.content)).casefold())
        )
        for printed in PRINTED
    }
    everything = " ".join(texts.values())
    assert [written for written, _ in SLIPS if written not in everything] == []
    assert [
        (variant, number)
        for variant in VARIANTS
        for number in variant.sheets
        if variant.printed not in plain(texts[variant.rulebook, number])
    ] == []


def every_text(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from every_text(inner)


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("trên nhãn/tờ rơi", "trên nhãn hoặc tờ rơi"),
        ("trên nhãn/tờ rơi", "trên nhãn, tờ rơi"),
        ("≥ 5 đại diện/đại lý", "dưới 5 đại diện/đại lý"),
        ("≥ 51%", "trên 51%"),
        ("trồng trong xã, nhưng tỷ lệ dưới 50%", "trồng trong xã dưới 50%"),
        (
            "quốc tế (có hợp đồng) hoặc siêu thị (có hợp đồng, đường dẫn)",
            "quốc tế hoặc siêu thị (có hợp đồng, đường dẫn)",
        ),
        ("được cơ quan có thẩm quyền chấp nhận", "được chấp nhận"),
        ("tiêu chuẩn cao (Mỹ, Nhật,...)", "tiêu chuẩn cao (Mỹ, Nhật)"),
    ],
)
def test_a_changed_meaning_is_a_difference(printed: str, other: str) -> None:
    assert words(plain(printed)) != words(plain(other))


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("vốn góp ≥ 51 %", "Vốn góp từ 51% trở lên"),
        ("có ≥ 5 đại diện/ đại lý phân phối", "có từ 5 đại diện/đại lý phân phối trở lên"),
        ("HTX đạt chuẩn NTM", "Hợp tác xã đạt chuẩn nông thôn mới"),
        ("chủ thể dang ký...", "chủ thể dang ký,..."),
    ],
)
def test_another_way_of_writing_is_none(printed: str, other: str) -> None:
    assert words(plain(printed)) == words(plain(other))


def test_grounds_at_the_head_are_there_where_the_sheet_prints_them() -> None:
    for printed in PRINTED:
        head = " ".join(printed["disqualifiers_vi"]).lower()
        ours = {ground.code for ground in printed.sheet.disqualifiers if ground.criterion is None}
        expected: set[str] = set()
        if head:
            expected |= {"forged", "registration_dossier"}
        for phrase, code in (
            ("đủ điều kiện an toàn thực phẩm", "food_safety_certificate"),
            ("giấy phép sản xuất", "production_licence"),
            ("gmp", "health_food_conditions"),
            ("quảng cáo sản phẩm", "health_food_declaration"),
            ("chuyên ngành của bộ y tế", "health_production_conditions"),
            ("bản công bố sản phẩm", "product_declaration"),
        ):
            if phrase in head:
                expected.add(code)
        if "chuyên ngành" in head and "bộ y tế" not in head:
            expected.add("sector_production_conditions")
        assert ours == expected


NOTE_GROUNDS = (
    ("toàn bộ nguyên liệu nhập khẩu", "imported_material"),
    ("giống hệt sản phẩm", "copied_product"),
    ("vi phạm sở hữu trí tuệ", "ip_infringement"),
    ("có tính phổ biến", "common_product"),
    ("0 điểm tại một trong", "zero_sensory"),
    ("phiếu công bố sản phẩm mỹ phẩm", "cosmetic_declaration_slip"),
    ("phiếu công bố sản phẩm theo", "declaration_slip"),
    ("đủ điều kiện attp (hoặc tương đương) không phù hợp", "food_safety_certificate_unfit"),
    ("giấy chứng nhận đủ điều kiện sản xuất không phù hợp", "production_certificate_unfit"),
    ("không có giấy chứng nhận đủ điều kiện sản xuất", "production_certificate_missing"),
    ("không có phiếu tiếp nhận hồ sơ công bố", "standard_receipt"),
    ("không có hồ sơ công bố tiêu chuẩn sản phẩm theo quy định", "standard_declaration"),
)


def test_grounds_in_notes_stand_under_the_criterion_that_prints_them() -> None:
    for printed in PRINTED:
        expected: set[tuple[str, str]] = set()
        for criterion in printed_criteria(printed):
            notes = [*criterion.get("notes_vi", ()), *(level["label_vi"] for level in criterion["levels"])]
            for note in (text.lower() for text in notes):
                expected |= {(code, criterion["code"]) for phrase, code in NOTE_GROUNDS if phrase in note}
                if "nếu bị 0 điểm" in note and "Tạp chất" in criterion["name_vi"]:
                    expected.add(("zero_impurity", criterion["code"]))
                if "tạp chất" in note and re.search("không (đánh giá các bước|xem xét)", note):
                    expected.add(("impurity", criterion["code"]))
        grounds = printed.sheet.disqualifiers
        assert {(g.code, g.criterion) for g in grounds if g.criterion is not None} == expected


def test_every_printing_fault_that_is_known_is_recorded_as_a_doubt() -> None:
    for printed in PRINTED:
        sheet = printed.sheet
        recorded = {(doubt.criterion, doubt.corrected) for doubt in sheet.doubts}
        assert bool(sheet.incomplete) == (not printed["totals"]["ok"]), printed["title_vi"]
        codes = {criterion.code for criterion in sheet.criteria}
        known = {
            (fault["criterion"], fault["corrected"])
            for fault in printed["anomalies"]
            # what a whole part is short of, or a copying slip of the transcription, is no criterion's fault
            if fault["criterion"] in codes
        }
        assert known - recorded == set(), printed["title_vi"]
