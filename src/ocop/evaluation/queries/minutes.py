"""What the minutes of a closed session say; every figure comes from rows that the closing froze."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ocop.evaluation.models import Attendance, Ballot, ItemResult, Session, SessionItem
from ocop.evaluation.queries.linked import LinkedResult, linked_results
from ocop.evaluation.queries.rules import rules_of, wrong_number
from ocop.evaluation.queries.written import meeting_requests, opinions_in
from ocop.programme.queries import CouncilRules


@dataclass(frozen=True, slots=True)
class ItemMinutes:
    """One product in the minutes: its result, or why it was left for another session."""

    item: SessionItem
    result: ItemResult | None
    reopened: tuple[Ballot, ...]
    linked: tuple[LinkedResult, ...]


@dataclass(frozen=True, slots=True)
class Resumption:
    """Scoring that was ended and opened again, and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of a session. In the written form `present` are the members whose opinion is in for some product;
    `ballots_sent` and `ballots_in` count the ballots of the products that were decided.
    """

    present: tuple[Attendance, ...]
    absent: tuple[Attendance, ...]
    chair: str
    chair_present: bool
    secretary: str
    voting: int
    voting_present: int
    resumptions: tuple[Resumption, ...]
    items: tuple[ItemMinutes, ...]
    rules: CouncilRules
    ballots_sent: int = 0
    ballots_in: int = 0
    requests: tuple[Ballot, ...] = ()

    @property
    def wrong_number(self) -> str:
        """Return how the number of voting members differs from the rules; "" when it does not."""
        return wrong_number(self.rules, self.voting)


def minutes_of(session: Session, *, readable: QuerySet[Session]) -> Minutes:
    """Return the minutes of a session, in six queries, eight in the written form.

    `readable` are the sessions that may be linked to.
    """
    rows = tuple(
        Attendance.objects.filter(session=session).select_related("member").order_by("member__position", "pk")
    )
    results = {
        result.item_id: result
        for result in ItemResult.objects.filter(session=session).select_related("confirmation")
    }
    reopened: dict[int, list[Ballot]] = {}
    for ballot in (
        Ballot.objects.filter(item__session=session, reopened_at__isnull=False)
        .select_related("member")
        .order_by("reopened_at", "pk")
    ):
        reopened.setdefault(ballot.item_id, []).append(ballot)
    items = list(session.items.order_by("position", "pk"))
    linked = linked_results([item.dossier_id for item in items], but=session.council.level, readable=readable)
    opinions = opinions_in(session) if session.is_written else {}
    there = {
        row.pk
        for row in rows
        if (opinions.get(row.member_id, (0, 0))[0] if session.is_written else row.present)
    }
    away = [row for row in rows if row.pk not in there and (row.member.votes or not session.is_written)]
    chair = next((row for row in rows if row.member.post == "chair"), None)
    return Minutes(
        present=tuple(row for row in rows if row.pk in there),
        absent=tuple(away),
        chair=chair.member.name if chair else "",
        chair_present=bool(chair and chair.pk in there),
        secretary=next((row.member.name for row in rows if row.member.post == "secretary"), ""),
        voting=sum(1 for row in rows if row.member.votes),
        voting_present=sum(1 for row in rows if row.member.votes and row.pk in there),
        resumptions=tuple(
            Resumption(datetime.fromisoformat(once["at"]), once["by"], once["reason"])
            for once in session.resumptions
        ),
        items=tuple(
            ItemMinutes(
                item,
                results.get(item.pk),
                tuple(reopened.get(item.pk, ())),
                tuple(linked.get(item.dossier_id, ())),
            )
            for item in items
        ),
        rules=rules_of(session),
        ballots_sent=sum(wanted for _given, wanted in opinions.values()),
        ballots_in=sum(given for given, _wanted in opinions.values()),
        requests=tuple(meeting_requests(session)) if session.is_written else (),
    )
