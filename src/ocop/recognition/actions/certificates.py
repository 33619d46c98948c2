"""Certificates: issued with a decision, entered from earlier registers, taken back."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ocop.directory.models import Place
from ocop.platform.access import Actor, require
from ocop.platform.numbering.series import hold
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import act, note, perform
from ocop.programme.queries import working_calendar
from ocop.recognition.actions.coding import product_code_of
from ocop.recognition.models import Certificate, Decision, DecisionLine, Revocation
from ocop.recognition.queries.register import REVOKING_LEVEL
from ocop.registration.models import Product
from ocop_rules import deadlines, groups, rulebooks
from ocop_rules.law import NotInRulebook
from ocop_rules.lifecycle import CERTIFICATE
from ocop_rules.outcomes import route_level
from ocop_rules.rulebook import RevocationGround, Rulebook
from ocop_rules.sheets import Sheet

TOKEN_BYTES = 16  # 128 bits: guessing one of a million certificates takes 10^31 tries

OLD_CERTIFICATES = "old_certificates"  # what rulebooks call the clause on them


def new_token() -> str:
    """Return a fresh check token: 22 letters, digits, "-" and "_" that carry 128 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def issue_certificate(decision: Decision, line: DecisionLine, *, actor: Actor, at: datetime) -> Certificate:
    """Make the certificate of a recognised line; called by `issue_decision`, inside its act.

    Valid from the decision's day to the rulebook's term.
    What is published is what was handed in and judged, not what the producer wrote since.
    Law: QĐ 26/2026/QĐ-TTg, Điều 4 khoản 3; Phụ lục II (head of each sheet).
    """
    rulebook = rulebooks.get(line.rulebook_id)
    sheet = rulebook.sheet(line.sheet_number)
    product = line.dossier.registration.product
    handed_in = line.result.item.submission.content
    assert decision.issued_on is not None
    term = deadlines.due(rulebook, "validity", start=decision.issued_on, calendar=working_calendar())
    certificate = Certificate(
        line=line,
        product=product,
        token=new_token(),
        product_code=product_code_of(rulebook, line, product),
        star=line.star,
        product_name=line.product_name,
        producer_name=line.producer_name,
        producer_address=handed_in["producer"]["address"],
        place_name=line.dossier.place.full_name,
        place_path=line.place_path,
        current_place_name=line.dossier.place.full_name,
        current_place_path=line.place_path,
        rulebook_id=rulebook.id,
        sheet_number=sheet.number,
        industry_code=sheet.industry_code,
        industry_name=sheet.industry,
        group_name=sheet.group,
        decision_number_text=decision.number_text,
        decided_on=decision.issued_on,
        authority_name=decision.authority_name,
        signed_by_name=decision.signed_by_name,
        signed_by_post=decision.signed_by_post,
        valid_from=decision.issued_on,
        expires_on=term.due_on,
        story=handed_in["product"]["story"],
        issued_at=at,
        issued_by=actor.name,
    )
    _save_in_line(certificate)
    note(
        "recognition.issue_decision",
        certificate,
        actor=actor,
        at=at,
        after=certificate.state,
        facts={
            "code": certificate.product_code,
            "star": certificate.star,
            "decision": certificate.decision_number_text,
            "expires_on": certificate.expires_on.isoformat(),
        },
        source=str(term.source),
    )
    return certificate


def _save_in_line(certificate: Certificate) -> None:
    """Save a new certificate at its place among those of the same product: the latest is the one the
    catalogue shows.
    """
    certificate.refold()
    others = Certificate.objects.none()
    if certificate.product is not None:
        others = Certificate.objects.filter(product=certificate.product).select_for_update()
    newest = others.filter(is_latest=True).first()
    if newest is not None and newest.valid_from > certificate.valid_from:
        certificate.is_latest, certificate.successor = False, newest
        certificate.save(force_insert=True)
        return
    if newest is not None:
        newest.is_latest = False
        newest.save(update_fields=["is_latest"])
    certificate.save(force_insert=True)
    if newest is not None:
        newest.successor = certificate
        newest.save(update_fields=["successor"])


