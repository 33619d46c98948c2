"""A council, its people, accepted dossiers and sessions, for the tests of evaluation and of what follows it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from ocop.directory.models import Mandate
from ocop.directory.queries import grants_for, place_on
from ocop.dossiers.models import Dossier, Evidence, Submission
from ocop.evaluation import actions
from ocop.evaluation.models import Ballot, Council, Session, SessionItem
from ocop.platform.access import Actor
from ocop.platform.accounts.models import User
from ocop.platform.files.models import StoredFile
from ocop.platform.workflow import act
from ocop.registration.models import Producer, Product, Registration
from ocop_rules import rulebooks
from ocop_rules.sheets import Criterion, Sheet

TODAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
RULEBOOK = "26-2026"
PROVINCE, COMMUNE = "14", "03646"
SHEET = 13
_serial = itertools.count(1)


def person(role: str, *, name: str = "", place: str = PROVINCE) -> User:
    """Make a user with one mandate."""
    number = next(_serial)
    user = User.objects.create(username=f"ev{number:06d}", full_name=name or f"{role} {number}")
    with act():
        Mandate(
            user=user, role=role, place=place_on(place, TODAY), starts_on=date(2026, 1, 1), granted_at=NOON
        ).save()
    return user


def actor_for(user: User) -> Actor:
    """Return the actor that the middleware would make of a user on the day of the tests."""
    return Actor(user_id=user.pk, name=user.full_name, grants=grants_for(user, TODAY))


@dataclass
class Panel:
    """A council with the people around it."""

    council: Council
    chair: Actor
    members: list[Actor]
    secretary: Actor
    officer: Actor
    users: dict[int | None, User] = field(default_factory=dict)

    @property
    def voters(self) -> list[Actor]:
        return [self.chair, *self.members]

    def member_ids(self, *actors: Actor) -> list[int]:
        """Return the seat ids of some of the council's people; of all when none is named."""
        wanted = [actor.user_id for actor in actors] or [
            actor.user_id for actor in (*self.voters, self.secretary)
        ]
        seats = dict(self.council.members.values_list("user_id", "pk"))
        return [seats[user] for user in wanted]


def panel(*, members: int = 3) -> Panel:
    """Set up a council with a chair, some members and a secretary."""
    officer = person("province_officer", name="Cơ quan tham mưu")
    people = [
        person("council_chair", name="Chủ tịch Hội đồng"),
        *(person("council_member", name=f"Ủy viên {number}") for number in range(1, members + 1)),
        person("council_secretary", name="Thư ký Hội đồng"),
    ]
    posts = ["chair", *["member"] * members, "secretary"]
    council = actions.establish_council(
        name="Hội đồng đánh giá cấp tỉnh",
        decision_number=f"{next(_serial)}/QĐ-UBND",
        decided_on=TODAY,
        place_path=PROVINCE,
        seats=[actions.Seat(user.pk, post) for user, post in zip(people, posts, strict=True)],
        actor=actor_for(officer),
        at=NOON,
    )
    actors = [actor_for(user) for user in people]
    return Panel(
        council=council,
        chair=actors[0],
        members=actors[1:-1],
        secretary=actors[-1],
        officer=actor_for(officer),
        users={user.pk: user for user in (*people, officer)},
    )


def accepted_dossier(
    name: str = "Cà phê rang",
    *,
    sheet: int = SHEET,
    commune: str = COMMUNE,
    kind: str = "new",
    files: Sequence[StoredFile] = (),
) -> Dossier:
    """Make a dossier that the province has taken in, with a frozen submission, without walking the way there."""
    place = place_on(commune, TODAY)
    number = next(_serial)
    stamps = {"place": place, "place_path": place.path}
    kept = {"rulebook_id": RULEBOOK, "sheet_number": sheet}
    prior = {} if kind == "new" else {"prior_star": 3, "prior_expires_on": date(2027, 3, 1)}
    with act():
        producer = Producer(name=f"Chủ thể {number}", kind="cooperative", address="Bản 1", phone="0", search_text="",
                            representative_name="Người đại diện", opened_at=NOON, opened_by="t", **stamps)  # fmt: skip
        producer.save()
        product = Product(producer=producer, name=name, search_text="", place_path=place.path, **kept)
        product.save()
        slip = Registration(product=product, kind=kind, **prior, year=2026, number=number, number_text=f"{number}/PĐK",
                            issued_path=place.path, registered_on=TODAY,
                            registered_at=NOON, registered_by="t", **stamps, **kept)  # fmt: skip
        slip.save()
        dossier = Dossier(registration=slip, kind=kind, level="province", product_name=name, producer_name=producer.name,
                          search_text="", opened_at=NOON, opened_by="t", **stamps, **kept)  # fmt: skip
        dossier.save()
        listed = [evidence(dossier, file) for file in files]
        submission = Submission(dossier=dossier, number=1, submitted_at=NOON, submitted_by="t", digest="0" * 64,
                                content=content(dossier, number) | {"evidence": listed}, receipt_text="")  # fmt: skip
        submission.save()
        dossier.state, dossier.current_submission = "accepted", submission
        dossier.accepted_at, dossier.accepted_by = NOON, "t"
        dossier.proposed_at, dossier.proposed_by = NOON, "t"
        dossier.save()
    return dossier


