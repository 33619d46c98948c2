"""The catalogue: what stands today, found without marks, in a constant number of queries."""

from __future__ import annotations

import io
import unicodedata
from datetime import date, timedelta

import pytest
from PIL import Image

from ocop.platform.access import system_actor
from ocop.platform.files.storing import store_bytes
from ocop.recognition import actions
from ocop.recognition.models import Certificate
from ocop.recognition.queries import facets, product_page, search_catalogue
from tests import factories_recognition as make
from tests.conftest import NOON, TODAY

pytestmark = [pytest.mark.usefixtures("places"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def names(text: str = "", **narrowed) -> list[str]:
    return [item.product_name for item in search_catalogue(text, on=TODAY, **narrowed).items]


def page(answer) -> str:
    return answer.content.decode()


def enter(*products: str, **facts) -> None:
    for number, name in enumerate(products, start=1):
        given = {"product_name": name, "product_code": f"14-03646-{number}-2024", "producer_name": "Tổ hợp"}
        make.earlier(**(given | facts))


@pytest.mark.parametrize(
    "text", ["Đường thốt nốt", "duong thot not", "DUONG THOT", "đường", "thot  not", "not duong"]
)
def test_words_are_found_without_marks_in_any_order(text):
    enter("Đường thốt nốt", "Mật ong")
    assert names(text) == ["Đường thốt nốt"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", ["Hòa Cư", "Hoà Cư", "hoa cu"])
def test_both_ways_of_writing_a_mark_are_one(form, text):
    enter(unicodedata.normalize(form, "Quýt Hoà Cư"))
    for typed in ("NFC", "NFD"):
        assert [unicodedata.normalize("NFC", name) for name in names(unicodedata.normalize(typed, text))] == [
            "Quýt Hoà Cư"
        ]


def test_every_word_must_be_there_and_words_match_from_their_beginning():
    enter("Mật ong hoa cà phê", "Cà phê Arabica")
    assert names("ca phe") == ["Cà phê Arabica", "Mật ong hoa cà phê"]
    assert names("ong ca") == ["Mật ong hoa cà phê"]
    assert names("phe rang") == []
    assert names("ara") == ["Cà phê Arabica"]
    assert names("rabica") == []


def test_names_that_begin_with_the_text_come_first_and_then_more_stars():
    enter("Bánh chè lam", star=4)
    enter("Chè Shan", "Chè xanh", star=3)
    enter("Chè Tà Xùa", star=4)
    enter("Chèo thuyền", star=5)
    assert names("chè") == ["Chè Tà Xùa", "Chè Shan", "Chè xanh", "Chèo thuyền", "Bánh chè lam"]


def test_a_producer_a_commune_and_a_code_are_found_too():
    enter("Mật ong", producer_name="Hợp tác xã Phù Nham", commune="03664")
    where = make.place("03664").name
    for text in ("phù nham", where, "14-03646-1-2024"):
        assert names(text) == ["Mật ong"], text


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "\\", "%%%", "' or 1=1 --", "\x00", "🐝", "ạ" * 100])
def test_signs_search_for_nothing_special(client, text):
    enter("Mật ong")
    for name in ("q", "nganh", "sao", "xa", "trang"):
        assert client.get("/", {name: text}).status_code == 200


def test_only_what_stands_today_and_is_newest_is_listed():
    made = make.product(name="Chè hai lần")
    make.earlier(product=made, product_name="Chè hai lần")
    make.certificate(made)
    enter("Hết hôm qua", expires_on=TODAY - timedelta(days=1))
    enter("Hết hôm nay", expires_on=TODAY)
    gone = make.certificate(make.product(name="Đã thu hồi"))
    actions.revoke(
        gone, ground="a", reason="x", number=901, concluded_on=TODAY, revoked_on=TODAY,
        actor=make.actor("province_leader"), at=NOON,
    )  # fmt: skip
    assert sorted(names()) == ["Chè hai lần", "Hết hôm nay"]
    assert facets(on=TODAY).total == 2


def test_it_is_narrowed_by_industry_star_and_commune():
    enter("Ba", star=3)
    enter("Bốn", star=4, sheet_number=26, commune="03664")
    industry = Certificate.objects.get(product_name="Bốn").industry_code
    assert names(star=4) == names(industry=industry) == names(place_path="14/03664") == ["Bốn"]
    assert names(star=3, industry=industry) == []
    found = facets(on=TODAY)
    assert {(code, count) for code, _name, count in found.industries} == {("I", 1), (industry, 1)}
    assert found.stars == ((4, 1), (3, 1))
    assert {(path, count) for path, _name, count in found.places} == {("14/03646", 1), ("14/03664", 1)}


def test_pages_are_cut_and_a_page_too_far_is_the_last():
    enter(*(f"Sản phẩm {number:02d}" for number in range(7)))
    pages = [search_catalogue("", on=TODAY, page=page, per_page=3) for page in (1, 2, 3, 9, -1)]
    assert [(found.page, len(found.items), found.total, found.pages) for found in pages] == [
        (1, 3, 7, 3), (2, 3, 7, 3), (3, 1, 7, 3), (3, 1, 7, 3), (1, 3, 7, 3),
    ]  # fmt: skip
    seen = [item.product_name for found in pages[:3] for item in found.items]
    assert sorted(seen) == sorted(set(seen)) and len(seen) == 7


def test_the_home_page_says_what_ocop_is_and_lists_the_cards(client):
    make.certificate(make.product(name="Mật ong Mộc Châu"), total="83.4")
    shown = page(client.get("/"))
    for words in (
        "Mỗi xã một sản phẩm",
        "1 sản phẩm",
        "Mật ong Mộc Châu",
        "Hợp tác xã chè Tà Xùa",
        'aria-label="4 sao"',
    ):
        assert words in shown, words
    assert 'href="/san-pham/14-03646-1-2026/"' in shown
    assert "portal/industries.svg" in shown


def test_an_empty_answer_says_what_to_try(client):
    assert "Chưa có sản phẩm nào được công nhận" in page(client.get("/"))
    make.certificate()
    shown = page(client.get("/", {"q": "không có đâu", "sao": "5"}))
    assert "Không có sản phẩm nào khớp" in shown and "không cần gõ dấu" in shown and "Bỏ tìm và lọc" in shown
    assert 'value="không có đâu"' in shown


def test_pages_keep_what_was_asked(client):
    enter(*(f"Mật ong {number:02d}" for number in range(30)), star=4)
    shown = page(client.get("/", {"q": "mật ong", "sao": "4"}))
    assert "Trang 1 trong 2" in shown
    assert 'href="?q=m%E1%BA%ADt+ong&amp;sao=4&amp;trang=2" rel="next"' in shown
    assert 'rel="prev"' not in shown
    assert client.get("/", {"trang": "99999999999"}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_products(client, django_assert_num_queries):
    for many in (1, 3):
        enter(*(f"Mật ong {number}" for number in range(many)))
        for path in ("/", "/?q=mat+ong"):
            with django_assert_num_queries(5):
                client.get(path)
    with django_assert_num_queries(2):
        client.get("/san-pham/14-03646-1-2024/")


def test_a_signed_in_reader_sees_the_same_page(client):
    make.certificate()
    before = page(client.get("/"))
    client.force_login(make.person("province_leader"))
    assert page(client.get("/")) == before


def test_a_products_page_tells_its_story_and_every_certificate(client):
    made = make.product(name="Chè Shan")
    make.earlier(
        product=made,
        product_code="14-116-03646-7-2023",
        decided_on=date(2023, 5, 1),
        expires_on=date(2026, 5, 1),
    )
    make.certificate(made, total="75")
    for code in ("14-03646-1-2026", "14-116-03646-7-2023"):
        shown = page(client.get(f"/san-pham/{code}/"))
        for words in (
            "Chè Shan", "Cây chè trăm tuổi", "Còn hiệu lực", "4 sao, mã 14-03646-1-2026",
            "3 sao, mã 14-116-03646-7-2023", "đã hết hạn",
        ):  # fmt: skip
            assert words in shown, words
    assert product_page("14-03646-1-2026", on=TODAY).token in shown


@pytest.mark.parametrize("code", ["14-03646-99-2026", "x", "14-03646-1-2026'"])
def test_an_unknown_product_is_not_found(client, code):
    assert client.get(f"/san-pham/{code}/").status_code == 404


def test_the_published_photo_is_shown_and_the_original_is_not_served(client):
    raw = io.BytesIO()
    Image.new("RGB", (50, 40), "#886644").save(raw, "PNG")
    original = store_bytes(raw.getvalue(), at=NOON, allowed=("image/png",))
    certificate = make.certificate(make.product(photo=original))
    code = certificate.product_code
    assert "anh-" not in page(client.get("/"))  # nothing is published before the copy is made
    printer = system_actor("Hệ thống", ["recognition.make_document"])
    photo = actions.make_certificate_document(certificate, actor=printer, at=NOON).photo
    address = f"/san-pham/{code}/anh-{photo.sha256[:12]}.webp"
    assert address in page(client.get("/")) and address in page(client.get(f"/san-pham/{code}/"))
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "public, max-age=2592000, immutable"
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    for sha, of in ((original.sha256[:12], code), (photo.sha256[:12], "14-03646-2-2026"), ("0" * 12, code)):
        assert client.get(f"/san-pham/{of}/anh-{sha}.webp").status_code == 404


def test_crawlers_are_told_to_leave_single_checks_alone(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain"
    assert "Disallow: /c/" in page(answer)
