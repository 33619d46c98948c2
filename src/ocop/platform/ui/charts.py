"""Coordinates of the small pictures that the server draws: exact arithmetic, written for SVG attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

Number = int | Decimal | Fraction | str

# Cosine and sine of the three axes of the radar (up, lower right, lower left), in thousandths.
AXES = ((0, -1000), (866, 500), (-866, 500))


def exact(value: Number) -> Fraction:
    """Return a number exactly; text may be a decimal with a point or a comma, or a fraction such as 577/7."""
    if isinstance(value, str):
        text = value.strip()
        return Fraction(text) if "/" in text else Fraction(Decimal(text.replace(",", ".")))
    if isinstance(value, float):
        raise TypeError("points are never float")
    return Fraction(value)


def coordinate(value: Fraction) -> str:
    """Return a number for an SVG attribute, to two decimals."""
    hundredths = round(value * 100)
    text = f"{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if hundredths < 0 and text != "0" else text


def share(value: Number, whole: Number, *, length: Number = 100) -> str:
    """Return how much of `length` stands for value/whole, from 0 to `length`; an empty whole gives 0."""
    if exact(whole) <= 0:
        return "0"
    part = exact(value) / exact(whole)
    return coordinate(min(max(part, Fraction(0)), Fraction(1)) * exact(length))


def along(value: Number, *, low: Number) -> Fraction:
    """Return where a total lies on an axis from `low` to 100, in per cent of its width.

    Two per cent stay free at each end, so that a dot is never cut.
    """
    bottom = exact(low)
    return 2 + 96 * min(max((exact(value) - bottom) / (100 - bottom), Fraction(0)), Fraction(1))


def polygon(shares: Sequence[Fraction], *, radius: int, centre: tuple[int, int]) -> str:
    """Return the points of a triangle with its corners on the three axes, each at its share of the radius."""
    corners = []
    for part, (x, y) in zip(shares, AXES, strict=True):
        reach = part * radius / 1000
        corners.append(f"{coordinate(centre[0] + reach * x)},{coordinate(centre[1] + reach * y)}")
    return " ".join(corners)


def cut(value: Number, *, decimals: int = 2) -> str:
    """Return a number in Vietnamese writing with its decimals cut, never rounded up: 577/7 is 82,42."""
    scale = 10**decimals
    scaled = exact(value) * scale
    whole = abs(scaled.numerator) // scaled.denominator
    sign = "-" if scaled < 0 and whole else ""
    if decimals == 0:
        return f"{sign}{grouped(whole)}"
    return f"{sign}{grouped(whole // scale)},{whole % scale:0{decimals}d}"


def grouped(value: int) -> str:
    """Return a whole number with a dot between thousands."""
    return f"{value:,}".replace(",", ".")


def readable(value: object) -> bool:
    """Return whether `exact` can read the value."""
    try:
        exact(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, InvalidOperation, ZeroDivisionError):
        return False
    return True


def spread(positions: Iterable[Fraction], *, gap: Fraction) -> list[int]:
    """Return the row (0 = lowest) of each dot on a strip; dots nearer than `gap` get different rows.

    Positions are given in ascending order.
    """
    ends: list[Fraction] = []
    rows = []
    for position in positions:
        row = next((index for index, end in enumerate(ends) if position - end >= gap), len(ends))
        if row == len(ends):
            ends.append(position)
        else:
            ends[row] = position
        rows.append(row)
    return rows
