"""How many samples go with a dossier, and who is exempt."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from ocop.programme.catalogue.entry import BY_RULEBOOK, NATIONAL, NONE, Entry

SAMPLE_ENTRIES = (
    Entry(
        code="sample_count",
        title=gettext_lazy("Số sản phẩm mẫu nộp kèm hồ sơ"),
        group="samples",
        kind="whole",
        default=BY_RULEBOOK,
        why=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 6: 05 sản phẩm mẫu; hồ sơ theo quy định nào dùng số của quy định ấy."
        ),
        silent=gettext_lazy("Quy định quốc gia đã nêu; tỉnh chỉ ghi khi có văn bản cho số khác."),
        hint=gettext_lazy("Tính khi cấp tỉnh tiếp nhận hồ sơ. Ghi 0 nếu không yêu cầu sản phẩm mẫu."),
        sentence=gettext_lazy("Nộp kèm hồ sơ %(value)s sản phẩm mẫu."),
        said={BY_RULEBOOK: gettext_lazy("Số sản phẩm mẫu theo quy định quốc gia áp dụng cho hồ sơ.")},
        labels={BY_RULEBOOK: gettext_lazy("theo quy định quốc gia")},
        document=NATIONAL,
        least=0,
        most=100,
    ),
    Entry(
        code="sample_exempt",
        title=gettext_lazy("Ngành hàng không phải nộp sản phẩm mẫu"),
        group="samples",
        kind="several",
        default=BY_RULEBOOK,
        why=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 6 miễn nhóm dịch vụ du lịch; hồ sơ theo quy định nào miễn theo quy định ấy."
        ),
        silent=gettext_lazy("Quy định quốc gia đã nêu; Lai Châu năm 2023 miễn thêm nhóm sinh vật cảnh."),
        hint=gettext_lazy(
            "Chọn mọi ngành được miễn; danh sách này thay cho danh sách của quy định quốc gia."
        ),
        sentence=gettext_lazy("Không phải nộp sản phẩm mẫu: %(value)s."),
        said={
            BY_RULEBOOK: gettext_lazy(
                "Ngành được miễn sản phẩm mẫu theo quy định quốc gia áp dụng cho hồ sơ."
            ),
            NONE: gettext_lazy("Không ngành nào được miễn sản phẩm mẫu."),
        },
        labels={
            BY_RULEBOOK: gettext_lazy("theo quy định quốc gia"),
            NONE: gettext_lazy("không miễn ngành nào"),
        },
        document=NATIONAL,
    ),
)
