"""Entering what a province has decided, and taking back what was entered wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory.queries import tier_of
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.typed import reason_given
from ocop.platform.workflow import act, create, lock, note
from ocop.programme.catalogue import CATALOGUE, COUNCIL, STEPS, Entry
from ocop.programme.models import Regulation
from ocop.programme.queries import regulation, uses_of
from ocop.programme.queries.calendar import FIRST_YEAR, LAST_YEAR
from ocop.programme.queries.periods import began_on
from ocop_rules import rulebooks

MOST_NAMED = 3
YEARS_AHEAD = 5


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
    """Enter a value that a province has decided: from its first day on it holds instead of whatever holds then.

    A value that begins later takes over from it on its own day; after its last day the value before it holds again for
    as long as that one's document gave it. No other row changes. Raises NotAllowed, or Invalid as `check_regulation`.
    """
    document = " ".join(document.split())
    with act():
        check_regulation(
            key=key, value=value, place_path=place_path, valid_from=valid_from, document=document, valid_to=valid_to,
            on=timezone.localdate(at),
        )  # fmt: skip
        value = CATALOGUE[key].tidied(value)
        before = regulation(place_path, key, valid_from)
        row = Regulation(
            key=key, value=value, place_path=place_path, valid_from=valid_from, valid_to=valid_to, document=document,
            added_at=at, added_by=actor.name,
        )  # fmt: skip
        facts = {
            "key": key,
            "value": value,
            "valid_from": valid_from.isoformat(),
            "valid_to": valid_to.isoformat() if valid_to else None,
            "document": document,
            "instead_of": before.value,
            "instead_since": before.since.isoformat() if before.since else None,
        }
        return create(row, "programme.edit_regulation", actor=actor, at=at, facts=facts)


def withdraw_regulation(row: Regulation, *, reason: str, actor: Actor, at: datetime) -> Regulation:
    """Take back a value that was entered wrongly and that nothing has used; what it covered holds again.

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
    return locked


def used_sentence(used: Sequence[str]) -> str:
    """Return why a value that was used cannot be withdrawn, and what to do instead."""
    named = "; ".join(used[:MOST_NAMED]) + ("…" if len(used) > MOST_NAMED else "")
    return _(
        "Không rút được vì giá trị này đã được dùng: %(used)s. Hãy nhập giá trị mới với ngày có hiệu lực của nó; "
        "từ ngày ấy giá trị mới thay cho giá trị này."
    ) % {"used": named}


def check_regulation(
    *,
    key: str,
    value: str,
    place_path: str,
    valid_from: date,
    document: str,
    valid_to: date | None = None,
    on: date,
) -> None:
    """Refuse what could not be entered on a day, as `add_regulation` would, without entering it: for a preview.

    Raises Invalid for an unknown key, a value that does not fit it, no document, a period out of the years kept, a place
    at which nothing obeys the setting, and a first day on which another value of the place begins.
    """
    entry = CATALOGUE.get(key)
    if entry is None:
        raise Invalid(_("Không có quy định này; hãy chọn trong danh sách."), field="key")
    wrong = entry.refusal_of(value.strip())
    if wrong:
        raise Invalid(wrong, field="value")
    if not document.strip():
        raise Invalid(_("Hãy ghi số và ngày của văn bản quy định giá trị này."), field="document")
    _check_period(valid_from, valid_to, on)
    _check_place(entry, place_path, valid_from, valid_to)
    same_day = began_on(key, place_path, valid_from)
    if same_day is not None:
        raise Invalid(
            _(
                "Đã có giá trị “%(value)s” bắt đầu đúng ngày %(on)s. Nếu giá trị ấy nhập nhầm, hãy rút nó rồi nhập lại; "
                "nếu đã được dùng thì chọn ngày có hiệu lực từ %(next)s."
            )
            % {
                "on": f"{valid_from:%d/%m/%Y}",
                "value": entry.shown(same_day.value),
                "next": f"{valid_from + timedelta(days=1):%d/%m/%Y}",
            },
            field="valid_from",
        )


def _check_period(valid_from: date, valid_to: date | None, on: date) -> None:
    first, last = date(FIRST_YEAR, 1, 1), date(min(on.year + YEARS_AHEAD, LAST_YEAR), 12, 31)
    if not first <= valid_from <= last:
        raise Invalid(
            _("Ngày có hiệu lực phải từ %(first)s đến %(last)s; hãy kiểm tra lại năm.")
            % {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"},
            field="valid_from",
        )
    if valid_to is None:
        return
    if valid_to < valid_from:
        raise Invalid(_("Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi."), field="valid_to")
    if valid_to.year > LAST_YEAR:
        raise Invalid(
            _("Ngày hết hiệu lực muộn nhất là 31/12/%(year)s; hãy để trống nếu chưa định ngày.")
            % {"year": LAST_YEAR},
            field="valid_to",
        )


def _check_place(entry: Entry, place_path: str, valid_from: date, valid_to: date | None) -> None:
    """Refuse a place whose tier has no council in any rulebook of the period: nothing there would obey the value."""
    tier = tier_of(place_path)
    if entry.code not in (*COUNCIL, *STEPS) or not tier or has_council(tier, valid_from, valid_to):
        return
    raise Invalid(
        _(
            "Trong thời gian này cấp của địa bàn ấy không có Hội đồng đánh giá nên quy định không có tác dụng; "
            "hãy để trống ô này để áp dụng cho cả tỉnh."
        ),
        field="place",
    )


def has_council(tier: str, first: date, last: date | None) -> bool:
    """Return whether a tier of government has a council under a rulebook in force on a day of a period."""
    return any(
        level.code == tier and level.has_council
        for found in rulebooks.all_rulebooks()
        if (last is None or found.in_force_from <= last)
        and (found.in_force_to is None or found.in_force_to >= first)
        for level in found.route
    )
