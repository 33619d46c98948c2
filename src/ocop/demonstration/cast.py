"""The people of the demonstration: agencies, accounts and mandates. People are named by what they do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from ocop.directory.actions.mandates import create_agency, grant_mandate
from ocop.directory.models import Agency, Place
from ocop.directory.queries import grants_for, place_on
from ocop.platform.access import Actor, system_actor
from ocop.platform.accounts.models import User

MANDATES_FROM = date(2024, 1, 1)
SETTING_UP = system_actor("Dựng tỉnh trình diễn", {"directory.grant_mandate", "directory.edit_agency"})

# The order in which the sign-in page offers the roles: that of a product's way.
OFFERED = (
    "producer",
    "commune_officer",
    "commune_leader",
    "province_officer",
    "council_member",
    "council_secretary",
    "council_chair",
    "province_leader",
    "administrator",
    "auditor",
)
OFFICE = "Văn phòng Điều phối Nông thôn mới tỉnh Sơn La"
# Role, what the sign-in page offers, the person (whose name stands beside the post in documents), agency, hint.
PROVINCE_ROLES = (
    (
        "province_officer",
        "Cán bộ cơ quan tham mưu OCOP tỉnh",
        "Chuyên viên OCOP tỉnh",
        "office",
        "Tiếp nhận hồ sơ, lập hội đồng, dự thảo quyết định",
    ),
    (
        "council_secretary",
        "Thư ký Hội đồng",
        "Chuyên viên tổng hợp",
        "office",
        "Theo dõi phiên chấm, xem chênh lệch, chốt kết quả",
    ),
    (
        "council_chair",
        "Chủ tịch Hội đồng",
        "Lãnh đạo tỉnh phụ trách nông nghiệp",
        "committee",
        "Chấm điểm và kết luận phiên họp",
    ),
    (
        "province_leader",
        "Chủ tịch Ủy ban nhân dân tỉnh",
        "Lãnh đạo tỉnh Sơn La",
        "committee",
        "Xem dự thảo, ban hành quyết định công nhận",
    ),
    (
        "administrator",
        "Quản trị hệ thống",
        "Người quản trị",
        "office",
        "Giao nhiệm vụ, đặt lại mật khẩu, cập nhật quy định của tỉnh",
    ),
    ("auditor", "Cán bộ kiểm tra", "Người kiểm tra", "committee", "Chỉ xem; kiểm tra nhật ký không bị sửa"),
)
# Role, the person's name before the district's.
DISTRICT_ROLES = (
    ("district_officer", "Cán bộ OCOP"),
    ("district_leader", "Lãnh đạo Ủy ban nhân dân"),
    ("council_secretary", "Thư ký Hội đồng"),
    ("council_chair", "Chủ tịch Hội đồng"),
)
DISTRICT_AGENCIES = (
    "Phòng Kinh tế và Hạ tầng",
    "Phòng Văn hóa và Thông tin",
    "Trung tâm Dịch vụ nông nghiệp",
)
COUNCIL_AGENCIES = (
    "Sở Nông nghiệp và Môi trường",
    "Sở Công Thương",
    "Sở Y tế",
    "Sở Khoa học và Công nghệ",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Chi cục Phát triển nông thôn",
    "Chi cục Trồng trọt và Bảo vệ thực vật",
    "Chi cục Chăn nuôi, Thú y và Thủy sản",
)


@dataclass(slots=True)
class Cast:
    """Everybody who acts, found by role; communes' officers and producers' people are made when first needed."""

    province: Place
    at: datetime
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    owners: dict[str, User] = field(default_factory=dict)
    members: list[User] = field(default_factory=list)

    def actor(self, user: User, at: datetime) -> Actor:
        """Return the person as an actor with the grants of that day."""
        return Actor(user_id=user.pk, name=user.full_name, grants=grants_for(user, timezone.localdate(at)))

    def go_on(self, at: datetime) -> None:
        """Go on at a later moment, with the province as it is by then."""
        province = place_on(self.province.code, timezone.localdate(at))
        assert province is not None
        self.province, self.at = province, at

    def acting(self, role: str, at: datetime) -> Actor:
        """Return who holds a role of the province, as an actor."""
        return self.actor(self.people[role], at)

    def officer_of(self, place: Place, at: datetime) -> Actor:
        """Return the officer of a commune, as an actor."""
        name = f"can-bo-{place.code}"
        if name not in self.people:
            user = account(name, f"Cán bộ OCOP {lowered(place)}")
            self._mandate(user, "commune_officer", place, self._committee(place))
            self.people[name] = user
        return self.actor(self.people[name], at)

    def acting_in(self, district: Place, role: str, at: datetime) -> Actor:
        """Return who holds a role of a district, as an actor."""
        return self.actor(self.people[f"{role}-{district.code}"], at)

    def members_of(self, district: Place) -> list[User]:
        """Return the members of a district's council."""
        return [self.people[f"member-{number}-{district.code}"] for number, _ in enumerate(DISTRICT_AGENCIES)]

    def fill_district(self, district: Place) -> None:
        """Make a district's committee and its people; nobody of them is offered: their mandates are over."""
        committee = self._committee(district)
        for role, name in DISTRICT_ROLES:
            user = account(f"{role.replace('_', '-')}-{district.code}", f"{name} {lowered(district)}")
            self._mandate(user, role, district, committee)
            self.people[f"{role}-{district.code}"] = user
        for number, agency_name in enumerate(DISTRICT_AGENCIES):
            user = account(
                f"thanh-vien-{district.code}-{number}", f"Đại diện {agency_name} {lowered(district)}"
            )
            agency = self._agency(f"{agency_name} {lowered(district)}", "so", district)
            self._mandate(user, "council_member", district, agency)
            self.people[f"member-{number}-{district.code}"] = user

    def person_of(self, producer: str, at: datetime) -> Actor:
        """Return the person who acts for a producer, as an actor."""
        if producer not in self.owners:
            self.owners[producer] = account(
                f"chu-the-{len(self.owners) + 1:03}", f"Người đại diện {producer}"[:150]
            )
        return self.actor(self.owners[producer], at)

    def fill(self) -> None:
        """Make the province's agencies and accounts, and offer one of each role on the sign-in page."""
        agencies = {
            "committee": self._agency("Ủy ban nhân dân tỉnh Sơn La", "ubnd", self.province),
            "office": self._agency(OFFICE, "ocop_office", self.province),
        }
        for role, title, name, agency_key, hint in PROVINCE_ROLES:
            user = account(role.replace("_", "-"), name)
            self._mandate(user, role, self.province, agencies[agency_key])
            offer(user, role, title=title, hint=hint)
            self.people[role] = user
        for number, agency_name in enumerate(COUNCIL_AGENCIES, 1):
            user = account(f"thanh-vien-{number}", f"Đại diện {agency_name}")
            agency = self._agency(f"{agency_name} tỉnh Sơn La", "so", self.province)
            self._mandate(user, "council_member", self.province, agency)
            self.members.append(user)
        offer(
            self.members[0],
            "council_member",
            title="Thành viên Hội đồng",
            hint="Chấm điểm trên phiếu theo bộ tiêu chí",
        )

    def offer_commune(self, place: Place) -> None:
        """Offer one commune's officer and leader on the sign-in page."""
        self.officer_of(place, self.at)
        offer(
            self.people[f"can-bo-{place.code}"],
            "commune_officer",
            title=f"Cán bộ OCOP {lowered(place)}",
            hint="Kiểm tra hồ sơ, lập Mẫu số 03, đề nghị cấp tỉnh",
        )
        name = f"Lãnh đạo Ủy ban nhân dân {lowered(place)}"
        leader = account(f"lanh-dao-{place.code}", name)
        self._mandate(leader, "commune_leader", place, self._committee(place))
        offer(leader, "commune_leader", title=name, hint="Ký Mẫu số 03, đề nghị cấp tỉnh")

    def offer_producer(self, producer: str, hint: str) -> None:
        """Offer one producer's person on the sign-in page."""
        offer(self.owners[producer], "producer", title=f"Chủ thể: {producer}", hint=hint)

    def _committee(self, place: Place) -> Agency:
        return self._agency(f"Ủy ban nhân dân {lowered(place)}", "ubnd", place)

    def _agency(self, name: str, kind: str, place: Place) -> Agency:
        if name not in self.agencies:
            self.agencies[name] = create_agency(
                name=name, kind=kind, level=place.level, place=place, actor=SETTING_UP, at=self.at
            )
        return self.agencies[name]

    def _mandate(self, user: User, role: str, place: Place, agency: Agency) -> None:
        grant_mandate(
            user,
            role=role,
            place=place,
            agency=agency,
            starts_on=max(MANDATES_FROM, place.valid_from),
            actor=SETTING_UP,
            at=self.at,
        )


def lowered(place: Place) -> str:
    """Return a place's name as it stands inside a sentence: "xã Mai Sơn"."""
    return place.name[:1].lower() + place.name[1:]


def offer(user: User, role: str, *, title: str, hint: str) -> None:
    """Offer an account on the sign-in page, in its role's place."""
    user.demonstration_title, user.demonstration_hint = title, hint
    user.demonstration_rank = OFFERED.index(role)
    user.save(update_fields=["demonstration_title", "demonstration_hint", "demonstration_rank"])


def account(name: str, full_name: str) -> User:
    """Make an account that can only be entered from the demonstration's sign-in page."""
    user = User(username=name, full_name=full_name, is_demonstration=True)
    user.set_unusable_password()
    user.save()
    return user


def cast_of(province_code: str, *, at: datetime) -> Cast:
    """Return the people of a province's demonstration, with those of the province in place."""
    province = place_on(province_code, timezone.localdate(at))
    if province is None:
        raise LookupError(f"no province {province_code} on {timezone.localdate(at)}")
    cast = Cast(province=province, at=at)
    cast.fill()
    return cast