def enter_earlier_certificate(
    place: Place,
    *,
    product_code: str,
    star: int,
    product_name: str,
    producer_name: str,
    producer_address: str = "",
    sheet_number: int,
    decision_number: str,
    decided_on: date,
    authority_name: str,
    expires_on: date,
    product: Product | None = None,
    story: str = "",
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Enter a certificate that was issued on paper before this software, as its decision states it.

    Its dates are taken from the decision, not computed: products recognised earlier stay valid to the end
    stated there. `sheet_number` places it in today's classification; its rulebook is the one in force on the
    decision's day, with that rulebook's sheet of the same group, if it had one. It gets a check token, and no
    print: the paper is the certificate.
    Law (26-2026): Điều 12 khoản 1. Raises Invalid for dates in the wrong order, a decision to come, or
    one from before the programme's first rules.
    """
    if decided_on > timezone.localdate(at):
        raise Invalid(_("Ngày quyết định không được sau ngày hôm nay."), field="decided_on")
    if expires_on <= decided_on:
        raise Invalid(_("Ngày hết hạn phải sau ngày quyết định."), field="expires_on")
    today = rulebooks.in_force(timezone.localdate(at))
    sheet = today.sheet(sheet_number)
    rulebook_id, number_then = _rule_then(today, sheet, decided_on)
    certificate = Certificate(
        product=product,
        token=new_token(),
        product_code=product_code.strip(),
        star=star,
        product_name=product_name.strip(),
        producer_name=producer_name.strip(),
        producer_address=producer_address.strip(),
        place_name=place.full_name,
        place_path=place.path,
        current_place_name=place.full_name,
        current_place_path=place.path,
        rulebook_id=rulebook_id,
        sheet_number=number_then,
        industry_code=sheet.industry_code,
        industry_name=sheet.industry,
        group_name=sheet.group,
        decision_number_text=decision_number.strip(),
        decided_on=decided_on,
        authority_name=authority_name.strip(),
        valid_from=decided_on,
        expires_on=expires_on,
        story=story,
        issued_at=at,
        issued_by=actor.name,
    )
    with act():
        require("recognition.enter_earlier", actor, certificate)
        _save_in_line(certificate)
        note(
            "recognition.enter_earlier",
            certificate,
            actor=actor,
            at=at,
            after=certificate.state,
            facts={
                "code": certificate.product_code,
                "decision": certificate.decision_number_text,
                "decided_on": decided_on.isoformat(),
                "expires_on": expires_on.isoformat(),
            },
            source=_left_to_hold(today) if rulebook_id != today.id else "",
        )
    return certificate


def _left_to_hold(today: Rulebook) -> str:
    """Return where the rule in force lets certificates of earlier ones hold to their last day, "" where it says nothing."""
    return next((str(clause.source) for clause in today.transition if clause.code == OLD_CERTIFICATES), "")


def _rule_then(today: Rulebook, sheet: Sheet, decided_on: date) -> tuple[str, int | None]:
    """Return the rulebook in force on a day, and its sheet for the group of one of today's sheets, None where it has none
    or several.

    Raises Invalid for a day before the programme's first rules.
    """
    try:
        then = rulebooks.in_force(decided_on)
    except rulebooks.NoRulebookInForce as early:
        raise Invalid(str(early), field="decided_on") from early
    try:
        number = groups.counterpart(sheet.number, of=today, within=then)
        return then.id, then.sheet(number).number
    except NotInRulebook:
        return then.id, None


def revoke(
    certificate: Certificate,
    *,
    ground: str,
    reason: str,
    concluded_on: date,
    number: int,
    revoked_on: date,
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Take a certificate back; the public check page says so from the next request on.

    Raises Invalid for an unknown ground, an empty reason, dates in the wrong order, a certificate that has
    already expired (it ends by itself), or a star that the province does not decide on. Law: QĐ
    26/2026/QĐ-TTg, Điều 8. Past the 15 days the revocation still stands; the page says it was late.
    """
    rulebook = _rulebook_for(revoked_on)
    found = _ground(rulebook, ground)
    reason, number_text = reason.strip(), decision_number_text(number)
    if not reason:
        raise Invalid(_("Hãy ghi lý do cụ thể."), field="reason")
    if number < 1:
        raise Invalid(_("Số quyết định phải là số nguyên dương."), field="number")
    if concluded_on > revoked_on:
        raise Invalid(_("Ngày thu hồi phải từ ngày có kết luận trở đi."), field="revoked_on")
    if revoked_on > timezone.localdate(at):
        raise Invalid(_("Ngày thu hồi không được sau ngày hôm nay."), field="revoked_on")
    due = deadlines.due(rulebook, "revocation", start=concluded_on, calendar=working_calendar())

    def take_back(held: Certificate) -> tuple[str, ...]:
        if held.last_day < revoked_on:
            raise Invalid(
                _("Giấy chứng nhận đã hết hạn ngày %(day)s nên không còn gì để thu hồi.")
                % {"day": date_format(held.last_day, "SHORT_DATE_FORMAT")}
            )
        if revoked_on < held.valid_from:
            raise Invalid(_("Ngày thu hồi không được trước ngày cấp giấy."), field="revoked_on")
        if held.star not in route_level(rulebook, REVOKING_LEVEL).recognises_stars:
            raise Invalid(_("Hạng sao này do cấp trên công nhận và thu hồi; hãy gửi đề nghị lên cấp trên."))
        refuse_used_number(
            number_text, year=revoked_on.year, place_path=province_of(held), but_revocations=True
        )
        Revocation(
            certificate=held,
            rulebook_id=rulebook.id,
            ground=found.code,
            ground_text=found.text,
            reason=reason,
            concluded_on=concluded_on,
            due_on=due.due_on,
            number_text=number_text,
            revoked_on=revoked_on,
            revoked_at=at,
            revoked_by=actor.name,
        ).save(force_insert=True)
        return ()

    return perform(
        CERTIFICATE, certificate, "revoke", actor=actor, at=at, apply=take_back,
        facts={
            "ground": found.code, "reason": reason, "number": number_text,
            "concluded_on": concluded_on.isoformat(), "revoked_on": revoked_on.isoformat(),
            "due_on": due.due_on.isoformat(),
        },
        source=str(found.source),
    )  # fmt: skip


def province_of(certificate: Certificate) -> str:
    """Return the path of the province a certificate belongs to."""
    return certificate.place_path.partition("/")[0]


def _rulebook_for(revoked_on: date) -> Rulebook:
    try:
        return rulebooks.in_force(revoked_on)
    except NotInRulebook as error:
        raise Invalid(str(error), field="revoked_on") from None


def _ground(rulebook: Rulebook, code: str) -> RevocationGround:
    for ground in rulebook.revocation_grounds:
        if ground.code == code:
            return ground
    if not rulebook.revocation_grounds:
        raise Invalid(no_grounds(rulebook), field="revoked_on")
    raise Invalid(_("Hãy chọn một căn cứ thu hồi trong danh sách."), field="ground")


def no_grounds(rulebook: Rulebook) -> str:
    """Return the sentence for a rulebook whose grounds of revocation are not known."""
    return _(
        "Chưa có nguồn nào về căn cứ thu hồi theo %(rule)s nên chưa thu hồi được ở đây; "
        "hãy làm trên giấy và hỏi cơ quan tham mưu."
    ) % {"rule": rulebook.instrument}


def decision_number_text(number: int) -> str:
    """Return the number and symbol of a decision as it is printed: below ten with a leading nought (NĐ
    30/2020/NĐ-CP).
    """
    return f"{number:02d}/QĐ-UBND"


def refuse_used_number(
    number_text: str, *, year: int, place_path: str, but_revocations: bool = False
) -> None:
    """Raise Invalid when a decision number of a province is used in that year.

    `but_revocations`: one revocation decision may take back several certificates, so it may share its
    number with them. Whoever asks holds the province's numbers of that year until the act ends, so that two
    who give the same number at once are not both told it is free.
    """
    hold(f"decision/{place_path}/{year}")
    used = Decision.objects.filter(place_path=place_path, year=year, number_text=number_text).exists()
    if not used and not but_revocations:
        used = Revocation.objects.filter(
            number_text=number_text,
            revoked_on__year=year,
            certificate__place_path__startswith=f"{place_path}/",
        ).exists()
    if used:
        raise Invalid(
            _("Số %(number)s đã dùng cho một quyết định khác trong năm %(year)s. Hãy nhập số khác.")
            % {"number": number_text, "year": year},
            field="number",
        )
