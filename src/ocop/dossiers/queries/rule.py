"""Which rule a dossier falls under and why, and which dossiers are past the time their old rule had left.

The days and the clauses are the rulebooks' own (`ocop_rules.applicable`); nothing here moves a dossier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from ocop.dossiers.models import Dossier, RuleDecision
from ocop.dossiers.queries.standing import UNFINISHED, is_unfinished
from ocop_rules import rulebooks
from ocop_rules.applicable import Applicable, last_day_for_new, which
from ocop_rules.calendars import Calendar
from ocop_rules.rulebook import KINDS, Rulebook


@dataclass(frozen=True, slots=True)
class RuleOf:
    """The rule that a dossier is pinned to, beside what its day of filing says.

    `finish_by` is the last day to finish it under that rule, None where nothing ends it, `clause` where that stands.
    A dossier pinned by its slip to a rule that was replaced before the dossier was filed is a `misfit`: it should have
    been filed by the last day of the old rule.
    """

    rulebook: Rulebook
    applicable: Applicable
    finish_by: date | None
    clause: str
    misfit: bool

    @property
    def reason(self) -> str:
        """Return why the rule applies, as a sentence."""
        if not self.misfit:
            return self.applicable.reason
        return _("Phiếu đăng ký theo %(rule)s, nhưng hồ sơ nộp khi quy định sau đã áp dụng. %(then)s") % {
            "rule": self.rulebook.instrument,
            "then": self.applicable.reason,
        }

    def is_past(self, on: date) -> bool:
        """Return whether a day is past the time that the rule had left for the dossier."""
        return self.finish_by is not None and on > self.finish_by


def rule_of(dossier: Dossier, *, calendar: Calendar) -> RuleOf:
    """Return the rule of a dossier and why; no query when its registration was read with it.

    What counts is the day on which it was first handed in; before that, the day of its slip.
    """
    slip = dossier.registration
    rulebook = rulebooks.get(dossier.rulebook_id)
    found = which(
        dossier.kind,
        filed_on=dossier.received_on or slip.registered_on,
        calendar=calendar,
        expires_on=slip.prior_expires_on,
    )
    if found.rulebook == rulebook.id:
        return RuleOf(rulebook, found, found.finish_by, str(found.source), misfit=False)
    later = rulebooks.get(found.rulebook)
    return RuleOf(rulebook, found, last_day_for_new(rulebook), str(later.source), misfit=True)


def past_its_rule(on: date) -> Q:
    """Return the condition of an unfinished dossier that is past the time of its old rule, with no decision to go on."""
    wanted = Q(pk__in=())
    for rulebook in rulebooks.all_rulebooks():
        for limit in _limits(rulebook):
            if on > limit.finish_by:
                filed = Q(received_on__gte=limit.filed_from, received_on__lt=limit.filed_before)
                wanted |= filed & Q(rulebook_id=rulebook.id, kind=limit.kind)
        last = last_day_for_new(rulebook)
        if last is not None:
            wanted |= Q(rulebook_id=rulebook.id, received_on__gt=last)
    return UNFINISHED & wanted & ~Q(Exists(_going_on(on).filter(dossier=OuterRef("pk"))))


def decision_that_holds(dossier: Dossier, on: date) -> RuleDecision | None:
    """Return the decision by which an unfinished dossier goes on under its old rule on a day; only the newest one counts."""
    return _going_on(on).filter(dossier=dossier).first() if is_unfinished(dossier) else None


def _going_on(on: date) -> QuerySet[RuleDecision]:
    """Return the decisions that let their dossier go on: the newest on each, unless it closes or its day has passed."""
    newest = RuleDecision.objects.filter(dossier=OuterRef("dossier")).order_by("-pk").values("pk")[:1]
    return RuleDecision.objects.filter(
        Q(continue_until__isnull=True) | Q(continue_until__gte=on),
        choice=RuleDecision.Choice.CONTINUE,
        pk=Subquery(newest),
    )


def applies_no_more(dossier: Dossier, on: date) -> bool:
    """Return whether a dossier handed in on a day would come too late for the rule its slip fixed."""
    last = last_day_for_new(rulebooks.get(dossier.rulebook_id))
    return last is not None and on > last


@dataclass(frozen=True, slots=True)
class _Limit:
    """The last day to finish dossiers of a kind under a rulebook that were filed in a span of days (the last one excluded)."""

    kind: str
    filed_from: date
    filed_before: date
    finish_by: date


def _limits(rulebook: Rulebook) -> Iterator[_Limit]:
    """Give what ends dossiers under a rulebook: clauses of the later ones, and where these are silent its own last day."""
    later = [one for one in rulebooks.all_rulebooks() if one.in_force_from > rulebook.in_force_from]
    for kind in KINDS:
        spoken_of = date.min
        for one in later:
            for clause in one.transition:
                before = clause.filed_before
                if before is None or rulebook.id not in clause.rulebooks or kind not in clause.kinds:
                    continue
                spoken_of = max(spoken_of, before)
                finish_by = one.limit(clause.limit).finish_by if clause.limit else None
                if finish_by is not None:
                    yield _Limit(kind, date.min, before, finish_by)
        if later and rulebook.in_force_to is not None:
            yield _Limit(kind, spoken_of, rulebook.in_force_to + timedelta(days=1), rulebook.in_force_to)
