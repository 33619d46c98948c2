"""What producers and officers of the demonstration write and hand in. Plain, and plainly a sample."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from typing import TypedDict

from ocop.demonstration.cast import lowered
from ocop.demonstration.catalogue import Row
from ocop.directory.models import Place
from ocop.dossiers.actions import ReportText
from ocop.dossiers.models import Dossier
from ocop.platform.documents import render
from ocop.registration.actions import ProducerFacts
from ocop_rules import rulebooks

EVIDENCE_TITLES = {
    "business_registration": "Giấy đăng ký kinh doanh",
    "material_origin": "Hợp đồng liên kết, chứng từ nguồn gốc nguyên liệu",
    "labour_list": "Danh sách lao động",
    "intellectual_property": "Giấy tờ sở hữu trí tuệ",
    "market": "Hợp đồng, hóa đơn bán hàng",
    "story": "Câu chuyện sản phẩm",
    "declaration": "Bản công bố chất lượng sản phẩm",
    "test_report": "Phiếu kết quả kiểm nghiệm",
}


def producer_facts(row: Row, place: Place) -> ProducerFacts:
    """Return what a producer says of itself."""
    return ProducerFacts(
        name=row.producer,
        kind=row.producer_kind,
        place=place,
        address="Khu trung tâm",
        phone=f"09{row.number:08}",
        representative_name=f"Người đại diện {row.producer}"[:150],
        representative_position="Giám đốc"
        if row.producer_kind in ("cooperative", "small_medium_enterprise")
        else "Đại diện",
        representative_sex="nu" if row.number % 2 else "nam",
        representative_ethnicity=("Thái", "Kinh", "Mông", "Mường")[row.number % 4],
        representative_residence=f"Khu trung tâm, {place.full_name}",
        registration_no=f"55{row.number:08}",
        registered_on=date(2015 + row.number % 9, 1 + row.number % 12, 10),
        history=f"{row.producer} làm nghề tại {lowered(place)} nhiều năm; bắt đầu từ sản xuất nhỏ, nay có nhà xưởng và khách quen.",
        structure="Người đại diện, kế toán, tổ sản xuất, tổ bán hàng.",
    )


class ProductTexts(TypedDict):
    """What is said of a product."""

    description: str
    specification: str
    story: str


def product_texts(row: Row, place: Place) -> ProductTexts:
    """Return description, specification and story of a product."""
    return {
        "description": f"{row.product} làm từ nguyên liệu của {lowered(place)} và vùng lân cận.",
        "specification": "Quy cách ghi trên nhãn; công bố theo tiêu chuẩn cơ sở.",
        "story": (
            f"{row.product} gắn với đất và người {place.name}. Bà con giữ cách làm cũ, thêm khâu đóng gói cẩn thận "
            "để sản phẩm đi xa mà vẫn giữ được vị quê."
        ),
    }


def report_answers(row: Row, dossier: Dossier, *, year: int) -> dict[str, dict[str, object]]:
    """Return the answers to each section of the report: Mẫu số 02, with results of the year before."""
    place = dossier.place
    updates: dict[str, dict[str, object]] = {
        "updates": {
            "updates_material": "Thêm hộ liên kết trong xã; hợp đồng kèm theo.",
            "updates_packaging": "Nhãn mới, ghi địa chỉ theo đơn vị hành chính mới.",
            "updates_tests": "Kiểm nghiệm hằng năm, phiếu mới nhất kèm theo.",
            "updates_market": "Bán thêm ở hai cửa hàng trong tỉnh.",
        }
    }
    return (updates if dossier.kind == "reevaluation" else {}) | {
        "papers": {"papers": ["business_registration", "declared", "food_safety"]},
        "results": {
            "material_zone": f"Vùng nguyên liệu tại {lowered(place)}, có hợp đồng với các hộ trong xã.",
            "technology": "Sơ chế, chế biến, đóng gói tại xưởng; có máy sấy và máy đóng gói.",
            "quality": "Bao bì mới có nhãn, hạn dùng và mã truy xuất; kiểm nghiệm mỗi năm.",
            "market": "Bán tại xã, các cửa hàng nông sản trong tỉnh và trên mạng.",
            "result_year": year,
            "revenue_vnd": 350_000_000 + row.number * 25_000_000,
            "profit_vnd": 60_000_000 + row.number * 4_000_000,
        },
        "plan": {
            "plan_product": "Giữ chất lượng, thêm quy cách nhỏ làm quà.",
            "plan_production": "Mở rộng liên kết với các hộ trong xã.",
            "plan_market": "Bán ở hai thành phố lớn và trên sàn thương mại điện tử.",
        },
    }


@cache
def evidence_file(kind: str) -> bytes:
    """Return a sample paper as PDF; the same for every producer, so that it is stored once."""
    return render(
        "demonstration/paper.html", {"title": EVIDENCE_TITLES[kind]}, styles=("demonstration/paper.css",)
    )


def evidence(dossier: Dossier) -> list[tuple[str, io.BytesIO, tuple[str, ...]]]:
    """Return the files a complete dossier hands in: kind, content, and the criteria each feeds."""
    rulebook = rulebooks.get(dossier.rulebook_id)
    sheet = rulebook.sheet(dossier.sheet_number)
    if not rulebook.evidence_kinds:  # a decision whose guide was not seen: the paper is named, not of a kind
        return [("", io.BytesIO(evidence_file("business_registration")), ())]
    return [
        (kind.code, io.BytesIO(evidence_file(kind.code)), kind.criteria_fed(sheet))
        for kind in rulebook.evidence_kinds
        if kind.code in EVIDENCE_TITLES
    ]


def commune_text(dossier: Dossier, *, number: int, on: date) -> ReportText:
    """Return what a commune writes into Mẫu số 03."""
    rulebook = rulebooks.get(dossier.rulebook_id)
    said = {
        "local_material": "Chủ thể mua nguyên liệu của các hộ trong xã; đã đối chiếu hợp đồng và thực tế.",
        "local_labour": "Phần lớn lao động thường trú tại xã, có danh sách kèm theo.",
        "idea_origin": "Sản phẩm truyền thống của địa phương, chủ thể phát triển thêm bao bì.",
        "local_identity": "Cách làm, giống và nguyên liệu mang nét riêng của vùng.",
    }
    return ReportText(
        components={
            item.code: "present" for item in rulebook.dossier_for(kind=dossier.kind, sender="producer")
        },
        assessments={content.code: said[content.code] for content in rulebook.commune_contents},
        conclusions={content.code: "agrees" for content in rulebook.commune_contents},
        letter_number=f"{number:02}/UBND-KT",
        letter_on=on,
        signed_by_name=f"Chủ tịch UBND {lowered(dossier.place)}",
        signed_by_post="Chủ tịch",
    )
