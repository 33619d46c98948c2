"""What a file really is, found by opening it. Names and declared types are never believed."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

import filetype
import pikepdf
from django.utils.translation import gettext as _
from PIL import Image, ImageFile

from ocop.platform.refusal import Invalid

MAX_PIXELS = 60_000_000
PROOF_SIDE = 960  # a JPEG is decoded at about this size, where its format allows it
MAX_PDF_PAGES = 2000
ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"})
ACTIVE_KEYS = frozenset({"/JavaScript", "/JS", "/EmbeddedFiles"})
MAX_ARCHIVE_BYTES = 300 * 1024 * 1024
MAX_ARCHIVE_RATIO = 200

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMAGES = ("image/jpeg", "image/png", "image/webp")
PDF = "application/pdf"
EVIDENCE = (PDF, *IMAGES, DOCX, XLSX)

ENDINGS = {
    PDF: ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    DOCX: ".docx",
    XLSX: ".xlsx",
}


@dataclass(frozen=True, slots=True)
class Inspected:
    """What opening the file showed."""

    media_type: str


def inspect(file: IO[bytes], *, allowed: tuple[str, ...]) -> Inspected:
    """Return the type found by opening the file; raise Invalid with a sentence when it is not acceptable.

    Refused: a type that is not in `allowed`, a content that does not open as what it begins as, an encrypted or
    scripted PDF, a document with macros, and bombs (pixels, pages, or an archive that unfolds out of proportion).
    """
    file.seek(0)
    guessed = filetype.guess_mime(file.read(8192)) or ""
    file.seek(0)
    if guessed == "application/zip" or guessed in (DOCX, XLSX):
        guessed = _office_type(file)
    if guessed not in allowed:
        raise Invalid(
            _("Không nhận loại tệp này. Hãy nộp %(types)s.") % {"types": describe(allowed)}, field="file"
        )
    _OPENERS[guessed](file)
    file.seek(0)
    return Inspected(media_type=guessed)


def describe(allowed: tuple[str, ...]) -> str:
    """Return the allowed types as people name them: "PDF, JPG, PNG"."""
    return ", ".join(ENDINGS[kind].lstrip(".").upper() for kind in allowed)


def _office_type(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return ""
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    return ""


def _open_image(file: IO[bytes]) -> None:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Invalid(
                        _("Ảnh quá lớn (trên 60 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi nộp lại."), field="file"
                    )
                image.verify()
            # `verify` reads no pixels of a JPEG: one that was cut short would be taken in and fail only at the print.
            # The PDF engine, once loaded, asks Pillow to forgive cut pictures in the whole process; evidence is not forgiven.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            with Image.open(file) as image:
                image.draft("RGB", (PROOF_SIDE, PROOF_SIDE))
                image.load()
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(
            _("Ảnh quá lớn (trên 60 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi nộp lại."), field="file"
        ) from None
    except Exception:
        raise Invalid(
            _("Ảnh bị hỏng, không mở được. Hãy chụp hoặc lưu lại rồi nộp lại."), field="file"
        ) from None


def _open_pdf(file: IO[bytes]) -> None:
    file.seek(0)
    try:
        with pikepdf.open(cast(BinaryIO, file)) as pdf:
            if len(pdf.pages) > MAX_PDF_PAGES:
                raise Invalid(
                    _("Tệp PDF quá dài (trên 2.000 trang). Hãy chia nhỏ rồi nộp lại."), field="file"
                )
            if not len(pdf.pages):
                raise Invalid(_("Tệp PDF không có trang nào."), field="file")
            if _acts_by_itself(pdf):
                raise Invalid(_("Tệp PDF có chứa mã chạy tự động. Hãy in lại ra PDF rồi nộp."), field="file")
    except Invalid:
        raise
    except pikepdf.PasswordError:
        raise Invalid(_("Tệp PDF có đặt mật khẩu. Hãy bỏ mật khẩu rồi nộp lại."), field="file") from None
    except Exception:
        raise Invalid(
            _("Tệp PDF bị hỏng, không mở được. Hãy quét hoặc lưu lại rồi nộp lại."), field="file"
        ) from None


def _acts_by_itself(pdf: pikepdf.Pdf) -> bool:
    """Return whether any object of the file runs a script, starts a program or carries a file inside."""
    waiting: list[Any] = list(pdf.objects)
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            if str(found.get("/S", "")) in ACTIVE_ACTIONS or not ACTIVE_KEYS.isdisjoint(found.keys()):
                return True
            children: Iterable[Any] = (
                found.as_dict().values() if isinstance(found, pikepdf.Dictionary) else ()
            )
        else:
            children = found if isinstance(found, pikepdf.Array) else ()
        # What stands on its own in the file is on the list already.
        waiting.extend(
            child for child in children if isinstance(child, pikepdf.Object) and not child.is_indirect
        )
    return False


def _open_office(file: IO[bytes]) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            unfolded = sum(member.file_size for member in members)
            folded = max(sum(member.compress_size for member in members), 1)
            if unfolded > MAX_ARCHIVE_BYTES or (
                unfolded > 10_000_000 and unfolded / folded > MAX_ARCHIVE_RATIO
            ):
                raise Invalid(_("Tệp giải nén ra quá lớn nên không nhận."), field="file")
            if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
                raise Invalid(
                    _("Tệp có chứa macro. Hãy lưu lại không có macro hoặc in ra PDF."), field="file"
                )
            if archive.testzip() is not None:
                raise Invalid(_("Tệp bị hỏng, không mở được."), field="file")
    except Invalid:
        raise
    except Exception:
        raise Invalid(_("Tệp bị hỏng, không mở được."), field="file") from None


_OPENERS: dict[str, Callable[[IO[bytes]], None]] = {
    PDF: _open_pdf,
    **dict.fromkeys(IMAGES, _open_image),
    DOCX: _open_office,
    XLSX: _open_office,
}
