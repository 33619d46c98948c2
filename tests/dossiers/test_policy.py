"""Who × verb on one dossier, as a table: the specification people read."""

from __future__ import annotations

import pytest

from ocop.directory.roles import ROLES
from ocop.dossiers import policy
from ocop.dossiers.models import Dossier
from ocop.platform.access import NOBODY, verdict
from ocop_rules.lifecycle import DOSSIER
from tests.factories_dossiers import OTHER_COMMUNE, client_of, draft, officer, proposed, submitted

pytestmark = pytest.mark.usefixtures("places")

VERBS = [
    "view", "edit", "submit", "return_for_supplement", "assess", "propose", "accept", "return_to_commune", "schedule",
    "unschedule", "conclude", "recognise", "forward", "close_unrecognised", "send_up", "return_transmittal",
    "hand_back", "approve_result", "take_over", "keep_old_rule", "close_for_refiling",
]  # fmt: skip
COUNCIL = {"schedule", "unschedule", "conclude"}
DECISION = {"recognise", "forward", "close_unrecognised", "hand_back", "approve_result"}
RETURNS = {"return_to_commune", "return_transmittal"}
RULINGS = {"take_over", "keep_old_rule", "close_for_refiling"}
# Of a dossier that was handed in at 14/03646 and stands at the commune: the province reads it.
MAY: dict[tuple[str, str | None], set[str]] = {
    ("own", None): {"view", "submit"},
    ("producer", None): set(),
    ("commune_officer", "03646"): {"view", "return_for_supplement", "assess", "propose"},
    ("commune_leader", "03646"): {"view", "return_for_supplement", "assess", "propose"},
    ("commune_officer", OTHER_COMMUNE): set(),
    ("commune_leader", OTHER_COMMUNE): set(),
    ("province_officer", "14"): {"view", *RETURNS, *RULINGS},
    ("province_officer", "01"): set(),
    ("council_secretary", "14"): set(),
    ("council_chair", "14"): set(),
    ("council_member", "14"): set(),
    ("province_leader", "14"): {"view"},
    ("province_leader", "01"): set(),
    ("administrator", "14"): set(),
    ("auditor", "14"): {"view"},
    ("nobody", None): set(),
}


# The same dossier once the commune has sent it to the province.
AT_PROVINCE = MAY | {
    ("province_officer", "14"): {"view", "accept", "schedule", "unschedule", *RETURNS, *RULINGS},
    ("council_secretary", "14"): COUNCIL,
    ("council_chair", "14"): COUNCIL,
    ("province_leader", "14"): {"view", *DECISION},
}


def test_the_table_names_every_role():
    districts = {
        role.code for role in ROLES if role.tiers == ("district",)
    }  # tests/dossiers/test_route_of_2024
    assert {role.code for role in ROLES} - {role for role, _place in MAY} == districts


def test_the_table_names_every_verb_of_the_lifecycle():
    assert {step.verb for step in DOSSIER.steps} - set(VERBS) == set()


@pytest.mark.parametrize(("role", "code"), MAY, ids=lambda value: str(value))
def test_who_may_do_what_to_a_dossier_that_was_handed_in(noon, role, code):
    _compare(*submitted(at=noon), MAY, role, code, noon)


@pytest.mark.parametrize(("role", "code"), AT_PROVINCE, ids=lambda value: str(value))
def test_who_may_do_what_to_a_dossier_that_was_sent_to_the_province(noon, role, code):
    commune = officer("commune_officer", "03646", at=noon, username="người-gửi")
    _compare(*proposed(at=noon, commune_actor=commune), AT_PROVINCE, role, code, noon)


def _compare(dossier, owner, may, role, code, noon):
    actor = {"own": lambda: owner, "nobody": lambda: NOBODY, "producer": lambda: stranger(noon)}.get(
        role, lambda: officer(role, code, at=noon)
    )()
    allowed = {verb for verb in VERBS if verdict(f"dossiers.{verb}", actor, dossier)}
    assert allowed == may[role, code]
    refusals = [verdict(f"dossiers.{verb}", actor, dossier).reason for verb in VERBS if verb not in allowed]
    assert [reason for reason in refusals if not str(reason)] == []
    seen = policy.visible(actor).filter(pk=dossier.pk).exists()
    assert seen == ("view" in allowed)


def stranger(at):
    """Return the person behind another producer of the same commune."""
    _dossier, actor = draft(at=at, username="0912000002", name="Sản phẩm khác")
    return actor


def test_a_draft_is_its_producers_alone(noon):
    dossier, owner = draft(at=noon)
    readers = [
        officer(role, code, at=noon) for role, code in MAY if role not in ("own", "nobody", "producer")
    ]
    assert [actor.name for actor in readers if verdict("dossiers.view", actor, dossier)] == []
    assert [policy.visible(actor).count() for actor in readers] == [0] * len(readers)
    assert (policy.visible(owner).count(), policy.visible(NOBODY).count()) == (1, 0)


def test_one_who_holds_several_roles_sees_what_each_opens(noon):
    _mine, owner = draft(at=noon)
    commune = officer("commune_officer", "03646", at=noon)
    submitted(at=noon, username="0912000005", name="Của người khác")
    both = type(owner)(user_id=owner.user_id, name=owner.name, grants=owner.grants + commune.grants)
    assert [policy.visible(who).count() for who in (owner, commune, both)] == [1, 1, 2]


def test_an_officer_s_own_role_ends_with_the_mandate_s_place(noon):
    commune = officer("commune_officer", "03646", at=noon)
    dossier, _owner = proposed(at=noon, commune_actor=commune)
    assert verdict("dossiers.propose", commune, Dossier(place_path="14/0364", pk=dossier.pk)).allowed is False
    assert verdict("dossiers.propose", commune, Dossier(place_path="14", pk=dossier.pk)).allowed is False


def test_desks_open_for_their_officers_only(noon):
    opened = {}
    for role, code in MAY:
        if role in ("own", "nobody", "producer") or code in (OTHER_COMMUNE, "01"):
            continue
        browser = client_of(officer(role, code, at=noon))
        opened[role] = [browser.get(address).status_code for address in ("/ho-so/xa/", "/ho-so/tinh/")]
    desks = {"commune_officer": [200, 403], "commune_leader": [200, 403], "province_officer": [403, 200]}
    assert opened == {role: desks.get(role, [403, 403]) for role in opened}
