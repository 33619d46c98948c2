"""How the words of a printed condition are compared with ours: what may differ, each with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ocop_rules.rulebooks import Criterion

from .printed import Printed

# Slips of the copies the sheets were transcribed from, and spellings: what is printed → the word it stands for.
SLIPS = (
    # QĐ 26/2026 as published
    ("xúc tích", "súc tích"),
    ("nhiều, tỉnh, thành phố", "nhiều tỉnh, thành phố"),
    ("kỹ thuật truyền thông", "kỹ thuật truyền thống"),
    ("đường dân gian hàng", "đường dẫn gian hàng"),
    ("có đăng độc quyền", "có bằng độc quyền"),
    ("giá trị độc trưng", "giá trị đặc trưng"),
    ("sản tiêu chuẩn sản phẩm", "bản tiêu chuẩn sản phẩm"),
    ("đường khử tự đo", "đường khử tự do"),
    ("có mùi vị/lạ", "có mùi/vị lạ"),
    ("globalg.a.p", "globalgap"),
    ("global gap", "globalgap"),
    # the scan behind QĐ 148: one doubt of that rulebook speaks of them all
    ("bản quản", "bảo quản"),
    ("môi hường", "môi trường"),
    ("mình chứng", "minh chứng"),
    ("đóng quy định", "đúng quy định"),
    ("chủ thế ", "chủ thể "),
    ("đang ký", "đăng ký"),
    ("đại, lý", "đại lý"),
    ("phản phối", "phân phối"),
    ("thị hường", "thị trường"),
    ("xuất khẩn", "xuất khẩu"),
    ("nhận dược", "nhận được"),
    ("trong tính", "trong tỉnh"),
    ("dầu vào", "đầu vào"),
    ("tử 12 tháng", "từ 12 tháng"),
    ("ấn định từ 12", "ổn định từ 12"),
    ("nhiêu nơi", "nhiều nơi"),
    ("lợi thể phát triển", "lợi thế phát triển"),
    ("đố; với", "đối với"),
    ("cùng đối lượng", "cùng đối tượng"),
    # the database behind QĐ 1048: its rulebook has doubts for them
    ("truyền thông/đặc sản", "truyền thống/đặc sản"),
    ("cốt chuyện", "cốt truyện"),
    ("chuấn", "chuẩn"),
    ("địa bàn xà ", "địa bàn xã "),
    ("đặc trưang", "đặc trưng"),
    ("xoan đều", "xoăn đều"),
    ("bằng tiếng cả tiếng", "bằng cả tiếng"),
    ("cao cấp cao cấp", "cao cấp"),
    ("cao cao cấp", "cao cấp"),
    ("iiệu", "liệu"),
    ("hình dang", "hình dạng"),
    ("thế chất", "thể chất"),
    ("thuỷ", "thủy"),
    ("hoá", "hóa"),
    ("trip advisor", "tripadvisor"),
)

# Said in full by us, or by the sheet itself beside the abbreviation.
IN_FULL = (
    ("hội đồng quản trị - hđqt, hội đồng thành viên - hđtv", "hđqt, hđtv"),
    ("hội đồng quản trị, hội đồng thành viên", "hđqt, hđtv"),
    ("trách nhiệm hữu hạn (tnhh)", "tnhh"),
    ("doanh nghiệp tư nhân (dntn)", "doanh nghiệp tư nhân"),
    ("hợp tác xã", "htx"),
    ("an toàn thực phẩm", "attp"),
    ("nông thôn mới", "ntm"),
    ("thuốc bảo vệ thực vật", "thuốc bvtv"),
    ("yêu cầu của mức 1 điểm", "yêu cầu (1)"),
)

# A sentence the sheets repeat in two levels and our criterion has once, among its notes.
IN_A_NOTE = (
    r" \(((?:trường hợp sản phẩm đã được nhà nước bảo hộ|đối với những sản phẩm đã được bảo hộ)[^)]*)\)"
)


@dataclass(frozen=True)
class Variant:
    """A condition that few sheets word otherwise than the rest, to the same effect; ours has the common words."""

    rulebook: str
    sheets: frozenset[int]
    printed: str
    ours: str


def _variant(rulebook: str, sheets: Iterable[int], printed: str, ours: str) -> Variant:
    return Variant(rulebook, frozenset(sheets), printed, ours)


_USED_ON_LABELS = {5, 11, 12, 13, 14, 16, 17, 18, 19, 21, 25}
VARIANTS = (
    _variant(
        "26-2026",
        {20},
        "có nhãn, ghi nhãn hàng hóa đầy đủ, đúng",
        "có nhãn, ghi nhãn hàng hóa đầy đủ, theo đúng",
    ),
    _variant("26-2026", {5}, "không là ", "không phải là "),
    _variant("26-2026", {8}, "phế phẩm nông nghiệp", "phụ phẩm nông nghiệp"),  # a doubt of that sheet
    _variant("1048-2019", _USED_ON_LABELS, "được sử dụng trên nhãn", "trình bày trên nhãn"),
    _variant("1048-2019", {5, 13, 17, 19, 21, 25}, "được sử dụng cả trên nhãn", "trình bày trên nhãn"),
    _variant(
        "1048-2019",
        {3, 4, 26},
        "(hoặc có nhưng không được tư liệu hóa)",
        "hoặc có nhưng không được tư liệu hóa",
    ),
    _variant(
        "1048-2019", {1, 6, 7, 9, 23, 25}, "có giấy chứng nhận đủ điều kiện", "có chứng nhận đủ điều kiện"
    ),
    _variant("1048-2019", {2}, "có các tạp chất", "có tạp chất"),
    _variant("1048-2019", {6, 9}, "có tạp chất, chấp nhận được", "có các tạp chất, chấp nhận được"),
    _variant("1048-2019", {13, 17, 19, 21, 25}, "số thành viên tổ hợp tác", "số thành viên của tổ hợp tác"),
    _variant("1048-2019", {17}, "iso/haccp/gmp", "iso/gmp/haccp"),
    _variant("1048-2019", {23}, "hấp dẫn, phù hợp với sản phẩm", "phù hợp, hấp dẫn"),
    _variant("1048-2019", {26}, "phù hợp với sản phẩm, hấp dẫn", "phù hợp, hấp dẫn"),
)


def plain(text: str) -> str:
    """Return a text without capitals, slips and abbreviations, a limit always in one form."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).casefold().replace("…", "...")).strip()
    # a ground, or asterisks, printed behind the words
    text = re.sub(r"[\s*]*ghi chú: nếu sản phẩm vi phạm.*|(?: \*)+$", "", text)
    text = re.sub(r"\s*/\s*", "/", text)
    text = re.sub(r"([<>≥])\s*(?=\d)", r"\1 ", text)
    text = re.sub(r"(\d)\s+%", r"\1%", text)
    text = re.sub(r"[/;,]?\s*\.{2,}[.,]*", " ... ", text)
    for written, meant in (*SLIPS, *IN_FULL):
        text = text.replace(written, meant)
    text = re.sub(r"< (?=\d)", "dưới ", text)
    text = re.sub(r"> (?=\d)", "trên ", text)
    unit = r"(?: đại diện/đại lý(?: phân phối| quảng bá sản phẩm)?)?"
    return re.sub(rf"từ (\d+%?{unit}) trở lên", r"≥ \1", text)


