"""Reads of the provinces' own settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ocop.programme.models import Regulation

CUSTOM = "Thông lệ các tỉnh (chưa có trong QĐ 26/2026/QĐ-TTg)"

# What holds where a province has decided nothing. The national rule is silent on all three (docs/law), so the
# value is what provinces' own regulations have most often said, and is always shown as such.
DEFAULTS: dict[str, str] = {
    Regulation.Key.QUORUM_SHARE: "3/4",
    Regulation.Key.QUORUM_NEEDS_CHAIR: "yes",
    Regulation.Key.MAX_GAP_POINTS: "10",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A value as it holds somewhere on a day, and the document that says so."""

    key: str
    value: str
    document: str
    is_default: bool

    @property
    def share(self) -> Fraction:
        """Return the value of a share, such as 3/4."""
        return Fraction(self.value)

    @property
    def points(self) -> int:
        """Return the value of a number of points."""
        return int(self.value)

    @property
    def is_yes(self) -> bool:
        """Return the value of a yes-or-no setting."""
        return self.value == "yes"


def regulation(place_path: str, key: str, on: date) -> Setting:
    """Return the setting that holds at a place on a day: the nearest place's own, else the default.

    Raises KeyError for a key that no setting has.
    """
    default = DEFAULTS[key]
    steps = place_path.split("/") if place_path else []
    above = ["/".join(steps[:count]) for count in range(len(steps) + 1)]
    rows = Regulation.objects.in_force_on(on).filter(key=key, place_path__in=above)
    nearest = max(rows, key=lambda row: (len(row.place_path), row.valid_from), default=None)
    if nearest is None:
        return Setting(key=key, value=default, document=CUSTOM, is_default=True)
    return Setting(key=key, value=nearest.value, document=nearest.document, is_default=False)
