"""Setting up a council: who may sit where, and the rules it is set up with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ocop.evaluation import actions
from ocop.evaluation.models import Council
from ocop.evaluation.queries import candidates, rules_of, wrong_number
from ocop.platform.audit.reading import history_of, recent
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act
from ocop.programme.models import Regulation
from tests import factories_evaluation as make

pytestmark = pytest.mark.usefixtures("places")


def establish(seats, *, actor=None, **other):
    values = {
        "name": "Hội đồng",
        "decision_number": "01/QĐ-UBND",
        "decided_on": make.TODAY,
        "place_path": "14",
        "seats": seats,
        "actor": actor or make.actor_for(make.person("province_officer")),
        "at": make.NOON,
    }
    return actions.establish_council(**(values | other))


def test_council_keeps_names_posts_votes_and_the_rules_of_its_day():
    seats = make.panel(members=2)
    rows = seats.council.members.order_by("position").values_list("name", "post", "votes")
    assert list(rows) == [
        ("Chủ tịch Hội đồng", "chair", True),
        ("Ủy viên 1", "member", True),
        ("Ủy viên 2", "member", True),
        ("Thư ký Hội đồng", "secretary", False),
    ]
    council = seats.council
    rules = council.working_rules
    assert {rule.key: (rule.value, rule.is_default) for rule in rules.settings} == {
        "council_members": ("9", True),
        "quorum_share": ("3/4", True),
        "quorum_needs_chair": ("yes", True),
        "max_gap_points": ("10", True),
        "written_opinion": ("rulebook", True),
        "extra_rounds": ("no", True),
        "averaging": ("totals", True),
        "decimals": ("exact", True),
        "on_missed_minimum": ("cap", True),
        "upgrade_goes_up": ("rulebook", True),
    }
    assert rules.quorum_share.document == "Thông lệ các tỉnh (chưa có trong QĐ 26/2026/QĐ-TTg)"
    (event,) = history_of(council)
    assert event.verb == "evaluation.establish_council"
    assert [member["post"] for member in event.facts["members"]] == ["chair", "member", "member", "secretary"]


def test_council_takes_the_provinces_own_rules_and_keeps_them_when_these_change():
    with act():
        Regulation(key="quorum_share", value="2/3", place_path="14", valid_from=date(2026, 1, 1), document="QĐ 643",
                   added_at=make.NOON, added_by="t").save()  # fmt: skip
    council = make.panel(members=2).council
    with act():
        Regulation.objects.update(value="1/2")
    council.refresh_from_db()
    share = council.working_rules.quorum_share
    assert (share.value, share.document, share.is_default, share.since) == (
        "2/3", "QĐ 643", False, date(2026, 1, 1),
    )  # fmt: skip
    assert council.working_rules.max_gap == 10


def decide(key: str, value: str, *, since: date = date(2026, 1, 1)) -> None:
    with act():
        Regulation.objects.filter(key=key).delete()
        Regulation(key=key, value=value, place_path="14", valid_from=since, document="QĐ 643",
                   added_at=make.NOON, added_by="t").save()  # fmt: skip


def test_default_number_of_members_only_warns_and_a_decided_one_is_asked_for():
    seats = make.panel(members=2)
    assert wrong_number(seats.council.working_rules, 3) == (
        "Hội đồng có 3 thành viên chấm điểm; số thành viên là 9 "
        "(mặc định: Thông lệ các tỉnh (chưa có trong QĐ 26/2026/QĐ-TTg))."
    )
    decide("council_members", "3")
    assert wrong_number(make.panel(members=2).council.working_rules, 3) == ""
    with pytest.raises(Invalid) as refused:
        make.panel(members=3)
    assert refused.value.field == "seats"
    assert str(refused.value) == "Hội đồng có 4 thành viên chấm điểm; số thành viên là 3 (QĐ 643)."
    decide("council_members", "0")
    assert wrong_number(make.panel(members=3).council.working_rules, 4) == ""


def test_session_follows_the_regulation_of_its_day_until_it_is_opened_and_keeps_it_then():
    seats = make.panel(members=3)
    session = make.planned(seats)
    assert rules_of(session).max_gap == 10
    decide("max_gap_points", "0", since=make.TODAY)
    assert rules_of(session).max_gap is None
    decide("max_gap_points", "5", since=date(2026, 11, 17))
    assert rules_of(session).max_gap == 10
    decide("max_gap_points", "7")
    session = actions.open_session(session, actor=seats.secretary, at=make.NOON)
    decide("max_gap_points", "3")
    session.refresh_from_db()
    assert (rules_of(session).max_gap, rules_of(session).max_gap_points.document) == (7, "QĐ 643")
    assert seats.council.working_rules.max_gap == 10


@pytest.mark.parametrize(
    ("posts", "reason"),
    [
        (["member", "member"], "Hội đồng có đúng một Chủ tịch; hãy chọn lại chức danh."),
        (["chair"], "Hãy chọn ít nhất một ủy viên ngoài Chủ tịch."),
    ],
)
def test_council_without_the_posts_it_needs_is_refused(posts, reason):
    people = [make.person("council_chair" if post == "chair" else "council_member") for post in posts]
    with pytest.raises(Invalid) as refused:
        establish([actions.Seat(user.pk, post) for user, post in zip(people, posts, strict=True)])
    assert str(refused.value) == reason
    assert Council.objects.count() == 0
    assert recent() == []


def test_person_whose_mandate_does_not_fit_the_post_is_refused():
    chair, member = make.person("council_chair"), make.person("council_member", name="Ủy viên A")
    officer = make.person("province_officer")
    with pytest.raises(Invalid, match="Ủy viên A chưa được giao nhiệm vụ phù hợp với chức danh đã chọn"):
        establish([actions.Seat(chair.pk, "member"), actions.Seat(member.pk, "chair")])
    with pytest.raises(Invalid, match="chưa được giao nhiệm vụ trong hội đồng"):
        establish([actions.Seat(chair.pk, "chair"), actions.Seat(officer.pk, "member")])
    with pytest.raises(Invalid, match="Một người chỉ giữ một chức danh"):
        establish([actions.Seat(chair.pk, "chair"), actions.Seat(chair.pk, "member")])


def test_same_decision_is_not_entered_twice():
    chair, member = make.person("council_chair"), make.person("council_member")
    seats = [actions.Seat(chair.pk, "chair"), actions.Seat(member.pk, "member")]
    establish(seats)
    with pytest.raises(Invalid) as refused:
        establish(seats, decision_number=" 01/QĐ-UBND ")
    assert refused.value.field == "decision_number"
    assert Council.objects.count() == 1


def test_secretary_may_not_set_up_a_council():
    chair, member = make.person("council_chair"), make.person("council_member")
    secretary = make.actor_for(make.person("council_secretary"))
    with pytest.raises(NotAllowed):
        establish([actions.Seat(chair.pk, "chair"), actions.Seat(member.pk, "member")], actor=secretary)
    assert Council.objects.count() == 0


def test_candidates_are_those_with_a_council_mandate_of_the_place_in_force_that_day():
    here = make.person("council_member", name="An")
    make.person("council_member", name="Bình", place="01")
    make.person("province_officer", name="Chi")
    assert [(p.user_id, p.name, p.likely_post) for p in candidates("14", make.TODAY)] == [
        (here.pk, "An", "member")
    ]
    assert candidates("14", date(2025, 12, 31)) == []


def test_a_council_that_has_ended_plans_nothing_after_its_last_day():
    seats = make.panel()
    council = actions.end_council(
        seats.council, ended_on=make.TODAY, document=" QĐ  210/QĐ-UBND ", actor=seats.officer, at=make.NOON
    )
    council.refresh_from_db()
    assert (council.ended_on, council.end_document) == (make.TODAY, "QĐ 210/QĐ-UBND")
    assert history_of(council)[0].verb == "evaluation.end_council"
    with pytest.raises(
        Invalid, match=r"đã kết thúc hoạt động từ hết ngày 16/11/2026; hãy chọn hội đồng khác"
    ):
        actions.plan_session(
            seats.council,
            title="Phiên",
            held_on=make.TODAY + timedelta(days=1),
            actor=seats.secretary,
            at=make.NOON,
        )
    actions.plan_session(council, title="Phiên", held_on=make.TODAY, actor=seats.secretary, at=make.NOON)
    with pytest.raises(WrongState, match="đã kết thúc"):
        actions.end_council(council, ended_on=make.TODAY, document="QĐ", actor=seats.officer, at=make.NOON)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"document": " "}, "document"),
        ({"ended_on": make.TODAY + timedelta(days=1)}, "ended_on"),
        ({"ended_on": date(2020, 1, 1)}, "ended_on"),
    ],
)
def test_a_council_is_not_ended_without_a_document_or_on_a_day_that_cannot_be(given, field):
    seats = make.panel()
    with pytest.raises(Invalid) as refused:
        actions.end_council(
            seats.council,
            **({"ended_on": make.TODAY, "document": "QĐ"} | given),
            actor=seats.officer,
            at=make.NOON,
        )
    assert (refused.value.field, Council.objects.get().ended_on) == (field, None)


def test_a_council_is_not_ended_while_a_session_is_open_or_before_its_last_one():
    seats = make.panel()
    session = actions.plan_session(
        seats.council, title="Phiên 1", held_on=make.TODAY, actor=seats.secretary, at=make.NOON
    )
    with pytest.raises(Invalid, match="còn phiên “Phiên 1” chưa chốt"):
        actions.end_council(
            seats.council, ended_on=make.TODAY, document="QĐ", actor=seats.officer, at=make.NOON
        )
    actions.cancel_session(session, reason="Hoãn", actor=seats.secretary, at=make.NOON)
    actions.end_council(seats.council, ended_on=make.TODAY, document="QĐ", actor=seats.officer, at=make.NOON)


def test_only_the_office_and_the_leader_of_the_place_end_a_council():
    seats = make.panel()
    for who in (seats.secretary, seats.chair, make.actor_for(make.person("province_officer", place="01"))):
        with pytest.raises(NotAllowed):
            actions.end_council(seats.council, ended_on=make.TODAY, document="QĐ", actor=who, at=make.NOON)
    assert Council.objects.get().ended_on is None
