"""Notices where districts decided under QĐ 148: the district tells, or the province after the districts have ended."""

from __future__ import annotations

from datetime import date

import pytest

from ocop.directory.actions import apply_map
from ocop.directory.jobs import map_keeper
from ocop.platform.refusal import NotAllowed
from ocop.recognition import actions
from ocop.recognition.models import ResultNotice, ResultNoticeLine
from ocop.recognition.queries import untold_results
from tests.dossiers.test_route_of_2024 import FIRST_OF_NEW_MAP, JUNE, approved
from tests.factories_route import DISTRICT, PROVINCE, World, moment, place
from tests.recognition.test_documents import pages

pytestmark = pytest.mark.usefixtures("places")


def tell(path: str, actor, at) -> ResultNotice:
    return actions.issue_notice(
        place(path, at.date()), line_ids=[row.line.pk for row in untold_results(path)], number_text="12/TB-KTHT",
        issued_on=at.date(), agency_name=f"Cơ quan thông báo {path}", authority_name="Ủy ban nhân dân",
        signed_by_name="Người Ký", signed_by_post="Trưởng phòng", actor=actor, at=at,
    )  # fmt: skip


def test_the_district_tells_what_it_approved_and_no_rule_is_cited():
    world = World()
    dossier, _producer, _person = approved(world)
    assert untold_results(PROVINCE) == []
    with pytest.raises(NotAllowed):
        tell(DISTRICT, world.person("province_officer", PROVINCE, JUNE), JUNE)
    notice = tell(DISTRICT, world.person("district_officer", DISTRICT, JUNE), JUNE)
    [line] = notice.lines.all()
    assert (line.dossier_id, line.outcome, line.explanation) == (
        dossier.pk,
        "forward",
        "Phê duyệt kết quả, đề nghị cấp tỉnh đánh giá, phân hạng",
    )
    first, _annex = pages(actions.notice_pdf(notice, [line], is_whole=True))
    assert "Thực hiện" not in first
    assert (
        "Căn cứ Quyết định số 501/QĐ-UBND ngày 12 tháng 6 năm 2024 của Chủ tịch Ủy ban nhân dân huyện mai sơn"
        in first
    )
    assert "các xã, phường, thị trấn" in first


def test_what_a_district_left_untold_is_the_provinces_to_tell():
    world = World()
    approved(world)
    apply_map(
        PROVINCE, on=FIRST_OF_NEW_MAP, document_number="202/2025/QH15", document_on=date(2025, 6, 12),
        actor=map_keeper(), at=moment(2025, 7, 1),
    )  # fmt: skip
    assert (untold_results(DISTRICT), len(untold_results(PROVINCE))) == ([], 1)
    after = moment(2025, 7, 3)
    notice = tell(PROVINCE, world.person("province_officer", PROVINCE, after), after)
    [line] = notice.lines.all()
    assert (line.level_path, line.authority_name) == (PROVINCE, "Ủy ban nhân dân huyện mai sơn")
    assert line.place_path.count("/") == 1  # a commune of the new map
    assert ResultNoticeLine.objects.filter(notice=None).count() == 0
