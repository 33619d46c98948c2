"""The account library's pages and mails in Vietnamese: no English sentence is left, also where something is wrong."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache

from ocop.platform.accounts.models import User

pytestmark = pytest.mark.django_db

# Words that no English sentence does without and that are no Vietnamese syllables.
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """the your you please password code account sign email enter are is have has with this that and for not from was
        will been address invalid required confirm activate generate recovery codes choose user username of or it we if
        be by""",
    )
)
SPOKEN = ("placeholder", "alt", "title", "aria-label", "value")
PASSWORD = "mat-khau-dai-1"


class Spoken(HTMLParser):
    """All that a page says: text, and attributes that are shown or read out; hidden and typed values aside."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.skipping = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.skipping += tag in ("script", "style", "code", "b")
        if tag == "input":
            given.pop("value", None)
        if given.get("lang") != "en":
            self.said += [given[name] for name in SPOKEN if given.get(name)]

    def handle_endtag(self, tag):
        self.skipping -= tag in ("script", "style", "code", "b")

    def handle_data(self, text):
        if not self.skipping:
            self.said.append(text)


def english_in(text: str) -> list[str]:
    """Return the sentences that hold an English word."""
    return [
        " ".join(piece.split())
        for piece in text.splitlines()
        if ENGLISH & {word.lower() for word in re.findall(r"[^\W\d_]+", re.sub(r"\S*[@/.-]\S+", "", piece))}
    ]


def left_in(answer) -> list[str]:
    """Return what is left in English on a page."""
    assert answer.status_code in (200, 429), answer.status_code
    return english_in("\n".join(Spoken(answer.content.decode()).said))


@pytest.fixture
def person(client):
    cache.clear()
    client.post(
        "/tai-khoan/signup/",
        {
            "full_name": "Chủ thể thử",
            "username": "0912345678",
            "email": "chu-the@thu.vn",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    return User.objects.get(username="0912345678")


def test_the_net_catches_english():
    assert english_in("Nhập mã\nEnter a code\nMật khẩu") == ["Enter a code"]
    assert english_in("ten@tinh.gov.vn https://a.vn/account/x") == []


@pytest.mark.parametrize(
    "page", ["login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "inactive/",
             "password/reset/key/1-abc/", "confirm-email/", "confirm-email/khong-co/"]
)  # fmt: skip
def test_a_page_for_everybody_is_vietnamese(client, page):
    cache.clear()
    assert left_in(client.get(f"/tai-khoan/{page}", follow=True)) == []


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("login/", {"login": "khong-co", "password": "x"}),
        ("login/", {}),
        ("signup/", {"username": "admin", "email": "x", "password1": "123", "password2": "124"}),
        (
            "signup/",
            {
                "username": "a b!",
                "email": "chu-the@thu.vn",
                "password1": "1234567890",
                "password2": "1234567891",
            },
        ),
        (
            "signup/",
            {"full_name": "x" * 151, "username": "y" * 151, "password1": PASSWORD, "password2": "khac"},
        ),
        ("password/reset/", {"email": "x"}),
        ("password/reset/", {}),
    ],
)
def test_a_mistake_for_everybody_is_explained_in_vietnamese(client, page, typed):
    cache.clear()
    answer = client.post(f"/tai-khoan/{page}", typed)
    assert "Cần sửa trước khi tiếp tục" in answer.content.decode()
    assert left_in(answer) == []


def test_a_name_or_address_that_is_taken_is_explained_in_vietnamese(client, person):
    client.post("/tai-khoan/logout/")
    typed = {"full_name": "Khác", "password1": PASSWORD, "password2": PASSWORD}
    for more in ({"username": "0912345678"}, {"username": "0912345679", "email": "chu-the@thu.vn"}):
        answer = client.post("/tai-khoan/signup/", typed | more)
        assert (answer.status_code, left_in(answer)) == (200, [])


