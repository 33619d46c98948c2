"""The whole way of a product, walked by its people in a real browser: registered, filed, checked, taken in, scored by nine,
decided, certified; and at its end a stranger reads the QR off the paper and sees whether the star holds today."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from tests.journeys.people import DESKTOP, PHONE, TABLET, Application, Person
from tests.journeys.plain import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Seat = Callable[..., Person]
PRODUCT = "Cà phê Arabica Mai Sơn rang mộc"
PRODUCER = "HTX Ara-Tay coffee"
SESSION = "Phiên đánh giá bổ sung cuối năm"
GROUPS = {
    "1": {"1.1": 3, "1.2": 1, "1.3": 2, "1.4": 2, "1.5": 2, "1.6": 2, "1.7": 1},
    "2": {"2.1": 3, "2.2": 3, "2.3": 3, "2.4": 1},
    "3": {"3.1": 3, "3.2": 1, "3.3": 3, "3.4": 2, "3.5": 2},
    "4": {"4.1": 3, "4.2": 3, "4.3": 3},
    "5": {"5.1": 3, "5.2": 2, "5.3": 3},
    "6": {"6.1.1": 2, "6.1.2": 2, "6.1.3": 2, "6.1.4": 2, "6.1.5": 2, "6.2.1": 2, "6.2.2": 3},
    "7": {"7": 3},
    "8": {"8": 4},
    "9": {"9": 3},
    "10": {"10": 2},
    "11": {"11": 1},
}
AGREED = {code: points for group in GROUPS.values() for code, points in group.items()}  # 79 points
# The member from the livestock office is 14 points below the others: more than the working rules let pass in silence.
STRICT = {
    "6.1.1": 1,
    "6.1.2": 1,
    "6.1.3": 1,
    "6.1.4": 1,
    "6.1.5": 1,
    "6.2.1": 1,
    "6.2.2": 1,
    "4.3": 1,
    "1.3": 0,
    "8": 2,
}
OWN_VIEW: dict[str, dict[str, int]] = {
    "council-chair": {},
    "thanh-vien-2": {},
    "thanh-vien-3": {"11": 2},
    "thanh-vien-4": {},
    "thanh-vien-5": {"1.2": 2},
    "thanh-vien-6": {},
    "thanh-vien-7": {},
    "thanh-vien-8": STRICT,
}
HELD_CODE = "5.1"  # four stars ask five points for the story; everybody gave three


def today() -> str:
    """Return today's date in Vietnam as it is typed into a form."""
    return f"{datetime.now(ZoneInfo('Asia/Ho_Chi_Minh')):%d/%m/%Y}"


def test_a_product_walks_from_registration_to_a_certificate_anyone_can_check(
    application: Application, person: Seat, tmp_path: Path
) -> None:
    producer = person(PHONE)
    producer.sign_in("chu-the-009")
    number = registers_the_product(producer)
    tells_of_product_and_plans(producer)
    scores_oneself(producer)
    digests = attaches_papers(producer, tmp_path)
    due_on = hands_in(producer, number, digests)

    officer = person(DESKTOP)
    officer.sign_in("can-bo-04105")
    finds_the_dossier(officer, due_on, application)
    writes_form_03(officer)

    office = person(DESKTOP)
    office.sign_in("province-officer")
    takes_it_in(office)

    secretary = person(DESKTOP)
    secretary.sign_in("council-secretary")
    plans_and_opens_a_session(secretary)
    writes_down_who_is_there(secretary)

    member = person(TABLET, has_touch=True)
    member.sign_in("thanh-vien-1")
    scores_on_a_tablet(member)
    totals_stay_sealed(secretary)
    for name, view in OWN_VIEW.items():
        scores_without_scripts(Visitor(application, name), {**AGREED, **view})

    ends_scoring_and_sees_the_gap(secretary)
    writes_down_the_discussion_and_closes(secretary)
    result_says_three_stars(secretary)

    drafts_the_decision(office)
    leader = person(TABLET)
    leader.sign_in("province-leader")
    paper = issues_the_decision_and_gets_the_certificate(leader, tmp_path)

    stranger = person(PHONE)
    opens_what_the_code_says(stranger, address_in_the_code(paper), application)

    assert json.loads(application.command("verify-audit", "--json"))["intact"] is True


