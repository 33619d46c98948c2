"""A product of 2024 under QĐ 148: district, province, four stars. The map of 1/7/2025 ends the district and renames the commune.
In 2027 the product is renewed under QĐ 26 by the commune and the province of the day; both papers tell of each other.

Walked in a real browser by people of three years, so the application runs in this process, whose clock is set.
What the journey of 2026 walks in full (the report, the self-score, the ballots) is filled in through the same actions here.
"""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from ocop.directory.models import Mandate
from ocop.dossiers import actions as dossiers
from ocop.dossiers.models import Dossier
from ocop.evaluation.models import Ballot
from ocop.platform.access import Actor
from ocop.platform.audit.reading import verify_database
from ocop.recognition.models import Certificate
from ocop.registration.models import Producer
from tests.factories_dossiers import complete, pdf
from tests.factories_route import COMMUNE, DISTRICT, PROVINCE, World, moment, picks_for, producer_in
from tests.journeys.conftest import chromium
from tests.journeys.people import DESKTOP, PHONE, Application, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

Seat = Callable[..., Person]
PRODUCT = "Mật ong hoa nhãn Mường Bằng"
MERGED = "14/04123"  # the commune that Mường Bằng went into
SPRING, JUNE, JULY = moment(2024, 5, 10), moment(2024, 6, 12), moment(2024, 7, 8)
NEW_MAP = moment(2025, 7, 1)
RENEWAL, DECIDED, LATER = moment(2027, 2, 15), moment(2027, 4, 6), moment(2027, 8, 1)


@pytest.fixture(scope="module", autouse=True)
def _queries_beside_the_browser() -> Iterator[None]:
    """Let this thread ask the database though Playwright keeps an event loop in it: nothing here runs inside that loop."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for this journey alone: others start their own after it. It is there before the database connection, which
    belongs to Playwright's event loop from then on.
    """
    with chromium() as started:
        yield started


class OneAtATime:
    """Middleware that answers one request after the other: a page that saves by itself while its button is pressed would
    otherwise have two acts open on the one database connection that all threads share here.
    """

    _turn = threading.Lock()

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self._turn:
            return self._answer(request)


@pytest.fixture
def application(browser: Browser, places: None, settings: Any) -> Iterator[Application]:
    """The application in this process, with every administrative unit, on the database connection of this test.

    Not the fixture `live_server`: that one empties all tables afterwards, which the log rightly refuses.
    """
    settings.MIDDLEWARE = [f"{__name__}.{OneAtATime.__name__}", *settings.MIDDLEWARE]
    server = LiveServer("localhost")
    connection.inc_thread_sharing()  # until the last answer has ended, which may be after the server has
    yield Application(server.url, {})
    browser.close()  # so that no answer is under way when the server stops
    server.stop()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)
    connection.dec_thread_sharing()


@pytest.fixture
def years() -> Iterator[Callable[[datetime], None]]:
    """Return a function that sets everybody's clock; it goes on from there."""
    travels: list[time_machine.travel] = []

    def go_to(at: datetime) -> None:
        while travels:
            travels.pop().stop()
        travels.append(time_machine.travel(at, tick=True))
        travels[-1].start()

    yield go_to
    while travels:
        travels.pop().stop()


