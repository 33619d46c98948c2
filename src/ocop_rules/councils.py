"""What a council's own regulation (Quy chế) decides about its scores; national law is silent on all of it.

Every value is given by whoever asks; the defaults are the plain reading: exact means, a missed minimum caps the star.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

AVERAGES = ("totals", "criteria")
ON_MISSED_MINIMUM = ("cap", "fail", "return")
MOST_DECIMALS = 6


class RegulationError(ValueError):
    """A regulation that cannot be applied; the message is a sentence for the person who entered it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """One council's way with its scores.

    `average`: the product's total is the mean of the members' totals, or the sum of the criteria's means.
    `decimals`: the figures that are averaged (totals or criteria's means) are cut to so many decimals before they
    count; None keeps them exact. `on_missed_minimum`: a minimum missed for the star of the total caps the star, fails
    the product, or sends it back. `max_gap`: points by which two members may differ; None: any. `quorum` is the share
    of `members` whose ballots must count.
    """

    average: str = "totals"
    decimals: int | None = None
    on_missed_minimum: str = "cap"
    max_gap: Fraction | int | None = None
    quorum: Fraction | None = None
    members: int | None = None

    def __post_init__(self) -> None:
        if self.average not in AVERAGES:
            raise RegulationError(f"Cách tính trung bình là một trong: {', '.join(AVERAGES)}.")
        if self.on_missed_minimum not in ON_MISSED_MINIMUM:
            raise RegulationError(
                f"Cách xử lý khi không đạt mức tối thiểu là một trong: {', '.join(ON_MISSED_MINIMUM)}."
            )
        if self.decimals is not None and not 0 <= self.decimals <= MOST_DECIMALS:
            raise RegulationError(f"Số chữ số thập phân từ 0 đến {MOST_DECIMALS}.")
        if self.max_gap is not None and self.max_gap < 0:
            raise RegulationError("Chênh lệch điểm tối đa không thể âm.")
        if self.quorum is not None and not 0 < self.quorum <= 1:
            raise RegulationError("Tỷ lệ thành viên phải có mặt là phân số trên 0 đến 1, ví dụ 3/4.")
        if self.members is not None and self.members < 1:
            raise RegulationError("Số thành viên hội đồng phải từ 1 trở lên.")

    def counted(self, mean: Fraction) -> Fraction:
        """Return a mean as it counts: exact, or cut to the decimals of the regulation and never rounded up."""
        if self.decimals is None:
            return mean
        scale = 10**self.decimals
        return Fraction(mean.numerator * scale // mean.denominator, scale)


PLAIN = Regulation()


@dataclass(frozen=True, slots=True)
class Gap:
    """Two members whose totals lie further apart than the regulation allows, and by how much."""

    one: str
    other: str
    points: Fraction


def gaps(totals: Mapping[str, Fraction], *, max_gap: Fraction | int) -> tuple[Gap, ...]:
    """Return every pair of members more than `max_gap` points apart, in the order of the members."""
    return tuple(
        Gap(one, other, abs(totals[one] - totals[other]))
        for one, other in combinations(totals, 2)
        if abs(totals[one] - totals[other]) > max_gap
    )


def quorum_met(counted: int, *, members: int, quorum: Fraction) -> bool:
    """Return whether the ballots that count reach the share of the council's members; a share is met when reached."""
    return counted >= quorum * members
