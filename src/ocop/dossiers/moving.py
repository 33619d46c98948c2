"""What of the dossiers goes along when units change: those that are not decided yet, with their slips."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy

from ocop.directory.moving import Ended, Moves, OpenWork, Territory
from ocop.dossiers.models import Dossier
from ocop.platform.access import Actor
from ocop.registration.models import Registration
from ocop.registration.moving import PRODUCER
from ocop_rules.lifecycle import DOSSIER

_PRODUCER_ID = "registration__product__producer_id"


def open_work_at(territory: Territory, *, on: date) -> tuple[OpenWork, ...]:
    """Return the dossiers of the units that wait for somebody, and the filed slips they belong to."""
    dossiers = Dossier.objects.filter(place__in=territory.ids, state__in=DOSSIER.open_states)
    slips = Registration.objects.filter(
        place__in=territory.ids, state="filed", dossier__state__in=DOSSIER.open_states
    )
    return (
        OpenWork(
            "dossiers.dossier",
            gettext_lazy("Hồ sơ chưa có kết quả"),
            territory.rows(dossiers, follows=_PRODUCER_ID, anchor=PRODUCER),
        ),
        OpenWork(
            "dossiers.slip",
            gettext_lazy("Phiếu đăng ký của hồ sơ chưa có kết quả"),
            territory.rows(slips, follows="product__producer_id", anchor=PRODUCER),
        ),
    )


def move_open_work(moves: Moves, *, actor: Actor, at: datetime) -> list[Ended]:
    """Carry dossiers and their slips over; what was handed in stays as it was handed in."""
    dossiers, slips = open_work_at(moves.territory, on=moves.on)
    moves.carry(Registration, slips.rows, place_id="pk")
    moves.carry(Dossier, dossiers.rows, place_id="pk")
    return []
