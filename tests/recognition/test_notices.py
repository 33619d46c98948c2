"""Notices of results: what waits to be told, issuing, withdrawing, who reads what, the letter, days a province sets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ocop.directory.actions import grant_mandate
from ocop.dossiers.models import Dossier
from ocop.platform.access import system_actor
from ocop.platform.accounts.models import User
from ocop.platform.audit.reading import exported, history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.programme.queries import Change, InnerDue, effects_of
from ocop.recognition import actions, policy
from ocop.recognition.actions.letters import cited
from ocop.recognition.actions.notifying import sources_of
from ocop.recognition.models import ResultNotice, ResultNoticeLine
from ocop.recognition.queries import queue_counts, untold_counts, untold_results, untold_starts
from ocop_rules.law import Source
from tests import factories_recognition as make
from tests.conftest import NOON, TODAY
from tests.programme.test_regulation import add
from tests.recognition.test_documents import pages

pytestmark = pytest.mark.usefixtures("places")
OTHER_COMMUNE = "03664"


def settled(name: str = "Chè ba sao", total: str = "60", **facts) -> ResultNoticeLine:
    """Return the line of a result that a decision of today settled; below every star: that was closed today."""
    row = make.result(name=name, total=total, **facts)
    if float(total) < 50:
        actions.close_results("14", result_ids=[row.pk], actor=make.actor("province_leader"), at=NOON)
    else:
        make.issued(row, number=500 + row.pk)
    return ResultNoticeLine.objects.get(result=row)


def waiting() -> list[str]:
    return [one.line.product_name for one in untold_results("14")]


# What waits -------------------------------------------------------------------------------------------------------


def test_what_a_decision_or_a_closing_settles_waits_to_be_told_as_it_stood():
    rows = [
        make.result(name="Ba sao", total="60"),
        make.result(name="Năm sao", total="93"),
        make.result(name="Hai sao", total="40"),
    ]
    closed = make.result(name="Hai sao khác", total="31")
    assert untold_results("14") == []
    decision = make.issued(*rows, number=77)
    later = NOON + timedelta(days=2)
    actions.close_results("14", result_ids=[closed.pk], actor=make.actor("province_leader"), at=later)
    found = {
        line.product_name: (line.outcome, line.star, line.total_shown, line.decision_text, line.settled_on)
        for line in ResultNoticeLine.objects.filter(notice=None, level_path="14")
    }
    assert found == {
        "Ba sao": ("recognise", 3, "60.00", "77/QĐ-UBND", TODAY),
        "Năm sao": ("forward", 5, "93.00", "77/QĐ-UBND", TODAY),
        "Hai sao": ("close", 2, "40.00", "", TODAY),
        "Hai sao khác": ("close", 2, "31.00", "", later.date()),
    }
    told = dict(ResultNoticeLine.objects.values_list("product_name", "explanation"))
    assert (told["Ba sao"], told["Năm sao"]) == (
        "",
        "Phê duyệt kết quả, đề nghị Trung ương đánh giá, phân hạng",
    )
    for name in ("Hai sao", "Hai sao khác"):
        assert told[name] == Dossier.objects.get(product_name=name).outcome_text != ""
    assert set(ResultNoticeLine.objects.values_list("authority_name", flat=True)) == {
        "",
        decision.authority_name,
    }


def test_a_draft_settles_nothing():
    make.draft(make.result())
    assert ResultNoticeLine.objects.count() == 0


def test_what_waits_stands_by_commune_producer_and_product():
    far = make.producer(commune=OTHER_COMMUNE, name="Hộ An")
    near = make.producer(name="Hợp tác xã Bình")
    for name, owner in (("Ổi", far), ("Chè", near), ("Bưởi", near)):
        settled(name, owner=owner)
    places = [make.place(code).name for code in (OTHER_COMMUNE, make.COMMUNE)]
    first = ["Ổi", "Bưởi", "Chè"] if places == sorted(places) else ["Bưởi", "Chè", "Ổi"]
    assert waiting() == first


# Issuing ----------------------------------------------------------------------------------------------------------


def test_a_notice_holds_what_was_chosen_and_is_noted_on_each_dossier():
    one, two, left = settled("Một"), settled("Hai", total="40"), settled("Ba")
    notice = make.told(one, two, number_text="  128/TB-SNNMT ")
    assert (notice.number_text, notice.year, notice.issued_on) == ("128/TB-SNNMT", 2026, TODAY)
    assert set(notice.lines.values_list("product_name", flat=True)) == {"Một", "Hai"}
    assert waiting() == [left.product_name]
    event = history_of(notice)[0]
    assert (event.verb, event.source) == (
        "recognition.issue_notice",
        "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm g",
    )
    noted = [entry["subject_label"] for entry in exported() if entry["verb"] == "recognition.issue_notice"]
    assert noted == ["128/TB-SNNMT", "Một", "Hai"]
    told = history_of(two.dossier)[0]
    assert told.facts == {"letter_number": "128/TB-SNNMT", "letter_on": "2026-11-16", "notice": notice.pk}


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"line_ids": []}, "lines", "Hãy chọn ít nhất một kết quả"),
        ({"number_text": ""}, "number_text", "ví dụ 128/TB-SNNMT"),
        ({"number_text": "TB-SNNMT"}, "number_text", "ví dụ 128/TB-SNNMT"),
        ({"number_text": "7/TB-SNNMT"}, "number_text", "Số 7/TB-SNNMT đã dùng"),
        ({"issued_on": TODAY + timedelta(days=1)}, "issued_on", "không được sau ngày hôm nay"),
        ({"issued_on": TODAY - timedelta(days=1)}, "issued_on", r"kết thúc hồ sơ \(16/11/2026\)"),
        ({"agency_name": " "}, "agency_name", "tên cơ quan"),
        ({"signed_by_name": " "}, "signed_by_name", "họ tên người ký"),
        ({"signed_by_post": " "}, "signed_by_post", "chức vụ người ký"),
    ],
)
def test_what_cannot_be_told_is_refused_and_leaves_no_trace(changes, field, sentence):
    make.told(settled("Đã thông báo"), number_text="7/TB-SNNMT")
    settled("Chờ")
    before = len(list(exported()))
    with pytest.raises(Invalid, match=sentence) as refused:
        make.told(**changes)
    assert refused.value.field == field
    assert (ResultNotice.objects.count(), waiting(), len(list(exported()))) == (1, ["Chờ"], before)


def test_a_number_may_be_used_again_in_another_year_and_after_its_notice_was_withdrawn():
    first = make.told(settled("Một"), number_text="7/TB-SNNMT")
    actions.withdraw_notice(first, reason="Ghi sai ngày", actor=make.actor("province_officer"), at=NOON)
    again = make.told(number_text="7/TB-SNNMT")
    settled("Hai")
    year_after = NOON + timedelta(days=60)
    later = make.told(number_text="7/TB-SNNMT", issued_on=year_after.date(), at=year_after)
    assert [one.year for one in (first, again, later)] == [2026, 2026, 2027]


def test_a_result_is_told_once():
    line = settled()
    make.told(line)
    with pytest.raises(Invalid, match="Có 1 kết quả không còn chờ thông báo") as refused:
        make.told(line, settled("Khác"))
    assert refused.value.field == "lines"
    assert waiting() == ["Khác"]


def test_only_the_office_of_that_very_level_tells():
    line = settled()
    for role, path in (
        ("province_officer", "15"), ("province_leader", "14"), ("commune_officer", "14/03646"), ("auditor", "14"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="Chỉ cơ quan tham mưu OCOP của cấp ra quyết định"):
            make.told(line, actor=make.actor(role, path))
    with pytest.raises(Invalid, match="không còn chờ"):  # what another place settled is not chosen
        actions.issue_notice(
            make.place("15"), line_ids=[line.pk], number_text="1/TB", issued_on=TODAY, agency_name="Sở",
            authority_name="UBND", signed_by_name="A", signed_by_post="B",
            actor=make.actor("province_officer", "15"), at=NOON,
        )  # fmt: skip


# Withdrawing ------------------------------------------------------------------------------------------------------


def test_a_withdrawn_notice_keeps_its_lines_and_they_wait_again():
    one, two = settled("Một"), settled("Hai", total="40")
    notice = make.told(one, two)
    officer = make.actor("province_officer")
    actions.withdraw_notice(notice, reason=" Ghi nhầm số ", actor=officer, at=NOON)
    notice.refresh_from_db()
    assert (notice.withdraw_reason, notice.withdrawn_by) == ("Ghi nhầm số", officer.name)
    copied = (
        "product_name", "producer_name", "place_name", "place_path", "level_path", "outcome", "star", "total_shown",
        "decision_text", "authority_name", "explanation", "settled_on", "rulebook_id", "result_id", "dossier_id",
    )  # fmt: skip
    kept = list(notice.lines.order_by("result_id").values_list(*copied))
    again = list(ResultNoticeLine.objects.filter(notice=None).order_by("result_id").values_list(*copied))
    assert kept == again and len(kept) == 2
    assert set(ResultNoticeLine.objects.values_list("notice_id", "holds_result")) == {
        (notice.pk, False),
        (None, True),
    }
    assert history_of(two.dossier)[0].facts["reason"] == "Ghi nhầm số"
    assert make.told().lines.count() == 2


def test_withdrawing_needs_a_reason_the_office_and_a_notice_that_stands():
    notice, officer = make.told(settled()), make.actor("province_officer")
    with pytest.raises(Invalid, match="vì sao rút"):
        actions.withdraw_notice(notice, reason=" ", actor=officer, at=NOON)
    for other in (make.actor("province_officer", "15"), make.actor("province_leader")):
        with pytest.raises(NotAllowed, match="Chỉ cơ quan đã thông báo"):
            actions.withdraw_notice(notice, reason="Sai", actor=other, at=NOON)
    actions.withdraw_notice(notice, reason="Sai", actor=officer, at=NOON)
    with pytest.raises(WrongState, match="đã được rút"):
        actions.withdraw_notice(notice, reason="Sai", actor=officer, at=NOON)
    assert ResultNoticeLine.objects.filter(notice=None).count() == 1


# Who reads what ---------------------------------------------------------------------------------------------------


def test_each_reader_sees_of_a_notice_what_it_tells_to_them():
    user = User.objects.create(username="0912345678")
    mine = settled("Của tôi", total="40", owner=make.producer(user=user))
    next_door = settled("Cùng xã", owner=make.producer(name="Hộ cùng xã"))
    far = settled("Xã khác", owner=make.producer(commune=OTHER_COMMUNE, name="Hộ xã khác"))
    untold = settled("Chưa thông báo", owner=make.producer(name="Hộ chờ"))
    make.told(mine, next_door, far)
    seen = {
        name: set(policy.visible_told(actor).values_list("product_name", flat=True))
        for name, actor in {
            "producer": make.actor("producer", user=user),
            "commune": make.actor("commune_officer", f"14/{make.COMMUNE}"),
            "other commune": make.actor("commune_leader", f"14/{OTHER_COMMUNE}"),
            "province": make.actor("province_officer"),
            "auditor": make.actor("auditor"),
            "other province": make.actor("province_officer", "15"),
            "other producer": make.actor("producer", user=User.objects.create(username="0987654321")),
            "council": make.actor("council_member"),
        }.items()
    }
    everything = {"Của tôi", "Cùng xã", "Xã khác"}
    assert seen == {
        "producer": {"Của tôi"}, "commune": {"Của tôi", "Cùng xã"}, "other commune": {"Xã khác"},
        "province": everything, "auditor": everything, "other province": set(), "other producer": set(),
        "council": set(),
    }  # fmt: skip
    assert untold.product_name not in everything


# The letter -------------------------------------------------------------------------------------------------------


def letter(notice: ResultNotice, *lines: ResultNoticeLine) -> list[str]:
    return pages(actions.notice_pdf(notice, lines, is_whole=len(lines) == notice.lines.count()))


def test_the_letter_says_who_tells_what_to_whom():
    lines = [settled("Chè ba sao"), settled("Mật ong", total="93"), settled("Bánh hai sao", total="40")]
    notice = make.told(*lines, number_text="128/TB-SNNMT")
    first, annex = letter(notice, *lines)
    for words in (
        "ỦY BAN NHÂN DÂN TỈNH SƠN LA", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "Số: 128/TB-SNNMT",
        "Sơn La, ngày 16 tháng 11 năm 2026", "THÔNG BÁO", "Kết quả đánh giá, phân hạng sản phẩm OCOP",
        "Thực hiện điểm g khoản 3 Điều 7 Quyết định số 26/2026/QĐ-TTg của Thủ tướng Chính phủ",
        "kết quả đánh giá, phân hạng 03 sản phẩm OCOP như sau",
        "Công nhận, cấp giấy chứng nhận: 01 sản phẩm", "đề nghị cấp trên đánh giá, phân hạng: 01 sản phẩm",
        "Không công nhận: 01 sản phẩm", "GIÁM ĐỐC", "Người Ký Thông Báo",
    ):  # fmt: skip
        assert words in first
    for words in ("Chè ba sao", "hạng 3 sao", "Mật ong", "đề nghị Trung ương", "Bánh hai sao", "40,00"):
        assert words in annex
    assert "PHẦN TRÍCH" not in first and "ĐÃ RÚT" not in first


def test_a_part_of_the_letter_says_so_and_holds_nothing_else():
    lines = [settled("Của tôi", total="40"), settled("Của người khác", total="41")]
    notice = make.told(*lines)
    first, annex = letter(notice, lines[0])
    assert "PHẦN TRÍCH" in first and "01 sản phẩm OCOP (phần của nơi nhận bản này)" in first
    assert "Của tôi" in annex and "Của người khác" not in annex and "chỉ gồm kết quả của nơi nhận" in annex


def test_the_same_notice_gives_the_same_bytes_and_a_withdrawn_one_is_marked():
    line = settled()
    notice = make.told(line)
    once, twice = (actions.notice_pdf(notice, [line], is_whole=True) for _ in range(2))
    assert once == twice
    withdrawn = actions.withdraw_notice(notice, reason="Sai", actor=make.actor("province_officer"), at=NOON)
    assert "ĐÃ RÚT" in letter(withdrawn, line)[0]


def test_where_the_rule_says_nothing_of_a_notice_none_is_cited():
    line = settled(total="40", rulebook_id="148-2025")
    assert sources_of([line]) == []
    notice = make.told(line)
    assert history_of(notice)[0].source == ""
    assert "Thực hiện" not in letter(notice, line)[0]


# Days -------------------------------------------------------------------------------------------------------------


def test_days_of_the_province_run_from_the_day_it_was_settled_until_it_is_told():
    add(key="days_to_notify", value="3", valid_from=date(2026, 1, 1))
    line = settled()  # Monday 16/11
    [row] = untold_results("14")
    assert row.inner == InnerDue("days_to_notify", date(2026, 11, 19), 3, "QĐ 643")
    officer = make.actor("province_officer")
    counts = {
        on.day: [queue_counts(officer, on=on)[key] for key in ("to_notify", "notify_late")]
        for on in (date(2026, 11, 19), date(2026, 11, 20))
    }
    assert counts == {19: [1, 0], 20: [1, 1]}
    assert queue_counts(make.actor("province_officer", "15"), on=date(2026, 11, 20))["notify_late"] == 0
    make.told(line)
    assert untold_counts(("14",), on=date(2026, 12, 1)) == (0, 0)


@pytest.mark.parametrize(
    ("valid_from", "said"),
    [(date(2026, 11, 16), [("1 kết quả chờ thông báo", True)]), (date(2026, 11, 17), [("1 kết quả chờ thông báo", False)])],
)  # fmt: skip
def test_preview_tells_which_results_take_the_new_days(valid_from, said):
    settled()
    make.told(settled("Đã thông báo"), number_text="1/TB")
    change = Change(key="days_to_notify", value="5", place_path="14", valid_from=valid_from)
    found = effects_of(change, make.actor("province_officer"), on=TODAY)
    assert [(effect.what, effect.changes) for effect in found] == said
    assert untold_starts("15") == []


# Pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def sign_in(client, _clock):
    def enter(role: str, code: str = make.PROVINCE):
        client.force_login(make.person(role, code))
        return client

    return enter


def url(name: str, *args) -> str:
    return reverse(f"recognition:{name}", args=args)


def typed(*lines: ResultNoticeLine, **changes) -> dict[str, object]:
    return {
        "lines": [line.pk for line in lines], "number_text": "128/TB-SNNMT", "issued_on": "16/11/2026",
        "agency_name": "Sở Nông nghiệp và Môi trường", "signed_by_name": "Tên đã gõ", "signed_by_post": "Giám đốc",
    } | changes  # fmt: skip


def test_the_office_tells_and_withdraws_on_the_pages(sign_in):
    add(key="days_to_notify", value="3", valid_from=date(2026, 1, 1))
    one, two = settled("Một"), settled("Hai", total="40")
    office = sign_in("province_officer")
    listed = office.get(url("notices")).content.decode()
    assert "Kết quả chờ thông báo: 2" in listed and listed.count(" checked") == 2
    assert listed.count("Hạn nội bộ thông báo kết quả: 19/11/2026") == 2
    answer = office.post(url("issue_notice"), typed(one))
    notice = ResultNotice.objects.get()
    assert answer["Location"] == url("notice", notice.pk)
    assert notice.authority_name == "Ủy ban nhân dân tỉnh Sơn La"
    shown = office.get(url("notice", notice.pk)).content.decode()
    assert "Thông báo số 128/TB-SNNMT" in shown and "Một" in shown and two.product_name not in shown
    letter = office.get(url("notice_print", notice.pk))
    assert (letter["Content-Type"], letter.content[:5]) == ("application/pdf", b"%PDF-")
    refused = office.post(url("withdraw_notice", notice.pk), {"reason": ""})
    assert refused.status_code == 422 and 'href="#id_reason"' in refused.content.decode()
    assert office.post(url("withdraw_notice", notice.pk), {"reason": "Sai số"})["Location"] == url("notices")
    assert waiting() == ["Hai", "Một"]
    assert "Sai số" in office.get(url("notice", notice.pk)).content.decode()


def test_a_refused_notice_keeps_what_was_typed_and_what_was_chosen(sign_in):
    one, two = settled("Một"), settled("Hai")
    office = sign_in("province_officer")
    for changes, said in (
        ({"issued_on": "17/11/2026"}, "không được sau ngày hôm nay"),
        ({"issued_on": "32/11/2026"}, "32/11/2026"),
        ({"lines": []}, "Hãy chọn ít nhất một kết quả"),
    ):
        answer = office.post(url("issue_notice"), typed(one, **changes))
        shown = answer.content.decode()
        assert answer.status_code == 422 and said in shown and "Tên đã gõ" in shown
        ticked = {line.pk for line in (one, two) if f'value="{line.pk}" checked' in shown}
        assert ticked == set(changes.get("lines", [one.pk]))
    assert ResultNotice.objects.count() == 0


def test_producer_and_commune_find_it_on_the_dossier_and_open_their_part(client, _clock):
    owner = User.objects.create(username="0912345678")
    mine = settled("Của tôi", total="40", owner=make.producer(user=owner))
    other = settled("Của người khác", total="41", owner=make.producer(commune=OTHER_COMMUNE, name="Hộ khác"))
    notice = make.told(mine, other, number_text="128/TB-SNNMT")
    grant_mandate(
        owner, role="producer", place=None, starts_on=date(2026, 1, 1), ends_on=None,
        actor=system_actor("thiết lập", {"directory.grant_mandate"}), at=NOON,
    )  # fmt: skip
    for reader in (make.person("commune_officer", make.COMMUNE), owner):
        client.force_login(reader)
        dossier = client.get(reverse("dossiers:show", args=[mine.dossier_id])).content.decode()
        assert "Thông báo kết quả bằng văn bản" in dossier
        assert "Văn bản số 128/TB-SNNMT ngày 16/11/2026" in dossier and url("notice", notice.pk) in dossier
        shown = client.get(url("notice", notice.pk)).content.decode()
        assert "Của tôi" in shown and "Của người khác" not in shown and "Rút thông báo" not in shown
        first, annex = pages(client.get(url("notice_print", notice.pk)).content)
        assert "PHẦN TRÍCH" in first and "Của người khác" not in annex
        listed = client.get(url("notices")).content.decode()
        assert "128/TB-SNNMT" in listed and "chờ thông báo" not in listed


def test_strangers_find_nothing(sign_in):
    notice = make.told(settled())
    elsewhere = sign_in("province_officer", "15")
    assert elsewhere.get(url("notice", notice.pk)).status_code == 404
    assert elsewhere.get(url("notice_print", notice.pk)).status_code == 404
    assert elsewhere.post(url("withdraw_notice", notice.pk), {"reason": "x"}).status_code == 404
    assert notice.number_text not in elsewhere.get(url("notices")).content.decode()


def test_pages_ask_as_many_questions_however_much_there_is(sign_in):
    add(key="days_to_notify", value="3", valid_from=date(2026, 1, 1))
    office = sign_in("province_officer")
    counts = []
    for _round in range(2):
        for number in range(3):
            settled(f"Đã thông báo {number}")
        notice = make.told()
        settled("Chờ một"), settled("Chờ hai", total="40")
        asked = []
        for address in (url("notices"), url("notice", notice.pk)):
            office.get(address)
            with CaptureQueriesContext(connection) as queries:
                office.get(address)
            asked.append(len(queries))
        counts.append(asked)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("Điều 9 khoản 2", "khoản 2 Điều 9 Quyết định số 28/2027/QĐ-TTg"),
        ("Phụ lục II khoản 1", "Phụ lục II khoản 1 Quyết định số 28/2027/QĐ-TTg"),
    ],
)
def test_a_place_is_cited_as_documents_do_or_as_it_stands(article, said):
    assert cited(Source("QĐ 28/2027/QĐ-TTg", article)) == said
