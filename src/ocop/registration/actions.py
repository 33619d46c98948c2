"""What may be done in registration: open and change a producer, enter a product, take a slip back."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory.actions.mandates import grant_mandate
from ocop.directory.models import Place
from ocop.platform.access import Actor, require
from ocop.platform.files.inspection import IMAGES
from ocop.platform.files.storing import store
from ocop.platform.folding import fold
from ocop.platform.numbering.series import next_number
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import act, create, lock, note, perform
from ocop.registration.models import Producer, ProducerMember, Product, Registration
from ocop.registration.queries import applicant_kind, applicant_kinds, slip_number
from ocop_rules import rulebooks
from ocop_rules.lifecycle import REGISTRATION
from ocop_rules.rulebook import Rulebook, UnknownSheet


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorAward:
    """The star a product holds, carried along by an upgrade or a re-evaluation."""

    star: int
    expires_on: date
    code: str = ""
    decision: str = ""
    decided_on: date | None = None


# What the log may repeat; the rest is personal or long, so only its name is written there.
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


def change_product(
    product: Product,
    *,
    description: str,
    specification: str,
    story: str,
    photo: IO[bytes] | None = None,
    actor: Actor,
    at: datetime,
) -> Product:
    """Change what is said of a product and, when one is given, its photo; the name stays as registered.

    Raises NotAllowed, or Invalid when the photo is not a picture.
    """
    with act():
        locked = lock(product)
        require("registration.register", actor, locked)
        new: dict[str, Any] = {
            "description": description.strip(),
            "specification": specification.strip(),
            "story": story.strip(),
        }
        if photo is not None:
            new["photo"] = store(photo, at=at, allowed=IMAGES)
        changed = sorted(name for name, value in new.items() if getattr(locked, name) != value)
        if changed:
            for name in changed:
                setattr(locked, name, new[name])
            locked.save(update_fields=changed)
            facts = {"what": "product", "changed": changed}
            note("registration.register", locked, actor=actor, at=at, facts=facts)
    return locked


def register_product(
    producer: Producer,
    *,
    name: str = "",
    product: Product | None = None,
    kind: str,
    sheet_number: int,
    prior: PriorAward | None = None,
    actor: Actor,
    at: datetime,
) -> Registration:
    """Enter a product for rating, give the slip its number, and fix the rulebook in force on that day.

    A new product is given by `name`; an upgrade or a re-evaluation may name the `product` entered before (or
    is of the producer's product of that name), and must say what award it holds.
    The number is the next of the commune's series of the year (Mẫu số 01).
    Raises NotAllowed, or Invalid when something given does not hold.
    """
    on = timezone.localdate(at)
    rulebook = rulebooks.in_force(on)
    name = " ".join((product.name if product else name).split())
    _check_registration(name, kind=kind, prior=prior)
    with act():
        locked = lock(producer)
        require("registration.register", actor, locked)
        _check_sheet(rulebook, sheet_number, applicant=locked.kind)
        if product is None and (kind != Registration.Kind.NEW or _is_released(locked, name)):
            product = _known_product(locked, name)
        if product is None:
            product = _new_product(locked, name, rulebook=rulebook, sheet_number=sheet_number)
        elif product.producer_id != locked.pk:
            raise Invalid(_("Sản phẩm này thuộc chủ thể khác."), field="product")
        elif product.registrations.filter(state__in=("registered",)).exists():
            raise Invalid(
                _("Sản phẩm đang có một phiếu đăng ký chưa nộp hồ sơ; hãy dùng phiếu đó."), field="product"
            )
        place = Place.objects.get(pk=locked.place_id)
        # Without a district in between, so that a commune that outlives its district goes on counting.
        issued_path = f"{place.province_code}/{place.code}"
        key = f"registration/{issued_path}/{on.year}"
        number = next_number(key)
        registration = Registration(
            product=product,
            kind=kind,
            rulebook_id=rulebook.id,
            sheet_number=sheet_number,
            year=on.year,
            number=number,
            number_text=slip_number(rulebook, place_path=place.path, serial=number, year=on.year),
            registered_on=on,
            registered_at=at,
            registered_by=actor.name,
            place=place,
            place_path=place.path,
            issued_path=issued_path,
            **_prior_columns(prior),
        )
        facts = {
            "number": registration.number_text,
            "product": product.name,
            "producer": locked.name,
            "kind": kind,
            "rulebook": rulebook.id,
            "sheet": sheet_number,
        }
        form = rulebook.codes.registration_number_source
        source = str(form) if form else ""
        create(registration, "registration.register", actor=actor, at=at, facts=facts, source=source)
    return registration


def withdraw(registration: Registration, *, reason: str, actor: Actor, at: datetime) -> Registration:
    """Take a slip back before its dossier is handed in; the number is not given out again.

    Raises NotAllowed, WrongState, or Invalid without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Hãy ghi lý do rút phiếu đăng ký."), field="reason")

    def explain(locked: Registration) -> tuple[str, ...]:
        locked.withdrawal_reason = reason
        return ("withdrawal_reason",)

    return perform(
        REGISTRATION, registration, "withdraw", actor=actor, at=at, apply=explain, facts={"reason": reason}
    )


def file(registration: Registration, *, actor: Actor, at: datetime) -> Registration:
    """Close the slip because its dossier was handed in; it cannot be taken back from then on."""
    return perform(REGISTRATION, registration, "file", actor=actor, at=at)


def release(registration: Registration, *, actor: Actor, at: datetime) -> Registration:
    """Close the slip of a dossier that is to be filed anew: the product may be registered again."""
    return perform(REGISTRATION, registration, "release", actor=actor, at=at)


def _new_product(producer: Producer, name: str, *, rulebook: Rulebook, sheet_number: int) -> Product:
    folded_alike = Registration.objects.filter(
        product__producer=producer, product__search_text=f" {fold(name)} "
    )
    entered = folded_alike.exclude(state__in=("withdrawn", "released")).values_list(
        "product__name", flat=True
    )
    if any(_spelled(known) == _spelled(name) for known in entered):
        raise Invalid(
            _("Chủ thể đã đăng ký sản phẩm cùng tên. Hãy mở sản phẩm đó, hoặc đặt tên phân biệt."),
            field="name",
        )
    product = Product(
        producer=producer,
        name=name,
        rulebook_id=rulebook.id,
        sheet_number=sheet_number,
        place_path=producer.place_path,
    )
    product.refold()
    product.save()
    return product


def _known_product(producer: Producer, name: str) -> Product | None:
    """Return the producer's product of that name: an upgrade or a re-evaluation goes on with it, and with
    the certificates it had.
    """
    alike = Product.objects.filter(producer=producer, search_text=f" {fold(name)} ").order_by("-pk")
    return next((product for product in alike if _spelled(product.name) == _spelled(name)), None)


def _is_released(producer: Producer, name: str) -> bool:
    """Return whether the producer's product of that name was let go to be registered anew, and was not yet."""
    known = _known_product(producer, name)
    last = known.registrations.order_by("-pk").first() if known else None
    return last is not None and last.state == Registration.State.RELEASED


def _spelled(name: str) -> str:
    """Return a name for telling two apart: marks count, case and the form of Unicode do not."""
    return unicodedata.normalize("NFC", name).casefold()


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


def _check_registration(name: str, *, kind: str, prior: PriorAward | None) -> None:
    if not any(letter.isalpha() for letter in name):
        raise Invalid(_("Hãy nhập tên sản phẩm."), field="name")
    if len(name) > 200:
        raise Invalid(_("Tên sản phẩm dài quá 200 ký tự; hãy viết gọn lại."), field="name")
    if kind not in Registration.Kind.values:
        raise Invalid(_("Hãy chọn lần đăng ký: lần đầu, nâng hạng hoặc đánh giá lại."), field="kind")
    if kind == Registration.Kind.NEW and prior is not None:
        raise Invalid(_("Sản phẩm đã có hạng sao thì đăng ký nâng hạng hoặc đánh giá lại."), field="kind")
    if kind != Registration.Kind.NEW and prior is None:
        raise Invalid(_("Hãy ghi hạng sao đang có và ngày hết hạn."), field="prior_star")
    if prior is not None:
        if not 1 <= prior.star <= 5:
            raise Invalid(_("Hạng sao đang có phải từ 1 đến 5."), field="prior_star")
        if kind == Registration.Kind.UPGRADE and prior.star == 5:
            raise Invalid(_("Sản phẩm đã đạt 5 sao, không còn hạng cao hơn để nâng."), field="prior_star")


def _check_sheet(rulebook: Rulebook, number: int, *, applicant: str) -> None:
    try:
        sheet = rulebook.sheet(number)
    except UnknownSheet:
        raise Invalid(_("Hãy chọn nhóm sản phẩm trong danh mục phân loại."), field="sheet_number") from None
    if not rulebook.applicant_kinds:
        return  # who may apply is not known of this decision; the desk that receives looks at it
    found = applicant_kind(rulebook, applicant)
    if found is None or not found.may_enter(sheet):
        raise Invalid(
            _("Loại hình tổ chức này không thuộc đối tượng đăng ký nhóm “%(group)s” (%(source)s).")
            % {"group": sheet.group, "source": found.source if found else rulebook.instrument},
            field="sheet_number",
        )


def _columns(facts: ProducerFacts) -> dict[str, Any]:
    columns = {field.name: getattr(facts, field.name) for field in fields(facts)}
    cleaned = {name: value.strip() if isinstance(value, str) else value for name, value in columns.items()}
    return cleaned | {"name": " ".join(facts.name.split()), "place_path": facts.place.path}


def _prior_columns(prior: PriorAward | None) -> dict[str, Any]:
    if prior is None:
        return {}
    return {
        "prior_star": prior.star,
        "prior_expires_on": prior.expires_on,
        "prior_code": prior.code.strip(),
        "prior_decision": prior.decision.strip(),
        "prior_decided_on": prior.decided_on,
    }


def _logged(facts: ProducerFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in _LOGGED} | {"place": facts.place.full_name}
