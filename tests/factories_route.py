"""People and steps of a dossier that walks a route through a district: the map of 2024, QĐ 148/QĐ-TTg."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.test import Client

from ocop.directory import queries as directory
from ocop.directory.actions import grant_mandate
from ocop.directory.models import Place
from ocop.dossiers import actions as dossiers
from ocop.dossiers.models import Dossier
from ocop.evaluation import actions as evaluation
from ocop.evaluation.models import Ballot, Council, ItemResult, Session
from ocop.platform.access import Actor, system_actor
from ocop.platform.accounts.models import User
from ocop.recognition import actions as recognition
from ocop.recognition.models import Certificate, Decision
from ocop.registration import actions as registration
from ocop.registration.models import Producer
from ocop_rules import grading, rulebooks
from ocop_rules.sheets import Sheet
from tests.factories_dossiers import complete, pdf, producer_facts

PROVINCE, DISTRICT, COMMUNE = "14", "14/125", "14/125/04111"  # Sơn La, Mai Sơn, Mường Bằng
SHEET = 4
SETUP = system_actor("thiết lập", {"directory.grant_mandate"})
_serial = count(1)


def moment(year: int, month: int, day: int) -> datetime:
    """Return nine in the morning of a day in Vietnam."""
    return datetime(year, month, day, 2, 0, tzinfo=UTC)


def place(path: str, on: date) -> Place:
    """Return the place with this path on a day."""
    found = directory.place_on(path.rpartition("/")[2], on)
    assert found is not None and found.path == path
    return found


class World:
    """People by role and place, each an actor with the grants of the day asked for."""

    def __init__(self) -> None:
        self.users: dict[tuple[str, str, int], User] = {}

    def person(self, role: str, path: str, at: datetime, seat: int = 0) -> Actor:
        """Return who holds a role at a place on the day of `at`, appointed the day before at the latest."""
        key = (role, path, seat)
        if key not in self.users:
            user = User.objects.create(username=f"rt{next(_serial):06d}", full_name=f"{role} {path} {seat}")
            starts_on = at.date() - timedelta(days=1)
            grant_mandate(
                user, role=role, place=place(path, starts_on), starts_on=starts_on, actor=SETUP, at=at
            )
            self.users[key] = user
        return self.actor(self.users[key], at)

    def actor(self, user: User, at: datetime) -> Actor:
        """Return a person as the middleware makes them on a day."""
        return Actor(user_id=user.pk, name=user.full_name, grants=directory.grants_for(user, at.date()))

    def council(self, path: str, at: datetime, members: int = 3) -> Council:
        """Set up a council at a place: a chair, members and a secretary."""
        people = [
            (self.person("council_chair", path, at), "chair"),
            *((self.person("council_member", path, at, seat), "member") for seat in range(1, members + 1)),
            (self.person("council_secretary", path, at), "secretary"),
        ]
        return evaluation.establish_council(
            name=f"Hội đồng {path}",
            decision_number=f"{next(_serial)}/QĐ-UBND",
            decided_on=at.date(),
            place_path=path,
            seats=[evaluation.Seat(actor.user_id or 0, post) for actor, post in people],
            actor=self.person(office(path), path, at),
            at=at,
        )

    def judged(
        self, dossier: Dossier, council: Council, marks: Sequence[dict[str, int]], at: datetime
    ) -> ItemResult:
        """Let a council judge one dossier in one session: declare, score, attend, end, close."""
        path = council.place_path
        secretary = self.person("council_secretary", path, at)
        session = evaluation.plan_session(
            council, title=f"Phiên {path} {at:%d/%m/%Y}", held_on=at.date(), dossiers=[dossier],
            actor=secretary, at=at,
        )  # fmt: skip
        session = evaluation.open_session(session, actor=secretary, at=at)
        for number, ballot in enumerate(
            Ballot.objects.filter(item__session=session).order_by("member__position")
        ):
            self.scored(ballot, marks[number % len(marks)], at)
        present = list(council.members.values_list("pk", flat=True))
        evaluation.record_attendance(session, present=present, actor=secretary, at=at)
        evaluation.end_scoring(session, actor=secretary, at=at)
        evaluation.close_session(Session.objects.get(pk=session.pk), actor=secretary, at=at)
        return ItemResult.objects.get(session=session)

    def scored(self, ballot: Ballot, picks: dict[str, int], at: datetime) -> None:
        """Let a member declare, mark and complete a ballot."""
        voter = self.actor(ballot.user, at)
        evaluation.declare_interest(ballot, has_interest=False, actor=voter, at=at)
        ballot = Ballot.objects.select_related("member", "item__session").get(pk=ballot.pk)
        ballot = evaluation.save_marks(ballot, picks=picks, version=ballot.version, actor=voter, at=at)
        evaluation.complete_ballot(ballot, version=ballot.version, actor=voter, at=at)

    def decided(self, path: str, results: Sequence[ItemResult], at: datetime, number: int) -> Decision:
        """Draft and issue a place's decision on results."""
        on = at.date()
        draft = recognition.draft_decision(
            place(path, on), result_ids=[row.pk for row in results],
            authority_name=f"Ủy ban nhân dân {place(path, on).name.lower()}",
            actor=self.person(office(path), path, at), at=at,
        )  # fmt: skip
        return recognition.issue_decision(
            draft, number=number, issued_on=on, signed_by_name="Người Ký", signed_by_post="Chủ tịch",
            actor=self.person(leader(path), path, at), at=at,
        )  # fmt: skip

    def client(self, actor: Actor) -> Client:
        """Return a browser in which a person has signed in."""
        browser = Client()
        browser.force_login(User.objects.get(pk=actor.user_id))
        return browser


