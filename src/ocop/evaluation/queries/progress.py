"""How far each member has come. Nothing here reads a mark or a total."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocop.evaluation.models import Attendance, Ballot, CouncilMember, Session

_SEALED = ("marks", "picks", "notes", "total_points", "seal_key")


@dataclass(slots=True)
class MemberProgress:
    """One member of a session's council: seat, attendance, and how many ballots stand where."""

    member_id: int
    name: str
    post: str
    post_label: str
    agency_name: str
    votes: bool
    present: bool
    recorded: bool
    ballots: list[Ballot] = field(default_factory=list)

    def count(self, *states: str) -> int:
        """Return how many of the member's ballots are in one of the states."""
        return sum(1 for ballot in self.ballots if ballot.state in states)

    @property
    def done(self) -> int:
        return self.count("done", "recused")

    @property
    def recused(self) -> int:
        return self.count("recused")

    @property
    def begun(self) -> int:
        return self.count("begun")

    @property
    def has_acted(self) -> bool:
        """Return whether the member has declared or marked anything, so most likely is in the room."""
        return any(ballot.declared_at is not None for ballot in self.ballots)


def progress_of(session: Session) -> list[MemberProgress]:
    """Return the progress of every member in the order of the seats, in two queries."""
    attendance = (
        Attendance.objects.filter(session=session).select_related("member").order_by("member__position", "pk")
    )
    members = {row.member_id: _line(row.member, row) for row in attendance}
    ballots = (
        Ballot.objects.filter(item__session=session, item__postponed_at__isnull=True)
        .defer(*_SEALED)
        .order_by("item__position", "pk")
    )
    for ballot in ballots:
        members[ballot.member_id].ballots.append(ballot)
    return list(members.values())


def my_ballots(session: Session, user_id: int) -> list[Ballot]:
    """Return a member's own ballots of a session in the order of its list, with product and state."""
    return list(
        Ballot.objects.filter(item__session=session, item__postponed_at__isnull=True, user_id=user_id)
        .select_related("item", "member")
        .defer("marks", "picks", "notes", "seal_key")
        .order_by("item__position", "pk")
    )


def _line(member: CouncilMember, row: Attendance) -> MemberProgress:
    return MemberProgress(
        member_id=member.pk,
        name=member.name,
        post=member.post,
        post_label=str(member.get_post_display()),
        agency_name=member.agency_name,
        votes=member.votes,
        present=row.present,
        recorded=row.recorded_at is not None,
    )
