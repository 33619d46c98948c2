"""Folding of Vietnamese text for search: words typed with or without marks give the same folded text."""

from __future__ import annotations

import re
import unicodedata

_D_STROKE = str.maketrans({"đ": "d", "Đ": "d"})
_APOSTROPHES = re.compile(r"['’ʼ`]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return the text in lower-case ASCII words parted by one space: "Xã Hoà Cư", "xã Hòa  Cư" → "xa hoa cu".

    Apostrophes vanish ("Ea M'Droh" → "ea mdroh"), other signs part words, "đ" counts as "d" (no Unicode form
    does that).
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_D_STROKE).lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", bare)).strip()
