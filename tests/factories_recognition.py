"""Rows that recognition starts from: an evaluated dossier with the council's frozen result, and actors by
role.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from itertools import count
from typing import Any

from ocop.directory.actions import grant_mandate
from ocop.directory.queries import place_on
from ocop.directory.roles import role_of
from ocop.dossiers.models import Dossier, Submission
from ocop.evaluation.models import Council, ItemResult, Session, SessionItem
from ocop.platform.access import Actor, Grant, system_actor
from ocop.platform.accounts.models import User
from ocop.platform.workflow import act
from ocop.recognition import actions
from ocop.recognition.models import Certificate, Decision, ResultNotice, ResultNoticeLine
from ocop.registration.models import Producer, ProducerMember, Product, Registration
from ocop_rules import rulebooks
from ocop_rules.grading import band, shown
from tests.conftest import NOON, TODAY

PROVINCE = "14"
COMMUNE = "03646"
AUTHORITY = "Ủy ban nhân dân tỉnh Sơn La"
_numbers = count(1)


def actor(role: str, path: str = PROVINCE, *, user: User | None = None, name: str = "") -> Actor:
    """Return an actor who holds one role at a place."""
    found = role_of(role)
    assert found is not None
    grant = Grant(
        role=role, role_title=str(found.title), place_path="" if found.reach == "own" else path,
        place_name=path, agency=AUTHORITY, reach=found.reach, capabilities=found.capabilities,
    )  # fmt: skip
    return Actor(
        user_id=user.pk if user else next(_numbers) + 100_000,
        name=name or f"Người giữ vai {role}",
        grants=(grant,),
    )


def person(role: str, code: str = PROVINCE) -> User:
    """Return a user with a mandate of one role, in force today by any clock."""
    user = User.objects.create(username=f"09{next(_numbers):08d}", full_name=f"Người giữ vai {role}")
    own = getattr(role_of(role), "own_account", False)
    grant_mandate(
        user, role=role, place=None if own else place(code), starts_on=date(2026, 1, 1), ends_on=None,
        actor=system_actor("thiết lập", {"directory.grant_mandate"}), at=NOON,
    )  # fmt: skip
    return user


def place(code: str, on: date = TODAY) -> Any:
    """Return the place with this code today."""
    found = place_on(code, on)
    assert found is not None, code
    return found


def producer(*, commune: str = COMMUNE, user: User | None = None, **facts: Any) -> Producer:
    """Return a producer of a commune, with personal facts that no public page may show."""
    where = place(commune)
    row = Producer(
        **{
            "name": "Hợp tác xã chè Tà Xùa", "kind": "cooperative", "place": where, "place_path": where.path,
            "address": "Bản Tà Xùa C", "phone": "0912000111", "email": "kin@vidu.vn",
            "representative_name": "NGUOIDAIDIEN", "representative_ethnicity": "DANTOCKIN",
            "representative_residence": "CUTRUKIN", "history": "LICHSUKIN", "structure": "COCAUKIN",
            "opened_at": NOON, "opened_by": "kiểm thử",
        }
        | facts
    )  # fmt: skip
    with act():
        row.refold()
        row.save(force_insert=True)
        if user is not None:
            ProducerMember(producer=row, user=user, added_at=NOON, added_by="kiểm thử").save(
                force_insert=True
            )
    return row


def product(
    *, name: str = "Chè Shan tuyết cổ thụ", sheet: int = 1, owner: Producer | None = None, **facts: Any
) -> Product:
    """Return a registered product."""
    owner = owner or producer()
    row = Product(
        producer=owner, name=name, rulebook_id="26-2026", sheet_number=sheet, place_path=owner.place_path,
        **{"story": "Cây chè trăm tuổi trên núi.", "specification": "QUYCACHKIN"} | facts,
    )  # fmt: skip
    with act():
        row.refold()
        row.save(force_insert=True)
    return row


def result(
    of: Product | None = None,
    *,
    total: Fraction | str = "82.40",
    star: int | None = None,
    held_on: date = TODAY,
    graded_at: datetime = NOON,
    kind: str = "new",
    prior_code: str = "",
    rulebook_id: str = "26-2026",
    **facts: Any,
) -> ItemResult:
    """Return a council's result on a product; its dossier is evaluated and waits for a decision."""
    of = of or product(**facts)
    number, rulebook = next(_numbers), rulebooks.get(rulebook_id)
    total = Fraction(total)
    reached = band(rulebook, total)
    star = reached if star is None else star
    where = of.producer.place
    pinned = {"rulebook_id": rulebook.id, "sheet_number": of.sheet_number}
    named = {"product_name": of.name, "producer_name": of.producer.name}
    with act():
        slip = Registration(
            product=of, kind=kind, year=held_on.year, number=number, number_text=f"{number}/PĐK", place=where,
            place_path=where.path, issued_path=where.path, registered_on=held_on, registered_at=NOON, registered_by="kiểm thử",
            prior_code=prior_code,
            prior_star=None if kind == "new" else 3, **pinned,
        )  # fmt: skip
        slip.save(force_insert=True)
        dossier = Dossier(
            registration=slip, kind=kind, level="province", search_text="", place=where, place_path=where.path,
            opened_at=NOON, opened_by="kiểm thử", **named, **pinned,
        )  # fmt: skip
        dossier.save(force_insert=True)
        content = {
            "producer": {"address": of.producer.address},
            "product": {"story": of.story, "photo_sha256": of.photo.sha256 if of.photo else ""},
        }
        submission = Submission(
            dossier=dossier, number=1, submitted_at=NOON, submitted_by="kiểm thử", content=content,
            digest="0" * 64,
            receipt_text="",
        )  # fmt: skip
        submission.save(force_insert=True)
        dossier.state, dossier.current_submission = "evaluated", submission
        dossier.save(update_fields=["state", "current_submission"])
        return _grade(dossier, submission, total, reached, star, held_on=held_on, graded_at=graded_at)


