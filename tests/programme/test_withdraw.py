"""A value entered wrongly is withdrawn while nothing has used it; the value before it holds on again."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from ocop.platform.access import Actor, Grant
from ocop.platform.audit.reading import recent
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.programme.actions import withdraw_regulation
from ocop.programme.models import Regulation
from ocop.programme.queries import inner_limits, regulation, spans_at, uses_of
from tests import factories_evaluation as make
from tests.programme.test_regulation import NOON, add, officer

pytestmark = pytest.mark.usefixtures("places")
KEY = "quorum_share"


def administrator(path: str = "14") -> Actor:
    grant = Grant(
        role="administrator", role_title="Quản trị", place_path=path, place_name="", agency="", reach="below",
        capabilities=frozenset({"programme.edit_regulation", "programme.withdraw_regulation"}),
    )  # fmt: skip
    return Actor(user_id=None, name="Quản trị viên", grants=(grant,))


def withdraw(row: Regulation, reason: str = "Nhập nhầm") -> Regulation:
    return withdraw_regulation(row, reason=reason, actor=administrator(), at=NOON)


def periods() -> list[tuple[str, date, date | None]]:
    return [(span.row.value, span.first, span.last) for span in spans_at("14", KEY)]


def day(month: int, number: int = 1) -> date:
    return date(2027, month, number)


def test_withdrawn_value_holds_on_no_day_and_the_one_before_holds_on():
    add(value="2/3", valid_from=day(1))
    wrong = add(value="1/2", valid_from=day(3))
    withdraw(wrong)
    assert periods() == [("2/3", day(1), None)]
    assert regulation("14", KEY, day(4)).value == "2/3"
    wrong.refresh_from_db()
    assert (wrong.withdrawn_by, wrong.withdraw_reason) == ("Quản trị viên", "Nhập nhầm")
    events = [(event.verb, event.facts.get("reason")) for event in recent()]
    assert events.count(("programme.withdraw_regulation", "Nhập nhầm")) == 1
    add(value="1/2", valid_from=day(3))  # the right value may begin on the same day
    assert periods() == [("2/3", day(1), day(2, 28)), ("1/2", day(3), None)]


def test_first_value_gives_way_to_the_default():
    withdraw(add(valid_from=day(1)))
    assert (periods(), regulation("14", KEY, day(2)).is_default) == ([], True)


def test_value_in_the_middle_gives_its_days_to_the_one_before_up_to_the_next():
    add(value="2/3", valid_from=day(1))
    middle = add(value="1/2", valid_from=day(3))
    last = add(value="4/5", valid_from=day(6))
    withdraw(middle)
    assert periods() == [("2/3", day(1), day(5, 31)), ("4/5", day(6), None)]
    withdraw(last)
    assert periods() == [("2/3", day(1), None)]


def test_value_with_an_end_between_two_others_gives_back_just_its_days():
    add(value="2/3", valid_from=day(1))
    add(value="4/5", valid_from=day(9))
    between = add(value="1/2", valid_from=day(3), valid_to=day(6, 30))
    assert periods() == [
        ("2/3", day(1), day(2, 28)), ("1/2", day(3), day(6, 30)), ("2/3", day(7), day(8, 31)), ("4/5", day(9), None),
    ]  # fmt: skip
    withdraw(between)
    assert periods() == [("2/3", day(1), day(8, 31)), ("4/5", day(9), None)]


def test_period_that_ended_by_itself_is_not_made_longer():
    add(value="2/3", valid_from=day(1), valid_to=day(2, 28))
    withdraw(add(value="1/2", valid_from=day(3)))
    assert periods() == [("2/3", day(1), day(2, 28))]


def test_value_before_that_was_withdrawn_itself_stays_withdrawn():
    first = add(value="2/3", valid_from=day(1))
    second = add(value="1/2", valid_from=day(3))
    withdraw(first)
    assert periods() == [("1/2", day(3), None)]
    withdraw(second)
    assert periods() == []


def test_other_places_and_other_settings_are_left_alone():
    add(key="sample_count", value="2", valid_from=day(1), place_path="14/03646")
    add(key="max_gap_points", value="7", valid_from=day(1))
    withdraw(add(key="sample_count", value="1", valid_from=day(1)))
    standing = Regulation.objects.standing().order_by("pk")
    assert [row.value for row in standing] == ["2", "7"]


def test_withdrawing_needs_a_reason_an_administrator_and_a_standing_value():
    row = add(valid_from=day(1))
    with pytest.raises(Invalid):
        withdraw(row, reason="  ")
    with pytest.raises(NotAllowed):
        withdraw_regulation(row, reason="x", actor=officer(), at=NOON)
    with pytest.raises(NotAllowed):
        withdraw_regulation(row, reason="x", actor=administrator("01"), at=NOON)
    withdraw(row)
    with pytest.raises(WrongState):
        withdraw(row)


def test_value_that_a_council_and_a_session_keep_is_not_withdrawn():
    used = add(value="1/2", valid_from=date(2026, 11, 1))
    seats = make.panel(members=2)
    make.opened(seats)
    assert uses_of(used) == [
        "Hội đồng đánh giá cấp tỉnh, thành lập ngày 16/11/2026",
        "phiên “Phiên họp đợt 2 năm 2026” ngày 16/11/2026",
    ]
    with pytest.raises(Invalid) as refused:
        withdraw(used)
    assert str(refused.value) == (
        "Không rút được vì giá trị này đã được dùng: Hội đồng đánh giá cấp tỉnh, thành lập ngày 16/11/2026; phiên “Phiên "
        "họp đợt 2 năm 2026” ngày 16/11/2026. Hãy nhập giá trị mới với ngày có hiệu lực của nó; "
        "từ ngày ấy giá trị mới thay cho giá trị này."
    )
    assert periods() == [("1/2", date(2026, 11, 1), None)]


def test_value_that_holds_but_that_nothing_keeps_is_withdrawn():
    make.panel(members=2)
    started = add(value="1/2", valid_from=date(2026, 11, 1))  # the council was set up before it was entered
    make.planned(make.panel(members=2))
    later = add(key="max_gap_points", value="7", valid_from=date(2026, 11, 17))
    assert uses_of(later) == []
    assert len(uses_of(started)) == 1  # the second council


def test_sample_count_is_used_once_a_dossier_was_handed_in_or_taken_in_on_its_days():
    at = NOON - timedelta(days=30)
    row = add(
        key="sample_count", value="3", valid_from=date(2026, 11, 10), valid_to=date(2026, 11, 20), at=at
    )
    before = add(
        key="sample_count", value="2", valid_from=date(2026, 1, 1), valid_to=date(2026, 11, 9), at=at
    )
    elsewhere = add(key="sample_count", value="2", place_path="14/04111", valid_from=date(2026, 1, 1), at=at)
    make.accepted_dossier()
    assert uses_of(row) == ["1 hồ sơ đã tính số sản phẩm mẫu"]
    assert (uses_of(before), uses_of(elsewhere)) == ([], [])
    with pytest.raises(Invalid):
        withdraw(row)


def test_dossier_counted_before_a_value_was_entered_did_not_use_it():
    make.accepted_dossier()
    late = add(key="sample_count", value="4", valid_from=date(2026, 1, 1), at=NOON + timedelta(minutes=1))
    assert uses_of(late) == []
    withdraw(late)


def test_dossier_counted_by_a_nearer_or_later_value_did_not_use_this_one():
    at = NOON - timedelta(days=1)
    wide = add(key="sample_count", value="4", valid_from=date(2026, 1, 1), at=at)
    later = add(key="sample_count", value="3", valid_from=date(2026, 11, 1), at=at)
    make.accepted_dossier()
    assert (uses_of(wide), uses_of(later)) == ([], ["1 hồ sơ đã tính số sản phẩm mẫu"])
    add(key="sample_count", value="2", valid_from=date(2026, 11, 2), at=NOON + timedelta(hours=1))
    assert uses_of(later) == [
        "1 hồ sơ đã tính số sản phẩm mẫu"
    ]  # what was entered since changes nothing of then


def test_days_of_a_step_are_kept_by_nothing_and_count_no_more_once_withdrawn():
    row = add(key="days_to_accept", value="5", valid_from=date(2026, 1, 1))
    assert inner_limits("days_to_accept").due("days_to_accept", "14", NOON.date()) is not None
    withdraw(row)
    assert inner_limits("days_to_accept").due("days_to_accept", "14", NOON.date()) is None


# The page
# ---------------------------------------------------------------------------------------------


def browser(role: str) -> Client:
    client = Client()
    client.force_login(make.person(role))
    return client


def text_of(answer) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def test_administrator_withdraws_on_the_page_and_the_versions_say_so():
    add(value="2/3", valid_from=day(1))
    wrong = add(value="1/2", valid_from=day(3))
    admin, address = browser("administrator"), reverse("programme:withdraw_regulation", args=[wrong.pk])
    assert address in admin.get(reverse("programme:regulation", args=[KEY])).content.decode()
    assert "Rút xong, từ ngày 01/03/2027 áp dụng giá trị “2/3” (QĐ 643)." in text_of(admin.get(address))
    answer = admin.post(address, {"reason": " "})
    assert (answer.status_code, Regulation.objects.standing().count()) == (422, 2)
    text = text_of(admin.post(address, {"reason": "Nhập nhầm ngày"}, follow=True))
    assert "Đã rút giá trị “1/2”." in text
    assert "đã rút Nhập nhầm ngày" in text
    assert "đã rút lúc" in text_of(admin.get(address))


def test_page_says_what_keeps_a_value_and_offers_no_withdrawal():
    used = add(value="1/2", valid_from=date(2026, 11, 1))
    make.panel(members=2)
    address = reverse("programme:withdraw_regulation", args=[used.pk])
    page = browser("administrator").get(address)
    assert "Không rút được vì giá trị này đã được dùng" in text_of(page)
    assert 'name="reason"' not in page.content.decode()


def test_officer_who_enters_values_withdraws_them_too_and_others_do_neither():
    row = add(valid_from=day(1))
    address, setting = (
        reverse("programme:withdraw_regulation", args=[row.pk]),
        reverse("programme:regulation", args=[KEY]),
    )
    office = browser("province_officer")
    assert address in office.get(setting).content.decode()
    assert [browser("council_secretary").get(one).status_code for one in (address, setting)] == [403, 403]
    assert "Đã rút giá trị “2/3”." in text_of(office.post(address, {"reason": "Nhập nhầm"}, follow=True))
