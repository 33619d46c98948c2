"""A member's ballot: interest first, marks saved as one goes, completed, sealed in the log, opened again."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from ocop.evaluation import actions
from ocop.evaluation.models import Ballot
from ocop.platform.audit.reading import history_of, recent
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act
from tests import factories_evaluation as make

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def seats():
    return make.panel(members=2)


@pytest.fixture
def item(seats):
    return make.opened(seats, "Cà phê rang").items.get()


def mark(ballot, actor, code="1.1", level=1, version=None):
    version = ballot.version if version is None else version
    return actions.save_mark(ballot, code=code, level=level, version=version, actor=actor, at=make.NOON)


# Interest --------------------------------------------------------------------------------------------------------


def test_nothing_is_marked_before_the_declaration(seats, item):
    ballot = make.ballot_of(item, seats.chair)
    with pytest.raises(NotAllowed, match="khai báo về lợi ích liên quan"):
        mark(ballot, seats.chair)
    ballot.refresh_from_db()
    assert (ballot.marks, ballot.version) == ({}, 0)


def test_member_with_an_interest_is_recused_for_good(seats, item):
    member = seats.members[0]
    ballot = make.ballot_of(item, member)
    with pytest.raises(Invalid) as refused:
        actions.declare_interest(ballot, has_interest=True, reason="", actor=member, at=make.NOON)
    assert refused.value.field == "reason"
    actions.declare_interest(
        ballot, has_interest=True, reason="Anh trai là chủ thể", actor=member, at=make.NOON
    )
    ballot = make.ballot_of(item, member)
    assert (ballot.recused, ballot.recused_reason, ballot.accepts_marks) == (
        True,
        "Anh trai là chủ thể",
        False,
    )
    with pytest.raises(NotAllowed, match="lợi ích liên quan nên không xem và không chấm"):
        mark(ballot, member)
    with pytest.raises(WrongState, match="không rút lại được"):
        actions.declare_interest(ballot, has_interest=False, actor=member, at=make.NOON)


def test_interest_remembered_late_drops_the_marks_made_until_then(seats, item):
    member = seats.members[0]
    ballot = mark(make.declared(item, member), member)
    assert ballot.marks_made == 1
    actions.declare_interest(ballot, has_interest=True, reason="Cổ đông", actor=member, at=make.NOON)
    ballot = make.ballot_of(item, member)
    assert (ballot.recused, ballot.marks, ballot.total_points, ballot.marks_made) == (True, {}, 0, 0)
    assert recent()[0].facts == {"has_interest": True, "reason": "Cổ đông", "marks_dropped": 1}


def test_database_refuses_marks_on_a_recused_ballot(seats, item):
    member = seats.members[0]
    actions.declare_interest(
        make.ballot_of(item, member), has_interest=True, reason="Cổ đông", actor=member, at=make.NOON
    )
    with pytest.raises(IntegrityError), transaction.atomic(), act():
        Ballot.objects.filter(recused=True).update(marks={"1.1": 3}, marks_made=1, total_points=3)


def test_nobody_declares_or_marks_for_another(seats, item):
    ballot = make.declared(item, seats.chair)
    for other in (seats.members[0], seats.secretary, seats.officer):
        with pytest.raises(NotAllowed):
            mark(ballot, other)
        with pytest.raises(NotAllowed):
            actions.declare_interest(ballot, has_interest=True, reason="x", actor=other, at=make.NOON)
    assert make.ballot_of(item, seats.chair).marks == {}


# Marks -----------------------------------------------------------------------------------------------------------


def test_mark_is_kept_with_its_level_points_and_the_total_of_the_rules_core(seats, item):
    ballot = make.declared(item, seats.chair)
    ballot = mark(ballot, seats.chair, "1.1", 2)
    ballot = mark(ballot, seats.chair, "1.2", 0)
    kept = make.ballot_of(item, seats.chair)
    assert (kept.picks, kept.marks, kept.total_points, kept.marks_made, kept.version) == (
        {"1.1": 2, "1.2": 0}, {"1.1": 3, "1.2": 0}, 3, 2, ballot.version,
    )  # fmt: skip
    again = mark(ballot, seats.chair, "1.1", 0)
    assert (again.marks, again.total_points, again.marks_made) == ({"1.1": 1, "1.2": 0}, 1, 2)


@pytest.mark.parametrize(
    ("code", "level", "reason"),
    [
        ("1.1", 4, "Tiêu chí 1.1 không có mức này; hãy chọn lại."),
        ("1.5", 4, "Tiêu chí 1.5 không có mức này; hãy chọn lại."),
        ("1.1", -1, "Tiêu chí 1.1 không có mức này; hãy chọn lại."),
        ("1.1", True, "Tiêu chí 1.1 không có mức này; hãy chọn lại."),
        ("99", 0, "Bộ tiêu chí 13 không có tiêu chí “99”."),
    ],
)
def test_what_is_no_level_of_the_sheet_is_refused(seats, item, code, level, reason):
    ballot = make.declared(item, seats.chair)
    with pytest.raises(Invalid) as refused:
        mark(ballot, seats.chair, code, level)
    assert str(refused.value) == reason
    assert make.ballot_of(item, seats.chair).marks == {}


def test_where_no_zero_is_printed_the_choice_after_the_levels_is_no_level_reached(seats, item):
    ballot = mark(make.declared(item, seats.chair), seats.chair, "3.5", 3)
    assert (ballot.marks, ballot.picks, ballot.total_points) == ({"3.5": 0}, {"3.5": 3}, 0)


def test_same_mark_sent_twice_is_one_mark_and_the_same_answer(seats, item):
    ballot = make.declared(item, seats.chair)
    first = mark(ballot, seats.chair, "1.1", 2)
    again = mark(make.ballot_of(item, seats.chair), seats.chair, "1.1", 2, version=0)
    assert (again.version, again.total_points) == (first.version, first.total_points)
    assert [event.verb for event in history_of(first)].count("evaluation.score") == 1


def test_second_window_does_not_overwrite_silently(seats, item):
    ballot = make.declared(item, seats.chair)
    shown = ballot.version
    mark(make.ballot_of(item, seats.chair), seats.chair, "1.1", 2)
    for stale in (ballot, make.ballot_of(item, seats.chair)):  # read before the other window wrote, and after
        with pytest.raises(actions.Stale, match="cửa sổ hoặc thiết bị khác"):
            mark(stale, seats.chair, "1.1", 0, version=shown)
    assert make.ballot_of(item, seats.chair).marks == {"1.1": 3}


def test_mark_that_arrives_when_scoring_has_ended_is_refused_and_not_kept(seats, item):
    ballot = make.declared(item, seats.chair)
    make.attended(item.session, seats)
    actions.end_scoring(item.session, actor=seats.secretary, at=make.NOON)
    for late in (
        ballot,
        make.ballot_of(item, seats.chair),
    ):  # one was read before the end: only the UPDATE can tell
        with pytest.raises(WrongState, match="Đã kết thúc chấm điểm nên điểm này không được ghi"):
            mark(late, seats.chair)
    assert make.ballot_of(item, seats.chair).marks == {}


def test_group_of_marks_and_remarks_is_saved_in_one_go(seats, item):
    ballot = make.declared(item, seats.chair)
    saved = actions.save_marks(
        ballot, picks={"1.1": 0, "1.2": 1}, notes={"1.1": " Thiếu hợp đồng ", "1.3": ""},
        version=ballot.version, actor=seats.chair, at=make.NOON,
    )  # fmt: skip
    assert (saved.marks, saved.notes, saved.version) == ({"1.1": 1, "1.2": 1}, {"1.1": "Thiếu hợp đồng"}, 2)
    events = [event for event in history_of(saved) if event.verb == "evaluation.score"]
    assert [event.facts["criterion"] for event in events] == ["1.2", "1.1"]
    with pytest.raises(Invalid, match=r"dài quá 1.000 ký tự"):
        actions.save_marks(
            saved, picks={}, notes={"1.1": "a" * 1001}, version=saved.version, actor=seats.chair, at=make.NOON
        )


def test_log_of_a_sealed_mark_names_the_criterion_but_not_the_points(seats, item):
    ballot = mark(make.declared(item, seats.chair), seats.chair, "1.1", 2)
    event = history_of(ballot)[0]
    assert set(event.facts) == {"criterion", "version", "seal"}
    assert event.facts["criterion"] == "1.1"
    opened = [
        points
        for points in (1, 2, 3)
        if ballot.seal(code="1.1", points=points, version=2) == event.facts["seal"]
    ]
    assert opened == [3]


# Completing ------------------------------------------------------------------------------------------------------


def test_ballot_is_completed_only_when_every_criterion_is_marked(seats, item):
    ballot = make.declared(item, seats.chair)
    almost = make.picks()
    del almost["1.2"], almost["9"]
    ballot = actions.save_marks(ballot, picks=almost, version=ballot.version, actor=seats.chair, at=make.NOON)
    with pytest.raises(Invalid) as refused:
        actions.complete_ballot(ballot, version=ballot.version, actor=seats.chair, at=make.NOON)
    assert str(refused.value) == "Còn 2 tiêu chí chưa chấm: 1.2, 9. Hãy chấm hết rồi hoàn thành phiếu."
    assert refused.value.field == "tc-1.2"
    ballot = actions.save_marks(
        ballot, picks={"1.2": 0, "9": 0}, version=ballot.version, actor=seats.chair, at=make.NOON
    )
    done = actions.complete_ballot(ballot, version=ballot.version, actor=seats.chair, at=make.NOON)
    assert (done.state, done.accepts_marks, done.marks_made) == ("done", True, 34)


def test_completing_twice_is_one_completion(seats, item):
    done = make.scored(item, seats.chair)
    actions.complete_ballot(make.ballot_of(item, seats.chair), version=0, actor=seats.chair, at=make.NOON)
    assert [event.verb for event in history_of(done)].count("evaluation.complete_ballot") == 1


def test_completed_ballot_may_still_be_changed_while_scoring_runs(seats, item):
    done = make.scored(item, seats.chair)
    changed = mark(done, seats.chair, "1.1", 0)
    assert (changed.marks["1.1"], changed.state) == (1, "done")


# Opening again ---------------------------------------------------------------------------------------------------


def test_reopened_ballot_is_revised_by_its_member_and_shut_when_completed(seats, item):
    make.all_scored(item.session, seats)
    ballot = make.ballot_of(item, seats.members[0])
    with pytest.raises(Invalid):
        actions.reopen_ballot(ballot, reason="", actor=seats.secretary, at=make.NOON)
    actions.reopen_ballot(ballot, reason="Chênh 20 điểm", actor=seats.secretary, at=make.NOON)
    with pytest.raises(WrongState, match="đang được mở lại"):
        actions.reopen_ballot(ballot, reason="Lần nữa", actor=seats.secretary, at=make.NOON)
    ballot = make.ballot_of(item, seats.members[0])
    assert (ballot.accepts_marks, ballot.completed_at, ballot.reopen_reason) == (True, None, "Chênh 20 điểm")
    other = make.ballot_of(item, seats.chair)
    with pytest.raises(WrongState):
        mark(other, seats.chair, "1.1", 0)
    ballot = mark(ballot, seats.members[0], "1.1", 0)
    done = actions.complete_ballot(ballot, version=ballot.version, actor=seats.members[0], at=make.NOON)
    assert (done.accepts_marks, done.state, done.marks["1.1"]) == (False, "done", 1)
    with pytest.raises(WrongState):
        mark(done, seats.members[0], "1.1", 1)
    reasons = [event.facts for event in recent() if event.verb == "evaluation.reopen_ballot"]
    assert reasons == [{"reason": "Chênh 20 điểm"}]


def test_ballot_is_not_reopened_while_scoring_runs_nor_by_its_own_member(seats, item):
    with pytest.raises(WrongState, match="Chỉ mở lại phiếu sau khi kết thúc chấm điểm"):
        actions.reopen_ballot(
            make.ballot_of(item, seats.chair), reason="x", actor=seats.secretary, at=make.NOON
        )
    make.all_scored(item.session, seats)
    with pytest.raises(NotAllowed, match="Không tự mở lại phiếu của mình"):
        actions.reopen_ballot(make.ballot_of(item, seats.chair), reason="x", actor=seats.chair, at=make.NOON)
    with pytest.raises(NotAllowed):
        actions.reopen_ballot(
            make.ballot_of(item, seats.chair), reason="x", actor=seats.members[0], at=make.NOON
        )