def evidence(dossier: Dossier, file: StoredFile) -> dict:
    """Add a file to a dossier as evidence of criterion 1.1 and return it as a frozen content lists it."""
    row = Evidence(dossier=dossier, file=file, name="anh.png", criteria=["1.1"], added_at=NOON, added_by="t")
    row.save()
    return {
        "id": row.pk, "name": row.name, "sha256": file.sha256, "size": file.size_bytes, "media_type": file.media_type,
        "kind": "", "criteria": row.criteria,
    }  # fmt: skip


def content(dossier: Dossier, number: int) -> dict:
    """Return a small frozen content: what the council's pages read of a submission."""
    codes = [criterion.code for criterion in sheet_of(dossier.sheet_number).criteria]
    return {
        "schema": 1,
        "registration": {
            "number": f"{number}/PĐK",
            "kind_name": "Mới",
            "sheet_title": "",
            "classification": "",
        },
        "producer": {
            "name": dossier.producer_name,
            "personal": {"representative_residence": "BÍ-MẬT-CƯ-TRÚ"},
        },
        "product": {
            "name": dossier.product_name,
            "description": "Mô tả",
            "specification": "Quy cách",
            "story": "",
        },
        "report": {},
        "self_marks": dict.fromkeys(codes, 1),
        "self_picks": {},
        "self_notes": {codes[0]: "Tự thuyết minh"},
        "self_total": 70,
        "self_star": 4,
        "evidence": [],
    }


def sheet_of(number: int = SHEET) -> Sheet:
    return rulebooks.get(RULEBOOK).sheet(number)


def best(criterion: Criterion) -> int:
    """Return the index of the level with the most points."""
    return max(range(len(criterion.levels)), key=lambda index: criterion.levels[index].points)


def least(criterion: Criterion) -> int:
    """Return the index of the level with the fewest points."""
    return min(range(len(criterion.levels)), key=lambda index: criterion.levels[index].points)


def picks(choose: Callable[[Criterion], int] = best, *, sheet: int = SHEET, **other: int) -> dict[str, int]:
    """Return a level for every criterion; `other` names criteria by code with "_" for "." and their level."""
    chosen = {criterion.code: choose(criterion) for criterion in sheet_of(sheet).criteria}
    return chosen | {code.replace("_", ".").lstrip("c"): level for code, level in other.items()}


def points_of(chosen: dict[str, int], *, sheet: int = SHEET) -> dict[str, int]:
    """Return the points of chosen levels."""
    return {code: sheet_of(sheet).criterion(code).choices[level].points for code, level in chosen.items()}


def planned(seats: Panel, *names: str, sheet: int = SHEET) -> Session:
    """Plan a session over products of these names."""
    return actions.plan_session(
        seats.council,
        title="Phiên họp đợt 2 năm 2026",
        held_on=TODAY,
        venue="Hội trường tầng 2",
        dossiers=[accepted_dossier(name, sheet=sheet) for name in names or ("Cà phê rang",)],
        actor=seats.secretary,
        at=NOON,
    )


def opened(seats: Panel, *names: str, sheet: int = SHEET) -> Session:
    """Plan and open a session."""
    return actions.open_session(planned(seats, *names, sheet=sheet), actor=seats.secretary, at=NOON)


def ballot_of(item: SessionItem, actor: Actor) -> Ballot:
    """Return an actor's ballot for an item, as it is now."""
    return Ballot.objects.select_related("member", "item__session").get(
        item=item, member__user_id=actor.user_id
    )


def declared(item: SessionItem, actor: Actor) -> Ballot:
    """Return the ballot after its member has declared no interest."""
    actions.declare_interest(ballot_of(item, actor), has_interest=False, actor=actor, at=NOON)
    return ballot_of(item, actor)


def scored(item: SessionItem, actor: Actor, chosen: dict[str, int] | None = None) -> Ballot:
    """Declare, mark everything and complete one ballot."""
    ballot = declared(item, actor)
    marks = chosen if chosen is not None else picks(sheet=item.sheet_number)
    ballot = actions.save_marks(ballot, picks=marks, version=ballot.version, actor=actor, at=NOON)
    return actions.complete_ballot(ballot, version=ballot.version, actor=actor, at=NOON)


def attended(session: Session, seats: Panel, *actors: Actor) -> None:
    """Write down who is there; everybody when nobody is named."""
    actions.record_attendance(session, present=seats.member_ids(*actors), actor=seats.secretary, at=NOON)


def all_scored(session: Session, seats: Panel, chosen: Sequence[dict[str, int]] = ()) -> Session:
    """Let every voting member score every product (one set of picks a member, in turn), and end scoring."""
    for item in session.items.order_by("position"):
        for number, voter in enumerate(seats.voters):
            scored(item, voter, chosen[number % len(chosen)] if chosen else None)
    attended(session, seats)
    return actions.end_scoring(session, actor=seats.secretary, at=NOON)
