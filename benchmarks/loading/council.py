"""The council, and the days on which it sits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.loading.moments import moment
from benchmarks.loading.people import People
from ocop.evaluation.models import Council, CouncilMember
from ocop.platform.workflow import act

DAYS_BETWEEN = (
    60  # twenty sessions reach back a little over 36 months, so the oldest certificates are expired
)


@dataclass(frozen=True, slots=True)
class Seated:
    """The council, its voting members in order, and the day of each session, the open one's last."""

    council: Council
    voters: list[CouncilMember]
    seats: list[CouncilMember]
    days: list[date]
    people: People


def seat_council(people: People, *, today: date, sessions: int) -> Seated:
    """Set up one council for all sessions."""
    days = [today - timedelta(days=DAYS_BETWEEN * back) for back in reversed(range(sessions))]
    decided_on = days[0] - timedelta(days=30)
    council = Council(
        level="province",
        name="Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh",
        place_path=people.province.path,
        place_name=people.province.full_name,
        decision_number="01/QĐ-UBND",
        decided_on=decided_on,
        established_at=moment(decided_on),
        established_by=people.officer.full_name,
    )
    with act():
        council.save()
        seats = [
            CouncilMember(
                council=council,
                user=user,
                name=user.full_name,
                agency_name=f"Sở số {position}",
                post="chair" if position == 1 else "secretary" if user == people.secretary else "member",
                votes=user != people.secretary,
                position=position,
            )
            for position, user in enumerate([*people.voters, people.secretary], start=1)
        ]
        seats = CouncilMember.objects.bulk_create(seats)
    return Seated(council, [seat for seat in seats if seat.votes], seats, days, people)
