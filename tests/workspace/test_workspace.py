"""What waits for each role, the log of acts, and its verification."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.urls import get_resolver

from ocop.directory.actions import grant_mandate
from ocop.directory.queries import place_on
from ocop.directory.roles import ROLES
from ocop.evaluation.models import Ballot
from ocop.platform.access import NOBODY, Actor, capabilities_with_policy, system_actor
from ocop.platform.accounts.models import User
from ocop.platform.audit.models import Entry
from ocop.workspace.acts import WORDS
from ocop.workspace.navigation import items_for
from ocop.workspace.tasks import tasks_for

TODAY = date(2026, 11, 21)
SETUP = system_actor("thiết lập", {"directory.grant_mandate"})
READS = {
    "audit.view",
    "audit.verify",
    "directory.view",
    "dossiers.view",
    "evaluation.view",
    "recognition.view",
    "registration.view",
}


def sign_in(client, user: User) -> None:
    client.force_login(user)


def rooms(story, role: str) -> dict[str, list[tuple[int, str]]]:
    user = story.people[role]
    actor = story.actor(user, story.at.replace(month=11, day=21))
    return {
        str(room.title): [(task.count, str(task.label)) for task in room.tasks]
        for room in tasks_for(actor, on=TODAY)
    }


def test_every_act_has_words():
    get_resolver().url_patterns  # noqa: B018  loads every policy
    acts = {name for name in capabilities_with_policy() if not name.startswith("paper.")} - READS
    assert sorted(acts - set(WORDS)) == []


def test_someone_without_mandates_has_no_room():
    assert tasks_for(NOBODY, on=TODAY) == []
    assert tasks_for(Actor(user_id=1, name="Người mới"), on=TODAY) == []


@pytest.mark.slow
def test_each_role_sees_what_waits_for_it(story):
    assert rooms(story, "province_officer") == {
        "Cơ quan tham mưu cấp tỉnh": [
            (1, "hồ sơ cấp dưới gửi lên, chờ tiếp nhận"),
            (1, "kết quả chờ dự thảo quyết định"),
            (1, "kết quả chờ thông báo cho xã và chủ thể"),
            (1, "giấy chứng nhận sắp hết hạn"),
        ]
    }
    assert rooms(story, "council_secretary") == {
        "Điều hành phiên họp": [(2, "sản phẩm trong phiên đang chấm điểm")]
    }
    assert rooms(story, "province_leader") == {"Quyết định": [(1, "giấy chứng nhận sắp hết hạn")]}
    assert set(rooms(story, "auditor")) == {"Kiểm tra, giám sát"}
    assert set(rooms(story, "administrator")) == {"Quản trị", "Kiểm tra, giám sát"}


@pytest.mark.slow
def test_the_log_is_for_those_who_audit_and_shows_no_sealed_mark(story, client):
    ballot = Ballot.objects.filter(item__session__state="open", marks_made__gt=0).first()
    canary = "CANARY-NHAN-XET"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evaluation_ballot SET seal_key = %s WHERE id = %s", [canary, ballot.pk])
    sign_in(client, story.people["auditor"])
    last = Entry.objects.filter(verb="evaluation.score").latest("number")
    page = client.get(f"/viec-cua-toi/nhat-ky/?truoc={last.number + 1}").content.decode()
    assert "Chấm điểm" in page
    assert last.actor_name in page
    assert set(last.facts) == {"criterion", "version", "seal"}
    assert last.facts["seal"] not in page
    assert canary not in page
    assert '"points"' not in page
    sign_in(client, story.people["province_officer"])
    assert client.get("/viec-cua-toi/nhat-ky/").status_code == 403


@pytest.mark.slow
def test_the_log_goes_on_in_pages_under_the_same_number_of_queries(story, client, django_assert_num_queries):
    sign_in(client, story.people["auditor"])
    first = client.get("/viec-cua-toi/nhat-ky/").content.decode()
    assert "Những việc trước đó" in first
    with django_assert_num_queries(4):
        client.get("/viec-cua-toi/nhat-ky/?truoc=3")
    with django_assert_num_queries(4):
        client.get("/viec-cua-toi/nhat-ky/")
    assert client.get("/viec-cua-toi/nhat-ky/?truoc=abc").status_code == 200


@pytest.mark.slow
def test_the_chain_is_verified_on_request_and_a_get_does_nothing(story, client):
    sign_in(client, story.people["auditor"])
    assert client.get("/viec-cua-toi/nhat-ky/kiem-tra/").status_code == 405
    page = client.post("/viec-cua-toi/nhat-ky/kiem-tra/").content.decode()
    assert "Nhật ký nguyên vẹn" in page


@pytest.mark.slow
def test_a_tampered_chain_is_shown_as_tampered(story, client):
    trigger = (
        "DROP TRIGGER audit_entry_no_update"
        if connection.vendor == "sqlite"
        else "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_change"
    )
    with connection.cursor() as cursor:
        cursor.execute(trigger)
        cursor.execute("UPDATE audit_entry SET actor_name = 'kẻ khác' WHERE number = 5")
    sign_in(client, story.people["auditor"])
    page = client.post("/viec-cua-toi/nhat-ky/kiem-tra/").content.decode()
    assert "Nhật ký đã bị can thiệp" in page
    assert "entry 5 was changed" in page


@pytest.mark.slow
def test_home_asks_as_many_questions_whatever_waits(story, client, django_assert_max_num_queries):
    for role in ("province_officer", "council_secretary", "province_leader"):
        sign_in(client, story.people[role])
        with django_assert_max_num_queries(14):
            assert client.get("/viec-cua-toi/").status_code == 200


def test_a_newcomer_is_told_what_to_do(client, db):
    user = User.objects.create(username="moi", full_name="Người mới")
    sign_in(client, user)
    page = client.get("/viec-cua-toi/").content.decode()
    assert "Tài khoản này chưa được giao việc nào." in page
    assert "Tôi là chủ thể" in page


@pytest.mark.slow
def test_no_entry_of_the_navigation_leads_to_a_refusal(client, story, noon):
    codes = {"province": "14", "commune": "03646"}
    with time_machine.travel(noon.replace(month=11, day=21), tick=False):
        for role in ROLES:
            if role.tiers == ("district",):
                continue  # there are no districts on that day
            user = User.objects.create(username=f"dieu-huong-{role.code}", full_name="Người xem")
            place = place_on(codes[role.tiers[0]], TODAY) if role.tiers else None
            grant_mandate(user, role=role.code, place=place, starts_on=TODAY, actor=SETUP, at=noon)
            client.force_login(user)
            entries = items_for(client.get("/viec-cua-toi/").wsgi_request)
            answers = {entry.url: client.get(entry.url).status_code for entry in entries}
            assert (role.code, set(answers.values())) == (role.code, {200}), answers
