"""The demonstration's year goes through the actions and leaves products at every stage of the way."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from ocop.demonstration.cast import cast_of
from ocop.demonstration.catalogue import rows, rows_of_2024
from ocop.demonstration.journey import Way, moment
from ocop.demonstration.marks import AIM_POINTS, aimed, total
from ocop.demonstration.year_2024 import change_map, play_2024, renew
from ocop.directory.actions.place_changes import open_work
from ocop.directory.models import Agency, Place
from ocop.directory.moving import Territory
from ocop.dossiers.models import Dossier
from ocop.evaluation.models import Ballot, ItemResult, Session
from ocop.evaluation.queries.rules import councils_under
from ocop.platform.accounts.models import User
from ocop.platform.audit.reading import verify_database
from ocop.programme.queries import Change
from ocop.recognition.models import Certificate, ResultNotice, ResultNoticeLine
from ocop.recognition.queries import search_catalogue, untold_results
from ocop_rules import grading, rulebooks


def test_the_file_names_about_sixty_products_at_every_stage():
    ways = Counter(row.way for row in rows())
    assert set(ways) == {
        "recognised",
        "forwarded",
        "not_recognised",
        "revoked",
        "evaluated",
        "scoring",
        "accepted",
        "proposed",
        "submitted",
        "returned",
        "draft",
        "earlier_valid",
        "earlier_expiring",
        "earlier_expired",
        "earlier_revoked",
    }
    assert 55 <= sum(ways.values()) <= 70


@pytest.mark.parametrize("star", [3, 4, 5])
def test_marks_that_aim_at_a_star_earn_it_on_every_sheet(star):
    rulebook = rulebooks.get("26-2026")
    for sheet in rulebook.sheets:
        picks = aimed(sheet, star, seed=sheet.number)
        marks = {code: sheet.criterion(code).levels[pick].points for code, pick in picks.items()}
        result = grading.grade(rulebook, sheet, ballots={"m": marks}, confirmed=True)
        assert (sheet.number, result.band_star, result.minimum_star >= star) == (sheet.number, star, True)
        assert total(sheet, picks) >= AIM_POINTS[star]


def test_a_missed_minimum_takes_the_star_and_not_the_band():
    rulebook = rulebooks.get("26-2026")
    sheet = rulebook.sheet(7)
    picks = aimed(sheet, 4, short_of_minimum=True, seed="x")
    marks = {code: sheet.criterion(code).levels[pick].points for code, pick in picks.items()}
    result = grading.grade(rulebook, sheet, ballots={"m": marks}, confirmed=True)
    assert (result.band_star, result.minimum_star, result.star) == (4, 3, 3)


@pytest.mark.slow
def test_the_year_leaves_products_at_every_stage_and_an_intact_chain(story):
    assert Counter(Dossier.objects.values_list("state", flat=True)) == {
        "recognised": 3,
        "forwarded": 1,
        "not_recognised": 1,
        "evaluated": 1,
        "scheduled": 2,
        "accepted": 1,
        "proposed": 1,
        "submitted": 1,
        "returned": 1,
        "draft": 1,
    }
    assert set(Session.objects.values_list("state", flat=True)) == {"closed", "open"}
    on = date(2026, 11, 21)
    standing = Counter(
        "revoked" if certificate.state == "revoked" else "expired" if certificate.expires_on < on else "valid"
        for certificate in Certificate.objects.all()
    )
    assert standing == {"revoked": 2, "expired": 1, "valid": 4}
    assert verify_database().intact
    [notice] = ResultNotice.objects.all()
    assert Counter(notice.lines.values_list("outcome", flat=True)) == {"recognise": 3, "close": 1}
    assert [row.line.outcome for row in untold_results("14")] == ["forward"]
    assert ItemResult.objects.filter(star=5).count() == 1
    assert Ballot.objects.filter(item__session__state="open", completed_at__isnull=True).exists()


@pytest.mark.slow
def test_the_sign_in_page_offers_one_account_for_each_role_and_none_has_a_password(story):
    offered = User.objects.filter(is_demonstration=True).exclude(demonstration_title="")
    roles = {role for user in offered for role in user.mandates.values_list("role", flat=True)}
    assert roles == {
        "producer",
        "commune_officer",
        "commune_leader",
        "province_officer",
        "council_secretary",
        "council_member",
        "council_chair",
        "province_leader",
        "administrator",
        "auditor",
    }
    assert offered.count() == len(roles)
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert User.objects.filter(is_demonstration=False).count() == 0


@pytest.mark.slow
@pytest.mark.usefixtures("places")
def test_the_districts_of_2024_leave_their_work_to_the_units_of_the_new_map():
    way = Way(cast_of("14", at=moment(1, 2, year=2024)))
    play_2024(way, rows_of_2024(), lambda line: None)
    before = open_work_of_province()
    act = change_map(way, lambda line: None)
    totals = {row["kind"]: row for row in act.totals}
    assert {kind: row["before"] for kind, row in totals.items()} == before
    assert all(row["before"] == row["after"] + row["ended"] for row in act.totals)
    assert {kind: row["ended"] for kind, row in totals.items() if row["ended"]} == {
        "directory.agency": 8,
        "directory.mandate": 14,
    }
    assert set(Agency.objects.filter(level="district").values_list("ended_on", flat=True)) == {
        date(2025, 6, 30)
    }
    assert sorted(ResultNotice.objects.values_list("place_path", flat=True)) == [
        "14",
        *["14/125"] * 3,
        "14/126",
    ]
    assert ResultNoticeLine.objects.filter(notice=None).count() == 0
    renew(way, rows_of_2024())

    stand = Dossier.objects.order_by("pk").values_list("product_name", "rulebook_id", "level", "state")
    assert list(stand) == [
        ("Mật ong rừng 21", "148-2023", "province", "recognised"),
        ("Xoài sấy dẻo 22", "148-2023", "province", "recognised"),
        ("Tinh bột nghệ 23", "148-2023", "district", "recognised"),
        ("Rượu chuối 24", "148-2023", "district", "recognised"),
        ("Long nhãn sấy 25", "148-2023", "district", "recognised"),
        ("Gạo nếp nương 26", "148-2023", "district", "recognised"),
        ("Khoai sọ 27", "148-2023", "district", "accepted"),
        ("Măng tươi 28", "148-2023", "district", "evaluated"),
        ("Gạo nếp nương 26", "26-2026", "commune", "submitted"),
    ]
    papers = Certificate.objects.order_by("product_code").values_list(
        "product_code", "star", "authority_name"
    )
    assert list(papers) == [
        ("14-125-04111-1-2024", 3, "Ủy ban nhân dân huyện Mai Sơn"),
        ("14-125-04111-2-2024", 4, "Ủy ban nhân dân tỉnh Sơn La"),
        ("14-125-04126-1-2024", 3, "Ủy ban nhân dân huyện Mai Sơn"),
        ("14-125-04135-1-2024", 4, "Ủy ban nhân dân tỉnh Sơn La"),
        ("14-126-04177-1-2024", 3, "Ủy ban nhân dân huyện Sông Mã"),
        ("14-126-04183-1-2024", 3, "Ủy ban nhân dân huyện Sông Mã"),
    ]
    today = date(2026, 11, 21)
    of_the_town = search_catalogue("", on=today, place_path="14/04105")
    assert {(item.product_name, item.place_name) for item in of_the_town.items} == {
        ("Xoài sấy dẻo 22", "Xã Mai Sơn, tỉnh Sơn La")
    }
    assert search_catalogue("", on=today, place_path="14/125/04135").total == 0
    change = Change(key="max_gap_points", value="12", place_path="14", valid_from=date(2026, 1, 1))
    assert [voting for _name, voting in councils_under(change)] == [
        9
    ]  # the districts' councils hold no session any more
    assert search_catalogue("hat lot", on=today).total == 1  # the name on the certificate still finds it
    assert verify_database().intact


def open_work_of_province():
    places = Place.objects.filter(path__startswith="14")
    return {work.kind: len(work.rows) for work in open_work(Territory(places), on=date(2025, 7, 1))}
