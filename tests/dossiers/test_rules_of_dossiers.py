"""Small rules: the self-score and its gaps, what blocks handing in, the clock, the frozen content."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ocop.dossiers import actions
from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import (
    dossier_for_council,
    evidence_file,
    evidence_for_submission,
    ready_for_council,
)
from ocop.dossiers.queries.clock import days_left_text, first_due, resumed
from ocop.dossiers.queries.completeness import advice, blockers, guide
from ocop.dossiers.queries.content import code_order, digest_of
from ocop.dossiers.queries.self_score import score_of
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act
from ocop.registration import actions as registration
from ocop_rules import grading, rulebooks
from ocop_rules.calendars import load_calendar, working_days_between
from tests.factories_dossiers import (
    PERSONAL,
    client_of,
    complete,
    draft,
    officer,
    pdf,
    proposed,
    registered,
    submitted,
)  # fmt: skip

SITTING = actions.CouncilSitting(
    title="Phiên đợt 2", held_on=date(2026, 11, 16), session_number=1, result_number=1
)

RULEBOOK = rulebooks.get("26-2026")
CALENDAR = load_calendar()
HONEY = RULEBOOK.sheet(4)
BEST = {criterion.code: criterion.max for criterion in HONEY.criteria}


def test_nothing_scored_lacks_all_points_and_every_minimum():
    score = score_of(RULEBOOK, HONEY, {})
    assert [(gap.star, gap.lacks_points) for gap in score.gaps] == [(3, 50), (4, 70), (5, 90)]
    assert {lack.code: lack.needs_points for lack in score.gaps[0].shortfalls} == dict(HONEY.minimums(3))
    assert (score.star, score.is_complete, {lack.has_points for lack in score.gaps[0].shortfalls}) == (
        0,
        False,
        {None},
    )


def test_the_best_of_everything_reaches_five_stars():
    score = score_of(RULEBOOK, HONEY, BEST)
    assert (score.total_points, score.star, score.is_complete) == (100, 5, True)
    assert [gap.is_reached for gap in score.gaps] == [True, True, True]


FOUR_STAR_ONLY = [
    code
    for code, needs in HONEY.minimums(4).items()
    if code not in HONEY.minimums(3) and needs > min(HONEY.criterion(code).allowed_points)
]


@pytest.mark.parametrize("missed", FOUR_STAR_ONLY)
def test_a_four_star_minimum_missed_leaves_three_stars_however_high_the_total(missed):
    lowest = min(HONEY.criterion(missed).allowed_points)
    score = score_of(RULEBOOK, HONEY, BEST | {missed: lowest})
    assert (score.band_star >= 4, score.star) == (True, 3)
    assert [lack.code for lack in score.gaps[1].shortfalls] == [missed]


def test_the_live_gaps_are_those_of_the_rules_core():
    marks = {
        criterion.code: criterion.levels[len(criterion.levels) // 2].points for criterion in HONEY.criteria
    }
    score = score_of(RULEBOOK, HONEY, marks)
    for gap in score.gaps:
        core = [(missed.criterion, missed.needs) for missed in grading.shortfalls(HONEY, marks, gap.star)]
        assert [(lack.code, lack.needs_points) for lack in gap.shortfalls] == core


@pytest.mark.parametrize(
    ("due_on", "stopped", "resumed_on", "expected"),
    [
        # 16/11 + 15 working days = 08/12/2026; 24/11 is a day off.
        (date(2026, 12, 8), date(2026, 11, 18), date(2026, 11, 23), date(2026, 12, 11)),
        (date(2026, 12, 8), date(2026, 11, 16), date(2026, 11, 16), date(2026, 12, 8)),
        (
            date(2026, 12, 8),
            date(2026, 12, 7),
            date(2026, 12, 11),
            date(2026, 12, 14),
        ),  # one day left, over a weekend
        (date(2026, 12, 8), date(2026, 12, 8), date(2026, 12, 10), date(2026, 12, 10)),
        (
            date(2026, 12, 8),
            date(2026, 12, 20),
            date(2026, 12, 22),
            date(2026, 12, 22),
        ),  # was overdue already
    ],
)
def test_the_working_days_left_run_on_after_a_supplement(due_on, stopped, resumed_on, expected):
    assert resumed(due_on, stopped_on=stopped, resumed_on=resumed_on, calendar=CALENDAR) == expected


@given(
    received=st.dates(date(2026, 6, 1), date(2026, 12, 31)),
    pauses=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40)), max_size=4),
)
def test_whatever_the_pauses_fifteen_working_days_are_counted_in_all(received, pauses):
    due_on, at, used = first_due(RULEBOOK, received_on=received, calendar=CALENDAR).due_on, received, 0
    for worked, mended in pauses:
        stopped = at + timedelta(days=worked)
        used += working_days_between(at, min(stopped, due_on), CALENDAR)
        at = stopped + timedelta(days=mended)
        overdue, due_on = (
            stopped > due_on,
            resumed(due_on, stopped_on=stopped, resumed_on=at, calendar=CALENDAR),
        )
        if overdue:
            assert due_on == at
            return
    assert used + working_days_between(at, due_on, CALENDAR) == 15


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2026, 11, 16), "còn 15 ngày làm việc"),
        (date(2026, 12, 5), "còn 2 ngày làm việc"),
        (date(2026, 12, 8), "hạn hôm nay"),
        (date(2026, 12, 9), "quá hạn 1 ngày làm việc"),
    ],
)
def test_days_left_are_said_in_working_days(on, text):
    assert days_left_text(date(2026, 12, 8), on, CALENDAR) == text


@pytest.mark.parametrize(
    ("due_on", "on", "text"),
    [
        (date(2026, 11, 20), date(2026, 11, 21), "đã quá hạn, hạn là ngày 20/11"),
        (date(2026, 11, 20), date(2026, 11, 22), "đã quá hạn, hạn là ngày 20/11"),
        (date(2026, 11, 20), date(2026, 11, 23), "quá hạn 1 ngày làm việc"),
        (date(2026, 11, 23), date(2026, 11, 24), "đã quá hạn, hạn là ngày 23/11"),  # a holiday
        (date(2026, 2, 13), date(2026, 2, 20), "đã quá hạn, hạn là ngày 13/02"),  # Tết
    ],
)
def test_a_limit_past_by_days_off_alone_is_said_by_its_day(due_on, on, text):
    assert days_left_text(due_on, on, CALENDAR) == text


def test_codes_stand_as_printed():
    assert sorted(["10", "2.10", "2.9", "1.1", "7"], key=code_order) == ["1.1", "2.9", "2.10", "7", "10"]


@pytest.mark.usefixtures("places")
class TestWithDatabase:
    def test_an_empty_dossier_lists_all_that_blocks_it_and_a_full_one_nothing(self, noon):
        dossier, actor = draft(at=noon)
        missing = blockers(dossier, [])
        assert {one.where for one in missing} == {"product", "section", "criterion", "evidence"}
        assert len([one for one in missing if one.where == "criterion"]) == len(HONEY.criteria)
        full = complete(dossier, actor, at=noon)
        assert blockers(full, list(full.evidence.all())) == []

    def test_a_cooperative_must_prove_its_registration_and_a_group_need_not(self, noon):
        for kind, sentence in (
            ("cooperative", ["Chưa nộp minh chứng bắt buộc: Giấy đăng ký kinh doanh."]),
            ("cooperative_group", []),
        ):
            dossier, actor = draft(at=noon, username=f"09{kind}", kind=kind)
            complete(dossier, actor, at=noon)
            actions.remove_evidence(dossier.evidence.get(), actor=actor, at=noon)
            actions.attach_evidence(dossier, file=pdf(kind), name="x.pdf", actor=actor, at=noon)
            full = Dossier.objects.get(pk=dossier.pk)
            present = list(full.evidence.filter(removed_at=None))
            assert [one.sentence for one in blockers(full, present)] == sentence
            assert [row.kind.code for row in guide(full, present) if row.is_required] == (
                ["business_registration"] if sentence else []
            )

    def test_the_guide_has_fifteen_rows(self, noon):
        dossier, _actor = draft(at=noon)
        assert [row.kind.number for row in guide(dossier, [])] == list(range(1, 16))

    def test_advice_names_high_marks_without_files_and_does_not_block(self, noon):
        dossier, actor = draft(at=noon)
        full = complete(dossier, actor, at=noon)
        advised = {one.key for one in advice(full, list(full.evidence.all()))}
        assert ("3.1" in advised, "3.5" in advised, "6.1" in advised) == (False, True, False)

    def test_an_upgrade_asks_for_changes_and_a_reevaluation_for_updates(self, noon):
        _dossier, actor = draft(at=noon)
        owner = _dossier.registration.product.producer
        prior = registration.PriorAward(star=3, expires_on=date(2027, 3, 1))
        asked = {}
        for kind in ("upgrade", "reevaluation"):
            slip = registered(owner, actor, at=noon, name=f"Sản phẩm {kind}", kind=kind, prior=prior)
            dossier = actions.open_dossier(slip, actor=actor, at=noon)
            asked[kind] = {one.key for one in blockers(dossier, []) if one.where == "section"}
        assert asked == {
            "upgrade": {"ket-qua", "thay-doi", "ke-hoach"}, "reevaluation": {"ket-qua", "cap-nhat", "ke-hoach"},
        }  # fmt: skip

    def test_a_dossier_is_opened_once_and_not_on_a_withdrawn_slip(self, noon):
        dossier, actor = draft(at=noon)
        with pytest.raises(WrongState, match="đã có hồ sơ"):
            actions.open_dossier(dossier.registration, actor=actor, at=noon)
        slip = registered(dossier.registration.product.producer, actor, at=noon, name="Khác")
        registration.withdraw(slip, reason="x", actor=actor, at=noon)
        with pytest.raises(WrongState, match="đã rút"):
            actions.open_dossier(slip, actor=actor, at=noon)

    def test_a_withdrawn_slip_closes_its_draft_and_one_handed_in_cannot_be_withdrawn(self, noon):
        dossier, actor = draft(at=noon)
        registration.withdraw(dossier.registration, reason="Dừng", actor=actor, at=noon)
        with pytest.raises(WrongState, match="đã rút"):
            actions.save_self_mark(dossier, code="1.1", pick=0, actor=actor, at=noon)
        other, other_actor = submitted(at=noon, username="0912000002", name="Khác")
        with pytest.raises(WrongState):
            registration.withdraw(other.registration, reason="Dừng", actor=other_actor, at=noon)

    @pytest.mark.parametrize(
        ("section", "answers"),
        [
            ("results", {"state": "accepted"}),
            ("results", {"revenue_vnd": -1}),
            ("results", {"revenue_vnd": True}),
            ("results", {"revenue_vnd": "1"}),
            ("results", {"result_year": 2027}),
            ("papers", {"papers": ["gold"]}),
            ("papers", {"papers": "declared"}),
            ("changes", {"changes": "x"}),
            ("nothing", {}),
            ("plan", {"plan_market": "x" * 20_001}),
        ],
    )
    def test_answers_of_the_wrong_shape_are_refused(self, noon, section, answers):
        dossier, actor = draft(at=noon)
        with pytest.raises(Invalid):
            actions.save_report_section(dossier, section=section, answers=answers, actor=actor, at=noon)
        assert Dossier.objects.get().report == {}

    @pytest.mark.parametrize(("code", "pick"), [("99", 0), ("1.1", 4), ("1.5", 4), ("1.1", -1)])
    def test_a_pick_that_is_no_level_is_refused_with_all_of_its_page(self, noon, code, pick):
        dossier, actor = draft(at=noon)
        with pytest.raises(Invalid):
            actions.save_self_marks(dossier, picks={"1.2": 0, code: pick}, texts={}, actor=actor, at=noon)
        assert Dossier.objects.get().self_marks == {}

    def test_a_product_that_reaches_no_level_can_say_so(self, noon):
        dossier, actor = draft(at=noon)
        none = len(rulebooks.get(dossier.rulebook_id).sheet(dossier.sheet_number).criterion("3.5").levels)
        actions.save_self_mark(dossier, code="3.5", pick=none, actor=actor, at=noon)
        assert Dossier.objects.get().self_marks == {"3.5": 0}

    def test_saving_the_same_again_is_not_recorded_again(self, noon):
        dossier, actor = draft(at=noon)
        for _time in range(2):
            actions.save_self_mark(dossier, code="1.1", pick=1, text="Vì thế.", actor=actor, at=noon)
            actions.save_report_section(
                dossier, section="plan", answers={"plan_market": "x"}, actor=actor, at=noon
            )
        facts = [event.facts["what"] for event in history_of(dossier)]
        assert facts == ["report", "self_marks", "opened"]

    def test_a_frozen_content_keeps_its_digest_whatever_is_changed_later(self, noon):
        dossier, actor = submitted(at=noon)
        before = dossier.submissions.get()
        product = dossier.registration.product
        registration.change_product(
            product, description="Khác hẳn", specification="x", story="x", actor=actor, at=noon
        )
        after = dossier.submissions.get()
        assert (after.content["product"]["description"], digest_of(after.content)) == (
            "Mật ong lấy từ hoa nhãn.", before.digest,
        )  # fmt: skip

    def test_the_database_itself_refuses_to_change_a_version(self, noon):
        dossier, _actor = submitted(at=noon)
        with pytest.raises(DatabaseError), transaction.atomic(), act():
            dossier.submissions.update(submitted_by="kẻ khác")
        assert dossier.submissions.get().submitted_by != "kẻ khác"

    def test_a_file_that_another_producer_handed_in_too_is_marked_for_officers(self, noon):
        content = pdf("phiếu kiểm nghiệm").getvalue()
        commune = officer("commune_officer", "03646", at=noon)
        for username, name in (("0912000001", "Mật ong"), ("0912000002", "Chè")):
            dossier, actor = draft(at=noon, username=username, name=name)
            complete(dossier, actor, at=noon)
            actions.attach_evidence(dossier, file=io.BytesIO(content), name="kn.pdf", actor=actor, at=noon)
            actions.submit(dossier, pledged=True, actor=actor, at=noon)
        where = reverse("dossiers:commune_work", args=[dossier.pk])
        assert (
            client_of(commune).get(where).content.decode().count("cũng có trong 1 hồ sơ của chủ thể khác")
            == 1
        )
        own = reverse("dossiers:submission", args=[dossier.pk, 1])
        assert "của chủ thể khác" not in client_of(actor).get(own).content.decode()

    def test_the_council_reads_the_frozen_version_without_personal_facts(self, noon):
        commune = officer("commune_officer", "03646", at=noon)
        dossier, _actor = proposed(at=noon, commune_actor=commune)
        read = dossier_for_council(dossier)
        told = str(read)
        assert [fact for fact in (*PERSONAL.values(), "0912 345 678") if len(fact) > 3 and fact in told] == []
        assert PERSONAL["ethnicity"] in str(dossier.current_submission.content)  # it could leak
        assert read.commune_assessments == {
            content.code: f"Đúng thực tế: {content.name}." for content in RULEBOOK.commune_contents
        }
        files = evidence_for_submission(dossier.current_submission)
        assert [(one.name, one.criteria) for one in files] == [("Giấy đăng ký kinh doanh.pdf", ("3.1",))]
        assert evidence_file(dossier.current_submission, files[0].evidence_id).file.sha256 == files[0].sha256
        assert evidence_file(dossier.current_submission, files[0].evidence_id + 1) is None

    def test_ready_for_the_council_is_what_the_province_took_in(self, noon):
        commune, province = (
            officer("commune_officer", "03646", at=noon),
            officer("province_officer", "14", at=noon),
        )
        dossier, _actor = proposed(at=noon, commune_actor=commune)
        assert ready_for_council("14") == []
        actions.accept(dossier, samples_received=5, actor=province, at=noon)
        ready = ready_for_council("14")
        assert [(one.dossier_id, one.product_name, one.place_name) for one in ready] == [
            (dossier.pk, "Mật ong hoa nhãn", "Phường Tô Hiệu")
        ]
        assert (ready_for_council("01"), ready_for_council("14/03679")) == ([], [])

    def test_later_stages_take_the_dossier_to_its_end_through_their_own_people(self, noon):
        commune, province = (
            officer("commune_officer", "03646", at=noon),
            officer("province_officer", "14", at=noon),
        )
        secretary, leader = (
            officer("council_secretary", "14", at=noon),
            officer("province_leader", "14", at=noon),
        )
        dossier, owner = proposed(at=noon, commune_actor=commune)
        actions.accept(dossier, samples_received=5, actor=province, at=noon)
        actions.schedule(dossier, actor=secretary, at=noon)
        actions.unschedule(dossier, actor=secretary, at=noon)
        actions.schedule(dossier, actor=province, at=noon)
        with pytest.raises(NotAllowed):
            actions.conclude(dossier, total="577/7", star=4, sitting=SITTING, actor=owner, at=noon)
        actions.conclude(dossier, total="577/7", star=4, sitting=SITTING, actor=secretary, at=noon)
        with pytest.raises(NotAllowed):
            actions.recognise(dossier, certificate_label="x", actor=secretary, at=noon)
        actions.recognise(dossier, certificate_label="14-03646-1-2026", actor=leader, at=noon)
        done = Dossier.objects.get()
        assert (done.state, done.result_total, done.result_star, done.outcome_text) == (
            "recognised", "82.42", 4, "14-03646-1-2026",
        )  # fmt: skip
