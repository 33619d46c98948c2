"""The demonstration province: what its districts did in 2024, and the year 2026. Everything happens through the actions, on
a fixed clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from ocop.demonstration import council
from ocop.demonstration.cast import OFFICE, Cast, cast_of
from ocop.demonstration.catalogue import Row, rows, rows_of_2024
from ocop.demonstration.council import Body
from ocop.demonstration.deciding import decide, tell_results
from ocop.demonstration.earlier import enter_earlier
from ocop.demonstration.figures import confirm_figures
from ocop.demonstration.journey import Way, moment
from ocop.demonstration.year_2024 import change_map, play_2024, renew
from ocop.directory.queries import place_on
from ocop.recognition import actions as recognition
from ocop.recognition.models import Certificate
from ocop.recognition.queries import awaiting_results, proposed_number

Tell = Callable[[str], None]
OFFERED_COMMUNE = "04105"
OFFERED_PRODUCER = "HTX Ara-Tay coffee"
AUTHORITY = "Ủy ban nhân dân tỉnh Sơn La"


def play(
    province_code: str,
    *,
    products: Sequence[Row] | None = None,
    before: Sequence[Row] | None = None,
    tell: Tell = lambda line: None,
) -> Cast:
    """Play 2024 with the products `before` and 2026 with `products`: all of the files' where None; return the people.


    `tell` is called with a line before each part.
    """
    tell("cơ quan, con người")
    products = rows() if products is None else products
    before = rows_of_2024() if before is None else before
    began = moment(5, 22, 8)
    cast = cast_of(province_code, at=moment(1, 2, 8, year=2024) if before else began)
    way = Way(cast)
    if before:
        play_2024(way, before, tell)
        change_map(way, tell)
        cast.go_on(began)
    tell("giấy chứng nhận cấp theo quy định trước")
    enter_earlier(way, [row for row in products if row.way.startswith("earlier_")])
    body = council.establish(cast, number="1205/QĐ-UBND", on=date(2026, 6, 1), at=moment(6, 2))
    confirm_figures(cast, "26-2026", {row.sheet_number for row in products}, at=moment(6, 3))
    _first_round(way, body, products, tell)
    _second_round(way, body, products, tell)
    renew(way, before)
    tell("hồ sơ đang ở xã, đang lập")
    _under_way(way, products)
    _offer(way)
    return cast


def _by_way(products: Sequence[Row], *ways: str) -> list[Row]:
    return [row for row in products if row.way in ways]


def _first_round(way: Way, body: Body, products: Sequence[Row], tell: Tell) -> None:
    first = _by_way(products, "recognised", "forwarded", "not_recognised", "revoked")
    way.open_producers(first, moment(6, 5))
    tell(f"đợt 1: {len(first)} hồ sơ từ xã lên tỉnh")
    for index, row in enumerate(first):
        way.reach_province(row, began=moment(6, 8) + timedelta(days=index % 5, hours=index % 4))
    tell("đợt 1: hội đồng chấm điểm, quyết định công nhận")
    session = council.open_session(
        way,
        body,
        first,
        title="Phiên đánh giá tháng 8 năm 2026",
        planned=moment(7, 30),
        opened=moment(8, 12, 8),
    )
    council.score(way, session, first, at=moment(8, 12, 9))
    council.close(body, session, at=moment(8, 12, 16))
    _decide(way.cast)
    _revoke(way.cast, _by_way(products, "revoked"))


PROPOSER = "Giám đốc Sở Nông nghiệp và Môi trường"


def _decide(cast: Cast) -> None:
    """Recognise and close, tell it, and approve later what goes up to the centre: that waits to be told."""
    below = [row.result.result_id for row in awaiting_results(cast.province.path) if row.outcome == "close"]
    if below:
        closed = moment(8, 25)
        leader = cast.acting("province_leader", closed)
        recognition.close_results(cast.province.path, result_ids=below, actor=leader, at=closed)
    _decide_on(cast, "recognise", drafted=moment(8, 20), issued=moment(8, 25))
    told = moment(8, 28)
    tell_results(
        cast.province,
        authority=AUTHORITY,
        agency=OFFICE,
        post="Chánh Văn phòng",
        officer=cast.acting("province_officer", told),
        at=told,
    )
    _decide_on(cast, "forward", drafted=moment(11, 6), issued=moment(11, 13))


def _decide_on(cast: Cast, outcome: str, *, drafted: datetime, issued: datetime) -> None:
    if all(row.outcome != outcome for row in awaiting_results(cast.province.path)):
        return
    decide(
        cast.province,
        authority=AUTHORITY,
        proposer=PROPOSER,
        officer=cast.acting("province_officer", drafted),
        leader=cast.acting("province_leader", issued),
        drafted=drafted,
        issued=issued,
        outcomes=(outcome,),
    )


def _revoke(cast: Cast, products: Sequence[Row]) -> None:
    on = moment(10, 30)
    for row in products:
        recognition.revoke(
            Certificate.objects.get(product_name=row.product),
            ground="c",
            reason="Kết luận kiểm tra: nhãn hàng hóa ghi sai hàm lượng so với bản công bố.",
            concluded_on=date(2026, 10, 20),
            number=proposed_number(cast.province.path, on.year),
            revoked_on=on.date(),
            actor=cast.acting("province_leader", on),
            at=on,
        )


def _second_round(way: Way, body: Body, products: Sequence[Row], tell: Tell) -> None:
    closed, scoring = _by_way(products, "evaluated"), _by_way(products, "scoring")
    waiting = _by_way(products, "accepted")
    way.open_producers([*closed, *scoring, *waiting], moment(9, 18))
    tell(f"đợt 2: {len(closed) + len(scoring) + len(waiting)} hồ sơ từ xã lên tỉnh")
    for index, row in enumerate([*closed, *scoring, *waiting]):
        way.reach_province(row, began=moment(9, 21) + timedelta(days=index % 6, hours=index % 5))
    tell("đợt 2: một phiên đã chốt, một phiên đang chấm điểm")
    session = council.open_session(
        way,
        body,
        closed,
        title="Phiên đánh giá đợt 2 năm 2026, ngày thứ nhất",
        planned=moment(10, 29),
        opened=moment(11, 10, 8),
    )
    council.score(way, session, closed, at=moment(11, 10, 9))
    council.close(body, session, at=moment(11, 10, 16))
    running = council.open_session(
        way,
        body,
        scoring,
        title="Phiên đánh giá đợt 2 năm 2026, ngày thứ hai",
        planned=moment(11, 12),
        opened=moment(11, 20, 8),
    )
    council.score(way, running, scoring, at=moment(11, 20, 9), share=0.55)
    proposed = _by_way(products, "proposed")
    way.open_producers(proposed, moment(10, 9))
    for index, row in enumerate(proposed):
        began = moment(10, 12) + timedelta(days=index * 4)
        way.register(row, began)
        way.write(row, began + timedelta(days=1))
        way.submit(row, began + timedelta(days=2))
        way.propose(row, began + timedelta(days=14))


def _under_way(way: Way, products: Sequence[Row]) -> None:
    way.open_producers(_by_way(products, "submitted", "returned", "draft"), moment(10, 20))
    for index, row in enumerate(_by_way(products, "submitted", "returned")):
        # The first is overdue on the day the demonstration ends; the others are due one after the other.
        began = moment(10, 22) if index == 0 else moment(11, 1) + timedelta(days=index, hours=index)
        way.register(row, began)
        way.write(row, began + timedelta(days=1))
        way.submit(row, began + timedelta(days=2))
        if row.way == "returned":
            way.ask_more(
                row,
                began + timedelta(days=6),
                reason="Hồ sơ còn thiếu giấy tờ dưới đây; đề nghị bổ sung rồi nộp lại.",
                items=[
                    "Phiếu kiểm nghiệm còn hiệu lực theo tiêu chuẩn công bố",
                    "Hợp đồng mua nguyên liệu năm 2026",
                ],
            )
    for index, row in enumerate(_by_way(products, "draft")):
        began = moment(11, 16) + timedelta(days=index)
        way.register(row, began)
        way.write(row, began + timedelta(hours=3), share=(0.7, 0.3, 0.9, 0.2)[index % 4])


def _offer(way: Way) -> None:
    place = place_on(OFFERED_COMMUNE, date(2026, 11, 20))
    if place is not None:
        way.cast.offer_commune(place)
    if OFFERED_PRODUCER in way.producers:
        way.cast.offer_producer(OFFERED_PRODUCER, "Lập hồ sơ, tự chấm điểm, theo dõi kết quả")
