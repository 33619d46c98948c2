"""Holidays whose days are announced each year: as many as the law gives, known by their name."""

from __future__ import annotations

import pytest

from ocop_rules.calendars import AnnouncedHoliday, load_calendar

FROM_LAW = "BLLĐ 45/2019/QH14, Điều 112 khoản 1 điểm "


def test_the_file_says_how_many_days_the_law_gives_to_each() -> None:
    assert load_calendar.__wrapped__().announced == (  # the file as it is now
        AnnouncedHoliday("Tết Âm lịch", 5, "tet", "tet duong lich", FROM_LAW + "b"),
        AnnouncedHoliday("Giỗ Tổ Hùng Vương", 1, "gio to", "", FROM_LAW + "e"),
        AnnouncedHoliday("Quốc khánh", 2, "quoc khanh", "", FROM_LAW + "đ"),
    )


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("tet am lich", ["Tết Âm lịch"]),
        ("mung ba tet", ["Tết Âm lịch"]),
        ("tet duong lich", []),
        ("nghi le quoc khanh", ["Quốc khánh"]),
        ("gio to hung vuong", ["Giỗ Tổ Hùng Vương"]),
        ("ngay chien thang", []),
    ],
)
def test_a_day_is_known_by_its_name(name: str, known_as: list[str]) -> None:
    assert [one.name for one in load_calendar().announced if one.is_named_in(name)] == known_as


def test_days_added_later_leave_the_law_as_it_is() -> None:
    assert load_calendar().with_marks({}, known_years=[2030]).announced == load_calendar().announced
