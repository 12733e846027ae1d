"""A blocking HTTP exchange in a thread of its own, which can be hung up from outside.

Files go this way: a thread that blocks moves bytes two to three times as fast as the event loop does, and may wait
for a slow disk without holding anything else up.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Watch = Callable[[float], None]
"""Told how much of a transfer is done, 0–1."""
T = TypeVar("T")

_STEP = 0.005
"""Smaller steps are not worth waking the event loop for."""
_CONNECTED = (".connect_tcp.complete", ".start_tls.complete")
_HEAD = "http11.receive_response_headers."


async def carried(work: Callable[[Line], T], *, head_seconds: float, progress: Watch | None = None) -> T:
    """What `work` gives, done in a thread. Cancelled, it hangs up and waits until the thread has let go of its files.

    `head_seconds`: how long the server may take from the end of a request to the end of its answer's headers.
    """
    loop = asyncio.get_running_loop()

    def tell(fraction: float) -> None:
        if progress is not None:
            loop.call_soon_threadsafe(progress, fraction)

    line = Line(head_seconds, tell)
    thread = ThreadPoolExecutor(1)
    done = loop.run_in_executor(thread, work, line)
    thread.shutdown(wait=False)
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        line.hang_up()
        await asyncio.wait({done})
        # Whatever it ended with was our own doing.
        done.exception()
        raise


class Line:
    """The connections of one exchange: every request of it carries `extensions`, so that they are known here."""

    def __init__(self, head_seconds: float, tell: Watch) -> None:
        self._head_seconds = head_seconds
        self._tell = tell
        self._told = 0.0
        self._streams: list[Any] = []
        self._hung_up = False
        self._late: threading.Timer | None = None
        self.extensions: Mapping[str, Any] = {"trace": self._note}

    def report(self, fraction: float) -> None:
        """How much is done."""
        if fraction - self._told >= _STEP or fraction >= 1.0 > self._told:
            self._told = fraction
            self._tell(fraction)

    def hang_up(self) -> None:
        """Ends the exchange: who reads or writes sees a closed connection, who connects is not let through."""
        self._hung_up = True
        self._shut()

    def _shut(self) -> None:
        for stream in self._streams:
            with contextlib.suppress(OSError):
                # Closing would not wake a thread that reads.
                socket.socket.shutdown(stream.get_extra_info("socket"), socket.SHUT_RDWR)

    def _note(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore's trace: what happens to a request, by name."""
        if event.endswith(_CONNECTED):
            self._streams.append(info["return_value"])
            if self._hung_up:
                self._shut()
        elif event.startswith(_HEAD):
            # A timeout between bytes is no limit for headers that come a byte at a time.
            if self._late is not None:
                self._late.cancel()
                self._late = None
            if event.endswith("started"):
                self._late = threading.Timer(self._head_seconds, self._shut)
                self._late.daemon = True
                self._late.start()
