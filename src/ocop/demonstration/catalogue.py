"""The products of the demonstration, read from products.csv: published names first, plainly generic ones for the rest."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("products.csv")


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
    """Return the products in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
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
            for number, line in enumerate(csv.DictReader(file), 1)
        ]
