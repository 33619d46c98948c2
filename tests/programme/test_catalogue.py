"""The catalogue: which settings there are, which values they take, what they say; samples by regulation."""

from __future__ import annotations

from datetime import date

import pytest

from ocop.programme.catalogue import BY_RULEBOOK, CATALOGUE, COUNCIL, SAMPLES, STEPS
from ocop.programme.models import Regulation
from ocop.programme.queries import CouncilRules, SamplesDue, council_rules, samples_due
from ocop_rules import rulebooks
from tests.programme.test_regulation import add

ON = date(2026, 11, 16)
RULEBOOK = rulebooks.get("26-2026")
FOOD, TOURISM = 13, 26
OWN, NATIONAL = "QĐ 643", "QĐ 26/2026/QĐ-TTg, Điều 6 khoản 2 điểm d và khoản 3"


def test_every_setting_of_the_catalogue_is_one_that_a_stage_obeys():
    assert set(CATALOGUE) == set(COUNCIL) | set(SAMPLES) | set(STEPS)
    assert len(CATALOGUE) == len(COUNCIL) + len(SAMPLES) + len(STEPS)
    assert max(len(code) for code in CATALOGUE) <= Regulation._meta.get_field("key").max_length


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_default_is_a_value_that_may_be_chosen_and_says_why(code):
    entry = CATALOGUE[code]
    assert entry.refusal_of(entry.default) == ""
    assert str(entry.why) and str(entry.silent) and entry.sentence_of(entry.default).endswith(".")
    for value in entry.choices:
        assert entry.refusal_of(value) == ""
        assert entry.sentence_of(value).endswith(".")


@pytest.mark.parametrize(
    ("code", "value", "taken"),
    [
        ("council_members", "0", True),
        ("council_members", "1", False),
        ("council_members", "2", True),
        ("council_members", "99", True),
        ("council_members", "100", False),
        ("council_members", "09", False),
        ("council_members", "chín", False),
        ("council_members", "1٣", False),
        ("quorum_share", "3/4", True),
        ("quorum_share", "1/1٣", False),
        ("quorum_share", "1/1", True),
        ("quorum_share", "4/3", False),
        ("quorum_share", "0/3", False),
        ("quorum_needs_chair", "no", True),
        ("quorum_needs_chair", "0", False),
        ("max_gap_points", "0", True),
        ("max_gap_points", "1", True),
        ("max_gap_points", "100", False),
        ("max_gap_points", "10.5", False),
        ("averaging", "criteria", True),
        ("averaging", "median", False),
        ("on_missed_minimum", "return", True),
        ("on_missed_minimum", "rulebook", False),
        ("sample_count", BY_RULEBOOK, True),
        ("sample_count", "0", True),
        ("sample_count", "100", True),
        ("sample_count", "101", False),
        ("sample_exempt", "V,VI", True),
        ("sample_exempt", "0", True),
        ("sample_exempt", "0,VI", False),
        ("sample_exempt", "VI,VI", False),
        ("sample_exempt", "VII", False),
        ("sample_exempt", "", False),
    ],
)
def test_value_is_taken_or_refused_with_a_sentence(code, value, taken):
    said = CATALOGUE[code].refusal_of(value)
    assert (said == "") == taken
    assert taken or said.endswith(".")


@pytest.mark.parametrize(
    ("code", "value", "sentence"),
    [
        ("council_members", "7", "Hội đồng có 7 thành viên chấm điểm."),
        ("council_members", "0", "Không ấn định số thành viên chấm điểm của hội đồng."),
        ("quorum_share", "2/3", "Họp khi có mặt ít nhất 2/3 số thành viên chấm điểm."),
        ("quorum_share", "6/9", "Họp khi có mặt ít nhất 2/3 số thành viên chấm điểm."),
        ("quorum_share", "1/1", "Họp khi có mặt toàn bộ thành viên chấm điểm."),
        ("quorum_share", "99/99", "Họp khi có mặt toàn bộ thành viên chấm điểm."),
        ("quorum_needs_chair", "no", "Không bắt buộc có mặt Chủ tịch Hội đồng."),
        ("max_gap_points", "5", "Điểm hai thành viên chênh quá 5 điểm thì thảo luận, chấm lại."),
        ("max_gap_points", "0", "Không giới hạn chênh lệch điểm giữa hai thành viên."),
        ("sample_exempt", "0", "Không ngành nào được miễn sản phẩm mẫu."),
        ("sample_exempt", "V", "Không phải nộp sản phẩm mẫu: V. Sinh vật cảnh."),
    ],
)
def test_value_is_said_as_a_sentence(code, value, sentence):
    assert CATALOGUE[code].sentence_of(value) == sentence


@pytest.mark.django_db
def test_rules_of_a_council_go_through_json_unchanged():
    add(key="max_gap_points", value="0", document="QĐ 1253")
    add(key="averaging", value="criteria", document="QĐ 1253")
    rules = council_rules("14", ON)
    assert CouncilRules.from_kept(rules.kept()) == rules
    assert [(s.key, s.value) for s in rules.settings if not s.is_default] == [
        ("max_gap_points", "0"),
        ("averaging", "criteria"),
    ]
    assert (rules.max_gap, rules.quorum, rules.needs_chair) == (None, 0.75, True)
    assert [basis for basis, _settings in rules.by_basis][1] == "QĐ 1253"
    assert CouncilRules.from_kept({}) == council_rules("01", ON)


@pytest.mark.django_db
def test_rules_of_a_council_are_asked_in_one_question(django_assert_num_queries):
    with django_assert_num_queries(1):
        council_rules("14/03646", ON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "food", "tourism"),
    [
        ({}, (5, NATIONAL), (0, NATIONAL)),
        ({"sample_count": "3"}, (3, OWN), (0, NATIONAL)),
        ({"sample_count": "0"}, (0, OWN), (0, NATIONAL)),
        ({"sample_exempt": "0"}, (5, NATIONAL), (5, NATIONAL)),
        ({"sample_exempt": "I"}, (0, OWN), (5, NATIONAL)),
        ({"sample_count": "2", "sample_exempt": "I,II"}, (0, OWN), (2, OWN)),
        ({"sample_count": "rulebook"}, (5, NATIONAL), (0, NATIONAL)),
    ],
)
def test_samples_are_the_provinces_own_or_else_the_rulebooks(values, food, tourism):
    for key, value in values.items():
        add(key=key, value=value)
    found = [samples_due(RULEBOOK, sheet, place_path="14/03646", on=ON) for sheet in (FOOD, TOURISM)]
    assert found == [SamplesDue(*food), SamplesDue(*tourism)]
    assert samples_due(RULEBOOK, FOOD, place_path="01", on=ON).count == 5
    assert samples_due(RULEBOOK, FOOD, place_path="14", on=date(2025, 12, 31)).count == 5
