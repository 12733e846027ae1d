"""Runs the studio: for one command in a thread of its own process (`InThread`), or as a server (`serve`)."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn

from skill.studio.app import Studio
from skill.studio.door import LOOPBACK
from skill.studio.options import Options

LOCAL = "127.0.0.1"
logging.getLogger("skill.studio").addHandler(logging.NullHandler())
_START_SECONDS, _GRACE_SECONDS, _TICK_SECONDS = 30.0, 2.0, 0.1
_BACKLOG = 128
_SHORTEST_KEY = 12


class InThread:
    """A studio on a free loopback port for as long as the context lasts; `url` is its address.

    Leaving ends the server; a render in work is put back, and the next studio on the folder goes on with it.
    `parts` replace the studio's director, renderer, clock and the like.

    Raises on entering:
        OSError: no port, the data folder cannot be written, or the server does not come up.
    """

    def __init__(self, data_dir: Path, options: Options | None = None, **parts: Any) -> None:
        self._folder = data_dir
        self._options = options or Options.from_env(os.environ)
        self._parts = parts
        self.url = ""

    def __enter__(self) -> Self:
        self._studio = Studio(self._folder, self._options, **self._parts)
        self._socket = _listening(LOCAL, 0)
        self.url = f"http://{LOCAL}:{self._socket.getsockname()[1]}"
        self._server = _Server(_config(self._studio))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="studio", daemon=True
        )
        self._thread.start()
        if not self._server.ready.wait(_START_SECONDS):
            raise TimeoutError(self.url)
        self._studio.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.end()
        self._thread.join()
        self._studio.stop()
        self._socket.close()


def serve(host: str, port: int, data_dir: Path, ready: Callable[[str, str], None] | None = None) -> None:
    """Serve until interrupted; `ready` gets the address, and the key that callers must know ("": none).

    `host` becomes a name that requests may use. Beyond the loopback there is always a key: that of `NEMO_STUDIO_KEY`,
    or a new one.

    Raises:
        OSError: the port is taken, the host is not this machine's, or the data folder cannot be written.
        ValueError: a variable of the environment cannot be used.
    """
    options = replace(Options.from_env(os.environ), key=key_for(os.environ, host))
    named = ("*",) if host in ("0.0.0.0", "::") else (host,)  # noqa: S104  the caller's own choice
    with _listening(host, port) as listener:
        studio = Studio(data_dir, replace(options, hosts=named)).start()
        try:
            if ready:
                shown = f"[{host}]" if ":" in host else host
                ready(f"http://{shown}:{listener.getsockname()[1]}", options.key)
            _Server(_config(studio)).run(sockets=[listener])
        finally:
            studio.stop()


def key_for(environ: Mapping[str, str], host: str) -> str:
    """The key of a studio on `host`: that of the environment, else a new one where others can reach it, else none.

    Raises:
        ValueError: `NEMO_STUDIO_KEY` is short, or has something in it that no header can carry.
    """
    given = environ.get("NEMO_STUDIO_KEY", "").strip()
    if given and (
        len(given) < _SHORTEST_KEY or not given.isascii() or not given.isprintable() or " " in given
    ):
        raise ValueError(
            f"NEMO_STUDIO_KEY: {_SHORTEST_KEY} or more letters, digits and signs without blanks are needed"
        )
    return given or ("" if host in LOOPBACK else secrets.token_urlsafe(18))


class _Server(uvicorn.Server):
    """A server that says when it takes requests, and ends when told instead of at its next look at the clock.

    A command waits for its studio to end: uvicorn's own pauses would cost it a fifth of a second.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = asyncio.Event()

    def end(self) -> None:
        """Take no more requests; safe from any thread."""
        self.should_exit = True
        if self._loop:
            self._loop.call_soon_threadsafe(self._ended.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take requests."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Tick until the end is told, here or by a signal."""
        told = asyncio.ensure_future(self._ended.wait())
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            await asyncio.wait({told}, timeout=_TICK_SECONDS)
        told.cancel()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is idle at once, and give what is in work `_GRACE_SECONDS`."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            _, late = await asyncio.wait(self.server_state.tasks, timeout=_GRACE_SECONDS)
            for task in late:
                task.cancel()


def _config(studio: Studio) -> uvicorn.Config:
    return uvicorn.Config(
        studio.app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
    )


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol must be named: asyncio switches Nagle's delay (40 ms a request) off for TCP sockets only.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
