"""Days that a province gives itself for steps to which national law gives none. Nothing is refused when they have passed.

The last runs from the day a result was settled, by a decision or without one, to the written notice of it.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ocop.programme.catalogue.entry import NATIONAL, NONE, Entry

_HINT = gettext_lazy("Số ngày làm việc, tính từ ngày hôm sau. Ghi 0 nếu không ấn định.")
_WHY = gettext_lazy("Chưa thấy tỉnh nào ấn định; hạn nội bộ chỉ để nhắc, quá hạn vẫn làm tiếp được.")


def _days(
    code: str, *, title: Promise, step: Promise, silent: Promise, sentence: Promise, unset: Promise
) -> Entry:
    """Return the setting of a step: so many working days, none unless a document says so."""
    return Entry(
        code=code,
        title=title,
        step=step,
        group="steps",
        kind="whole",
        default=NONE,
        why=_WHY,
        silent=silent,
        hint=_HINT,
        sentence=sentence,
        said={NONE: unset},
        labels={NONE: gettext_lazy("không ấn định")},
        document=NATIONAL,
        least=1,
        most=120,
    )


STEP_ENTRIES = (
    _days(
        "days_to_accept",
        title=gettext_lazy("Hạn nội bộ kiểm tra, tiếp nhận hồ sơ cấp dưới gửi"),
        step=gettext_lazy("tiếp nhận"),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm a: cơ quan tham mưu cấp tỉnh kiểm tra hồ sơ, không nêu số ngày."
        ),
        sentence=gettext_lazy("Kiểm tra, tiếp nhận hồ sơ cấp dưới gửi trong %(value)s."),
        unset=gettext_lazy("Không ấn định số ngày kiểm tra, tiếp nhận hồ sơ."),
    ),
    _days(
        "days_to_schedule",
        title=gettext_lazy("Hạn nội bộ thẩm định của Tổ tư vấn, đưa hồ sơ vào phiên họp"),
        step=gettext_lazy("thẩm định, đưa vào phiên họp"),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm c: Tổ tư vấn đánh giá hồ sơ theo Quy chế, không nêu số ngày."
        ),
        sentence=gettext_lazy("Thẩm định, đưa hồ sơ vào phiên họp trong %(value)s từ ngày tiếp nhận."),
        unset=gettext_lazy("Không ấn định số ngày thẩm định của Tổ tư vấn."),
    ),
    _days(
        "days_to_evaluate",
        title=gettext_lazy("Hạn nội bộ có kết quả đánh giá của Hội đồng"),
        step=gettext_lazy("có kết quả của Hội đồng"),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm d: Hội đồng họp, đánh giá theo Quy chế, không nêu số ngày."
        ),
        sentence=gettext_lazy("Hội đồng có kết quả đánh giá trong %(value)s từ ngày tiếp nhận hồ sơ."),
        unset=gettext_lazy("Không ấn định số ngày có kết quả của Hội đồng."),
    ),
    _days(
        "days_to_submit",
        title=gettext_lazy("Hạn nội bộ trình kết quả sau khi chốt phiên họp"),
        step=gettext_lazy("trình kết quả"),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm đ: cơ quan tham mưu tổng hợp, trình Chủ tịch UBND, không nêu số ngày."
        ),
        sentence=gettext_lazy("Dự thảo quyết định, trình kết quả trong %(value)s từ ngày chốt phiên."),
        unset=gettext_lazy("Không ấn định số ngày trình kết quả sau khi chốt phiên."),
    ),
    _days(
        "days_to_notify",
        title=gettext_lazy("Hạn nội bộ thông báo kết quả bằng văn bản cho xã và chủ thể"),
        step=gettext_lazy("thông báo kết quả"),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm g: cơ quan tham mưu thông báo bằng văn bản, không nêu số ngày."
        ),
        sentence=gettext_lazy(
            "Thông báo kết quả bằng văn bản trong %(value)s từ ngày quyết định hoặc kết thúc hồ sơ."
        ),
        unset=gettext_lazy("Không ấn định số ngày thông báo kết quả."),
    ),
)
