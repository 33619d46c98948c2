"""Who may do what in recognition: every role by every verb, and what each role's lists hold."""

from __future__ import annotations

import pytest

from ocop.directory.roles import ROLES
from ocop.platform.access import NOBODY, system_actor, verdict
from ocop.platform.accounts.models import User
from ocop.recognition import policy
from tests import factories_recognition as make

pytestmark = pytest.mark.usefixtures("places")

VERBS = {
    "view",
    "draft_decision",
    "discard_decision",
    "issue_decision",
    "revoke",
    "enter_earlier",
    "make_document",
    "issue_notice",
    "withdraw_notice",
}
ALLOWED = {
    "producer": set(),  # sees their own only: below
    "commune_officer": {"view"},
    "commune_leader": {"view"},
    "district_officer": set(),  # of a district that no longer is: its own table stands with the route of 2024
    "district_leader": set(),
    "province_officer": {
        "view",
        "draft_decision",
        "discard_decision",
        "enter_earlier",
        "make_document",
        "issue_notice",
        "withdraw_notice",
    },
    "council_secretary": set(),
    "council_member": set(),
    "council_chair": set(),
    "province_leader": {"view", "issue_decision", "revoke", "make_document"},
    "administrator": set(),
    "auditor": {"view"},
}


OF_DECISIONS = {"draft_decision", "discard_decision", "issue_decision", "issue_notice", "withdraw_notice"}


def may(actor, certificate) -> set[str]:
    """Return the verbs allowed on a certificate, those of decisions on the decision it came with."""
    decision = certificate.line.decision
    return {
        verb
        for verb in VERBS
        if verdict(f"recognition.{verb}", actor, decision if verb in OF_DECISIONS else certificate)
    }


def place_of(role: str) -> str:
    """Return the path of the place at which a role is held in these tests."""
    return {"commune": "14/03646", "district": "14/125"}.get(role.partition("_")[0], "14")


def test_every_role_is_in_the_table():
    assert set(ALLOWED) == {role.code for role in ROLES}


@pytest.mark.parametrize("role", sorted(ALLOWED))
def test_what_each_role_may_do_to_a_certificate_of_its_place(role):
    certificate = make.certificate()
    assert may(make.actor(role, place_of(role)), certificate) == ALLOWED[role]


@pytest.mark.parametrize("role", sorted(ALLOWED))
def test_nobody_may_do_anything_elsewhere(role):
    certificate = make.certificate()
    elsewhere = "14/03664" if role.startswith("commune") else "15"
    assert may(make.actor(role, elsewhere), certificate) == set()


def test_strangers_may_nothing_and_the_system_makes_documents():
    certificate = make.certificate()
    assert may(NOBODY, certificate) == set()
    assert may(system_actor("Hệ thống", ["recognition.make_document"]), certificate) == {"make_document"}


def test_a_producer_sees_the_certificates_of_their_own_products_only():
    user = User.objects.create(username="0912345678")
    mine = make.certificate(make.product(owner=make.producer(user=user)))
    other = make.certificate(make.product(name="Của người khác"))
    me = make.actor("producer", user=user)
    assert list(policy.visible(me)) == [mine]
    assert may(me, mine) == {"view"}
    assert may(me, other) == set()


def test_drafts_are_seen_where_they_are_drafted_or_signed_and_nowhere_else():
    draft, issued = make.draft(make.result()), make.issued(make.result())
    seen = {role: set(policy.visible_decisions(make.actor(role, place_of(role)))) for role in ALLOWED}
    everything = {draft, issued}
    assert seen == {role: set() for role in ALLOWED} | {
        "province_officer": everything, "province_leader": everything, "auditor": {issued},
    }  # fmt: skip
    assert set(policy.visible_decisions(make.actor("province_leader", "15"))) == set()
