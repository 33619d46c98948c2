"""Which sheet a certificate had then, and which one its renewal is for today."""

from __future__ import annotations

from datetime import date

import pytest

from ocop.recognition.actions.certificates import _rule_then
from ocop.recognition.models import Certificate
from ocop.recognition.queries.renewal import _sheet_now
from ocop_rules import rulebooks

NEW = rulebooks.get("26-2026")


@pytest.mark.parametrize(
    ("rulebook", "number", "now"),
    [
        ("1048-2019", 12, 19),  # Mỹ phẩm
        ("1048-2019", 17, 20),  # Thảo dược khác
        ("1048-2019", 5, 8),  # one of the two that became one
        ("1048-2019", 10, 3),  # missing in the source, yet its goods have a sheet today
        ("1048-2019", 22, None),  # medical devices
        ("1048-2019", None, None),
        ("148-2023", 19, 19),
        ("148-2025", 6, 6),
        ("26-2026", 11, 11),
    ],
)
def test_a_renewal_is_for_the_sheet_of_the_same_goods(rulebook, number, now):
    certificate = Certificate(rulebook_id=rulebook, sheet_number=number)
    assert _sheet_now(certificate, date(2026, 8, 1)) == now


@pytest.mark.parametrize(
    ("number", "decided_on", "then"),
    [
        (13, date(2022, 5, 5), ("1048-2019", 6)),
        (3, date(2022, 5, 5), ("1048-2019", None)),  # missing in the source
        (8, date(2022, 5, 5), ("1048-2019", None)),  # one of two: which is not known
        (25, date(2022, 5, 5), ("1048-2019", None)),  # did not exist yet
        (25, date(2024, 5, 5), ("148-2023", 25)),
        (8, date(2025, 9, 1), ("148-2025", 8)),
    ],
)
def test_an_old_certificate_is_kept_under_the_sheet_of_its_day(number, decided_on, then):
    assert _rule_then(NEW, NEW.sheet(number), decided_on) == then
