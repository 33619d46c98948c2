"""Places, accounts, mandates and producers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from benchmarks.loading.moments import moment
from ocop.directory.actions import load_places
from ocop.directory.models import Mandate, Place
from ocop.directory.queries import communes_of, place_on
from ocop.platform.access import Actor, system_actor
from ocop.platform.accounts.models import User
from ocop.platform.workflow import act
from ocop.registration.models import Producer, ProducerMember

LOADER = system_actor("Nạp số liệu đo", {"directory.load_places"})
COUNCIL_ROLES = ("council_chair", "council_member", "council_secretary")


@dataclass(frozen=True, slots=True)
class People:
    """Who is there: the province, its communes, the officer, the council's people (secretary last), the producers."""

    province: Place
    communes: list[Place]
    officer: User
    voters: list[User]
    secretary: User
    producers: list[Producer]

    def actor(self, user: User) -> Actor:
        """Return a person as the one who acts, for the audit's sake; nothing here asks for grants."""
        return Actor(user_id=user.pk, name=user.full_name)


def bring_people(*, producers: int, members: int, today: date) -> People:
    """Make the province's people and producers, with mandates that began long ago."""
    at = moment(today - timedelta(days=1500))
    load_places(actor=LOADER, at=at)
    province = place_on(settings.OCOP_PROVINCE_CODE, today)
    if province is None:
        raise LookupError(f"no province {settings.OCOP_PROVINCE_CODE} on {today}")
    communes = list(communes_of(province, today))
    staff = _accounts(
        ("do-can-bo-tinh", "Cán bộ cơ quan tham mưu OCOP cấp tỉnh"),
        ("do-thu-ky", "Thư ký Hội đồng"),
        *(
            (f"do-thanh-vien-{number:02}", f"Thành viên Hội đồng số {number:02}")
            for number in range(1, members + 1)
        ),
    )
    officer, secretary, *voters = staff
    roles = [(officer, "province_officer"), (secretary, "council_secretary"), (voters[0], "council_chair")]
    roles += [(voter, "council_member") for voter in voters[1:]]
    with act():
        Mandate.objects.bulk_create(
            Mandate(user=user, role=role, place=province, starts_on=at.date(), granted_at=at)
            for user, role in roles
        )
        made = _producers(producers, communes, at.date())
    return People(province, communes, officer, voters, secretary, made)


def _accounts(*people: tuple[str, str]) -> list[User]:
    locked = make_password(None)
    users = [User(username=name, full_name=title, password=locked) for name, title in people]
    return User.objects.bulk_create(users)


def _producers(count: int, communes: list[Place], on: date) -> list[Producer]:
    at = moment(on)
    made = []
    for number in range(1, count + 1):
        place = communes[number * 7 % len(communes)]
        producer = Producer(
            name=f"Hợp tác xã nông nghiệp {place.name.partition(' ')[2]} {number:03}",
            kind="cooperative",
            tax_code=f"55{number:08}",
            registration_no=f"55{number:08}",
            registered_on=on,
            place=place,
            place_path=place.path,
            address=f"Bản {number % 40 + 1}, {place.full_name}",
            phone=f"09{number:08}",
            representative_name=f"Người đại diện hợp tác xã {number:03}",
            representative_position="Giám đốc",
            history="Hợp tác xã bắt đầu từ một nhóm hộ trong bản, nay có xưởng, kho và khách quen. " * 3,
            structure="Giám đốc, kế toán, tổ sản xuất, tổ bán hàng.",
            opened_at=at,
            opened_by="Người đại diện",
        )
        producer.refold()
        made.append(producer)
    made = Producer.objects.bulk_create(made)
    users = _accounts(
        *((f"do-chu-the-{number:04}", f"Chủ thể {number:04}") for number in range(1, count + 1))
    )
    ProducerMember.objects.bulk_create(
        ProducerMember(producer=producer, user=user, added_at=at, added_by=user.full_name)
        for producer, user in zip(made, users, strict=True)
    )
    return made
