"""The second factor, as a person uses it: switched on, asked for at sign-in, replaced by a recovery code, never guessed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from ocop.platform.accounts.models import User

pytestmark = pytest.mark.django_db

NAME, PASSWORD = "0912345678", "mat-khau-dai-1"
SIGNED_IN = "/viec-cua-toi/"
AT_SECOND_STEP = "/tai-khoan/2fa/authenticate/"


def code_of(secret: str, *, steps_ahead: int = 0) -> str:
    """What an authenticator app shows now (RFC 6238); a code is taken once, so a second one is that of the next step."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = (int(time.time()) // 30 + steps_ahead).to_bytes(8, "big")
    digest = hmac.digest(key, counter, hashlib.sha1)
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


@pytest.fixture
def person(client):
    """Somebody who opened an account with an e-mail address that nobody has confirmed."""
    cache.clear()  # the library counts sign-ups from one address in the cache
    client.post(
        "/tai-khoan/signup/",
        {
            "full_name": "Chủ thể thử",
            "username": NAME,
            "email": "chu-the@example.vn",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    return User.objects.get(username=NAME)


@pytest.fixture
def protected(client, person):
    """The person with the second factor switched on, signed out: the secret and the recovery codes."""
    asked = client.get("/tai-khoan/2fa/totp/activate/")
    page = client.post(asked["Location"], {"password": PASSWORD}, follow=True).content.decode()
    (secret,) = re.findall(r'id="authenticator_secret" value="(\w+)"', page)
    done = client.post(
        "/tai-khoan/2fa/totp/activate/", {"code": code_of(secret)}, follow=True
    ).content.decode()
    client.post("/tai-khoan/logout/")
    return secret, re.findall(r"<li>(\d{8})</li>", done)


def sign_in(client: Client, password: str = PASSWORD) -> str:
    """Give name and password; return where that leads."""
    return client.post("/tai-khoan/login/", {"login": NAME, "password": password}).get("Location", "")


def give(client: Client, code: str) -> str:
    """Give a code at the second step; return where that leads, "" for nowhere."""
    return client.post(AT_SECOND_STEP, {"code": code}).get("Location", "")


def test_an_account_without_it_signs_in_by_password_alone(client, person):
    client.post("/tai-khoan/logout/")
    assert sign_in(client) == SIGNED_IN


def test_switching_it_on_needs_the_password_and_a_right_code(client, person):
    asked = client.get("/tai-khoan/2fa/totp/activate/")
    assert asked["Location"].startswith("/tai-khoan/reauthenticate/")
    client.post(asked["Location"], {"password": PASSWORD})
    answer = client.post("/tai-khoan/2fa/totp/activate/", {"code": "000000"})
    assert "Mã chưa đúng" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_it_comes_with_ten_recovery_codes(protected):
    _secret, codes = protected
    assert len(set(codes)) == 10


def test_password_and_code_sign_in_and_the_password_alone_does_not(client, protected):
    secret, _codes = protected
    assert sign_in(client) == AT_SECOND_STEP
    assert "_auth_user_id" not in client.session
    assert client.get(SIGNED_IN).status_code == 302
    assert give(client, code_of(secret, steps_ahead=1)) == SIGNED_IN
    assert client.get(SIGNED_IN).status_code == 200


def test_a_recovery_code_signs_in_once(client, protected):
    _secret, codes = protected
    sign_in(client)
    assert give(client, codes[3]) == SIGNED_IN
    client.post("/tai-khoan/logout/")
    sign_in(client)
    assert give(client, codes[3]) == ""
    assert give(client, codes[4]) == SIGNED_IN
    assert "Còn 8 trên 10 mã" in client.get("/tai-khoan/2fa/").content.decode()


def test_the_code_without_the_password_opens_nothing(client, protected):
    secret, codes = protected
    assert sign_in(client, password="sai") == ""
    for code in (code_of(secret, steps_ahead=1), codes[0]):
        assert give(client, code) == "/tai-khoan/login/"
    assert "_auth_user_id" not in client.session


def test_five_wrong_codes_lock_the_account_even_for_the_right_one(client, protected):
    _secret, codes = protected
    sign_in(client)
    for _try in range(5):
        answer = client.post(AT_SECOND_STEP, {"code": "000000"})
    assert answer.status_code == 429
    right = client.post(AT_SECOND_STEP, {"code": codes[0]})
    assert (right.status_code, "tạm khóa 15 phút" in right.content.decode()) == (429, True)
    assert "_auth_user_id" not in client.session
    assert sign_in(Client()) == ""


def test_switching_it_off_brings_the_password_alone_back(client, protected):
    _secret, codes = protected
    sign_in(client)
    give(client, codes[0])
    asked = client.get("/tai-khoan/2fa/totp/deactivate/")
    assert asked["Location"].startswith("/tai-khoan/reauthenticate/")
    client.post(asked["Location"], {"password": PASSWORD})
    client.post("/tai-khoan/2fa/totp/deactivate/")
    client.post("/tai-khoan/logout/")
    assert sign_in(client) == SIGNED_IN
    assert not Authenticator.objects.exists()
