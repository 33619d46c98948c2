"""Pages of the directory: found without marks, histories, and who may open what."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.forms import Form
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from ocop.directory import queries
from ocop.directory.actions import create_agency, grant_mandate
from ocop.directory.forms import PlaceField
from ocop.directory.models import Agency, Mandate
from ocop.platform.access import system_actor
from ocop.platform.accounts.models import User
from ocop.platform.audit.reading import recent

pytestmark = pytest.mark.usefixtures("places")

TODAY = date(2026, 11, 16)
SETUP = system_actor("thiết lập", {"directory.grant_mandate", "directory.edit_agency"})


@pytest.fixture(autouse=True)
def _clock(noon):
    with time_machine.travel(noon, tick=False):
        yield


def person(username: str, role: str | None, code: str | None, at) -> User:
    user = User.objects.create(username=username, full_name=f"Người {username}")
    if role:
        place = queries.place_on(code, TODAY) if code else None
        grant_mandate(user, role=role, place=place, starts_on=date(2026, 1, 1), actor=SETUP, at=at)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def newcomer(noon) -> Client:
    return signed_in(person("0900000001", None, None, noon))


@pytest.fixture
def administrator(noon) -> Client:
    return signed_in(person("0900000009", "administrator", "14", noon))


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


ROLES_AND_PLACES = [
    ("producer", None),
    ("commune_officer", "03646"),
    ("commune_leader", "03646"),
    ("province_officer", "14"),
    ("council_member", "14"),
    ("province_leader", "14"),
    ("administrator", "14"),
    ("auditor", "14"),
    (None, None),
]
OPEN = {"provinces", "search", "roles"}
READ = {
    "commune_officer",
    "commune_leader",
    "province_officer",
    "province_leader",
    "administrator",
    "auditor",
}


@pytest.mark.parametrize(("role", "code"), ROLES_AND_PLACES)
def test_each_role_opens_exactly_its_pages(role, code, noon):
    client = signed_in(person("0900000005", role, code, noon))
    pages = (
        "provinces",
        "search",
        "roles",
        "mandates",
        "agencies",
        "acts",
        "grant",
        "add_agency",
        "begin_act",
    )
    opened = {name for name in pages if client.get(reverse(f"directory:{name}")).status_code == 200}
    expected = set(OPEN)
    if role in READ:
        expected |= {"mandates", "agencies", "acts"}
    if role == "administrator":
        expected |= {"grant", "add_agency", "begin_act"}
    assert opened == expected


def test_a_stranger_is_sent_to_sign_in(db):
    for name in ("provinces", "search", "mandates", "grant"):
        response = Client().get(reverse(f"directory:{name}"))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_suggestions_are_rows_to_choose_from_with_the_full_name(newcomer):
    response = newcomer.get(
        reverse("directory:search"), {"field": "place", "place": "chieng so"}, HTTP_HX_REQUEST="true"
    )
    chosen = re.findall(r'data-ocop-place="([^"]+)"', response.content.decode())
    assert chosen[0] == "Xã Chiềng Sơ, tỉnh Sơn La"
    assert len(chosen) == 8
    assert "<html" not in response.content.decode()


def test_suggestions_that_find_nothing_say_so_and_quote_what_was_typed_safely(newcomer):
    typed = '<script>alert("x")</script>'
    response = newcomer.get(reverse("directory:search"), {"field": "place", "place": typed})
    assert "Không có địa bàn nào khớp" in text_of(response)
    assert escape(typed) in response.content.decode()
    assert typed not in response.content.decode()


def test_suggestions_are_narrowed_by_level_province_and_day(newcomer):
    def found(**asked):
        response = newcomer.get(reverse("directory:search"), {"field": "p", **asked})
        return re.findall(r'data-ocop-place="([^"]+)"', response.content.decode())

    assert found(p="dien bien", level="province") == ["Tỉnh Điện Biên"]
    assert found(p="chieng so", on="2025-06-30")[0] == "Xã Chiềng Sơ, huyện Điện Biên Đông, tỉnh Điện Biên"
    assert {name.rpartition(", ")[2] for name in found(p="chieng", within="14")} == {"tỉnh Sơn La"}
    assert (
        found(p="chieng so", level="nonsense", on="nonsense", within="nonsense")[0]
        == "Xã Chiềng Sơ, tỉnh Sơn La"
    )


def test_the_search_page_works_without_javascript(newcomer):
    page = newcomer.get(reverse("directory:search"), {"q": "hoa cu", "on": "2025-06-30"})
    assert "Xã Hòa Cư" in text_of(page)
    assert "Huyện Cao Lộc, tỉnh Lạng Sơn" in text_of(page)
    assert "Không tìm thấy địa bàn nào" in text_of(newcomer.get(reverse("directory:search"), {"q": "zzzz"}))


def test_a_place_page_tells_its_history_both_ways(newcomer):
    new = text_of(newcomer.get(reverse("directory:place", args=["03646", "2025-07-01"])))
    assert "Phường Tô Hiệu" in new
    assert "Đang có hiệu lực" in new
    for name in ("Chiềng Lề", "Quyết Thắng", "Quyết Tâm"):
        assert f"Phường {name}, thành phố Sơn La, tỉnh Sơn La" in new
    old = text_of(newcomer.get(reverse("directory:place", args=["03646", "2021-01-01"])))
    assert "Không còn tồn tại" in old
    assert "nguồn không ghi rõ" in old
    assert "Nay là Phường Tô Hiệu, tỉnh Sơn La – toàn bộ" in old


def test_a_code_alone_leads_to_its_newest_place(newcomer):
    response = newcomer.get(reverse("directory:newest", args=["03646"]))
    assert response["Location"] == reverse("directory:place", args=["03646", "2025-07-01"])
    response = newcomer.get(reverse("directory:newest", args=["116"]))
    assert response["Location"] == reverse("directory:place", args=["116", "2021-01-01"])


@pytest.mark.parametrize(
    "address", ["/dia-ban/99999/", "/dia-ban/03646/2020-01-01/", "/dia-ban/03646/hom-qua/"]
)
def test_an_unknown_place_is_not_found(newcomer, address):
    assert newcomer.get(address).status_code == 404


def test_a_province_lists_its_communes_in_as_many_queries_as_a_ward(newcomer, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        province = newcomer.get(reverse("directory:place", args=["14", "2025-07-01"]))
    assert province.content.decode().count("2025-07-01/") >= 75
    with django_assert_max_num_queries(12):
        newcomer.get(reverse("directory:place", args=["03646", "2025-07-01"]))


def test_the_list_of_mandates_makes_the_same_queries_for_one_row_and_for_three(
    administrator, noon, django_assert_num_queries
):
    address = reverse("directory:mandates")
    administrator.get(address)
    with django_assert_num_queries(5):
        administrator.get(address)
    for number in range(3):
        person(f"09000001{number}", "commune_officer", "03646", noon)
    with django_assert_num_queries(5):
        page = administrator.get(address)
    assert page.content.decode().count("Phường Tô Hiệu, tỉnh Sơn La") == 3


def test_mandates_of_another_province_are_not_listed_and_not_found(administrator, noon):
    hidden = person("0900000077", "province_officer", "01", noon).mandates.get()
    shown = person("0900000078", "commune_officer", "03646", noon).mandates.get()
    page = text_of(administrator.get(reverse("directory:mandates")))
    assert str(shown.user) in page
    assert str(hidden.user) not in page
    assert administrator.get(reverse("directory:end", args=[hidden.pk])).status_code == 404
    assert administrator.get(reverse("directory:end", args=[shown.pk])).status_code == 200


def test_the_list_of_mandates_is_filtered_by_words_without_marks_and_by_day(administrator, noon):
    person("0900000078", "commune_officer", "03646", noon)
    person("0900000079", "commune_officer", "04195", noon)
    address = reverse("directory:mandates")

    def listed(**asked) -> set[str]:
        return set(re.findall(r"Người (09\d+)", administrator.get(address, asked).content.decode())) - {
            "0900000009"
        }

    assert listed(q="to hieu") == {"0900000078"}
    assert listed(q="0900000079") == {"0900000079"}
    assert listed(q="chieng so") == {"0900000079"}
    with time_machine.travel("2025-12-31 12:00 +0700", tick=False):
        assert administrator.get(address).status_code == 403  # before the administrator's own mandate began


def test_an_administrator_grants_a_mandate_by_typed_names(administrator, noon):
    person("0900000078", None, None, noon)
    agency = create_agency(
        name="Ủy ban nhân dân xã Chiềng Sơ", kind="ubnd", level="commune",
        place=queries.place_on("04195", TODAY), actor=SETUP, at=noon,
    )  # fmt: skip
    response = administrator.post(
        reverse("directory:grant"),
        {
            "username": "0900000078", "role": "commune_officer", "place": "chieng so", "agency": agency.pk,
            "starts_on": "16/11/2026", "ends_on": "31/12/2026",
        },
    )  # fmt: skip
    assert response["Location"] == reverse("directory:mandates")
    mandate = Mandate.objects.get(user__username="0900000078")
    assert (mandate.role, mandate.place.code, mandate.agency, mandate.starts_on, mandate.ends_on) == (
        "commune_officer", "04195", agency, date(2026, 11, 16), date(2026, 12, 31),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"username": "0999999999"}, "Không có tài khoản"),
        ({"place": ""}, "hãy chọn địa bàn"),
        ({"place": "khong co noi nay"}, "Không tìm thấy địa bàn"),
        ({"place": "chieng"}, "Có nhiều địa bàn khớp"),
        ({"place": "son la"}, "chỉ giao tại địa bàn cấp xã"),
        ({"ends_on": "15/11/2026"}, "từ ngày bắt đầu trở đi"),
        ({"place": "Phường Hoàn Kiếm, thành phố Hà Nội"}, "quản trị viên của địa bàn"),
    ],
)
def test_a_grant_that_cannot_be_made_says_why_and_loses_nothing(administrator, noon, changed, sentence):
    person("0900000078", None, None, noon)
    given = {
        "username": "0900000078", "role": "commune_officer", "place": "chieng so",
        "starts_on": "16/11/2026", "ends_on": "31/12/2026", **changed,
    }  # fmt: skip
    response = administrator.post(reverse("directory:grant"), given)
    assert response.status_code == 422
    assert sentence in text_of(response)
    for name in ("username", "place", "starts_on", "ends_on"):
        if given[name]:
            assert f'value="{given[name]}"' in response.content.decode()
    assert not Mandate.objects.filter(user__username="0900000078").exists()


def test_an_administrator_ends_a_mandate_at_once(administrator, noon):
    officer = person("0900000078", "commune_officer", "03646", noon)
    client = signed_in(officer)
    assert client.get(reverse("directory:mandates")).status_code == 200
    mandate = officer.mandates.get()
    address = reverse("directory:end", args=[mandate.pk])
    missing = administrator.post(address, {"at_once": "on", "reason": ""})
    assert missing.status_code == 422
    response = administrator.post(address, {"at_once": "on", "reason": "Nghỉ việc"})
    assert response["Location"] == reverse("directory:mandates")
    mandate.refresh_from_db()
    assert mandate.ends_on == date(2026, 11, 15)
    assert client.get(reverse("directory:mandates")).status_code == 403


def test_an_administrator_enters_and_renames_an_agency(administrator):
    administrator.post(
        reverse("directory:add_agency"), {"name": "UBND xã Chiềng Sơ", "kind": "ubnd", "place": "chieng so"}
    )
    agency = Agency.objects.get()
    assert (agency.level, agency.place.code) == ("commune", "04195")
    administrator.post(
        reverse("directory:rename_agency", args=[agency.pk]), {"name": "Ủy ban nhân dân xã Chiềng Sơ"}
    )
    agency.refresh_from_db()
    assert agency.name == "Ủy ban nhân dân xã Chiềng Sơ"
    assert agency.name in text_of(administrator.get(reverse("directory:agencies")))


class CommuneForm(Form):
    commune = PlaceField(label="Xã", level="commune", on=lambda: TODAY)


def test_the_place_field_gives_the_place_and_renders_a_plain_box_with_suggestions():
    form = CommuneForm({"commune": "chieng so"})
    assert form.is_valid()
    assert form.cleaned_data["commune"].code == "04195"
    html = str(CommuneForm(initial={"commune": form.cleaned_data["commune"].pk})["commune"])
    assert 'value="Xã Chiềng Sơ, tỉnh Sơn La"' in html
    assert f'hx-get="{reverse("directory:search")}?field=commune&amp;level=commune"' in html
    assert "required" in html


def test_the_place_field_refuses_what_is_unknown_and_names_what_is_ambiguous():
    assert list(CommuneForm({"commune": ""}).errors["commune"]) == [
        "Hãy nhập tên địa bàn, ví dụ: Xã Chiềng Sơ, tỉnh Sơn La."
    ]
    [unknown] = CommuneForm({"commune": "Sơn La quốc"}).errors["commune"]
    assert "Sơn La quốc" in unknown
    [many] = CommuneForm({"commune": "hoa binh"}).errors["commune"]
    named = re.findall(r"(?:Xã|Phường) [^;]+?, (?:tỉnh|thành phố) [^;.]+", many)
    assert len(named) > 1
    assert all(CommuneForm({"commune": name}).is_valid() for name in named)


def test_the_place_field_knows_an_unchanged_value():
    place = queries.place_on("04195", TODAY)
    for initial in (place, place.pk, place.full_name):
        assert not CommuneForm({"commune": place.full_name}, initial={"commune": initial}).has_changed()
    assert CommuneForm({"commune": "Phường Tô Hiệu, tỉnh Sơn La"}, initial={"commune": place}).has_changed()


def test_an_administrator_makes_a_link_and_the_person_sets_a_new_password(administrator, noon):
    officer = person("0900000021", "commune_officer", "03646", noon)
    given = {"username": "0900000021", "reason": "Gọi lại số điện thoại trong hồ sơ"}
    answer = administrator.post(reverse("directory:give_way_in"), given)
    assert "dùng được một lần" in text_of(answer)
    address = re.search(r"https?://[^<]+/password/reset/key/[^<]+", answer.content.decode()).group()
    assert address.startswith(f"{settings.OCOP_BASE_URL}/")
    stranger = Client()
    form = stranger.get(address.removeprefix(settings.OCOP_BASE_URL), follow=True)
    password = {"password1": "mat-khau-moi-1", "password2": "mat-khau-moi-1"}
    stranger.post(form.redirect_chain[-1][0], password)
    officer.refresh_from_db()
    assert officer.check_password("mat-khau-moi-1")
    (event,) = [one for one in recent() if one.verb == "directory.give_way_in"]
    assert event.facts == {"username": "0900000021", "reason": "Gọi lại số điện thoại trong hồ sơ"}
    again = Client().get(address.removeprefix(settings.OCOP_BASE_URL), follow=True)
    assert "password1" not in again.content.decode()


@pytest.mark.parametrize(
    ("username", "role", "place", "why"),
    [
        ("0900000031", "province_officer", "11", "nhiệm vụ ngoài địa bàn bạn quản trị"),
        ("0900000009", "administrator", "14", "hãy vào trang tài khoản"),
        ("0999999999", None, None, "Không có tài khoản với tên đăng nhập này"),
    ],
)
def test_no_link_is_made_for(administrator, noon, username, role, place, why):
    if username == "0900000031":
        person(username, role, place, noon)
    answer = administrator.post(reverse("directory:give_way_in"), {"username": username, "reason": "x"})
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert "password/reset/key" not in answer.content.decode()


def test_a_producer_who_belongs_to_no_place_is_helped_too(administrator, noon):
    person("0900000041", "producer", None, noon)
    given = {"username": "0900000041", "reason": "Đến trụ sở cùng giấy tờ"}
    answer = administrator.post(reverse("directory:give_way_in"), given)
    assert (answer.status_code, "password/reset/key" in answer.content.decode()) == (200, True)
