"""The language of records: what is kept is written in Vietnamese, whichever language the person reads the pages in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.utils import translation

P = ParamSpec("P")
R = TypeVar("R")


def in_record_language(words: Callable[P, R]) -> Callable[P, R]:
    """Return the function with its sentences in the language of records. For what is stored, signed or receipted."""

    @wraps(words)
    def written(*args: P.args, **options: P.kwargs) -> R:
        with translation.override(settings.LANGUAGE_CODE):
            return words(*args, **options)

    return written