# The producer, on a phone


def registers_the_product(producer: Person) -> str:
    """Register a new product by name and kind, and get the number of the slip."""
    producer.follow("Đăng ký sản phẩm mới")
    producer.write("Tên sản phẩm", PRODUCT)
    producer.press("Tiếp tục")
    producer.follow(re.compile("^Cà phê, ca cao"))
    producer.sees("Số 13:")
    producer.press("Đăng ký, lấy số phiếu")
    number = producer.main.get_by_role("heading", level=1).inner_text()
    assert re.fullmatch(r"\d+/PĐK-14-04105-20\d\d", number)
    producer.press("Lập hồ sơ")
    return number


def tells_of_product_and_plans(producer: Person) -> None:
    """Follow what the dossier says comes next, through the product and the sections of Mẫu số 02."""
    producer.sees("Chưa mô tả sản phẩm.")
    producer.follow("Làm tiếp")
    producer.write("Mô tả sản phẩm", "Cà phê Arabica trồng ở Mai Sơn, rang mộc, không tẩm.")
    producer.write("Quy cách, tiêu chuẩn", "Túi 250 g, TCCS 02:2026.")
    producer.write("Câu chuyện sản phẩm", "Hạt cà phê của bà con Thái ở Mai Sơn, rang mẻ nhỏ mỗi tuần.")
    producer.press("Lưu và tiếp tục")
    for paper in ("Giấy đăng ký kinh doanh", "Đã công bố chất lượng sản phẩm"):
        producer.main.get_by_role("checkbox", name=paper).check()
    producer.press("Lưu và tiếp tục")
    producer.write("Vùng nguyên liệu", "Mai Sơn, 42 ha, 31 hộ liên kết.")
    producer.write(
        "Công nghệ sản xuất, sơ chế, chế biến, đóng gói",
        "Phơi giàn, rang trống 15 kg, đóng túi van một chiều.",
    )
    producer.write("Thay đổi về chất lượng, bao bì, nhãn mác", "Túi mới có mã truy xuất.")
    producer.write("Thị trường phân phối", "Sơn La, Hà Nội, sàn thương mại điện tử.")
    producer.write("Năm của số liệu", "2025")
    producer.write("Doanh thu trong năm", "1.250.000.000")
    producer.press("Lưu và tiếp tục")
    producer.write("Phát triển sản phẩm", "Thêm gói phin giấy.")
    producer.write("Tổ chức sản xuất", "Nhận thêm 12 hộ.")
    producer.write("Thị trường", "Thêm hai cửa hàng ở Hà Nội.")
    producer.press("Lưu và tiếp tục")


def scores_oneself(producer: Person) -> None:
    """Score oneself on the whole sheet; what is missing for each star changes as one taps."""
    missing = producer.page.locator("[data-dossiers-score]")
    producer.follow("Tự chấm theo bộ tiêu chí")
    expect(missing).to_contain_text("3 sao thiếu 50 điểm, 8 mức tối thiểu")
    chooses(producer, "1.1", 3)
    expect(missing).to_contain_text("3 sao thiếu 47 điểm, 7 mức tối thiểu")
    expect(missing).to_contain_text("5 sao thiếu 87 điểm")
    for group, marks in GROUPS.items():
        producer.main.get_by_role("heading", level=1, name=re.compile(f"^{group}\\. ")).wait_for()
        for code, points in marks.items():
            chooses(producer, code, 5 if code == HELD_CODE else points)
        producer.press("Lưu và sang nhóm tiếp" if group != "11" else "Lưu và về trang hồ sơ")
    producer.sees("Đã chấm 34 trên 34 tiêu chí", "3 sao đủ", "4 sao đủ", "5 sao thiếu 9 điểm")


def chooses(someone: Person, code: str, points: int) -> None:
    """Choose the level of so many points for a criterion."""
    criterion = someone.page.locator(f"[id='tc-{code}']")
    criterion.get_by_role("radio", name=re.compile(f"^{points} điểm:")).check()


