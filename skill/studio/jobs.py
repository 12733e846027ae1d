"""Render jobs: taken in a fair order, one at a time, by whichever studio process holds the job's lock.

A job survives everything: a process that stops puts its job back, a process that is killed loses the lock and
the next one takes over; scenes that were encoded lie in the cache. Only a job that kills its process again and
again is given up.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from filelock import Timeout

from skill.studio import disk, sweep
from skill.studio.movie import Movie, media_of
from skill.studio.options import Options
from skill.studio.renders import Render
from skill.studio.store import Store

log = logging.getLogger(__name__)
MAX_STARTS = 10
_LOOK_SECONDS = 0.1


class Renderer(Protocol):
    """The renderer's door."""

    def __call__(
        self,
        movie: Movie,
        assets: Mapping[str, Path],
        out: Path,
        *,
        cache: Path,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> None:
        """Render `movie` to `out`, which appears whole or not at all."""


def render(
    movie: Movie,
    assets: Mapping[str, Path],
    out: Path,
    *,
    cache: Path,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> None:
    """The real renderer, imported when the first job is taken."""
    from skill.studio.render import run

    run.render(movie, assets, out, cache=cache, progress=progress, cancelled=cancelled)


class Jobs:
    """The render jobs of one data folder, as this process works on them.

    `executor` runs one job at a time; a given one belongs to the caller.
    """

    def __init__(
        self,
        store: Store,
        options: Options,
        clock: Callable[[], float],
        renderer: Renderer = render,
        executor: Executor | None = None,
    ) -> None:
        self._store = store
        self._options = options
        self._clock = clock
        self._render = renderer
        self._executor = executor or ThreadPoolExecutor(1, thread_name_prefix="render")
        self._stopping = threading.Event()
        self._busy = threading.Lock()
        self._work: Future[None] | None = None
        self._watcher = threading.Thread(target=self._watch, name="render-watch", daemon=True)

    def start(self) -> None:
        """Take up what is unfinished, and keep looking for jobs that another process leaves behind."""
        self._watcher.start()

    def wake(self) -> None:
        """There is a new job."""
        with self._busy:
            if self._stopping.is_set():
                return
            self._work = self._executor.submit(self._drain)
            self._work.add_done_callback(_told)

    def stop(self) -> None:
        """Put the running job back at its next frame and end; other jobs wait in the store."""
        with self._busy:
            self._stopping.set()
        self._watcher.join()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _tidy(self) -> None:
        # What cannot be removed now goes another time.
        with contextlib.suppress(OSError, sqlite3.OperationalError):
            sweep.everything(self._store, self._options, self._clock())

    def _watch(self) -> None:
        self._tidy()
        while not self._stopping.is_set():
            # A database that is busy or finds no room for its own files answers at a later look.
            with contextlib.suppress(sqlite3.OperationalError):
                if (self._work is None or self._work.done()) and self._store.renders.waiting():
                    self.wake()
            self._stopping.wait(self._options.claim_seconds)

    def _drain(self) -> None:
        while not self._stopping.is_set() and self._take_one():
            self._tidy()

    def _take_one(self) -> bool:
        """Work on the first job that no other process works on; False when there is none."""
        for job in self._store.renders.waiting():
            lock = self._store.render_lock(job.id)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            try:
                if self._store.renders.begin(job.id):
                    self._carry_out(job)
                    return True
            finally:
                lock.release()
        return False

    def _carry_out(self, job: Render) -> None:
        from skill.studio.render.faults import Cancelled, RenderError

        movie, out = self._store.renders.movie(job.id), self._store.video(job.id)
        assets = {asset.asset: asset.path for asset in self._store.projects.assets(job.session_id)}
        assets |= self._store.recordings.files(movie)
        watch = _Watch(self._store, job.id, self._clock, self._stopping)
        reason: str | None = "render_failed"
        about, stopped = "", False
        missing = [m.name for m in media_of(movie) if m.asset not in assets or not assets[m.asset].is_file()]
        try:
            if job.starts >= MAX_STARTS:
                reason = "crashed"
            elif missing:
                reason, about = "asset_missing", missing[0]
            else:
                if not out.is_file():
                    self._render(
                        movie,
                        assets,
                        out,
                        cache=self._store.folder / "cache",
                        progress=watch.progress,
                        cancelled=watch.cancelled,
                    )
                reason = None
        except Cancelled:
            stopped = self._stopping.is_set()
        except RenderError as error:
            log.warning("render failed: %s", error.kind)
            reason, about = error.kind, error.name
        except OSError as error:
            log.warning("render failed: %s", error.strerror)
            reason = "disk_full" if disk.is_full(error) else reason
        finally:
            if stopped:
                self._store.renders.put_back(job.id)
            else:
                self._end(job.id, out, reason, about)

    def _end(self, id: str, out: Path, reason: str | None, about: str) -> None:
        """Close the job; one that was cancelled meanwhile stays cancelled, and leaves no file."""
        ended = self._store.renders.fail(id, reason, about) if reason else self._store.renders.finish(id)
        if reason or not ended:
            out.unlink(missing_ok=True)


class _Watch:
    """What the renderer is told about its job: whether to go on; and what it tells: how far it is."""

    def __init__(self, store: Store, id: str, clock: Callable[[], float], stopping: threading.Event) -> None:
        self._renders = store.renders
        self._id = id
        self._clock = clock
        self._stopping = stopping
        self._gone = False
        self._noted = 0.0
        self._looked = clock()

    def progress(self, fraction: float) -> None:
        if fraction - self._noted >= 0.01 or fraction >= 1:
            self._noted = fraction
            self._gone = not self._renders.advance(self._id, min(1.0, fraction))

    def cancelled(self) -> bool:
        now = self._clock()
        if not self._gone and abs(now - self._looked) >= _LOOK_SECONDS:
            self._looked = now
            job = self._renders.find(self._id)
            self._gone = job is None or not job.open
        return self._gone or self._stopping.is_set()


def _told(work: Future[None]) -> None:
    """A failure nobody foresaw goes to the log, without its words: they may quote the user's."""
    failure = None if work.cancelled() else work.exception()
    if failure is not None:
        log.error("render job failed: %s", type(failure).__name__)