def words(text: str) -> list[str]:
    """Return words, figures and what joins them (“/”, “;”, brackets, “...”) in their order; commas say nothing."""
    return re.findall(r"[^\W\d]+|\d+%?|[/;()≥]|\.\.\.", text)


def printed_words(printed: Printed, label: str) -> list[str]:
    """Return the words of a printed condition as ours should have them."""
    text = re.sub(IN_A_NOTE, "", plain(label))
    for variant in VARIANTS:
        if variant.rulebook == rulebook_of(printed) and printed["sheet_no"] in variant.sheets:
            text = text.replace(variant.printed, variant.ours)
    return words(text)


def rulebook_of(printed: Printed) -> str:
    """Return the rulebook the sheets were printed in: 148-2025 has those of 148-2023."""
    return {"148-2025": "148-2023"}.get(printed.rulebook, printed.rulebook)


# What is printed like a note and is something else with us: a ground (tested by itself), or the choice of a case.
_NO_NOTE = re.compile(
    r"bị loại|không đánh giá|không xem xét|(?:bị|được) 0 điểm|lựa chọn một trong|^[ab]\. trường hợp"
)


def explained(printed: Printed, group: dict[str, Any], criterion: dict[str, Any], name: str) -> set[str]:
    """Return the words that explain a printed criterion: behind its name, in notes, and in brackets of its levels."""
    behind = words(plain(criterion["name_vi"]))[len(words(plain(name))) :]
    notes = [*criterion.get("notes_vi", ())]
    if criterion is group["criteria"][0]:
        notes += group.get("notes_vi", ())
    found = set(behind)
    for note in map(plain, notes):
        found |= set() if _NO_NOTE.search(note) else set(words(re.sub("ghi chú:", "", note)))
    for level in criterion["levels"]:
        found |= {
            word for sentence in re.findall(IN_A_NOTE, plain(level["label_vi"])) for word in words(sentence)
        }
    return only_words(found)


def noted(criterion: Criterion) -> set[str]:
    """Return the words of our notes on a criterion; that one of its cases is chosen is no note of the sheet."""
    notes = [note for note in criterion.notes if not (criterion.cases and note.startswith("Chọn một"))]
    return only_words({word for note in notes for word in words(plain(note))})


def only_words(found: set[str]) -> set[str]:
    """Return what is said, without the brackets around it and the heading “Chất lượng:” some sheets leave out."""
    return found - {"(", ")", ";", "...", "—"}
