"""What of registration goes along when units change: producers, their products, the slips not yet filed."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy

from ocop.directory.moving import Ended, Moves, OpenWork, Territory
from ocop.platform.access import Actor
from ocop.registration.models import Producer, Product, Registration
from ocop_rules.lifecycle import REGISTRATION

PRODUCER = "registration.producer"
# A slip whose dossier was handed in goes along with that dossier, as long as it is open; see dossiers.moving.
OPEN_STATES = (REGISTRATION.initial,)


def open_work_at(territory: Territory, *, on: date) -> tuple[OpenWork, ...]:
    """Return the producers of the units with their products, and the slips that wait for a dossier."""
    producers = Producer.objects.filter(place__in=territory.ids)
    products = Product.objects.filter(producer__place__in=territory.ids)
    slips = Registration.objects.filter(place__in=territory.ids, state__in=OPEN_STATES)
    return (
        OpenWork(PRODUCER, gettext_lazy("Chủ thể"), territory.rows(producers, follows="pk", anchor=PRODUCER)),
        OpenWork(
            "registration.product",
            gettext_lazy("Sản phẩm"),
            territory.rows(products, at="producer__place_id", follows="producer_id", anchor=PRODUCER),
        ),
        OpenWork(
            "registration.slip",
            gettext_lazy("Phiếu đăng ký chưa nộp hồ sơ"),
            territory.rows(slips, follows="product__producer_id", anchor=PRODUCER),
        ),
    )


def names_to_place(territory: Territory) -> list[tuple[str, str, int]]:
    """Return each producer of the units (key, name with address, unit), so that a person can say where it lies now."""
    rows = Producer.objects.filter(place__in=territory.ids).order_by("name", "pk")
    return [
        (f"{PRODUCER}:{pk}", f"{name} – {address}", unit)
        for pk, name, address, unit in rows.values_list("pk", "name", "address", "place_id")
    ]


def move_open_work(moves: Moves, *, actor: Actor, at: datetime) -> list[Ended]:
    """Carry producers, products and slips over; a slip keeps the number it was given."""
    producers, products, slips = open_work_at(moves.territory, on=moves.on)
    moves.carry(Product, products.rows)
    moves.carry(Producer, producers.rows, place_id="pk")
    moves.carry(Registration, slips.rows, place_id="pk")
    return []