def test_a_product_of_a_district_is_renewed_by_a_province_across_the_merger(
    person: Seat, years: Callable[[datetime], None], tmp_path: Path
) -> None:
    world = World()

    def seat(actor: Actor, size: tuple[int, int] = DESKTOP) -> Person:
        return signed_in(person(size), world, actor)

    years(SPRING)
    producer, owner = producer_in(COMMUNE, SPRING)
    farmer = seat(world.actor(owner, SPRING), PHONE)
    registers(farmer, r"^\d+/PM-14-125-04111-2024$")
    fills_in(producer, world.actor(owner, SPRING), SPRING)
    hands_in(farmer, "Ủy ban nhân dân huyện Mai Sơn, tỉnh Sơn La", "Chưa thấy QĐ 148/QĐ-TTg")
    takes_in(seat(world.person("district_officer", DISTRICT, SPRING)), "Bàn tiếp nhận cấp huyện")

    years(JUNE)
    judges(seat, world, DISTRICT, JUNE, picks_for("148-2023", star=4, below=84))
    decides(seat, world, DISTRICT, JUNE, "501")
    sends_up(seat(world.person("district_officer", DISTRICT, JUNE)), tmp_path)
    office = seat(world.person("province_officer", PROVINCE, JUNE))
    reads_what_came_up(office)
    takes_in(office, "Bàn tiếp nhận cấp tỉnh")

    years(JULY)
    judges(seat, world, PROVINCE, JULY, picks_for("148-2023", star=4, below=82))
    decides(seat, world, PROVINCE, JULY, "900")
    old = Certificate.objects.get()
    assert (old.product_code, old.star, old.rulebook_id) == ("14-125-04111-1-2024", 4, "148-2023")

    years(NEW_MAP)
    the_map_changes()
    producer.refresh_from_db()
    assert producer.place_path == MERGED

    years(RENEWAL)
    farmer = seat(world.actor(owner, RENEWAL), PHONE)
    registers_again(farmer, old)
    fills_in(producer, world.actor(owner, RENEWAL), RENEWAL)
    hands_in(farmer, "Ủy ban nhân dân xã Chiềng Mung, tỉnh Sơn La", "(QĐ 26/2026/QĐ-TTg, Điều 7 khoản 1)")
    office = seat(world.person("commune_officer", MERGED, RENEWAL))
    proposes(office)
    takes_in(seat(world.person("province_officer", PROVINCE, RENEWAL)), "Bàn tiếp nhận cấp tỉnh")

    years(DECIDED)
    judges(seat, world, PROVINCE, DECIDED, picks_for("26-2026", star=4, below=88))
    decides(seat, world, PROVINCE, DECIDED, "77")
    new = Certificate.objects.get(successor__isnull=True)
    assert (new.product_code, new.star, new.rulebook_id) == ("14-04123-1-2027", 4, "26-2026")

    years(LATER)
    stranger = person(PHONE)
    both_papers_tell_of_each_other(stranger, old, new)
    assert verify_database().intact


def signed_in(someone: Person, world: World, actor: Actor) -> Person:
    """Seat someone who has signed in, at what waits for them."""
    cookies = world.client(actor).cookies
    someone.context.add_cookies(
        [
            {"name": name, "value": cookie.value, "url": someone.application.address}
            for name, cookie in cookies.items()
        ]
    )
    someone.open("/viec-cua-toi/")
    return someone


# The producer, on a phone


def registers(farmer: Person, number: str) -> None:
    """Register a new product and begin its dossier."""
    farmer.follow("Đăng ký sản phẩm mới")
    chooses_the_kind(farmer)
    farmer.press("Đăng ký, lấy số phiếu")
    expect(farmer.main.get_by_role("heading", level=1)).to_have_text(re.compile(number))
    farmer.press("Lập hồ sơ")


def registers_again(farmer: Person, old: Certificate) -> None:
    """Be reminded of the certificate that runs out, register from it, and begin the dossier."""
    farmer.follow(re.compile("giấy chứng nhận sắp hết hạn"))
    farmer.follow(PRODUCT)
    farmer.sees("Nay thuộc", "Xã Chiềng Mung, tỉnh Sơn La")
    farmer.follow("Đăng ký đánh giá lại")
    expect(farmer.main.get_by_role("radio", name=re.compile("^Đánh giá lại"))).to_be_checked()
    expect(farmer.main.get_by_label(re.compile("^Giấy chứng nhận hết hạn ngày"))).to_have_value(
        f"{old.expires_on:%d/%m/%Y}"
    )
    farmer.press("Đăng ký, lấy số phiếu")
    farmer.sees("Nộp từ 09/01/2027 đến hết 10/03/2027", "QĐ 26/2026/QĐ-TTg", old.product_name)
    slip = farmer.page.url
    farmer.open("/viec-cua-toi/")
    expect(farmer.main.get_by_text("giấy chứng nhận sắp hết hạn")).to_have_count(0)
    farmer.open(slip)
    farmer.press("Lập hồ sơ")


