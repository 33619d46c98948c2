"""What a reader is told about the rulebook of a dossier, word for word, also under decisions that say less than ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ocop_rules import rulebooks
from ocop_rules.applicable import Applicable, which
from ocop_rules.calendars import load_calendar

pytestmark = pytest.mark.usefixtures("the_four")

CALENDAR = load_calendar()
SIXTY_DAYS = (
    "Không nói hồ sơ chưa xong sau 60 ngày thì xử lý thế nào; phần mềm báo để người có thẩm quyền quyết định."
)
THIRTY_DAYS = SIXTY_DAYS.replace("60", "30")
AMENDED = "QĐ 148/QĐ-TTg (sửa đổi theo QĐ 1489/QĐ-TTg)"
CHANGEOVER = (
    "Điều 12 khoản 3 đứng trong điều khoản chuyển tiếp nên ở đây chỉ áp dụng cho giấy có kỳ nộp hồ sơ bắt đầu trước ngày "
    "22/5/2026; chưa rõ về sau có áp dụng hay không."
)
BEGIN = "Hồ sơ đánh giá lại nộp ngày 01/12/2026: theo QĐ 26/2026/QĐ-TTg, có hiệu lực từ 22/05/2026."


def silence(later: str, begins: str) -> str:
    return (
        f"Nguồn đang có không cho biết {later} xử lý hồ sơ nộp trước ngày {begins} mà chưa xong như thế nào; "
        "ở đây giữ theo quy định lúc nộp."
    )


@pytest.mark.parametrize(
    ("kind", "filed_on", "reason", "doubts"),
    [
        (
            "new", date(2024, 1, 1),
            ("Hồ sơ đánh giá lần đầu nộp ngày 01/01/2024, trước ngày 22/05/2026, nếu chưa được đánh giá thì tiếp tục theo "
            "QĐ 148/QĐ-TTg, hoàn thành chậm nhất ngày 21/07/2026."),
            (SIXTY_DAYS, silence(AMENDED, "06/07/2025")),
        ),
        (
            "upgrade", date(2022, 1, 1),
            "Hồ sơ nâng hạng nộp ngày 01/01/2022: theo QĐ 1048/QĐ-TTg, có hiệu lực từ 21/08/2019 đến hết ngày 23/02/2023.",
            (silence("QĐ 148/QĐ-TTg", "24/02/2023"),),
        ),
        (
            "reevaluation", date(2026, 3, 1),
            ("Hồ sơ đánh giá lại nộp ngày 01/03/2026, trước ngày 22/05/2026, nếu chưa được đánh giá thì tiếp tục theo "
            f"{AMENDED}, hoàn thành chậm nhất ngày 21/06/2026."),
            (THIRTY_DAYS,),
        ),
        (
            "new", date(2026, 5, 22),
            "Hồ sơ đánh giá lần đầu nộp ngày 22/05/2026: theo QĐ 26/2026/QĐ-TTg, có hiệu lực từ 22/05/2026.",
            (),
        ),
    ],
)  # fmt: skip
def test_the_reason_names_the_days_and_the_decision(
    kind: str, filed_on: date, reason: str, doubts: tuple[str, ...]
) -> None:
    found = which(kind, filed_on=filed_on, calendar=CALENDAR)
    assert (found.reason, found.doubts) == (reason, doubts)


@pytest.mark.parametrize(
    ("expires_on", "filing", "ending", "doubts"),
    [
        (date(2027, 5, 20), "in_time", "Nộp đúng thời hạn, từ 21/11/2026 đến hết 20/01/2027.", ()),
        (date(2027, 12, 20), "early", "Nộp sớm hơn thời hạn, từ 23/06/2027 đến hết 22/08/2027.", ()),
        (date(2026, 11, 20), "late", "Nộp sau thời hạn, từ 24/05/2026 đến hết 23/07/2026.", (CHANGEOVER,)),
        (
            date(2026, 12, 20), "late", "Nộp sau thời hạn, từ 23/06/2026 đến hết 22/08/2026.", (CHANGEOVER,),
        ),
    ],
)  # fmt: skip
def test_a_renewal_is_told_its_window(
    expires_on: date, filing: str, ending: str, doubts: tuple[str, ...]
) -> None:
    found = which("reevaluation", filed_on=date(2026, 12, 1), expires_on=expires_on, calendar=CALENDAR)
    assert (found.filing, found.reason, found.doubts) == (filing, f"{BEGIN} {ending}", doubts)


def test_a_certificate_of_the_changeover_is_told_how_long_it_holds() -> None:
    found = which(
        "reevaluation", filed_on=date(2026, 11, 10), expires_on=date(2026, 11, 17), calendar=CALENDAR
    )
    assert found.reason == (
        "Hồ sơ đánh giá lại nộp ngày 10/11/2026: theo QĐ 26/2026/QĐ-TTg, có hiệu lực từ 22/05/2026. Nộp sau thời hạn, "
        "từ 21/05/2026 đến hết 20/07/2026. Giấy chứng nhận hết hạn ngày 17/11/2026 còn hiệu lực đến khi có kết quả, "
        "không quá ngày 16/05/2027."
    )
    assert (found.doubts, found.extension_doubt) == ((CHANGEOVER,), CHANGEOVER)


DECISION = """
id = "27-2027"
instrument = "QĐ 27/2027/QĐ-TTg"
title = "Bộ tiêu chí và quy trình sửa đổi"
issued_on = 2026-12-01
in_force_from = 2027-01-01
article = "Điều 9"
sheets_of = "26-2026"
takes_over = ["band", "route", "limit", "round", "samples", "codes", "applicant", "revocation"]
"""
CLAUSES = """
[[transition]]
code = "old_first"
text = "Hồ sơ nộp trước ngày Quyết định có hiệu lực thực hiện theo quy định cũ"
kinds = ["new"]
filed_before = 2027-01-01
rulebooks = ["26-2026"]
doubt = "Không nói đến bao giờ."
article = "Điều 10 khoản 1"

