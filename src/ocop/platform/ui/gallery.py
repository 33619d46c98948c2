"""What the gallery shows: samples for each component, plainly made up and in the words of the programme."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from ocop.platform.ui import shapes, widgets

PALETTE = (
    "ground",
    "surface",
    "sunken",
    "ink",
    "ink-soft",
    "line",
    "line-strong",
    "leaf",
    "leaf-tint",
    "gold",
    "red",
    "clay",
    "slate",
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Tên sản phẩm"), help_text=_("Ghi đúng như trên nhãn."), max_length=200)
    founded_on = widgets.DateField(label=_("Ngày thành lập"), help_text=_("Ví dụ: 05/08/2026"))
    area = widgets.DecimalField(
        label=_("Diện tích vùng nguyên liệu"),
        widget=widgets.DecimalInput(unit="ha"),
        max_digits=8,
        decimal_places=2,
    )
    revenue_vnd = widgets.MoneyField(label=_("Doanh thu năm trước"), required=False)
    kind = forms.ChoiceField(
        label=_("Loại hình chủ thể"),
        widget=widgets.RadioList,
        choices=[
            ("cooperative", _("Hợp tác xã")),
            ("enterprise", _("Doanh nghiệp")),
            ("household", _("Hộ kinh doanh")),
        ],
    )
    group = forms.ChoiceField(
        label=_("Nhóm sản phẩm"),
        choices=[("", _("Chọn một nhóm")), ("tea", _("Chè")), ("honey", _("Mật ong"))],
    )
    markets = forms.MultipleChoiceField(
        label=_("Nơi tiêu thụ"),
        required=False,
        widget=widgets.CheckList,
        choices=[("district", _("Trong tỉnh")), ("country", _("Ngoài tỉnh")), ("export", _("Xuất khẩu"))],
    )
    story = forms.CharField(
        label=_("Câu chuyện sản phẩm"), widget=widgets.LongText, help_text=_("Từ 3 đến 5 câu.")
    )
    agreed = forms.BooleanField(label=_("Tôi cam đoan nội dung kê khai là đúng sự thật"))
    paper = forms.FileField(
        label=_("Bản quét giấy đăng ký kinh doanh"),
        widget=widgets.FileDrop(max_mb=25, accept=".pdf,.jpg,.png"),
        required=False,
    )


def samples(*, page: str) -> dict[str, Any]:
    """Return the gallery's context; `page` is the page number asked for in the pagination sample."""
    typed = {
        "founded_on": "31/02/2026",
        "area": "mười",
        "revenue_vnd": "1,5",
        "story": "Chè cổ thụ trên núi cao.",
    }
    wrong = SampleForm({f"sai-{name}": value for name, value in typed.items()}, prefix="sai")
    return {
        "crumbs": [shapes.Crumb(_("Trang đầu"), "/"), shapes.Crumb(_("Thư viện giao diện"))],
        "palette": PALETTE,
        "form": SampleForm(
            initial={"founded_on": date(2026, 8, 5), "area": Decimal("1234.5"), "revenue_vnd": 35_000_000}
        ),
        "wrong_form": wrong,
        "steps": [
            shapes.Step(_("Đăng ký"), "done", _("05/08/2026"), "#"),
            shapes.Step(_("Hồ sơ"), "done", _("20/08/2026"), "#"),
            shapes.Step(_("Cấp xã kiểm tra"), "current", _("Hạn 12/10/2026")),
            shapes.Step(_("Hội đồng cấp tỉnh"), "todo"),
            shapes.Step(_("Công nhận"), "todo"),
        ],
        "stopped_steps": [
            shapes.Step(_("Đăng ký"), "done", _("05/08/2026")),
            shapes.Step(_("Hồ sơ"), "stopped", _("Chủ thể rút hồ sơ ngày 01/09/2026")),
        ],
        "entries": [
            shapes.TimelineEntry(
                _("Đề nghị bổ sung hồ sơ"),
                _("Cán bộ xã"),
                datetime(2026, 10, 2, 9, 15),
                _("Thiếu phiếu kết quả kiểm nghiệm còn hiệu lực."),
                "waiting",
            ),
            shapes.TimelineEntry(_("Nộp hồ sơ"), _("Chủ thể"), datetime(2026, 9, 28, 16, 40), "", "success"),
            shapes.TimelineEntry(_("Đăng ký sản phẩm"), _("Chủ thể"), date(2026, 8, 5)),
            shapes.TimelineEntry(
                _("Thu hồi giấy chứng nhận"),
                _("Ủy ban nhân dân tỉnh"),
                date(2025, 3, 4),
                _("Theo kết luận kiểm tra."),
                "error",
            ),
        ],
        "rows": [
            {
                "name": _("Chè Shan tuyết"),
                "unit": _("Xã Tà Xùa"),
                "total": Decimal("91.25"),
                "star": 5,
                "tone": "success",
                "state": _("Đã công nhận"),
            },
            {
                "name": _("Mật ong 07"),
                "unit": _("Xã Chiềng Mai"),
                "total": Decimal("82.409"),
                "star": 4,
                "tone": "progress",
                "state": _("Đang chấm"),
            },
            {
                "name": _("Xoài tròn"),
                "unit": _("Xã Yên Châu"),
                "total": Decimal("64"),
                "star": 3,
                "tone": "waiting",
                "state": _("Chờ bổ sung"),
            },
        ],
        "tabs": [
            shapes.Tab(_("Cần làm"), "#", True, 12),
            shapes.Tab(_("Đang chờ"), "#", False, 3),
            shapes.Tab(_("Đã xong"), "#"),
        ],
        "facts": [
            shapes.Fact(_("Chủ thể"), _("Hợp tác xã nông nghiệp")),
            shapes.Fact(_("Địa chỉ"), _("Xã Mường Khiêng, tỉnh Sơn La")),
            shapes.Fact(_("Mã số thuế"), ""),
        ],
        "levels": [
            shapes.Level(0, _("Không có vùng nguyên liệu trong tỉnh"), "0"),
            shapes.Level(1, _("Dưới 50% nguyên liệu trong tỉnh"), "1"),
            shapes.Level(3, _("Từ 50% đến dưới 75% nguyên liệu trong tỉnh"), "3", 3),
            shapes.Level(5, _("Từ 75% nguyên liệu trong tỉnh trở lên"), "5", 5),
        ],
        "bands": [shapes.Band(3, 50), shapes.Band(4, 70), shapes.Band(5, 90)],
        "total": Decimal("82.409"),
        "members": [
            shapes.Member(_("Thành viên %(number)s") % {"number": number}, Decimal(total))
            for number, total in enumerate(
                ("83", "79.5", "84", "83.5", "61", "88", "82", "83", "90.25"), start=1
            )
        ],
        "parts": [
            shapes.Part(_("Phần A"), Decimal("29.5"), 35),
            shapes.Part(_("Phần B"), Decimal("19"), 25),
            shapes.Part(_("Phần C"), Decimal("33.9"), 40),
        ],
        "files": [
            shapes.StoredFile(
                "giay-chung-nhan-dang-ky.pdf",
                1_536_000,
                "9f86d081884c7d659a2feaa0c55ad015",
                "#",
                _("Tiêu chí 1.1"),
            ),
            shapes.StoredFile("anh-san-pham.jpg", 820, "2c26b46b68ffc68ff99b453c1d304134", "#"),
            shapes.StoredFile(
                "phieu-kiem-nghiem.docx",
                31_000_000,
                problem=_("Tệp lớn hơn 25 MB: nén lại hoặc quét với độ phân giải thấp hơn."),
            ),
        ],
        "linked_errors": [
            shapes.LinkedError(_("Ghi ngày theo dạng ngày/tháng/năm, ví dụ 05/08/2026."), "mau-ngay")
        ],
        "page": Paginator(range(1_240), 25).get_page(page or 4),
        "missed": [_("Tiêu chí 1.1 cần ít nhất 3 điểm để đạt 4 sao, hiện có 2,5.")],
    }
