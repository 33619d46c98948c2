"""What must hold of a rulebook as a whole."""

from __future__ import annotations

from itertools import pairwise

from ..rulebook import Rulebook
from .checks import SHEET_TOTAL
from .fields import Table


def check_rulebook(rulebook: Rulebook, top: Table) -> None:
    """Refuse a rulebook whose pieces do not fit together. Raises RulebookFault.

    Bands touch without a gap or an overlap from 0 up; every sheet of the classification is there and no
    other; limits that clauses name exist.
    """
    _check_bands(rulebook, top)
    listed = [n for industry in rulebook.classification for group in industry.groups for n in group.sheets]
    present = [sheet.number for sheet in rulebook.sheets]
    missing = [sheet.number for sheet in rulebook.missing_sheets]
    for number in missing:
        if number in present:
            raise top.fault(f"bộ tiêu chí {number} ghi là thiếu nhưng lại có", f"number = {number}")
    for number in listed:
        if number not in present and number not in missing:
            raise top.fault(f"bộ tiêu chí {number} trong bảng phân loại không có tệp trong sheets/")
    if rulebook.in_force_to is not None and rulebook.in_force_to < rulebook.in_force_from:
        raise top.fault("ngày hết hiệu lực trước ngày có hiệu lực", "in_force_to =")
    _check_superseded(rulebook, top)
    _check_route(rulebook, top)
    for clause in rulebook.transition:
        if clause.limit is not None and clause.limit not in rulebook.transition_limits:
            raise top.fault(
                f"điều khoản “{clause.code}” nhắc thời hạn “{clause.limit}” không có",
                f'limit = "{clause.limit}"',
            )
    industries = {industry.code for industry in rulebook.classification}
    mentioned = [
        *rulebook.samples.exempt_industries,
        *(i for a in rulebook.applicant_kinds for i in a.industries),
    ]
    for code in mentioned:
        if code not in industries:
            raise top.fault(f"ngành “{code}” không có trong bảng phân loại", f'"{code}"')


def _check_superseded(rulebook: Rulebook, top: Table) -> None:
    day = rulebook.superseded_on
    if day is None:
        return
    last = rulebook.in_force_to
    if day <= rulebook.in_force_from or last is None or day > last:
        raise top.fault(
            "“superseded_on” phải sau in_force_from và không sau in_force_to đã ghi", "superseded_on ="
        )


def _check_route(rulebook: Rulebook, top: Table) -> None:
    """Every level leads to another one of the route, none back to one before, and no star is given twice."""
    order = {level.code: place for place, level in enumerate(rulebook.route)}
    given: set[int] = set()
    for level in rulebook.route:
        for towards, key in ((level.forwards_to, "forwards_to"), (level.returns_to, "returns_to")):
            if towards is not None and towards not in order:
                raise top.fault(
                    f"{level.code}: {key} = “{towards}” không phải một cấp của quy trình",
                    f'{key} = "{towards}"',
                )
        if level.forwards_to is not None and order[level.forwards_to] <= order[level.code]:
            raise top.fault(
                f"{level.code}: forwards_to = “{level.forwards_to}” dẫn ngược về cấp trước",
                f'forwards_to = "{level.forwards_to}"',
            )
        if given & set(level.recognises_stars):
            raise top.fault(f"{level.code}: một hạng sao do hai cấp công nhận", f'code = "{level.code}"')
        given |= set(level.recognises_stars)


def _check_bands(rulebook: Rulebook, top: Table) -> None:
    rising = sorted(rulebook.bands, key=lambda band: band.star)
    if not rising or [band.star for band in rising] != list(range(1, len(rising) + 1)):
        raise top.fault("khung điểm phải có đủ hạng 1, 2, 3 … mỗi hạng một lần", "[[band]]")
    if rising[0].at_least != 0 or rising[-1].below is not None or rising[-1].at_least >= SHEET_TOTAL:
        raise top.fault("khung điểm phải phủ mọi tổng điểm từ 0 trở lên", "[[band]]")
    for lower, upper in pairwise(rising):
        if lower.below != upper.at_least or lower.at_least >= upper.at_least:
            reason = f"khung điểm {lower.star} sao và {upper.star} sao hở hoặc chồng nhau"
            raise top.fault(reason, f"star = {upper.star}")
