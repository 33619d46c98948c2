"""What later stages do to a dossier: put it before the council, conclude it, close it with its outcome."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from ocop.dossiers.models import Dossier
from ocop.platform.access import Actor
from ocop.platform.workflow import perform
from ocop_rules.grading import shown
from ocop_rules.lifecycle import DOSSIER


def schedule(dossier: Dossier, *, actor: Actor, at: datetime) -> Dossier:
    """Put an accepted dossier on a session's list. Raises NotAllowed, WrongState."""
    return perform(DOSSIER, dossier, "schedule", actor=actor, at=at)


def unschedule(dossier: Dossier, *, actor: Actor, at: datetime) -> Dossier:
    """Take a dossier off a session's list; it waits for another. Raises NotAllowed, WrongState."""
    return perform(DOSSIER, dossier, "unschedule", actor=actor, at=at)


def conclude(dossier: Dossier, *, total: Fraction | str, star: int, actor: Actor, at: datetime) -> Dossier:
    """Write down what the council came to: the mean total and the star. Raises NotAllowed, WrongState.

    `total` is exact; what is kept here is the figure shown (two decimals, cut). The exact result is the
    council's.
    """
    figure = shown(Fraction(total))

    def keep(locked: Dossier) -> tuple[str, ...]:
        locked.result_total, locked.result_star = figure, star
        return ("result_total", "result_star")

    facts = {"total": figure, "star": star}
    return perform(DOSSIER, dossier, "conclude", actor=actor, at=at, apply=keep, facts=facts)


def recognise(dossier: Dossier, *, certificate_label: str, actor: Actor, at: datetime) -> Dossier:
    """Close the dossier as recognised, with the label of its certificate. Raises NotAllowed, WrongState."""
    return _close(dossier, "recognise", certificate_label, actor=actor, at=at)


def forward(dossier: Dossier, *, letter_label: str, actor: Actor, at: datetime) -> Dossier:
    """Close the dossier here as sent up to the centre. Raises NotAllowed, WrongState."""
    return _close(dossier, "forward", letter_label, actor=actor, at=at)


def close_unrecognised(dossier: Dossier, *, reason: str, actor: Actor, at: datetime) -> Dossier:
    """Close the dossier without recognition, with the reason told to the producer. Raises NotAllowed,
    WrongState.
    """
    return _close(dossier, "close_unrecognised", reason, actor=actor, at=at)


def _close(dossier: Dossier, verb: str, text: str, *, actor: Actor, at: datetime) -> Dossier:
    def keep(locked: Dossier) -> tuple[str, ...]:
        locked.outcome_text = text.strip()
        return ("outcome_text",)

    return perform(DOSSIER, dossier, verb, actor=actor, at=at, apply=keep, facts={"outcome": text.strip()})
