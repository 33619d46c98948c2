"""Days that a province gives itself for steps to which national law gives none. Nothing is refused when they have passed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from ocop.programme.catalogue.entry import NATIONAL, NONE, Entry

_HINT = gettext_lazy("Số ngày làm việc, tính từ ngày hôm sau. Ghi 0 nếu không ấn định.")
_WHY = gettext_lazy("Chưa thấy tỉnh nào ấn định; hạn nội bộ chỉ để nhắc, quá hạn vẫn làm tiếp được.")
_NOT_SET = {NONE: gettext_lazy("không ấn định")}

STEP_ENTRIES = (
    Entry(
        code="days_to_accept",
        title=gettext_lazy("Hạn nội bộ kiểm tra, tiếp nhận hồ sơ cấp dưới gửi"),
        group="steps",
        kind="whole",
        default=NONE,
        why=_WHY,
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm a: cơ quan tham mưu cấp tỉnh kiểm tra hồ sơ, không nêu số ngày."
        ),
        hint=_HINT,
        sentence=gettext_lazy("Kiểm tra, tiếp nhận hồ sơ cấp dưới gửi trong %(value)s."),
        said={NONE: gettext_lazy("Không ấn định số ngày kiểm tra, tiếp nhận hồ sơ.")},
        labels=_NOT_SET,
        document=NATIONAL,
        least=1,
        most=120,
    ),
    Entry(
        code="days_to_submit",
        title=gettext_lazy("Hạn nội bộ trình kết quả sau khi chốt phiên họp"),
        group="steps",
        kind="whole",
        default=NONE,
        why=_WHY,
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm đ: cơ quan tham mưu tổng hợp, trình Chủ tịch UBND, không nêu số ngày."
        ),
        hint=_HINT,
        sentence=gettext_lazy("Dự thảo quyết định, trình kết quả trong %(value)s từ ngày chốt phiên."),
        said={NONE: gettext_lazy("Không ấn định số ngày trình kết quả sau khi chốt phiên.")},
        labels=_NOT_SET,
        document=NATIONAL,
        least=1,
        most=120,
    ),
)