def chooses_the_kind(farmer: Person) -> None:
    """Name the product and follow the classification to honey."""
    farmer.write("Tên sản phẩm", PRODUCT)
    farmer.press("Tiếp tục")
    farmer.follow(re.compile("^Mật ong"))


def fills_in(producer: Producer, actor: Actor, at: datetime) -> None:
    """Fill in the report, the self-score and the papers, as the sections of the page do."""
    dossier = Dossier.objects.filter(registration__product__producer=producer).latest("pk")
    complete(dossier, actor, at=at)
    if dossier.kind == "reevaluation":
        answers = dict.fromkeys(
            ("updates_material", "updates_packaging", "updates_tests", "updates_market"), "Như đã nêu."
        )
        dossiers.save_report_section(dossier, section="updates", answers=answers, actor=actor, at=at)


def hands_in(farmer: Person, receiver: str, electronic: str) -> None:
    """Read everything once more, pledge and hand in; the receipt names who receives it and what an electronic dossier is worth."""
    farmer.open(farmer.page.url)
    farmer.follow("Xem lại và nộp")
    farmer.main.get_by_role("checkbox").check()
    farmer.press("Nộp hồ sơ")
    if not farmer.page.get_by_role("heading", name="Giấy tiếp nhận hồ sơ điện tử").count():
        farmer.follow("Giấy tiếp nhận")
    farmer.sees(PRODUCT, receiver, electronic)


# The offices


def takes_in(office: Person, desk: str) -> None:
    """Take the dossier in with its samples."""
    office.open("/viec-cua-toi/")
    office.follow(desk)
    office.follow(PRODUCT)
    office.write("Số sản phẩm mẫu đã nhận", "5")
    office.press("Tiếp nhận, cấp số phiếu")
    office.sees(f"Đã tiếp nhận “{PRODUCT}”, phiếu số ")


def sends_up(office: Person, folder: Path) -> None:
    """Make the six papers that go to the province, and be told what is missing until they are all there."""
    office.follow("Bàn tiếp nhận cấp huyện")
    office.open("/ho-so/huyen/?viec=ket-qua")
    office.follow(PRODUCT)
    office.follow("Lập hồ sơ chuyển cấp")
    office.sees("Còn thiếu:", "501/QĐ-UBND")
    report = folder / "Báo cáo thẩm định.pdf"
    report.write_bytes(pdf("Báo cáo thẩm định").read())
    office.write("Số công văn", "312/UBND-NN")
    office.write("Ngày công văn", "12/06/2024")
    office.write("Chức vụ người ký", "Phó Chủ tịch")
    office.write("Họ tên người ký", "Người ký của huyện")
    office.write("Số sản phẩm mẫu gửi kèm", "5")
    office.page.locator("[name=paper_appraisal_report]").set_input_files(report)
    office.press("Lưu")
    office.sees("Đã đủ thành phần để gửi.")
    office.press("Gửi lên cấp tỉnh")


def reads_what_came_up(office: Person) -> None:
    """Read the six papers of the district and its council's result."""
    office.follow("Bàn tiếp nhận cấp tỉnh")
    office.follow(PRODUCT)
    office.sees("Hồ sơ chuyển từ cấp huyện", "312/UBND-NN", "Kết quả cấp huyện")
    office.follow("Xem hồ sơ chuyển cấp")
    expect(office.main.locator(".dossiers-papers > li")).to_have_count(6)


