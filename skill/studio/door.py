"""Who may talk to the studio: callers that address it by a name it knows, and no other page's scripts."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skill.studio.calls import Refused, language_of

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""On every answer that does not say otherwise: what it holds is not for other pages, nor to be run as one."""


class Door:
    """ASGI middleware. A foreign `Host` is DNS rebinding, a foreign `Origin` another page: both get 403.

    Browsers leave the `Origin` out where another page only embeds something; `Sec-Fetch-Site` tells then. To follow a
    link to here stays allowed.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._any = "*" in hosts
        self._hosts = LOOPBACK | {host.lower().strip("[]") for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in GUARDS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] == "http" and not self._welcome(Headers(scope=scope)):
            answer = Refused("host", 403).answer(language_of(Request(scope)))
            await answer(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    def _welcome(self, headers: Headers) -> bool:
        host, origin = headers.get("host", ""), headers.get("origin")
        try:
            named = (urlsplit(f"//{host}").hostname or "").lower()
            same = origin is None or urlsplit(origin).netloc.lower() == host.lower()
        except ValueError:
            return False
        embedded = (
            headers.get("sec-fetch-site") in ("cross-site", "same-site")
            and headers.get("sec-fetch-mode") != "navigate"
        )
        return same and not embedded and (self._any or named in self._hosts)
