"""Signing in: with a password, with a demonstration account, and what production does not offer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import override_settings
from django.utils import timezone

from ocop.platform.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def producer():
    user = User(username="0912345678", full_name="Chủ thể thử", email="chu-the@example.vn")
    user.set_password("mat-khau-dai-1")
    user.save()
    return user


@pytest.fixture
def visitor_account():
    return User.objects.create(
        username="td-can-bo-xa", full_name="Cán bộ xã", is_demonstration=True, demonstration_title="Cán bộ xã"
    )


def test_a_person_signs_in_with_name_and_password(client, producer):
    answer = client.post("/tai-khoan/login/", {"login": "0912345678", "password": "mat-khau-dai-1"})
    assert (answer.status_code, answer["Location"]) == (302, "/viec-cua-toi/")


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(client, producer):
    wrong = client.post("/tai-khoan/login/", {"login": "0912345678", "password": "x"}).content.decode()
    unknown = client.post("/tai-khoan/login/", {"login": "0999999999", "password": "x"}).content.decode()
    assert "0912345678" in wrong  # what was typed stays
    assert "session" not in client.cookies
    assert _errors(wrong) == _errors(unknown) != []


def _errors(page: str) -> list[str]:
    return [line.strip() for line in page.splitlines() if "o-errors" in line or "<ul><li>" in line]


def test_opening_an_account_takes_name_and_password_and_signs_in(client):
    answer = client.post(
        "/tai-khoan/signup/",
        {
            "full_name": "HTX Thử",
            "username": "0911111111",
            "password1": "mat-khau-dai-1",
            "password2": "mat-khau-dai-1",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    user = User.objects.get(username="0911111111")
    assert (user.full_name, user.is_demonstration, user.is_staff, user.is_superuser) == (
        "HTX Thử",
        False,
        False,
        False,
    )


def test_fields_that_are_not_on_the_form_are_ignored(client):
    client.post(
        "/tai-khoan/signup/",
        {
            "full_name": "Kẻ thử",
            "username": "0911111112",
            "password1": "mat-khau-dai-1",
            "password2": "mat-khau-dai-1",
            "is_superuser": "1",
            "is_staff": "1",
            "is_demonstration": "1",
        },
    )
    user = User.objects.get(username="0911111112")
    assert (user.is_staff, user.is_superuser, user.is_demonstration) == (False, False, False)


def test_the_sign_in_page_offers_demonstration_accounts_and_one_click_signs_in(client, visitor_account):
    assert "td-can-bo-xa" in client.get("/tai-khoan/login/").content.decode()
    answer = client.post("/tai-khoan/trinh-dien/", {"username": "td-can-bo-xa"})
    assert (answer.status_code, answer["Location"]) == (302, "/viec-cua-toi/")


def test_production_offers_no_demonstration_account_and_refuses_to_use_one(client, visitor_account):
    with override_settings(PRODUCTION=True):
        assert "td-can-bo-xa" not in client.get("/tai-khoan/login/").content.decode()
        assert client.post("/tai-khoan/trinh-dien/", {"username": "td-can-bo-xa"}).status_code == 404


def test_a_real_account_cannot_be_entered_without_its_password(client, producer):
    assert client.post("/tai-khoan/trinh-dien/", {"username": "0912345678"}).status_code == 404


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_sign_in_never_leads_to_another_site(client, visitor_account, wanted):
    answer = client.post("/tai-khoan/trinh-dien/", {"username": "td-can-bo-xa", "next": wanted})
    assert answer["Location"] == "/viec-cua-toi/"


@override_settings(AXES_ENABLED=True)
def test_a_stranger_behind_the_same_proxy_locks_nobody_else_out(client, producer, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    def signs_in(password: str, *, came_from: str) -> int:
        given = {"login": "0912345678", "password": password}
        proxied = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": f"6.6.6.6, {came_from}"}
        return client.post("/tai-khoan/login/", given, **proxied).status_code

    for _time in range(6):
        signs_in("sai", came_from="203.0.113.9")
    assert signs_in("mat-khau-dai-1", came_from="203.0.113.9") == 429
    assert signs_in("mat-khau-dai-1", came_from="198.51.100.7") == 302


def test_five_wrong_passwords_lock_the_name_for_a_while(client, producer):
    for _try in range(5):
        answer = client.post("/tai-khoan/login/", {"login": "0912345678", "password": "x"})
    answer = client.post("/tai-khoan/login/", {"login": "0912345678", "password": "mat-khau-dai-1"})
    assert answer.status_code in (403, 429)
    assert "tạm khóa 15 phút" in answer.content.decode()


def test_signing_out_needs_a_post(client, producer):
    client.force_login(producer)
    assert client.get("/tai-khoan/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/tai-khoan/logout/")
    assert "_auth_user_id" not in client.session


def test_a_session_ends_with_its_time_and_with_its_account(client, producer):
    client.force_login(producer)
    assert client.get("/tai-khoan/2fa/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/tai-khoan/2fa/").status_code == 302
    client.force_login(producer)
    User.objects.update(is_active=False)
    assert client.get("/tai-khoan/2fa/").status_code == 302


def test_a_session_ends_with_a_change_of_password(client, producer):
    client.force_login(producer)
    producer.set_password("mat-khau-dai-2")
    producer.save()
    assert client.get("/tai-khoan/2fa/").status_code == 302


@pytest.mark.parametrize("page", ["/tai-khoan/2fa/", "/tai-khoan/password/change/"])
def test_the_pages_of_the_account_library_wear_our_frame(client, producer, page):
    client.force_login(producer)
    answer = client.get(page)
    assert answer.status_code == 200
    assert "o-header" in answer.content.decode()


@pytest.mark.parametrize("name", ["аdmin-tinh", "0９12345678", "nguyễn", "a b"])
def test_a_sign_in_name_has_no_letters_that_look_like_others(client, name):
    given = {
        "full_name": "Người thử", "username": name, "email": "", "password1": "mat-khau-dai-1", "password2": "mat-khau-dai-1",
    }  # fmt: skip
    answer = client.post("/tai-khoan/signup/", given)
    assert "chữ cái không dấu" in answer.content.decode()
    assert not User.objects.exists()


def test_a_mail_names_our_address_whatever_host_the_request_names(client, producer, mailoutbox, settings):
    settings.OCOP_BASE_URL = "https://ocop.example.vn"
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/tai-khoan/password/reset/", {"email": producer.email}, headers={"host": "evil.example"})
    (mail,) = mailoutbox
    assert "https://ocop.example.vn/tai-khoan/password/reset/key/" in mail.body
    assert "evil.example" not in mail.body
