"""Renewing a certificate: which of the reader's own run out, and the registration that its facts are carried into."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from ocop.platform.access import Actor
from ocop.recognition.models import Certificate
from ocop.recognition.queries.register import expiring_before
from ocop.registration.models import ProducerMember, Registration
from ocop_rules import groups, rulebooks
from ocop_rules.law import NotInRulebook
from ocop_rules.lifecycle import DOSSIER

_UNDER_WAY = Q(state=Registration.State.REGISTERED) | Q(
    state=Registration.State.FILED, dossier__state__in=DOSSIER.open_states
)


def to_renew(actor: Actor, *, on: date) -> QuerySet[Certificate]:
    """Return the certificates of the actor's own producers that run out soon and whose renewal is not under way."""
    if actor.user_id is None:
        return Certificate.objects.none()
    mine = ProducerMember.objects.filter(user_id=actor.user_id).values("producer_id")
    under_way = Registration.objects.filter(_UNDER_WAY, kind="reevaluation")
    return (
        Certificate.objects.filter(product__producer_id__in=mine, state="valid", is_latest=True)
        .filter(expires_on__lte=expiring_before(on))
        .filter(Q(expires_on__gte=on) | Q(holds_until__gte=on))
        .exclude(product__in=under_way.values("product_id"))
    )


def renewal_address(certificate: Certificate, *, on: date) -> str:
    """Return the page that registers the product for re-evaluation, with what the certificate says filled in.

    Where the rulebook in force has no sheet for the group, the page on which a group is chosen.
    """
    assert certificate.product is not None
    asked = {"chu-the": certificate.product.producer_id, "ten": certificate.product_name}
    sheet = _sheet_now(certificate, on)
    if sheet is None:
        return f"{reverse('registration:product_group')}?{urlencode(asked)}"
    held = {
        "bo": sheet,
        "lan": "reevaluation",
        "sao": certificate.star,
        "het-han": f"{certificate.expires_on:%d/%m/%Y}",
        "ma": certificate.product_code,
        "quyet-dinh": certificate.decision_number_text,
        "ngay": f"{certificate.decided_on:%d/%m/%Y}",
    }
    return f"{reverse('registration:product_confirm')}?{urlencode(asked | held)}"


def _sheet_now(certificate: Certificate, on: date) -> int | None:
    """Return the number of today's sheet for the goods of the certificate's sheet; None where no or several sheets are."""
    now, then = rulebooks.in_force(on), rulebooks.get(certificate.rulebook_id)
    if certificate.sheet_number is None:
        return None
    try:
        return now.sheet(groups.counterpart(certificate.sheet_number, of=then, within=now)).number
    except NotInRulebook:
        return None
