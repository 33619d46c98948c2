"""Planning, opening and conducting a session."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta

import pytest

from ocop.dossiers.models import Dossier
from ocop.evaluation import actions
from ocop.evaluation.models import Attendance, Ballot, Session, SessionItem
from ocop.evaluation.queries import progress_of
from ocop.evaluation.queries.minutes import minutes_of
from ocop.platform.audit.reading import history_of, recent
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act
from ocop_rules import rulebooks
from tests import factories_evaluation as make
from tests import factories_route as route

pytestmark = pytest.mark.usefixtures("places")


def test_planned_session_holds_the_products_in_order_and_schedules_their_dossiers():
    seats = make.panel()
    session = make.planned(seats, "Mật ong", "Chè", "Mận")
    rows = list(session.items.order_by("position").values_list("position", "product_name", "sheet_number"))
    assert rows == [(1, "Mật ong", 13), (2, "Chè", 13), (3, "Mận", 13)]
    assert set(Dossier.objects.values_list("state", flat=True)) == {"scheduled"}
    noted = {(event.verb, event.mandate) for event in history_of(Dossier.objects.first())}
    assert ("dossiers.schedule", "Thư ký Hội đồng đánh giá, Tỉnh Sơn La") in noted
    item = session.items.first()
    assert item.submission_id == item.dossier.current_submission_id
    assert item.rulebook_digest == rulebooks.get("26-2026").digest
    assert {event.verb for event in history_of(session)} == {"evaluation.schedule"}


def test_dossier_on_one_list_cannot_be_put_on_another():
    seats = make.panel()
    dossier = make.planned(seats).items.get().dossier
    with pytest.raises(WrongState):
        actions.plan_session(
            seats.council,
            title="Phiên khác",
            held_on=make.TODAY,
            dossiers=[dossier],
            actor=seats.secretary,
            at=make.NOON,
        )
    assert Session.objects.count() == 1


def test_session_before_its_council_or_without_a_title_is_refused():
    seats = make.panel()
    for values, field in (({"title": " "}, "title"), ({"held_on": date(2026, 11, 15)}, "held_on")):
        with pytest.raises(Invalid) as refused:
            actions.plan_session(
                seats.council,
                **({"title": "Phiên", "held_on": make.TODAY} | values),
                actor=seats.secretary,
                at=make.NOON,
            )
        assert refused.value.field == field


def test_session_is_not_opened_before_its_day():
    seats = make.panel()
    session = make.planned(seats, "Mật ong")
    actions.change_session(
        session, title="Phiên", held_on=make.TODAY + timedelta(days=1), venue="", actor=seats.secretary, at=make.NOON
    )  # fmt: skip
    with pytest.raises(Invalid, match="chưa đến ngày nên chưa mở được"):
        actions.open_session(session, actor=seats.secretary, at=make.NOON)
    opened = actions.open_session(session, actor=seats.secretary, at=make.NOON + timedelta(days=1))
    assert opened.state == "open"


@pytest.mark.parametrize(
    ("held_on", "allowed"),
    [(make.TODAY + timedelta(days=366), True), (make.TODAY + timedelta(days=367), False)],
)
def test_session_further_off_than_a_year_is_taken_for_a_slip(held_on, allowed):
    seats = make.panel()
    with nullcontext() if allowed else pytest.raises(Invalid, match="Ngày họp quá xa"):
        actions.plan_session(
            seats.council, title="Phiên", held_on=held_on, actor=seats.secretary, at=make.NOON
        )


@pytest.mark.parametrize(("held_on", "allowed"), [(date(2025, 6, 30), True), (date(2025, 7, 1), False)])
def test_a_districts_council_does_not_meet_after_its_districts_last_day(held_on, allowed):
    world, at = route.World(), route.moment(2025, 6, 20)
    council = world.council(route.DISTRICT, at)
    secretary = world.person("council_secretary", route.DISTRICT, at)
    with nullcontext() if allowed else pytest.raises(Invalid, match="không còn là đơn vị hành chính"):
        actions.plan_session(council, title="Phiên", held_on=held_on, actor=secretary, at=at)


def test_removed_product_waits_for_another_session():
    seats = make.panel()
    session = make.planned(seats, "Mật ong", "Chè")
    first = session.items.get(product_name="Mật ong")
    actions.remove_item(first, actor=seats.secretary, at=make.NOON)
    assert list(session.items.values_list("product_name", flat=True)) == ["Chè"]
    assert Dossier.objects.get(pk=first.dossier_id).state == "accepted"


def test_list_is_put_in_order_only_when_every_product_is_named():
    seats = make.panel()
    session = make.planned(seats, "A", "B", "C")
    ids = list(session.items.order_by("position").values_list("pk", flat=True))
    actions.order_items(session, item_ids=ids[::-1], actor=seats.secretary, at=make.NOON)
    assert list(session.items.order_by("position").values_list("product_name", flat=True)) == ["C", "B", "A"]
    with pytest.raises(Invalid):
        actions.order_items(session, item_ids=ids[:2], actor=seats.secretary, at=make.NOON)


def test_opening_gives_each_voting_member_a_ballot_for_each_product():
    seats = make.panel(members=2)
    session = make.opened(seats, "Mật ong", "Chè")
    assert session.state == "open"
    assert sorted(Ballot.objects.values_list("item__product_name", "member__name")) == sorted(
        (product, name)
        for product in ("Mật ong", "Chè")
        for name in ("Chủ tịch Hội đồng", "Ủy viên 1", "Ủy viên 2")
    )
    assert set(Ballot.objects.values_list("accepts_marks", "marks_wanted", "total_points")) == {(True, 34, 0)}


def test_session_without_products_is_not_opened():
    seats = make.panel()
    session = make.planned(seats)
    actions.remove_item(session.items.get(), actor=seats.secretary, at=make.NOON)
    with pytest.raises(Invalid, match="chưa có sản phẩm nào"):
        actions.open_session(session, actor=seats.secretary, at=make.NOON)
    session.refresh_from_db()
    assert session.state == "planned"


def test_list_of_an_open_session_stays_as_it_is():
    seats = make.panel()
    session = make.opened(seats)
    with pytest.raises(WrongState):
        actions.add_item(session, make.accepted_dossier("Khác"), actor=seats.secretary, at=make.NOON)
    with pytest.raises(WrongState):
        actions.remove_item(session.items.get(), actor=seats.secretary, at=make.NOON)
    assert session.items.count() == 1


def test_opening_twice_is_refused_by_the_table():
    seats = make.panel()
    session = make.opened(seats)
    with pytest.raises(WrongState):
        actions.open_session(session, actor=seats.chair, at=make.NOON)
    assert Ballot.objects.count() == 4


def test_chair_of_another_council_conducts_nothing_here():
    seats, others = make.panel(), make.panel()
    session = make.planned(seats)
    with pytest.raises(NotAllowed) as refused:
        actions.open_session(session, actor=others.chair, at=make.NOON)
    assert str(refused.value) == "Bạn không thuộc thành phần điều hành của hội đồng này."
    with pytest.raises(NotAllowed):
        actions.open_session(session, actor=seats.members[0], at=make.NOON)
    actions.open_session(session, actor=seats.chair, at=make.NOON)


def test_attendance_is_written_for_everyone_and_only_while_scoring_runs():
    seats = make.panel(members=2)
    session = make.opened(seats)
    make.attended(session, seats, seats.chair, seats.members[0])
    rows = Attendance.objects.order_by("member__position").values_list(
        "member__name", "present", "recorded_by"
    )
    assert list(rows) == [
        ("Chủ tịch Hội đồng", True, "Thư ký Hội đồng"),
        ("Ủy viên 1", True, "Thư ký Hội đồng"),
        ("Ủy viên 2", False, "Thư ký Hội đồng"),
        ("Thư ký Hội đồng", False, "Thư ký Hội đồng"),
    ]
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    with pytest.raises(WrongState, match="Chỉ điểm danh khi phiên đang chấm điểm"):
        make.attended(session, seats)


def test_scoring_ends_only_after_the_attendance_was_written():
    seats = make.panel()
    session = make.opened(seats)
    with pytest.raises(Invalid) as refused:
        actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    assert refused.value.field == "attendance"
    assert set(Ballot.objects.values_list("accepts_marks", flat=True)) == {True}


def test_ended_scoring_shuts_every_ballot_and_resuming_opens_them_again():
    seats = make.panel()
    session = make.opened(seats)
    make.attended(session, seats)
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    assert set(Ballot.objects.values_list("accepts_marks", flat=True)) == {False}
    with pytest.raises(Invalid):
        actions.resume_scoring(session, reason=" ", actor=seats.secretary, at=make.NOON)
    resumed = actions.resume_scoring(
        session, reason="Chấm tiếp sản phẩm 1", actor=seats.secretary, at=make.NOON
    )
    assert (resumed.state, resumed.scoring_ended_at, resumed.scoring_ended_by) == ("open", None, "")
    members = Ballot.objects.exclude(member__post="chair")
    assert set(members.values_list("accepts_marks", "version")) == {(True, 1)}
    assert recent()[0].facts == {"reason": "Chấm tiếp sản phẩm 1"}


def test_the_chair_who_could_see_the_totals_marks_no_more_and_drops_nobody():
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    session = actions.resume_scoring(session, reason="Soát lại", actor=seats.chair, at=make.NOON)
    ballot = make.ballot_of(session.items.get(), seats.chair)
    with pytest.raises(WrongState):
        actions.save_mark(
            ballot, code="1.1", level=0, version=ballot.version, actor=seats.chair, at=make.NOON
        )
    with pytest.raises(Invalid, match="không chuyển sang vắng: Ủy viên 2"):
        make.attended(session, seats, seats.chair, seats.members[0], seats.secretary)
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    actions.reopen_ballot(ballot, reason="Ghi nhầm 1.1", actor=seats.secretary, at=make.NOON)
    with pytest.raises(NotAllowed, match="Không tự mở lại phiếu của mình"):
        actions.reopen_ballot(ballot, reason="x", actor=seats.chair, at=make.NOON)
    (once,) = minutes_of(session, readable=Session.objects.none()).resumptions
    assert (once.by, once.reason, once.at) == ("Chủ tịch Hội đồng", "Soát lại", make.NOON)


def test_a_reason_is_never_cut():
    seats = make.panel()
    session = make.opened(seats)
    with pytest.raises(Invalid, match="Lý do dài 501 ký tự, chỉ nhận đến 500") as refused:
        actions.cancel_session(session, reason="x" * 501, actor=seats.secretary, at=make.NOON)
    assert refused.value.field == "reason"
    cancelled = actions.cancel_session(session, reason="x" * 500, actor=seats.secretary, at=make.NOON)
    assert cancelled.cancel_reason == "x" * 500


def test_postponed_product_takes_no_marks_and_its_dossier_waits_again():
    seats = make.panel()
    session = make.opened(seats, "Mật ong", "Chè")
    item = session.items.get(product_name="Chè")
    ballot = make.declared(item, seats.chair)
    actions.postpone_item(item, reason="Thiếu mẫu", actor=seats.secretary, at=make.NOON)
    assert Dossier.objects.get(pk=item.dossier_id).state == "accepted"
    with pytest.raises(WrongState, match="để lại phiên sau"):
        actions.save_mark(
            ballot, code="1.1", level=0, version=ballot.version, actor=seats.chair, at=make.NOON
        )
    with pytest.raises(WrongState):
        actions.postpone_item(item, reason="Lần nữa", actor=seats.secretary, at=make.NOON)
    planned_again = actions.plan_session(
        seats.council, title="Phiên bù", held_on=make.TODAY, dossiers=[Dossier.objects.get(pk=item.dossier_id)],
        actor=seats.secretary, at=make.NOON,
    )  # fmt: skip
    assert planned_again.items.get().product_name == "Chè"


def test_cancelled_session_lets_its_dossiers_go_and_takes_no_marks():
    seats = make.panel()
    session = make.opened(seats, "Mật ong", "Chè")
    ballot = make.declared(session.items.first(), seats.chair)
    with pytest.raises(Invalid):
        actions.cancel_session(session, reason="", actor=seats.secretary, at=make.NOON)
    actions.cancel_session(session, reason="Mưa lũ", actor=seats.secretary, at=make.NOON)
    assert set(Dossier.objects.values_list("state", flat=True)) == {"accepted"}
    with pytest.raises(WrongState, match="đã hủy"):
        actions.save_mark(
            make.ballot_of(ballot.item, seats.chair),
            code="1.1",
            level=0,
            version=1,
            actor=seats.chair,
            at=make.NOON,
        )


def test_ground_for_exclusion_must_be_one_of_the_sheet_and_say_why():
    seats = make.panel()
    item = make.opened(seats).items.get()
    with pytest.raises(Invalid, match="không có căn cứ loại này"):
        actions.disqualify_item(item, code="common_product", reason="x", actor=seats.secretary, at=make.NOON)
    with pytest.raises(Invalid) as refused:
        actions.disqualify_item(item, code="impurity", reason="", actor=seats.secretary, at=make.NOON)
    assert refused.value.field == "reason"
    actions.disqualify_item(
        item, code="impurity", reason="Có tạp chất ở mẫu 2", actor=seats.secretary, at=make.NOON
    )
    item.refresh_from_db()
    assert [(entry["code"], entry["reason"], entry["by"]) for entry in item.disqualified] == [
        ("impurity", "Có tạp chất ở mẫu 2", "Thư ký Hội đồng")
    ]
    with pytest.raises(WrongState):
        actions.disqualify_item(item, code="impurity", reason="Lần nữa", actor=seats.secretary, at=make.NOON)
    actions.clear_ground(item, code="impurity", reason="Đã kiểm lại mẫu", actor=seats.secretary, at=make.NOON)
    item.refresh_from_db()
    assert item.disqualified == []
    assert recent()[0].facts["cleared"] == "impurity"


def test_progress_says_who_has_come_how_far_in_two_queries_whatever_the_rows(django_assert_num_queries):
    seats = make.panel(members=2)
    one = make.opened(seats, "Mật ong")
    make.scored(one.items.get(), seats.chair)
    make.declared(one.items.get(), seats.members[0])
    actions.declare_interest(
        make.ballot_of(one.items.get(), seats.members[1]), has_interest=True, reason="Người nhà",
        actor=seats.members[1], at=make.NOON,
    )  # fmt: skip
    with django_assert_num_queries(2):
        rows = progress_of(one)
        seen = [(row.name, row.done, row.begun, row.recused, len(row.ballots)) for row in rows]
    assert seen == [
        ("Chủ tịch Hội đồng", 1, 0, 0, 1),
        ("Ủy viên 1", 0, 1, 0, 1),
        ("Ủy viên 2", 1, 0, 1, 1),
        ("Thư ký Hội đồng", 0, 0, 0, 0),
    ]
    three = make.opened(seats, "A", "B", "C")
    with django_assert_num_queries(2):
        chair, *_others = progress_of(three)
        assert (chair.name, len(chair.ballots), chair.count("empty")) == ("Chủ tịch Hội đồng", 3, 3)


def test_tables_refuse_writers_other_than_actions():
    seats = make.panel()
    item = make.opened(seats).items.get()
    for record in (seats.council, item.session, item, make.ballot_of(item, seats.chair)):
        with pytest.raises(RuntimeError, match="written by actions only"):
            record.save()
    with pytest.raises(RuntimeError):
        Ballot.objects.update(total_points=100)
    with act():
        SessionItem.objects.filter(pk=item.pk).update(discussion="trong một hành vi")
