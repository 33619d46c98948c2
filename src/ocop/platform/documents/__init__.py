"""Printed documents: `render` makes a PDF from a template and a context; the layout is that of NĐ
30/2020/NĐ-CP.
"""

from ocop.platform.documents.qr import qr_path
from ocop.platform.documents.rendering import DoesNotFit, NotOurs, render, render_on_one_page

__all__ = ["DoesNotFit", "NotOurs", "qr_path", "render", "render_on_one_page"]
