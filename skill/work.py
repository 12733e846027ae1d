"""A piece of work that tells how far it is, as something one can iterate over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")
_EVERY_SECONDS = 0.2


class Work(Generic[T]):
    """`start` gets a function to report fractions (0–1) to. `result` is there once `fractions` has ended."""

    result: T

    def __init__(self, start: Callable[[Callable[[float], None]], Awaitable[T]]) -> None:
        self._start = start
        self._fraction = 0.0

    async def fractions(self) -> AsyncIterator[float]:
        """Does the work; gives the fraction whenever it has grown. Leaving early cancels the work."""
        task = asyncio.ensure_future(self._start(self._report))
        told = 0.0
        try:
            while not (await asyncio.wait({task}, timeout=_EVERY_SECONDS))[0]:
                if self._fraction > told:
                    told = self._fraction
                    yield told
            self.result = task.result()
        finally:
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    def _report(self, fraction: float) -> None:
        self._fraction = fraction
