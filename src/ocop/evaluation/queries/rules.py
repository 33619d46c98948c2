"""The working rules of a session, and whether its council has as many members as they ask."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ocop.directory.models import Place
from ocop.evaluation.models import Council, Session, SessionItem
from ocop.platform.access.scopes import at_or_below
from ocop.programme.queries import Change, CouncilRules, council_rules


def rules_of(session: Session) -> CouncilRules:
    """Return the rules that were kept when the session was opened; before that, those of the day it is held."""
    if session.rules:
        return CouncilRules.from_kept(session.rules)
    if session.state == "planned":
        return council_rules(session.place_path, session.held_on)
    return session.council.working_rules


def must_beat(item: SessionItem) -> dict[str, Any]:
    """Return the star that an upgrade must beat to be sent up, and the document that asks it; nothing where none does."""
    setting, held = rules_of(item.session).upgrade_goes_up, item.dossier.registration.prior_star
    if setting.value != "above_held" or item.dossier.kind != "upgrade" or held is None:
        return {}
    return {"above_star": held, "above_star_basis": setting.document}


def wrong_number(rules: CouncilRules, voting: int) -> str:
    """Return how a number of voting members differs from the rules, as a sentence; "" when it does not."""
    wanted = rules.council_members.number
    if wanted is None or wanted == voting:
        return ""
    return _("Hội đồng có %(voting)s thành viên chấm điểm; số thành viên là %(wanted)s (%(basis)s).") % {
        "voting": voting,
        "wanted": wanted,
        "basis": rules.council_members.basis,
    }


@dataclass(frozen=True, slots=True)
class SessionUnder:
    """A session on the days of a change: what holds for it now, and how many of its council vote."""

    session_id: int
    title: str
    held_on: date
    state: str
    council_name: str
    voting: int
    rules: CouncilRules


def sessions_under(change: Change, *, states: Collection[str]) -> list[SessionUnder]:
    """Return the sessions of some states on the days of a change and in the place where it would hold."""
    rows = (
        Session.objects.filter(
            at_or_below(change.place_path), state__in=states, held_on__gte=change.valid_from
        )
        .select_related("council")
        .annotate(voting=Count("council__members", filter=Q(council__members__votes=True)))
        .order_by("held_on", "pk")
    )
    if change.valid_to is not None:
        rows = rows.filter(held_on__lte=change.valid_to)
    return [
        SessionUnder(
            session_id=row.pk,
            title=row.title,
            held_on=row.held_on,
            state=row.state,
            council_name=row.council.name,
            voting=row.voting,
            rules=rules_of(row),
        )
        for row in rows
    ]


def councils_under(change: Change) -> list[tuple[str, int]]:
    """Return name and number of voting members of each council in the place of a change, set up before it ends.

    A council that has ended by the change's first day, or whose unit has, as a district's, has no session to come.
    """
    standing = Place.objects.valid_on(change.valid_from).filter(at_or_below(change.place_path, column="path"))
    rows = Council.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=change.valid_from), place_path__in=standing.values("path")
    ).annotate(voting=Count("members", filter=Q(members__votes=True)))
    if change.valid_to is not None:
        rows = rows.filter(decided_on__lte=change.valid_to)
    return [(row.name, row.voting) for row in rows.order_by("-decided_on", "-pk")]


def keeping(value: Change) -> list[str]:
    """Return which councils and sessions have frozen a value that was entered, in words, in two queries."""
    councils = Council.objects.filter(at_or_below(value.place_path), decided_on__gte=value.valid_from)
    sessions = Session.objects.filter(at_or_below(value.place_path), opened_at__isnull=False)
    found = [
        _("%(council)s, thành lập ngày %(on)s") % {"council": name, "on": f"{on:%d/%m/%Y}"}
        for name, on, rules in councils.order_by("decided_on", "pk").values_list(
            "name", "decided_on", "rules"
        )
        if _is_of(rules.get(value.key), value)
    ]
    return found + [
        _("phiên “%(title)s” ngày %(on)s") % {"title": title, "on": f"{on:%d/%m/%Y}"}
        for title, on, rules in sessions.order_by("opened_at", "pk").values_list("title", "held_on", "rules")
        if _is_of(rules.get(value.key), value)
    ]


def _is_of(kept: dict[str, Any] | None, value: Change) -> bool:
    return (
        kept is not None
        and not kept["is_default"]
        and kept["place_path"] == value.place_path
        and kept["since"] == value.valid_from.isoformat()
    )
