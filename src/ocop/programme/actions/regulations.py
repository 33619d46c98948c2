"""Entering what a province has decided."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from ocop.platform.access import Actor
from ocop.platform.refusal import Invalid
from ocop.platform.workflow import act, create, lock, note
from ocop.programme.catalogue import CATALOGUE
from ocop.programme.models import Regulation


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
        _end_previous(key, place_path, valid_from, actor=actor, at=at)
        _check_free(key, place_path, valid_from, valid_to)  # again, now that nobody else can enter one
        row = Regulation(
            key=key, value=value, place_path=place_path, valid_from=valid_from, valid_to=valid_to,
            document=document, added_at=at, added_by=actor.name,
        )  # fmt: skip
        facts = {
            "key": key,
            "value": value,
            "valid_from": valid_from.isoformat(),
            "valid_to": valid_to.isoformat() if valid_to else None,
            "document": document,
        }
        return create(row, "programme.edit_regulation", actor=actor, at=at, facts=facts)


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


def _end_previous(key: str, place_path: str, valid_from: date, *, actor: Actor, at: datetime) -> None:
    open_ended = Regulation.objects.filter(
        key=key, place_path=place_path, valid_to__isnull=True, valid_from__lt=valid_from
    ).first()
    if open_ended is None:
        return
    locked = lock(open_ended)
    locked.valid_to = valid_from - timedelta(days=1)
    locked.save(update_fields=["valid_to"])
    facts = {"value": locked.value, "valid_to": locked.valid_to.isoformat()}
    note("programme.edit_regulation", locked, actor=actor, at=at, facts=facts)


def _check_free(key: str, place_path: str, valid_from: date, valid_to: date | None) -> None:
    same = Regulation.objects.filter(key=key, place_path=place_path).filter(
        Q(valid_to__isnull=True, valid_from__gte=valid_from) | Q(valid_to__gte=valid_from)
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
