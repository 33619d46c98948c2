"""Reading what was typed into an address or a form, before anything believes it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ocop.platform.refusal import Invalid

LONGEST_REASON = 500  # characters, as wide as the columns that keep one
MOST_DIGITS = 18  # what every database keeps in a whole-number column


def whole_number(text: str) -> int | None:
    """Return the number that plain digits spell, or None: for "²" and "٣", which Python counts as digits, for signs,
    and for more digits than any id has.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def whole_numbers(texts: list[str]) -> list[int]:
    """Return the numbers among texts, in their order; what spells none is left out."""
    return [number for number in map(whole_number, texts) if number is not None]


def reason_given(text: str, *, ask: str, field: str = "reason") -> str:
    """Return the reason for an act in one line.

    Raises Invalid at `field` with the sentence `ask` when there is none, and when it is longer than is kept: a reason
    that goes into minutes is never cut.
    """
    reason = " ".join(text.split())
    if not reason:
        raise Invalid(ask, field=field)
    if len(reason) > LONGEST_REASON:
        raise Invalid(
            _("Lý do dài %(length)s ký tự, chỉ nhận đến %(longest)s; hãy viết gọn lại.")
            % {"length": len(reason), "longest": LONGEST_REASON},
            field=field,
        )
    return reason
