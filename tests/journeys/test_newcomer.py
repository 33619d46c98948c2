"""Someone who has never been here: opens an account, says who they are, finds the commune as one types on a phone, registers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_newcomer_opens_an_account_and_registers_a_product(person: Callable[..., Person]) -> None:
    newcomer = person(PHONE)
    opens_an_account(newcomer)
    newcomer.sees("Tài khoản này chưa được giao việc nào.")
    newcomer.follow("Tôi là chủ thể")
    newcomer.follow("Khai chủ thể")
    says_who_they_are(newcomer)
    newcomer.write("Tên sản phẩm", "Măng khô Mường Bon")
    newcomer.press("Tiếp tục")
    newcomer.follow(re.compile("^Mật ong, mật khác và nông sản thực phẩm khác"))
    newcomer.sees("Xã Mai Sơn, tỉnh Sơn La")
    newcomer.press("Đăng ký, lấy số phiếu")
    expect(newcomer.main.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"^\d+/PĐK-14-04105-20\d\d$")
    )


def opens_an_account(newcomer: Person) -> None:
    """Open an account with a phone number as its name."""
    newcomer.open("/tai-khoan/login/")
    newcomer.follow("Mở tài khoản")
    newcomer.write("Họ và tên", "Người đại diện Hộ sản xuất 99")
    newcomer.write("Tên đăng nhập", "0912345678")
    newcomer.write("Mật khẩu", "măng rừng phơi nắng")
    newcomer.write("Nhập lại mật khẩu", "măng rừng phơi nắng")
    newcomer.press("Mở tài khoản")


def says_who_they_are(newcomer: Person) -> None:
    """Hand in too little first and be told what is missing; then fill it in, the commune by typing without diacritics."""
    newcomer.write("Tên chủ thể", "Hộ sản xuất 99")
    newcomer.main.get_by_role("button", name="Mở hồ sơ chủ thể").click()
    expect(newcomer.main.get_by_role("alert")).to_contain_text("Loại hình tổ chức: Mục này chưa được điền.")
    newcomer.excuse("422")
    expect(newcomer.main.get_by_label("Tên chủ thể", exact=True)).to_have_value("Hộ sản xuất 99")
    newcomer.look()

    newcomer.main.get_by_role("radio", name="Hộ sản xuất có đăng ký kinh doanh").check()
    place = newcomer.main.get_by_role("combobox", name="Xã, phường nơi sản xuất")
    place.press_sequentially("mai son")
    newcomer.main.get_by_role("option", name=re.compile("^Xã Mai Sơn")).first.click()
    expect(place).to_have_value("Xã Mai Sơn, tỉnh Sơn La")
    newcomer.write("Địa chỉ", "Bản Mường Bon")
    newcomer.write("Số giấy đăng ký kinh doanh", "14A8012345")
    newcomer.write("Điện thoại", "0912345678")
    newcomer.write("Họ và tên người đại diện pháp luật", "Người đại diện Hộ sản xuất 99")
    newcomer.press("Mở hồ sơ chủ thể")
