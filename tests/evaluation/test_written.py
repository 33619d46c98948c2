"""Sessions in the written form: what may be decided so, whose opinion counts, who asks for a meeting, what minutes say."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from ocop.dossiers.models import Dossier
from ocop.evaluation import actions
from ocop.evaluation.models import Ballot, ItemResult, Session
from ocop.evaluation.queries import ballots_waiting, quorum_of, totals_of
from ocop.platform.audit.reading import recent
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act
from ocop.programme.models import Regulation
from ocop.workspace.tasks import tasks_for
from tests import factories_evaluation as make

pytestmark = pytest.mark.usefixtures("places")
DUE = make.TODAY + timedelta(days=7)
AFTER = make.NOON + timedelta(days=8)


def decided(**values: str) -> None:
    with act():
        for key, value in values.items():
            Regulation(key=key, value=value, place_path="14", valid_from=date(2026, 1, 1), document="QĐ 643",
                       added_at=make.NOON, added_by="t").save()  # fmt: skip


def planned(seats: make.Panel, *kinds: str, due: date | None = DUE, form: str = "written") -> Session:
    dossiers = [make.accepted_dossier(f"Sản phẩm {n}", kind=kind) for n, kind in enumerate(kinds, start=1)]
    return actions.plan_session(
        seats.council, title="Lấy ý kiến đánh giá lại", held_on=make.TODAY, form=form, opinions_due_on=due,
        dossiers=dossiers, actor=seats.secretary, at=make.NOON,
    )  # fmt: skip


def opened(seats: make.Panel, *, products: int = 1) -> Session:
    session = planned(seats, *["reevaluation"] * products)
    return actions.open_session(session, actor=seats.secretary, at=make.NOON)


def ended(session: Session, seats: make.Panel) -> Session:
    return actions.end_scoring(session, actor=seats.secretary, at=AFTER)


def close(session: Session, seats: make.Panel) -> Session:
    return actions.close_session(session, actor=seats.secretary, at=AFTER)


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# What may be decided in writing
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["new", "upgrade"])
def test_only_reevaluation_is_decided_in_writing(kind):
    seats = make.panel(members=2)
    with pytest.raises(Invalid) as refused:
        planned(seats, "reevaluation", kind)
    assert refused.value.field == "dossiers"
    assert "Sản phẩm 2” không thuộc diện lấy ý kiến bằng văn bản (QĐ 26/2026/QĐ-TTg, Điều 7 khoản 6)" in str(
        refused.value
    )
    assert (Session.objects.count(), Dossier.objects.filter(state="scheduled").count()) == (0, 0)


def test_reevaluation_may_be_decided_in_a_meeting_too():
    session = planned(make.panel(members=2), "reevaluation", "new", due=None, form="meeting")
    assert (session.is_written, session.opinions_due_on) == (False, None)


def test_day_for_opinions_is_kept_only_in_the_written_form():
    assert planned(make.panel(members=2), "new", due=DUE, form="meeting").opinions_due_on is None


@pytest.mark.parametrize(
    ("due", "form", "field"),
    [
        (None, "written", "opinions_due_on"),
        (make.TODAY - timedelta(days=1), "written", "opinions_due_on"),
        (DUE, "video", "form"),
    ],
)
def test_what_cannot_be_is_refused(due, form, field):
    with pytest.raises(Invalid) as refused:
        planned(make.panel(members=2), due=due, form=form)
    assert refused.value.field == field
    assert planned(make.panel(members=2), due=make.TODAY).opinions_due_on == make.TODAY


def test_regulation_may_keep_the_council_to_meetings_also_between_planning_and_opening():
    seats = make.panel(members=2)
    session = planned(seats, "reevaluation")
    decided(written_opinion="never")
    with pytest.raises(Invalid, match="Quy chế không cho lấy ý kiến bằng văn bản \\(QĐ 643\\)"):
        planned(seats, "reevaluation")
    with pytest.raises(Invalid, match="Quy chế không cho lấy ý kiến bằng văn bản"):
        actions.open_session(session, actor=seats.secretary, at=make.NOON)
    assert Ballot.objects.count() == 0


def test_rulebook_without_written_opinion_leaves_only_meetings():
    seats = make.panel(members=2)
    with act():
        type(seats.council).objects.update(decided_on=date(2024, 1, 1))
    seats.council.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        actions.plan_session(
            seats.council, title="Phiên 2024", held_on=date(2024, 6, 1), form="written", opinions_due_on=date(2024, 6, 9),
            actor=seats.secretary, at=make.NOON,
        )  # fmt: skip
    assert refused.value.field == "form"


def test_ballots_are_not_sent_out_after_the_last_day_for_them():
    seats = make.panel(members=2)
    session = planned(seats, "reevaluation")
    with pytest.raises(Invalid, match="Hạn gửi ý kiến đã qua"):
        actions.open_session(session, actor=seats.secretary, at=AFTER)
    changed = actions.change_session(
        session, title="Đổi", held_on=make.TODAY, venue="", opinions_due_on=AFTER.date(), actor=seats.secretary, at=AFTER
    )  # fmt: skip
    assert actions.open_session(changed, actor=seats.secretary, at=AFTER).state == "open"


# Whose opinion counts
# ---------------------------------------------------------------------------------------------


def test_nobody_is_marked_present_and_who_has_not_answered_counts_as_missing():
    decided(quorum_share="1/2")
    seats = make.panel(members=3)
    session = opened(seats)
    item = session.items.get()
    with pytest.raises(WrongState, match="không điểm danh"):
        make.attended(session, seats)
    for voter in seats.voters[:2]:
        make.scored(item, voter)
    make.declared(item, seats.members[1])  # begun, not completed
    session = ended(session, seats)
    count = quorum_of(session)
    assert (count.present, count.voting, count.needed, count.shortcoming) == (
        frozenset(seats.member_ids(*seats.voters[:2])), 4, 2, "",
    )  # fmt: skip
    (row,) = totals_of(session)[1]
    assert [cell.state for cell in row.cells] == ["done", "done", "unsent", "unsent"]
    assert close(session, seats).state == "closed"
    assert len(ItemResult.objects.get().members) == 2


def test_quorum_is_counted_for_each_product():
    decided(quorum_share="1/2")
    seats = make.panel(members=3)
    session = opened(seats, products=2)
    first, second = session.items.order_by("position")
    for voter in seats.voters[:2]:
        make.scored(first, voter)
    make.scored(second, seats.chair)
    session = ended(session, seats)
    with pytest.raises(Invalid) as refused:
        close(session, seats)
    assert refused.value.field == f"item-{second.pk}"
    actions.postpone_item(second, reason="Chưa đủ ý kiến", actor=seats.secretary, at=AFTER)
    assert close(session, seats).state == "closed"
    assert list(ItemResult.objects.values_list("item_id", flat=True)) == [first.pk]


def test_chair_must_have_answered_on_every_product_where_the_chair_must_be_present():
    decided(quorum_share="1/2")
    seats = make.panel(members=3)
    session = opened(seats, products=2)
    first, second = session.items.order_by("position")
    for item in (first, second):
        for voter in seats.members:
            make.scored(item, voter)
    make.scored(first, seats.chair)
    session = ended(session, seats)
    with pytest.raises(Invalid, match="Chưa có ý kiến của Chủ tịch Hội đồng"):
        close(session, seats)
    with act():
        Session.objects.filter(pk=session.pk).update(
            rules=session.rules
            | {"quorum_needs_chair": session.rules["quorum_needs_chair"] | {"value": "no"}}
        )
    assert close(session, seats).state == "closed"


def test_too_few_answers_are_named_and_keep_the_session_open():
    seats = make.panel(members=3)
    session = opened(seats)
    make.scored(session.items.get(), seats.chair)
    session = ended(session, seats)
    with pytest.raises(
        Invalid, match="Chưa đủ ý kiến: 1 trên 4 thành viên đã gửi, quy chế yêu cầu ít nhất 3 \\(3/4\\)"
    ):
        close(session, seats)


def test_session_ends_before_the_last_day_only_when_every_opinion_is_in():
    seats = make.panel(members=1)
    session = opened(seats)
    item = session.items.get()
    make.scored(item, seats.chair)
    on_the_day = make.NOON + timedelta(days=7)
    with pytest.raises(Invalid, match="hạn là hết ngày 23/11/2026"):
        actions.end_scoring(session, actor=seats.secretary, at=on_the_day)
    actions.declare_interest(
        make.ballot_of(item, seats.members[0]), has_interest=True, reason="Người thân", actor=seats.members[0], at=make.NOON
    )  # fmt: skip
    assert actions.end_scoring(session, actor=seats.secretary, at=make.NOON).state == "scoring_ended"


def test_reopened_ballot_keeps_the_session_from_closing_until_it_is_in_again():
    seats = make.panel(members=2)
    session = opened(seats)
    item = session.items.get()
    for voter in seats.voters:
        make.scored(item, voter)
    session = ended(session, seats)
    actions.reopen_ballot(
        make.ballot_of(item, seats.members[0]), reason="Sửa", actor=seats.secretary, at=AFTER
    )
    assert [cell.state for cell in totals_of(session)[1][0].cells] == ["done", "reopened", "done"]
    with pytest.raises(Invalid, match="đang mở lại"):
        close(session, seats)


# Asking for a meeting
# ---------------------------------------------------------------------------------------------


def asked(item, actor, reason="Hồ sơ phức tạp") -> Ballot:
    return actions.ask_meeting(make.ballot_of(item, actor), reason=reason, actor=actor, at=make.NOON)


def test_member_asks_for_a_meeting_once_and_the_product_goes_to_one():
    seats = make.panel(members=2)
    session = opened(seats)
    item = session.items.get()
    with pytest.raises(NotAllowed):
        asked(item, seats.members[0])  # not before declaring on interests
    make.declared(item, seats.members[0])
    with pytest.raises(Invalid):
        asked(item, seats.members[0], reason=" ")
    with pytest.raises(NotAllowed):
        actions.ask_meeting(
            make.ballot_of(item, seats.members[0]), reason="x", actor=seats.chair, at=make.NOON
        )
    asked(item, seats.members[0])
    with pytest.raises(WrongState, match="đã đề nghị"):
        asked(item, seats.members[0])
    assert [event.verb for event in recent()].count("evaluation.ask_meeting") == 1
    actions.postpone_item(item, reason="Họp theo đề nghị", actor=seats.secretary, at=make.NOON)
    meeting = actions.plan_session(
        seats.council, title="Họp", held_on=make.TODAY, dossiers=[Dossier.objects.get()], actor=seats.secretary, at=make.NOON
    )  # fmt: skip
    assert [row.product_name for row in meeting.items.all()] == ["Sản phẩm 1"]


def test_nobody_asks_for_a_meeting_in_a_meeting_or_after_scoring():
    seats = make.panel(members=2)
    meeting = make.opened(seats, "Trà xanh")
    make.declared(meeting.items.get(), seats.members[0])
    with pytest.raises(WrongState):
        asked(meeting.items.get(), seats.members[0])
    session = opened(seats)
    make.declared(session.items.get(), seats.members[0])
    ended(session, seats)
    with pytest.raises(WrongState):
        asked(session.items.get(), seats.members[0])


# Pages
# ---------------------------------------------------------------------------------------------


@pytest.fixture
def at_noon():
    with time_machine.travel(make.NOON, tick=False):
        yield


def signed_in(client, seats, actor):
    client.force_login(seats.users[actor.user_id])
    return client


@pytest.mark.usefixtures("at_noon")
def test_written_session_is_planned_on_the_page_and_a_refusal_keeps_what_was_typed(client):
    seats = make.panel(members=2)
    dossier = make.accepted_dossier("Trà xanh", kind="reevaluation")
    browser = signed_in(client, seats, seats.secretary)
    typed = {"council": seats.council.pk, "title": "Đánh giá lại đợt 2", "form": "written", "held_on": "16/11/2026",
             "opinions_due_on": "", "venue": "", "dossiers": [dossier.pk]}  # fmt: skip
    answer = browser.post(reverse("evaluation:plan"), typed)
    assert answer.status_code == 422
    text = text_of(answer)
    assert "Hãy nhập ngày cuối nhận ý kiến của thành viên." in text
    assert 'value="Đánh giá lại đợt 2"' in answer.content.decode()
    answer = browser.post(reverse("evaluation:plan"), typed | {"opinions_due_on": "23/11/2026"}, follow=True)
    assert "gửi phiếu 16/11/2026, nhận ý kiến đến hết 23/11/2026" in text_of(answer)
    assert Session.objects.get().is_written


@pytest.mark.usefixtures("at_noon")
def test_members_see_until_when_and_ask_for_a_meeting_which_the_secretary_sees(client):
    seats = make.panel(members=2)
    session = opened(seats)
    member = seats.members[0]
    ballot = make.declared(session.items.get(), member)
    browser = signed_in(client, seats, member)
    assert "Gửi ý kiến đến hết ngày 23/11/2026." in text_of(browser.get(reverse("workspace:home")))
    assert "đến hết ngày 23/11/2026" in text_of(
        browser.get(reverse("evaluation:my-ballots", args=[session.pk]))
    )
    assert "Tôi đề nghị họp về sản phẩm này" in text_of(
        browser.get(reverse("evaluation:ballot", args=[ballot.pk]))
    )
    answer = browser.post(
        reverse("evaluation:ask-meeting", args=[ballot.pk]), {"reason": "Cần hỏi chủ thể"}, follow=True
    )
    assert "Đã gửi đề nghị họp" in text_of(answer)
    assert "Bạn đã đề nghị họp" in text_of(answer)
    assert "Cần hỏi chủ thể" not in text_of(browser.get(reverse("evaluation:session", args=[session.pk])))
    seen = text_of(
        signed_in(client, seats, seats.secretary).get(reverse("evaluation:session", args=[session.pk]))
    )
    assert "Sản phẩm 1 – Ủy viên 1" in seen
    assert "Cần hỏi chủ thể" in seen
    assert "Lưu điểm danh" not in seen
    assert "Chưa đủ ý kiến: 0 trên 3 thành viên đã gửi" in seen


def test_late_opinion_is_marked_on_the_members_list():
    seats = make.panel(members=2)
    opened(seats)
    (work,) = ballots_waiting(seats.members[0])
    assert work.due_on == DUE
    (on_day,) = [task for room in tasks_for(seats.members[0], on=DUE) for task in room.tasks]
    (late,) = [
        task for room in tasks_for(seats.members[0], on=DUE + timedelta(days=1)) for task in room.tasks
    ]
    assert (on_day.tone, on_day.note) == ("", "Gửi ý kiến đến hết ngày 23/11/2026.")
    assert (late.tone, late.note) == ("late", "Đã quá hạn gửi ý kiến ngày 23/11/2026.")


def test_minutes_say_the_form_the_last_day_and_what_was_sent_and_came_in(client):
    decided(quorum_share="1/2")
    seats = make.panel(members=3)
    session = opened(seats, products=2)
    first, second = session.items.order_by("position")
    for voter in seats.voters[:3]:
        make.scored(first, voter)
    for voter in seats.voters[:2]:
        make.scored(second, voter)
    asked(first, seats.members[0], reason="Bao bì đã đổi")
    session = close(ended(session, seats), seats)
    browser = signed_in(client, seats, seats.secretary)
    text = text_of(browser.get(reverse("evaluation:minutes", args=[session.pk])))
    assert (
        "Hình thức: lấy ý kiến bằng văn bản; gửi phiếu ngày 16/11/2026, nhận ý kiến đến hết ngày 23/11/2026. Gửi phiếu "
        "đến 4 thành viên, 3 thành viên gửi ý kiến (quy chế yêu cầu ít nhất 1/2); phát ra 8 phiếu, thu về 5 phiếu."
    ) in text
    assert "Không gửi ý kiến: Ủy viên 3." in text
    assert "Ủy viên 1 đề nghị họp về “Sản phẩm 1”: Bao bì đã đổi." in text
    assert "Đánh giá lại được lấy ý kiến bằng văn bản theo quy định quốc gia." in text
    assert "Việc lấy ý kiến kết thúc vào" in text
    assert "có mặt" not in text.split("Quy chế áp dụng")[0].split("Thành phần")[1]