def office(path: str) -> str:
    return "district_officer" if directory.tier_of(path) == "district" else "province_officer"


def leader(path: str) -> str:
    return "district_leader" if directory.tier_of(path) == "district" else "province_leader"


def producer_in(path: str, at: datetime) -> tuple[Producer, User]:
    """Return a producer of a commune and the person behind it."""
    person = User.objects.create(username=f"09{next(_serial):08d}", full_name="Người thay mặt chủ thể")
    facts = producer_facts(place=place(path, at.date()))
    producer = registration.open_producer(facts, actor=World().actor(person, at), at=at)
    return producer, person


def filed(producer: Producer, owner: Actor, at: datetime, name: str = "Mật ong hoa nhãn", **more) -> Dossier:
    """Return a dossier that was registered, written and handed in."""
    slip = registration.register_product(
        producer, name=name, kind=more.pop("kind", "new"), sheet_number=SHEET, actor=owner, at=at, **more
    )
    dossier = dossiers.open_dossier(slip, actor=owner, at=at)
    complete(dossier, owner, at=at)
    if slip.kind == "upgrade":
        dossiers.save_report_section(
            dossier, section="changes", answers={"changes": "Bao bì mới."}, actor=owner, at=at
        )
    if slip.kind == "reevaluation":
        updates = ("updates_material", "updates_packaging", "updates_tests", "updates_market")
        dossiers.save_report_section(
            dossier, section="updates", answers=dict.fromkeys(updates, "Như đã nêu."), actor=owner, at=at
        )
    dossiers.submit(dossier, pledged=True, actor=owner, at=at)
    return Dossier.objects.get(pk=dossier.pk)


def picks_for(rulebook_id: str, *, star: int, below: int) -> dict[str, int]:
    """Return levels that reach a star, with a total below a number of points, as little lowered as it takes."""
    sheet: Sheet = rulebooks.get(rulebook_id).sheet(SHEET)
    chosen = {
        c.code: max(range(len(c.choices)), key=lambda i, c=c: c.choices[i].points) for c in sheet.criteria
    }

    def points() -> dict[str, int]:
        return {code: sheet.criterion(code).choices[level].points for code, level in chosen.items()}

    least = min(band.at_least for band in rulebooks.get(rulebook_id).bands if band.star == star)
    for criterion in sheet.criteria:
        for level in sorted(range(len(criterion.choices)), key=lambda i: -criterion.choices[i].points):
            if sum(points().values()) < below:
                break
            before = chosen[criterion.code]
            chosen[criterion.code] = level
            if sum(points().values()) < least or grading.shortfalls(
                sheet, points(), star, unmet_is_zero=True
            ):
                chosen[criterion.code] = before
    assert least <= sum(points().values()) < below
    return chosen


def sent_up(dossier: Dossier, officer: Actor, at: datetime, *, samples: int = 5) -> Dossier:
    """Make the six papers of a transmittal and send the dossier up."""
    dossiers.attach_paper(
        dossier, code="appraisal_report", file=pdf("Báo cáo thẩm định"), name="Bao cao tham dinh.pdf",
        actor=officer, at=at,
    )  # fmt: skip
    dossiers.save_transmittal(
        dossier,
        dossiers.TransmittalText(
            letter_number="312/UBND-NN", letter_on=at.date(), signed_by_name="Người Ký Huyện",
            signed_by_post="Phó Chủ tịch", samples_sent=samples,
        ),
        actor=officer, at=at,
    )  # fmt: skip
    return dossiers.send_up(dossier, actor=officer, at=at)


def certificate_of(dossier: Dossier) -> Certificate:
    """Return the certificate that a dossier ended in."""
    return Certificate.objects.get(line__dossier=dossier)
