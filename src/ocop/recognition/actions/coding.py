"""The code of a recognised product: made by the rulebook's form, or written by the office where no form is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.directory.queries import path_at
from ocop.platform.access import Actor, require
from ocop.platform.numbering.series import next_number
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, lock, note
from ocop.recognition.models import PRODUCT_CODE, Certificate, Decision, DecisionLine, ProductSerial
from ocop.recognition.queries.coding import coded_path, lines_to_code, names_district
from ocop.registration.models import Product
from ocop_rules import codes
from ocop_rules.rulebook import Rulebook

DRAFT = "recognition.draft_decision"
_TAKEN = gettext_lazy("Mã %(code)s đã có ở sản phẩm khác. Hãy đối chiếu với sổ cấp mã.")


def write_codes(decision: Decision, typed: Mapping[int, str], *, actor: Actor, at: datetime) -> Decision:
    """Write the codes, by line number, of a draft's products for which no text seen says how the code is made.

    An empty text takes one back. Raises WrongState once the draft is issued or discarded, and Invalid with the line's
    field for a text that is no code, one written twice, or one that another product has.
    """
    with act():
        draft = lock(decision)
        require(DRAFT, actor, draft)
        if draft.state != Decision.State.DRAFT:
            raise WrongState(_("Dự thảo này đã ban hành hoặc đã hủy nên không ghi mã được nữa."))
        written: dict[str, str] = {}
        for line in lines_to_code(draft):
            line.code_text = _checked(line, typed.get(line.pk, line.code_text), written)
            line.save(update_fields=["code_text"])
        facts = {"codes": written}
        note(DRAFT, draft, actor=actor, at=at, before=draft.state, after=draft.state, facts=facts)
    return draft


def product_code_of(rulebook: Rulebook, line: DecisionLine, product: Product) -> str:
    """Return the code of a recognised product in the rulebook's form (T-X-STT-year, with the district under QĐ 148).

    The serial is the one the commune already keeps for the product, else its next; the year is that of the evaluation.
    Where no form is known it is what the office wrote; raises Invalid when it wrote none.
    """
    path = coded_path(line)
    if path is None:
        return _written(rulebook, line, product)
    province, commune = path_at(path, "province") or "", path.rpartition("/")[2]
    named = path_at(path, "district") if names_district(rulebook) else None
    district = named.rpartition("/")[2] if named else None
    year = line.result.session.held_on.year

    def code_with(serial: int) -> str:
        return codes.product_code(
            rulebook, province=province, commune=commune, serial=serial, year=year, district=district
        )

    known = ProductSerial.objects.filter(product=product, commune_code=commune).first()
    if known is None:
        serial = _serial_held_before(rulebook, line, commune)
        while serial is None or not _is_free(code_with(serial), product):
            serial = _next_serial(path, commune)
        known = ProductSerial(product=product, commune_code=commune, serial=serial)
        known.save(force_insert=True)
    return code_with(known.serial)


def _written(rulebook: Rulebook, line: DecisionLine, product: Product) -> str:
    if line.code_text and not _is_free(line.code_text, product):
        raise Invalid(_TAKEN % {"code": line.code_text})
    if line.code_text:
        return line.code_text
    raise Invalid(
        _(
            "Mã sản phẩm theo %(rule)s có mã huyện nhưng %(place)s không thuộc huyện nào, và chưa thấy quy định về mã "
            "trong trường hợp này. Cơ quan tham mưu phải ghi mã của “%(name)s” vào dự thảo trước khi ban hành."
        )
        % {"rule": rulebook.instrument, "place": line.place_name, "name": line.product_name}
    )


def _checked(line: DecisionLine, typed: str, written: dict[str, str]) -> str:
    """Return a typed code tidied, and remember whose it is; raise Invalid when it cannot be this product's."""
    code, field = re.sub(r"\s*-\s*", "-", typed.strip()), f"code_{line.pk}"
    if not code:
        return ""
    if not PRODUCT_CODE.fullmatch(code):
        raise Invalid(
            _("Mã gồm các nhóm chữ số nối bằng gạch ngang, ví dụ 14-116-03646-7-2024."), field=field
        )
    drafted = DecisionLine.objects.filter(code_text=code, holds_result=True).exclude(
        decision=line.decision_id
    )
    if code in written or drafted.exists() or not _is_free(code, line.dossier.registration.product):
        raise Invalid(_TAKEN % {"code": code}, field=field)
    written[code] = line.product_name
    return code


def _is_free(code: str, product: Product) -> bool:
    """Return whether no other product has a certificate with this code."""
    return not Certificate.objects.filter(product_code=code).exclude(product=product).exists()


def _serial_held_before(rulebook: Rulebook, line: DecisionLine, commune: str) -> int | None:
    """Return the serial in the code that the product brings from an earlier register, when it is this
    commune's and free.
    """
    try:
        before = codes.parse_product_code(rulebook, line.dossier.registration.prior_code)
    except codes.CodeError:
        return None
    taken = ProductSerial.objects.filter(commune_code=commune, serial=before.serial).exists()
    return before.serial if before.commune == commune and not taken else None


def _next_serial(place_path: str, commune: str) -> int:
    """Return the commune's next free serial; those that products brought from earlier registers are passed
    over.
    """
    while True:
        serial = next_number(f"product/{place_path}")
        if not ProductSerial.objects.filter(commune_code=commune, serial=serial).exists():
            return serial