[[transition]]
code = "old_upgrade"
text = "Hồ sơ nâng hạng được kết thúc trong 60 ngày"
kinds = ["upgrade"]
filed_before = 2027-01-01
rulebooks = ["26-2026"]
limit = "sixty_days"
article = "Điều 10 khoản 2"

[[transition]]
code = "late_renewal"
text = "Giấy chứng nhận còn hiệu lực thêm 60 ngày"
kinds = ["reevaluation"]
limit = "sixty_days"
extends_certificate = true
article = "Điều 10 khoản 3"

[[transition_limit]]
code = "sixty_days"
name = "Sáu mươi ngày"
amount = 60
unit = "days"
counts_from = "next_day"
day_off = "keeps"
finish_by = 2027-03-02
article = "Điều 10"
"""


@pytest.fixture
def adopt(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Adopt one more decision with these transition clauses; ours alone are used again afterwards."""

    def use(clauses: str) -> None:
        (tmp_path / "27-2027").mkdir()
        (tmp_path / "27-2027" / "rulebook.toml").write_text(DECISION + clauses, encoding="utf-8")
        rulebooks.use(tmp_path)
        assert rulebooks.faults() == ()

    yield use
    rulebooks.use()


def filed(kind: str, filed_on: date, expires_on: date | None = None) -> Applicable:
    return which(kind, filed_on=filed_on, expires_on=expires_on, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("kind", "name", "article", "finish_by", "until", "doubts"),
    [
        ("new", "đánh giá lần đầu", "Điều 10 khoản 1", None, "", ("Không nói đến bao giờ.",)),
        (
            "upgrade",
            "nâng hạng",
            "Điều 10 khoản 2",
            date(2027, 3, 2),
            ", hoàn thành chậm nhất ngày 02/03/2027",
            (),
        ),
    ],
)
def test_a_clause_without_a_last_day_or_a_doubt_leaves_it_out(
    adopt: Callable[[str], None],
    kind: str,
    name: str,
    article: str,
    finish_by: date | None,
    until: str,
    doubts: tuple[str, ...],
) -> None:
    adopt(CLAUSES)
    found = filed(kind, date(2026, 12, 31))
    assert (found.rulebook, found.source.article, found.finish_by, found.doubts) == (
        "26-2026",
        article,
        finish_by,
        doubts,
    )
    assert found.reason == (
        f"Hồ sơ {name} nộp ngày 31/12/2026, trước ngày 01/01/2027, nếu chưa được đánh giá thì tiếp tục theo "
        f"QĐ 26/2026/QĐ-TTg{until}."
    )


def test_an_extension_for_the_changeover_only_adds_no_doubt_where_it_has_none(
    adopt: Callable[[str], None],
) -> None:
    once = "extends_certificate = true\nwindows_opened_before = 2026-12-01"
    adopt(CLAUSES.replace("extends_certificate = true", once))
    found = filed("reevaluation", date(2027, 6, 1), date(2027, 6, 30))
    assert (found.filing, found.certificate_holds_until, found.doubts) == ("late", None, ())


def test_the_last_day_of_the_newest_rulebook_ends_no_dossier(adopt: Callable[[str], None]) -> None:
    adopt("in_force_to = 2030-12-31\n")
    found = filed("new", date(2027, 6, 1))
    assert (found.rulebook, found.finish_by, found.doubts) == ("27-2027", None, ())


