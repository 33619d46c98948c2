"""Which rulebook a dossier falls under, on the day before, the day of and the day after every change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_rules import rulebooks
from ocop_rules.applicable import UnknownKind, last_day_for_new, which
from ocop_rules.calendars import load_calendar
from ocop_rules.rulebook import KINDS
from ocop_rules.rulebooks import NoRulebookInForce

pytestmark = pytest.mark.usefixtures("the_four")

CALENDAR = load_calendar()
FIRST, FINISH_FIRST, FINISH_AGAIN = date(2026, 5, 22), date(2026, 7, 21), date(2026, 6, 21)


@pytest.mark.parametrize(
    ("filed_on", "rulebook"),
    [
        (date(2019, 8, 21), "1048-2019"),
        (date(2023, 2, 23), "1048-2019"),
        (date(2023, 2, 24), "148-2023"),
        (date(2023, 2, 25), "148-2023"),
        (date(2025, 7, 5), "148-2023"),
        (date(2025, 7, 6), "148-2025"),
        (date(2025, 7, 7), "148-2025"),
        (date(2026, 5, 21), "148-2025"),
        (date(2026, 5, 22), "26-2026"),
        (date(2026, 5, 23), "26-2026"),
        (date(2030, 1, 1), "26-2026"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_day_of_filing_decides(kind, filed_on, rulebook):
    assert which(kind, filed_on=filed_on, calendar=CALENDAR).rulebook == rulebook


@pytest.mark.parametrize(
    ("kind", "finish_by", "article"),
    [
        ("new", FINISH_FIRST, "Điều 12 khoản 2 điểm a"),
        ("upgrade", FINISH_FIRST, "Điều 12 khoản 2 điểm a"),
        ("reevaluation", FINISH_AGAIN, "Điều 12 khoản 2 điểm b"),
    ],
)
def test_what_was_filed_before_goes_on_under_the_old_rule_for_so_long(kind, finish_by, article):
    found = which(kind, filed_on=FIRST - timedelta(days=1), calendar=CALENDAR)
    assert (found.rulebook, found.finish_by, found.source.article) == ("148-2025", finish_by, article)
    assert f"hoàn thành chậm nhất ngày {finish_by:%d/%m/%Y}" in found.reason
    assert any("người có thẩm quyền quyết định" in doubt for doubt in found.doubts)


def test_nothing_ends_a_dossier_of_the_rule_in_force():
    found = which("new", filed_on=FIRST, calendar=CALENDAR)
    assert (found.finish_by, found.doubts, found.source.article) == (None, (), "Điều 11 khoản 1")


def test_a_rule_that_is_silent_on_unfinished_dossiers_is_a_doubt():
    found = which("new", filed_on=date(2025, 7, 5), calendar=CALENDAR)
    assert found.rulebook == "148-2023"
    assert any("QĐ 1489/QĐ-TTg" in doubt and "06/07/2025" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    ("filed_on", "filing"),
    [
        (date(2027, 2, 20), "early"),
        (date(2027, 2, 21), "in_time"),
        (date(2027, 2, 22), "in_time"),
        (date(2027, 4, 21), "in_time"),
        (date(2027, 4, 22), "in_time"),
        (date(2027, 4, 23), "late"),
        (date(2027, 8, 20), "late"),
        (date(2027, 8, 21), "late"),
    ],
)
def test_a_renewal_is_held_against_its_window(filed_on, filing):
    found = which("reevaluation", filed_on=filed_on, expires_on=date(2027, 8, 20), calendar=CALENDAR)
    assert (found.rulebook, found.filing) == ("26-2026", filing)
    assert (found.window.opens_on, found.window.closes_on) == (date(2027, 2, 21), date(2027, 4, 22))
    assert (found.certificate_holds_until, found.extension_source) == (None, None)
    assert any("chưa rõ về sau có áp dụng" in doubt for doubt in found.doubts) == (filing == "late")


@pytest.mark.parametrize(
    ("filed_on", "expires_on", "holds_until"),
    [
        # the window of the certificate opens 180 days before its end: 21/5, 22/5, 23/5/2026
        (date(2026, 11, 10), date(2026, 11, 17), date(2027, 5, 16)),
        (date(2026, 11, 10), date(2026, 11, 18), None),
        (date(2026, 11, 10), date(2026, 11, 19), None),
        # it closes 120 days before, on 20/7
        (date(2026, 7, 19), date(2026, 11, 17), None),
        (date(2026, 7, 20), date(2026, 11, 17), None),
        (date(2026, 7, 21), date(2026, 11, 17), date(2027, 5, 16)),
        # up to the certificate's last day
        (date(2026, 11, 16), date(2026, 11, 17), date(2027, 5, 16)),
        (date(2026, 11, 17), date(2026, 11, 17), date(2027, 5, 16)),
        (date(2026, 11, 18), date(2026, 11, 17), None),
        # filed under the rule before, its certificate at its end when QĐ 26 came
        (date(2026, 5, 10), date(2026, 9, 1), date(2027, 2, 28)),
        (date(2026, 5, 10), date(2026, 5, 22), date(2026, 11, 18)),
        (date(2026, 5, 10), date(2026, 5, 21), None),
    ],
)
def test_a_certificate_of_the_changeover_holds_on_while_its_late_renewal_is_decided(
    filed_on, expires_on, holds_until
):
    found = which("reevaluation", filed_on=filed_on, expires_on=expires_on, calendar=CALENDAR)
    assert found.certificate_holds_until == holds_until
    told = (str(found.extension_source), found.extension_doubt != "") if holds_until else (None, False)
    assert told == ("QĐ 26/2026/QĐ-TTg, Điều 12 khoản 3", True) or holds_until is None
    assert (found.finish_by == FINISH_AGAIN) == (filed_on < FIRST)


def test_a_renewal_filed_after_its_certificate_had_ended_is_a_doubt():
    found = which("reevaluation", filed_on=date(2026, 6, 5), expires_on=date(2026, 6, 1), calendar=CALENDAR)
    assert found.certificate_holds_until is None
    assert found.doubts[-1] == (
        "QĐ 26/2026/QĐ-TTg, Điều 12 khoản 3 không nói đến hồ sơ nộp sau khi giấy chứng nhận đã hết hạn; ở đây không kéo dài."
    )


def test_the_transition_of_2026_means_the_rules_of_2021_to_2025():
    found = which("new", filed_on=date(2023, 2, 23), calendar=CALENDAR)
    assert (found.rulebook, found.finish_by) == ("1048-2019", date(2023, 2, 23))
    assert any("QĐ 148/QĐ-TTg" in doubt for doubt in found.doubts)
    assert which("new", filed_on=date(2023, 2, 24), calendar=CALENDAR).finish_by == FINISH_FIRST


def test_an_upgrade_has_no_window():
    found = which("upgrade", filed_on=date(2027, 4, 23), expires_on=date(2027, 8, 20), calendar=CALENDAR)
    assert (found.window, found.filing, found.certificate_holds_until) == (None, "", None)


def test_an_unknown_kind_and_a_day_before_all_rules_are_refused():
    with pytest.raises(UnknownKind, match="new, upgrade, reevaluation"):
        which("renewal", filed_on=FIRST, calendar=CALENDAR)
    with pytest.raises(NoRulebookInForce):
        which("new", filed_on=date(2019, 8, 20), calendar=CALENDAR)


@given(
    kind=st.sampled_from(KINDS),
    filed_on=st.dates(date(2019, 8, 21), date(2035, 12, 31)),
    expires_on=st.none() | st.dates(date(2022, 1, 1), date(2036, 12, 31)),
)
def test_every_day_has_one_answer_that_the_rulebooks_agree_with(kind, filed_on, expires_on):
    found = which(kind, filed_on=filed_on, expires_on=expires_on, calendar=CALENDAR)
    rulebook = rulebooks.get(found.rulebook)
    assert rulebook is rulebooks.in_force(filed_on)
    assert found.finish_by is None or found.finish_by >= filed_on
    if found.certificate_holds_until is not None:
        assert filed_on <= expires_on < found.certificate_holds_until
        assert (found.certificate_holds_until - expires_on).days == 180


@pytest.mark.parametrize(
    ("rulebook", "last"),
    [
        ("1048-2019", date(2023, 2, 23)),
        ("148-2023", date(2025, 7, 5)),
        ("148-2025", date(2026, 5, 21)),
        ("26-2026", None),
    ],
)
def test_the_last_day_on_which_a_dossier_fell_under_a_rulebook(rulebook: str, last: date | None) -> None:
    assert last_day_for_new(rulebooks.get(rulebook)) == last
