"""Pages of recognition, as the people who work with them meet them; without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from ocop.platform.folding import fold
from ocop.recognition.models import Certificate, Decision, Revocation
from tests import factories_recognition as make
from tests.conftest import NOON, TODAY

pytestmark = [pytest.mark.usefixtures("places"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def sign_in(client):
    def enter(role: str, code: str = make.PROVINCE):
        client.force_login(make.person(role, code))
        return client

    return enter


def page(answer) -> str:
    return answer.content.decode()


def url(name: str, *args) -> str:
    return reverse(f"recognition:{name}", args=args)


def test_the_office_drafts_the_chairman_issues_and_the_certificates_are_made(
    sign_in, django_capture_on_commit_callbacks
):
    rows = [make.result(name="Chè ba sao", total="60"), make.result(name="Mật ong", total="92")]
    low = make.result(name="Sản phẩm hai sao", total="40")
    office = sign_in("province_officer")
    listed = page(office.get(url("decisions")))
    assert "Kết quả chờ quyết định: 2" in listed and "Không đạt hạng công nhận: 1" in listed
    chosen = page(office.get(url("draft")))
    assert chosen.count(" checked") == 2
    answer = office.post(
        url("draft"), {"results": [row.pk for row in rows], "title": "", "proposer_name": "Sở"}
    )
    draft = Decision.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url("decision", draft.pk))
    assert draft.authority_name == "Ủy ban nhân dân tỉnh Sơn La"
    seen = page(office.get(url("decision", draft.pk)))
    assert "Chỉ Chủ tịch Ủy ban nhân dân của cấp ra quyết định mới ban hành quyết định." in seen

    chair = sign_in("province_leader")
    shown = page(chair.get(url("decision", draft.pk)))
    for words in (
        "Chè ba sao",
        "60,00",
        "sao theo điểm",
        "sao theo mức tối thiểu",
        "đề nghị Trung ương đánh giá",
    ):
        assert words in shown
    assert 'name="number" value="1"' in shown and "16/11/2026" in shown
    facts = {
        "number": "123", "issued_on": "16/11/2026", "signed_by_name": "Người Ký", "signed_by_post": "Chủ tịch",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        answer = chair.post(url("issue", draft.pk), facts)
    assert answer.status_code == 302
    draft.refresh_from_db()
    certificate = Certificate.objects.get()
    assert (draft.number_text, certificate.product_name) == ("123/QĐ-UBND", "Chè ba sao")
    done = page(chair.get(url("decision", draft.pk)))
    assert "Đã lập xong 2 văn bản." in done and "hx-trigger" not in done
    file = chair.get(url("certificate_file", certificate.pk))
    assert (file["Content-Type"], b"".join(file.streaming_content)[:5]) == ("application/pdf", b"%PDF-")
    assert b"".join(chair.get(url("print_out", draft.pk)).streaming_content)[:5] == b"%PDF-"

    answer = chair.post(url("close"), {"results": [low.pk]})
    assert answer["Location"] == url("decisions")
    assert low.item.dossier.__class__.objects.get(pk=low.item.dossier_id).state == "not_recognised"


def test_while_documents_are_made_the_page_asks_again_and_can_be_asked_to_start_over(sign_in):
    decision = make.issued(make.result())
    chair = sign_in("province_leader")
    waiting = page(chair.get(url("progress", decision.pk)))
    assert 'hx-trigger="every 2s"' in waiting and 'value="0" max="2"' in waiting
    assert "<html" not in waiting
    assert chair.post(url("make", decision.pk)).status_code == 302
    done = page(chair.get(url("progress", decision.pk)))
    assert "hx-trigger" not in done and "Đã lập xong 2 văn bản." in done


def test_a_refused_issue_keeps_what_was_typed_and_says_where(sign_in):
    make.issued(make.result(), number=7)
    draft = make.draft(make.result())
    facts = {
        "number": "7", "issued_on": "16/11/2026", "signed_by_name": "Tên đã gõ", "signed_by_post": "Chủ tịch",
    }  # fmt: skip
    answer = sign_in("province_leader").post(url("issue", draft.pk), facts)
    shown = page(answer)
    assert answer.status_code == 422
    assert "Số 07/QĐ-UBND đã dùng" in shown and 'href="#id_number"' in shown and "Tên đã gõ" in shown
    facts |= {"number": "x", "issued_on": "32/11/2026"}
    shown = page(sign_in("province_leader").post(url("issue", draft.pk), facts))
    assert "32/11/2026" in shown and "Tên đã gõ" in shown


def test_a_refused_draft_keeps_the_ticks(sign_in):
    low, high = make.result(name="Thấp", total="40"), make.result(name="Cao", total="60")
    office = sign_in("province_officer")
    answer = office.post(url("draft"), {"results": [low.pk], "title": "Tiêu đề đã gõ", "proposer_name": ""})
    shown = page(answer)
    assert answer.status_code == 422
    assert "Kết thúc không công nhận" in shown and "Tiêu đề đã gõ" in shown
    assert f'value="{low.pk}" checked' in shown and f'value="{high.pk}" checked' not in shown


def test_a_draft_is_changed_and_discarded_by_the_office(sign_in):
    one, two = make.result(name="Một", total="60"), make.result(name="Hai", total="70")
    draft = make.draft(one)
    office = sign_in("province_officer")
    office.post(
        url("change", draft.pk), {"results": [one.pk, two.pk], "title": "Trích yếu mới", "proposer_name": ""}
    )
    draft.refresh_from_db()
    assert (draft.title, draft.lines.count()) == ("Trích yếu mới", 2)
    assert office.post(url("discard", draft.pk))["Location"] == url("decisions")
    draft.refresh_from_db()
    assert draft.state == "discarded"
    assert office.get(url("change", draft.pk)).status_code == 404


def test_an_act_by_get_changes_nothing(sign_in):
    draft = make.draft(make.result())
    chair = sign_in("province_leader")
    for name in ("issue", "discard", "make"):
        assert chair.get(url(name, draft.pk)).status_code in (403, 405)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_chairman_takes_a_certificate_back(sign_in):
    certificate = make.certificate()
    chair = sign_in("province_leader")
    form = page(chair.get(url("revoke", certificate.pk)))
    assert "mất hạng 4 sao" in form and "15 ngày kể từ ngày có kết luận" in form
    assert form.count('type="radio"') == 6
    wrong = {
        "ground": "b",
        "reason": "Lý do đã gõ",
        "concluded_on": "20/11/2026",
        "number": "9",
        "revoked_on": "16/11/2026",
    }
    answer = chair.post(url("revoke", certificate.pk), wrong)
    assert answer.status_code == 422
    assert "Lý do đã gõ" in page(answer) and "từ ngày có kết luận trở đi" in page(answer)
    chair.post(
        url("revoke", certificate.pk), wrong | {"concluded_on": "10/11/2026", "revoked_on": "16/11/2026"}
    )
    assert Revocation.objects.get().number_text == "09/QĐ-UBND"
    shown = page(chair.get(url("certificate", certificate.pk)))
    assert "Đã thu hồi theo Quyết định số 09/QĐ-UBND ngày 16/11/2026" in shown
    assert "hạn thu hồi 25/11/2026" in shown
    assert chair.get(url("revoke", certificate.pk)).status_code == 404


def test_the_office_enters_a_certificate_of_an_earlier_register(sign_in):
    office = sign_in("province_officer")
    facts = {
        "product_name": "Mật ong Mộc Châu", "producer_name": "HTX ong", "place": "Phường Tô Hiệu, tỉnh Sơn La",
        "producer_address": "", "product_code": "14-116-03646-7-2024", "star": "3", "sheet_number": "1",
        "decision_number": "2210/QĐ-UBND", "decided_on": "20/11/2024", "authority_name": "UBND huyện",
        "expires_on": "20/11/2027",
    }  # fmt: skip
    answer = office.post(url("enter"), facts | {"product_code": "MA-SAI"})
    assert answer.status_code == 422 and "Mật ong Mộc Châu" in page(answer)
    answer = office.post(url("enter"), facts)
    entered = Certificate.objects.get()
    assert answer["Location"] == url("certificate", entered.pk)
    assert (entered.product_code, entered.expires_on.isoformat()) == ("14-116-03646-7-2024", "2027-11-20")
    assert "Giấy này cấp trên bản giấy" in page(office.get(url("certificate", entered.pk)))


def test_the_register_is_filtered_by_standing_star_place_and_words(sign_in):
    make.certificate(make.product(name="Chè còn hạn"), total="75")
    make.earlier(product_name="Mật ong sắp hết", expires_on=TODAY + timedelta(days=30))
    make.earlier(product_name="Rượu đã hết", expires_on=TODAY - timedelta(days=1))
    office = sign_in("province_officer")

    def names(**query):
        shown = page(office.get(url("certificates"), query))
        return {name for name in ("Chè còn hạn", "Mật ong sắp hết", "Rượu đã hết") if name in shown}

    assert names() == {"Chè còn hạn", "Mật ong sắp hết", "Rượu đã hết"}
    assert names(**{"tinh-trang": "valid"}) == {"Chè còn hạn", "Mật ong sắp hết"}
    assert names(**{"tinh-trang": "expiring"}) == {"Mật ong sắp hết"}
    assert names(**{"tinh-trang": "expired"}) == {"Rượu đã hết"}
    assert names(**{"tinh-trang": "revoked"}) == set()
    assert names(sao="4") == {"Chè còn hạn"}
    assert names(q="mat ong") == {"Mật ong sắp hết"}
    assert names(xa="14/03646", sao="3", q="RƯỢU") == {"Rượu đã hết"}
    assert names(**{"tinh-trang": "; drop"}, sao="x", xa="zz", trang="-1") == {
        "Chè còn hạn",
        "Mật ong sắp hết",
        "Rượu đã hết",
    }


@pytest.mark.parametrize("role", ["commune_officer", "auditor", "province_leader", "province_officer"])
def test_what_is_elsewhere_is_not_found(sign_in, role):
    certificate, decision = make.certificate(), Decision.objects.get()
    stranger = sign_in(role, "03664" if role == "commune_officer" else "15")
    for name, pk in (
        ("certificate", certificate.pk),
        ("certificate_file", certificate.pk),
        ("decision", decision.pk),
    ):
        assert stranger.get(url(name, pk)).status_code == 404
    assert certificate.product_name not in page(stranger.get(url("certificates")))


def test_a_producer_sees_their_own_certificate_and_no_decision(client):
    user = make.person("producer")
    mine = make.certificate(make.product(name="Của tôi", owner=make.producer(user=user)))
    make.certificate(make.product(name="Của người khác"))
    client.force_login(user)
    listed = page(client.get(url("certificates")))
    assert "Của tôi" in listed and "Của người khác" not in listed
    assert client.get(url("certificate", mine.pk)).status_code == 200
    assert client.get(url("decision", mine.line.decision_id)).status_code == 404


@pytest.mark.parametrize("name", ["certificates", "decisions", "draft", "enter"])
def test_strangers_are_sent_to_sign_in_and_others_refused(client, sign_in, name):
    assert client.get(url(name)).status_code == 302
    assert sign_in("council_member").get(url(name)).status_code == 403


@pytest.mark.parametrize("name", ["certificates", "decisions"])
def test_the_number_of_queries_does_not_grow_with_the_rows(sign_in, name, django_assert_max_num_queries):
    office = sign_in("province_officer")

    def count() -> int:
        with django_assert_max_num_queries(40) as seen:
            assert office.get(url(name)).status_code == 200
        return len(seen)

    make.certificate()
    make.result()
    one = count()
    for number in range(3):
        make.certificate(make.product(name=f"Thêm {number}"))
        make.result(name=f"Chờ {number}")
    assert count() == one


def test_one_decisions_page_asks_no_more_for_more_lines(sign_in, django_assert_max_num_queries):
    chair = sign_in("province_leader")
    one, many = make.draft(make.result()), make.draft(*(make.result(name=f"N{n}") for n in range(4)))
    counts = []
    for decision in (one, many):
        with django_assert_max_num_queries(40) as seen:
            chair.get(url("decision", decision.pk))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_name_is_shown_as_text_not_as_markup(sign_in):
    make.certificate(make.product(name="<script>alert(1)</script>"))
    shown = page(sign_in("province_officer").get(url("certificates")))
    assert "<script>alert(1)" not in shown and "&lt;script&gt;alert(1)" in shown
    assert fold("<script>") == "script"