def test_an_extension_without_a_doubt_adds_none(adopt: Callable[[str], None]) -> None:
    adopt(CLAUSES)
    found = filed("reevaluation", date(2027, 6, 1), date(2027, 6, 30))
    assert (found.rulebook, found.filing, found.doubts) == ("27-2027", "late", ())
    assert (found.certificate_holds_until, str(found.extension_source)) == (
        date(2027, 8, 29),
        "QĐ 27/2027/QĐ-TTg, Điều 10 khoản 3",
    )


def test_a_decision_that_extends_no_certificate_lets_it_end(adopt: Callable[[str], None]) -> None:
    adopt("")
    found = filed("reevaluation", date(2027, 6, 1), date(2027, 6, 30))
    assert (found.filing, found.certificate_holds_until, found.extension_source) == ("late", None, None)
    old = filed("reevaluation", date(2026, 12, 31))
    assert (old.rulebook, old.doubts) == ("26-2026", (silence("QĐ 27/2027/QĐ-TTg", "01/01/2027"),))


OWN_DAY = """
[[transition]]
code = "counted_from_a_day_of_its_own"
text = "Hồ sơ nộp trước một ngày riêng"
kinds = ["new"]
filed_before = {day}
rulebooks = ["26-2026"]
doubt = "Không nói đến bao giờ."
article = "Điều 10"
"""


@pytest.mark.parametrize(
    ("kind", "filed_on", "goes_on"),
    [
        ("new", date(2026, 12, 14), True),
        ("new", date(2026, 12, 15), False),
        ("upgrade", date(2026, 12, 14), False),
    ],
)
def test_what_a_clause_does_not_speak_of_is_told_as_silence(
    adopt: Callable[[str], None], kind: str, filed_on: date, goes_on: bool
) -> None:
    adopt(OWN_DAY.format(day="2026-12-15"))
    found = filed(kind, filed_on)
    assert (found.rulebook, "tiếp tục theo" in found.reason) == ("26-2026", goes_on)
    silent = silence("QĐ 27/2027/QĐ-TTg", "01/01/2027")
    assert found.doubts == (("Không nói đến bao giờ.",) if goes_on else (silent,))


def test_a_clause_speaks_of_the_rulebooks_it_names(adopt: Callable[[str], None]) -> None:
    before = {day: filed("new", day) for day in (date(2022, 1, 1), date(2024, 6, 1), date(2026, 5, 21))}
    adopt(CLAUSES)
    assert {day: filed("new", day) for day in before} == before


OWN_CLAUSE = """
[[transition]]
code = "old_renewal"
text = "Hồ sơ đánh giá lại nộp trước ngày Quyết định có hiệu lực thực hiện theo quy định cũ"
kinds = ["reevaluation"]
filed_before = 2027-01-01
rulebooks = ["26-2026"]
doubt = "Không nói đến bao giờ."
article = "Điều 10 khoản 4"
"""


def test_window_and_extension_stay_those_of_the_rule_of_filing(adopt: Callable[[str], None]) -> None:
    args = ("reevaluation", date(2026, 8, 1), date(2026, 11, 17))
    alone = filed(*args)
    adopt(CLAUSES + OWN_CLAUSE)
    found = filed(*args)
    assert (alone.filing, alone.certificate_holds_until) == ("late", date(2027, 5, 16))
    assert (found.window, found.filing, found.certificate_holds_until, found.extension_source) == (
        alone.window, alone.filing, alone.certificate_holds_until, alone.extension_source,
    )  # fmt: skip
    assert found.doubts == ("Không nói đến bao giờ.", CHANGEOVER)
    assert found.source.article == "Điều 10 khoản 4"


@pytest.mark.parametrize(
    ("filed_on", "expires_on", "said"),
    [
        (date(2026, 5, 22), date(2026, 5, 21), "21/05/2026"),
        (date(2026, 5, 10), date(2026, 5, 15), "15/05/2026"),
    ],
)
def test_a_certificate_that_ended_before_the_clause_was_in_force_is_not_extended(
    filed_on: date, expires_on: date, said: str
) -> None:
    found = filed("reevaluation", filed_on, expires_on)
    assert found.certificate_holds_until is None
    assert found.doubts[-1] == (
        f"QĐ 26/2026/QĐ-TTg, Điều 12 khoản 3 có hiệu lực từ 22/05/2026, khi giấy chứng nhận đã hết hạn ({said}); ở đây "
        "không kéo dài."
    )


def test_a_certificate_that_ends_on_the_first_day_is_spoken_of() -> None:
    found = filed("reevaluation", date(2026, 5, 22), date(2026, 5, 22))
    assert found.certificate_holds_until == date(2026, 11, 18)
