"""The printed certificate and decision, read back from the PDF: text, pages, fonts, the QR code."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pypdfium2 as pdfium
import pytest
import zxingcpp
from django.conf import settings
from PIL import Image

from ocop.platform.access import system_actor
from ocop.platform.audit.reading import history_of
from ocop.platform.documents import NotOurs, rendering
from ocop.platform.files.models import StoredFile
from ocop.platform.files.storing import read, store_bytes
from ocop.platform.refusal import NotAllowed, WrongState
from ocop.recognition import actions, jobs
from ocop.recognition.actions.documents import certificate_pdf, decision_pdf
from ocop.recognition.models import Certificate
from ocop.recognition.queries import document_progress
from tests import factories_recognition as make
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("places")
PRINTER = system_actor("Hệ thống lập văn bản", ["recognition.make_document"])
A4_LANDSCAPE = (841.89, 595.28)


def pages(pdf: bytes) -> list[str]:
    with pdfium.PdfDocument(pdf) as document:
        texts = []
        for page in document:
            reader = page.get_textpage()
            texts.append(" ".join(reader.get_text_range().split()))
            reader.close()
            page.close()
    return texts


def fonts(pdf: bytes) -> set[str]:
    with pdfium.PdfDocument(pdf) as document:
        return {
            thing.get_font().get_base_name().rpartition("+")[2]
            for page in document
            for thing in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT])
        }


def letters_outside(pdf: bytes, *, margin: float) -> int:
    """Return how many letters of the first page lie outside its frame (points from the edges)."""
    with pdfium.PdfDocument(pdf) as document:
        page = document[0]
        width, height = page.get_size()
        reader = page.get_textpage()
        boxes = [reader.get_charbox(index) for index in range(reader.count_chars())]
        reader.close()
        page.close()
    return sum(
        left < margin or bottom < margin or right > width - margin or top > height - margin
        for left, bottom, right, top in boxes
        if right > left
    )


def qr_texts(pdf: bytes) -> list[str]:
    with pdfium.PdfDocument(pdf) as document:
        picture = document[0].render(scale=150 / 72).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_the_certificate_is_one_landscape_page_that_says_it_all():
    certificate = make.certificate(make.product(name="Mật ong Mộc Châu"), total="83.4")
    pdf = certificate_pdf(certificate)
    [text] = pages(pdf)
    for words in (
        "ỦY BAN NHÂN DÂN TỈNH SƠN LA", "GIẤY CHỨNG NHẬN", "Mật ong Mộc Châu", "4 sao (bốn sao)",
        "Hợp tác xã chè Tà Xùa", "Bản Tà Xùa C, Phường Tô Hiệu, tỉnh Sơn La",
        f"số {certificate.decision_number_text} ngày 16 tháng 11 năm 2026",
        "từ ngày 16/11/2026 đến hết ngày 16/11/2029", certificate.product_code,
        "Sơn La, ngày 16 tháng 11 năm 2026", "CHỦ TỊCH", "Người Ký",
    ):  # fmt: skip
        assert words in text, words
    with pdfium.PdfDocument(pdf) as document:
        assert document[0].get_size() == pytest.approx(A4_LANDSCAPE, abs=0.1)


def test_the_qr_code_read_at_150_dpi_is_the_check_address():
    certificate = make.certificate()
    assert qr_texts(certificate_pdf(certificate)) == [f"{settings.OCOP_BASE_URL}/c/{certificate.token}"]


def test_nothing_that_names_a_person_of_the_producer_is_printed():
    [text] = pages(certificate_pdf(make.certificate()))
    for canary in ("NGUOIDAIDIEN", "DANTOCKIN", "CUTRUKIN", "LICHSUKIN", "0912000111", "kin@vidu.vn"):
        assert canary not in text


@pytest.mark.parametrize("size", [1, 2, 5, 10])
def test_names_of_any_length_stay_on_the_one_page_inside_its_frame(size):
    certificate = make.certificate()
    certificate.product_name = ("Mật ong bạc hà " * 2 * size)[:300]
    certificate.producer_name = ("Hợp tác xã nông nghiệp " * size)[:300]
    certificate.producer_address = ("Bản Tà Xùa C, " * 3 * size)[:500]
    certificate.signed_by_post = "KT. Chủ tịch\nPhó Chủ tịch"
    pdf = certificate_pdf(certificate)
    assert len(pages(pdf)) == 1
    assert letters_outside(pdf, margin=31) == 0  # the frame's inner line, 29 points from the edge
    assert "Người Ký" in pages(pdf)[0]
    assert qr_texts(pdf) != []


def test_a_name_without_a_space_does_not_run_out_of_the_frame():
    certificate = make.certificate()
    certificate.product_name = "Ẩ" * 300
    pdf = certificate_pdf(certificate)
    assert (len(pages(pdf)), letters_outside(pdf, margin=31)) == (1, 0)


def test_the_same_certificate_gives_the_same_bytes():
    certificate = make.certificate()
    assert certificate_pdf(certificate) == certificate_pdf(Certificate.objects.get(pk=certificate.pk))


def test_only_the_shipped_fonts_are_used():
    decision = make.issued(make.result())
    serif = {"OCOP-Serif", "OCOP-Serif-Bold", "OCOP-Serif-Italic"}
    assert fonts(decision_pdf(decision)) == serif | {"OCOP-Serif-Bold-Italic"}
    sans = {"OCOP-Sans", "OCOP-Sans-Viet", "OCOP-Sans-Semi-Bold", "OCOP-Sans-Viet-Semi-Bold"}
    bold_and_italic = {"OCOP-Serif-Bold", "OCOP-Serif-Italic"}
    assert fonts(certificate_pdf(Certificate.objects.get())) == bold_and_italic | sans


@pytest.mark.parametrize(
    "address",
    [
        "http://example.test/x.png",
        "file:///etc/passwd",
        "ocop:serif/../../../settings.py",
        "ocop:elsewhere/x",
        "ocop:",
    ],
)
def test_a_document_loads_nothing_but_our_own_files(address, monkeypatch):
    with pytest.raises(NotOurs):
        rendering.own_file(address)
    monkeypatch.setattr(rendering, "render_to_string", lambda *_args: f'<img src="{address}">')
    monkeypatch.setattr(rendering, "FONTS", "none")
    if not address.endswith(":"):
        with pytest.raises(NotOurs):
            rendering.render("any", {}, styles=())


def test_the_decision_reads_as_decisions_do():
    rows = [
        make.result(name="Ba sao", total="60"),
        make.result(name="Năm sao", total="92"),
        make.result(name="Hai", total="40"),
    ]
    first, *annexes = pages(decision_pdf(make.issued(*rows, number=7)))
    for words in (
        "ỦY BAN NHÂN DÂN TỈNH SƠN LA", "Độc lập - Tự do - Hạnh phúc", "Số: 07/QĐ-UBND",
        "Sơn La, ngày 16 tháng 11 năm 2026", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH SƠN LA",
        "Căn cứ Quyết định số 26/2026/QĐ-TTg ngày", "Theo đề nghị của Sở Nông nghiệp và Môi trường.",
        "Điều 1. Công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận cho 01 sản phẩm OCOP đạt",
        "36 tháng", "Điều 2. Phê duyệt kết quả đánh giá đối với 01 sản phẩm có tiềm năng đạt hạng 5 sao",
        "Quyết định này./.", "Nơi nhận: - Như Điều 4;", "Người Ký",
    ):  # fmt: skip
        assert words in first, words
    assert len(annexes) == 2
    assert "Phụ lục I " in annexes[0] and "14-03646-1-2026 60,00 3 sao" in annexes[0]
    assert "Phụ lục II " in annexes[1] and "Năm sao" in annexes[1]
    assert not any("Hai" in annex.split() for annex in annexes)
    assert "DỰ THẢO" not in first


def test_a_draft_says_that_it_is_one_and_is_never_kept():
    draft = make.draft(make.result())
    assert "DỰ THẢO" in pages(decision_pdf(draft))[0]
    with pytest.raises(WrongState):
        actions.make_decision_document(draft, actor=PRINTER, at=NOON)


@pytest.mark.parametrize(("hour", "cited"), [(16, "19 tháng 02 năm 2025"), (18, "16 tháng 6 năm 2025")])
def test_a_draft_cites_what_is_in_force_on_its_day_in_vietnam(hour, cited):
    draft = make.draft(make.result())
    draft.drafted_at = datetime(2025, 6, 15, hour, tzinfo=UTC)  # 17:00 is midnight in Vietnam
    assert f"Luật Tổ chức chính quyền địa phương ngày {cited}" in pages(decision_pdf(draft))[0]


def test_a_long_list_repeats_its_head_and_numbers_its_own_pages():
    rows = [make.result(name=f"Sản phẩm có tên khá dài số {n}", total="60") for n in range(45)]
    [_decision, first, second, *_more] = pages(decision_pdf(make.issued(*rows)))
    assert "Tên sản phẩm" in first and "Tên sản phẩm" in second
    assert second.endswith(" 2")
    assert first.startswith("Phụ lục I ")


def test_making_a_document_twice_changes_nothing():
    decision = make.issued(make.result())
    certificate = Certificate.objects.get()
    made = actions.make_certificate_document(certificate, actor=PRINTER, at=NOON)
    events = len(history_of(certificate))
    again = actions.make_certificate_document(
        Certificate.objects.get(), actor=PRINTER, at=NOON + timedelta(hours=1)
    )
    stale = actions.make_certificate_document(certificate, actor=PRINTER, at=NOON + timedelta(hours=2))
    assert made.pdf == again.pdf == stale.pdf
    assert len(history_of(certificate)) == events == 2
    assert read(made.pdf).startswith(b"%PDF-")
    assert document_progress(decision).made == 1
    assert not document_progress(decision).is_complete


def test_the_jobs_make_everything_of_a_decision():
    decision = make.issued(make.result(), make.result(name="Hai"))
    jobs.ask_for_documents(decision)
    decision.refresh_from_db()
    assert document_progress(decision) == type(document_progress(decision))(made=3, wanted=3)
    assert decision.pdf is not None
    entry = history_of(decision)[0]
    assert (entry.actor_name, entry.verb) == ("Hệ thống lập văn bản", "recognition.make_document")


def test_the_public_photo_is_small_and_carries_nothing_of_the_camera():
    picture, raw = Image.new("RGB", (3000, 2000), "#996633"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "CAMERAKIN", {1: "N", 2: (21.0, 19.0, 0.0)}
    picture.save(raw, "JPEG", exif=exif)
    photo = store_bytes(raw.getvalue(), at=NOON, allowed=("image/jpeg",))
    certificate = make.certificate(make.product(photo=photo))
    made = actions.make_certificate_document(certificate, actor=PRINTER, at=NOON)
    assert made.photo is not None and made.photo != photo
    content = read(made.photo)
    with Image.open(io.BytesIO(content)) as public:
        assert (public.format, public.size, dict(public.getexif())) == ("WEBP", (960, 640), {})
    assert b"CAMERAKIN" in raw.getvalue() and b"CAMERAKIN" not in content


def test_no_print_is_made_of_a_paper_certificate_nor_for_those_without_the_task():
    with pytest.raises(WrongState):
        actions.make_certificate_document(make.earlier(), actor=PRINTER, at=NOON)
    with pytest.raises(NotAllowed):
        actions.make_certificate_document(make.certificate(), actor=make.actor("auditor"), at=NOON)
    assert StoredFile.objects.count() == 0