def attaches_papers(producer: Person, folder: Path) -> list[str]:
    """Attach two papers, one of the guide's kind and one at a criterion, and return the digests of their files."""
    registration, contract = (
        paper(folder, "Giấy đăng ký kinh doanh"),
        paper(folder, "Hợp đồng mua cà phê tươi"),
    )
    producer.follow("Minh chứng")
    producer.main.get_by_label("Tệp minh chứng", exact=True).set_input_files(registration)
    producer.main.get_by_label("Loại minh chứng (không bắt buộc)").select_option("1. Giấy đăng ký kinh doanh")
    producer.press_here("Tải lên")
    expect(producer.main.get_by_role("link", name="Giấy đăng ký kinh doanh.pdf")).to_be_visible()
    producer.look()
    producer.follow("Về trang hồ sơ")
    producer.follow("Tự chấm theo bộ tiêu chí")
    criterion = producer.page.locator("[id='tc-1.1']")
    producer.unfold("Đính minh chứng", within=criterion)
    criterion.get_by_label("Tệp mới").set_input_files(contract)
    producer.press_here("Tải lên", within=criterion)
    expect(criterion.get_by_role("link", name="Hợp đồng mua cà phê tươi.pdf")).to_be_visible()
    producer.look()
    producer.follow(PRODUCT, within=producer.page.get_by_role("navigation", name="Đường dẫn"))
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in (registration, contract)]


def paper(folder: Path, title: str) -> Path:
    """Make a one-page PDF."""
    file = folder / f"{title}.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.docinfo["/Title"] = title
        pdf.save(file)
    return file


def hands_in(producer: Person, number: str, digests: list[str]) -> str:
    """Read everything once more, pledge, hand in; return the day that the receipt names as the commune's last."""
    producer.follow("Xem lại và nộp")
    producer.sees("Tổng điểm tự chấm: 81/100.")
    producer.main.get_by_role("checkbox").check()
    producer.press("Nộp hồ sơ")
    if not producer.page.get_by_role("heading", name="Giấy tiếp nhận hồ sơ điện tử").count():
        producer.follow("Giấy tiếp nhận")
    producer.sees(number, PRODUCT, *digests)
    return producer.main.locator("dt", has_text="Xã xử lý chậm nhất").locator("xpath=../dd").inner_text()


# The commune's officer


def finds_the_dossier(officer: Person, due_on: str, application: Application) -> None:
    """Find the dossier among those that are due, with the day it is due."""
    officer.follow("Bàn làm việc cấp xã")
    row = officer.main.get_by_role("row").filter(has_text=PRODUCT)
    expect(row).to_contain_text(due_on)
    day, month, year = today().split("/")
    asked = application.command(
        "due",
        "--rulebook",
        "26-2026",
        "--limit",
        "commune_check",
        "--from",
        f"{year}-{month}-{day}",
        program="ocop_rules.cli",
    )
    assert f"{datetime.fromisoformat(json.loads(asked)['due_on']):%d/%m/%Y}" == due_on
    officer.follow(PRODUCT)


def writes_form_03(officer: Person) -> None:
    """Check the papers, write the four opinions of Mẫu số 03, and propose to the province."""
    for row in officer.main.get_by_role("radio", name="Có", exact=True).all():
        row.check()
    for box in officer.main.get_by_role("textbox", name=re.compile("^Nhận xét của xã")).all():
        box.fill("Đã xem hồ sơ, đi cơ sở ngày hôm nay; nội dung mô tả đúng với thực tế tại xã.")
    for choice in officer.main.get_by_role("radio", name="Đúng thực tế", exact=True).all():
        choice.check()
    officer.write("Số văn bản đề nghị", "57/UBND-KT")
    officer.write("Ngày văn bản", today())
    officer.write("Chức vụ người ký", "Chủ tịch")
    officer.write("Họ tên người ký", "Chủ tịch UBND xã Mai Sơn")
    officer.press("Lưu, xem và gửi cấp tỉnh")
    officer.sees("57/UBND-KT", PRODUCT)
    officer.press("Gửi hồ sơ lên cấp tỉnh")


# The provincial office


def takes_it_in(office: Person) -> None:
    """Take the dossier in with its five samples."""
    office.follow("Bàn tiếp nhận cấp tỉnh")
    office.follow(PRODUCT)
    office.sees("Cần 5 sản phẩm mẫu")
    office.write("Số sản phẩm mẫu đã nhận", "5")
    office.press("Tiếp nhận, cấp số phiếu")
    office.sees(f"Đã tiếp nhận “{PRODUCT}”, phiếu số ")


