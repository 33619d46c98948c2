"""From ballots to a star, in exact arithmetic: whole points and fractions, never a float."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .councils import PLAIN, Regulation
from .rulebook import Rulebook
from .sheets import STARS, Criterion, Sheet, UnknownCriterion

NOT_RECOGNISED = 0


class GradingError(ValueError):
    """Marks that cannot be graded; the message is a sentence for the person who entered them."""


class UnconfirmedSheet(GradingError):
    """The sheet is short of figures or misprinted in its source, and nobody has confirmed its figures yet."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A minimum that is not met: the criterion, the star that needs it, the points it needs, what it got."""

    criterion: str
    star: int
    needs: int
    got: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a set of ballots comes to.

    `band_star` is the star of the total alone, `minimum_star` the highest star whose minimums are all met
    whatever the total (2 when a 3-star minimum is missed: stars 1 and 2 have none). `star` is the lower
    of the two, 0 when disqualified and when `outcome` is not "rated". `missed` names every printed minimum
    that is not met, of every star, lowest first. `outcome`: "rated"; "failed" or "returned" where the
    council's regulation does not let a missed minimum cap the star; "disqualified".
    """

    total: Fraction
    band_star: int
    minimum_star: int
    star: int
    members: dict[str, Fraction]
    criterion_means: dict[str, Fraction]
    missed: tuple[Missed, ...]
    disqualified: tuple[str, ...]
    outcome: str = "rated"

    @property
    def held_back_by(self) -> tuple[Missed, ...]:
        """Return the missed minimums that cost the product the star of its total; empty when none did."""
        return tuple(missed for missed in self.missed if missed.star <= self.band_star)


def grade(
    rulebook: Rulebook,
    sheet: Sheet,
    *,
    ballots: Mapping[str, Mapping[str, int]],
    disqualified: Collection[str] = (),
    unmet_is_zero: bool = False,
    confirmed: bool = False,
    regulation: Regulation = PLAIN,
) -> Result:
    """Grade a product from its counted ballots: member → criterion code → points of the level chosen.

    A member's total is the sum of the points; the product's total and each criterion's mark are means
    over the same ballots, kept exact. The star is the highest whose band the total reaches and whose
    minimums are all met; a minimum is met when the criterion's mean is not below it. A disqualifier
    (code) ends it at 0.
    `unmet_is_zero` also accepts 0 where the sheet prints no level of 0: see check_mark.
    A sheet that is unsettled (short of figures or misprinted in its source) is graded only with `confirmed`: an
    administrator has compared its figures with the signed text and stands by them; UnconfirmedSheet otherwise.
    Raises GradingError when there is no ballot, or a ballot lacks a criterion, has one the sheet does not
    know, or has points that are no level.

    Law: Điều 3 khoản 3 and the footnote of every sheet of Phụ lục II. How members are combined and what a
    missed minimum does is not national law: `regulation` says it, by default the plain mean and a capped star.
    """
    check_confirmed(sheet, confirmed=confirmed)
    if not ballots:
        raise GradingError("Chưa có phiếu chấm nào để tính điểm.")
    grounds = _known_grounds(sheet, disqualified)
    totals = {
        member: _checked_total(sheet, marks, member, unmet_is_zero) for member, marks in ballots.items()
    }
    total, means = averaged(
        ballots.values(), codes=[criterion.code for criterion in sheet.criteria], regulation=regulation
    )
    missed = _missed(sheet, means)
    band_star = band(rulebook, total)
    minimum_star = min((m.star for m in missed), default=len(STARS) + 1) - 1
    outcome = _outcome(regulation, grounds, is_held_back=minimum_star < band_star)
    return Result(
        total=total,
        band_star=band_star,
        minimum_star=minimum_star,
        star=min(band_star, minimum_star) if outcome == "rated" else NOT_RECOGNISED,
        members={member: Fraction(points) for member, points in totals.items()},
        criterion_means=means,
        missed=missed,
        disqualified=grounds,
        outcome=outcome,
    )


def averaged(
    ballots: Collection[Mapping[str, int]], *, codes: Collection[str], regulation: Regulation = PLAIN
) -> tuple[Fraction, dict[str, Fraction]]:
    """Return the total and each criterion's mean over complete ballots, as the council's regulation combines them.

    At least one ballot, each with a mark for every code: nothing is checked here (`grade` does).
    """
    sums = dict.fromkeys(codes, 0)
    for marks in ballots:
        for code in sums:
            sums[code] += marks[code]
    count = len(ballots)
    means = {code: Fraction(points, count) for code, points in sums.items()}
    if regulation.average == "criteria":
        means = {code: regulation.counted(mean) for code, mean in means.items()}
        return sum(means.values(), Fraction(0)), means
    return regulation.counted(Fraction(sum(sums.values()), count)), means


def _outcome(regulation: Regulation, grounds: Collection[str], *, is_held_back: bool) -> str:
    if grounds:
        return "disqualified"
    by_rule = {"cap": "rated", "fail": "failed", "return": "returned"}
    return by_rule[regulation.on_missed_minimum] if is_held_back else "rated"


def check_confirmed(sheet: Sheet, *, confirmed: bool) -> None:
    """Refuse to grade on an unsettled sheet whose figures nobody has confirmed: UnconfirmedSheet."""
    if sheet.unsettled and not confirmed:
        raise UnconfirmedSheet(
            f"Bộ tiêu chí {sheet.number} “{sheet.title}” chưa chấm được, có chỗ phải xác nhận: {sheet.unsettled.rstrip('.')}. "
            "Chưa xác nhận thì chỉ dùng để đọc hồ sơ; muốn chấm, quản trị viên đối chiếu với bản gốc của "
            f"{sheet.source.instrument} rồi xác nhận các mức điểm."
        )


def band(rulebook: Rulebook, total: Fraction | int) -> int:
    """Return the star whose band holds a total; exact, so 69.99 is below 70 however it is shown.

    Law: Điều 3 khoản 3. Raises GradingError for a total below 0.
    """
    for candidate in sorted(rulebook.bands, key=lambda found: found.star, reverse=True):
        if total >= candidate.at_least:
            return candidate.star
    raise GradingError("Tổng điểm không thể âm.")


def shown(points: Fraction | int) -> str:
    """Return points as people read them: two decimals, cut and never rounded, "." as the decimal mark."""
    exact = Fraction(points)
    hundredths = abs(exact.numerator) * 100 // exact.denominator
    sign = "-" if points < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def check_mark(sheet: Sheet, code: str, points: int, *, unmet_is_zero: bool = False) -> None:
    """Refuse points that are no level of a criterion: GradingError. Whole numbers only, no booleans.

    Many criteria print no level of 0 although a product may reach none of theirs (no trademark applied for,
    no papers on the environment), and some put asterisks on the lowest level, which would then say nothing.
    With `unmet_is_zero` 0 is accepted there and means that no level is reached; the decision is silent on
    it.
    """
    criterion = _criterion(sheet, code)
    accepted = _accepted(criterion, unmet_is_zero)
    if not _is_level(points, accepted):
        raise GradingError(_no_level(criterion, points, accepted))


def missing_marks(sheet: Sheet, marks: Mapping[str, int]) -> tuple[str, ...]:
    """Return the codes of the criteria that have no mark yet, in the order of the sheet."""
    return tuple(criterion.code for criterion in sheet.criteria if criterion.code not in marks)


def ballot_total(sheet: Sheet, marks: Mapping[str, int], *, unmet_is_zero: bool = False) -> int:
    """Return the sum of one set of marks, complete or not. Raises GradingError on a bad mark."""
    for code, points in marks.items():
        check_mark(sheet, code, points, unmet_is_zero=unmet_is_zero)
    return sum(marks.values())


def shortfalls(
    sheet: Sheet, marks: Mapping[str, int], star: int, *, unmet_is_zero: bool = False
) -> tuple[Missed, ...]:
    """Return the minimums that one set of marks, complete or not, lacks for a star, in the sheet's order.

    Cumulative: for 5 stars those of 3 and 4 count too. A criterion without a mark has got 0. Raises
    GradingError on a bad mark, ValueError when there is no such star.
    """
    if star not in STARS:
        raise ValueError(f"no such star: {star}")
    ballot_total(sheet, marks, unmet_is_zero=unmet_is_zero)
    return tuple(
        Missed(code, star, needs, Fraction(marks.get(code, 0)))
        for code, needs in sheet.minimums(star).items()
        if marks.get(code, 0) < needs
    )


def contradictions(sheet: Sheet, marks: Mapping[str, int]) -> tuple[str, ...]:
    """Return the codes of criteria that have points although the criterion they depend on has none.

    The sheets print "only where there is a story" under the story's structure. A warning, not an error: the
    decision does not say what to do with such a ballot.
    """
    return tuple(
        criterion.code
        for criterion in sheet.criteria
        if criterion.applies_when is not None
        and marks.get(criterion.code, 0) > 0
        and criterion.applies_when in marks
        and marks[criterion.applies_when] == 0
    )


def _accepted(criterion: Criterion, unmet_is_zero: bool) -> frozenset[int]:
    return criterion.points_or_unmet if unmet_is_zero else criterion.allowed_points


def _is_level(points: int, accepted: frozenset[int]) -> bool:
    return type(points) is int and points in accepted


def _no_level(criterion: Criterion, points: object, accepted: frozenset[int]) -> str:
    allowed = ", ".join(str(p) for p in sorted(accepted))
    return (
        f"Tiêu chí {criterion.code} ({criterion.name}): “{_brief(points)}” không phải mức điểm; "
        f"chọn một trong {allowed}."
    )


def _checked_total(sheet: Sheet, marks: Mapping[str, int], member: str, unmet_is_zero: bool) -> int:
    total = 0
    for criterion in sheet.criteria:
        try:
            points = marks[criterion.code]
        except KeyError:
            lacking = missing_marks(sheet, marks)
            raise GradingError(
                f"Phiếu của {_brief(member)} thiếu điểm {len(lacking)} tiêu chí: {', '.join(lacking)}."
            ) from None
        accepted = _accepted(criterion, unmet_is_zero)
        if not _is_level(points, accepted):
            raise GradingError(f"Phiếu của {_brief(member)}: {_no_level(criterion, points, accepted)}")
        total += points
    if len(marks) != len(sheet.criteria):
        known = {criterion.code for criterion in sheet.criteria}
        extra = next(code for code in marks if code not in known)
        raise GradingError(
            f"Phiếu của {_brief(member)} chấm tiêu chí “{_brief(extra)}” "
            f"mà bộ tiêu chí {sheet.number} không có."
        )
    return total


def _known_grounds(sheet: Sheet, disqualified: Collection[str]) -> tuple[str, ...]:
    known = [ground.code for ground in sheet.disqualifiers]
    for code in disqualified:
        if code not in known:
            listed = ", ".join(known) or "không có căn cứ nào"
            raise GradingError(
                f"Bộ tiêu chí {sheet.number} không có căn cứ loại “{_brief(code)}”; "
                f"các mã dùng được: {listed}."
            )
    return tuple(code for code in known if code in disqualified)


def _missed(sheet: Sheet, means: Mapping[str, Fraction]) -> tuple[Missed, ...]:
    return tuple(
        Missed(criterion.code, star, needs, means[criterion.code])
        for star in STARS
        for criterion in sheet.criteria
        if (needs := criterion.minimums.get(star)) is not None and means[criterion.code] < needs
    )


def _criterion(sheet: Sheet, code: str) -> Criterion:
    try:
        return sheet.criterion(code)
    except UnknownCriterion as error:
        raise GradingError(str(error)) from None


def _brief(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
