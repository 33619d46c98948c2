"""The certificate that holds on past its day while a dossier for re-evaluation, filed too late for its window, is decided.

The day is written on the certificate when the dossier is handed in, so that the check page asks one row; it is ended when
the dossier is decided. What it rests on, and what is doubtful about it, stand beside it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from ocop.dossiers.models import Dossier
from ocop.platform.access import Actor, require
from ocop.platform.folding import fold
from ocop.platform.workflow import act, lock, note
from ocop.programme.queries import working_calendar
from ocop.recognition.models import Certificate
from ocop_rules.applicable import which

VERB = "recognition.hold_certificate"


def hold_certificate(dossier: Dossier, *, actor: Actor, at: datetime) -> Certificate | None:
    """Let the certificate of a product hold on while its re-evaluation is decided; called when a dossier is handed in.

    Only where the clause of the rulebook in force gives it: the dossier is for re-evaluation, was filed after its window
    closed and not after the certificate's last day (its own, not the one typed on the slip). Returns the certificate, None
    where there is nothing to hold or no certificate of this product here.
    Law: QĐ 26/2026/QĐ-TTg, Điều 12 khoản 3.
    """
    if dossier.kind != "reevaluation":
        return None
    with act():
        found = _certificate_of(dossier)
        if found is None:
            return None
        held = lock(found)
        rule = which(
            dossier.kind,
            filed_on=timezone.localdate(at),
            calendar=working_calendar(),
            expires_on=held.expires_on,
        )
        if rule.certificate_holds_until is None or rule.rulebook != dossier.rulebook_id:
            return None
        require(VERB, actor, held)
        held.holds_until, held.holds_for = rule.certificate_holds_until, dossier
        held.holds_source = str(rule.extension_source)
        held.holds_doubt = rule.extension_doubt
        held.save(update_fields=["holds_until", "holds_for", "holds_source", "holds_doubt"])
        facts = {
            "dossier": dossier.pk,
            "expires_on": held.expires_on.isoformat(),
            "holds_until": held.holds_until.isoformat(),
        }
        note(VERB, held, actor=actor, at=at, facts=facts, source=held.holds_source)
    return held


def end_hold(dossier: Dossier, *, decided_on: date, actor: Actor, at: datetime) -> None:
    """End what `hold_certificate` gave, because the dossier is decided; called inside the act that decides.

    The certificate holds to the end of the day of the result, or to its own last day where that is later.
    """
    found = Certificate.objects.filter(holds_for=dossier).first()
    if found is None:
        return
    held = lock(found)
    assert held.holds_until is not None  # a CHECK of the table
    if decided_on >= held.holds_until:
        return  # the last day that the clause gives has passed before the result
    if decided_on <= held.expires_on:
        held.holds_until, held.holds_for, held.holds_source, held.holds_doubt = None, None, "", ""
    else:
        held.holds_until = decided_on
    held.save(update_fields=["holds_until", "holds_for", "holds_source", "holds_doubt"])
    facts = {"dossier": dossier.pk, "decided_on": decided_on.isoformat(), "ended": True}
    note(VERB, held, actor=actor, at=at, facts=facts)


def _certificate_of(dossier: Dossier) -> Certificate | None:
    """Return the newest certificate of a dossier's product that stands.

    One of an earlier register is not tied to a product: it counts when code, product and producer are all the slip's.
    """
    slip = dossier.registration
    standing = Certificate.objects.filter(is_latest=True, state=Certificate.State.VALID)
    own = standing.filter(product=slip.product_id).first()
    if own is not None or not slip.prior_code:
        return own
    names = (fold(slip.product.name), fold(slip.product.producer.name))
    earlier = standing.filter(product__isnull=True, product_code=slip.prior_code)
    return next((one for one in earlier if (fold(one.product_name), fold(one.producer_name)) == names), None)
