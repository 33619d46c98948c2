"""Mẫu số 02 as sections of questions: what is asked, of whom, and what counts as answered. Part III is the
sheet itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise
FieldKind = Literal["text", "long", "money", "year", "ticks"]
MAX_LONG = 20_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick."""

    code: str
    label: Sentence


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a section; `required` ones must be answered before the dossier is handed in."""

    code: str
    label: Sentence
    kind: FieldKind = "long"
    hint: Sentence = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the report. `kinds`: the kinds of registration that answer it; empty means all."""

    code: str
    slug: str
    title: Sentence
    lead: Sentence
    questions: tuple[Question, ...]
    kinds: tuple[str, ...] = ()


PAPERS = (
    Choice("business_registration", _("Giấy đăng ký kinh doanh")),
    Choice("declared", _("Đã công bố chất lượng sản phẩm")),
    Choice("food_safety", _("Giấy chứng nhận cơ sở đủ điều kiện vệ sinh an toàn thực phẩm")),
    Choice("production_conditions", _("Giấy chứng nhận cơ sở đủ điều kiện sản xuất bắt buộc với sản phẩm")),
    Choice("trademark", _("Giấy chứng nhận đăng ký nhãn hiệu")),
    Choice("collective_mark", _("Quyền sử dụng chỉ dẫn địa lý, nhãn hiệu tập thể, nhãn hiệu chứng nhận")),
    Choice("patent", _("Bằng sáng chế")),
    Choice("design", _("Bằng độc quyền kiểu dáng công nghiệp")),
    Choice("copyright", _("Giấy chứng nhận bản quyền tác giả")),
    Choice("other_ip", _("Sở hữu trí tuệ khác")),
)

SECTIONS = (
    Section(
        "papers",
        "giay-to",
        _("Giấy tờ đã có"),
        _("Đánh dấu những giấy tờ cơ sở đã có. Bản chụp của chúng nộp ở phần minh chứng."),
        (
            Question("papers", _("Giấy tờ đã có"), "ticks", choices=PAPERS),
            Question("other_ip_text", _("Sở hữu trí tuệ khác, ghi rõ"), "text"),
        ),
    ),
    Section(
        "results",
        "ket-qua",
        _("Kết quả sản xuất, kinh doanh"),
        _("Kể ngắn gọn việc đã làm được theo phương án sản xuất, kinh doanh khi tham gia OCOP."),
        (
            Question(
                "material_zone",
                _("Vùng nguyên liệu"),
                hint=_("Ở đâu, bao nhiêu, của ai, liên kết thế nào."),
                required=True,
            ),
            Question(
                "technology",
                _("Công nghệ sản xuất, sơ chế, chế biến, đóng gói"),
                hint=_("Các bước làm và thiết bị đang dùng."),
                required=True,
            ),
            Question(
                "quality",
                _("Thay đổi về chất lượng, bao bì, nhãn mác"),
                hint=_("Tiêu chuẩn áp dụng, cách đóng gói, nhãn; thay đổi so với trước."),
                required=True,
            ),
            Question(
                "market",
                _("Thị trường phân phối"),
                hint=_("Bán ở đâu, qua những đầu mối nào."),
                required=True,
            ),
            Question("labour", _("Lao động"), hint=_("Số lao động, trong đó bao nhiêu người của xã.")),
            Question(
                "result_year",
                _("Năm của số liệu"),
                "year",
                hint=_("Năm gần nhất đã có số liệu."),
                required=True,
            ),
            Question("output", _("Sản lượng trong năm"), "text", hint=_("Ví dụ: 12 tấn, 8.000 chai.")),
            Question("revenue_vnd", _("Doanh thu trong năm"), "money", required=True),
            Question("profit_vnd", _("Lợi nhuận trong năm"), "money"),
        ),
    ),
    Section(
        "changes",
        "thay-doi",
        _("Thay đổi so với sản phẩm đã được công nhận"),
        _("Nâng hạng phải nêu rõ những gì đã khác so với lần công nhận trước, kèm minh chứng."),
        (
            Question(
                "changes",
                _("Nội dung thay đổi"),
                hint=_("Kể từng thay đổi và minh chứng của thay đổi đó."),
                required=True,
            ),
        ),
        kinds=("upgrade",),
    ),
    Section(
        "updates",
        "cap-nhat",
        _("Cập nhật sau thời gian được công nhận"),
        _("Rà soát lại những gì đã thay đổi kể từ khi được công nhận; giấy tờ hết hạn thì nộp bản mới."),
        (
            Question("updates_material", _("Nguyên liệu, công nghệ"), required=True),
            Question("updates_packaging", _("Bao bì, nhãn mác, công bố chất lượng"), required=True),
            Question("updates_tests", _("Phiếu kiểm nghiệm định kỳ, giấy tờ có thời hạn"), required=True),
            Question("updates_market", _("Thị trường, sản lượng, doanh thu"), required=True),
        ),
        kinds=("reevaluation",),
    ),
    Section(
        "plan",
        "ke-hoach",
        _("Kế hoạch sản xuất, kinh doanh"),
        _("Định hướng thời gian tới của chủ thể."),
        (
            Question("plan_product", _("Phát triển sản phẩm"), required=True),
            Question("plan_production", _("Tổ chức sản xuất"), required=True),
            Question("plan_market", _("Thị trường"), required=True),
        ),
    ),
)


def sections_for(kind: str) -> tuple[Section, ...]:
    """Return the sections that a kind of registration answers, in order."""
    return tuple(section for section in SECTIONS if not section.kinds or kind in section.kinds)


def section_by_slug(slug: str, *, kind: str) -> Section | None:
    """Return the section with this address, if this kind of registration has it."""
    return next((section for section in sections_for(kind) if section.slug == slug), None)


def section_by_code(code: str, *, kind: str) -> Section | None:
    """Return the section with this code, if this kind of registration has it."""
    return next((section for section in sections_for(kind) if section.code == code), None)


def unanswered(section: Section, report: dict[str, Any]) -> tuple[Question, ...]:
    """Return the required questions of a section that have no answer."""
    return tuple(
        question
        for question in section.questions
        if question.required and report.get(question.code) in (None, "", [])
    )


def is_complete(section: Section, report: dict[str, Any]) -> bool:
    """Return whether every required question is answered; one without any is complete once something was
    saved.
    """
    if any(question.required for question in section.questions):
        return not unanswered(section, report)
    return any(question.code in report for question in section.questions)
