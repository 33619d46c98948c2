"""Inner limits: what a province gives itself for a step, at the desks and on the task lists; nothing is refused after them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import queue_counts
from ocop.dossiers.queries.waiting import next_due, waiting_limits
from ocop.evaluation import actions as evaluation
from ocop.platform.workflow import act
from ocop.programme.models import CalendarDay, Regulation
from ocop.programme.queries import Change, InnerDue, effects_of, inner_limits
from ocop.recognition import queries as recognition
from tests import factories_evaluation as make
from tests.programme.test_regulation import add

pytestmark = pytest.mark.usefixtures("places")
MONDAY = date(2026, 11, 2)
DOCUMENT = "QĐ 643"


def text_of(answer) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "start", "due_on"),
    [
        ("14", MONDAY, date(2026, 11, 9)),
        ("14", date(2026, 11, 6), date(2026, 11, 13)),
        ("14/03646", MONDAY, date(2026, 11, 4)),  # the nearest place decides
        ("14/0364", MONDAY, date(2026, 11, 9)),  # a name that begins alike is another place
        ("01", MONDAY, None),
        ("14", date(2026, 9, 30), None),  # before its first day
        ("14", date(2026, 12, 1), None),  # after its last
    ],
)
def test_limit_is_counted_in_working_days_from_the_day_after(path, start, due_on):
    add(key="days_to_accept", value="5", valid_from=date(2026, 10, 1), valid_to=date(2026, 11, 30))
    with act():  # no commune has such a value today; a level that is added may
        Regulation(key="days_to_accept", value="2", place_path="14/03646", valid_from=date(2026, 10, 1), document="QĐ",
                   added_at=make.NOON, added_by="t").save()  # fmt: skip
    found = inner_limits("days_to_accept").due("days_to_accept", path, start)
    assert (found.due_on if found else None) == due_on


@pytest.mark.django_db
def test_nought_sets_none_and_days_off_are_passed_over():
    add(key="days_to_submit", value="5", valid_from=date(2026, 1, 1))
    add(key="days_to_submit", value="0", valid_from=date(2026, 11, 1))
    with act():
        CalendarDay(day=date(2026, 10, 7), kind="holiday", name="Nghỉ", document="TB", entered_at=make.NOON,
                    entered_by="t").save()  # fmt: skip
    limits = inner_limits("days_to_submit")
    assert limits.due("days_to_submit", "14", MONDAY) is None
    assert limits.due("days_to_submit", "14", date(2026, 10, 5)) == InnerDue(
        "days_to_submit", date(2026, 10, 13), 5, DOCUMENT
    )
    assert limits.due("days_to_accept", "14", date(2026, 10, 5)) is None


@pytest.mark.django_db
def test_a_whole_list_asks_once_and_the_calendar_only_when_a_limit_runs(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert inner_limits("days_to_accept").due("days_to_accept", "14", MONDAY) is None
    add(key="days_to_accept", value="5")
    add(key="days_to_evaluate", value="7")
    with django_assert_num_queries(3):
        limits = inner_limits("days_to_accept", "days_to_evaluate")
        for key in ("days_to_accept", "days_to_evaluate"):
            assert len({limits.due(key, "14", MONDAY + timedelta(days=n)) for n in range(20)}) > 1


def waiting(name: str, on: date) -> Dossier:
    """Return a dossier that the commune proposed on a day and the province has not taken in."""
    dossier = make.accepted_dossier(name)
    at = datetime(on.year, on.month, on.day, 2, 0, tzinfo=UTC)
    with act():
        Dossier.objects.filter(pk=dossier.pk).update(
            state="proposed", accepted_at=None, accepted_by="", proposed_at=at, proposed_by="t"
        )
    return dossier


def browser(role: str) -> Client:
    client = Client()
    client.force_login(make.person(role))
    return client


def test_desk_and_task_list_tell_what_is_late_and_that_it_is_the_provinces_own_limit():
    add(key="days_to_accept", value="5")
    waiting("Trà xanh", date(2026, 11, 2))
    waiting("Mật ong", date(2026, 11, 9))
    officer = browser("province_officer")
    with time_machine.travel(make.NOON, tick=False):  # 16/11, the last day of the second
        desk = text_of(officer.get(reverse("dossiers:province")))
        home = text_of(officer.get(reverse("workspace:home")))
    assert "Hạn nội bộ tiếp nhận: 09/11/2026 quá hạn nội bộ" in desk
    assert "Hạn nội bộ tiếp nhận: 16/11/2026" in desk
    assert desk.count("quá hạn nội bộ") == 1
    assert "hồ sơ quá hạn nội bộ tiếp nhận" in home
    counts = queue_counts(make.actor_for(make.person("province_officer")), date(2026, 11, 16))
    assert counts.province_to_take_in == 2
    assert counts.late == {"district": {}, "province": {"days_to_accept": 1}}


def test_days_of_the_advisory_team_and_of_the_council_run_from_the_taking_in_until_the_result():
    add(key="days_to_schedule", value="3")
    add(key="days_to_evaluate", value="8")
    limits, friday = waiting_limits(), make.NOON + timedelta(days=4)
    dossier = make.accepted_dossier("Mật ong")  # taken in on Monday 16/11
    assert next_due(dossier, limits) == InnerDue("days_to_schedule", date(2026, 11, 19), 3, DOCUMENT)
    officer = browser("province_officer")
    with time_machine.travel(friday, tick=False):
        desk = text_of(officer.get(reverse("dossiers:province") + "?viec=da-tiep-nhan"))
        home = text_of(officer.get(reverse("workspace:home")))
    assert "Hạn nội bộ thẩm định, đưa vào phiên họp: 19/11/2026 quá hạn nội bộ" in desk
    assert "hồ sơ quá hạn nội bộ thẩm định, đưa vào phiên họp" in home


def test_a_dossier_on_a_session_runs_towards_the_councils_result_and_stops_there():
    add(key="days_to_schedule", value="3")
    add(key="days_to_evaluate", value="8")
    limits, seats = waiting_limits(), make.panel(members=2)
    session = make.opened(seats, "Mật ong")
    dossier = Dossier.objects.get()
    assert next_due(dossier, limits) == InnerDue(
        "days_to_evaluate", date(2026, 11, 27), 8, DOCUMENT
    )  # 24/11 is off
    late = [
        queue_counts(seats.officer, on).late["province"] for on in (date(2026, 11, 27), date(2026, 11, 28))
    ]
    assert late == [{}, {"days_to_evaluate": 1}]
    evaluation.close_session(make.all_scored(session, seats), actor=seats.secretary, at=make.NOON)
    dossier.refresh_from_db()
    assert next_due(dossier, limits) is None
    assert queue_counts(seats.officer, date(2027, 11, 27)).late["province"] == {}


def test_no_limit_is_shown_where_none_is_set_nor_after_a_dossier_was_taken_in():
    waiting("Trà xanh", date(2026, 1, 5))
    officer = browser("province_officer")
    assert "Hạn nội bộ" not in text_of(officer.get(reverse("dossiers:province")))
    add(key="days_to_accept", value="5")
    make.accepted_dossier("Mật ong")
    page = text_of(officer.get(reverse("dossiers:province") + "?viec=tat-ca"))
    assert page.count("Hạn nội bộ") == 1


def test_results_wait_for_their_submission_with_the_provinces_own_limit():
    add(key="days_to_submit", value="3")
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    evaluation.close_session(session, actor=seats.secretary, at=make.NOON)
    (row,) = recognition.awaiting_results("14")
    assert row.inner == InnerDue("days_to_submit", date(2026, 11, 19), 3, DOCUMENT)
    officer = make.person("province_officer")
    late = {on: recognition.queue_counts(make.actor_for(officer), on=on)["awaiting_late"] for on in
            (date(2026, 11, 19), date(2026, 11, 20))}  # fmt: skip
    assert list(late.values()) == [0, 1]
    client = Client()
    client.force_login(officer)
    with time_machine.travel(make.NOON + timedelta(days=4), tick=False):
        assert "Hạn nội bộ trình kết quả: 19/11/2026 quá hạn nội bộ" in text_of(
            client.get(reverse("recognition:decisions"))
        )
        assert "kết quả quá hạn nội bộ trình Chủ tịch UBND" in text_of(client.get(reverse("workspace:home")))


@pytest.mark.parametrize(
    ("key", "valid_from", "said"),
    [
        ("days_to_accept", date(2026, 11, 1), [("2 hồ sơ chờ tiếp nhận", True)]),
        (
            "days_to_accept",
            date(2026, 11, 5),
            [("1 hồ sơ chờ tiếp nhận", True), ("1 hồ sơ chờ tiếp nhận", False)],
        ),
        ("days_to_accept", date(2026, 11, 10), [("2 hồ sơ chờ tiếp nhận", False)]),
        ("days_to_schedule", date(2026, 11, 16), [("1 hồ sơ chờ đưa vào phiên họp", True)]),
        ("days_to_schedule", date(2026, 11, 17), [("1 hồ sơ chờ đưa vào phiên họp", False)]),
        ("days_to_evaluate", date(2026, 11, 16), [("2 hồ sơ chờ kết quả của Hội đồng", True)]),
        ("days_to_submit", date(2026, 11, 16), [("1 kết quả chờ trình", True)]),
        ("days_to_submit", date(2026, 11, 17), [("1 kết quả chờ trình", False)]),
    ],
)
def test_preview_tells_what_takes_the_new_days_and_what_keeps_its_own(key, valid_from, said):
    waiting("Trà xanh", date(2026, 11, 2))
    waiting("Mật ong", date(2026, 11, 9))
    seats = make.panel(members=2)
    evaluation.close_session(make.all_scored(make.opened(seats), seats), actor=seats.secretary, at=make.NOON)
    make.accepted_dossier("Gạo nếp")
    make.planned(seats, "Bún khô")
    change = Change(key=key, value="5", place_path="14", valid_from=valid_from)
    found = effects_of(change, seats.officer, on=make.NOON.date())
    assert [(effect.what, effect.changes) for effect in found] == said
    assert all(str(effect.count) == effect.what.split()[0] for effect in found if effect.changes)
    assert all("5 ngày làm việc" in effect.then for effect in found if effect.changes)


@pytest.mark.parametrize(
    ("value", "on", "then"),
    [
        # from 2/11 and 9/11: due on 9/11 and 16/11
        ("5", date(2026, 11, 9), "hạn nội bộ tính theo giá trị mới: 5 ngày làm việc"),
        (
            "5",
            date(2026, 11, 16),
            "hạn nội bộ tính theo giá trị mới: 5 ngày làm việc; 1 việc quá hạn nội bộ ngay hôm nay",
        ),
        (
            "5",
            date(2026, 11, 17),
            "hạn nội bộ tính theo giá trị mới: 5 ngày làm việc; 2 việc quá hạn nội bộ ngay hôm nay",
        ),
    ],
)
def test_preview_says_how_much_a_value_from_a_past_day_makes_late_at_once(value, on, then):
    waiting("Trà xanh", date(2026, 11, 2))
    waiting("Mật ong", date(2026, 11, 9))
    change = Change(key="days_to_accept", value=value, place_path="14", valid_from=date(2026, 11, 1))
    (effect,) = effects_of(change, make.actor_for(make.person("province_officer")), on=on)
    assert (effect.then, effect.count) == (then, 2)


@pytest.mark.parametrize("standing", ["0", "5"])
def test_value_that_already_holds_changes_nothing(standing):
    waiting("Trà xanh", date(2026, 11, 2))
    add(key="days_to_accept", value=standing, valid_from=date(2026, 1, 1))
    change = Change(key="days_to_accept", value=standing, place_path="14", valid_from=date(2026, 11, 1))
    (effect,) = effects_of(change, make.actor_for(make.person("province_officer")), on=make.NOON.date())
    assert (effect.what, effect.then, effect.changes) == (
        "1 hồ sơ chờ tiếp nhận", "giữ hạn nội bộ như hiện nay", False,
    )  # fmt: skip
