"""Views deny by default; grants reach as far as they say; refusals become pages with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from ocop.directory.models import Mandate
from ocop.platform.access import NOBODY, Actor, Grant, system_actor, verdict
from ocop.platform.access.addresses import address_of
from ocop.platform.access.scopes import within
from ocop.platform.accounts.models import User
from ocop.platform.workflow import act
from ocop.programme.models import Regulation

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.platform.urls_for_access")]


@pytest.fixture
def person(client):
    user = User.objects.create(username="0900000002", full_name="Người kiểm tra")
    client.force_login(user)
    return user


def test_a_view_that_declares_nothing_is_closed_even_to_people_who_signed_in(client, person):
    answer = client.get("/silent/")
    assert answer.status_code == 403
    assert b"secret" not in answer.content


def test_a_public_view_is_open_and_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/open/")
    assert (answer.status_code, answer.content) == (200, b"open")


def test_a_stranger_is_sent_to_sign_in_and_back(client):
    answer = client.get("/people/?a=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/tai-khoan/login/?next=/people/%3Fa%3D1"


def test_a_person_who_signed_in_passes(client, person):
    assert client.get("/people/").content.decode() == "hello Người kiểm tra"


def test_a_capability_held_nowhere_is_refused_with_a_sentence(client, person):
    answer = client.get("/auditors/")
    assert answer.status_code == 403
    assert "Tài khoản của bạn không được giao việc này." in answer.content.decode()


@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [
        (date(2026, 1, 1), None, 200),
        (date(2020, 1, 1), date(2020, 12, 31), 403),
        (date(2999, 1, 1), None, 403),
    ],
)
def test_a_mandate_opens_the_view_only_in_its_period(
    client, person, starts, ends, status, noon, mandate_writer
):
    mandate_writer(user=person, role="auditor", starts_on=starts, ends_on=ends)
    assert client.get("/auditors/").status_code == status


@pytest.fixture
def mandate_writer(noon):

    def write(**values):
        with act():
            return Mandate.objects.create(granted_at=noon, granted_by=None, **values)

    return write


def test_a_refusal_becomes_a_page_with_its_sentence_and_the_request_number(client, person):
    answer = client.get("/refusing/")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Thiếu chữ ký; hãy ký rồi gửi lại." in page
    assert answer["X-Request-Number"] in page


@pytest.mark.parametrize("address", ["/people/", "/auditors/", "/refusing/", "/silent/", "/tai-khoan/2fa/"])
def test_what_is_not_public_is_kept_by_no_cache(client, person, address):
    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_a_public_page_says_itself_how_long_it_may_be_kept(client):
    assert "Cache-Control" not in client.get("/open/").headers


def test_a_page_is_kept_for_one_language_only(client):
    assert "Cookie" in client.get("/open/")["Vary"]


@pytest.mark.parametrize("field", [{"q": "a\0b"}, {"q": ["a", "b\0"]}])
def test_a_nul_is_refused_before_any_view_sees_it(client, person, field):
    for answer in (client.get("/people/", field), client.post("/people/", field)):
        assert answer.status_code == 422
        assert "hello" not in answer.content.decode()
    assert client.get("/open/", field).content == b"open"  # public pages read their few words themselves


def test_every_answer_carries_the_strict_policy(client):
    policy = client.get("/open/")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"


def grant(reach: str, path: str) -> Grant:
    return Grant(
        role="r",
        role_title="R",
        place_path=path,
        place_name="",
        agency="",
        reach=reach,
        capabilities=frozenset({"a.b"}),
    )


@pytest.mark.parametrize(
    ("reach", "held_at", "asked_at", "covered"),
    [
        ("place", "14/03646", "14/03646", True),
        ("place", "14/03646", "14/03664", False),
        ("place", "14", "14/03646", False),
        ("below", "14", "14/03646", True),
        ("below", "14", "14", True),
        ("below", "14", "1", False),
        ("below", "1", "14/03646", False),
        ("below", "14/036", "14/03646", False),
        ("below", "", "14/03646", True),
        ("all", "14", "01/00004", True),
    ],
)
def test_a_grant_reaches_as_far_as_it_says(reach, held_at, asked_at, covered):
    actor = Actor(user_id=1, name="n", grants=(grant(reach, held_at),))
    assert (actor.grant_at("a.b", asked_at) is not None) is covered
    assert actor.grant_at("a.c", asked_at) is None


def test_an_own_grant_never_counts_as_a_place():
    actor = Actor(user_id=1, name="n", grants=(grant("own", ""),))
    assert actor.grant_at("a.b", "14") is None
    assert actor.paths_for("a.b") == ()
    assert actor.grant_own("a.b") is not None


def test_nobody_and_a_capability_without_policy_are_refused():
    assert not NOBODY.is_signed_in
    assert not verdict("no.such", system_actor("hệ thống", {"no.such"}))


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        ((), set()),
        (("14",), {"14", "14/03646", "14/03664"}),
        (("14/03646",), {"14/03646"}),
        (("14/036",), set()),
        (("1",), set()),
        (("01", "14/03664"), {"01", "14/03664"}),
        (("",), {"01", "14", "14/03646", "14/03664"}),
    ],
)
def test_rows_are_narrowed_to_the_places_and_what_lies_in_them(paths, found, noon):
    with act():
        for path in ("01", "14", "14/03646", "14/03664"):
            Regulation.objects.create(
                key="quorum_share", value="3/4", place_path=path, valid_from=date(2026, 1, 1), document="Quy chế",
                added_at=noon, added_by="Người nhập",
            )  # fmt: skip
    assert set(Regulation.objects.filter(within(paths)).values_list("place_path", flat=True)) == found


@pytest.mark.parametrize(
    ("meta", "behind_proxy", "address"),
    [
        ({"REMOTE_ADDR": "203.0.113.9"}, False, "203.0.113.9"),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "1.1.1.1"}, False, "203.0.113.9"),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9"}, True, "203.0.113.9"),
        ({"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, False, "2001:db8:1:2::"),
        ({"REMOTE_ADDR": "junk"}, False, "::"),
    ],
)
def test_an_address_cannot_be_forged_from_behind_the_proxy(rf, settings, meta, behind_proxy, address):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    assert address_of(rf.get("/", **meta)) == address
