"""Files from links, without becoming anybody's way into this machine or its network.

Only http and https, only addresses of the public internet, checked at every redirect, and the connection goes to
the very address that was checked: a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from skill.studio.intake import Drop, Received

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MAX_REDIRECTS = 5
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_REFUSED_TYPES = ("text/", "application/json", "application/xhtml", "application/javascript")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ASSIGNED = ipaddress.ip_network("2000::/3")
"""Where all addresses of the IPv6 internet are. Beside it lie old and local ways to wrap IPv4 addresses."""
MAX_SECONDS = 15 * 60.0
"""A whole download: who sends a byte now and then keeps nobody waiting for ever."""


class NotFetched(Exception):
    """A link that cannot be used: `reason` is `link` (address refused), `unreachable` or `type`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def public(address: Address) -> bool:
    """True for an address of the public internet; an IPv6 one that wraps an IPv4 one is judged by that."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return public(inner)
        if address not in _ASSIGNED:
            return False
    return address.is_global and not address.is_multicast


def resolve(host: str, port: int) -> list[Address]:
    """Every address of a name.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def fetch(
    url: str,
    folder: Path,
    limit: int,
    allowed: Callable[[Address], bool] = public,
    clock: Callable[[], float] = time.monotonic,
) -> Received:
    """Download one link into `folder`, at most `limit` bytes, within `MAX_SECONDS` of `clock`. On failure nothing
    stays there.

    Raises:
        NotFetched, intake.TooLarge, OSError.
    """
    late = clock() + MAX_SECONDS
    with httpx.Client(trust_env=False, timeout=_TIMEOUT, follow_redirects=False) as client:
        for _ in range(MAX_REDIRECTS + 1):
            request = _pinned(client, url, allowed)
            try:
                response = client.send(request, stream=True)
            except httpx.HTTPError as error:
                raise NotFetched("unreachable") from error
            try:
                if response.is_redirect:
                    url = _next(url, response.headers["location"])
                    continue
                return _save(response, url, folder, limit, lambda: clock() > late)
            finally:
                response.close()
    raise NotFetched("unreachable")


def _next(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise NotFetched("link") from error


def _pinned(client: httpx.Client, url: str, allowed: Callable[[Address], bool]) -> httpx.Request:
    """A request that goes to a checked address of the link's host, under the host's own name."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotFetched("link") from error
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise NotFetched("link")
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise NotFetched("unreachable") from error
    if not addresses or not all(allowed(address) for address in addresses):
        raise NotFetched("link")
    try:
        target = httpx.URL(url).copy_with(host=str(min(addresses, key=lambda address: address.version)))
    except httpx.InvalidURL as error:
        raise NotFetched("link") from error
    headers = {"Host": parts.netloc, "Accept": "video/*, image/*, audio/*"}
    return client.build_request("GET", target, headers=headers, extensions={"sni_hostname": host})


def _save(response: httpx.Response, url: str, folder: Path, limit: int, late: Callable[[], bool]) -> Received:
    if response.status_code != 200:
        raise NotFetched("unreachable")
    if response.headers.get("content-type", "").lower().startswith(_REFUSED_TYPES):
        raise NotFetched("type")
    drop = Drop(folder, unquote(urlsplit(url).path).rpartition("/")[2], limit)
    whole = False
    try:
        for chunk in response.iter_bytes():
            if late():
                raise NotFetched("unreachable")
            drop.write(chunk)
        received = drop.close()
        whole = True
        return received
    except httpx.HTTPError as error:
        raise NotFetched("unreachable") from error
    finally:
        if not whole:
            drop.discard()
