"""The catalogue of what a province decides for itself: one row a setting. Nothing is here that the software does not obey."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop_rules import rulebooks

Kind = Literal["whole", "points", "share", "yes_no", "choice", "several"]
Group = Literal["council", "result", "samples"]

CUSTOM = "Thông lệ các tỉnh (chưa có trong QĐ 26/2026/QĐ-TTg)"
READING = "Cách hiểu dấu sao ở Phụ lục II (QĐ 26/2026/QĐ-TTg không nêu hậu quả)"
NATIONAL = "Quy định quốc gia áp dụng cho hồ sơ"
BY_RULEBOOK = "rulebook"  # the default of what the national rule itself settles
NONE = "0"

GROUPS: dict[Group, str | Promise] = {
    "council": gettext_lazy("Hội đồng và phiên họp"),
    "result": gettext_lazy("Tính kết quả"),
    "samples": gettext_lazy("Sản phẩm mẫu"),
}
YES_NO: dict[str, str | Promise] = {"yes": gettext_lazy("Có"), "no": gettext_lazy("Không")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting: what it is called, what values it takes, what holds where nothing was decided, and why.

    `said` are sentences for values that need one of their own ("0": no limit); `sentence` serves every other,
    with the value in it. `silent` says what the national rule leaves open, and where.
    """

    code: str
    title: str | Promise
    group: Group
    kind: Kind
    default: str
    why: str | Promise
    silent: str | Promise
    hint: str | Promise
    sentence: str | Promise = ""
    said: Mapping[str, str | Promise] = field(default_factory=dict)
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    least: int = 0
    most: int = 0
    document: str = CUSTOM

    @property
    def choices(self) -> dict[str, str | Promise]:
        """Return the values to choose among with their words; empty when the value is typed."""
        if self.kind == "yes_no":
            return YES_NO
        if self.kind == "several":
            return _industries()
        return dict(self.labels) if self.kind == "choice" else {}

    def shown(self, value: str) -> str:
        """Return a value in words, short."""
        if value in self.labels:
            return str(self.labels[value])
        if self.kind == "yes_no":
            return str(YES_NO[value])
        if self.kind == "points":
            return _("%(points)s điểm") % {"points": value}
        if self.kind == "several":
            names = _industries()
            return "; ".join(str(names.get(code, code)) for code in value.split(","))
        return value

    def sentence_of(self, value: str) -> str:
        """Return what a value means, as a sentence for a council's page or its minutes."""
        own = self.said.get(value)
        return str(own) if own is not None else str(self.sentence) % {"value": self.shown(value)}

    def refusal_of(self, value: str) -> str:
        """Return why a value cannot be this setting's, as a sentence that says what to do; "" when it can."""
        if value == BY_RULEBOOK:
            return "" if self.default == BY_RULEBOOK else _("Hãy chọn một trong các giá trị được liệt kê.")
        if self.kind == "share":
            match = re.fullmatch(r"([1-9]\d?)/([1-9]\d?)", value)
            if match is None or Fraction(value) > 1:
                return _("Tỷ lệ viết dạng phân số từ trên 0 đến 1, ví dụ 3/4 hoặc 2/3.")
            return ""
        if self.kind in ("yes_no", "choice"):
            return "" if value in self.choices else _("Hãy chọn một trong các giá trị được liệt kê.")
        if self.kind == "several":
            chosen = value.split(",")
            known = set(self.choices) | set(self.labels)
            if not set(chosen) <= known or len(chosen) != len(set(chosen)):
                return _("Hãy chọn một trong các giá trị được liệt kê.")
            return _("“Không miễn” không đi cùng ngành khác.") if NONE in chosen and len(chosen) > 1 else ""
        if value in self.labels:
            return ""
        if re.fullmatch(r"0|[1-9]\d{0,2}", value) is None or not self.least <= int(value) <= self.most:
            limits = {"least": self.least, "most": self.most}
            if NONE in self.labels and self.least > 0:
                return _("Ghi số nguyên từ %(least)s đến %(most)s, hoặc 0 nếu không giới hạn.") % limits
            return _("Ghi số nguyên từ %(least)s đến %(most)s.") % limits
        return ""


def _industries() -> dict[str, str | Promise]:
    """Return the industries of the newest rulebook by code: what a sample's exemption is named by."""
    newest = max(rulebooks.all_rulebooks(), key=lambda rulebook: rulebook.in_force_from)
    return {industry.code: f"{industry.code}. {industry.name}" for industry in newest.classification}


