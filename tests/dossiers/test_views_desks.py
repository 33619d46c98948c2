"""The desks of commune and province: lists by what is due, side by side work, and what stays hidden."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from ocop.directory.models import Place
from ocop.dossiers import actions
from ocop.dossiers.models import CommuneReport, Dossier, Intake, SupplementRequest
from ocop.dossiers.queries import queue_counts
from ocop.platform.folding import fold
from ocop.platform.workflow import act
from ocop_rules import rulebooks
from tests.factories_dossiers import (
    OTHER_COMMUNE,
    PERSONAL,
    client_of,
    draft,
    officer,
    place,
    proposed,
    report_text,
    submitted,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("places")
AUTOSAVE = {"HTTP_X_OCOP_AUTOSAVE": "1"}


@pytest.fixture(autouse=True)
def _clock(noon):
    with time_machine.travel(noon, tick=False):
        yield


@pytest.fixture
def commune(noon):
    return officer("commune_officer", "03646", at=noon)


@pytest.fixture
def province(noon):
    return officer("province_officer", "14", at=noon)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def address(name: str, *args) -> str:
    return reverse(f"dossiers:{name}", args=args)


def typed(**changes) -> dict[str, str]:
    rulebook = rulebooks.get("26-2026")
    papers = {f"paper_{i.code}": "present" for i in rulebook.dossier_for(kind="new", sender="producer")}
    contents = {f"said_{c.code}": f"Nhận xét {c.code}" for c in rulebook.commune_contents}
    agrees = {f"agrees_{c.code}": "agrees" for c in rulebook.commune_contents}
    letter = {"letter_number": "45/UBND-KT", "letter_on": "16/11/2026", "signed_by_name": "Người ký"}
    return papers | contents | agrees | letter | changes


def test_the_commune_s_list_stands_by_the_day_due(noon, commune):
    with time_machine.travel(noon - timedelta(days=30), tick=False):
        submitted(at=noon - timedelta(days=30), name="Quá hạn")
    submitted(at=noon, username="0912000002", name="Vừa nộp")
    page = text_of(client_of(commune).get(address("commune")))
    assert 0 < page.index("Quá hạn") < page.index("Vừa nộp")
    assert ("quá hạn 6 ngày làm việc" in page, "còn 15 ngày làm việc" in page) == (True, True)


def test_the_list_holds_only_the_own_commune_and_no_personal_facts(noon, commune):
    submitted(at=noon, name="Của xã mình")
    submitted(at=noon, username="0912000002", name="Của xã khác", place=place(OTHER_COMMUNE))
    draft(at=noon, username="0912000003", name="Đang viết dở")
    page = text_of(client_of(commune).get(address("commune")))
    assert ["Của xã mình" in page, "Của xã khác" in page, "Đang viết dở" in page] == [True, False, False]
    assert [fact for fact in PERSONAL.values() if len(fact) > 3 and fact in page] == []


def test_tabs_and_search_narrow_the_list(noon, commune):
    submitted(at=noon, name="Mật ong rừng")
    returned, _actor = submitted(at=noon, username="0912000002", name="Chè Shan tuyết")
    actions.return_for_supplement(returned, reason="Thiếu.", items=[], actor=commune, at=noon)
    browser = client_of(commune)
    waiting = text_of(browser.get(address("commune"), {"viec": "cho-bo-sung"}))
    assert ("Chè Shan tuyết" in waiting, "Mật ong rừng" in waiting) == (True, False)
    found = text_of(browser.get(address("commune"), {"q": fold("Chè")}))
    assert ("Chè Shan tuyết" in found, "Mật ong rừng" in found) == (False, False)
    assert "Mật ong rừng" in text_of(browser.get(address("commune"), {"q": "mat ong"}))


def test_mau_03_is_written_and_sent_by_plain_forms(noon, commune):
    dossier, _actor = submitted(at=noon)
    browser = client_of(commune)
    page = text_of(browser.get(address("commune_work", dossier.pk)))
    assert ("Hai trăm đàn ong tại xã." in page, PERSONAL["residence"] in page) == (True, True)
    saved = browser.post(address("commune_work", dossier.pk), typed(gui="1"))
    assert saved.url == address("propose", dossier.pk)
    preview = text_of(browser.get(saved.url))
    assert ("Số: 45/UBND-KT" in preview, "TM. ỦY BAN NHÂN DÂN" in preview) == (True, True)
    browser.post(address("propose", dossier.pk))
    assert (Dossier.objects.get().state, CommuneReport.objects.get().issued_by) == ("proposed", commune.name)


def test_half_of_mau_03_is_kept_as_one_goes_and_says_what_is_missing(noon, commune):
    dossier, _actor = submitted(at=noon)
    half = {"said_local_material": "Đúng.", "letter_number": "45/UBND"}
    answer = client_of(commune).post(address("commune_work", dossier.pk), half, **AUTOSAVE)
    assert answer.status_code == 200
    assert "Chưa kết luận nội dung" in text_of(answer)
    kept = CommuneReport.objects.get()
    assert (kept.assessments, kept.letter_number, kept.issued_at) == (
        {"local_material": "Đúng."},
        "45/UBND",
        None,
    )


def test_a_wrong_date_on_mau_03_loses_nothing(noon, commune):
    dossier, _actor = submitted(at=noon)
    answer = client_of(commune).post(address("commune_work", dossier.pk), typed(letter_on="2026-11-16x"))
    body = answer.content.decode()
    assert (answer.status_code, "Nhận xét local_labour" in body, "2026-11-16x" in body) == (422, True, True)


def test_sending_an_incomplete_mau_03_is_refused_in_a_sentence(noon, commune):
    dossier, _actor = submitted(at=noon)
    browser = client_of(commune)
    browser.post(address("commune_work", dossier.pk), typed(agrees_local_labour=""))
    answer = browser.post(address("propose", dossier.pk))
    assert (answer.status_code, Dossier.objects.get().state) == (422, "submitted")
    assert "Chưa kết luận nội dung “Sử dụng lao động địa phương”." in text_of(answer)


def test_returning_needs_a_text_and_tells_the_producer(noon, commune):
    dossier, actor = submitted(at=noon)
    browser = client_of(commune)
    empty = browser.post(address("return_for_supplement", dossier.pk), {"reason": " ", "items": ""})
    assert (empty.status_code, SupplementRequest.objects.count()) == (422, 0)
    browser.post(
        address("return_for_supplement", dossier.pk),
        {"reason": "Thiếu kiểm nghiệm.", "items": "Phiếu A\n\nẢnh B\n"},
    )
    assert SupplementRequest.objects.get().items == ["Phiếu A", "Ảnh B"]
    # No Mẫu 03 was sent yet, so none is offered to be looked at.
    paper = f'href="{address("form_03", dossier.pk)}"'
    assert paper not in browser.get(address("commune_work", dossier.pk)).content.decode()
    page = text_of(client_of(actor).get(address("show", dossier.pk)))
    assert ["Thiếu kiểm nghiệm." in page, "Ảnh B" in page, "Đang tạm dừng chờ bổ sung" in page] == [True] * 3


def test_the_province_takes_in_from_its_page(noon, commune, province):
    dossier, actor = proposed(at=noon, commune_actor=commune)
    browser = client_of(province)
    desk = text_of(browser.get(address("province")))
    assert ("Mật ong hoa nhãn" in desk, "1/2027" in desk) == (
        True,
        True,
    )  # 16/11 is past the cut-off of 29/10
    few = browser.post(address("accept", dossier.pk), {"samples_received": "2", "remark": ""})
    assert (few.status_code, 'value="2"' in few.content.decode(), Intake.objects.count()) == (422, True, 0)
    browser.post(address("accept", dossier.pk), {"samples_received": "5", "remark": ""})
    assert Dossier.objects.get().intake_number_text == "1/PĐK-14-03646-2026"
    assert "1/PĐK-14-03646-2026" in text_of(client_of(actor).get(address("show", dossier.pk)))


def test_the_province_returns_to_the_commune_with_the_reason_in_sight(noon, commune, province):
    dossier, _actor = proposed(at=noon, commune_actor=commune)
    client_of(province).post(
        address("return_to_commune", dossier.pk), {"reason": "Chưa rõ nguyên liệu.", "items": ""}
    )
    page = text_of(client_of(commune).get(address("commune_work", dossier.pk)))
    assert ("Cấp tỉnh trả lại" in page, "Chưa rõ nguyên liệu." in page) == (True, True)


def test_filters_of_the_province_narrow_by_commune_sheet_and_text(noon, commune, province):
    other = officer("commune_officer", OTHER_COMMUNE, at=noon)
    proposed(at=noon, commune_actor=commune, name="Mật ong rừng")
    proposed(
        at=noon,
        commune_actor=other,
        name="Chè Shan tuyết",
        sheet=11,
        username="0912000002",
        place=place(OTHER_COMMUNE),
    )
    browser = client_of(province)

    def seen(**query):
        page = text_of(browser.get(address("province"), query))
        return ["Mật ong rừng" in page, "Chè Shan tuyết" in page]

    assert seen() == [True, True]
    assert seen(xa=f"14/{OTHER_COMMUNE}") == [False, True]
    assert seen(bo="4") == [True, False]
    assert seen(q="shan") == [False, True]
    assert seen(viec="cap-duoi") == [False, False]
    assert seen(bo="x", xa="' OR 1=1", trang="99999", q="%__") == [False, False]


def test_a_commune_that_is_no_more_says_until_when_it_was_in_the_filter(noon, commune, province):
    proposed(at=noon, commune_actor=commune, name="Mật ong rừng")
    old = Place.objects.filter(code=OTHER_COMMUNE, valid_to__isnull=False).latest("valid_to")
    with act():
        Dossier.objects.update(place=old, state="to_refile")
    page = client_of(province).get(address("province"), {"viec": "tat-ca"}).content.decode()
    assert f">{old.name} (đến {old.valid_to:%d/%m/%Y})</option>" in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("desk", "questions"), [("commune", 8), ("province", 9)])
def test_desks_ask_the_same_number_of_questions(
    noon, commune, province, desk, questions, count, django_assert_num_queries
):
    for number in range(count):
        name = {"username": f"09120001{number}", "name": f"Sản phẩm {number} x"}
        if desk == "commune":
            submitted(at=noon, **name)
        else:
            proposed(at=noon, commune_actor=commune, **name)
    browser = client_of(commune if desk == "commune" else province)
    browser.get(address(desk))
    with django_assert_num_queries(questions):
        browser.get(address(desk))


def test_another_province_s_officer_sees_nothing(noon, commune):
    dossier, _actor = proposed(at=noon, commune_actor=commune)
    stranger = client_of(officer("province_officer", "01", at=noon))
    seen = [stranger.get(address(name, dossier.pk)) for name in ("show", "province_work", "form_03")]
    taken = stranger.post(address("accept", dossier.pk), {"samples_received": "5"})
    assert [answer.status_code for answer in (*seen, taken)] == [404] * 4
    assert "Mật ong hoa nhãn" not in text_of(stranger.get(address("province")))


def test_council_members_do_not_read_dossiers_here(noon, commune):
    dossier, _actor = proposed(at=noon, commune_actor=commune)
    member = client_of(officer("council_member", "14", at=noon))
    assert [member.get(address(name, dossier.pk)).status_code for name in ("show", "province_work")] == [
        403,
        403,
    ]


def test_queue_counts_are_each_one_s_own(noon, commune, province):
    dossier, actor = submitted(at=noon)
    draft(at=noon, username="0912000002", name="Khác")
    other, _other_actor = submitted(at=noon, username="0912000003", name="Thứ ba")
    actions.save_commune_report(other, report_text(other), actor=commune, at=noon)
    actions.propose(other, actor=commune, at=noon)
    later = dossier.due_on + timedelta(days=1)

    def counts(who, on):
        found = queue_counts(who, on)
        return (
            found.own_to_write, found.own_to_supplement, found.commune_to_check, found.commune_overdue,
            found.province_to_take_in,
        )  # fmt: skip

    assert counts(commune, noon.date()) == (0, 0, 1, 0, 0)
    assert counts(commune, later) == (0, 0, 1, 1, 0)
    assert counts(province, later) == (0, 0, 0, 0, 1)
    assert counts(actor, later) == (0, 0, 0, 0, 0)
