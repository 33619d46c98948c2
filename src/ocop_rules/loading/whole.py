"""What must hold of a rulebook as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from ..rulebook import MissingSheet, RouteLevel, Rulebook
from ..sheets import STARS, Sheet
from .checks import SHEET_TOTAL
from .fields import Table
from .layers import Layers
from .sheets import Place

VALIDITY = "validity"


def check_sheets_there(
    places: Mapping[int, Place], sheets: Sequence[Sheet], missing: Sequence[MissingSheet], top: Table
) -> None:
    """Refuse a classification that leads to a sheet which is neither there nor said to be missing, and a sheet said to be
    missing to which it does not lead.
    """
    present, absent = {sheet.number for sheet in sheets}, {sheet.number for sheet in missing}
    for number in sorted(absent & present):
        raise top.fault(f"bộ tiêu chí {number} ghi là thiếu nhưng lại có", f"number = {number}")
    for number in sorted(absent - set(places)):
        raise top.fault(
            f"bộ tiêu chí {number} ghi là thiếu nhưng không có trong bảng phân loại", f"number = {number}"
        )
    for number, place in places.items():
        if number not in present | absent:
            raise place.stated.fault(f"bộ tiêu chí {number} không có tệp trong sheets/", f"sheet = {number}")


def check_rulebook(rulebook: Rulebook, layers: Layers) -> None:
    """Refuse a rulebook whose pieces do not fit together. Raises RulebookFault at the table that does not.

    Bands touch without a gap or an overlap from 0 up, one for each star; the route leads on, and every star with a
    certificate is given once; rounds are of its levels; a certificate has a validity; dates and industries are there.
    """
    top = layers.own.top
    _check_dates(rulebook, top)
    _check_bands(rulebook, top)
    _check_route(rulebook, layers)
    for held, table in layers.with_tables(rulebook.rounds, "round"):
        if held.level not in [level.code for level in rulebook.route]:
            raise table.fault(f"level = “{held.level}” không phải một cấp của quy trình", "level =")
    if VALIDITY not in rulebook.limits:
        raise top.fault(f"thiếu [[limit]] “{VALIDITY}”: giấy chứng nhận có hiệu lực bao lâu", "takes_over =")
    _check_rounds_there(rulebook, top)
    _check_industries(rulebook, layers)


def _check_rounds_there(rulebook: Rulebook, top: Table) -> None:
    """Refuse a limit that is kept by rounds where there are none."""
    for limit in (*rulebook.limits.values(), *rulebook.transition_limits.values()):
        if limit.unit == "rounds_per_year" and not rulebook.rounds:
            raise top.fault(
                f"thời hạn “{limit.code}” tính theo đợt nhưng không có [[round]]; hãy ghi các đợt, hoặc thêm “round” vào "
                "takes_over",
                'unit = "rounds_per_year"',
                "takes_over =",
            )


def _check_industries(rulebook: Rulebook, layers: Layers) -> None:
    industries = {industry.code for industry in rulebook.classification}
    _refuse_unknown(rulebook.samples.exempt_industries, industries, layers.single("samples")[0])
    for applicant, table in layers.with_tables(rulebook.applicant_kinds, "applicant"):
        _refuse_unknown(applicant.industries, industries, table)


def _refuse_unknown(codes: Sequence[str], known: Collection[str], table: Table) -> None:
    for code in codes:
        if code not in known:
            raise table.fault(f"ngành “{code}” không có trong bảng phân loại", f'"{code}"')


def _check_dates(rulebook: Rulebook, top: Table) -> None:
    begins, last, day = rulebook.in_force_from, rulebook.in_force_to, rulebook.superseded_on
    if rulebook.issued_on > begins:
        raise top.fault("ngày ban hành (issued_on) sau ngày có hiệu lực (in_force_from)", "issued_on =")
    if last is not None and last < begins:
        raise top.fault("ngày hết hiệu lực trước ngày có hiệu lực", "in_force_to =")
    if day is not None and (day <= begins or last is None or day > last):
        raise top.fault(
            "“superseded_on” phải sau in_force_from và không sau in_force_to đã ghi", "superseded_on ="
        )


def _check_route(rulebook: Rulebook, layers: Layers) -> None:
    """Every level is led to by one before it, but for the first; each star with a certificate is given by one level, no
    other star by any.
    """
    if not rulebook.route:
        raise layers.own.top.fault("quy trình phải có ít nhất một cấp ([[route]])", "takes_over =")
    tables = [table for table, _ in layers.tables("route")]
    order = {level.code: place for place, level in enumerate(rulebook.route)}
    reached = {rulebook.route[0].code, *(level.forwards_to for level in rulebook.route)}
    certified = {band.star for band in rulebook.bands if band.certified}
    advice = _advice(tables, layers)
    given: set[int] = set()
    for level, table in layers.with_tables(rulebook.route, "route"):
        _check_ways(level, table, order, advice)
        if level.code not in reached:
            raise table.fault(
                f"không cấp nào chuyển hồ sơ lên đây; hãy ghi forwards_to = “{level.code}” ở một cấp trước{advice}",
                "code =",
            )
        if len(set(level.recognises_stars)) != len(level.recognises_stars):
            raise table.fault("một hạng sao ghi hai lần", "recognises_stars =")
        for star in level.recognises_stars:
            if star not in certified:
                raise table.fault(
                    f"{star} sao không phải hạng được cấp giấy chứng nhận", "recognises_stars ="
                )
        if given & set(level.recognises_stars):
            raise table.fault("một hạng sao do hai cấp công nhận", "recognises_stars =")
        given |= set(level.recognises_stars)
    for star in sorted(certified - given):
        raise tables[-1].fault(f"{star} sao được cấp giấy chứng nhận nhưng không cấp nào công nhận")


def _check_ways(level: RouteLevel, table: Table, order: Mapping[str, int], advice: str) -> None:
    for towards, key in ((level.forwards_to, "forwards_to"), (level.returns_to, "returns_to")):
        if towards is not None and towards not in order:
            raise table.fault(f"{key} = “{towards}” không phải một cấp của quy trình", f"{key} =")
    if level.forwards_to is not None and order[level.forwards_to] <= order[level.code]:
        raise table.fault(
            f"forwards_to = “{level.forwards_to}” dẫn ngược về cấp trước{advice}", "forwards_to ="
        )
    if level.returns_to is not None and order[level.returns_to] >= order[level.code]:
        raise table.fault(f"returns_to = “{level.returns_to}” phải là một cấp trước cấp này", "returns_to =")
    least = level.forwards_from_points
    if least is None:
        return
    if level.forwards_to is None:
        raise table.fault("“forwards_from_points” phải đi cùng “forwards_to”", "forwards_from_points =")
    if not 0 <= least <= SHEET_TOTAL:
        raise table.fault(f"forwards_from_points phải từ 0 đến {SHEET_TOTAL}", "forwards_from_points =")


def _advice(tables: Sequence[Table], layers: Layers) -> str:
    """Return what to do where levels of several files come together: the nearer file's new ones stand last."""
    if len({layers.of(table).folder for table in tables}) == 1:
        return ""
    return (
        "; cấp ghi thêm đứng sau các cấp lấy lại từ bộ quy định trước: hãy bỏ “route” khỏi takes_over và ghi đủ các "
        "cấp theo thứ tự"
    )


def _check_bands(rulebook: Rulebook, top: Table) -> None:
    rising = sorted(rulebook.bands, key=lambda band: band.star)
    if tuple(band.star for band in rising) != STARS:
        raise top.fault("khung điểm phải có đủ hạng 1, 2, 3, 4 và 5 sao, mỗi hạng một lần", "[[band]]")
    if rising[0].at_least != 0 or rising[-1].below is not None or rising[-1].at_least >= SHEET_TOTAL:
        raise top.fault("khung điểm phải phủ mọi tổng điểm từ 0 trở lên", "[[band]]")
    for lower, upper in pairwise(rising):
        if lower.below != upper.at_least or lower.at_least >= upper.at_least:
            reason = f"khung điểm {lower.star} sao và {upper.star} sao hở hoặc chồng nhau"
            raise top.fault(reason, f"star = {upper.star}")
