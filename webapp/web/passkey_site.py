"""The service as passkeys know it, from the address that the visitor uses."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request

from webapp.signin.passkeys import Site


def site() -> Site | None:
    """Name and origin of this service; None where it is visited by a bare IP address, which browsers do not allow.

    The name was compared with the trusted ones before any page is shown.
    """
    name = urlsplit(request.host_url).hostname or ""
    try:
        ip_address(name)
    except ValueError:
        return Site(name, request.host_url.rstrip("/"))
    return None
