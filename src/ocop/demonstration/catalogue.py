"""The products of the demonstration, read from CSV: published names first, plainly generic ones for the rest.

products.csv is the year 2026; products_2024.csv what districts evaluated before, on the map of its day.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("products.csv")
FILE_OF_2024 = Path(__file__).with_name("products_2024.csv")
FIRST_OF_2024 = 201  # numbers of the older file, apart from the other's


@dataclass(frozen=True, slots=True)
class Row:
    """One product: whose, where, on which sheet, how far it has come (`way`) and the star its marks aim at."""

    number: int
    product: str
    producer: str
    producer_kind: str
    place_code: str
    sheet_number: int
    way: str
    aim_star: int
    short_of_minimum: bool = False


def rows() -> list[Row]:
    """Return the products of 2026 in the order of the file."""
    return _read(FILE, first=1)


def rows_of_2024() -> list[Row]:
    """Return the products of 2024 in the order of the file."""
    return _read(FILE_OF_2024, first=FIRST_OF_2024)


def _read(path: Path, *, first: int) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                number=number,
                product=line["product"],
                producer=line["producer"],
                producer_kind=line["producer_kind"],
                place_code=line["place_code"],
                sheet_number=int(line["sheet"]),
                way=line["way"],
                aim_star=int(line["aim_star"]),
                short_of_minimum=line["minimums"] == "short",
            )
            for number, line in enumerate(csv.DictReader(file), first)
        ]
