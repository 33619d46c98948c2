"""The law-change drill: a made-up decision comes in as data alone, and every dossier finishes under its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ocop.dossiers import actions as dossiers
from ocop.dossiers.models import Dossier
from ocop.evaluation import actions
from ocop.evaluation.models import ItemResult, SessionItem
from ocop_rules import rulebooks
from ocop_rules.applicable import which
from ocop_rules.calendars import load_calendar
from ocop_rules.sheets import Sheet
from tests import factories_dossiers as file
from tests import factories_evaluation as council

pytestmark = pytest.mark.usefixtures("places")

DECISION = Path(__file__).parent / "next_decision"
HONEY = 4
BEFORE, AFTER = datetime(2026, 12, 28, 2, tzinfo=UTC), datetime(2027, 1, 5, 2, tzinfo=UTC)
TOTAL = 72  # four stars from 70 points, three where four begin at 75


@pytest.fixture
def adopted() -> Iterator[None]:
    """The decision's folder beside our own; its honey sheet is today's with two wordings exchanged."""
    rulebooks.use(DECISION)
    assert rulebooks.faults() == ()
    yield
    rulebooks.use()


def test_a_sheet_it_prints_cites_it_and_one_it_leaves_alone_the_decision_that_printed_it(adopted):
    old, new = rulebooks.get("26-2026"), rulebooks.get("27-2027")
    changed = [
        (before.key, after.key)
        for before, after in zip(old.sheet(HONEY).criteria, new.sheet(HONEY).criteria, strict=True)
        if before.key != after.key
    ]
    assert changed == [("technology", "carbon"), ("export", "export-by-market")]
    assert {sheet.source.instrument for sheet in new.sheets if sheet.number != HONEY} == {"QĐ 26/2026/QĐ-TTg"}
    assert str(new.sheet(HONEY).source) == "QĐ 27/2027/QĐ-TTg, Phụ lục, bộ sản phẩm số 4"


def worth(sheet: Sheet, total: int) -> dict[str, int]:
    """Return choices that come to a total and miss no minimum of four stars."""
    least = sheet.minimums(4)
    marks = {criterion.code: criterion.max for criterion in sheet.criteria}
    for criterion in sheet.criteria:
        for points in sorted(criterion.allowed_points):
            lower = sum(marks.values()) - marks[criterion.code] + points
            if points >= least.get(criterion.code, 0) and lower >= total:
                marks[criterion.code] = points
                break
    assert sum(marks.values()) == total
    return {
        criterion.code: next(
            index for index, level in enumerate(criterion.choices) if level.points == marks[criterion.code]
        )
        for criterion in sheet.criteria
    }


def test_a_dossier_of_the_old_decision_finishes_on_it_and_a_new_one_on_the_new(adopted):
    old, _one = file.submitted(at=BEFORE, name="Mật ong cũ")
    new, _other = file.submitted(at=AFTER, name="Mật ong mới", username="0912000002")
    assert (old.rulebook_id, new.rulebook_id) == ("26-2026", "27-2027")
    assert (old.due_on, new.due_on) == (date(2027, 1, 19), date(2027, 1, 19))  # 15 and 10 working days

    commune = file.officer("commune_officer", file.COMMUNE, at=BEFORE)
    province = file.officer("province_officer", "14", at=BEFORE)
    for dossier in (old, new):
        file.propose(dossier, commune, at=AFTER)
        dossiers.accept(dossier, samples_received=5, actor=province, at=AFTER)

    seats = council.panel(members=2)
    session = actions.plan_session(
        seats.council, title="Phiên chung", held_on=AFTER.date(),
        dossiers=list(Dossier.objects.order_by("pk")), actor=seats.secretary, at=AFTER,
    )  # fmt: skip
    actions.open_session(session, actor=seats.secretary, at=AFTER)
    for item in SessionItem.objects.filter(session=session):
        sheet = rulebooks.get(item.rulebook_id).sheet(HONEY)
        for voter in seats.voters:
            council.scored(item, voter, worth(sheet, TOTAL))
    council.attended(session, seats)
    actions.end_scoring(session, actor=seats.secretary, at=AFTER)
    actions.close_session(session, actor=seats.secretary, at=AFTER)

    found = {
        result.rulebook_id: (result.total_shown, result.band_star, result.star)
        for result in ItemResult.objects.all()
    }
    assert found == {"26-2026": ("72.00", 4, 4), "27-2027": ("72.00", 3, 3)}
    names = {one: rulebooks.get(one).sheet(HONEY).criterion("1.7").name for one in found}
    assert names["27-2027"] == "Phát thải các-bon" != names["26-2026"]


def test_the_new_decision_s_own_clause_says_how_long_the_old_one_has(adopted):
    calendar = load_calendar()
    left = which("new", filed_on=BEFORE.date(), calendar=calendar)
    assert (left.rulebook, left.finish_by) == ("26-2026", date(2027, 4, 1))
    assert str(left.source) == "QĐ 27/2027/QĐ-TTg, Điều 10"
    assert which("new", filed_on=AFTER.date(), calendar=calendar).rulebook == "27-2027"


def test_the_library_shows_it_and_what_it_changed(adopted, client):
    page = client.get("/quy-dinh/27-2027/bo/4/so-voi/26-2026/").content.decode()
    assert "Phát thải các-bon" in page
    assert client.get("/quy-dinh/").content.decode().count("27/2027") == 1
    band = re.search(
        r"<tr><th[^>]*>Hạng 4 sao.*?</tr>", client.get("/quy-dinh/27-2027/").content.decode(), re.DOTALL
    )
    assert ">75<" in band.group()
    assert "QĐ 27/2027/QĐ-TTg, Điều 3" in band.group()
