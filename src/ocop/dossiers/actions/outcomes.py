"""What later stages do to a dossier: put it before the council, conclude it, close it with its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier, LevelResult
from ocop.dossiers.queries import route
from ocop.platform.access import Actor, require
from ocop.platform.refusal import WrongState
from ocop.platform.workflow import act, lock, note, perform
from ocop_rules.grading import shown
from ocop_rules.lifecycle import DOSSIER


def schedule(dossier: Dossier, *, actor: Actor, at: datetime) -> Dossier:
    """Put an accepted dossier on a session's list. Raises NotAllowed, WrongState."""
    return perform(DOSSIER, dossier, "schedule", actor=actor, at=at)


def unschedule(dossier: Dossier, *, actor: Actor, at: datetime) -> Dossier:
    """Take a dossier off a session's list; it waits for another. Raises NotAllowed, WrongState."""
    return perform(DOSSIER, dossier, "unschedule", actor=actor, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilSitting:
    """The session in which a council came to a result, and the numbers of session and result in its pages.

    `above_star` is the star that the result must beat to be sent up, where the council's regulation asks it, with
    the document that says so.
    """

    title: str
    held_on: date
    session_number: int
    result_number: int
    above_star: int | None = None
    above_star_basis: str = ""


def conclude(
    dossier: Dossier,
    *,
    total: Fraction | str,
    star: int,
    sitting: CouncilSitting,
    actor: Actor,
    at: datetime,
) -> Dossier:
    """Write down what the council came to: the mean total, the star, and in which session.

    `total` is exact. The dossier shows the result of the council that sat last; those of the levels before
    stay as `level_results`. Raises NotAllowed, WrongState.
    """
    exact = Fraction(total)
    figure = shown(exact)

    def keep(locked: Dossier) -> tuple[str, ...]:
        locked.result_total, locked.result_star = figure, star
        LevelResult(
            dossier=locked,
            level=locked.level,
            total_exact=str(exact),
            total_shown=figure,
            star=star,
            held_on=sitting.held_on,
            session_title=sitting.title,
            session_number=sitting.session_number,
            result_number=sitting.result_number,
            above_star=sitting.above_star,
            above_star_basis=sitting.above_star_basis,
            concluded_at=at,
            concluded_by=actor.name,
        ).save(force_insert=True)
        return ("result_total", "result_star")

    def facts(locked: Dossier) -> dict[str, Any]:
        return {"level": locked.level, "total": figure, "star": star}

    return perform(DOSSIER, dossier, "conclude", actor=actor, at=at, apply=keep, facts=facts)


def approve_result(
    dossier: Dossier,
    *,
    decision_text: str,
    decided_on: date,
    decision_number: int,
    actor: Actor,
    at: datetime,
) -> LevelResult:
    """Write down the decision by which a level's authority approved a result that is to be sent up.

    `decision_number` is the decision's number in the pages of recognition. Part of the act that issues it.
    Raises NotAllowed, WrongState when the level has no result on the dossier.
    """
    with act():
        locked = lock(dossier)
        require("dossiers.approve_result", actor, locked)
        result = LevelResult.objects.filter(dossier=locked, level=locked.level).first()
        if locked.state != Dossier.State.EVALUATED or result is None:
            raise WrongState(_("Hồ sơ chưa có kết quả của Hội đồng để phê duyệt."))
        result.decision_text, result.decided_on = decision_text, decided_on
        result.decision_number = decision_number
        result.save(update_fields=["decision_text", "decided_on", "decision_number"])
        facts = {
            "level": locked.level,
            "decision": decision_text,
            "decided_on": decided_on.isoformat(),
            "total": result.total_shown,
        }
        note("dossiers.approve_result", locked, actor=actor, at=at, facts=facts)
    return result


def hand_back(dossier: Dossier, *, notice: str, actor: Actor, at: datetime) -> Dossier:
    """Give an evaluated dossier back to the level that may recognise on this level's result.

    The result stays this level's own; the level named by the route's `returns_to` decides on it. No source
    says what becomes of such a product under QĐ 148/QĐ-TTg; see the rulebook's doubts. Raises NotAllowed,
    WrongState.
    """

    def give_back(locked: Dossier) -> tuple[str, ...]:
        result = LevelResult.objects.filter(dossier=locked, level=locked.level).first()
        returns_to = route.level_of(locked).returns_to
        if result is None or returns_to is None or route.path_of_level(locked, returns_to) is None:
            raise WrongState(_("Hồ sơ này không có cấp dưới nào nhận lại kết quả."))
        result.handed_back_at, result.handed_back_by = at, actor.name
        result.save(update_fields=["handed_back_at", "handed_back_by"])
        locked.level = returns_to
        return ("level",)

    return perform(
        DOSSIER, dossier, "hand_back", actor=actor, at=at, apply=give_back, facts={"outcome": notice.strip()}
    )


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
