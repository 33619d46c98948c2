"""The language of a page: Vietnamese, unless the reader chose another; the browser does not decide."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers


class ChosenLanguage:
    """Activates the language kept in the language cookie, for the length of a request."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond
        self.offered = frozenset(code for code, _name in settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in self.offered else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and "no-store" not in response.headers.get("Cache-Control", ""):
            # Else a page kept for a minute stays in the language that was just left, or reaches another reader in it.
            patch_vary_headers(response, ("Cookie",))
        return response
