"""A producer and the people who act for it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory.actions.mandates import grant_mandate
from ocop.directory.models import Place
from ocop.platform.access import Actor, require
from ocop.platform.folding import fold
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import act, create, lock, note
from ocop.registration.models import Producer, ProducerMember, Product
from ocop.registration.queries import applicant_kinds
from ocop_rules import rulebooks


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerFacts:
    """What a producer says of itself (Mẫu số 01 and Mẫu số 02, part I)."""

    name: str
    kind: str
    place: Place
    address: str
    phone: str
    representative_name: str
    email: str = ""
    tax_code: str = ""
    registration_no: str = ""
    registered_on: date | None = None
    representative_position: str = ""
    representative_sex: str = ""
    representative_ethnicity: str = ""
    representative_residence: str = ""
    history: str = ""
    structure: str = ""


_LOGGED = ("name", "kind", "tax_code", "registration_no", "address", "representative_name")


def open_producer(facts: ProducerFacts, *, actor: Actor, at: datetime) -> Producer:
    """Enter a producer; whoever does becomes its first person and takes the role of producer.

    Raises NotAllowed, or Invalid when a fact does not hold or the person has entered this producer already.
    """
    on = timezone.localdate(at)
    _check(facts, on=on)
    producer = Producer(opened_at=at, opened_by=actor.name, **_columns(facts))
    producer.refold()
    with act():
        user = lock(get_user_model()(pk=actor.user_id)) if actor.user_id is not None else None
        require("registration.open_producer", actor, producer)
        own = Producer.objects.filter(members__user=user, place=facts.place)
        if any(fold(known.name) == fold(facts.name) for known in own):
            raise Invalid(_("Bạn đã khai chủ thể cùng tên tại xã này; hãy dùng hồ sơ đã có."), field="name")
        create(producer, "registration.open_producer", actor=actor, at=at, facts=_logged(facts))
        ProducerMember(producer=producer, user=user, added_at=at, added_by=actor.name).save()
        if actor.grant_own("registration.register") is None:
            grant_mandate(user, role="producer", starts_on=on, actor=actor, at=at)
    return producer


def change_producer(producer: Producer, facts: ProducerFacts, *, actor: Actor, at: datetime) -> Producer:
    """Change a producer's facts; what was handed in before keeps the old ones. Nothing changed, nothing
    recorded.

    Raises NotAllowed, or Invalid when a fact does not hold.
    """
    _check(facts, on=timezone.localdate(at))
    with act():
        locked = lock(producer)
        require("registration.register", actor, locked)
        before = {name: getattr(locked, name) for name in _LOGGED}
        new = _columns(facts)
        changed = sorted(name for name, value in new.items() if getattr(locked, name) != value)
        if not changed:
            return locked
        for name in changed:
            setattr(locked, name, new[name])
        locked.refold()
        locked.save(update_fields=[*changed, "search_text"])
        if "place" in changed:
            Product.objects.filter(producer=locked).update(place_path=locked.place_path)
        told = {name: [before[name], new[name]] for name in changed if name in _LOGGED}
        note(
            "registration.register",
            locked,
            actor=actor,
            at=at,
            facts={"what": "producer", "changed": changed, "values": told},
        )
    return locked


def add_member(producer: Producer, user: Any, *, actor: Actor, at: datetime) -> ProducerMember:
    """Let another person act for the producer. Raises NotAllowed, or Invalid when they already do."""
    with act():
        locked = lock(producer)
        require("registration.register", actor, locked)
        if ProducerMember.objects.filter(producer=locked, user=user).exists():
            raise Invalid(_("Người này đã thay mặt chủ thể."), field="user")
        member = ProducerMember(producer=locked, user=user, added_at=at, added_by=actor.name)
        member.save()
        note(
            "registration.register", locked, actor=actor, at=at, facts={"what": "member", "user_id": user.pk}
        )
    return member


def _check(facts: ProducerFacts, *, on: date) -> None:
    required = {
        "name": _("Hãy nhập tên chủ thể."),
        "address": _("Hãy nhập địa chỉ."),
        "phone": _("Hãy nhập số điện thoại."),
        "representative_name": _("Hãy nhập họ tên người đại diện pháp luật."),
    }
    for name, sentence in required.items():
        if not getattr(facts, name).strip():
            raise Invalid(sentence, field=name)
    if not any(letter.isalpha() for letter in facts.name):
        raise Invalid(_("Tên chủ thể phải có chữ."), field="name")
    for field in fields(facts):
        limit = getattr(Producer._meta.get_field(field.name), "max_length", None)
        value = getattr(facts, field.name)
        if isinstance(value, str) and limit and len(value) > limit:
            raise Invalid(
                _("Nội dung dài quá %(limit)s ký tự; hãy viết gọn lại.") % {"limit": limit}, field=field.name
            )
    if not 8 <= sum(sign.isdigit() for sign in facts.phone) <= 15:
        raise Invalid(_("Số điện thoại phải có từ 8 đến 15 chữ số."), field="phone")
    if facts.place.level != Place.Level.COMMUNE or not facts.place.exists_on(on):
        raise Invalid(_("Hãy chọn xã, phường đang có trong danh mục hành chính."), field="place")
    if facts.registered_on is not None and facts.registered_on > on:
        raise Invalid(_("Ngày đăng ký không thể ở sau hôm nay."), field="registered_on")
    if facts.kind not in {kind.code for kind in applicant_kinds(rulebooks.in_force(on))}:
        raise Invalid(_("Hãy chọn loại hình tổ chức trong danh sách."), field="kind")


def _columns(facts: ProducerFacts) -> dict[str, Any]:
    columns = {field.name: getattr(facts, field.name) for field in fields(facts)}
    cleaned = {name: value.strip() if isinstance(value, str) else value for name, value in columns.items()}
    return cleaned | {"name": " ".join(facts.name.split()), "place_path": facts.place.path}


def _logged(facts: ProducerFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in _LOGGED} | {"place": facts.place.full_name}
