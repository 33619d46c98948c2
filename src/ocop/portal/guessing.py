"""A brake on guessing: an address that asks for many certificates that do not exist is told to wait.

Only misses count, and a certificate that exists is always answered, so a whole commune behind one address
can scan. The count lives in the cache: with the in-memory cache each process counts for itself, with a
shared one all count as one.
"""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.http import HttpRequest

from ocop.platform.access.addresses import address_of

log = logging.getLogger(__name__)
MISSES_ALLOWED = 20
WINDOW_SECONDS = 600


def is_guessing(request: HttpRequest) -> bool:
    """Count one miss of this reader's address and return whether there were too many in the last ten
    minutes.
    """
    key = f"misses/{address_of(request)}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        misses = cache.incr(key)
    except ValueError:  # it ran out between the two lines
        return False
    if misses == MISSES_ALLOWED + 1:
        log.warning(
            "certificate guessing from %s: %s misses in %s s", address_of(request), misses, WINDOW_SECONDS
        )
    return misses > MISSES_ALLOWED
