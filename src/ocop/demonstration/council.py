"""The council of the demonstration: nine members and a secretary, sessions scored through their ballots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from ocop.demonstration.cast import Cast
from ocop.demonstration.catalogue import Row
from ocop.demonstration.journey import Way
from ocop.demonstration.marks import aimed, chance, varied
from ocop.evaluation import actions
from ocop.evaluation.actions import Seat
from ocop.evaluation.models import Ballot, Council, Session
from ocop_rules import rulebooks


def establish(cast: Cast, *, on: date, at: datetime) -> Council:
    """Set up the council of the year."""
    seats = [
        Seat(cast.people["council_chair"].pk, "chair"),
        Seat(cast.members[0].pk, "deputy"),
        *(Seat(member.pk, "member") for member in cast.members[1:]),
        Seat(cast.people["council_secretary"].pk, "secretary"),
    ]
    return actions.establish_council(
        name="Hội đồng đánh giá, phân hạng sản phẩm OCOP tỉnh Sơn La năm 2026",
        decision_number="1205/QĐ-UBND",
        decided_on=on,
        place_path=cast.province.path,
        seats=seats,
        actor=cast.acting("province_leader", at),
        at=at,
    )


def open_session(
    way: Way, council: Council, rows: Sequence[Row], *, title: str, planned: datetime, opened: datetime
) -> Session:
    """Plan a session over some products and open it for scoring; everybody is there."""
    session = actions.plan_session(
        council,
        title=title,
        held_on=timezone.localdate(opened),
        venue="Hội trường UBND tỉnh",
        dossiers=[way.now(row) for row in rows],
        actor=way.cast.acting("council_secretary", planned),
        at=planned,
    )
    secretary = way.cast.acting("council_secretary", opened)
    session = actions.open_session(session, actor=secretary, at=opened)
    present = council.members.values_list("pk", flat=True)
    actions.record_attendance(
        session, present=set(present), actor=secretary, at=opened + timedelta(minutes=10)
    )
    return session


def score(way: Way, session: Session, rows: Sequence[Row], *, at: datetime, share: float = 1.0) -> None:
    """Let the members mark: all of it, or the first part of each one's list."""
    by_dossier = {way.dossiers[row.number].pk: row for row in rows}
    ballots = Ballot.objects.filter(item__session=session).select_related(
        "item__session__council", "member__user"
    )
    for ballot in ballots.order_by("member__position", "item__position"):
        row = by_dossier[ballot.item.dossier_id]
        if share < 1 and not _reached(ballot, share, len(rows)):
            continue
        _mark(
            way.cast,
            ballot,
            row,
            at=at + timedelta(minutes=7 * ballot.item.position),
            whole=share == 1 or chance(ballot.pk) % 4 > 0,
        )


def _reached(ballot: Ballot, share: float, products: int) -> bool:
    pace = share + (chance(ballot.member_id, "pace") % 40 - 20) / 100
    return ballot.item.position <= products * pace


def _mark(cast: Cast, ballot: Ballot, row: Row, *, at: datetime, whole: bool) -> None:
    actor = cast.actor(ballot.member.user, at)
    sheet = rulebooks.get(ballot.item.rulebook_id).sheet(row.sheet_number)
    short = row.short_of_minimum
    agreed = aimed(sheet, row.aim_star, short_of_minimum=short, seed=row.number)
    picks = varied(sheet, agreed, row.aim_star, short_of_minimum=short, seed=ballot.pk, changes=4)
    if not whole:
        picks = dict(list(picks.items())[: len(picks) // 2])
    ballot = actions.declare_interest(ballot, has_interest=False, actor=actor, at=at)
    remarks = {sheet.criteria[0].code: "Đã xem hồ sơ và mẫu."} if ballot.pk % 5 == 0 else {}
    ballot = actions.save_marks(
        ballot, picks=picks, notes=remarks, version=ballot.version, actor=actor, at=at + timedelta(minutes=5)
    )
    if whole:
        actions.complete_ballot(ballot, version=ballot.version, actor=actor, at=at + timedelta(minutes=6))


def close(way: Way, session: Session, *, at: datetime) -> None:
    """End scoring and close the session with its results."""
    secretary = way.cast.acting("council_secretary", at)
    session = actions.end_scoring(session, actor=secretary, at=at)
    _discuss(session, way, at)
    actions.close_session(session, actor=way.cast.acting("council_chair", at), at=at + timedelta(minutes=30))


def _discuss(session: Session, way: Way, at: datetime) -> None:
    secretary = way.cast.acting("council_secretary", at)
    for item in session.items.order_by("position"):
        actions.write_discussion(
            item,
            text="Hội đồng đã trao đổi về các tiêu chí có điểm khác nhau và thống nhất giữ kết quả.",
            actor=secretary,
            at=at + timedelta(minutes=10),
        )