_ENTRIES = (
    Entry(
        code="council_members",
        title=gettext_lazy("Số thành viên chấm điểm của hội đồng"),
        group="council",
        kind="whole",
        default="9",
        why=gettext_lazy(
            "Quảng Nam năm 2021: Chủ tịch, 2 Phó Chủ tịch và 6 ủy viên. "
            "Là mặc định thì chỉ nhắc trên trang hội đồng và trong biên bản; tỉnh đã ban hành số riêng thì bắt buộc."
        ),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 nêu cơ quan cử thành viên, không nêu số lượng; "
            "Chủ tịch UBND cấp tỉnh quyết định."
        ),
        hint=gettext_lazy(
            "Gồm Chủ tịch, Phó Chủ tịch và ủy viên; không tính thư ký. Ghi 0 nếu không ấn định."
        ),
        sentence=gettext_lazy("Hội đồng có %(value)s thành viên chấm điểm."),
        said={NONE: gettext_lazy("Không ấn định số thành viên chấm điểm của hội đồng.")},
        labels={NONE: gettext_lazy("không ấn định")},
        least=2,
        most=99,
    ),
    Entry(
        code="quorum_share",
        title=gettext_lazy("Tỷ lệ thành viên hội đồng phải có mặt"),
        group="council",
        kind="share",
        default="3/4",
        why=gettext_lazy("Tây Ninh từ năm 2020: họp khi có mặt ít nhất 75% thành viên."),
        silent=gettext_lazy("QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3: hội đồng họp theo Quy chế; không nêu tỷ lệ."),
        hint=gettext_lazy("Phân số của số thành viên chấm điểm, ví dụ 3/4 hoặc 2/3."),
        sentence=gettext_lazy("Họp khi có mặt ít nhất %(value)s số thành viên chấm điểm."),
    ),
    Entry(
        code="quorum_needs_chair",
        title=gettext_lazy("Phải có mặt Chủ tịch Hội đồng"),
        group="council",
        kind="yes_no",
        default="yes",
        why=gettext_lazy("Tây Ninh: cuộc họp phải có Chủ tịch Hội đồng."),
        silent=gettext_lazy("QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3: hội đồng họp theo Quy chế; không nêu."),
        hint=gettext_lazy("Chọn “Không” nếu Phó Chủ tịch được chủ trì khi Chủ tịch vắng mặt."),
        said={
            "yes": gettext_lazy("Phải có mặt Chủ tịch Hội đồng."),
            "no": gettext_lazy("Không bắt buộc có mặt Chủ tịch Hội đồng."),
        },
    ),
    Entry(
        code="max_gap_points",
        title=gettext_lazy("Chênh lệch điểm tối đa giữa hai thành viên"),
        group="council",
        kind="points",
        default="10",
        why=gettext_lazy(
            "Tây Ninh và Đồng Tháp: hai thành viên không chênh nhau quá 10 điểm; chênh hơn thì thảo luận, chấm lại."
        ),
        silent=gettext_lazy("QĐ 26/2026/QĐ-TTg không nêu."),
        hint=gettext_lazy("Số điểm trên tổng 100 của một sản phẩm. Ghi 0 nếu không giới hạn."),
        sentence=gettext_lazy("Điểm hai thành viên chênh quá %(value)s thì thảo luận, chấm lại."),
        said={NONE: gettext_lazy("Không giới hạn chênh lệch điểm giữa hai thành viên.")},
        labels={NONE: gettext_lazy("không giới hạn")},
        least=1,
        most=99,
    ),
    Entry(
        code="averaging",
        title=gettext_lazy("Cách lấy điểm trung bình"),
        group="result",
        kind="choice",
        default="totals",
        why=gettext_lazy("Tây Ninh, Đồng Tháp: trung bình cộng tổng điểm của các thành viên."),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 3 khoản 3 nói “tổng điểm trung bình”, không nêu cách lấy."
        ),
        hint=gettext_lazy(
            "Điểm giữ chính xác, không làm tròn giữa chừng, nên hai cách cho cùng một tổng; "
            "lựa chọn được ghi trong biên bản."
        ),
        said={
            "totals": gettext_lazy("Điểm sản phẩm là trung bình cộng tổng điểm của các phiếu được tính."),
            "criteria": gettext_lazy(
                "Điểm sản phẩm là tổng của điểm trung bình từng tiêu chí trên các phiếu được tính."
            ),
        },
        labels={
            "totals": gettext_lazy("Trung bình cộng tổng điểm các phiếu"),
            "criteria": gettext_lazy("Cộng điểm trung bình của từng tiêu chí"),
        },
    ),
    Entry(
        code="on_missed_minimum",
        title=gettext_lazy("Khi không đạt điểm tối thiểu của hạng sao theo tổng điểm"),
        group="result",
        kind="choice",
        default="cap",
        why=gettext_lazy(
            "Chân bộ tiêu chí gắn điểm tối thiểu với từng hạng sao: "
            "sản phẩm được hạng cao nhất mà nó đạt đủ điểm tối thiểu."
        ),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Phụ lục II in dấu sao ở mức tối thiểu, không nói hậu quả khi thiếu."
        ),
        hint=gettext_lazy("Chỉ áp dụng khi điểm tối thiểu thiếu làm mất hạng sao mà tổng điểm đạt được."),
        said={
            "cap": gettext_lazy(
                "Sản phẩm thiếu điểm tối thiểu chỉ được đề nghị hạng cao nhất mà nó đạt đủ điểm tối thiểu."
            ),
            "fail": gettext_lazy(
                "Sản phẩm thiếu điểm tối thiểu của hạng sao theo tổng điểm thì không được đề nghị công nhận."
            ),
            "return": gettext_lazy(
                "Sản phẩm thiếu điểm tối thiểu của hạng sao theo tổng điểm được để lại phiên sau để hoàn thiện."
            ),
        },
        labels={
            "cap": gettext_lazy("Hạ xuống hạng đạt đủ điểm tối thiểu"),
            "fail": gettext_lazy("Không đề nghị công nhận"),
            "return": gettext_lazy("Để lại phiên sau để hoàn thiện"),
        },
        document=READING,
    ),
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
CATALOGUE: dict[str, Entry] = {entry.code: entry for entry in _ENTRIES}
COUNCIL = (
    "council_members",
    "quorum_share",
    "quorum_needs_chair",
    "max_gap_points",
    "averaging",
    "on_missed_minimum",
)
SAMPLES = ("sample_count", "sample_exempt")


def entry_of(code: str) -> Entry:
    """Return the setting of a code. Raises KeyError for one that no setting has."""
    return CATALOGUE[code]