# The council


def plans_and_opens_a_session(secretary: Person) -> None:
    """Plan a session of the council with this one product, and open it."""
    secretary.follow("Phiên họp")
    secretary.follow("Lên lịch phiên họp")
    secretary.write("Tên phiên họp", SESSION)
    secretary.write("Ngày họp", today())
    secretary.write("Địa điểm", "Phòng họp số 2")
    secretary.main.get_by_role("checkbox", name=PRODUCT).check()
    secretary.press("Lên lịch")
    secretary.confirm("Mở phiên")
    secretary.sees("Tiến độ chấm điểm")


def writes_down_who_is_there(secretary: Person) -> None:
    """Tick the nine members and the secretary."""
    boxes = secretary.main.get_by_role("checkbox").all()
    assert len(boxes) == 10
    for box in boxes:
        box.check()
    secretary.press("Lưu điểm danh")
    secretary.sees("Đủ thành viên: có mặt 9 trên 9, yêu cầu ít nhất 7.")


def scores_on_a_tablet(member: Person) -> None:
    """Declare no interest, tap a level for every criterion, each saved at once, and hand the ballot in."""
    member.follow(re.compile(re.escape(SESSION)))
    member.follow(re.compile(PRODUCT))
    member.main.get_by_label("Tôi không có lợi ích liên quan", exact=True).check()
    member.press("Tiếp tục")
    for made, (code, points) in enumerate(AGREED.items(), 1):
        criterion = member.page.locator(f"[id='tc-{code}']")
        criterion.locator(".o-level").filter(has_text=re.compile(f"^{points} điểm:")).tap()
        if made in (1, 20):
            member.sees(f"{made}/34 tiêu chí", "Đã lưu")
    member.sees("79/100", "34/34 tiêu chí", "Đã lưu", "3★ đạt", "4★ thiếu 5.1")
    member.press("Hoàn thành phiếu")
    member.sees(f"Đã hoàn thành phiếu “{PRODUCT}”.", "79 điểm")


def totals_stay_sealed(secretary: Person) -> None:
    """See how far each member has come, and no figure of any ballot, on the session's page and on the product's."""
    secretary.open(secretary.page.url)
    expect(secretary.main.get_by_role("img", name="xong 1 trên 1, đang chấm 0")).to_have_count(1)
    assert not re.search(r"\b79\b", secretary.main.inner_text())
    secretary.follow(PRODUCT)
    assert not re.search(r"\b79\b", secretary.main.inner_text())
    secretary.page.go_back()


def scores_without_scripts(member: Visitor, marks: dict[str, int]) -> None:
    """Score all criteria with the page's own buttons, in a browser that runs no scripts."""
    member.follow(SESSION)
    member.follow(PRODUCT)
    member.press("Tiếp tục", interest="no")
    member.press_all(
        "Lưu nhóm này", {f"muc-{code}": level for code, level in levels_on(member.text, marks).items()}
    )
    member.press("Hoàn thành phiếu")
    assert "Đã hoàn thành phiếu" in member.text


def levels_on(page: str, marks: dict[str, int]) -> dict[str, str]:
    """Return what the page's choices send for so many points of each criterion."""
    return {
        code: re.search(
            rf'name="muc-{re.escape(code)}" value="(\d+)"[^>]*><span class="o-level__points">{points}<', page
        )[1]  # type: ignore[index]
        for code, points in marks.items()
    }


def ends_scoring_and_sees_the_gap(secretary: Person) -> None:
    """End scoring, see nine totals and who is too far from whom, and be told that it must be discussed."""
    secretary.open(secretary.page.url)
    expect(secretary.main.get_by_role("img", name="xong 1 trên 1, đang chấm 0")).to_have_count(9)
    secretary.confirm("Kết thúc chấm điểm")
    row = secretary.main.get_by_role("row").filter(has_text=PRODUCT)
    expect(row.get_by_role("cell")).to_have_count(11)
    totals = ["79", "79", "79", "80", "79", "80", "79", "79", "65"]
    assert row.get_by_role("cell").all_inner_texts()[:10] == [*totals, "77,66"]
    expect(row).to_contain_text("15 điểm")
    secretary.confirm("Chốt phiên họp")
    secretary.sees("quá", "hoặc ghi ý kiến thảo luận")


