"""How a dossier's rule is told: which applies and why, by when it must be finished, what was decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier, RuleDecision, TakeOver
from ocop.dossiers.queries.route import heir_level, level_of, word_of
from ocop.dossiers.queries.rule import RuleOf, applies_no_more, decision_that_holds, past_its_rule, rule_of
from ocop.dossiers.queries.standing import is_unfinished
from ocop.platform.access import Actor, Verdict, verdict
from ocop.programme.queries import working_calendar
from ocop_rules.calendars import Calendar


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rule of a dossier as its pages show it.

    `needed` says why it waits for a decision, empty when it does not; `holds` is the decision that lets it go on;
    `outdated` that it is not handed in yet and its
    rule no longer takes dossiers.
    """

    rule: RuleOf
    needed: tuple[str, ...]
    decisions: tuple[RuleDecision, ...]
    take_overs: tuple[tuple[TakeOver, str], ...]
    past_rule: bool
    holds: RuleDecision | None
    left_behind: bool
    outdated: bool
    may_decide: Verdict
    may_take_over: Verdict


def ruling_of(dossier: Dossier, actor: Actor, *, on: date) -> Ruling:
    """Return the rule of a dossier with what was and is to be decided on it."""
    calendar = working_calendar()
    past = Dossier.objects.filter(past_its_rule(on), pk=dossier.pk).exists()
    left = heir_level(dossier) is not None and is_unfinished(dossier)
    return Ruling(
        rule=rule_of(dossier, calendar=calendar),
        needed=_needed(dossier, calendar=calendar, past=past, left=left),
        decisions=tuple(dossier.rule_decisions.order_by("-pk")),
        take_overs=tuple((taken, word_of(taken.from_level)) for taken in dossier.take_overs.order_by("-pk")),
        past_rule=past,
        holds=decision_that_holds(dossier, on),
        left_behind=left,
        outdated=dossier.state == Dossier.State.DRAFT and applies_no_more(dossier, on),
        may_decide=verdict("dossiers.keep_old_rule", actor, dossier),
        may_take_over=verdict("dossiers.take_over", actor, dossier),
    )


def decisions_needed(dossier: Dossier, *, calendar: Calendar, past: bool) -> tuple[str, ...]:
    """Return why a dossier of the list of those to decide on is on it, `past` its rule or left behind; no query."""
    left = heir_level(dossier) is not None
    return _needed(dossier, calendar=calendar, past=past, left=left)


def _needed(dossier: Dossier, *, calendar: Calendar, past: bool, left: bool) -> tuple[str, ...]:
    rule = rule_of(dossier, calendar=calendar)
    said = []
    if past and rule.finish_by is not None:
        said.append(
            _("Theo %(rule)s phải xong chậm nhất ngày %(on)s (%(clause)s), nay đã qua.")
            % {"rule": rule.rulebook.instrument, "on": f"{rule.finish_by:%d/%m/%Y}", "clause": rule.clause}
        )
    if left:
        said.append(
            _("Hồ sơ đứng ở %(level)s, nơi địa bàn không còn cấp ấy; tỉnh nhận thay thì mới xử lý tiếp được.")
            % {"level": word_of(level_of(dossier).code)}
        )
    return tuple(said)
