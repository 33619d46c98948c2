"""Reading what was typed into an address or a form, before anything believes it."""

from __future__ import annotations

MOST_DIGITS = 18  # what every database keeps in a whole-number column


def whole_number(text: str) -> int | None:
    """Return the number that plain digits spell, or None: for "²" and "٣", which Python counts as digits, for signs,
    and for more digits than any id has.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def whole_numbers(texts: list[str]) -> list[int]:
    """Return the numbers among texts, in their order; what spells none is left out."""
    return [number for number in map(whole_number, texts) if number is not None]
