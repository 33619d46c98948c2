"""The tables of states: what may start from where, and what is refused."""

from __future__ import annotations

import pytest

from ocop_rules.lifecycle import CERTIFICATE, DOSSIER, LIFECYCLES, Lifecycle, NoSuchStep, Step

DOOR = Lifecycle(
    stage="house",
    name="door",
    initial="shut",
    steps=(
        Step("open", ("shut", "ajar"), "open", by_law=True),
        Step("close", ("open",), "shut"),
        Step("lock", ("shut",), "locked"),
    ),
)


def test_states_are_listed_once_in_the_order_in_which_they_are_met() -> None:
    assert DOOR.states == ("shut", "ajar", "open", "locked")
    assert DOOR.open_states == ("shut", "ajar", "open")


def test_a_step_is_found_by_its_verb() -> None:
    assert [DOOR.step(verb) for verb in ("open", "close", "lock")] == list(DOOR.steps)
    with pytest.raises(NoSuchStep) as refused:
        DOOR.step("paint")
    assert str(refused.value) == "door has no verb 'paint'"


@pytest.mark.parametrize(
    ("state", "verb", "target"),
    [
        ("shut", "open", "open"),
        ("ajar", "open", "open"),
        ("open", "close", "shut"),
        ("shut", "lock", "locked"),
    ],
)
def test_a_verb_leads_to_its_target(state: str, verb: str, target: str) -> None:
    assert DOOR.target(state, verb) == target


@pytest.mark.parametrize(
    ("state", "verb"), [("open", "open"), ("locked", "open"), ("shut", "close"), ("shut", "paint")]
)
def test_a_verb_that_cannot_start_from_a_state_is_refused(state: str, verb: str) -> None:
    with pytest.raises(NoSuchStep):
        DOOR.target(state, verb)


@pytest.mark.parametrize(
    ("state", "verbs"), [("shut", ["open", "lock"]), ("ajar", ["open"]), ("open", ["close"]), ("locked", [])]
)
def test_the_verbs_of_a_state_are_those_that_may_start_from_it(state: str, verbs: list[str]) -> None:
    assert list(DOOR.verbs_from(state)) == verbs


def test_a_capability_is_stage_and_verb() -> None:
    assert DOOR.capability("open") == "house.open"


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.name)
def test_every_state_but_the_first_is_reached_and_no_verb_stands_twice(lifecycle: Lifecycle) -> None:
    reached = {lifecycle.initial} | {step.target for step in lifecycle.steps}
    assert set(lifecycle.states) == reached
    assert len({step.verb for step in lifecycle.steps}) == len(lifecycle.steps)


def test_a_dossier_ends_recognised_forwarded_not_or_to_be_filed_anew_and_a_certificate_revoked() -> None:
    ends = set(DOSSIER.states) - set(DOSSIER.open_states)
    assert ends == {"recognised", "forwarded", "not_recognised", "to_refile"}
    assert list(CERTIFICATE.verbs_from("valid")) == ["revoke"]
    assert CERTIFICATE.target("valid", "revoke") == "revoked"
