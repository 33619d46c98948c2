"""What waits for the people of a council: products to score, sessions to run. Counts only, no mark and no total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models import Ballot, Session
from ocop.platform.access import Actor

_TO_DO: dict[str, str | Promise] = {
    "planned": _("sản phẩm trong phiên đã lên lịch"),
    "open": _("sản phẩm trong phiên đang chấm điểm"),
    "scoring_ended": _("sản phẩm trong phiên chờ chốt"),
}


@dataclass(frozen=True, slots=True)
class Work:
    """A session that waits for someone, how many products it is about, and the last day for opinions in writing."""

    session_id: int
    title: str
    label: str | Promise
    waiting: int
    due_on: date | None = None


def ballots_waiting(actor: Actor) -> list[Work]:
    """Return the running sessions in which the actor has ballots to finish, with how many."""
    if actor.user_id is None:
        return []
    rows = (
        Ballot.objects.filter(member__user_id=actor.user_id, accepts_marks=True, completed_at__isnull=True)
        .values("item__session_id", "item__session__title", "item__session__opinions_due_on")
        .annotate(waiting=Count("pk"))
        .order_by("item__session_id")
    )
    return [
        Work(
            row["item__session_id"],
            row["item__session__title"],
            _TO_DO["open"],
            row["waiting"],
            row["item__session__opinions_due_on"],
        )
        for row in rows
    ]


def sessions_to_run(actor: Actor) -> list[Work]:
    """Return the sessions that are planned, open or waiting to be closed where the actor runs sessions."""
    rows = (
        Session.objects.filter(_held_at(actor.paths_for("evaluation.end_scoring")), state__in=tuple(_TO_DO))
        .annotate(products=Count("items", filter=Q(items__postponed_at__isnull=True)))
        .order_by("held_on", "pk")
    )
    return [Work(row.pk, row.title, _TO_DO[row.state], row.products) for row in rows]


def _held_at(paths: tuple[str, ...]) -> Q:
    """Return the condition of a session of one of these very places ("" stands for all of them)."""
    return Q() if "" in paths else Q(place_path__in=paths)
