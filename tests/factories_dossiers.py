"""Producers, registrations and dossiers for tests, all made through the actions."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pikepdf
from django.test import Client
from PIL import Image

from ocop.directory import queries as directory
from ocop.directory.actions import grant_mandate
from ocop.dossiers import actions
from ocop.dossiers.models import Dossier
from ocop.dossiers.queries.self_score import sheet_of
from ocop.platform.access import Actor, system_actor
from ocop.platform.accounts.models import User
from ocop.registration import actions as registration
from ocop.registration.models import Producer, Registration
from ocop_rules import rulebooks

TODAY = date(2026, 11, 16)
COMMUNE = "03646"  # Phường Tô Hiệu, tỉnh Sơn La
OTHER_COMMUNE = "03679"
SETUP = system_actor("thiết lập", {"directory.grant_mandate"})
PERSONAL = {"sex": "nu", "ethnicity": "Dân tộc-bí-mật", "residence": "Nơi-ở-bí-mật, Sơn La"}


def user(username: str) -> User:
    """Return a person with an account."""
    return User.objects.create(username=username, full_name=f"Người {username}")


def officer(role: str, code: str | None, *, at: datetime, username: str = "") -> Actor:
    """Return a person who holds a role at a place."""
    person = user(username or f"{role}-{code}")
    grant_mandate(
        person, role=role, place=place(code) if code else None, starts_on=date(2026, 1, 1), actor=SETUP, at=at
    )
    return actor_of(person, max(TODAY, at.date()))


def actor_of(person: User, on: date = TODAY) -> Actor:
    """Return the actor as the middleware makes it."""
    return Actor(user_id=person.pk, name=person.full_name, grants=directory.grants_for(person, on))


def client_of(actor: Actor) -> Client:
    """Return a browser in which the actor has signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def place(code: str = COMMUNE):
    """Return a commune or province of today."""
    found = directory.place_on(code, TODAY)
    assert found is not None
    return found


def producer_facts(**changes: Any) -> registration.ProducerFacts:
    """Return the facts of a co-operative, complete."""
    facts: dict[str, Any] = {
        "name": "Hợp tác xã Nông nghiệp 19/5",
        "kind": "cooperative",
        "place": changes.pop("place", None) or place(),
        "address": "Tổ 5",
        "phone": "0912 345 678",
        "email": "htx@example.vn",
        "tax_code": "5500123456",
        "registration_no": "241207000001",
        "registered_on": date(2019, 5, 19),
        "representative_name": "Người đại diện",
        "representative_position": "Giám đốc",
        "representative_sex": PERSONAL["sex"],
        "representative_ethnicity": PERSONAL["ethnicity"],
        "representative_residence": PERSONAL["residence"],
        "history": "Thành lập năm 2019 từ tổ hợp tác.",
        "structure": "Hội đồng quản trị ba người, hai mươi thành viên.",
    }
    return registration.ProducerFacts(**(facts | changes))


def producer(*, at: datetime, username: str = "0912000001", **facts: Any) -> tuple[Producer, Actor]:
    """Return a producer and the person who opened it, with the mandate that this gave."""
    person = User.objects.filter(username=username).first() or user(username)
    opened = registration.open_producer(
        producer_facts(**facts), actor=actor_of(person, max(TODAY, at.date())), at=at
    )
    return opened, actor_of(person, max(TODAY, at.date()))


def registered(
    owner: Producer,
    actor: Actor,
    *,
    at: datetime,
    name: str = "Mật ong hoa nhãn",
    sheet: int = 4,
    **more: Any,
) -> Registration:
    """Return a slip of a new product."""
    return registration.register_product(
        owner, name=name, kind=more.pop("kind", "new"), sheet_number=sheet, actor=actor, at=at, **more
    )


def draft(*, at: datetime, username: str = "0912000001", name: str = "Mật ong hoa nhãn", **more: Any):
    """Return an empty dossier and its producer's person."""
    sheet = more.pop("sheet", 4)
    owner, actor = producer(at=at, username=username, **more)
    slip = registered(owner, actor, at=at, name=name, sheet=sheet)
    return actions.open_dossier(slip, actor=actor, at=at), actor


