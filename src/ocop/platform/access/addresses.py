"""From where a request comes: the one answer by which failures, guesses and openings of accounts are counted."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "::"


def address_of(request: HttpRequest) -> str:
    """Return the reader's address; of an IPv6 one only the network, since a reader has billions of the rest.

    Behind a proxy (OCOP_BEHIND_PROXY) it is the last one that the proxy added, which the reader cannot forge: counted
    by the proxy's own, one stranger's wrong passwords would lock a name for everybody.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        text = request.META.get("HTTP_X_FORWARDED_FOR", text).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return UNKNOWN
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return str(address)
