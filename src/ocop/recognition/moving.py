"""What of recognition goes along when units change: decisions that are still drafts with their lines, results that no
notice tells of yet, and where a certificate is looked for today.

What a certificate says stays as issued, with its code and its commune of that day.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy

from ocop.directory.moving import Ended, Moves, OpenWork, Territory
from ocop.platform.access import Actor
from ocop.recognition.models import Certificate, Decision, DecisionLine, ResultNoticeLine
from ocop.registration.moving import PRODUCER
from ocop_rules.lifecycle import DECISION


def open_work_at(territory: Territory, *, on: date) -> tuple[OpenWork, ...]:
    """Return the draft decisions of the units, and the products from there in any draft."""
    drafts = Decision.objects.filter(place_path__in=territory.paths, state__in=DECISION.open_states)
    lines = DecisionLine.objects.filter(
        place_path__in=territory.paths, decision__state__in=DECISION.open_states
    )
    untold = ResultNoticeLine.objects.filter(notice=None)
    certificates = Certificate.objects.filter(current_place_path__in=territory.paths)
    return (
        OpenWork(
            "recognition.draft",
            gettext_lazy("Dự thảo quyết định"),
            territory.rows(drafts, at="place_path"),
        ),
        OpenWork(
            "recognition.line",
            gettext_lazy("Sản phẩm trong dự thảo quyết định"),
            territory.rows(
                lines,
                at="place_path",
                follows="dossier__registration__product__producer_id",
                anchor=PRODUCER,
            ),
        ),
        OpenWork(
            "recognition.untold",
            gettext_lazy("Kết quả chờ thông báo, theo nơi ra quyết định"),
            territory.rows(untold.filter(level_path__in=territory.paths), at="level_path"),
        ),
        OpenWork(
            "recognition.untold_line",
            gettext_lazy("Kết quả chờ thông báo, theo xã nhận"),
            territory.rows(
                untold.filter(place_path__in=territory.paths),
                at="place_path",
                follows="dossier__registration__product__producer_id",
                anchor=PRODUCER,
            ),
        ),
        OpenWork(
            "recognition.certificate",
            gettext_lazy("Giấy chứng nhận, theo địa bàn hiện nay"),
            territory.rows(
                certificates, at="current_place_path", follows="product__producer_id", anchor=PRODUCER
            ),
        ),
    )


def move_open_work(moves: Moves, *, actor: Actor, at: datetime) -> list[Ended]:
    """Carry drafts with their lines and untold results over, so that what is issued names the units of its day, and lead
    to certificates from the units of today.
    """
    drafts, lines, untold, told_to, certificates = open_work_at(moves.territory, on=moves.on)
    moves.carry(DecisionLine, lines.rows, place_name="name")
    moves.carry(Decision, drafts.rows, place_name="name")
    moves.carry(ResultNoticeLine, untold.rows, path="level_path")
    moves.carry(ResultNoticeLine, told_to.rows, place_name="name")
    moves.carry(Certificate, certificates.rows, path="current_place_path", current_place_name="full_name")
    moved = list(Certificate.objects.filter(pk__in=[row.pk for row in certificates.rows]).order_by("pk"))
    for certificate in moved:
        certificate.refold()
    Certificate.objects.bulk_update(moved, ["search_text"], batch_size=200)
    return []
