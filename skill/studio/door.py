"""Who may talk to the studio: callers that address it by a name it knows, and no other page's scripts."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from skill.studio.calls import Refused, language_of

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Door:
    """ASGI middleware. A foreign `Host` is DNS rebinding, a foreign `Origin` another page: both get 403."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._any = "*" in hosts
        self._hosts = LOOPBACK | {host.lower().strip("[]") for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""
        if scope["type"] == "http" and not self._welcome(Headers(scope=scope)):
            answer = Refused("host", 403).answer(language_of(Request(scope)))
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _welcome(self, headers: Headers) -> bool:
        host = headers.get("host", "")
        try:
            named = (urlsplit(f"//{host}").hostname or "").lower()
        except ValueError:
            return False
        origin = headers.get("origin")
        same = origin is None or urlsplit(origin).netloc.lower() == host.lower()
        return same and (self._any or named in self._hosts)
