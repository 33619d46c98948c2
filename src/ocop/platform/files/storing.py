"""Taking files in and handing them out. Handing out never checks permission itself: the calling stage already has."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _

from ocop.platform.files.inspection import ENDINGS, EVIDENCE, IMAGES, PDF, inspect
from ocop.platform.files.models import StoredFile
from ocop.platform.refusal import Invalid

BLOCK = 1024 * 1024


def store(file: IO[bytes], *, at: datetime, allowed: tuple[str, ...] = EVIDENCE) -> StoredFile:
    """Take a file in and return its row; the same content is kept once.

    The content is written before the row, so a row never points at nothing; a content without a row is an orphan that
    whoever brings it next takes over, once it proves whole. Raises Invalid with a sentence for an empty, oversized,
    mistyped or dangerous file.
    """
    digest, size = _measure(file)
    inspected = inspect(file, allowed=allowed)
    known = StoredFile.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    stored = StoredFile(sha256=digest, size_bytes=size, media_type=inspected.media_type, stored_at=at)
    if default_storage.exists(stored.location) and not holds(stored):
        default_storage.delete(stored.location)  # half written: whoever wrote it died before the row
    file.seek(0)
    if not default_storage.exists(stored.location):
        default_storage.save(stored.location, File(file))
    kept, _created = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"size_bytes": size, "media_type": inspected.media_type, "stored_at": at}
    )
    return kept


def store_bytes(content: bytes, *, at: datetime, allowed: tuple[str, ...]) -> StoredFile:
    """Take in a content that the application made itself, such as a certificate."""
    return store(ContentFile(content), at=at, allowed=allowed)


def _measure(file: IO[bytes]) -> tuple[str, int]:
    limit = settings.OCOP_MAX_FILE_MB * 1024 * 1024
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while block := file.read(BLOCK):
        size += len(block)
        if size > limit:
            raise Invalid(
                _("Tệp lớn hơn %(limit)s MB. Hãy giảm dung lượng hoặc chia nhỏ rồi nộp lại.")
                % {"limit": settings.OCOP_MAX_FILE_MB},
                field="file",
            )
        digest.update(block)
    if size == 0:
        raise Invalid(_("Tệp rỗng. Hãy chọn lại tệp."), field="file")
    return digest.hexdigest(), size


def read(stored: StoredFile) -> bytes:
    """Return the whole content of a stored file."""
    with default_storage.open(stored.location) as file:
        content: bytes = file.read()
    return content


def holds(stored: StoredFile) -> bool:
    """Return whether the file store still holds the content unchanged."""
    return (
        default_storage.exists(stored.location) and hashlib.sha256(read(stored)).hexdigest() == stored.sha256
    )


def clean_name(name: str, *, media_type: str) -> str:
    """Return a file name that is safe to show and to save: one path part, NFC, no control characters, the right ending."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    last = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    stem = last.rsplit(".", 1)[0].strip(" .")[:120] or "tep"
    return f"{stem}{ENDINGS.get(media_type, '')}"


def response(stored: StoredFile, *, name: str, inline: bool = False) -> FileResponse:
    """Return the download of a stored file. Call only after the record's policy has allowed the reader.

    Only images and PDF may be shown in the page's origin, sandboxed; everything else is a download.
    """
    shown = inline and stored.media_type in (*IMAGES, PDF)
    answer = FileResponse(default_storage.open(stored.location), content_type=stored.media_type)
    disposition = "inline" if shown else "attachment"
    safe = clean_name(name, media_type=stored.media_type)
    answer["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(safe)}"
    answer["Content-Length"] = str(stored.size_bytes)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer
