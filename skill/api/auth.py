"""Who calls: the user's own token or an anonymous one, asked for once and kept, and the headers of every request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from skill.attribution import Attribution
from skill.errors import ServerFault, TokenRefused
from skill.sessions import Store
from skill.settings import Settings
from skill.wire.account import AnonymousToken

Ask = Callable[[], Awaitable[AnonymousToken]]
"""Asks the backend for an anonymous token."""


class Auth:
    """The account of one user on one backend. Client id and token are made when first needed and kept in `store`."""

    def __init__(self, settings: Settings, store: Store, attribution: Attribution, ask: Ask) -> None:
        self._settings = settings
        self._store = store
        self._attribution = attribution
        self._ask = ask

    async def headers(self) -> dict[str, str]:
        """What every request to the backend carries, and no request to anyone else."""
        return {"Authorization": f"Bearer {await self.token()}", **self.names()}

    def names(self) -> dict[str, str]:
        """The part of it that names the installation and the skill; read anew for every request."""
        return {"X-Client-Id": self._store.client_id(), **self._attribution.headers()}

    async def token(self) -> str:
        """The user's own, or the kept anonymous one, or a new one: asked for under a lock, so that it is asked once.

        Raises:
            TokenRefused: kind `env_token_refused`: the user's own fits no header.
        """
        own = self._settings.env_token
        if own:
            if not _fits_a_header(own):
                raise TokenRefused(kind="env_token_refused")
            return own
        kept = self._store.token(self._settings.backend)
        if kept:
            return kept
        async with self._store.token_lock():
            kept = self._store.token(self._settings.backend)
            return kept if kept else await self._granted()

    async def renew(self, refused: str) -> None:
        """Another token for the same client id, unless another process has renewed it meanwhile."""
        async with self._store.token_lock():
            if self._store.token(self._settings.backend) in (refused, None):
                self._store.forget_token(self._settings.backend)
                await self._granted()

    async def _granted(self) -> str:
        granted = await self._ask()
        if not _fits_a_header(granted.token):
            raise ServerFault("unusable token")
        self._store.keep_token(self._settings.backend, granted)
        return granted.token


def _fits_a_header(token: str) -> bool:
    """Otherwise the HTTP library would refuse the request with a message that quotes the token."""
    return token.isascii() and token.isprintable() and " " not in token
