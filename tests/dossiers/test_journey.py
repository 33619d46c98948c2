"""A dossier's way through producer, commune and province: what changed, what was recorded, what was
refused.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ocop.dossiers import actions
from ocop.dossiers.models import CommuneReport, Dossier, Intake, Submission, SupplementRequest
from ocop.dossiers.queries.content import changes_between, digest_of
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from tests.factories_dossiers import (
    OTHER_COMMUNE,
    complete,
    draft,
    officer,
    pdf,
    proposed,
    report_text,
    submitted,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("places")


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def verbs(dossier: Dossier) -> list[str]:
    return [event.verb for event in reversed(history_of(dossier))]


@pytest.fixture
def commune(noon):
    return officer("commune_officer", "03646", at=noon)


@pytest.fixture
def province(noon):
    return officer("province_officer", "14", at=noon)


def test_submission_freezes_a_version_and_starts_the_commune_s_clock(noon):
    dossier, actor = draft(at=noon)
    complete(dossier, actor, at=noon)
    submission = actions.submit(dossier, pledged=True, actor=actor, at=noon)
    stored = Submission.objects.get(pk=submission.pk)
    current = fresh(dossier)
    assert (current.state, current.current_submission_id) == ("submitted", stored.pk)
    assert (current.received_on, current.due_on) == (
        date(2026, 11, 16),
        date(2026, 12, 8),
    )  # 24/11 is a day off
    assert stored.digest == digest_of(stored.content)
    manifest = stored.content["evidence"]
    assert [(item["name"], item["criteria"], item["kind"]) for item in manifest] == [
        ("Giấy đăng ký kinh doanh.pdf", ["3.1"], "business_registration")
    ]
    assert all(len(item["sha256"]) == 64 and item["sha256"] in stored.receipt_text for item in manifest)
    assert current.registration.state == "filed"
    last = history_of(current)[0]
    assert (last.verb, last.before, last.after) == ("dossiers.submit", "draft", "submitted")
    assert last.facts == {"number": 1, "digest": stored.digest, "files": 1, "due_on": "2026-12-08"}


def test_submission_without_the_pledge_or_with_something_missing_leaves_no_trace(noon):
    dossier, actor = draft(at=noon)
    before = verbs(dossier)
    with pytest.raises(Invalid, match="cam đoan"):
        actions.submit(dossier, pledged=False, actor=actor, at=noon)
    with pytest.raises(Invalid, match="còn thiếu"):
        actions.submit(dossier, pledged=True, actor=actor, at=noon)
    assert (fresh(dossier).state, Submission.objects.count(), verbs(dossier)) == ("draft", 0, before)


def test_submitting_twice_is_refused_and_makes_one_version(noon):
    dossier, actor = submitted(at=noon)
    with pytest.raises(WrongState):
        actions.submit(dossier, pledged=True, actor=actor, at=noon)
    assert dossier.submissions.count() == 1


def test_a_dossier_that_was_handed_in_cannot_be_written_in(noon):
    dossier, actor = submitted(at=noon)
    content = Submission.objects.get().content
    for attempt in (
        lambda: actions.save_self_mark(dossier, code="1.1", pick=0, actor=actor, at=noon),
        lambda: actions.save_report_section(
            dossier, section="plan", answers={"plan_product": "khác"}, actor=actor, at=noon
        ),
        lambda: actions.attach_evidence(dossier, file=pdf("x"), name="x.pdf", actor=actor, at=noon),
        lambda: actions.remove_evidence(dossier.evidence.get(), actor=actor, at=noon),
    ):
        with pytest.raises(NotAllowed, match="đã nộp"):
            attempt()
    assert Submission.objects.get().content == content


def test_a_returned_dossier_stops_the_clock_and_gives_the_days_left_back(noon, commune):
    dossier, actor = submitted(at=noon)  # Monday 16/11, due 08/12
    actions.return_for_supplement(
        dossier, reason="Thiếu phiếu kiểm nghiệm.", items=["Phiếu kiểm nghiệm 2026"], actor=commune,
        at=noon + timedelta(days=2),
    )  # fmt: skip
    request = SupplementRequest.objects.get()
    assert (fresh(dossier).state, request.from_level, request.items) == (
        "returned", "commune", ["Phiếu kiểm nghiệm 2026"],
    )  # fmt: skip
    assert request.resolved_at is None
    actions.attach_evidence(
        dossier, file=pdf("kiểm nghiệm"), name="kiem nghiem.pdf", kind="test_report", criteria=["9"], actor=actor,
        at=noon + timedelta(days=3),
    )  # fmt: skip
    again = actions.submit(dossier, pledged=True, actor=actor, at=noon + timedelta(days=7))
    request.refresh_from_db()
    # Two working days (17, 18/11) were used; 13 run on after Monday 23/11 (24/11 is a day off).
    assert (again.number, fresh(dossier).received_on) == (2, date(2026, 11, 16))
    assert (fresh(dossier).due_on, request.resolved_by) == (date(2026, 12, 11), actor.name)
    first, second = dossier.submissions.order_by("number")
    changes = changes_between(first.content, second.content)
    assert (changes.files_added, changes.files_removed, changes.marks) == (("kiem nghiem.pdf",), (), ())


def test_a_supplement_that_takes_evidence_out_keeps_it_in_the_version_before(noon, commune):
    dossier, actor = submitted(at=noon)
    evidence = dossier.evidence.get()
    actions.return_for_supplement(dossier, reason="Thay bản rõ hơn.", items=[], actor=commune, at=noon)
    actions.remove_evidence(evidence, actor=actor, at=noon)
    actions.save_self_mark(dossier, code="1.1", pick=0, actor=actor, at=noon)
    actions.attach_evidence(
        dossier, file=pdf("rõ hơn"), name="dkkd.pdf", kind="business_registration", actor=actor, at=noon
    )
    actions.submit(dossier, pledged=True, actor=actor, at=noon)
    first, second = dossier.submissions.order_by("number")
    assert [item["id"] for item in first.content["evidence"]] == [evidence.pk]
    changes = changes_between(first.content, second.content)
    assert changes.files_added == ("dkkd.pdf",)
    assert changes.files_removed == ("Giấy đăng ký kinh doanh.pdf",)
    assert [(mark.code, mark.before, mark.after) for mark in changes.marks] == [("1.1", 3, 1)]


def test_the_commune_writes_mau_03_and_proposes(noon, commune):
    dossier, _actor = submitted(at=noon)
    actions.save_commune_report(
        dossier, report_text(dossier, letter_number="", conclusions={}), actor=commune, at=noon
    )
    with pytest.raises(Invalid, match="Chưa kết luận"):
        actions.propose(dossier, actor=commune, at=noon)
    assert fresh(dossier).state == "submitted"
    actions.save_commune_report(dossier, report_text(dossier), actor=commune, at=noon)
    actions.propose(dossier, actor=commune, at=noon)
    report = CommuneReport.objects.get()
    assert (report.issued_by, report.submission_id) == (commune.name, dossier.current_submission_id)
    current = fresh(dossier)
    assert (current.state, current.proposed_by) == ("proposed", commune.name)
    assert verbs(current)[-3:] == ["dossiers.assess", "dossiers.assess", "dossiers.propose"]
    with pytest.raises(WrongState):
        actions.save_commune_report(dossier, report_text(dossier), actor=commune, at=noon)


def test_a_letter_of_tomorrow_is_refused(noon, commune):
    dossier, _actor = submitted(at=noon)
    text = report_text(dossier, letter_on=date(2026, 11, 17))
    actions.save_commune_report(dossier, text, actor=commune, at=noon)
    with pytest.raises(Invalid, match="sau hôm nay"):
        actions.propose(dossier, actor=commune, at=noon)
    assert (fresh(dossier).state, CommuneReport.objects.get().issued_at) == ("submitted", None)


def test_the_province_takes_in_with_a_number_and_samples(noon, commune, province):
    dossier, _actor = proposed(at=noon, commune_actor=commune)
    with pytest.raises(Invalid, match="5 sản phẩm mẫu"):
        actions.accept(dossier, samples_received=3, actor=province, at=noon)
    assert Intake.objects.count() == 0
    actions.accept(dossier, samples_received=3, remark="Hai mẫu vỡ, bổ sung sau.", actor=province, at=noon)
    intake = Intake.objects.get()
    current = fresh(dossier)
    assert (intake.samples_due, intake.samples_received) == (5, 3)
    assert current.intake_number_text == intake.number_text == "1/PĐK-14-03646-2026"
    assert (current.state, current.accepted_by) == ("accepted", province.name)


def test_the_province_returns_to_the_commune_which_goes_on_from_its_report(noon, commune, province):
    dossier, _actor = proposed(at=noon, commune_actor=commune)
    actions.return_to_commune(dossier, reason="Chưa rõ nguồn gốc nguyên liệu.", actor=province, at=noon)
    current = fresh(dossier)
    assert (current.state, current.due_on, current.proposed_at) == ("submitted", None, None)
    sent, open_one = CommuneReport.objects.order_by("pk")
    assert (sent.letter_number, open_one.letter_number, open_one.issued_at) == ("45/UBND-KT", "", None)
    assert open_one.assessments == sent.assessments
    text = report_text(dossier, letter_number="52/UBND-KT")
    actions.save_commune_report(dossier, text, actor=commune, at=noon)
    actions.propose(dossier, actor=commune, at=noon)
    assert SupplementRequest.objects.get().resolved_by == commune.name
    assert fresh(dossier).state == "proposed"


def test_tourism_needs_no_samples(noon, commune, province):
    dossier, _actor = proposed(at=noon, commune_actor=commune, name="Homestay bản Áng", sheet=26)
    actions.accept(dossier, samples_received=0, actor=province, at=noon)
    assert Intake.objects.get().samples_due == 0


def test_an_officer_of_another_commune_can_do_nothing(noon):
    stranger = officer("commune_officer", OTHER_COMMUNE, at=noon)
    dossier, _actor = submitted(at=noon)
    for attempt in (
        lambda: actions.return_for_supplement(dossier, reason="x", items=[], actor=stranger, at=noon),
        lambda: actions.save_commune_report(dossier, report_text(dossier), actor=stranger, at=noon),
        lambda: actions.propose(dossier, actor=stranger, at=noon),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert (fresh(dossier).state, CommuneReport.objects.count()) == ("submitted", 0)
