"""Files that must not come in, sent as evidence: each refused in a sentence, none stored."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ocop.dossiers import actions
from ocop.dossiers.models import Evidence
from ocop.platform.files.models import StoredFile
from tests.factories_dossiers import client_of, draft, pdf, picture

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture(autouse=True)
def _clock(noon):
    with time_machine.travel(noon, tick=False):
        yield


def encrypted_pdf() -> bytes:
    document = pikepdf.open(pdf())
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def scripted_pdf() -> bytes:
    document = pikepdf.open(pdf())
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    document.Root.OpenAction = script
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def bomb_png() -> bytes:
    """Return a PNG that says it is 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def macro_docx() -> bytes:
    return archive(
        **{"[Content_Types].xml": b"<x/>", "word__document.xml": b"<x/>", "word__vbaProject.bin": b"x"}
    )


HOSTILE = {
    "a web page called PDF": (
        "bao-cao.pdf",
        b"<html><script>alert(1)</script></html>",
        "Không nhận loại tệp này",
    ),
    "a drawing that can run scripts": ("logo.svg", b"<svg onload='alert(1)'/>", "Không nhận loại tệp này"),
    "a program in an archive": (
        "tai-lieu.zip",
        archive(**{"setup.exe": b"MZ" + b"\0" * 64}),
        "Không nhận loại tệp này",
    ),
    "a program called a picture": ("anh.jpg", b"MZ" + b"\0" * 512, "Không nhận loại tệp này"),
    "a locked PDF": ("khoa.pdf", encrypted_pdf(), "đặt mật khẩu"),
    "a PDF that runs a script": ("tu-chay.pdf", scripted_pdf(), "mã chạy tự động"),
    "a PDF cut short": ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", "bị hỏng"),
    "a picture of 3.6 thousand million pixels": ("bom.png", bomb_png(), "Ảnh quá lớn"),
    "a picture cut short": ("cut.png", picture((400, 400)).getvalue()[:60], "Ảnh bị hỏng"),
    "a document with macros": ("macro.docx", macro_docx(), "macro"),
    "an empty file": ("rong.pdf", b"", "Tệp rỗng"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence_and_not_kept(noon, case):
    name, content, sentence = HOSTILE[case]
    dossier, actor = draft(at=noon)
    upload = SimpleUploadedFile(name, content, "application/pdf")
    answer = client_of(actor).post(
        reverse("dossiers:evidence", args=[dossier.pk]), {"file": upload, "kind": "awards", "criteria": ["8"]}
    )
    body = answer.content.decode()
    assert (answer.status_code, sentence in body) == (422, True)
    assert 'value="awards" selected' in body  # what was chosen stays
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_file_over_the_limit_is_refused(noon, settings):
    settings.OCOP_MAX_FILE_MB = 1
    dossier, actor = draft(at=noon)
    upload = SimpleUploadedFile("to.pdf", pdf().getvalue() + b"\0" * (1024 * 1024), "application/pdf")
    answer = client_of(actor).post(reverse("dossiers:evidence", args=[dossier.pk]), {"file": upload})
    assert (answer.status_code, "Tệp lớn hơn 1 MB" in answer.content.decode()) == (422, True)
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Giấy phép.pdf", "Giấy phép.pdf"),
        ("bao cao.pdf.exe", "bao cao.pdf.pdf"),
        ("a" * 300 + ".pdf", "a" * 120 + ".pdf"),
        ("<script>.pdf", "script.pdf"),
    ],
)
def test_a_hostile_name_is_made_safe(noon, given, kept):
    dossier, actor = draft(at=noon)
    actions.attach_evidence(dossier, file=pdf(), name=given, actor=actor, at=noon)
    assert Evidence.objects.get().name == kept


def test_the_same_file_twice_is_kept_once_with_the_criteria_of_both(noon):
    dossier, actor = draft(at=noon)
    content = pdf().getvalue()
    for criteria in (["4.1"], ["1.1", "4.3"]):
        actions.attach_evidence(
            dossier, file=io.BytesIO(content), name="hợp đồng.pdf", criteria=criteria, actor=actor, at=noon
        )
    assert (Evidence.objects.get().criteria, StoredFile.objects.count()) == (["1.1", "4.1", "4.3"], 1)
