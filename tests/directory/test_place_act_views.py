"""Pages of changes of units: three steps, nothing typed is lost, only administrators, and a history that reads both ways."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from ocop.directory.jobs import apply_due_place_acts
from ocop.directory.models import Mandate, Place, PlaceAct
from ocop.directory.queries import last_place
from ocop.dossiers.models import Dossier
from ocop.platform.accounts.models import User
from ocop.platform.workflow import act
from ocop.registration.models import Producer
from tests import factories_dossiers as made

pytestmark = pytest.mark.usefixtures("places")

A, B, FREE = "03646", "03679", "98765"
NAME_A, NAME_B = "Phường Tô Hiệu, tỉnh Sơn La", "Phường Chiềng Sinh, tỉnh Sơn La"


@pytest.fixture(autouse=True)
def _clock(noon):
    with time_machine.travel(noon, tick=False):
        yield


@pytest.fixture
def administrator(noon) -> Client:
    return made.client_of(made.officer("administrator", "14", at=noon))


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def begun(client: Client, kind: str, on: str = "16/11/2026") -> PlaceAct:
    response = client.post(
        reverse("directory:begin_act"),
        {"kind": kind, "document_number": "12/NQ-HĐND", "document_on": "02/11/2026", "in_force_on": on},
    )
    drafted = PlaceAct.objects.latest("pk")
    assert response["Location"] == reverse("directory:act_units", args=[drafted.pk])
    return drafted


def test_a_split_is_entered_in_three_steps_and_leads_to_its_result(administrator, noon):
    made.submitted(at=noon, username="0912000002", name="Mật ong rừng", place=made.place(B))
    officer = made.officer("commune_officer", B, at=noon)
    drafted = begun(administrator, "split")
    units = {
        "before_1": NAME_B,
        "name_1": "Một",
        "kind_1": "xa",
        "code_1": B,
        "name_2": "Hai",
        "kind_2": "xa",
        "code_2": FREE,
    }
    response = administrator.post(reverse("directory:act_units", args=[drafted.pk]), units)
    preview = reverse("directory:act_preview", args=[drafted.pk])
    assert response["Location"] == preview

    producer = Producer.objects.get()
    mandate = Mandate.objects.get(user_id=officer.user_id)
    page = administrator.get(preview)
    words = text_of(page)
    assert "Hồ sơ chưa có kết quả 1" in words
    assert f"{producer.name} – {producer.address}" in words
    assert f'name="registration.producer:{producer.pk}"' in page.content.decode()

    response = administrator.post(
        preview, {f"registration.producer:{producer.pk}": FREE, f"directory.mandate:{mandate.pk}": ""}
    )
    assert response["Location"] == reverse("directory:act", args=[drafted.pk])
    assert Dossier.objects.get().place == last_place(FREE)
    result = text_of(administrator.get(response["Location"]))
    assert "Đã áp dụng" in result
    assert "Chủ thể 1 1 Xã Hai: 1 0" in result
    assert "chưa giao lại ở đơn vị mới" in result
    assert (
        "Xã Một , Xã Hai : chưa có ai được giao nhiệm vụ" in result or "Xã Một, Xã Hai: chưa có ai" in result
    )


def test_a_refused_choice_keeps_what_was_chosen(administrator, noon):
    made.submitted(at=noon, username="0912000002", name="Mật ong rừng", place=made.place(B))
    owner, _actor = made.producer(at=noon, username="0912000003", place=made.place(B), name="Tổ hợp tác")
    drafted = begun(administrator, "split")
    units = {
        "before_1": NAME_B,
        "name_1": "Một",
        "kind_1": "xa",
        "code_1": B,
        "name_2": "Hai",
        "kind_2": "xa",
        "code_2": FREE,
    }
    administrator.post(reverse("directory:act_units", args=[drafted.pk]), units)
    other = Producer.objects.exclude(pk=owner.pk).get()
    chosen = {f"registration.producer:{owner.pk}": FREE, f"registration.producer:{other.pk}": "00000"}
    response = administrator.post(reverse("directory:act_preview", args=[drafted.pk]), chosen)
    assert response.status_code == 422
    assert "Hãy chọn đơn vị tiếp nhận" in text_of(response)
    select = re.search(rf'name="registration.producer:{owner.pk}">(.*?)</select>', response.content.decode())
    assert f'value="{FREE}" selected' in select[1]


def test_a_refused_unit_is_told_at_its_box_and_nothing_typed_is_lost(administrator):
    drafted = begun(administrator, "rename")
    address = reverse("directory:act_units", args=[drafted.pk])
    response = administrator.post(
        address, {"before_1": NAME_A, "name_1": "Tên mới", "kind_1": "phuong", "code_1": B}
    )
    assert response.status_code == 422
    assert "mỗi mã chỉ của một đơn vị" in text_of(response)
    assert 'value="Tên mới"' in response.content.decode()
    unknown = administrator.post(address, {"before_1": "Xã Không Có", "name_1": "x", "kind_1": "xa"})
    assert "Không tìm thấy địa bàn “Xã Không Có” trong danh mục ngày 15/11/2026" in text_of(unknown)


def test_going_back_a_step_shows_what_was_named(administrator):
    drafted = begun(administrator, "merge")
    address = reverse("directory:act_units", args=[drafted.pk])
    administrator.post(
        address,
        {"before_1": NAME_A, "before_2": NAME_B, "name_1": "Tô Hiệu", "kind_1": "phuong", "code_1": A},
    )
    page = administrator.get(address).content.decode()
    for typed in (NAME_A, NAME_B, "Phường Tô Hiệu", A):
        assert f'value="{typed}"' in page


def test_an_act_that_waits_says_so_and_may_be_withdrawn(administrator):
    drafted = begun(administrator, "rename", on="01/03/2027")
    administrator.post(
        reverse("directory:act_units", args=[drafted.pk]),
        {"before_1": NAME_A, "name_1": "Mới", "kind_1": "phuong"},
    )
    administrator.post(reverse("directory:act_preview", args=[drafted.pk]))
    page = reverse("directory:act", args=[drafted.pk])
    assert "Chờ ngày hiệu lực" in text_of(administrator.get(page))
    assert "12/NQ-HĐND" in text_of(administrator.get(reverse("directory:acts")))
    administrator.post(reverse("directory:withdraw_act", args=[drafted.pk]))
    assert "Đã bỏ" in text_of(administrator.get(page))
    again = administrator.post(reverse("directory:withdraw_act", args=[drafted.pk]), follow=True)
    assert "đã áp dụng hoặc đã bỏ" in text_of(again)
    assert administrator.get(reverse("directory:act_preview", args=[drafted.pk])).status_code == 409


def test_pages_are_for_administrators_and_for_those_who_may_view_the_place(administrator, noon):
    drafted = begun(administrator, "rename")
    pages = {
        name: reverse(f"directory:{name}", args=[drafted.pk]) for name in ("act", "act_units", "act_preview")
    }
    readers = {
        "auditor": ("14", [200, 403, 403]),
        "administrator": ("11", [404, 404, 404]),
        "council_member": ("14", [403, 403, 403]),
    }
    for role, (code, expected) in readers.items():
        client = made.client_of(made.officer(role, code, at=noon, username=f"{role}-khac"))
        assert [client.get(url).status_code for url in pages.values()] == expected
        assert client.post(reverse("directory:withdraw_act", args=[drafted.pk])).status_code in (403, 404)
    drafted.refresh_from_db()
    assert drafted.withdrawn_at is None


def test_the_history_of_a_unit_reads_both_ways_with_its_document_and_people(administrator, noon):
    officer = made.officer("commune_officer", B, at=noon)
    old = last_place(B)
    drafted = begun(administrator, "merge")
    administrator.post(
        reverse("directory:act_units", args=[drafted.pk]),
        {"before_1": NAME_A, "before_2": NAME_B, "name_1": "Hợp nhất", "kind_1": "phuong", "code_1": A},
    )
    mandate = Mandate.objects.get(user_id=officer.user_id)
    administrator.post(
        reverse("directory:act_preview", args=[drafted.pk]), {f"directory.mandate:{mandate.pk}": A}
    )
    merged = "Phường Chiềng Sinh, Phường Tô Hiệu → Phường Hợp nhất"
    now = reverse("directory:place", args=[A, "2026-11-16"])
    then = reverse("directory:place", args=[B, old.valid_from.isoformat()])
    for address in (now, then):
        words = text_of(administrator.get(address))
        assert merged in words
        assert "theo 12/NQ-HĐND (02/11/2026)" in words
        assert officer.name in words
    assert "Nay ở đơn vị tiếp nhận" in text_of(administrator.get(then))
    stranger = made.client_of(made.actor_of(made.user("nguoi-la")))
    words = text_of(stranger.get(then))
    assert merged in words
    assert officer.name not in words


def test_the_history_page_asks_as_much_for_few_people_as_for_many(
    administrator, noon, django_assert_max_num_queries
):
    address = reverse("directory:place", args=[A, last_place(A).valid_from.isoformat()])

    def asked() -> int:
        with django_assert_max_num_queries(60) as queries:
            administrator.get(address)
        return len(queries)

    made.officer("commune_officer", A, at=noon, username="mot")
    administrator.get(address)
    few = asked()
    for number in range(6):
        made.officer("commune_officer", A, at=noon, username=f"nguoi-{number}")
    assert asked() == few


def test_the_preview_asks_as_much_for_few_records_as_for_many(
    administrator, noon, django_assert_max_num_queries
):
    made.producer(at=noon, username="0912000003", place=made.place(B))
    drafted = begun(administrator, "split")
    units = {
        "before_1": NAME_B,
        "name_1": "Một",
        "kind_1": "xa",
        "code_1": B,
        "name_2": "Hai",
        "kind_2": "xa",
        "code_2": FREE,
    }
    administrator.post(reverse("directory:act_units", args=[drafted.pk]), units)
    address = reverse("directory:act_preview", args=[drafted.pk])

    def asked() -> int:
        with django_assert_max_num_queries(60) as queries:
            administrator.get(address)
        return len(queries)

    made.officer("commune_officer", B, at=noon, username="mot")
    few = asked()
    for number in range(5):
        made.producer(at=noon, username=f"091200010{number}", place=made.place(B))
        made.officer("commune_officer", B, at=noon, username=f"nguoi-{number}")
    assert asked() == few


HOSTILE = ["²", "9" * 5000, "a\0b", "31/02/2026", "<script>"]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_refused_on_every_step(administrator, value):
    document = dict.fromkeys(("kind", "document_number", "document_on", "in_force_on"), value)
    assert administrator.post(reverse("directory:begin_act"), document).status_code == 422
    for kind in ("rename", "move", "merge", "split"):
        drafted = begun(administrator, kind)
        names = [f"{name}_{n}" for name in ("before", "name", "kind", "code", "parent") for n in range(1, 7)]
        address = reverse("directory:act_units", args=[drafted.pk])
        assert administrator.post(address, dict.fromkeys(names, value)).status_code == 422
    assert administrator.get(f"/dia-ban/thay-doi/{'9' * 30}/").status_code == 404
    assert administrator.get(reverse("directory:acts"), {"trang": value}).status_code in (200, 422)


def test_an_act_refused_on_its_day_is_a_task_and_is_applied_again_from_its_page(administrator, noon):
    person = User.objects.get(pk=administrator.session[SESSION_KEY])
    drafted = begun(administrator, "rename", on="20/11/2026")
    units = {"before_1": NAME_B, "name_1": "Mới", "kind_1": "phuong", "code_1": B}
    administrator.post(reverse("directory:act_units", args=[drafted.pk]), units)
    administrator.post(reverse("directory:act_preview", args=[drafted.pk]))
    address, again = (reverse(f"directory:{name}", args=[drafted.pk]) for name in ("act", "apply_act"))
    assert "Áp dụng" not in text_of(administrator.get(address)).partition("Nhật ký")[0]
    with act():
        Place.objects.filter(code=B, valid_to=None).update(valid_to=noon.date())
    with time_machine.travel(noon + timedelta(days=4), tick=False):
        administrator.force_login(person)
        assert "chưa áp dụng được" not in text_of(administrator.get(reverse("workspace:home")))
        apply_due_place_acts.func()
        assert "thay đổi địa giới đến ngày nhưng chưa áp dụng được" in text_of(
            administrator.get(reverse("workspace:home"))
        )
        assert "Chưa áp dụng được" in text_of(administrator.get(reverse("directory:acts")))
        page = text_of(administrator.get(address))
        assert "đã kết thúc ngày 16/11/2026" in page and "Áp dụng lại" in page
        assert "đã kết thúc ngày 16/11/2026" in text_of(administrator.post(again, follow=True))
        with act():
            Place.objects.filter(code=B, valid_to=noon.date()).update(valid_to=None)
        assert "Đã áp dụng thay đổi địa giới" in text_of(administrator.post(again, follow=True))
        assert "chưa áp dụng được" not in text_of(administrator.get(reverse("workspace:home")))
    assert last_place(B).name == "Phường Mới"


def test_a_units_history_links_a_document_for_those_who_may_open_it(administrator, noon):
    producer = made.client_of(made.producer(at=noon, username="0912000009", place=made.place(A))[1])
    drafted = begun(administrator, "rename")
    units = {"before_1": NAME_B, "name_1": "Mới", "kind_1": "phuong", "code_1": B}
    administrator.post(reverse("directory:act_units", args=[drafted.pk]), units)
    administrator.post(reverse("directory:act_preview", args=[drafted.pk]))
    page, document = reverse("directory:newest", args=[B]), reverse("directory:act", args=[drafted.pk])
    for client, linked in ((administrator, True), (producer, False)):
        shown = client.get(page, follow=True).content.decode()
        assert "12/NQ-HĐND" in shown
        assert (f'href="{document}"' in shown) == linked
