"""Confirming a sheet that is short of figures: who may, on what, and what is refused; the pages for it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.programme import actions
from ocop.programme.models import SheetConfirmation
from ocop.programme.queries import confirmation_of, unsettled_sheets
from ocop.programme.queries.sheets import figures_digest, part_counts
from ocop_rules import rulebooks
from tests import factories_evaluation as make

pytestmark = pytest.mark.usefixtures("places")
BOOK, NUMBER = "148-2025", 13
GIVEN = {
    "document": "Quyết định 148/QĐ-TTg",
    "document_on": date(2023, 2, 24),
    "seen_in": "Công báo, bản có chữ ký số, trang 61",
    "compared": True,
}
TYPED = GIVEN | {"document_on": "24/02/2023", "compared": "on"}


@pytest.fixture(autouse=True)
def _clock(noon):
    with time_machine.travel(noon, tick=False):
        yield


def sheet():
    return rulebooks.get(BOOK).sheet(NUMBER)


def admin(place: str = "14"):
    return make.actor_for(make.person("administrator", place=place))


def confirm(actor=None, **other) -> SheetConfirmation:
    given = {"rulebook_id": BOOK, "number": NUMBER, "place_path": "14"} | GIVEN | other
    return actions.confirm_sheet(**given, actor=actor or admin(), at=make.NOON)


def browser(role: str) -> Client:
    client = Client()
    client.force_login(make.person(role))
    return client


def text_of(answer) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def address(name: str, *args) -> str:
    return reverse(f"programme:{name}", args=args)


def test_confirmation_keeps_the_figures_the_doubt_and_the_document():
    row = confirm(document="  Quyết định   148/QĐ-TTg ")
    assert (row.document, row.document_on, row.seen_in) == (
        "Quyết định 148/QĐ-TTg",
        date(2023, 2, 24),
        "Công báo, bản có chữ ký số, trang 61",
    )
    assert (row.figures_digest, row.doubt) == (figures_digest(sheet()), sheet().unsettled)
    assert [event.verb for event in history_of(row)] == ["programme.confirm_sheet"]
    assert confirmation_of(BOOK, sheet(), place_path="14/03646") == row
    assert confirmation_of(BOOK, sheet(), place_path="15") is None
    assert confirmation_of("148-2023", sheet(), place_path="14") is None


def test_confirmation_of_other_figures_does_not_hold():
    row = confirm()
    with make.act():
        row.figures_digest = "0" * 64
        row.save(update_fields=["figures_digest"])
    assert confirmation_of(BOOK, sheet(), place_path="14") is None
    assert confirm().pk != row.pk


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"document": " "}, "document", "Hãy ghi số của văn bản đã đối chiếu."),
        ({"document_on": date(2026, 11, 17)}, "document_on", "Ngày văn bản không thể ở sau hôm nay."),
        ({"seen_in": ""}, "seen_in", "Hãy ghi đã xem bản nào, ở đâu."),
        ({"compared": False}, "compared", "Hãy đối chiếu từng mức điểm rồi đánh dấu vào ô này."),
        ({"number": 1}, None, "Bộ tiêu chí này không có chỗ nào phải xác nhận."),
        ({"rulebook_id": "1048-2019", "number": 10}, None, "Không có bộ tiêu chí này."),
        ({"rulebook_id": "nao"}, None, "Không có bộ tiêu chí này."),
    ],
)
def test_what_does_not_hold_is_refused_with_a_sentence(given, field, sentence):
    with pytest.raises(Invalid) as refused:
        confirm(**given)
    assert (refused.value.field, str(refused.value)) == (field, sentence)
    assert SheetConfirmation.objects.count() == 0


@pytest.mark.parametrize("role", ["province_officer", "province_leader", "council_secretary", "auditor"])
def test_only_an_administrator_of_the_province_confirms(role):
    with pytest.raises(NotAllowed):
        confirm(make.actor_for(make.person(role)))
    with pytest.raises(NotAllowed):
        confirm(admin(place="15"))
    assert SheetConfirmation.objects.count() == 0


def test_second_confirmation_of_the_same_figures_is_refused():
    confirm()
    with pytest.raises(Invalid, match="đã được xác nhận"):
        confirm()


def test_withdrawing_needs_a_reason_and_happens_once():
    row, actor = confirm(), admin()
    with pytest.raises(Invalid, match="lý do"):
        actions.withdraw_sheet_confirmation(row, reason=" ", actor=actor, at=make.NOON)
    actions.withdraw_sheet_confirmation(row, reason="Xem nhầm bản", actor=actor, at=make.NOON)
    with pytest.raises(WrongState, match="đã được rút"):
        actions.withdraw_sheet_confirmation(row, reason="Nữa", actor=actor, at=make.NOON)
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdraw_reason) == (actor.name, "Xem nhầm bản")
    assert confirmation_of(BOOK, sheet(), place_path="14") is None


def test_every_unsettled_sheet_of_every_rulebook_is_listed_with_its_confirmation(
    django_assert_num_queries,
):
    row = confirm()
    with django_assert_num_queries(1):
        found = unsettled_sheets("14")
    assert [(one.rulebook.id, one.sheet.number) for one in found] == [
        *(("26-2026", number) for number in (7, 23)),
        *(("148-2025", number) for number in (7, 11, 12, 13)),
        *(("148-2023", number) for number in (7, 11, 12, 13)),
        *(("1048-2019", number) for number in (2, 21, 23, 24)),
    ]
    assert [one.confirmation for one in found if one.confirmation] == [row]


def test_part_counts_show_where_points_are_missing():
    counts = [(count.part.code, count.part.max, count.counted, count.lacks) for count in part_counts(sheet())]
    assert counts == [("A", 40, 40, 0), ("B", 25, 25, 0), ("C", 35, 33, 2)]


def test_administrator_compares_confirms_and_withdraws_on_the_pages():
    client = browser("administrator")
    page = client.get(address("unsettled_sheets"))
    text = text_of(page)
    assert text.count("Chưa xác nhận") == 14 + 1  # and the lead
    assert "10. Gạo, ngũ cốc" in text and "Không xác nhận được không có mức điểm nào để đối chiếu" in text
    page = client.get(address("unsettled_sheet", BOOK, NUMBER))
    text = text_of(page)
    assert all(f"{one.code}. {one.name}" in text for one in sheet().criteria)
    assert all(" ".join(level.label.split()) in text for one in sheet().criteria for level in one.levels)
    refused = client.post(address("confirm_sheet", BOOK, NUMBER), {**TYPED, "compared": ""})
    assert refused.status_code == 422
    assert "Hãy đối chiếu từng mức điểm rồi đánh dấu vào ô này." in text_of(refused)
    assert 'value="Công báo, bản có chữ ký số, trang 61"' in unescape(refused.content.decode())
    client.post(address("confirm_sheet", BOOK, NUMBER), TYPED)
    row = SheetConfirmation.objects.get()
    text = text_of(client.get(address("unsettled_sheet", BOOK, NUMBER)))
    assert "Quyết định 148/QĐ-TTg, 24/02/2023" in text and "Xác nhận số liệu" not in text
    client.post(address("withdraw_sheet", row.pk), {"reason": "Xem nhầm bản"})
    text = text_of(client.get(address("unsettled_sheet", BOOK, NUMBER)))
    assert "Chưa xác nhận" in text and "lý do: Xem nhầm bản" in text


def test_office_reads_but_is_offered_no_form_and_whole_sheets_have_no_page():
    client = browser("province_officer")
    page = client.get(address("unsettled_sheet", BOOK, NUMBER))
    assert "Chỉ quản trị viên của tỉnh mới xác nhận được" in text_of(page)
    assert '<form method="post" action="/chuong-trinh/' not in page.content.decode()
    assert client.post(address("confirm_sheet", BOOK, NUMBER), TYPED).status_code == 403
    for book, number in ((BOOK, 1), (BOOK, 99), ("nao", 13), ("1048-2019", 10)):
        assert client.get(address("unsettled_sheet", book, number)).status_code == 404


def test_confirmation_of_another_province_cannot_be_withdrawn_by_address():
    row = confirm(admin(place="15"), place_path="15")
    answer = browser("administrator").post(address("withdraw_sheet", row.pk), {"reason": "x"})
    assert answer.status_code == 404
    assert SheetConfirmation.objects.get().withdrawn_at is None
