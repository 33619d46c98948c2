"""Files: what is taken in, what is refused and with which sentence, and what a download carries."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageFile

from ocop.platform.files import storing
from ocop.platform.files.inspection import DOCX, EVIDENCE, IMAGES, PDF, XLSX
from ocop.platform.files.models import StoredFile
from ocop.platform.refusal import Invalid
from tests.closing import let_go

pytestmark = pytest.mark.django_db


def pdf(**parts) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    if parts.get("script"):
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if parts.get("launch"):
        document.pages[0].obj.AA = pikepdf.Dictionary(
            O=document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Launch, F="x.exe"))
        )
    if parts.get("carries"):
        document.attachments["x.exe"] = b"MZ"
    out = io.BytesIO()
    encryption = pikepdf.Encryption(owner="o", user="u") if parts.get("locked") else False
    document.save(out, encryption=encryption, deterministic_id=not encryption)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, kind)
    return out.getvalue()


def photo() -> bytes:
    """A JPEG with something in it: its head alone still opens."""
    out = io.BytesIO()
    Image.effect_noise((320, 240), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def office(main: str, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<document/>")
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


GOOD = {
    "pdf": (pdf(), PDF),
    "png": (picture("PNG"), "image/png"),
    "jpeg": (picture("JPEG"), "image/jpeg"),
    "webp": (picture("WEBP"), "image/webp"),
    "word": (office("word/document.xml"), DOCX),
    "excel": (office("xl/workbook.xml"), XLSX),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_an_allowed_type_is_kept_by_its_content(name, noon):
    content, kind = GOOD[name]
    stored = storing.store(io.BytesIO(content), at=noon)
    assert (stored.media_type, stored.size_bytes) == (kind, len(content))
    assert storing.read(stored) == content
    assert storing.holds(stored)


def test_the_same_content_is_kept_once(noon):
    content = pdf()  # once: a PDF made a second later has another /ID
    first = storing.store(io.BytesIO(content), at=noon)
    assert storing.store(io.BytesIO(content), at=noon) == first
    assert StoredFile.objects.count() == 1


BAD = {
    "an empty file": (b"", "rỗng"),
    "text": ("xin chào".encode(), "Không nhận loại tệp này"),
    "a page with a script": (b"<html><script>alert(1)</script>", "Không nhận loại tệp này"),
    "a drawing with a script": (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "Không nhận loại tệp này",
    ),
    "a program": (b"MZ" + b"\0" * 200, "Không nhận loại tệp này"),
    "an archive of something else": (office("payload.exe"), "Không nhận loại tệp này"),
    "half a PDF": (pdf()[:60], "hỏng"),
    "a PDF with a password": (pdf(locked=True), "mật khẩu"),
    "a PDF that runs a script": (pdf(script=True), "mã chạy tự động"),
    "a PDF that starts a program when a page is seen": (pdf(launch=True), "mã chạy tự động"),
    "a PDF that carries another file": (pdf(carries=True), "mã chạy tự động"),
    "a cut picture": (picture("PNG")[:40], "hỏng"),
    "a photo of which the end is missing": (photo()[: len(photo()) // 2], "hỏng"),
    "a picture of a billion points": (png_that_claims(40000, 30000), "quá lớn"),
    "a document with macros": (office("word/document.xml", word__vbaProject__bin=b"x"), None),
    "an archive bomb": (office("xl/workbook.xml", xl__sheet=b"0" * 30_000_000), "quá lớn"),
}
BAD["a document with macros"] = (office("word/document.xml", **{"word__vbaProject.bin": b"x"}), "macro")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_kept(name, noon):
    content, sentence = BAD[name]
    with pytest.raises(Invalid, match=sentence):
        storing.store(io.BytesIO(content), at=noon)
    assert StoredFile.objects.count() == 0


def test_a_file_over_the_limit_is_refused_before_it_is_opened(noon, settings):
    settings.OCOP_MAX_FILE_MB = 1
    with pytest.raises(Invalid, match="lớn hơn 1 MB"):
        storing.store(io.BytesIO(pdf() + b"\0" * (1024 * 1024)), at=noon)


def test_a_type_outside_the_callers_list_is_refused_by_name(noon):
    with pytest.raises(Invalid, match="JPG, PNG, WEBP"):
        storing.store(io.BytesIO(pdf()), at=noon, allowed=IMAGES)


def test_a_content_changed_behind_the_applications_back_is_noticed(noon):
    stored = storing.store(io.BytesIO(pdf()), at=noon)
    default_storage.delete(stored.location)
    default_storage.save(stored.location, io.BytesIO(b"other"))
    assert not storing.holds(stored)
    default_storage.delete(stored.location)


def test_a_content_left_half_written_by_a_process_that_died_is_written_anew(noon):
    content = picture("PNG", size=(9, 9))
    whole = StoredFile(sha256=hashlib.sha256(content).hexdigest())
    default_storage.save(whole.location, io.BytesIO(content[:20]))
    stored = storing.store(io.BytesIO(content), at=noon)
    assert stored.location == whole.location
    assert storing.read(stored) == content


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Giấy chứng nhận.pdf", "Giấy chứng nhận.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.pdf"),
        ('a"b<c>|d.exe', "abcd.pdf"),
        ("Gia\u0302\u0301y.pdf", "Giấy.pdf"),
        ("dòng\r\nmới.pdf", "dòngmới.pdf"),
        ("....", "tep.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_file_name_is_made_safe(given, kept):
    assert storing.clean_name(given, media_type=PDF) == kept


def test_a_download_is_an_attachment_that_no_browser_will_interpret(noon):
    stored = storing.store(io.BytesIO(office("word/document.xml")), at=noon)
    answer = storing.response(stored, name="Hợp đồng.docx", inline=True)
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''H%E1%BB%A3p")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    let_go(answer)


def test_only_pictures_and_pdf_may_be_shown_in_place(noon):
    shown = {}
    for content, kind in GOOD.values():
        stored = storing.store(io.BytesIO(content), at=noon)
        answer = storing.response(stored, name="t", inline=True)
        shown[kind] = answer["Content-Disposition"][:6]
        let_go(answer)
    assert {kind for kind, how in shown.items() if how == "inline"} == {PDF, *IMAGES}
    assert set(shown) == set(EVIDENCE)


def test_a_cut_photo_is_refused_even_after_the_pdf_engine_told_pillow_to_forgive_it(noon, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    content, sentence = BAD["a photo of which the end is missing"]
    with pytest.raises(Invalid, match=sentence):
        storing.store(io.BytesIO(content), at=noon)
