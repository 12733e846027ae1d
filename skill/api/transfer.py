"""Files on their way: checked and streamed up, resumed and verified down, whole under their final name or not there."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO

import httpx

from skill.errors import (
    DiskFull,
    DownloadFailed,
    FileRefused,
    UsageError,
)
from skill.wire.codes import Code
from skill.wire.constants import MAX_UPLOAD_BYTES, UPLOADABLE

Watch = Callable[[float], None]
"""Told how much of a transfer is done, 0–1."""

_BACKOFF_SECONDS = (0.5, 2.0, 5.0)
"""Between attempts that brought nothing; one that brought some bytes starts the count anew."""
_FINAL = (400, 401, 402, 403, 404, 405, 410, 451)
"""Asked again, these answers stay the same."""
_OTHER_KINDS = (b"%PDF", b"PK\x03\x04", b"\x7fELF", b"MZ", b"#!", b"<!doctype", b"<html", b"<?xml", b"{\\rtf")
"""What files start with that are no video, picture or sound, whatever their names say."""
_VIDEO_MARKS = ((4, b"ftyp"), (4, b"moov"), (0, b"\x1aE\xdf\xa3"))
"""Where a file says that it is MP4 or QuickTime, or Matroska/WebM."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def check(paths: Sequence[Path]) -> None:
    """Every file can be sent, before a byte is.

    Raises:
        UsageError: missing, a folder, unreadable or empty.
        FileRefused: the wrong type, or too large.
    """
    for path in paths:
        if path.is_dir():
            raise UsageError(kind="is_directory", path=path)
        if not _exists(path):
            raise UsageError(kind="missing_file", path=path)
        if path.suffix.lower().lstrip(".") not in UPLOADABLE:
            raise FileRefused(name=path.name, formats=", ".join(UPLOADABLE))
        if not path.is_file() or not os.access(path, os.R_OK):
            raise UsageError(kind="unreadable_file", path=path)
        size = path.stat().st_size
        if size == 0:
            raise UsageError(kind="empty_file", name=path.name)
        if size > MAX_UPLOAD_BYTES:
            raise FileRefused(kind="file_too_large", code=Code.FILE_TOO_LARGE, name=path.name)
        with path.open("rb") as file:
            head = file.read(16).lower()
        if head.startswith(tuple(mark.lower() for mark in _OTHER_KINDS)):
            raise FileRefused(name=path.name, formats=", ".join(UPLOADABLE))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # A name that is too long for the file system.
        return False


@contextlib.contextmanager
def opened(
    paths: Sequence[Path], progress: Watch | None
) -> Iterator[list[tuple[str, tuple[str, IO[bytes]]]]]:
    """The files as multipart fields, read as they are sent."""
    total = sum(path.stat().st_size for path in paths)
    sent = 0

    def read(count: int) -> None:
        nonlocal sent
        sent += count
        if progress:
            progress(min(1.0, sent / total))

    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in paths]
        yield [
            ("files", (path.name, _Watched(file, read)))  # type: ignore[misc]
            for path, file in zip(paths, files, strict=True)
        ]


class _Watched:
    """A file that tells how much of it was read."""

    def __init__(self, file: BinaryIO, told: Callable[[int], None]) -> None:
        self._file = file
        self._told = told

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._told(len(chunk))
        return chunk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


