"""The one door through which documents are made. The same template and context give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

HERE = Path(__file__).resolve().parent
OWN = "ocop:"
# What a document may load: the fonts that are shipped with the application. Nothing else, from nowhere.
FOLDERS = {
    "serif": HERE / "fonts" / "liberation-serif-2.1.5",
    "sans": HERE.parent / "ui" / "static" / "vendor" / "be-vietnam-pro-5.3.0",
}
MEDIA_TYPES = {".ttf": "font/ttf", ".woff2": "font/woff2"}
FONTS = "documents/fonts.css"
DENSITIES = ("roomy", "close", "tight")


class NotOurs(ValueError):
    """A document asked for something that is not shipped with the application."""


class DoesNotFit(ValueError):
    """A document that must keep to one page needs more, even at its tightest."""


def own_file(address: str) -> Path:
    """Return the file of an address such as "ocop:serif/LiberationSerif-Bold.ttf". Raises NotOurs for any
    other.
    """
    folder, _slash, name = address.removeprefix(OWN).partition("/")
    if (
        not address.startswith(OWN)
        or folder not in FOLDERS
        or not name
        or "/" in name
        or name.startswith(".")
    ):
        raise NotOurs(address)
    return FOLDERS[folder] / name


def render(template: str, context: dict[str, Any], *, styles: tuple[str, ...]) -> bytes:
    """Return the PDF of a template. `styles` are names of CSS templates, in order; the fonts come first by
    themselves.

    Documents are in Vietnamese whatever the reader's language. Raises NotOurs when a document asks for
    anything that is not shipped, so that none is ever made with something else in its place.
    """
    pdf, _pages = _lay_out(template, context, styles=styles)
    return pdf


def render_on_one_page(template: str, context: dict[str, Any], *, styles: tuple[str, ...]) -> bytes:
    """Return the PDF of a template that must keep to one page, whatever the length of the names in it.

    The template is laid out with `density` "roomy", then "close", then "tight", until it fits. Raises
    DoesNotFit.
    """
    for density in DENSITIES:
        pdf, pages = _lay_out(template, {**context, "density": density}, styles=styles)
        if pages == 1:
            return pdf
    raise DoesNotFit(template)


def _lay_out(template: str, context: dict[str, Any], *, styles: tuple[str, ...]) -> tuple[bytes, int]:
    with translation.override(settings.LANGUAGE_CODE):
        html = render_to_string(template, context)
        texts = [render_to_string(name) for name in (FONTS, *styles)]
    engine = _engine()
    fonts = engine.fonts()
    try:
        sheets = [
            engine.css(string=text, base_url=OWN, url_fetcher=engine.fetcher, font_config=fonts)
            for text in texts
        ]
        source = engine.html(string=html, base_url=OWN, url_fetcher=engine.fetcher)
        document = source.render(stylesheets=sheets, font_config=fonts)
        return document.write_pdf(), len(document.pages)
    except engine.fatal as error:
        # WeasyPrint's own is not an Exception: it would end the worker instead of failing the job.
        raise NotOurs(str(error)) from error


@dataclass(frozen=True, slots=True)
class Engine:
    """The parts of WeasyPrint that are used."""

    html: Any
    css: Any
    fonts: Any
    fetcher: Any
    fatal: type[BaseException]


@lru_cache(maxsize=1)
def _engine() -> Engine:
    """Return the engine. Imported at first use: it takes over a second, and web processes rarely need it."""
    try:
        import weasyprint  # noqa: PLC0415  see above
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415
    except OSError as error:  # a shared library is missing
        raise RuntimeError(
            "WeasyPrint needs Pango: install the system package libpango-1.0-0 or its like"
        ) from error

    class OwnFiles(URLFetcher):
        """Hands out the application's own files and refuses every other address, the network's first of
        all.
        """

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = own_file(url)
            return URLFetcherResponse(
                url, path.read_bytes(), headers={"Content-Type": MEDIA_TYPES.get(path.suffix, "text/plain")}
            )

    return Engine(
        weasyprint.HTML,
        weasyprint.CSS,
        FontConfiguration,
        OwnFiles(fail_on_errors=True),
        FatalURLFetchingError,
    )
