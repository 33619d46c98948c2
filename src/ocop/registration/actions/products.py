"""A product: entered with its first slip, known again by its name, described."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from ocop.platform.access import Actor, require
from ocop.platform.files.inspection import IMAGES
from ocop.platform.files.storing import store
from ocop.platform.folding import fold
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import act, lock, note
from ocop.registration.models import Producer, Product, Registration
from ocop_rules.rulebook import Rulebook


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


def new_product(producer: Producer, name: str, *, rulebook: Rulebook, sheet_number: int) -> Product:
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


def known_product(producer: Producer, name: str) -> Product | None:
    """Return the producer's product of that name: an upgrade or a re-evaluation goes on with it, and with
    the certificates it had.
    """
    alike = Product.objects.filter(producer=producer, search_text=f" {fold(name)} ").order_by("-pk")
    return next((product for product in alike if _spelled(product.name) == _spelled(name)), None)


def is_released(producer: Producer, name: str) -> bool:
    """Return whether the producer's product of that name was let go to be registered anew, and was not yet."""
    known = known_product(producer, name)
    last = known.registrations.order_by("-pk").first() if known else None
    return last is not None and last.state == Registration.State.RELEASED


def _spelled(name: str) -> str:
    """Return a name for telling two apart: marks count, case and the form of Unicode do not."""
    return unicodedata.normalize("NFC", name).casefold()
