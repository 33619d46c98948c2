"""The life of every record that has one, as tables: verb, the states it may start from, the state it leads
to, the law behind it.

Guards, buttons, filters, CHECK constraints and docs/flow.md are all derived from these tables; nothing else
lists the states. Labels for people belong to the stages, not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One verb of a lifecycle. `source` is the article that asks for it, "" where it is only how the office
    works.
    """

    verb: str
    sources: tuple[str, ...]
    target: str
    source: str = ""


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


_QD26 = "QĐ 26/2026/QĐ-TTg"
_QD148 = "QĐ 148/QĐ-TTg"

REGISTRATION = Lifecycle(
    stage="registration",
    name="registration",
    initial="registered",
    steps=(
        Step("withdraw", ("registered",), "withdrawn"),
        Step("file", ("registered",), "filed", f"{_QD26}, Điều 7 khoản 1"),
        # The dossier was closed so that the product is registered anew.
        Step("release", ("filed",), "released"),
    ),
)

DOSSIER = Lifecycle(
    stage="dossiers",
    name="dossier",
    initial="draft",
    steps=(
        Step("submit", ("draft", "returned"), "submitted", f"{_QD26}, Điều 7 khoản 1"),
        Step("return_for_supplement", ("submitted",), "returned", f"{_QD26}, Điều 7 khoản 2 điểm a"),
        Step("propose", ("submitted",), "proposed", f"{_QD26}, Điều 7 khoản 2 điểm b"),
        Step("return_to_commune", ("proposed",), "submitted", f"{_QD26}, Điều 7 khoản 3 điểm a"),
        # From "submitted" where the first level of the route scores itself (the district of QĐ 148/QĐ-TTg).
        Step("accept", ("submitted", "proposed"), "accepted", f"{_QD26}, Điều 7 khoản 3 điểm a"),
        Step("schedule", ("accepted",), "scheduled", f"{_QD26}, Điều 7 khoản 3 điểm d"),
        Step("unschedule", ("scheduled",), "accepted"),
        Step("conclude", ("scheduled",), "evaluated", f"{_QD26}, Điều 7 khoản 3 điểm d"),
        Step("send_up", ("evaluated",), "proposed", f"{_QD148}, Phụ lục II khoản 1"),
        Step("return_transmittal", ("proposed",), "evaluated"),
        Step("hand_back", ("evaluated",), "evaluated"),
        Step("recognise", ("evaluated",), "recognised", f"{_QD26}, Điều 7 khoản 3 điểm e"),
        Step("forward", ("evaluated",), "forwarded", f"{_QD26}, Điều 7 khoản 3 điểm e"),
        Step("close_unrecognised", ("evaluated",), "not_recognised", f"{_QD26}, Điều 4 khoản 1 điểm a"),
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
        Step("open_session", ("planned",), "open", f"{_QD26}, Điều 7 khoản 3 điểm d"),
        Step("end_scoring", ("open",), "scoring_ended"),
        Step("resume_scoring", ("scoring_ended",), "open"),
        Step("close_session", ("scoring_ended",), "closed", f"{_QD26}, Điều 7 khoản 3 điểm d"),
        Step("cancel_session", ("planned", "open"), "cancelled"),
    ),
)

DECISION = Lifecycle(
    stage="recognition",
    name="decision",
    initial="draft",
    steps=(
        Step("issue_decision", ("draft",), "issued", f"{_QD26}, Điều 7 khoản 3 điểm e"),
        Step("discard_decision", ("draft",), "discarded"),
    ),
)

CERTIFICATE = Lifecycle(
    stage="recognition",
    name="certificate",
    initial="valid",
    steps=(Step("revoke", ("valid",), "revoked", f"{_QD26}, Điều 8"),),
)

LIFECYCLES = (REGISTRATION, DOSSIER, SESSION, DECISION, CERTIFICATE)