def complete(dossier: Dossier, actor: Actor, *, at: datetime, level: int = -1) -> Dossier:
    """Fill in everything that is needed to hand a dossier in; `level` picks that level of each criterion."""
    product = dossier.registration.product
    registration.change_product(
        product, description="Mật ong lấy từ hoa nhãn.", specification="Chai thủy tinh 500 ml.",
        story="Bản làng ven suối giữ đàn ong qua ba đời.", actor=actor, at=at,
    )  # fmt: skip
    for section, answers in ANSWERS.items():
        if "result_year" in answers:
            answers = answers | {"result_year": at.year - 1}
        actions.save_report_section(dossier, section=section, answers=answers, actor=actor, at=at)
    sheet = sheet_of(dossier)
    picks = {
        criterion.code: len(criterion.levels) - 1 if level < 0 else level for criterion in sheet.criteria
    }
    actions.save_self_marks(
        dossier, picks=picks, texts={"1.1": "Toàn bộ nguyên liệu của xã."}, actor=actor, at=at
    )
    guide = {row.code for row in rulebooks.get(dossier.rulebook_id).evidence_kinds}
    kind = "business_registration" if "business_registration" in guide else ""
    actions.attach_evidence(
        dossier, file=pdf(f"Giấy đăng ký {dossier.pk}"), name="Giấy đăng ký kinh doanh.pdf", kind=kind,
        criteria=["3.1"], actor=actor, at=at,
    )  # fmt: skip
    return Dossier.objects.get(pk=dossier.pk)


ANSWERS: dict[str, dict[str, Any]] = {
    "papers": {"papers": ["business_registration", "declared"], "other_ip_text": ""},
    "results": {
        "material_zone": "Hai trăm đàn ong tại xã.",
        "technology": "Quay ly tâm, lọc, hạ thủy phần.",
        "quality": "Chai thủy tinh, nhãn mới.",
        "market": "Cửa hàng trong tỉnh và Hà Nội.",
        "labour": "Mười lăm người của xã.",
        "result_year": 2025,
        "output": "12 tấn",
        "revenue_vnd": 1_250_000_000,
        "profit_vnd": 210_000_000,
    },
    "plan": {
        "plan_product": "Thêm mật ong bạc hà.",
        "plan_production": "Mở rộng lên ba trăm đàn.",
        "plan_market": "Bán qua sàn thương mại điện tử.",
    },
}


def submitted(*, at: datetime, **more: Any):
    """Return a dossier that was handed in, and its producer's person."""
    dossier, actor = draft(at=at, **more)
    complete(dossier, actor, at=at)
    actions.submit(dossier, pledged=True, actor=actor, at=at)
    return Dossier.objects.get(pk=dossier.pk), actor


def report_text(dossier: Dossier, **changes: Any) -> actions.ReportText:
    """Return a complete Mẫu số 03."""
    rulebook = rulebooks.get(dossier.rulebook_id)
    facts: dict[str, Any] = {
        "components": {i.code: "present" for i in rulebook.dossier_for(kind=dossier.kind, sender="producer")},
        "assessments": {c.code: f"Đúng thực tế: {c.name}." for c in rulebook.commune_contents},
        "conclusions": {c.code: "agrees" for c in rulebook.commune_contents},
        "meeting_held": True,
        "meeting_text": "Các bộ phận thống nhất.",
        "letter_number": "45/UBND-KT",
        "letter_on": TODAY,
        "signed_by_name": "Người ký",
        "signed_by_post": "Chủ tịch",
    }
    return actions.ReportText(**(facts | changes))


def proposed(*, at: datetime, commune_actor: Actor, **more: Any):
    """Return a dossier that the commune has proposed, and its producer's person."""
    dossier, actor = submitted(at=at, **more)
    propose(dossier, commune_actor, at=at)
    return Dossier.objects.get(pk=dossier.pk), actor


def propose(dossier: Dossier, commune_actor: Actor, *, at: datetime) -> None:
    """Write a complete Mẫu số 03 and send the dossier up."""
    text = report_text(dossier, letter_on=at.date() - timedelta(days=1))
    actions.save_commune_report(dossier, text, actor=commune_actor, at=at)
    actions.propose(dossier, actor=commune_actor, at=at)


def pdf(text: str = "trang") -> io.BytesIO:
    """Return a small valid PDF; another text gives another file."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    document.docinfo["/Title"] = text
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    return out


def picture(size: tuple[int, int] = (8, 8), kind: str = "PNG", colour: str = "green") -> io.BytesIO:
    """Return a small valid picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    out.seek(0)
    return out
