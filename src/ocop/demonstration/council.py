"""The councils of the demonstration: set up, sessions scored through their ballots, closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from ocop.demonstration.cast import Cast, lowered
from ocop.demonstration.catalogue import Row
from ocop.demonstration.journey import Way
from ocop.demonstration.marks import aimed, chance, varied
from ocop.directory.models import Place
from ocop.evaluation import actions
from ocop.evaluation.actions import Seat
from ocop.evaluation.models import Ballot, Council, Session
from ocop.platform.access import Actor
from ocop_rules import rulebooks


@dataclass(frozen=True, slots=True)
class Body:
    """A council with who acts for it: `seated` gives the holder of a role at its place at a moment."""

    council: Council
    seated: Callable[[str, datetime], Actor]
    venue: str


def establish(cast: Cast, *, number: str, on: date, at: datetime) -> Body:
    """Set up the province's council of a year: nine members and a secretary."""
    seats = [
        Seat(cast.people["council_chair"].pk, "chair"),
        Seat(cast.members[0].pk, "deputy"),
        *(Seat(member.pk, "member") for member in cast.members[1:]),
        Seat(cast.people["council_secretary"].pk, "secretary"),
    ]
    council = _entered(
        cast.province, seats, number=number, on=on, actor=cast.acting("province_leader", at), at=at
    )
    return Body(council, cast.acting, "Hội trường UBND tỉnh")


def establish_in(cast: Cast, district: Place, *, number: str, on: date, at: datetime) -> Body:
    """Set up a district's council of a year: a chair, three members and a secretary."""

    def seated(role: str, at: datetime) -> Actor:
        return cast.acting_in(district, role, at)

    seats = [
        Seat(seated("council_chair", at).user_id or 0, "chair"),
        *(Seat(member.pk, "member") for member in cast.members_of(district)),
        Seat(seated("council_secretary", at).user_id or 0, "secretary"),
    ]
    council = _entered(district, seats, number=number, on=on, actor=seated("district_leader", at), at=at)
    return Body(council, seated, f"Hội trường UBND {lowered(district)}")


def _entered(
    place: Place, seats: Sequence[Seat], *, number: str, on: date, actor: Actor, at: datetime
) -> Council:
    for earlier in Council.objects.filter(place_path=place.path, ended_on=None):
        actions.end_council(earlier, ended_on=on, document=f"Quyết định {number}", actor=actor, at=at)
    return actions.establish_council(
        name=f"Hội đồng đánh giá, phân hạng sản phẩm OCOP {lowered(place)} năm {on.year}",
        decision_number=number,
        decided_on=on,
        place_path=place.path,
        seats=seats,
        actor=actor,
        at=at,
    )


def open_session(
    way: Way, body: Body, rows: Sequence[Row], *, title: str, planned: datetime, opened: datetime
) -> Session:
    """Plan a session over some products and open it for scoring; everybody is there."""
    session = actions.plan_session(
        body.council,
        title=title,
        held_on=timezone.localdate(opened),
        venue=body.venue,
        dossiers=[way.now(row) for row in rows],
        actor=body.seated("council_secretary", planned),
        at=planned,
    )
    secretary = body.seated("council_secretary", opened)
    session = actions.open_session(session, actor=secretary, at=opened)
    present = body.council.members.values_list("pk", flat=True)
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


def close(body: Body, session: Session, *, at: datetime) -> None:
    """End scoring and close the session with its results."""
    secretary = body.seated("council_secretary", at)
    session = actions.end_scoring(session, actor=secretary, at=at)
    _discuss(session, secretary, at)
    actions.close_session(session, actor=body.seated("council_chair", at), at=at + timedelta(minutes=30))


def _discuss(session: Session, secretary: Actor, at: datetime) -> None:
    for item in session.items.order_by("position"):
        actions.write_discussion(
            item,
            text="Hội đồng đã trao đổi về các tiêu chí có điểm khác nhau và thống nhất giữ kết quả.",
            actor=secretary,
            at=at + timedelta(minutes=10),
        )
