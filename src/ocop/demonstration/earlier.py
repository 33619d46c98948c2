"""Certificates from before QĐ 26/2026, entered from the province's paper register with the dates their decisions state."""

from __future__ import annotations

from datetime import date

from ocop.demonstration.cast import lowered
from ocop.demonstration.catalogue import Row
from ocop.demonstration.journey import Way, moment
from ocop.directory.models import Place
from ocop.directory.queries import predecessors_of
from ocop.recognition import actions as recognition

# The last day of validity that each kind of row shows; products already renewed once, three years at a time.
LAST_DAYS = {
    "earlier_valid": (date(2027, 12, 20), date(2028, 4, 12)),
    "earlier_expiring": (date(2027, 2, 15), date(2027, 4, 30)),
    "earlier_expired": (date(2026, 9, 28), date(2026, 10, 15)),
    "earlier_revoked": (date(2028, 6, 5),),
}


def enter_earlier(way: Way, products: list[Row]) -> None:
    """Enter the certificates, and revoke the one whose producer has stopped."""
    seen: dict[str, int] = {}
    for row in products:
        at = moment(5, 26, 9, row.number % 60)
        turn = seen[row.way] = seen.get(row.way, -1) + 1
        last_day = LAST_DAYS[row.way][turn % len(LAST_DAYS[row.way])]
        place = way.place_of(row, at.date())
        decided_on = last_day.replace(year=last_day.year - 3)
        certificate = recognition.enter_earlier_certificate(
            place,
            product_code=f"{_old_code(place)}-{turn + 1}-{decided_on.year}",
            star=row.aim_star,
            product_name=row.product,
            producer_name=row.producer,
            producer_address=place.full_name,
            sheet_number=row.sheet_number,
            decision_number=f"{700 + row.number}/QĐ-UBND",
            decided_on=decided_on,
            authority_name=_authority(place, row.aim_star),
            expires_on=last_day,
            actor=way.cast.acting("province_officer", at),
            at=at,
        )
        if row.way == "earlier_revoked":
            on = moment(7, 10)
            recognition.revoke(
                certificate,
                ground="đ",
                reason="UBND xã xác nhận chủ thể không còn sản xuất sản phẩm này.",
                concluded_on=date(2026, 7, 1),
                number=1388,
                revoked_on=on.date(),
                actor=way.cast.acting("province_leader", on),
                at=on,
            )


def _authority(place: Place, star: int) -> str:
    """Return who recognised: three stars the district of the day, four the province."""
    before = predecessors_of(place)
    district = before[0].old.parent if before and star == 3 else None
    return f"Ủy ban nhân dân {lowered(district)}" if district else "Ủy ban nhân dân tỉnh Sơn La"


def _old_code(place: Place) -> str:
    """Return province, district and commune of the days before 1/7/2025, as codes of that time were made."""
    before = predecessors_of(place)
    path = before[0].old.path if before else place.path
    return path.replace("/", "-")