def writes_down_the_discussion_and_closes(secretary: Person) -> None:
    """Write what the council said about the gap, and close the session for good."""
    session = secretary.page.url
    secretary.follow(PRODUCT)
    secretary.write(
        "Ý kiến thảo luận, kết luận của hội đồng về sản phẩm",
        "Hội đồng thử nếm lại mẫu; thành viên chấm thấp giữ ý kiến về cảm quan, hội đồng thống nhất giữ kết quả.",
    )
    secretary.press("Lưu ý kiến")
    secretary.open(session)
    secretary.confirm("Chốt phiên họp")


def result_says_three_stars(secretary: Person) -> None:
    """Read the result: the mean cut at two decimals, four stars by points, three by minimums, and what was missed."""
    secretary.follow(PRODUCT)
    secretary.sees("77,66")
    figures = secretary.main.locator(".o-figures").inner_text()
    assert re.findall(r"\d sao", figures) == ["4 sao", "3 sao"]
    missed = secretary.main.get_by_role("table", name="Điểm tối thiểu không đạt").get_by_role("row").all()[1:]
    assert [row.inner_text().split("\t") for row in missed] == [
        ["5.1. Câu chuyện sản phẩm", "4 sao", "5", "3,00"],
    ]
    secretary.main.locator("summary", has_text="Điểm tối thiểu của các hạng cao hơn").click()
    further = secretary.main.get_by_role("table", name="Điểm tối thiểu của các hạng cao hơn")
    assert [row.inner_text().split("\t") for row in further.get_by_role("row").all()[1:]] == [
        ["1.5. Liên kết chuỗi trong sản xuất", "5 sao", "3", "2,00"],
        ["4.1. Khu vực phân phối chính", "5 sao", "5", "3,00"],
        ["7. Tính độc đáo", "5 sao", "5", "3,00"],
    ]


# The decision


def drafts_the_decision(office: Person) -> None:
    """Draft a decision about this product alone."""
    office.open("/viec-cua-toi/")
    office.follow("Quyết định công nhận")
    office.follow("Dự thảo quyết định")
    for box in office.main.get_by_role("checkbox").all():
        box.uncheck()
    office.main.get_by_role("checkbox", name=re.compile(PRODUCT)).check()
    office.press("Lập dự thảo")
    office.sees(PRODUCT, "77,66")


def issues_the_decision_and_gets_the_certificate(leader: Person, folder: Path) -> Path:
    """Issue the decision; the certificate appears on the page by itself and is downloaded."""
    leader.follow("Quyết định công nhận")
    leader.follow(re.compile("^Về việc công nhận"))
    leader.write("Ngày ban hành", today())
    leader.press("Ban hành quyết định")
    leader.sees("Đã ban hành", PRODUCT)
    link = leader.main.get_by_role("link", name=f"Giấy chứng nhận {PRODUCT}")
    link.wait_for(timeout=30_000)
    leader.look()
    served = leader.context.request.get(leader.application.address + (link.get_attribute("href") or ""))
    assert served.headers["content-type"] == "application/pdf"
    file = folder / "giay-chung-nhan.pdf"
    file.write_bytes(served.body())
    return file


def address_in_the_code(paper: Path) -> str:
    """Read the one QR code on the certificate as a phone's camera would see it, at 150 dots an inch."""
    with pypdfium2.PdfDocument(paper) as pdf:
        assert len(pdf) == 1
        picture = pdf[0].render(scale=150 / 72).to_pil()
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return found[0].text


# Anyone


def opens_what_the_code_says(stranger: Person, address: str, application: Application) -> None:
    """Open the address, not signed in, and see that the star holds today."""
    assert re.fullmatch(re.escape(application.address) + r"/c/[0-9A-Za-z_-]{22,}", address)
    stranger.open(address)
    stranger.sees("CÒN HIỆU LỰC", PRODUCT, PRODUCER, "Mai Sơn")
    expect(stranger.main.get_by_role("img", name="3 sao").first).to_be_visible()
    assert re.search(r"\b14-04105-\d+-20\d\d\b", stranger.main.inner_text())