def proposes(office: Person) -> None:
    """Check the papers, write the four opinions of Mẫu số 03 and propose to the province."""
    office.follow("Bàn làm việc cấp xã")
    office.follow(PRODUCT)
    for row in office.main.get_by_role("radio", name="Có", exact=True).all():
        row.check()
    for box in office.main.get_by_role("textbox", name=re.compile("^Nhận xét của xã")).all():
        box.fill("Đã đi cơ sở; nội dung đúng với thực tế tại xã.")
    for choice in office.main.get_by_role("radio", name="Đúng thực tế", exact=True).all():
        choice.check()
    office.write("Số văn bản đề nghị", "12/UBND-KT")
    office.write("Ngày văn bản", "15/02/2027")
    office.write("Chức vụ người ký", "Chủ tịch")
    office.write("Họ tên người ký", "Chủ tịch UBND xã Chiềng Mung")
    office.press("Lưu, xem và gửi cấp tỉnh")
    office.press("Gửi hồ sơ lên cấp tỉnh")


# The council of a level and its authority


def judges(seat: Seat, world: World, path: str, at: datetime, marks: dict[str, int]) -> None:
    """Plan a session, open it, take attendance, let the members score, end and close it."""
    world.council(path, at)
    secretary = seat(world.person("council_secretary", path, at))
    secretary.follow("Phiên họp")
    secretary.follow("Lên lịch phiên họp")
    secretary.write("Tên phiên họp", f"Phiên {at:%m/%Y}")
    secretary.write("Ngày họp", f"{at:%d/%m/%Y}")
    secretary.main.get_by_role("checkbox", name=PRODUCT).check()
    secretary.press("Lên lịch")
    secretary.confirm("Mở phiên")
    for box in secretary.main.get_by_role("checkbox").all():
        box.check()
    secretary.press("Lưu điểm danh")
    for ballot in Ballot.objects.filter(item__session__council__place_path=path, completed_at__isnull=True):
        world.scored(ballot, marks, at)
    secretary.open(secretary.page.url)
    secretary.confirm("Kết thúc chấm điểm")
    secretary.confirm("Chốt phiên họp")
    secretary.follow(PRODUCT)
    assert re.findall(r"\d sao", secretary.main.locator(".o-figures").inner_text()) == ["4 sao", "4 sao"]


def decides(seat: Seat, world: World, path: str, at: datetime, number: str) -> None:
    """Draft the decision in the office of a level and issue it with its leader."""
    tier = "district" if path == DISTRICT else "province"
    office = seat(world.person(f"{tier}_officer", path, at))
    office.open("/cong-nhan/quyet-dinh/moi/")
    office.press("Lập dự thảo")
    leader = seat(world.person(f"{tier}_leader", path, at))
    leader.open(office.page.url.removeprefix(office.application.address))
    leader.write("Số quyết định", number)
    leader.write("Ngày ban hành", f"{at:%d/%m/%Y}")
    leader.press("Ban hành quyết định")
    leader.sees("Đã ban hành", PRODUCT)


def the_map_changes() -> None:
    """Apply the map of 1/7/2025 as its operator does: the district's mandates end, the open work goes on elsewhere."""
    said = io.StringIO()
    call_command(
        "apply_map",
        PROVINCE,
        "--apply",
        "--document",
        "202/2025/QH15",
        "--document-on",
        "2025-06-12",
        stdout=said,
    )
    totals = json.loads(said.getvalue())
    assert all(row["before"] == row["after"] + row["ended"] for row in totals.values())
    of_district = Mandate.objects.filter(place__path=DISTRICT)
    assert {mandate.ends_on for mandate in of_district} == {date(2025, 6, 30)}


# Anyone


def both_papers_tell_of_each_other(stranger: Person, old: Certificate, new: Certificate) -> None:
    """Open what the codes of both papers say: the old one has ended and names the new one, which holds."""
    stranger.open(f"/c/{old.token}")
    stranger.sees("HẾT HẠN", old.product_code, "Xã Mường Bằng, huyện Mai Sơn", "Số 900/QĐ-UBND")
    stranger.follow("Xem giấy mới")
    assert stranger.page.url.endswith(f"/san-pham/{new.product_code}/")
    stranger.sees(old.product_code, new.product_code)
    stranger.open(f"/c/{new.token}")
    stranger.sees("CÒN HIỆU LỰC", new.product_code, "Xã Chiềng Mung, tỉnh Sơn La", "Số 77/QĐ-UBND")
