"""Keeps the data folder from growing for ever: old videos and encoded scenes, uploads and takes that nobody uses."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from filelock import Timeout

from skill.studio.options import Options
from skill.studio.store import Store

FRESH_SECONDS = 3600.0
"""Younger files are never removed: somebody may be at work on them."""
PART_SECONDS = 24 * 3600.0


def everything(store: Store, options: Options, now: float) -> None:
    """Remove what is too old or too much. `now` in Unix seconds, as file times are."""
    videos = sorted((store.folder / "renders").glob("*.mp4"))
    for gone in excess(videos, now, options.keep_renders_seconds, options.keep_renders_bytes):
        gone.unlink(missing_ok=True)
        gone.with_suffix(".lock").unlink(missing_ok=True)
    scenes = [path for path in (store.folder / "cache").rglob("*") if path.is_file()]
    for gone in excess(scenes, now, options.keep_renders_seconds, options.keep_cache_bytes):
        gone.unlink(missing_ok=True)
    _uploads(store, options, now)
    takes = sorted((store.folder / "takes").glob("*.wav"))
    for gone in excess(takes, now, options.keep_uploads_seconds, options.keep_uploads_bytes):
        if not store.projects.says(gone.stem):
            gone.unlink(missing_ok=True)
    known = store.projects.files()
    strays = [path for path in (store.folder / "assets").iterdir() if path.name not in known]
    parts = (*(store.folder / "renders").glob("*.part"), *(store.folder / "takes").glob(".*.part"))
    for stray in (*strays, *parts):
        if now - _modified(stray) > PART_SECONDS:
            stray.unlink(missing_ok=True)


def _uploads(store: Store, options: Options, now: float) -> None:
    """Uploads that no video uses, while nobody is talking about them."""
    found = {path: (asset, session) for asset, session, path in store.projects.unused()}
    for gone in excess(found, now, options.keep_uploads_seconds, options.keep_uploads_bytes):
        asset, session = found[gone]
        with contextlib.suppress(Timeout), store.turn_lock(session).acquire(timeout=0):
            if store.projects.forget(asset):
                gone.unlink(missing_ok=True)


def excess(files: Iterable[Path], now: float, seconds: float, limit: int) -> list[Path]:
    """The files older than `seconds`, and of the rest the oldest ones beyond `limit` bytes together."""
    known = []
    for file in files:
        try:
            status = file.stat()
        except FileNotFoundError:
            continue
        known.append((status.st_mtime, status.st_size, file))
    found, kept = [], 0
    for modified, size, file in sorted(known, reverse=True):
        kept += size
        age = now - modified
        if age > FRESH_SECONDS and (age > seconds or kept > limit):
            found.append(file)
    return found


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
