"""Pages of registration without JavaScript: the way from a new account to a numbered slip, and who sees
what.
"""

from __future__ import annotations

import re

import pytest
import time_machine
from django.urls import reverse

from ocop.platform.folding import fold
from ocop.registration.actions import change_product
from ocop.registration.models import Producer, Registration
from tests.closing import let_go
from tests.factories_dossiers import (
    OTHER_COMMUNE,
    PERSONAL,
    actor_of,
    client_of,
    officer,
    picture,
    producer,
    registered,
    user,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture(autouse=True)
def _clock(noon):
    with time_machine.travel(noon, tick=False):
        yield


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


TYPED = {
    "name": "HTX Mường Bú", "kind": "cooperative", "place": "Phường Tô Hiệu, tỉnh Sơn La", "address": "Tổ 5",
    "phone": "0912345678", "representative_name": "Người đại diện",
}  # fmt: skip


def test_a_newcomer_walks_from_nothing_to_a_numbered_slip():
    browser = client_of(actor_of(user("0912000009")))
    assert "Khai chủ thể" in text_of(browser.get(reverse("registration:home")))
    opened = browser.post(reverse("registration:open_producer"), TYPED)
    producer_id = Producer.objects.get().pk
    assert opened.url == f"{reverse('registration:product_name')}?chu-the={producer_id}"
    page = browser.get(opened.url)
    assert page.status_code == 200
    group = browser.get(
        reverse("registration:product_group"), {"chu-the": producer_id, "ten": "Mật ong hoa nhãn"}
    )
    link = re.search(r'href="([^"]*xac-nhan[^"]*bo=4)"', group.content.decode())[1].replace("&amp;", "&")
    assert "bộ tiêu chí số 4" in text_of(group)
    done = browser.post(link, {"kind": "new"})
    slip = Registration.objects.get()
    assert (slip.number_text, slip.product.name) == ("1/PĐK-14-03646-2026", "Mật ong hoa nhãn")
    shown = browser.get(done.url)
    assert ("1/PĐK-14-03646-2026" in text_of(shown), "Lập hồ sơ" in text_of(shown)) == (True, True)


def test_a_refused_producer_form_keeps_what_was_typed():
    browser = client_of(actor_of(user("0912000009")))
    answer = browser.post(
        reverse("registration:open_producer"), TYPED | {"phone": "1", "history": "Giữ lại câu này."}
    )
    body = answer.content.decode()
    assert (answer.status_code, Producer.objects.count()) == (422, 0)
    assert ("HTX Mường Bú" in body, "Giữ lại câu này." in body, "từ 8 đến 15 chữ số" in body) == (
        True,
        True,
        True,
    )


def test_fields_that_the_form_does_not_have_change_nothing(noon):
    owner, actor = producer(at=noon)
    secret = {"place_path": "01", "search_text": "x", "opened_by": "kẻ khác", "members": "1", "id": "999"}
    browser = client_of(actor)
    browser.post(reverse("registration:producer", args=[owner.pk]), TYPED | secret)
    kept = Producer.objects.get()
    assert (kept.pk, kept.place_path, kept.opened_by, kept.name) == (
        owner.pk, "14/03646", "Người 0912000001", "HTX Mường Bú",
    )  # fmt: skip
    query = f"?chu-the={owner.pk}&ten=Chè&bo=11"
    browser.post(
        reverse("registration:product_confirm") + query,
        {
            "kind": "new",
            "number": "77",
            "number_text": "77/X",
            "state": "filed",
            "place_path": "01",
            "prior_star": "5",
        },
    )
    slip = Registration.objects.get()
    assert (slip.number_text, slip.state, slip.place_path, slip.prior_star) == (
        "1/PĐK-14-03646-2026", "registered", "14/03646", None,
    )  # fmt: skip


def test_an_upgrade_without_the_star_held_is_asked_for_it_and_keeps_the_rest(noon):
    owner, actor = producer(at=noon)
    address = f"{reverse('registration:product_confirm')}?chu-the={owner.pk}&ten=Chè&bo=11"
    answer = client_of(actor).post(address, {"kind": "upgrade", "prior_code": "14-03646-7-2024"})
    body = answer.content.decode()
    assert (answer.status_code, "14-03646-7-2024" in body, "Hãy chọn hạng sao đang có." in body) == (
        422,
        True,
        True,
    )
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("name", ["slip", "withdraw", "producer", "photo"])
def test_a_stranger_s_record_is_not_found(noon, name):
    owner, actor = producer(at=noon)
    slip = registered(owner, actor, at=noon)
    _own, stranger = producer(at=noon, username="0912000002", name="HTX Khác")
    pk = {"producer": owner.pk, "photo": slip.product_id}.get(name, slip.pk)
    address = reverse(f"registration:{name}", args=[pk])
    browser = client_of(stranger)
    answer = browser.post(address, {"reason": "x"}) if name == "withdraw" else browser.get(address)
    assert (answer.status_code, Registration.objects.get().state) == (404, "registered")


def test_officers_see_slips_of_their_place_and_no_personal_facts_in_the_list(noon):
    owner, actor = producer(at=noon)
    registered(owner, actor, at=noon)
    inside = text_of(
        client_of(officer("commune_officer", "03646", at=noon)).get(reverse("registration:register"))
    )
    outside = client_of(officer("commune_officer", OTHER_COMMUNE, at=noon)).get(
        reverse("registration:register")
    )
    assert ("1/PĐK-14-03646-2026" in inside, "1/PĐK-14-03646-2026" in text_of(outside)) == (True, False)
    assert [fact for fact in PERSONAL.values() if len(fact) > 3 and fact in inside] == []


def test_the_register_is_searched_without_marks(noon):
    owner, actor = producer(at=noon)
    registered(owner, actor, at=noon, name="Mật ong hoa nhãn")
    registered(owner, actor, at=noon, name="Chè Shan tuyết", sheet=11)
    browser = client_of(officer("province_officer", "14", at=noon))
    found = text_of(browser.get(reverse("registration:register"), {"q": fold("Shan tuyết")}))
    assert ("Chè Shan tuyết" in found, "Mật ong hoa nhãn" in found) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_asks_the_database_the_same_number_of_questions(noon, count, django_assert_num_queries):
    owner, actor = producer(at=noon)
    for number in range(count):
        registered(owner, actor, at=noon, name=f"Sản phẩm {number} x")
    browser = client_of(officer("province_officer", "14", at=noon))
    browser.get(reverse("registration:register"))
    with django_assert_num_queries(QUERIES):
        browser.get(reverse("registration:register"))


QUERIES = 5


def test_a_way_back_leads_only_to_dossiers(noon):
    owner, actor = producer(at=noon)
    browser = client_of(actor)
    address = reverse("registration:producer", args=[owner.pk])
    safe = browser.post(f"{address}?tiep=/ho-so/1/", TYPED).url
    evil = [
        browser.post(f"{address}?tiep={there}", TYPED).url
        for there in ("//ac.vn", "https://ac.vn", "/ho-so//ac.vn")
    ]
    assert (safe, set(evil)) == ("/ho-so/1/", {reverse("registration:home")})


def test_a_photo_is_served_to_its_people_only(noon):
    owner, actor = producer(at=noon)
    slip = registered(owner, actor, at=noon)
    change_product(
        slip.product, description="x", specification="x", story="x", photo=picture(), actor=actor, at=noon
    )
    address = reverse("registration:photo", args=[slip.product_id])
    served = client_of(actor).get(address)
    let_go(served)
    assert (served.status_code, served["Content-Type"], served["X-Content-Type-Options"]) == (
        200,
        "image/png",
        "nosniff",
    )
