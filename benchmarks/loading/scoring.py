"""Sessions with their ballots; closed ones with results that the rules core makes of the marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from benchmarks.loading.council import Seated
from benchmarks.loading.moments import moment
from benchmarks.loading.papers import Paper
from ocop.demonstration.marks import chance, varied
from ocop.dossiers.models import Dossier, Submission
from ocop.evaluation.models import Attendance, Ballot, CouncilMember, ItemResult, Session, SessionItem
from ocop.platform.workflow import act, note
from ocop_rules import grading, rulebooks

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Closed:
    """A session that was closed, and its results in the order of the list, each with its dossier."""

    session: Session
    results: list[ItemResult]
    papers: list[Paper]


@dataclass(slots=True)
class Held:
    """All sessions that were held."""

    closed: list[Closed] = field(default_factory=list)


def hold_sessions(seated: Seated, papers: Sequence[Paper], *, today: date, tell: Tell) -> Held:
    """Hold every session: ballots for each member and product; the last one stays open, half of it marked."""
    held = Held()
    for number, day in enumerate(seated.days):
        own = [paper for paper in papers if paper.session == number]
        is_open = number == len(seated.days) - 1
        with act():
            session = _session(seated, day, is_open=is_open)
            items = SessionItem.objects.bulk_create(
                _item(session, paper, position) for position, paper in enumerate(own, start=1)
            )
            ballots = _ballots(seated, items, own, at=moment(day), is_open=is_open)
            Ballot.objects.bulk_create([ballot for row in ballots for ballot in row])
            if is_open:
                _move([paper.dossier for paper in own], state="scheduled")
                continue
            results = ItemResult.objects.bulk_create(
                _result(session, item, row, at=moment(day, 16))
                for item, row in zip(items, ballots, strict=True)
            )
            _log(seated, session, ballots, results, at=moment(day, 16))
            _move([paper.dossier for paper in own], state="evaluated")
        held.closed.append(Closed(session, results, own))
        if number % 5 == 4:
            tell(f"{number + 1}/{len(seated.days)} phiên họp")
    return held


def _session(seated: Seated, day: date, *, is_open: bool) -> Session:
    by, at = seated.people.secretary.full_name, moment(day)
    session = Session(
        council=seated.council,
        title=f"Phiên họp ngày {day:%d/%m/%Y}",
        held_on=day,
        venue="Hội trường UBND tỉnh",
        place_path=seated.council.place_path,
        state="open" if is_open else "closed",
        planned_at=at - timedelta(days=7),
        planned_by=by,
        opened_at=at,
        opened_by=by,
    )
    if not is_open:
        session.scoring_ended_at, session.scoring_ended_by = at + timedelta(hours=6), by
        session.closed_at, session.closed_by = at + timedelta(hours=7), by
    session.save()
    Attendance.objects.bulk_create(
        Attendance(session=session, member=seat, present=True, recorded_at=at, recorded_by=by)
        for seat in seated.seats
    )
    return session


def _item(session: Session, paper: Paper, position: int) -> SessionItem:
    dossier = paper.dossier
    return SessionItem(
        session=session,
        dossier=dossier,
        submission=paper.submission,
        position=position,
        rulebook_id=dossier.rulebook_id,
        rulebook_digest=rulebooks.get(dossier.rulebook_id).digest,
        sheet_number=dossier.sheet_number,
        product_name=dossier.product_name,
        producer_name=dossier.producer_name,
        place_path=dossier.place_path,
        place_name=dossier.place.name,
        discussion="Hội đồng đã trao đổi và thống nhất giữ kết quả.",
    )


def _ballots(
    seated: Seated, items: list[SessionItem], papers: list[Paper], *, at: datetime, is_open: bool
) -> list[list[Ballot]]:
    """Return a row of ballots for each product. In the open session all have begun and none is complete."""
    rows = []
    for item, paper in zip(items, papers, strict=True):
        sheet = rulebooks.get(item.rulebook_id).sheet(item.sheet_number)
        agreed = paper.dossier.self_picks
        row = []
        for voter in seated.voters:
            seed = chance(item.pk, voter.position)
            picks = varied(sheet, agreed, paper.aim_star, seed=seed, changes=4)
            if is_open:
                picks = dict(list(picks.items())[: len(picks) // 2])
            marks = {code: sheet.criterion(code).levels[pick].points for code, pick in picks.items()}
            row.append(
                Ballot.of(
                    item,
                    voter,
                    marks=marks,
                    picks=picks,
                    notes={sheet.criteria[0].code: "Đã xem hồ sơ và mẫu."} if seed % 5 == 0 else {},
                    total_points=grading.ballot_total(sheet, marks),
                    marks_made=len(marks),
                    marks_wanted=len(sheet.criteria),
                    version=2,
                    accepts_marks=is_open,
                    declared_at=at,
                    completed_at=None if is_open else at + timedelta(hours=2),
                    frozen=not is_open,
                )
            )
        rows.append(row)
    return rows


def _result(session: Session, item: SessionItem, ballots: list[Ballot], *, at: datetime) -> ItemResult:
    rulebook = rulebooks.get(item.rulebook_id)
    sheet = rulebook.sheet(item.sheet_number)
    graded = grading.grade(
        rulebook,
        sheet,
        ballots={str(ballot.member_id): ballot.marks for ballot in ballots},
        confirmed=True,
    )
    return ItemResult(
        level="province",
        item=item,
        session=session,
        product_name=item.product_name,
        producer_name=item.producer_name,
        place_path=item.place_path,
        place_name=item.place_name,
        sheet_number=item.sheet_number,
        total_exact=str(graded.total),
        total_shown=grading.shown(graded.total),
        total_hundredths=graded.total.numerator * 100 // graded.total.denominator,
        band_star=graded.band_star,
        minimum_star=graded.minimum_star,
        star=graded.star,
        members=[_counted(ballot.member) | {"total": ballot.total_points} for ballot in ballots],
        means={code: str(mean) for code, mean in graded.criterion_means.items()},
        missed=[
            {
                "criterion": missed.criterion,
                "name": sheet.criterion(missed.criterion).name,
                "star": missed.star,
                "needs": missed.needs,
                "got": str(missed.got),
                "got_shown": grading.shown(missed.got),
            }
            for missed in graded.missed
        ],
        rulebook_id=rulebook.id,
        rulebook_digest=rulebook.digest,
        graded_at=at,
        graded_by="Thư ký Hội đồng",
    )


def _counted(member: CouncilMember) -> dict[str, Any]:
    return {"name": member.name, "post": member.post, "agency": member.agency_name}


def _log(
    seated: Seated, session: Session, ballots: list[list[Ballot]], results: list[ItemResult], *, at: datetime
) -> None:
    """Leave the entries that completing ballots and closing leave; those of single marks are left out."""
    for row in ballots:
        for ballot, user in zip(row, seated.people.voters, strict=True):
            made = {"marks_made": ballot.marks_made, "version": ballot.version}
            note("evaluation.complete_ballot", ballot, actor=seated.people.actor(user), at=at, facts=made)
    closing = seated.people.actor(seated.people.secretary)
    for result in results:
        facts = {"total": result.total_exact, "star": result.star, "members": result.members}
        note(
            "evaluation.close_session",
            result,
            actor=closing,
            at=at,
            facts=facts,
            place_path=session.place_path,
        )


def _move(dossiers: list[Dossier], *, state: str) -> None:
    """Write the state of dossiers, the version that was judged, and the council's result where there is one."""
    result = ItemResult.objects.filter(item__dossier=OuterRef("pk"))
    facts: dict[str, Any] = (
        {} if state == "scheduled" else {"result_star": Subquery(result.values("star")[:1])}
    )
    Dossier.objects.filter(pk__in=[dossier.pk for dossier in dossiers]).update(
        state=state,
        current_submission=Subquery(Submission.objects.filter(dossier=OuterRef("pk")).values("pk")[:1]),
        **facts,
    )
