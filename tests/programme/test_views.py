"""Pages of the programme: settings with their versions, a preview before saving, the year's calendar."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ocop.dossiers.models import Dossier
from ocop.platform.workflow import act
from ocop.programme.catalogue import CATALOGUE
from ocop.programme.catalogue.cutting import cut_example
from ocop.programme.models import CalendarDay, Regulation
from ocop.programme.queries import council_rules
from tests import factories_evaluation as make
from tests.factories_dossiers import client_of, submitted

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture(autouse=True)
def _clock(noon):
    with time_machine.travel(noon, tick=False):
        yield


def browser(role: str, place: str = "14") -> Client:
    client = Client()
    client.force_login(make.person(role, place=place))
    return client


def text_of(answer) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def setting(key: str) -> str:
    return reverse("programme:regulation", args=[key])


def year(number: int, name: str = "calendar_year") -> str:
    return reverse(f"programme:{name}", args=[number])


GIVEN = {"value": "5", "valid_from": "16/11/2026", "valid_to": "", "document": "QĐ 1253/QĐ-UBND", "place": ""}
SAVE = {"luu": "1"}
DAY = {"day": "03/09/2027", "kind": "holiday", "name": "Quốc khánh", "document": "Thông báo 9/TB-BNV"}


def test_every_setting_is_listed_with_its_value_and_whether_it_is_a_default():
    with act():
        Regulation(key="max_gap_points", value="0", place_path="14", valid_from=date(2026, 1, 1),
                   document="QĐ 643/QĐ-UBND", added_at=make.NOON, added_by="t").save()  # fmt: skip
    page = browser("administrator").get(reverse("programme:regulations"))
    text = text_of(page)
    assert text.count("mặc định") == len(CATALOGUE) - 1 + 2  # all but one setting; the lead, one reason
    assert "Chênh lệch điểm tối đa giữa hai thành viên không giới hạn QĐ 643/QĐ-UBND 01/01/2026" in text
    assert "Tỷ lệ thành viên hội đồng phải có mặt 3/4 mặc định Tây Ninh từ năm 2020" in text


def test_navigation_leads_to_the_settings_those_who_may_change_them():
    for role, shown in (("administrator", True), ("province_officer", True), ("auditor", False)):
        page = browser(role).get(reverse("workspace:home")).content.decode()
        assert ('href="/chuong-trinh/"' in page) == shown


def test_a_new_version_is_shown_with_what_it_changes_before_it_is_saved():
    seats = make.panel(members=2)
    closed = make.opened(seats)
    make.planned(seats)
    client = browser("administrator")
    page = client.post(setting("max_gap_points"), GIVEN)
    text = text_of(page)
    assert page.status_code == 200
    assert Regulation.objects.count() == 0
    assert "Giá trị áp dụng vào ngày ấy nếu không thay đổi 10 điểm mặc định" in text
    assert "Điểm hai thành viên chênh quá 5 điểm thì thảo luận, chấm lại." in text
    assert "2 việc thay đổi." in text
    assert text.count("Phiên “Phiên họp đợt 2 năm 2026” ngày 16/11/2026, Hội đồng đánh giá cấp tỉnh") == 2
    assert "từ 10 điểm thành 5 điểm" in text
    assert "giữ nguyên 10 điểm vì phiên đã khai mạc" in text
    fields = dict(
        re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page.content.decode())
    )
    carried = {name: unescape(value) for name, value in fields.items() if name in GIVEN}
    assert carried == GIVEN
    saved = client.post(setting("max_gap_points"), carried | {"luu": "1"})
    assert saved.status_code == 302
    row = Regulation.objects.get()
    assert (row.key, row.value, row.place_path, row.valid_from, row.valid_to, row.document) == (
        "max_gap_points", "5", "14", date(2026, 11, 16), None, "QĐ 1253/QĐ-UBND",
    )  # fmt: skip
    closed.refresh_from_db()
    assert closed.rules["max_gap_points"]["value"] == "10"
    shown = text_of(client.get(setting("max_gap_points")))
    assert "5 điểm 16/11/2026 – từ 16/11/2026 Tỉnh Sơn La QĐ 1253/QĐ-UBND" in shown


def test_preview_of_the_value_that_holds_already_changes_nothing():
    make.planned(make.panel(members=2))
    text = text_of(browser("administrator").post(setting("max_gap_points"), GIVEN | {"value": "10"}))
    assert "0 việc thay đổi." in text
    assert text.count("không đổi: 10 điểm") == 2


def test_preview_of_past_days_and_of_a_later_value_name_no_council():
    seats = make.panel(members=2)
    client, address = browser("administrator"), setting("max_gap_points")
    past = text_of(client.post(address, GIVEN | {"valid_from": "01/01/2026", "valid_to": "31/10/2026"}))
    assert seats.council.name not in past
    with act():
        Regulation(key="max_gap_points", value="7", place_path="14", valid_from=date(2026, 6, 1), document="QĐ",
                   added_at=make.NOON, added_by="t").save()  # fmt: skip
    under = text_of(client.post(address, GIVEN | {"valid_from": "01/01/2026"}))
    assert "0 việc thay đổi." in under and "không đổi: 7 điểm" in under


def test_preview_speaks_of_sessions_only_where_a_setting_is_a_council_s(noon):
    submitted(at=noon)
    make.planned(make.panel(members=2))
    client, said = browser("administrator"), "Phiên họp đã khai mạc hoặc đã chốt giữ quy chế"
    pages = {
        key: text_of(client.post(setting(key), GIVEN | {"value": "3"}))
        for key in ("max_gap_points", "sample_count", "days_to_schedule")
    }
    assert [key for key, text in pages.items() if said in text] == ["max_gap_points"]


@pytest.mark.parametrize(("key", "value"), [("decimals", "0"), ("averaging", "criteria")])
def test_cutting_each_criterion_is_warned_of_with_an_example(key, value):
    other = {"decimals": ("averaging", "criteria"), "averaging": ("decimals", "0")}[key]
    client, given = browser("administrator"), GIVEN | {"value": value}
    said = "Tổng trung bình chính xác là 91,66 điểm. Trung bình mỗi tiêu chí là 3,66…, cắt còn 3; cộng lại chỉ còn 75 điểm."
    assert said not in text_of(client.post(setting(key), given))
    with act():
        Regulation(key=other[0], value=other[1], place_path="14", valid_from=date(2026, 6, 1), document="QĐ",
                   added_at=make.NOON, added_by="t").save()  # fmt: skip
    assert said in text_of(client.post(setting(key), given))
    assert said not in text_of(client.get(setting(key)))
    client.post(setting(key), given | {"luu": "1"})
    for page in ("decimals", "averaging"):
        assert said in text_of(client.get(setting(page)))


def test_minutes_sentence_says_that_each_criterion_is_cut():
    rows = {"averaging": "criteria", "decimals": "1"}
    with act():
        for key, value in rows.items():
            Regulation(key=key, value=value, place_path="14", valid_from=date(2026, 6, 1), document="QĐ",
                       added_at=make.NOON, added_by="t").save()  # fmt: skip
    rules = council_rules("14", date(2026, 11, 16))
    said = [rule.sentence for basis, settings in rules.by_basis if basis == "QĐ" for rule in settings]
    assert said == [
        "Điểm sản phẩm là tổng của điểm trung bình từng tiêu chí trên các phiếu được tính.",
        (
            "Điểm trung bình của từng tiêu chí cắt còn 1 chữ số thập phân rồi mới cộng lại và so với khung điểm; "
            "không làm tròn lên."
        ),
    ]
    assert [cut_example(one).rpartition("…, ")[2] for one in ("0", "1", "2", "6")] == [
        "cắt còn 3; cộng lại chỉ còn 75 điểm.",
        "cắt còn 3,6; cộng lại chỉ còn 90,0 điểm.",
        "cắt còn 3,66; cộng lại chỉ còn 91,50 điểm.",
        "cắt còn 3,666666; cộng lại chỉ còn 91,666650 điểm.",
    ]


def test_preview_lists_the_values_that_hold_one_after_another():
    client, said = browser("administrator"), "Các giá trị lần lượt áp dụng sau khi lưu"
    with act():
        Regulation(key="max_gap_points", value="7", place_path="14", valid_from=date(2026, 6, 1), document="QĐ",
                   added_at=make.NOON, added_by="t").save()  # fmt: skip
    with_end = text_of(client.post(setting("max_gap_points"), GIVEN | {"valid_to": "31/12/2026"}))
    assert (
        f"{said} Từ 16/11/2026 đến hết 31/12/2026: 5 điểm (giá trị mới) Từ 01/01/2027: 7 điểm – QĐ"
        in with_end
    )
    assert said not in text_of(client.post(setting("max_gap_points"), GIVEN))
    assert said not in text_of(
        client.post(setting("decimals"), GIVEN | {"value": "2", "valid_to": "31/12/2026"})
    )


def test_sessions_and_dossiers_of_another_province_are_no_effect():
    make.planned(make.panel(members=2))
    stranger = browser("province_officer", "01")
    text = text_of(stranger.post(setting("max_gap_points"), GIVEN))
    assert "Chưa có phiên họp, hội đồng hay hồ sơ nào" in text
    assert "Phiên họp đợt 2" not in text


def test_samples_say_how_many_dossiers_are_still_to_come_in(noon):
    submitted(at=noon)
    text = text_of(browser("province_officer").post(setting("sample_count"), GIVEN | {"value": "3"}))
    assert "1 hồ sơ chưa được cấp tỉnh tiếp nhận" in text
    assert "1 việc thay đổi." in text


def test_industries_are_ticked_and_the_national_rule_can_be_taken_up_again():
    client = browser("administrator")
    client.post(setting("sample_exempt"), GIVEN | {"value": ["V", "VI"], "luu": "1"})
    assert Regulation.objects.get().value == "V,VI"
    later = GIVEN | {"national": "on", "valid_from": "01/01/2027", "luu": "1"}
    client.post(setting("sample_exempt"), {key: value for key, value in later.items() if key != "value"})
    assert list(Regulation.objects.order_by("valid_from").values_list("value", "valid_to")) == [
        ("V,VI", None),
        ("rulebook", None),
    ]
    versions = text_of(client.get(setting("sample_exempt")))
    assert "16/11/2026 đến hết 31/12/2026" in versions and "từ 01/01/2027" in versions


def test_correcting_goes_back_to_the_form_with_everything_typed():
    page = browser("administrator").post(setting("max_gap_points"), GIVEN | {"sua": "1"})
    assert 'value="QĐ 1253/QĐ-UBND"' in unescape(page.content.decode())
    assert "Xem trước thay đổi" in page.content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"value": "100"}, "Ghi số nguyên từ 1 đến 99, hoặc 0 nếu không giới hạn."),
        ({"value": ""}, "Hãy nhập hoặc chọn giá trị."),
        ({"document": ""}, "Hãy ghi số và ngày của văn bản quy định giá trị này."),
        ({"valid_from": ""}, "Hãy nhập ngày có hiệu lực, ví dụ 05/08/2026."),
        ({"valid_to": "01/11/2026"}, "Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi."),
        ({"place": "Thành phố Hà Nội"}, "Không tìm thấy địa bàn"),
        ({"valid_from": "01/06/2026"}, "Đã có giá trị “7 điểm” bắt đầu đúng ngày 01/06/2026."),
        ({"valid_from": "31/12/9999"}, "Ngày có hiệu lực phải từ 01/01/2019 đến 31/12/2031"),
        ({"place": "Phường Tô Hiệu"}, "không có Hội đồng đánh giá nên quy định không có tác dụng"),
    ],
)
@pytest.mark.parametrize("pressed", [{}, {"luu": "1"}])
def test_bad_input_is_answered_with_a_sentence_and_nothing_is_lost(changed, sentence, pressed):
    with act():
        Regulation(key="max_gap_points", value="7", place_path="14", valid_from=date(2026, 6, 1), document="QĐ",
                   added_at=make.NOON, added_by="t").save()  # fmt: skip
    page = browser("administrator").post(setting("max_gap_points"), GIVEN | changed | pressed)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert Regulation.objects.count() == 1


def test_a_value_for_one_commune_stands_beside_the_provinces():
    client = browser("administrator")
    client.post(setting("sample_count"), GIVEN | {"value": "2", "luu": "1"})
    client.post(setting("sample_count"), GIVEN | {"value": "4", "place": "Phường Tô Hiệu", "luu": "1"})
    assert dict(Regulation.objects.values_list("place_path", "value")) == {"14": "2", "14/03646": "4"}
    assert "Phường Tô Hiệu" in text_of(client.get(setting("sample_count")))


def test_setting_that_does_not_exist_is_not_found():
    assert browser("administrator").get(setting("so_la")).status_code == 404


def test_a_year_s_page_says_what_is_off_and_why_to_anyone_signed_in():
    text = text_of(browser("auditor").get(year(2026)))
    assert "Đã đủ thông báo" in text
    assert "31/08/2026 Thứ 2 Hoán đổi với thứ Bảy 22/08/2026" in text
    assert "22/08/2026 Thứ 7 Đi làm: Làm bù thứ Hai 31/08/2026" in text
    assert "Nhập ngày theo thông báo" not in text
    partial, unknown = (text_of(browser("auditor").get(year(number))) for number in (2027, 2028))
    assert "Chưa đủ thông báo" in partial and "có thể thêm 04/02 hoặc 11/02" in partial
    assert "Chưa có lịch của năm" in unknown and "chưa có Tết Âm lịch" in unknown


def test_years_outside_the_calendar_are_not_found():
    client = browser("administrator")
    assert [client.get(year(number)).status_code for number in (2018, 2019, 2100, 2101)] == [
        404,
        200,
        200,
        404,
    ]
    assert client.get(reverse("programme:calendar"))["Location"] == year(2026)


def test_a_day_is_entered_withdrawn_and_a_year_confirmed():
    client = browser("administrator")
    preview = client.post(year(2027, "add_calendar_day"), DAY)
    assert (preview.status_code, CalendarDay.objects.count()) == (200, 0)
    assert "Không hồ sơ nào đổi hạn." in text_of(preview)
    back = client.post(year(2027, "add_calendar_day"), DAY | {"sua": "1"})
    assert (
        'value="Thông báo 9/TB-BNV"' in unescape(back.content.decode()) and CalendarDay.objects.count() == 0
    )
    answer = client.post(year(2027, "add_calendar_day"), DAY | SAVE, follow=True)
    assert "Đã nhập ngày 03/09/2027." in text_of(answer)
    assert "03/09/2027 Thứ 6 Quốc khánh Thông báo 9/TB-BNV" in text_of(answer)
    row = CalendarDay.objects.get()
    withdraw = reverse("programme:withdraw_calendar_day", args=[row.pk])
    assert withdraw in answer.content.decode()
    assert "Không hồ sơ nào đổi hạn." in text_of(client.get(withdraw))
    empty = client.post(withdraw, {"reason": ""})
    assert empty.status_code == 422 and "Hãy ghi lý do rút ngày này khỏi lịch." in text_of(empty)
    text = text_of(client.post(withdraw, {"reason": "Nhập nhầm"}, follow=True))
    assert "Đã rút ngày 03/09/2027 khỏi lịch." in text and "lý do: Nhập nhầm" in text
    said = {"year_document": "Thông báo 10/TB-BNV"}
    early = client.post(year(2027, "complete_year"), said)
    assert early.status_code == 422
    assert "Cần nhập: 1 ngày nghỉ lễ Tết Âm lịch; 1 ngày nghỉ lễ Quốc khánh." in text_of(early)
    client.post(year(2027, "add_calendar_day"), DAY | SAVE)
    client.post(year(2027, "add_calendar_day"), DAY | SAVE | {"day": "04/02/2027", "name": "Tết Âm lịch"})
    done = client.post(year(2027, "complete_year"), said, follow=True)
    assert "Đã đủ thông báo" in text_of(done)
    undo = client.post(year(2027, "reopen_year"), {"reason": " "}, follow=True)
    assert "Hãy ghi vì sao lịch nghỉ năm này chưa đủ." in text_of(undo)
    undo = text_of(client.post(year(2027, "reopen_year"), {"reason": "Còn thông báo"}, follow=True))
    assert "Chưa đủ thông báo" in undo and "đã rút" in undo and "lý do: Còn thông báo" in undo
    assert client.post(year(2027, "reopen_year"), {"reason": "Nữa"}).status_code == 404
    client.post(year(2027, "complete_year"), said)
    tet = reverse("programme:withdraw_calendar_day", args=[CalendarDay.objects.get(name="Tết Âm lịch").pk])
    assert "rút ngày này thì xác nhận ấy cũng được rút" in text_of(client.get(tet))
    text = text_of(client.post(tet, {"reason": "Nhập nhầm"}, follow=True))
    assert "Chưa đủ thông báo" in text and "lý do: Đã rút ngày 04/02/2027 khỏi lịch." in text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"day": "03/09/2026"}, "Trang này nhập lịch năm 2027"),
        ({"day": "4/9/2027", "kind": "compensatory"}, "Ngày này đã là ngày nghỉ: thứ Bảy."),
        ({"kind": ""}, "Hãy chọn loại ngày trong danh sách."),
        ({"name": ""}, "Hãy ghi tên gọi của ngày"),
    ],
)
def test_a_bad_day_is_answered_with_a_sentence(changed, sentence):
    page = browser("administrator").post(year(2027, "add_calendar_day"), DAY | changed)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert "Thông báo 9/TB-BNV" in unescape(page.content.decode())
    assert CalendarDay.objects.count() == 0


def test_who_corrects_the_calendar_is_told_what_it_did_to_running_limits(noon):
    dossier, _actor = submitted(at=noon)
    client = browser("administrator")
    extra = {"day": "01/12/2026", "kind": "compensatory", "name": "Nghỉ bù", "document": "Thông báo"}
    address = year(2026, "add_calendar_day")
    assert "1 hồ sơ tính lại thì khác nhưng giữ nguyên hạn" in text_of(client.post(address, extra))
    kept = text_of(client.post(address, extra | SAVE, follow=True))
    assert "1 hồ sơ ở xã giữ nguyên hạn đã báo cho người nộp." in kept
    far = {"day": "31/12/2026", "kind": "swapped", "name": "Hoán đổi", "document": "Thông báo"}
    assert "hồ sơ ở xã" not in text_of(client.post(address, far | SAVE, follow=True))
    worked = {"kind": "worked", "name": "Làm bù", "document": "Thông báo"}
    client.post(address, worked | SAVE | {"day": "28/11/2026"})
    assert Dossier.objects.get(pk=dossier.pk).due_on == date(2026, 12, 8)  # counted 9/12 less one day
    client.post(address, far | SAVE | {"day": "30/12/2026"})
    sunday = worked | {"day": "29/11/2026"}
    assert "1 hồ sơ có hạn sớm hơn" in text_of(client.post(address, sunday))
    assert "1 hồ sơ ở xã có hạn sớm hơn." in text_of(client.post(address, sunday | SAVE, follow=True))
    assert Dossier.objects.get(pk=dossier.pk).due_on == date(2026, 12, 7)
    undo = reverse(
        "programme:withdraw_calendar_day", args=[CalendarDay.objects.get(day=date(2026, 11, 29)).pk]
    )
    assert "1 hồ sơ tính lại thì khác nhưng giữ nguyên hạn" in text_of(client.get(undo))
    text = text_of(client.post(undo, {"reason": "Nhập nhầm"}, follow=True))
    assert "1 hồ sơ ở xã giữ nguyên hạn đã báo cho người nộp." in text
    assert Dossier.objects.get(pk=dossier.pk).due_on == date(2026, 12, 7)


def test_the_producer_sees_how_the_limit_was_counted_and_that_a_correction_left_it(noon):
    dossier, actor = submitted(at=noon)
    address = reverse("dossiers:show", args=[dossier.pk])
    text = text_of(client_of(actor).get(address))
    assert "Sau ngày 16/11/2026 đến hết ngày 08/12/2026: 15 ngày làm việc. Ngày nghỉ không tính:" in text
    assert "24/11/2026: Ngày Văn hóa Việt Nam" in text
    extra = {"day": "01/12/2026", "kind": "compensatory", "name": "Nghỉ bù", "document": "Thông báo"}
    browser("administrator").post(year(2026, "add_calendar_day"), extra | SAVE)
    text = text_of(client_of(actor).get(address))
    assert "tính theo lịch hiện nay là 09/12/2026; hạn đã báo 08/12/2026 được giữ" in text
    assert "01/12/2026: Nghỉ bù" in text


def test_the_producer_sees_why_a_running_limit_did_not_go_back_to_a_past_day(noon):
    dossier, actor = submitted(at=noon)
    address = year(2026, "add_calendar_day")
    with time_machine.travel(datetime(2026, 12, 8, 3, tzinfo=UTC), tick=False):
        client = browser("administrator")
        for day, kind in (("30/12/2026", "swapped"), ("28/11/2026", "worked")):
            client.post(
                address, {"day": day, "kind": kind, "name": "Hoán đổi", "document": "Thông báo"} | SAVE
            )
        text = text_of(client_of(actor).get(reverse("dossiers:show", args=[dossier.pk])))
    assert (
        "tính theo lịch hiện nay là 07/12/2026; hạn đang chạy không dời về ngày đã qua nên là 08/12/2026."
        in text
    )
