"""Entering what a province has decided, and taking back what was entered wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, create, lock, note
from ocop.programme.catalogue import CATALOGUE
from ocop.programme.models import Regulation
from ocop.programme.queries import uses_of

MOST_NAMED = 3


def add_regulation(
    *,
    key: str,
    value: str,
    place_path: str,
    valid_from: date,
    document: str,
    valid_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> Regulation:
    """Enter a value that a province has decided, from a day on; the value before it ends the day before.

    Raises NotAllowed, or Invalid for an unknown key, a value that does not fit it, no document, or a period
    that another value already covers.
    """
    value, document = value.strip(), " ".join(document.split())
    check_regulation(
        key=key,
        value=value,
        place_path=place_path,
        valid_from=valid_from,
        document=document,
        valid_to=valid_to,
    )
    with act():
        ended = _end_previous(key, place_path, valid_from, actor=actor, at=at)
        _check_free(key, place_path, valid_from, valid_to)  # again, now that nobody else can enter one
        row = Regulation(
            key=key, value=value, place_path=place_path, valid_from=valid_from, valid_to=valid_to,
            document=document, added_at=at, added_by=actor.name, ended=ended,
        )  # fmt: skip
        facts = {
            "key": key,
            "value": value,
            "valid_from": valid_from.isoformat(),
            "valid_to": valid_to.isoformat() if valid_to else None,
            "document": document,
        }
        return create(row, "programme.edit_regulation", actor=actor, at=at, facts=facts)


def withdraw_regulation(row: Regulation, *, reason: str, actor: Actor, at: datetime) -> Regulation:
    """Take back a value that was entered wrongly and that nothing has used; the value it ended holds on again.

    The row stays with who withdrew it and why. Raises NotAllowed, WrongState when it is withdrawn already, Invalid
    without a reason or naming what has used it: then a new dated version is the way.
    """
    reason = reason_given(reason, ask=_("Hãy ghi vì sao rút giá trị này."))
    with act():
        locked = lock(row)
        require("programme.withdraw_regulation", actor, locked)
        if locked.withdrawn_at is not None:
            raise WrongState(_("Giá trị này đã được rút."))
        used = uses_of(locked)
        if used:
            raise Invalid(used_sentence(used))
        locked.withdrawn_at, locked.withdrawn_by, locked.withdraw_reason = at, actor.name, reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
        facts = {
            "key": locked.key,
            "value": locked.value,
            "valid_from": locked.valid_from.isoformat(),
            "reason": reason,
        }
        note("programme.withdraw_regulation", locked, actor=actor, at=at, facts=facts)
        _let_hold_on(locked, actor=actor, at=at)
    return locked


def used_sentence(used: Sequence[str]) -> str:
    """Return why a value that was used cannot be withdrawn, and what to do instead."""
    named = "; ".join(used[:MOST_NAMED]) + ("…" if len(used) > MOST_NAMED else "")
    return _(
        "Không rút được vì giá trị này đã được dùng: %(used)s. Hãy nhập giá trị mới với ngày có hiệu lực của nó."
    ) % {"used": named}


def _let_hold_on(withdrawn: Regulation, *, actor: Actor, at: datetime) -> None:
    """Give the value that the withdrawn one ended its period back: up to the next value, or open again."""
    later = (
        Regulation.objects.standing()
        .filter(key=withdrawn.key, place_path=withdrawn.place_path, valid_from__gt=withdrawn.valid_from)
        .order_by("valid_from")
        .first()
    )
    earlier = withdrawn.ended
    if later is not None and later.ended_id == withdrawn.pk:
        later = lock(later)
        later.ended = earlier
        later.save(update_fields=["ended"])
    if earlier is None or earlier.withdrawn_at is not None:
        return
    earlier = lock(earlier)
    earlier.valid_to = later.valid_from - timedelta(days=1) if later is not None else None
    earlier.save(update_fields=["valid_to"])
    facts = {"value": earlier.value, "valid_to": earlier.valid_to.isoformat() if earlier.valid_to else None}
    note("programme.edit_regulation", earlier, actor=actor, at=at, facts=facts)


def check_regulation(
    *, key: str, value: str, place_path: str, valid_from: date, document: str, valid_to: date | None = None
) -> None:
    """Refuse what could not be entered, as `add_regulation` would, without entering it: for a preview.

    Raises Invalid.
    """
    entry = CATALOGUE.get(key)
    if entry is None:
        raise Invalid(_("Không có quy định này; hãy chọn trong danh sách."), field="key")
    wrong = entry.refusal_of(value.strip())
    if wrong:
        raise Invalid(wrong, field="value")
    if not document.strip():
        raise Invalid(_("Hãy ghi số và ngày của văn bản quy định giá trị này."), field="document")
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(_("Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi."), field="valid_to")
    _check_free(key, place_path, valid_from, valid_to)


def _end_previous(
    key: str, place_path: str, valid_from: date, *, actor: Actor, at: datetime
) -> Regulation | None:
    open_ended = (
        Regulation.objects.standing()
        .filter(key=key, place_path=place_path, valid_to__isnull=True, valid_from__lt=valid_from)
        .first()
    )
    if open_ended is None:
        return None
    locked = lock(open_ended)
    locked.valid_to = valid_from - timedelta(days=1)
    locked.save(update_fields=["valid_to"])
    facts = {"value": locked.value, "valid_to": locked.valid_to.isoformat()}
    note("programme.edit_regulation", locked, actor=actor, at=at, facts=facts)
    return locked


def _check_free(key: str, place_path: str, valid_from: date, valid_to: date | None) -> None:
    same = (
        Regulation.objects.standing()
        .filter(key=key, place_path=place_path)
        .filter(Q(valid_to__isnull=True, valid_from__gte=valid_from) | Q(valid_to__gte=valid_from))
    )  # an open one that began earlier is no obstacle: it ends the day before
    if valid_to is not None:
        same = same.filter(valid_from__lte=valid_to)
    clash = same.first()
    if clash is not None:
        raise Invalid(
            _("Từ ngày %(on)s đã có giá trị “%(value)s”; hãy chọn khoảng thời gian khác.")
            % {"on": f"{clash.valid_from:%d/%m/%Y}", "value": CATALOGUE[key].shown(clash.value)},
            field="valid_from",
        )
