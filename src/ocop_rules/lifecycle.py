"""The life of every record that has one, as tables: verb, the states it may start from, the state it leads
to, whether the decisions ask for it.

Which article that is, the rulebook says under which the record stands (`outcomes.source_of_act`). Guards, buttons,
filters, CHECK constraints and docs/flow.md are all derived from these tables; nothing else lists the states. Labels for
people belong to the stages, not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One verb of a lifecycle. `by_law`: the decisions ask for it; the others are only how an office works."""

    verb: str
    sources: tuple[str, ...]
    target: str
    by_law: bool = False


class NoSuchStep(LookupError):
    """The verb does not exist, or not from that state."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A table of steps. `stage` prefixes a verb to make the capability that allows it."""

    stage: str
    name: str
    initial: str
    steps: tuple[Step, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """Return every state, in the order in which a record meets them."""
        seen = {self.initial: None}
        for step in self.steps:
            seen.update(dict.fromkeys((*step.sources, step.target)))
        return tuple(seen)

    def step(self, verb: str) -> Step:
        """Return the step of a verb; raise NoSuchStep for an unknown one."""
        for step in self.steps:
            if step.verb == verb:
                return step
        raise NoSuchStep(f"{self.name} has no verb {verb!r}")

    def target(self, state: str, verb: str) -> str:
        """Return the state that the verb leads to; raise NoSuchStep when it cannot start from `state`."""
        step = self.step(verb)
        if state not in step.sources:
            raise NoSuchStep(f"{self.name}: {verb!r} does not start from {state!r}")
        return step.target

    def verbs_from(self, state: str) -> Iterator[str]:
        """Return the verbs that may start from a state."""
        return (step.verb for step in self.steps if state in step.sources)

    @property
    def open_states(self) -> tuple[str, ...]:
        """Return the states that something may still follow."""
        return tuple(state for state in self.states if any(self.verbs_from(state)))

    def capability(self, verb: str) -> str:
        """Return the capability that allows the verb: "stage.verb"."""
        return f"{self.stage}.{verb}"


REGISTRATION = Lifecycle(
    stage="registration",
    name="registration",
    initial="registered",
    steps=(
        Step("withdraw", ("registered",), "withdrawn"),
        Step("file", ("registered",), "filed", by_law=True),
        # The dossier was closed so that the product is registered anew.
        Step("release", ("filed",), "released"),
    ),
)

DOSSIER = Lifecycle(
    stage="dossiers",
    name="dossier",
    initial="draft",
    steps=(
        Step("submit", ("draft", "returned"), "submitted", by_law=True),
        Step("return_for_supplement", ("submitted",), "returned", by_law=True),
        Step("propose", ("submitted",), "proposed", by_law=True),
        Step("return_to_commune", ("proposed",), "submitted", by_law=True),
        # From "submitted" where the first level of the route scores itself (the district of QĐ 148/QĐ-TTg).
        Step("accept", ("submitted", "proposed"), "accepted", by_law=True),
        Step("schedule", ("accepted",), "scheduled", by_law=True),
        Step("unschedule", ("scheduled",), "accepted"),
        Step("conclude", ("scheduled",), "evaluated", by_law=True),
        Step("send_up", ("evaluated",), "proposed", by_law=True),
        Step("return_transmittal", ("proposed",), "evaluated"),
        Step("hand_back", ("evaluated",), "evaluated"),
        Step("recognise", ("evaluated",), "recognised", by_law=True),
        Step("forward", ("evaluated",), "forwarded", by_law=True),
        Step("close_unrecognised", ("evaluated",), "not_recognised", by_law=True),
        # From a level that is on the map no more (the district since 1/7/2025): decisions of people, no article.
        Step("take_over", ("submitted", "returned", "accepted", "scheduled", "evaluated"), "submitted"),
        # Past the time that a transition clause left to an old rule; no clause says what then.
        Step("close_for_refiling", ("submitted", "returned", "proposed", "accepted"), "to_refile"),
    ),
)

SESSION = Lifecycle(
    stage="evaluation",
    name="session",
    initial="planned",
    steps=(
        Step("open_session", ("planned",), "open", by_law=True),
        Step("end_scoring", ("open",), "scoring_ended"),
        Step("resume_scoring", ("scoring_ended",), "open"),
        Step("close_session", ("scoring_ended",), "closed", by_law=True),
        Step("cancel_session", ("planned", "open"), "cancelled"),
    ),
)

DECISION = Lifecycle(
    stage="recognition",
    name="decision",
    initial="draft",
    steps=(
        Step("issue_decision", ("draft",), "issued", by_law=True),
        Step("discard_decision", ("draft",), "discarded"),
    ),
)

CERTIFICATE = Lifecycle(
    stage="recognition",
    name="certificate",
    initial="valid",
    steps=(Step("revoke", ("valid",), "revoked", by_law=True),),
)

LIFECYCLES = (REGISTRATION, DOSSIER, SESSION, DECISION, CERTIFICATE)

NOTICE = "issue_notice"  # results told in writing: an act without a lifecycle of its own

# Acts of which a rulebook may say where it asks for them.
ACTS_BY_LAW = (*(step.verb for lifecycle in LIFECYCLES for step in lifecycle.steps if step.by_law), NOTICE)
