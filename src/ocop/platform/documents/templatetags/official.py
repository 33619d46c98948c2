"""Dates and counts as official documents write them."""

from __future__ import annotations

from datetime import date

from django import template

register = template.Library()
STAR_WORDS = {1: "một", 2: "hai", 3: "ba", 4: "bốn", 5: "năm"}


@register.filter
def official_day(day: date) -> str:
    """Return "05 tháng 01 năm 2026": a nought before days below 10 and before months 1 and 2 (NĐ
    30/2020/NĐ-CP, Phụ lục I).
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


@register.filter
def two_digits(count: int) -> str:
    """Return a count as documents write it: 09, 10, 123."""
    return f"{count:02d}"


@register.filter
def star_words(star: int) -> str:
    """Return the number of stars as a word: 4 → "bốn"."""
    return STAR_WORDS[star]


@register.filter
def issuer_lines(name: str) -> str:
    """Return the name of a People's Committee on two lines, parted before the kind of its place."""
    for kind in (" tỉnh ", " thành phố ", " xã ", " phường ", " đặc khu "):
        before, found, after = name.partition(kind)
        if found:
            return f"{before}\n{kind.strip()} {after}"
    return name
