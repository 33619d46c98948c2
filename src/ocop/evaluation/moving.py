"""What of evaluation goes along when units change: sessions that are not over, and the products on their lists."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy

from ocop.directory.moving import Ended, Moves, OpenWork, Territory
from ocop.evaluation.models import Ballot, Session, SessionItem
from ocop.platform.access import Actor
from ocop.registration.moving import PRODUCER
from ocop_rules.lifecycle import SESSION


def open_work_at(territory: Territory, *, on: date) -> tuple[OpenWork, ...]:
    """Return the sessions at the units that are not over, and the products from there on any list not over."""
    sessions = Session.objects.filter(place_path__in=territory.paths, state__in=SESSION.open_states)
    items = SessionItem.objects.filter(place_path__in=territory.paths, session__state__in=SESSION.open_states)
    return (
        OpenWork(
            "evaluation.session",
            gettext_lazy("Phiên họp chưa kết thúc"),
            territory.rows(sessions, at="place_path"),
        ),
        OpenWork(
            "evaluation.item",
            gettext_lazy("Sản phẩm trong phiên họp chưa kết thúc"),
            territory.rows(
                items,
                at="place_path",
                follows="dossier__registration__product__producer_id",
                anchor=PRODUCER,
            ),
        ),
    )


def move_open_work(moves: Moves, *, actor: Actor, at: datetime) -> list[Ended]:
    """Carry sessions with their ballots and products over; the council stays as its decision set it up."""
    sessions, items = open_work_at(moves.territory, on=moves.on)
    ballots = Ballot.objects.filter(item__session__in=[row.pk for row in sessions.rows], frozen=False)
    moves.carry(Ballot, moves.territory.rows(ballots, at="place_path"))
    moves.carry(Session, sessions.rows)
    moves.carry(SessionItem, items.rows, place_name="name")
    return []
