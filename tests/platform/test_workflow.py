"""Acts and transitions: the order of things, what a refusal leaves behind, and tables that refuse other writers.

Tried on a small table of the suite's own, so that no stage's rules stand in the way.
"""

from __future__ import annotations

import pytest

from ocop.platform.access import ALLOWED, Actor, Verdict, policy, refuse, system_actor
from ocop.platform.audit.models import Entry
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act, available_verbs, create, perform
from ocop.platform.workflow.owned import WrittenOutsideAct
from tests.platform.paper.models import PAPER, Paper


@policy("paper.send")
def may_send(actor: Actor, paper: Paper) -> Verdict:
    return ALLOWED if actor.name == "người gửi" else refuse("Chỉ người gửi được gửi.")


@policy("paper.stamp")
def may_stamp(actor: Actor, paper: Paper) -> Verdict:
    return ALLOWED


@policy("paper.write")
def may_write(actor: Actor, paper: Paper) -> Verdict:
    return ALLOWED


SENDER = Actor(user_id=1, name="người gửi")
STRANGER = Actor(user_id=2, name="người lạ")


@pytest.fixture
def paper(db, noon):
    return create(Paper(title="Tờ trình"), "paper.write", actor=SENDER, at=noon)


def trail() -> list[tuple[str, str, str]]:
    return list(Entry.objects.order_by("number").values_list("verb", "before", "after"))


def test_a_step_changes_the_state_and_the_fields_it_names_and_records_the_act(paper, noon):
    def count(record):
        record.pages, record.title = 3, "không được lưu"
        return ("pages",)

    sent = perform(PAPER, paper, "send", actor=SENDER, at=noon, apply=count, facts={"pages": 3})
    kept = Paper.objects.get()
    assert (kept.state, kept.pages, kept.title) == ("sent", 3, "Tờ trình")
    assert sent.state == "sent"
    assert trail() == [("paper.write", "", "draft"), ("paper.send", "draft", "sent")]
    assert Entry.objects.order_by("number").last().source == "Điều 1, send khi draft"


def test_a_step_that_no_decision_asks_for_has_no_source_and_one_may_be_given(paper, noon):
    perform(PAPER, paper, "send", actor=SENDER, at=noon, source="Điều 8")
    assert Entry.objects.order_by("number").last().source == "Điều 8"
    perform(PAPER, paper, "stamp", actor=SENDER, at=noon)
    assert Entry.objects.order_by("number").last().source == ""


def test_the_same_step_twice_is_refused_with_the_state_it_is_in(paper, noon):
    perform(PAPER, paper, "send", actor=SENDER, at=noon)
    with pytest.raises(WrongState, match="đã gửi"):
        perform(PAPER, paper, "send", actor=SENDER, at=noon)
    assert trail() == [("paper.write", "", "draft"), ("paper.send", "draft", "sent")]


def test_a_refusal_by_the_policy_leaves_no_trace(paper, noon):
    with pytest.raises(NotAllowed, match="Chỉ người gửi"):
        perform(PAPER, paper, "send", actor=STRANGER, at=noon)
    assert Paper.objects.get().state == "draft"
    assert trail() == [("paper.write", "", "draft")]


def test_a_verb_without_a_policy_is_refused(paper, noon):
    perform(PAPER, paper, "send", actor=SENDER, at=noon)
    with pytest.raises(NotAllowed):
        perform(PAPER, paper, "shred", actor=system_actor("hệ thống"), at=noon)


def test_a_refusal_inside_the_step_undoes_what_the_step_wrote(paper, noon):
    def write_then_refuse(record):
        Paper(title="tờ kèm").save()
        raise Invalid("Thiếu chữ ký.")

    with pytest.raises(Invalid):
        perform(PAPER, paper, "send", actor=SENDER, at=noon, apply=write_then_refuse)
    assert list(Paper.objects.values_list("title", "state")) == [("Tờ trình", "draft")]
    assert trail() == [("paper.write", "", "draft")]


def test_what_follows_a_commit_is_not_called_when_the_act_fails(
    paper, noon, django_capture_on_commit_callbacks
):
    called = []
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), act():
        perform(
            PAPER,
            paper,
            "send",
            actor=SENDER,
            at=noon,
            after_commit=[lambda record: called.append(record.state)],
        )
        raise ZeroDivisionError
    assert called == []
    with django_capture_on_commit_callbacks(execute=True):
        perform(
            PAPER,
            paper,
            "send",
            actor=SENDER,
            at=noon,
            after_commit=[lambda record: called.append(record.state)],
        )
    assert called == ["sent"]


@pytest.mark.parametrize(
    "write",
    [
        lambda paper: paper.save(),
        lambda paper: paper.delete(),
        lambda paper: Paper.objects.update(title="x"),
        lambda paper: Paper.objects.all().delete(),
        lambda paper: Paper.objects.bulk_create([Paper(title="y")]),
        lambda paper: Paper.objects.create(title="z"),
    ],
)
def test_a_table_owned_by_actions_refuses_other_writers(paper, write):
    with pytest.raises(WrittenOutsideAct):
        write(paper)
    assert list(Paper.objects.values_list("title", flat=True)) == ["Tờ trình"]


def test_buttons_come_from_the_table_with_the_policys_reason(paper):
    assert available_verbs(PAPER, paper, actor=SENDER) == {"send": ALLOWED}
    assert available_verbs(PAPER, paper, actor=STRANGER) == {"send": refuse("Chỉ người gửi được gửi.")}
