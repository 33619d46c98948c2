"""The producer's pages: written without JavaScript, kept as one goes, handed in once, seen by nobody else."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ocop.dossiers import actions
from ocop.dossiers.models import Dossier, Evidence, Submission
from ocop.dossiers.queries.report import sections_for
from ocop.dossiers.queries.self_score import sheet_of
from tests.closing import let_go
from tests.factories_dossiers import (
    ANSWERS,
    client_of,
    complete,
    draft,
    officer,
    pdf,
    producer,
    registered,
    submitted,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("places")
AUTOSAVE = {"HTTP_X_OCOP_AUTOSAVE": "1"}


@pytest.fixture(autouse=True)
def _clock(noon):
    with time_machine.travel(noon, tick=False):
        yield


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def address(name: str, *args) -> str:
    return reverse(f"dossiers:{name}", args=args)


def fetched(actor, dossier: Dossier, item: Evidence):
    answer = client_of(actor).get(address("file", dossier.pk, item.pk))
    let_go(answer)
    return answer


def upload(text: str = "một", name: str = "minh chứng.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(text).getvalue(), "application/pdf")


def test_a_dossier_is_written_and_handed_in_by_plain_forms(noon):
    owner, actor = producer(at=noon)
    slip = registered(owner, actor, at=noon)
    browser = client_of(actor)
    opened = browser.post(address("open", slip.pk))
    dossier = Dossier.objects.get()
    assert opened.url == address("show", dossier.pk)
    assert browser.post(address("open", slip.pk)).url == opened.url  # a second click opens the same one
    browser.post(
        address("product", dossier.pk), {"description": "Mật", "specification": "Chai", "story": "Kể"}
    )
    for section in sections_for("new"):
        answers = {
            code: f"{value:,}".replace(",", ".") if code.endswith("_vnd") else value
            for code, value in ANSWERS[section.code].items()
        }
        assert browser.post(address("section", dossier.pk, section.slug), answers).status_code == 302
    for part in sheet_of(dossier).parts:
        for group in part.groups:
            marks = {f"muc-{criterion.code}": "0" for criterion in group.criteria}
            assert browser.post(address("self_score", dossier.pk, group.code), marks).status_code == 302
    browser.post(
        address("evidence", dossier.pk),
        {"file": upload(), "kind": "business_registration", "criteria": ["3.1"]},
    )
    review = text_of(browser.get(address("submit", dossier.pk)))
    assert ("Còn" in review, "Cam đoan và nộp" in review) == (False, True)
    done = browser.post(address("submit", dossier.pk), {"pledged": "on"})
    receipt = text_of(browser.get(done.url))
    evidence = Evidence.objects.get()
    assert (done.url, evidence.file.sha256 in receipt, "08/12/2026" in receipt) == (
        address("receipt", dossier.pk, 1), True, True,
    )  # fmt: skip
    assert Submission.objects.get().content["report"]["revenue_vnd"] == 1_250_000_000


def test_half_a_page_is_kept(noon):
    dossier, actor = draft(at=noon)
    browser = client_of(actor)
    answer = browser.post(address("section", dossier.pk, "ket-qua"), {"market": "Trong tỉnh."})
    assert (answer.status_code, Dossier.objects.get().report["market"]) == (302, "Trong tỉnh.")
    page = browser.get(address("section", dossier.pk, "ket-qua")).content.decode()
    assert "Trong tỉnh." in page


def test_a_wrong_answer_is_named_and_what_was_typed_stays(noon):
    dossier, actor = draft(at=noon)
    answer = client_of(actor).post(
        address("section", dossier.pk, "ket-qua"), {"market": "Trong tỉnh.", "revenue_vnd": "nhiều"}
    )
    body = answer.content.decode()
    assert (answer.status_code, "Trong tỉnh." in body, "nhiều" in body) == (422, True, True)
    assert ("35.000.000" in body, Dossier.objects.get().report) == (True, {})


def test_saving_as_one_goes_answers_shortly(noon):
    dossier, actor = draft(at=noon)
    browser = client_of(actor)
    where = address("section", dossier.pk, "ke-hoach")
    kept = browser.post(where, {"plan_market": "Bán qua sàn."}, **AUTOSAVE)
    refused = browser.post(address("section", dossier.pk, "ket-qua"), {"result_year": "1999"}, **AUTOSAVE)
    assert (kept.status_code, kept.content) == (204, b"")
    assert (refused.status_code, refused["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert Dossier.objects.get().report["plan_market"] == "Bán qua sàn."


def test_scoring_as_one_goes_answers_with_the_fresh_panel(noon):
    dossier, actor = draft(at=noon)
    browser = client_of(actor)
    where = address("self_score", dossier.pk, "1")
    answer = browser.post(where, {"muc-1.1": "2", "ghi-1.1": "Toàn bộ của xã."}, **AUTOSAVE)
    assert answer.status_code == 200
    assert ("Đã chấm 1 trên 32 tiêu chí" in text_of(answer), "thiếu 47 điểm" in text_of(answer)) == (
        True,
        True,
    )
    kept = Dossier.objects.get()
    assert (kept.self_marks, kept.self_picks, kept.self_notes) == (
        {"1.1": 3}, {"1.1": 2}, {"1.1": "Toàn bộ của xã."},
    )  # fmt: skip


@pytest.mark.parametrize("level", ["9", "-1", "x", "1e3", "٣", ""])
def test_a_level_that_the_criterion_does_not_have_is_refused_and_the_note_stays(noon, level):
    dossier, actor = draft(at=noon)
    where = address("self_score", dossier.pk, "1")
    answer = client_of(actor).post(where, {"muc-1.1": level, "ghi-1.2": "Giữ câu này."})
    assert (answer.status_code, "Giữ câu này." in answer.content.decode()) == (422, True)
    assert Dossier.objects.get().self_marks == {}


def test_the_live_panel_names_what_is_missing_for_three_stars(noon):
    dossier, actor = draft(at=noon)
    complete(dossier, actor, at=noon, level=0)
    page = text_of(client_of(actor).get(address("show", dossier.pk)))
    assert "3 sao thiếu" in page
    assert "2.2. " in page


def test_evidence_feeds_several_criteria_and_comes_back_to_the_one_it_was_sent_from(noon):
    dossier, actor = draft(at=noon)
    browser = client_of(actor)
    sent = browser.post(
        address("evidence", dossier.pk),
        {"file": upload(), "kind": "market", "criteria": ["4.1"], "tu": "4.1"},
    )
    assert sent.url == f"{address('self_score', dossier.pk, '4')}#tc-4.1"
    item = Evidence.objects.get()
    browser.post(address("use_evidence", dossier.pk), {"evidence": item.pk, "criteria": "4.3", "tu": "4.3"})
    item.refresh_from_db()
    assert (item.criteria, item.kind, item.name) == (["4.1", "4.3"], "market", "minh chứng.pdf")


def test_a_kind_without_criteria_follows_the_guide(noon):
    dossier, actor = draft(at=noon)
    client_of(actor).post(address("evidence", dossier.pk), {"file": upload(), "kind": "growth"})
    assert Evidence.objects.get().criteria == ["3.4"]


def test_several_files_at_once_and_the_refused_one_is_named(noon):
    dossier, actor = draft(at=noon)
    bad = SimpleUploadedFile("trang.pdf", b"<html>xin chao</html>", "application/pdf")
    answer = client_of(actor).post(
        address("evidence", dossier.pk), {"file": [upload("a", "a.pdf"), upload("b", "b.pdf"), bad]}
    )
    assert (answer.status_code, sorted(Evidence.objects.values_list("name", flat=True))) == (
        422,
        ["a.pdf", "b.pdf"],
    )
    assert "trang.pdf: Không nhận loại tệp này" in text_of(answer)


def test_handing_in_with_something_missing_lists_it_with_links(noon):
    dossier, actor = draft(at=noon)
    complete(dossier, actor, at=noon)
    actions.save_self_mark(dossier, code="2.3", pick=None, actor=actor, at=noon)
    browser = client_of(actor)
    refused = browser.post(address("submit", dossier.pk), {"pledged": "on"})
    page = refused.content.decode()
    assert (refused.status_code, Submission.objects.count()) == (422, 0)
    assert f'href="{address("self_score", dossier.pk, "2")}#tc-2.3"' in page


def test_handing_in_without_the_pledge_is_refused_in_a_sentence(noon):
    dossier, actor = draft(at=noon)
    complete(dossier, actor, at=noon)
    answer = client_of(actor).post(address("submit", dossier.pk))
    assert (answer.status_code, "lời cam đoan trước khi nộp" in text_of(answer)) == (422, True)
    assert Dossier.objects.get().state == "draft"


def test_a_second_click_on_hand_in_makes_no_second_version(noon):
    dossier, actor = submitted(at=noon)
    answer = client_of(actor).post(address("submit", dossier.pk), {"pledged": "on"})
    assert (answer.status_code, Submission.objects.count()) == (422, 1)


def test_a_closed_dossier_says_why_it_cannot_be_written_in(noon):
    dossier, actor = submitted(at=noon)
    answer = client_of(actor).get(address("self_score", dossier.pk, "1"))
    assert (answer.status_code, "đã nộp nên không sửa được" in text_of(answer)) == (403, True)


def test_fields_that_no_form_has_change_nothing(noon):
    dossier, actor = draft(at=noon)
    other, _other_actor = draft(at=noon, username="0912000002", name="Sản phẩm khác")
    stolen = {
        "state": "accepted", "due_on": "2030-01-01", "place_path": "01", "registration": other.registration_id,
        "result_star": "5", "intake_number_text": "1", "self_marks": '{"1.1": 3}', "papers": ["hacked"],
    }  # fmt: skip
    browser = client_of(actor)
    for name, *args in (("product",), ("section", "giay-to"), ("section", "ket-qua"), ("self_score", "1")):
        browser.post(address(name, dossier.pk, *args), stolen)
    browser.post(
        address("evidence", dossier.pk), {"file": upload(), "dossier": other.pk, "added_by": "kẻ khác"}
    )
    kept = Dossier.objects.get(pk=dossier.pk)
    assert (kept.state, kept.due_on, kept.place_path, kept.self_marks, kept.result_star) == (
        "draft", None, "14/03646", {}, None,
    )  # fmt: skip
    assert list(Evidence.objects.values_list("dossier", "added_by")) == [(dossier.pk, actor.name)]


PAGES = [
    ("show", ()), ("product", ()), ("section", ("ket-qua",)), ("self_score", ("1",)), ("evidence", ()),
    ("submit", ()), ("submission", (1,)), ("receipt", (1,)), ("form_03", ()), ("file", ("evidence",)),
    ("commune_work", ()), ("propose", ()), ("province_work", ()), ("evidence_item", ("evidence",)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_stranger_s_dossier_is_not_found(noon, name, args):
    dossier, _actor = submitted(at=noon)
    _own, stranger = draft(at=noon, username="0912000002", name="Sản phẩm khác")
    evidence = Evidence.objects.get().pk
    where = address(name, dossier.pk, *(evidence if one == "evidence" else one for one in args))
    assert client_of(stranger).get(where).status_code in (
        {403, 404} if name.endswith(("work", "propose")) else {404}
    )


def test_an_officer_does_not_read_what_was_not_handed_in(noon):
    dossier, actor = draft(at=noon)
    complete(dossier, actor, at=noon)
    commune = client_of(officer("commune_officer", "03646", at=noon))
    evidence = Evidence.objects.get().pk
    seen = [commune.get(address("show", dossier.pk)), commune.get(address("file", dossier.pk, evidence))]
    assert [answer.status_code for answer in seen] == [404, 404]


def test_a_file_added_after_handing_in_stays_the_producer_s_until_handed_in(noon):
    dossier, actor = submitted(at=noon)
    officer_actor = officer("commune_officer", "03646", at=noon)
    actions.return_for_supplement(dossier, reason="Thiếu.", items=[], actor=officer_actor, at=noon)
    late = actions.attach_evidence(dossier, file=pdf("muộn"), name="muộn.pdf", actor=actor, at=noon)
    early = Evidence.objects.exclude(pk=late.pk).get()
    assert fetched(officer_actor, dossier, early).status_code == 200
    assert fetched(officer_actor, dossier, late).status_code == 404
    assert fetched(actor, dossier, late).status_code == 200


def test_a_file_is_served_closed_to_scripts_under_its_own_name(noon):
    dossier, actor = submitted(at=noon)
    answer = fetched(actor, dossier, Evidence.objects.get())
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "filename*=UTF-8''Gi%E1%BA%A5y" in answer["Content-Disposition"]


@pytest.mark.parametrize("count", [1, 3])
def test_my_products_ask_the_same_number_of_questions(noon, count, django_assert_num_queries):
    owner, actor = producer(at=noon)
    for number in range(count):
        actions.open_dossier(
            registered(owner, actor, at=noon, name=f"Sản phẩm {number} x"), actor=actor, at=noon
        )
        registered(owner, actor, at=noon, name=f"Chưa lập {number} x")
    browser = client_of(actor)
    browser.get(address("index"))
    with django_assert_num_queries(MY_PRODUCTS):
        browser.get(address("index"))


MY_PRODUCTS = 8


def test_a_file_refused_at_a_criterion_says_so_at_the_criterion(noon):
    dossier, actor = draft(at=noon)
    bad = SimpleUploadedFile("trang.pdf", b"<html>xin chao</html>", "application/pdf")
    answer = client_of(actor).post(
        address("evidence", dossier.pk), {"file": bad, "criteria": "4.1", "tu": "4.1"}
    )
    block = answer.content.decode().split('id="mc-4-1"')[1].split('id="mc-')[0]
    assert (answer.status_code, "trang.pdf: Không nhận loại tệp này" in block) == (422, True)
