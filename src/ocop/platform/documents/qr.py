"""QR codes as the `d` of an SVG path, so that a template draws them and nothing has to be trusted as
markup.
"""

from __future__ import annotations

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """A code drawn on a square of `side` modules, quiet zone included; one module is one unit."""

    side: int
    path: str


QUIET_MODULES = 4


def qr_path(text: str, *, error: str = "m") -> QrDrawing:
    """Return the QR code of a text; `error` is the share that may be damaged: l 7 %, m 15 %, q 25 %, h 30
    %.
    """
    code = segno.make(text, error=error, boost_error=False, micro=False)
    strokes: list[str] = []
    for row, modules in enumerate(code.matrix):
        start: int | None = None
        for column, dark in enumerate([*modules, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                length = column - start
                strokes.append(f"M{start + QUIET_MODULES} {row + QUIET_MODULES}h{length}v1h-{length}z")
                start = None
    return QrDrawing(side=len(code.matrix) + 2 * QUIET_MODULES, path="".join(strokes))