@pytest.mark.parametrize(
    "page", ["password/change/", "email/", "2fa/", "reauthenticate/", "logout/", "2fa/totp/activate/", "password/set/"]
)  # fmt: skip
def test_a_page_of_a_person_is_vietnamese(client, person, page):
    assert left_in(client.get(f"/tai-khoan/{page}", follow=True)) == []


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("password/change/", {"oldpassword": "x", "password1": "0912345678", "password2": "b"}),
        ("password/change/", {"oldpassword": PASSWORD, "password1": "1234567890", "password2": "1234567890"}),
        (
            "password/change/",
            {"oldpassword": PASSWORD, "password1": "mat-khau-dai-2", "password2": "mat-khau-dai-2"},
        ),
        ("reauthenticate/", {"password": "sai"}),
        ("email/", {"action_add": "1", "email": "x"}),
        ("email/", {"action_add": "1", "email": "chu-the@thu.vn"}),
        ("email/", {"action_send": "1", "email": "chu-the@thu.vn"}),
        ("email/", {"action_primary": "1", "email": "chu-the@thu.vn"}),
        ("email/", {"action_remove": "1", "email": "chu-the@thu.vn"}),
    ],
)
def test_what_a_person_is_told_afterwards_is_vietnamese(client, person, page, typed):
    answer = client.post(f"/tai-khoan/{page}", typed, follow=True)
    assert left_in(answer) == []


def test_the_pages_of_the_second_factor_are_vietnamese(client, person):
    asked = client.get("/tai-khoan/2fa/totp/activate/")
    page = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert "authenticator_secret" in page.content.decode()
    assert left_in(page) == []
    assert left_in(client.post("/tai-khoan/2fa/totp/activate/", {"code": "1"})) == []


def test_a_new_password_comes_by_a_mail_in_vietnamese(client, person):
    client.post("/tai-khoan/logout/")
    assert left_in(client.post("/tai-khoan/password/reset/", {"email": "chu-the@thu.vn"}, follow=True)) == []
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["chu-the@thu.vn"], "OCOP: Đặt lại mật khẩu")
    assert english_in(letter.body) == []
    assert "Tên đăng nhập: 0912345678." in letter.body
    (address,) = re.findall(rf"{settings.OCOP_BASE_URL}(/\S+)", letter.body)
    page = client.get(address, follow=True)
    assert left_in(page) == []
    wrong = client.post(page.request["PATH_INFO"], {"password1": "1", "password2": "2"})
    assert left_in(wrong) == []
    done = client.post(
        page.request["PATH_INFO"], {"password1": "mat-khau-moi-2", "password2": "mat-khau-moi-2"}, follow=True
    )
    assert left_in(done) == []
    answer = client.post("/tai-khoan/login/", {"login": "0912345678", "password": "mat-khau-moi-2"})
    assert answer["Location"] == "/viec-cua-toi/"


def test_a_stranger_s_address_gets_a_mail_in_vietnamese_that_gives_nothing_away(client):
    cache.clear()
    page = client.post("/tai-khoan/password/reset/", {"email": "la@thu.vn"}, follow=True)
    assert left_in(page) == []
    (letter,) = mail.outbox
    assert (letter.to, letter.subject, english_in(letter.body)) == (
        ["la@thu.vn"],
        "OCOP: Không có tài khoản này",
        [],
    )


def test_the_address_is_confirmed_by_a_mail_in_vietnamese(client, person):
    client.post("/tai-khoan/email/", {"action_send": "1", "email": "chu-the@thu.vn"})
    (letter,) = mail.outbox
    assert (letter.subject, english_in(letter.body)) == ("OCOP: Xác nhận địa chỉ thư điện tử", [])
    (address,) = re.findall(rf"{settings.OCOP_BASE_URL}(/\S+)", letter.body)
    assert left_in(client.get(address)) == []
    answer = client.post(address, follow=True)
    assert left_in(answer) == []
    assert "Đã xác nhận" in client.get("/tai-khoan/email/").content.decode()


def test_a_locked_account_is_told_so_in_vietnamese(client, person):
    client.post("/tai-khoan/logout/")
    for _try in range(6):
        answer = client.post("/tai-khoan/login/", {"login": "0912345678", "password": "x"})
    assert (answer.status_code, left_in(answer)) == (429, [])
