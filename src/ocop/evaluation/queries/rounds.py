"""The round that a session serves: a statutory one of its level, or an extra one that regulation and law allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ocop.evaluation.models import Session
from ocop.programme.queries import CouncilRules
from ocop_rules import rulebooks
from ocop_rules.deadlines import RoundDates, round_sitting, rounds_of_year
from ocop_rules.rulebook import RouteLevel, Rulebook

BY_DATE = ""
EXTRA = "extra"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundAsked:
    """What whoever plans a session says about its round: "" for the one of its day, "2-2026", or "extra" with its plan."""

    choice: str = BY_DATE
    plan_number: str = ""
    plan_on: date | None = None


OF_ITS_DAY = RoundAsked()


def rounds_offered(level: str, on: date) -> list[tuple[str, str]]:
    """Return the statutory rounds that a council of a level may plan for around a day: value and words."""
    rulebook = rulebooks.in_force(on)
    years = [year for year in (on.year, on.year + 1) if year < date.max.year]
    return [
        (value_of(found), _("Đợt %(number)s năm %(year)s") % {"number": found.number, "year": found.year})
        for year in years
        for found in rounds_of_year(rulebook, level, year)
    ]


def round_chosen(choice: str, level: str, on: date) -> RoundDates | None:
    """Return the round that was chosen, or the one a session on a day serves; None where the law has no such round."""
    rulebook = rulebooks.in_force(on)
    if choice == BY_DATE:
        return round_sitting(rulebook, level, on=on)
    number, _dash, year = choice.partition("-")
    if not (year.isdecimal() and len(year) == 4 and on.year - 1 <= int(year) <= on.year + 1 < date.max.year):
        return None
    found = rounds_of_year(rulebook, level, int(year))
    return next((one for one in found if str(one.number) == number), None)


def extra_refused(rules: CouncilRules, level: str, on: date) -> str:
    """Return why a council of a level may not hold an extra round on a day, as a sentence; "" when it may."""
    rulebook = rulebooks.in_force(on)
    here = _level(rulebook, level)
    if here is None or not here.extra_rounds_need:
        return _("%(instrument)s không quy định đợt bổ sung ở cấp này.") % {"instrument": rulebook.instrument}
    if "regulation" in here.extra_rounds_need and not rules.extra_rounds.is_yes:
        return _(
            "Chỉ tổ chức đợt bổ sung khi Quy chế của Hội đồng có quy định (%(source)s); Quy chế đang áp dụng thì không "
            "(%(basis)s)."
        ) % {"source": here.extra_rounds_source, "basis": rules.extra_rounds.basis}
    return ""


def plan_needed(level: str, on: date) -> str:
    """Return what an extra round lacks without a plan, as a sentence; "" where the law asks for none."""
    here = _level(rulebooks.in_force(on), level)
    if here is None or "plan" not in here.extra_rounds_need:
        return ""
    return _("Đợt bổ sung phải có kế hoạch (%(source)s): hãy ghi số và ngày của kế hoạch.") % {
        "source": here.extra_rounds_source
    }


def value_of(found: RoundDates) -> str:
    """Return a round as a form carries it: "2-2026"."""
    return f"{found.number}-{found.year}"


def round_value(session: Session) -> str:
    """Return a session's round as a form carries it."""
    if session.plan_on is not None:
        return EXTRA
    return BY_DATE if session.round_number is None else f"{session.round_number}-{session.round_year}"


def _level(rulebook: Rulebook, level: str) -> RouteLevel | None:
    return next((found for found in rulebook.route if found.code == level), None)
