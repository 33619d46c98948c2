"""Who may register products and see registrations, and why not."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ocop.platform.access import ALLOWED, Actor, Verdict, policy, refuse
from ocop.platform.access.scopes import within
from ocop.registration.models import Producer, ProducerMember, Product, Registration

Owned = Producer | Product | Registration


def visible(actor: Actor) -> QuerySet[Registration]:
    """Return the slips that the actor may see: of own producers, and of the places where they may view."""
    rows = Registration.objects.select_related("product__producer", "place__parent__parent")
    return rows.filter(within(actor.paths_for("registration.view")) | _own(actor, "product__producer_id__in"))


def own_producers(actor: Actor) -> QuerySet[Producer]:
    """Return the producers that the actor acts for, by name."""
    rows = Producer.objects.filter(_own(actor, "pk__in"))
    return rows.select_related("place__parent__parent").order_by("name", "pk")


def acts_for(actor: Actor, producer_id: int) -> bool:
    """Return whether the actor is one of the people behind a producer."""
    if actor.user_id is None:
        return False
    return ProducerMember.objects.filter(producer_id=producer_id, user_id=actor.user_id).exists()


@policy("registration.open_producer")
def may_open_producer(actor: Actor, producer: Producer | None = None) -> Verdict:
    """Allow anyone who has signed in: whoever makes a product may enter the programme."""
    if actor.user_id is not None:
        return ALLOWED
    return refuse(_("Hãy đăng nhập rồi khai hồ sơ chủ thể."))


@policy("registration.register")
def may_register(actor: Actor, record: Owned | None = None) -> Verdict:
    """Allow the people behind the producer to change its facts and enter its products."""
    return _for_own(actor, "registration.register", record)


@policy("registration.withdraw")
def may_withdraw(actor: Actor, record: Registration | None = None) -> Verdict:
    """Allow the people behind the producer to take a slip back."""
    return _for_own(actor, "registration.withdraw", record)


@policy("registration.file")
def may_file(actor: Actor, record: Registration | None = None) -> Verdict:
    """Allow whoever may hand in the dossier of the slip: handing it in closes the slip."""
    return _for_own(actor, "dossiers.submit", record)


@policy("registration.release")
def may_release(actor: Actor, record: Registration | None = None) -> Verdict:
    """Allow whoever may close the slip's dossier to be filed anew: that closes the slip, too."""
    if record is None:
        allowed = actor.can_somewhere("dossiers.close_for_refiling")
    else:
        allowed = actor.grant_at("dossiers.close_for_refiling", record.place_path) is not None
    return ALLOWED if allowed else refuse(_("Phiếu này chỉ đóng cùng hồ sơ của nó."))


@policy("registration.view")
def may_view(actor: Actor, record: Owned | None = None) -> Verdict:
    """Allow the people behind the producer, and officers of its commune and province."""
    if record is None:
        if actor.can_somewhere("registration.view"):
            return ALLOWED
    elif actor.grant_at("registration.view", record.place_path) or acts_for(actor, _producer_id(record)):
        return ALLOWED
    return refuse(_("Bạn không được giao xem đăng ký của chủ thể này."))


def _for_own(actor: Actor, capability: str, record: Owned | None) -> Verdict:
    if actor.grant_own(capability) is None:
        return refuse(_("Việc này dành cho chủ thể OCOP. Hãy khai hồ sơ chủ thể trước."))
    if record is None or acts_for(actor, _producer_id(record)):
        return ALLOWED
    return refuse(_("Chỉ người thay mặt chủ thể này mới thực hiện được."))


def _producer_id(record: Owned) -> int:
    if isinstance(record, Producer):
        return record.pk or 0
    if isinstance(record, Product):
        return record.producer_id
    return record.product.producer_id


def _own(actor: Actor, relation: str) -> Q:
    if actor.user_id is None or actor.grant_own("registration.view") is None:
        return Q(pk__in=())
    mine = ProducerMember.objects.filter(user_id=actor.user_id)
    return Q(**{relation: mine.values("producer_id")})
