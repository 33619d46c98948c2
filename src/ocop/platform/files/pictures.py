"""Pictures for the public: made small, turned upright, and freed of everything a camera writes into them."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image, ImageOps

from ocop.platform.files.models import StoredFile
from ocop.platform.files.storing import read, store_bytes

PUBLIC_SIDE = 960
QUALITY = 78


def public_copy(stored: StoredFile, *, at: datetime) -> StoredFile:
    """Return a WebP copy of a stored picture, at most 960 pixels a side, without place, time or device of
    the photo.
    """
    with Image.open(io.BytesIO(read(stored))) as picture:
        picture.draft("RGB", (PUBLIC_SIDE, PUBLIC_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((PUBLIC_SIDE, PUBLIC_SIDE))
        # A fresh picture of the bare pixels: nothing of the original's metadata can come along.
        bare = Image.new("RGB", upright.size)
        bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=QUALITY, method=4)
    return store_bytes(out.getvalue(), at=at, allowed=("image/webp",))