def _grade(
    dossier: Dossier,
    submission: Submission,
    total: Fraction,
    reached: int,
    star: int,
    *,
    held_on: date,
    graded_at: datetime,
) -> ItemResult:
    copied = {
        "product_name": dossier.product_name, "producer_name": dossier.producer_name,
        "place_path": dossier.place_path, "place_name": dossier.place.name,
        "rulebook_id": dossier.rulebook_id, "rulebook_digest": rulebooks.get(dossier.rulebook_id).digest,
        "sheet_number": dossier.sheet_number,
    }  # fmt: skip
    session = _session(held_on)
    item = SessionItem(session=session, dossier=dossier, submission=submission, position=1, **copied)
    item.save(force_insert=True)
    row = ItemResult(
        item=item, session=session, level="province", total_exact=str(total), total_shown=shown(total),
        total_hundredths=int(total * 100), band_star=reached, minimum_star=star or reached, star=star,
        members=[{"name": "DIEMTHANHVIENKIN", "post": "Ủy viên", "agency": "", "total": str(total)}],
        means={}, graded_at=graded_at, graded_by="kiểm thử", **copied,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _session(held_on: date) -> Session:
    number = next(_numbers)
    council = Council(
        name="Hội đồng cấp tỉnh", level="province", place_path=PROVINCE, place_name="Sơn La",
        decision_number=f"{number}/QĐ-UBND", decided_on=held_on, established_at=NOON, established_by="kiểm thử",
    )  # fmt: skip
    council.save(force_insert=True)
    session = Session(
        council=council, title="Đợt 2 năm 2026", held_on=held_on, place_path=PROVINCE, state="closed",
        planned_at=NOON, planned_by="kiểm thử", closed_at=NOON, closed_by="kiểm thử",
    )  # fmt: skip
    session.save(force_insert=True)
    return session


def draft(*results: ItemResult, at: datetime = NOON) -> Decision:
    """Return a draft decision on these results."""
    return actions.draft_decision(
        place(PROVINCE), result_ids=[row.pk for row in results], authority_name=AUTHORITY,
        proposer_name="Sở Nông nghiệp và Môi trường", actor=actor("province_officer"), at=at,
    )  # fmt: skip


def issued(
    *results: ItemResult, number: int | None = None, on: date = TODAY, at: datetime = NOON
) -> Decision:
    """Return an issued decision on these results."""
    return actions.issue_decision(
        draft(*results, at=at), number=number or next(_numbers), issued_on=on, signed_by_name="Người Ký",
        signed_by_post="Chủ tịch", actor=actor("province_leader"), at=at,
    )  # fmt: skip


def told(*lines: ResultNoticeLine, **facts: Any) -> ResultNotice:
    """Return a notice of these lines, or of all that wait where none is given."""
    chosen = lines or ResultNoticeLine.objects.filter(notice=None)
    return actions.issue_notice(
        place(PROVINCE),
        **{
            "line_ids": [line.pk for line in chosen], "number_text": f"{next(_numbers)}/TB-SNNMT",
            "issued_on": TODAY, "agency_name": "Sở Nông nghiệp và Môi trường tỉnh Sơn La",
            "authority_name": AUTHORITY, "signed_by_name": "Người Ký Thông Báo", "signed_by_post": "Giám đốc",
            "actor": actor("province_officer"), "at": NOON,
        }
        | facts,
    )  # fmt: skip


def certificate(of: Product | None = None, **facts: Any) -> Certificate:
    """Return a certificate issued today."""
    row = result(of, **facts)
    issued(row)
    return Certificate.objects.get(line__result=row)


def earlier(**facts: Any) -> Certificate:
    """Return a certificate entered from an earlier register: Sơn La, valid 2024 to 2027."""
    where = place(facts.pop("commune", COMMUNE))
    return actions.enter_earlier_certificate(
        where,
        **{
            "product_code": "14-116-03646-7-2024", "star": 3, "product_name": "Mật ong Mộc Châu",
            "producer_name": "Hợp tác xã ong Mộc Châu", "sheet_number": 1, "decision_number": "2210/QĐ-UBND",
            "decided_on": date(2024, 11, 20), "authority_name": AUTHORITY, "expires_on": date(2027, 11, 20),
            "actor": actor("province_officer"), "at": NOON,
        }
        | facts,
    )  # fmt: skip
