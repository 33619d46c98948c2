"""Registration slips: given a number, taken back, closed by the dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory.models import Place
from ocop.platform.access import Actor, require
from ocop.platform.numbering.series import next_number
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import act, create, lock, perform
from ocop.registration.actions.products import is_released, known_product, new_product
from ocop.registration.models import Producer, Product, Registration
from ocop.registration.queries import applicant_kind, slip_number
from ocop_rules import rulebooks
from ocop_rules.lifecycle import REGISTRATION
from ocop_rules.rulebook import Rulebook, UnknownSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorAward:
    """The star a product holds, carried along by an upgrade or a re-evaluation."""

    star: int
    expires_on: date
    code: str = ""
    decision: str = ""
    decided_on: date | None = None


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
        if product is None and (kind != Registration.Kind.NEW or is_released(locked, name)):
            product = known_product(locked, name)
        if product is None:
            product = new_product(locked, name, rulebook=rulebook, sheet_number=sheet_number)
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
