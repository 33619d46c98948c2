"""Who may do what: the whole matrix, what each may see, and that nothing of a sealed ballot leaks."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from ocop.evaluation import actions, policy
from ocop.evaluation.models import Ballot
from ocop.platform.access import NOBODY, verdict
from ocop.platform.accounts.models import User
from ocop.platform.audit.reading import recent
from ocop.platform.workflow import act
from tests import factories_evaluation as make

pytestmark = pytest.mark.usefixtures("places")

PLAN = {"evaluation.view", "evaluation.schedule", "evaluation.cancel_session"}
CONDUCT = {
    "evaluation.view", "evaluation.open_session", "evaluation.record_attendance", "evaluation.disqualify_item",
    "evaluation.write_discussion", "evaluation.end_scoring", "evaluation.resume_scoring", "evaluation.reopen_ballot",
    "evaluation.close_session",
}  # fmt: skip
ALLOWED = {
    "nobody": set(),
    "producer": set(),
    "commune_officer": set(),
    "commune_leader": set(),
    "administrator": set(),
    "auditor": {"evaluation.view"},
    "province_leader": {"evaluation.view", "evaluation.establish_council"},
    "province_officer": PLAN | {"evaluation.establish_council"},
    "officer of another province": set(),
    "secretary": CONDUCT | PLAN | {"evaluation.postpone_item"},
    "chair": CONDUCT,  # not on the own ballot; here the ballot is a member's
    "chair of another council": set(),
    "member with the ballot": {
        "evaluation.view", "evaluation.declare_interest", "evaluation.score", "evaluation.complete_ballot",
    },
    "another member": {"evaluation.view"},
    "member of another council": set(),
}  # fmt: skip
ON_SESSION = (
    "view", "schedule", "cancel_session", "open_session", "record_attendance", "end_scoring", "resume_scoring",
    "close_session",
)  # fmt: skip
ON_ITEM = ("postpone_item", "disqualify_item", "write_discussion")
ON_BALLOT = ("reopen_ballot", "declare_interest", "score", "complete_ballot")


def everyone():
    seats, others = make.panel(members=2), make.panel(members=2)
    places = {"producer": "03646", "commune_officer": "03646", "commune_leader": "03646"}
    single = {
        role: make.actor_for(make.person(role, place=places.get(role, "14")))
        for role in (
            "producer",
            "commune_officer",
            "commune_leader",
            "administrator",
            "auditor",
            "province_leader",
        )
    }
    return seats, {
        "nobody": NOBODY,
        **single,
        "province_officer": seats.officer,
        "officer of another province": make.actor_for(make.person("province_officer", place="01")),
        "secretary": seats.secretary,
        "chair": seats.chair,
        "chair of another council": others.chair,
        "member with the ballot": seats.members[0],
        "another member": seats.members[1],
        "member of another council": others.members[0],
    }


def test_matrix_of_roles_and_verbs():
    seats, actors = everyone()
    item = make.opened(seats).items.select_related("session").get()
    ballot = make.declared(item, seats.members[0])
    found = {}
    for name, actor in actors.items():
        records = dict.fromkeys(ON_SESSION, item.session)
        records |= dict.fromkeys(ON_ITEM, item) | dict.fromkeys(ON_BALLOT, ballot)
        records |= {"establish_council": seats.council}
        for record in (item.session, item, ballot):
            record.__dict__.pop("_presiding", None)
        found[name] = {
            f"evaluation.{verb}"
            for verb, record in records.items()
            if verdict(f"evaluation.{verb}", actor, record)
        }
    assert found == ALLOWED


def test_members_see_their_own_councils_only_and_strangers_nothing():
    seats, actors = everyone()
    session = make.opened(seats)
    seen = {
        name
        for name, actor in actors.items()
        if policy.visible_sessions(actor).filter(pk=session.pk).exists()
    }
    assert seen == {
        "auditor", "province_leader", "province_officer", "secretary", "chair", "member with the ballot", "another member",
    }  # fmt: skip


def test_own_ballots_reach_nobody_elses():
    seats, actors = everyone()
    item = make.opened(seats).items.get()
    owners = {
        name: list(policy.own_ballots(actor).values_list("member__user_id", flat=True))
        for name, actor in actors.items()
    }
    holders = {
        "chair": seats.chair,
        "member with the ballot": seats.members[0],
        "another member": seats.members[1],
    }
    assert owners == {name: [holders[name].user_id] if name in holders else [] for name in actors}
    assert Ballot.objects.filter(item=item).count() == 3


def test_recused_member_may_not_score_and_the_reason_says_so():
    seats, _actors = everyone()
    item, member = make.opened(seats).items.get(), seats.members[0]
    actions.declare_interest(
        make.ballot_of(item, member), has_interest=True, reason="Cổ đông", actor=member, at=make.NOON
    )
    refused = verdict("evaluation.score", member, make.ballot_of(item, member))
    assert str(refused.reason) == "Bạn đã khai có lợi ích liên quan nên không xem và không chấm sản phẩm này."


@pytest.mark.parametrize("state", ["open", "scoring_ended", "closed"])
def test_marks_are_seen_by_whom_the_state_allows(state):
    seats, actors = everyone()
    session = make.opened(seats)
    if state != "open":
        session = make.all_scored(session, seats)
    if state == "closed":
        session = actions.close_session(session, actor=seats.secretary, at=make.NOON)
    seen = set()
    for name, actor in actors.items():
        session.__dict__.pop("_presiding", None)
        if policy.may_see_marks(actor, session):
            seen.add(name)
    readers = {
        "auditor",
        "province_leader",
        "province_officer",
        "secretary",
        "chair",
        "member with the ballot",
        "another member",
    }
    assert seen == {"open": set(), "scoring_ended": {"secretary", "chair"}, "closed": readers}[state]


# Seals -----------------------------------------------------------------------------------------------------------

CANARY_TOTAL, CANARY_TEXT = 7919, "CHIM-HOÀNG-YẾN"


def addresses(numbers):
    """Return every address without a number, and those of the council with the numbers of the records at hand."""

    def walk(patterns, prefix=""):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern):
                yield prefix + str(pattern.pattern)

    for address in walk(get_resolver().url_patterns):
        if address.startswith(("tai-khoan/", "giao-dien/", "ngon-ngu/")) or "^" in address:
            continue
        if "<" not in address:
            yield f"/{address}"
        elif address.startswith("hoi-dong/") and not re.search(r"<(?!int:)", address):
            kind = address.split("/")[1]
            yield "/" + re.sub(r"<int:\w+>", str(numbers[kind]), address)


CRAWLERS = (
    "nobody", "administrator", "auditor", "province_officer", "secretary", "chair", "member with the ballot",
    "another member",
)  # fmt: skip


@pytest.mark.slow
def test_no_page_shows_a_sealed_ballot_to_anyone_but_its_member():
    seats, actors = everyone()
    item = make.opened(seats).items.get()
    member = seats.members[0]
    ballot = make.declared(item, member)
    ballot = actions.save_marks(
        ballot,
        picks={"1.1": 2},
        notes={"1.1": CANARY_TEXT},
        version=ballot.version,
        actor=member,
        at=make.NOON,
    )
    with act():
        Ballot.objects.filter(pk=ballot.pk).update(total_points=CANARY_TOTAL)
    numbers = {
        "danh-sach": seats.council.pk, "phien": item.session_id, "san-pham": item.pk, "phieu": ballot.pk, "ket-qua": 1,
    }  # fmt: skip
    leaks, read = {}, {}
    for name, actor in ((name, actors[name]) for name in CRAWLERS):
        client = Client(raise_request_exception=False)
        if actor.user_id is not None:
            client.force_login(User.objects.get(pk=actor.user_id))
        read[name] = 0
        for address in addresses(numbers):
            answer = client.get(address)
            text = b"".join(answer).decode("utf-8", "replace")
            read[name] += answer.status_code == 200
            if re.search(rf"{CANARY_TEXT}|\b7[.,]?919\b", text):
                leaks.setdefault(name, set()).add(address)
    assert set(leaks) == {"member with the ballot"}
    assert leaks["member with the ballot"] == {f"/hoi-dong/phieu/{ballot.pk}/"}
    assert read["secretary"] > 5  # the crawl did open pages


def test_log_of_an_open_session_holds_no_points_and_no_remark():
    seats, _actors = everyone()
    item = make.opened(seats).items.get()
    ballot = make.declared(item, seats.members[0])
    actions.save_marks(
        ballot,
        picks=make.picks(),
        notes={"1.1": CANARY_TEXT},
        version=ballot.version,
        actor=seats.members[0],
        at=make.NOON,
    )
    written = [event.facts for event in recent(limit=500) if event.verb == "evaluation.score"]
    assert len(written) == 34
    assert {key for facts in written for key in facts} == {"criterion", "version", "seal"}
    assert CANARY_TEXT not in str(written)
