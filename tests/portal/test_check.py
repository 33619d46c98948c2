"""The check page: one true answer, as of now, at once, for anyone, about published facts only."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache

from ocop.portal import guessing, views
from ocop.recognition import actions
from ocop.recognition.actions.documents import check_address
from ocop.recognition.models import Certificate
from tests import factories_recognition as make
from tests.conftest import NOON, TODAY

pytestmark = [pytest.mark.usefixtures("places"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    cache.clear()
    time_machine.move_to(NOON, tick=False)


def take_back(certificate: Certificate) -> None:
    actions.revoke(
        certificate, ground="b", reason="LYDOKIN", number=900, concluded_on=TODAY, revoked_on=TODAY,
        actor=make.actor("province_leader"), at=NOON,
    )  # fmt: skip


def page(answer) -> str:
    return answer.content.decode()


def test_a_valid_certificate_is_answered_above_everything_else(client):
    certificate = make.certificate(make.product(name="Mật ong Mộc Châu"), total="83.4")
    answer = client.get(f"/c/{certificate.token}")
    shown = page(answer)
    assert answer.status_code == 200
    words = [
        "CÒN HIỆU LỰC", 'aria-label="4 sao"', "Mật ong Mộc Châu", "Hợp tác xã chè Tà Xùa",
        "Phường Tô Hiệu, tỉnh Sơn La", "Có giá trị đến hết ngày 16/11/2029", "Kiểm tra lúc 12:00:00 16/11/2026",
        certificate.product_code, f"Số {certificate.decision_number_text}, ngày 16/11/2026",
        "từ 16/11/2026 đến hết 16/11/2029", "Cây chè trăm tuổi trên núi.",
    ]  # fmt: skip
    shown = shown[shown.index("<main") :]
    places = [shown.find(word) for word in words]
    assert -1 not in places and places == sorted(places)


@pytest.mark.parametrize(
    ("now", "word"),
    [
        (
            datetime(2029, 11, 16, 16, 59, 59, tzinfo=UTC),
            "CÒN HIỆU LỰC",
        ),  # 23:59:59 of the last day in Vietnam
        (datetime(2029, 11, 16, 17, 0, 0, tzinfo=UTC), "HẾT HẠN"),
        (datetime(2026, 11, 15, 16, 59, 59, tzinfo=UTC), "CHƯA CÓ HIỆU LỰC"),
        (datetime(2026, 11, 15, 17, 0, 0, tzinfo=UTC), "CÒN HIỆU LỰC"),
    ],
)
def test_validity_turns_at_midnight_in_vietnam(client, time_machine, now, word):
    certificate = make.certificate()
    time_machine.move_to(now, tick=False)
    assert f"<span>{word}</span>" in page(client.get(f"/c/{certificate.token}"))


def test_a_revocation_is_seen_with_the_next_request(client):
    certificate = make.certificate()
    assert "CÒN HIỆU LỰC" in page(client.get(f"/c/{certificate.token}"))
    take_back(certificate)
    shown = page(client.get(f"/c/{certificate.token}"))
    assert "ĐÃ THU HỒI" in shown and "CÒN HIỆU LỰC" not in shown
    assert "Thu hồi ngày 16/11/2026 theo Quyết định số 900/QĐ-UBND" in shown
    assert "LYDOKIN" not in shown  # the reason may speak of people; the decision's number is enough


def test_the_answer_is_never_kept_and_carries_no_cookie(client):
    certificate = make.certificate()
    for path in (f"/c/{certificate.token}", f"/san-pham/{certificate.product_code}/", "/c/" + "x" * 22):
        answer = client.get(path)
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def test_the_time_is_that_of_each_request(client, time_machine):
    certificate = make.certificate()
    seen = set()
    for second in range(3):
        time_machine.move_to(NOON + timedelta(seconds=second), tick=False)
        seen.add(re.search(r"Kiểm tra lúc ([0-9:]+)", page(client.get(f"/c/{certificate.token}")))[1])
    assert seen == {"12:00:00", "12:00:01", "12:00:02"}
    assert views.MOMENT not in page(client.get(f"/c/{certificate.token}"))


def test_it_asks_the_database_once_and_nobody_who_is_reading(client, django_assert_num_queries):
    certificate = make.certificate()
    client.force_login(make.person("province_leader"))
    client.get(f"/c/{certificate.token}")
    with django_assert_num_queries(1) as seen:
        client.get(f"/c/{certificate.token}")
    assert 'FROM "recognition_certificate"' in seen[0]["sql"]


@pytest.mark.parametrize("token", ["x" * 21, "x" * 44, "a b", "'; drop table", "..", "%00" * 8])
def test_what_cannot_be_a_token_is_refused_without_asking_the_database(
    client, django_assert_num_queries, token
):
    with django_assert_num_queries(0):
        assert client.get(f"/c/{token}").status_code == 404


def test_an_unknown_token_says_what_to_do_and_keeps_what_was_typed(client):
    answer = client.get("/c/" + "x" * 22)
    assert answer.status_code == 404
    shown = page(answer)
    assert "KHÔNG TÌM THẤY" in shown and "Đừng tin số sao trên bao bì" in shown
    assert f'value="{"x" * 22}"' in shown


def test_the_page_and_its_styles_are_light(client):
    certificate = make.certificate(make.product(story="Câu chuyện dài. " * 150))
    shown = page(client.get(f"/c/{certificate.token}"))
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', shown)
    assert styles == ["ui/public.css"]
    assert len(shown.encode()) + Path(finders.find(styles[0])).stat().st_size < 30_000
    assert "<script" not in shown and "<img" not in shown


def test_facts_are_shown_as_text_not_as_markup(client):
    certificate = make.certificate(make.product(name="<b>x</b>", story="<script>alert(1)</script>"))
    shown = page(client.get(f"/c/{certificate.token}"))
    assert "<script>alert(1)" not in shown and "&lt;b&gt;x&lt;/b&gt;" in shown


def test_no_public_page_shows_a_person_a_score_or_a_draft(client):
    canaries = [
        "NGUOIDAIDIEN", "DANTOCKIN", "CUTRUKIN", "LICHSUKIN", "COCAUKIN", "QUYCACHKIN", "DIEMTHANHVIENKIN",
        "0912000111", "kin@vidu.vn", "Bản Tà Xùa C", "83,4", "83.4", "DUTHAOKIN", "CHUACONGNHANKIN", "DANGCHOKIN",
    ]  # fmt: skip
    certificate = make.certificate(total="83.4")
    make.draft(make.result(name="DUTHAOKIN"))
    make.issued(make.result(name="CHUACONGNHANKIN", total="40"), make.result(name="Khác", total="60"))
    make.result(name="DANGCHOKIN")
    take_back(make.certificate(make.product(name="Đã thu hồi")))
    code = certificate.product_code
    for path in (
        "/",
        "/?q=che",
        f"/san-pham/{code}/",
        f"/c/{certificate.token}",
        "/kiem-tra/",
        "/c/" + "x" * 22,
    ):
        shown = page(client.get(path))
        assert [canary for canary in canaries if canary in shown] == [], path


def test_an_old_certificate_points_to_the_newer_one(client):
    made = make.product()
    first = make.earlier(product=made)
    make.certificate(made, total="75")
    shown = page(client.get(f"/c/{first.token}"))
    assert "đã có giấy chứng nhận mới hơn, hạng 4 sao" in shown
    assert 'href="/san-pham/14-03646-1-2026/"' in shown


def test_english_can_be_read(client):
    certificate = make.certificate()
    client.cookies["django_language"] = "en"
    answer = client.get(f"/c/{certificate.token}")
    assert answer["Content-Language"] == "en"
    assert '<html lang="en">' in page(answer)


def test_the_printed_address_is_the_one_that_is_answered(client, settings):
    certificate = make.certificate()
    path = check_address(certificate.token).removeprefix(settings.OCOP_BASE_URL)
    assert path == f"/c/{certificate.token}"
    assert client.get(path).status_code == client.get(f"{path}/").status_code == 200


def test_guessing_is_refused_and_scanning_is_not(client, caplog):
    certificate = make.certificate()
    answers = [client.get(f"/c/{number:022d}").status_code for number in range(guessing.MISSES_ALLOWED + 3)]
    assert answers == [404] * guessing.MISSES_ALLOWED + [429] * 3
    refused = client.get("/c/" + "y" * 22)
    assert refused["Retry-After"] == "600" and "Hãy đợi 10 phút" in page(refused)
    assert [record.levelname for record in caplog.records if "guessing" in record.message] == ["WARNING"]
    assert client.get(f"/c/{certificate.token}").status_code == 200
    assert client.get("/kiem-tra/", {"ma": "99-1-1-2026"}).status_code == 429
    assert client.get("/c/" + "z" * 22, REMOTE_ADDR="203.0.113.9").status_code == 404


@pytest.mark.parametrize("typed", ["14-03646-1-2026", " 14-03646-1-2026 ", "14 - 03646 - 1 - 2026"])
def test_a_typed_code_leads_to_the_check_page(client, typed):
    certificate = make.certificate()
    answer = client.get("/kiem-tra/", {"ma": typed})
    assert (answer.status_code, answer["Location"]) == (302, f"/c/{certificate.token}")


def test_a_typed_token_leads_to_the_check_page_and_nonsense_to_advice(client):
    certificate = make.certificate()
    assert client.get("/kiem-tra/", {"ma": certificate.token})["Location"] == f"/c/{certificate.token}"
    assert client.get("/kiem-tra/").status_code == 200
    for typed in ("14-03646-9-2026", "không phải mã", "x" * 500):
        assert client.get("/kiem-tra/", {"ma": typed}).status_code == 404


def test_a_code_given_twice_leads_to_the_newest(client):
    product = make.product()
    old, new = make.certificate(product), make.certificate(product, kind="upgrade")
    assert old.product_code == new.product_code == "14-03646-1-2026"
    assert client.get("/kiem-tra/", {"ma": new.product_code})["Location"] == f"/c/{new.token}"


def test_nothing_public_can_be_posted_to(client):
    certificate = make.certificate()
    for path in ("/", "/kiem-tra/", f"/c/{certificate.token}", f"/san-pham/{certificate.product_code}/"):
        assert client.post(path).status_code == 405