async def fetch(
    http: httpx.AsyncClient,
    url: str,
    target: Path,
    *,
    force: bool = False,
    progress: Watch | None = None,
    headers: Mapping[str, str] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Path:
    """Downloads a video to `target`, or to the next free name beside it; gives where it is.

    What arrived of a broken download stays in a hidden file beside the target and is continued, by the next attempt
    or the next process, as long as the server still has the same file.

    Raises:
        DownloadFailed: kind `incomplete_download` after several attempts, `not_video` for anything that is no video.
        DiskFull: nothing is left behind.
        UsageError: kinds `no_folder`, `no_write`.
    """
    # Packed bytes have other lengths and other ranges than the file.
    headers = {**(headers or {}), "Accept-Encoding": "identity"}
    waits = iter(_BACKOFF_SECONDS)
    got = 0

    def watch(done: int, total: int) -> None:
        nonlocal got, waits
        if done > got:
            got, waits = done, iter(_BACKOFF_SECONDS)
        if progress and total:
            progress(min(1.0, done / total))

    while True:
        try:
            part = await _attempt(http, url, target, watch, headers)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, _Short) as error:
            wait = None if _is_final(error) else next(waits, None)
            if wait is None:
                raise DownloadFailed(type(error).__name__) from error
            await sleep(wait)
            continue
        except FileNotFoundError as error:
            raise UsageError(kind="no_folder", path=target.parent) from error
        except PermissionError as error:
            raise UsageError(kind="no_write", path=target.parent) from error
        if not _is_video(part):
            part.unlink()
            raise DownloadFailed(kind="not_video")
        return place(part, target, force=force)


def _is_final(error: Exception) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _FINAL
    return isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.TooManyRedirects))


class _Short(Exception):
    """Fewer bytes came than were announced."""


async def _attempt(
    http: httpx.AsyncClient,
    url: str,
    target: Path,
    watch: Callable[[int, int], None],
    headers: Mapping[str, str],
) -> Path:
    # With a token on board nothing is followed: it belongs to one host.
    follow = "Authorization" not in headers
    async with http.stream("GET", url, headers=headers, follow_redirects=follow) as response:
        _accept(response)
        part = _part(target, url, response)
        done = part.stat().st_size if part.exists() else 0
        etag = response.headers.get("etag", "")
        total = int(response.headers.get("content-length", 0))
        if not (done and etag and total and done <= total):
            await _write(response, part, 0, total, watch)
            return part
    if done < total:
        again = {**headers, "Range": f"bytes={done}-", "If-Range": etag}
        async with http.stream("GET", url, headers=again, follow_redirects=follow) as response:
            _accept(response)
            # 200 instead of 206: the file has changed, or the server knows no ranges.
            start = done if response.status_code == httpx.codes.PARTIAL_CONTENT else 0
            if start and not response.headers.get("content-range", "").startswith(f"bytes {start}-"):
                # Another stretch than the one asked for: what is here cannot be continued with it.
                part.unlink()
                raise _Short
            total = start + int(response.headers.get("content-length", 0))
            await _write(response, part, start, total, watch)
    return part


def _accept(response: httpx.Response) -> None:
    if not response.is_success:
        raise httpx.HTTPStatusError("", request=response.request, response=response)


def _part(target: Path, url: str, response: httpx.Response) -> Path:
    """The hidden file of this version of this download: another ETag is another file."""
    key = hashlib.sha256(f"{url}\n{response.headers.get('etag', '')}".encode()).hexdigest()[:12]
    return target.with_name(f".{key}.part")


async def _write(
    response: httpx.Response, part: Path, start: int, total: int, watch: Callable[[int, int], None]
) -> None:
    done = start
    try:
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            async for chunk in response.aiter_bytes():
                file.write(chunk)
                done += len(chunk)
                watch(done, total)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno in _FULL:
            part.unlink(missing_ok=True)  # noqa: ASYNC240  one call, and nothing else to do meanwhile
            raise DiskFull from error
        raise
    if total and done != total and "content-encoding" not in response.headers:
        raise _Short


def _is_video(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(16)
    return any(head[at : at + len(mark)] == mark for at, mark in _VIDEO_MARKS)


def place(part: Path, target: Path, *, force: bool) -> Path:
    """Gives a whole file its final name in one step; a name that is taken gets a number unless `force`."""
    if force:
        part.replace(target)
        return target
    number, name = 1, target
    while True:
        try:
            # A hard link never overwrites; a rename does.
            name.hardlink_to(part)
        except FileExistsError:
            number += 1
            name = target.with_name(f"{target.stem}-{number}{target.suffix}")
            continue
        except OSError:
            # A file system without hard links: the check and the rename are two steps there.
            if name.exists():
                number += 1
                name = target.with_name(f"{target.stem}-{number}{target.suffix}")
                continue
            part.replace(name)
            return name
        part.unlink()
        return name
