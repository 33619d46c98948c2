"""What one setting of a regulation is: its words, the values it takes, and what a value says."""

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
Group = Literal["council", "result", "samples", "steps"]

CUSTOM = "Thông lệ các tỉnh (chưa có trong QĐ 26/2026/QĐ-TTg)"
READING = "Cách hiểu dấu sao ở Phụ lục II (QĐ 26/2026/QĐ-TTg không nêu hậu quả)"
WORDING = "Câu chữ Điều 3 khoản 3 (QĐ 26/2026/QĐ-TTg không nêu cách làm tròn)"
NATIONAL = "Quy định quốc gia áp dụng cho hồ sơ"
BY_RULEBOOK = "rulebook"  # the default of what the national rule itself settles
NONE = "0"
WHOLE = "1/1"  # a share that is all of them
EXACT = "exact"  # figures that are neither cut nor rounded

GROUPS: dict[Group, str | Promise] = {
    "council": gettext_lazy("Hội đồng và phiên họp"),
    "result": gettext_lazy("Tính kết quả"),
    "samples": gettext_lazy("Sản phẩm mẫu"),
    "steps": gettext_lazy("Hạn nội bộ của từng bước"),
}
YES_NO: dict[str, str | Promise] = {"yes": gettext_lazy("Có"), "no": gettext_lazy("Không")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting: what it is called, what values it takes, what holds where nothing was decided, and why.

    `said` are sentences for values that need one of their own ("0": no limit); `sentence` serves every other,
    with the value in it. `step` is what a limit of days is for, in a few words. `silent` says what the national
    rule leaves open, and where.
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
    step: str | Promise = ""

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
        if self.kind == "share":
            value = self.tidied(value)
            return _("toàn bộ") if value == WHOLE else value
        if self.kind == "points":
            return _("%(points)s điểm") % {"points": value}
        if self.group == "steps":
            return _("%(days)s ngày làm việc") % {"days": value}
        if self.kind == "several":
            names = _industries()
            return "; ".join(str(names.get(code, code)) for code in value.split(","))
        return value

    def tidied(self, value: str) -> str:
        """Return a value as it is kept: without spaces around it, a share in its lowest terms ("6/8" is "3/4")."""
        value = value.strip()
        if self.kind != "share":
            return value
        share = Fraction(value)
        return f"{share.numerator}/{share.denominator}"

    def sentence_of(self, value: str) -> str:
        """Return what a value means, as a sentence for a council's page or its minutes."""
        own = self.said.get(self.tidied(value))
        return str(own) if own is not None else str(self.sentence) % {"value": self.shown(value)}

    def refusal_of(self, value: str) -> str:
        """Return why a value cannot be this setting's, as a sentence that says what to do; "" when it can."""
        if value == BY_RULEBOOK:
            return "" if self.default == BY_RULEBOOK else _("Hãy chọn một trong các giá trị được liệt kê.")
        if self.kind == "share":
            match = re.fullmatch(r"([1-9][0-9]?)/([1-9][0-9]?)", value)
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
        if re.fullmatch(r"0|[1-9][0-9]{0,2}", value) is None or not self.least <= int(value) <= self.most:
            limits = {"least": self.least, "most": self.most}
            if self.group == "steps":
                return _("Ghi số nguyên từ %(least)s đến %(most)s, hoặc 0 nếu không ấn định.") % limits
            if NONE in self.labels and self.least > 0:
                return _("Ghi số nguyên từ %(least)s đến %(most)s, hoặc 0 nếu không giới hạn.") % limits
            return _("Ghi số nguyên từ %(least)s đến %(most)s.") % limits
        return ""


def _industries() -> dict[str, str | Promise]:
    """Return the industries of the newest rulebook by code: what a sample's exemption is named by."""
    newest = max(rulebooks.all_rulebooks(), key=lambda rulebook: rulebook.in_force_from)
    return {industry.code: f"{industry.code}. {industry.name}" for industry in newest.classification}
