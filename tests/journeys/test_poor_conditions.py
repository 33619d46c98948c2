"""The two screens on which people work longest, under poor conditions: no network, no mouse, no scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.people import DESKTOP, PHONE, TABLET, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Seat = Callable[..., Person]
SESSION = re.compile("ngày thứ hai")  # the session of the demonstration that is open for scoring
DRAFT = "Cascara sấy khô"  # a dossier of the demonstration that its producer is still writing


def test_a_mark_made_without_a_network_is_kept_and_sent_when_it_is_back(person: Seat) -> None:
    member = person(TABLET)
    opens_a_fresh_ballot(member, "thanh-vien-7", "Hoa đu đủ đực sấy")
    status = member.page.locator("[data-ev-status]")

    member.context.set_offline(True)
    level(member, "1.1", 2).check()
    expect(status).to_contain_text("Mất kết nối, đang giữ trên máy này: 1")
    level(member, "1.2", 1).check()
    expect(status).to_contain_text("Mất kết nối, đang giữ trên máy này: 2")
    member.excuse("ERR_INTERNET_DISCONNECTED")
    member.context.set_offline(False)
    expect(status).to_contain_text("Đã lưu")
    member.sees("2/32 tiêu chí")

    member.context.set_offline(True)
    level(member, "1.1", 3).check()
    expect(status).to_contain_text("đang giữ trên máy này: 1")
    ballot = member.page.url
    member.page.goto("about:blank")  # put away with the mark still unsent
    member.excuse("ERR_INTERNET_DISCONNECTED")
    member.context.set_offline(False)
    member.open(ballot)
    expect(status).to_contain_text("Đã lưu")
    member.page.reload()
    expect(level(member, "1.1", 3)).to_be_checked()
    expect(level(member, "1.2", 1)).to_be_checked()
    member.sees("2/32 tiêu chí")


def test_a_ballot_is_scored_and_handed_in_with_the_keyboard_alone(person: Seat) -> None:
    member = person(DESKTOP)
    opens_a_fresh_ballot(member, "thanh-vien-6", "Gạo Séng cù 02")
    for criterion in member.main.locator("fieldset").all():
        tabs_to(member, criterion.get_by_role("radio"))
        points = criterion.locator(".o-level__points").last.inner_text().split()[0]
        member.page.keyboard.press(points)
        expect(criterion.get_by_role("radio").last).to_be_checked()
        expect(criterion.get_by_role("radio").last).to_be_focused()
    tabs_to(member, member.main.get_by_role("button", name="Hoàn thành phiếu"))
    member.sees("100/100", "Đã lưu")
    member.page.keyboard.press("Enter")
    member.sees("Đã hoàn thành phiếu “Gạo Séng cù 02”.", "100 điểm")
    member.look()


def test_a_producer_writes_and_attaches_without_scripts(person: Seat, tmp_path: Path) -> None:
    producer = person(PHONE, java_script_enabled=False)
    producer.sign_in("chu-the-009")
    producer.open("/ho-so/")
    producer.follow(DRAFT)
    producer.follow("Kết quả sản xuất, kinh doanh")
    producer.write("Thị trường phân phối", "Chợ Mai Sơn và cửa hàng ở Hà Nội.")
    producer.write("Năm của số liệu", "20x5")
    producer.main.get_by_role("button", name="Lưu và tiếp tục").click()
    alert = producer.main.get_by_role("alert")
    expect(alert).to_contain_text("Năm của số liệu")
    producer.excuse("422")
    market = producer.main.get_by_role("textbox", name="Thị trường phân phối")
    expect(market).to_have_value("Chợ Mai Sơn và cửa hàng ở Hà Nội.")
    expect(producer.main.get_by_role("textbox", name="Năm của số liệu")).to_have_value("20x5")
    producer.look()
    producer.write("Năm của số liệu", "2025")
    producer.press("Lưu và tiếp tục")
    producer.follow(DRAFT, within=producer.page.get_by_role("navigation", name="Đường dẫn"))

    producer.follow("Tự chấm theo bộ tiêu chí")
    level(producer, "6.1", 1).check()
    producer.press("Lưu và sang nhóm tiếp")
    producer.page.go_back()
    producer.page.reload()
    expect(level(producer, "6.1", 1)).to_be_checked()
    producer.follow(DRAFT, within=producer.page.get_by_role("navigation", name="Đường dẫn"))
    producer.sees("Đã chấm 23 trên 32 tiêu chí")

    file = tmp_path / "Tờ rơi.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(file)
    producer.follow("Minh chứng")
    producer.main.get_by_label("Tệp minh chứng", exact=True).set_input_files(file)
    producer.press("Tải lên")
    producer.sees("Tờ rơi.pdf")


def opens_a_fresh_ballot(member: Person, name: str, product: str) -> None:
    """Sign in as a member, open a product nobody has begun, and declare no interest in it."""
    member.sign_in(name)
    member.follow(SESSION)
    member.follow(re.compile(product))
    member.main.get_by_label("Tôi không có lợi ích liên quan", exact=True).check()
    member.press("Tiếp tục")


def tabs_to(someone: Person, wanted: Locator) -> None:
    """Press Tab until the focus is there; from the top of a page that takes some twenty presses."""
    focused = wanted.and_(someone.page.locator(":focus"))
    for _press in range(30):
        if focused.count():
            return
        someone.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def level(someone: Person, code: str, points: int) -> Locator:
    """Return the choice of so many points for a criterion."""
    criterion = someone.page.locator(f"[id='tc-{code}']")
    return criterion.get_by_role("radio", name=re.compile(f"^{points} điểm:"))
