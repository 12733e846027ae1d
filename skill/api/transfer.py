"""Files on their way down: resumed where they broke off, verified, whole under their final name or not there."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import httpcore
import httpx

from skill.api.line import Line, Watch, carried
from skill.errors import DiskFull, DownloadFailed, UsageError

_BACKOFF_SECONDS = (0.5, 2.0, 5.0)
"""Between attempts that brought nothing; one that brought some bytes starts the count anew."""
_FINAL = (400, 401, 402, 403, 404, 405, 410, 451)
"""Asked again, these answers stay the same."""
_VIDEO_MARKS = ((4, b"ftyp"), (4, b"moov"), (0, b"\x1aE\xdf\xa3"))
"""Where a file says that it is MP4 or QuickTime, or Matroska/WebM."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PIECE = 1 << 19
_STALL_SECONDS = 60.0
_CRAWL = 16_000
"""Bytes: a minute that brings fewer is as good as a connection that hangs."""
_HEAD_SECONDS = 120.0


async def fetch(
    client: Callable[[], httpx.Client],
    url: str,
    target: Path,
    *,
    force: bool = False,
    progress: Watch | None = None,
    headers: Mapping[str, str] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
    head_seconds: float = _HEAD_SECONDS,
) -> Path:
    """Downloads a video to `target`, or to the next free name beside it; gives where it is. `client` opens what it
    goes through.

    What arrived of a broken download stays in a hidden file beside the target and is continued, by the next attempt
    or the next process, as long as the server still has the same file. The disk is told to keep the file as soon as
    that has its name; the event loop ends when that is done.

    Raises:
        DownloadFailed: kind `incomplete_download` after several attempts, `not_video` for anything that is no video.
        DiskFull: nothing is left behind.
        UsageError: kinds `no_folder`, `no_write`.
    """
    # Packed bytes have other lengths and other ranges than the file.
    headers = {**(headers or {}), "Accept-Encoding": "identity"}
    attempt = _Attempt(client, url, target, headers, clock)
    waits = iter(_BACKOFF_SECONDS)
    while True:
        got = attempt.got
        try:
            part = await carried(attempt.made, head_seconds=head_seconds, progress=progress)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, _Short) as error:
            if attempt.got > got and not isinstance(error, _Crawls):
                waits = iter(_BACKOFF_SECONDS)
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
        path = place(part, target, force=force)
        # Not waited for here: half a gigabyte takes a disk longer than the way from the next room.
        asyncio.get_running_loop().run_in_executor(None, _kept, path)
        return path


def _is_final(error: Exception) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _FINAL
    return isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.TooManyRedirects))


class _Short(Exception):
    """Fewer bytes came than were announced."""


class _Crawls(_Short):
    """Bytes come, but so few that the end will not be seen."""


class _Attempt:
    """One way to a file, gone as often as `fetch` says, each time from where the last one ended."""

    def __init__(
        self,
        client: Callable[[], httpx.Client],
        url: str,
        target: Path,
        headers: Mapping[str, str],
        clock: Callable[[], float],
    ) -> None:
        self._client = client
        self._url = url
        self._target = target
        self._headers = headers
        self._clock = clock
        self.got = 0
        """The most that was there at any time, in bytes."""

    def made(self, line: Line) -> Path:
        """The hidden file, whole."""
        with self._client() as http:
            get = partial(
                http.stream,
                "GET",
                self._url,
                # With a token on board nothing is followed: it belongs to one host.
                follow_redirects="Authorization" not in self._headers,
                extensions=line.extensions,
            )
            with get(headers=self._headers) as response:
                _accept(response)
                part = self._part(response)
                done = part.stat().st_size if part.exists() else 0
                etag = response.headers.get("etag", "")
                total = _length(response)
                if not (done and etag and total and done <= total):
                    self._write(response, part, 0, total, line)
                    return part
            if done < total:
                again = {**self._headers, "Range": f"bytes={done}-", "If-Range": etag}
                with get(headers=again) as response:
                    _accept(response)
                    # 200 instead of 206: the file has changed, or the server knows no ranges.
                    start = done if response.status_code == httpx.codes.PARTIAL_CONTENT else 0
                    if start and not response.headers.get("content-range", "").startswith(f"bytes {start}-"):
                        # Another stretch than the one asked for: what is here cannot be continued with it.
                        part.unlink()
                        raise _Short
                    self._write(response, part, start, start + _length(response), line)
            return part

    def _part(self, response: httpx.Response) -> Path:
        """The hidden file of this version of this download: another ETag is another file."""
        key = f"{self._url}\n{response.headers.get('etag', '')}"
        return self._target.with_name(f".{hashlib.sha256(key.encode()).hexdigest()[:12]}.part")

    def _write(self, response: httpx.Response, part: Path, start: int, total: int, line: Line) -> None:
        done, seen, since = start, start, self._clock()
        try:
            with part.open("r+b" if start else "wb") as file:
                file.seek(start)
                for piece in _pieces(response):
                    file.write(piece)
                    done += len(piece)
                    self.got = max(self.got, done)
                    if total:
                        line.report(min(1.0, done / total))
                    if (now := self._clock()) - since > _STALL_SECONDS:
                        if done - seen < _CRAWL and done != total:
                            raise _Crawls
                        seen, since = done, now
                file.truncate()
        except OSError as error:
            if error.errno in _FULL:
                part.unlink(missing_ok=True)
                raise DiskFull from error
            raise
        if total and done != total and "content-encoding" not in response.headers:
            raise _Short


def _accept(response: httpx.Response) -> None:
    if not response.is_success:
        raise httpx.HTTPStatusError("", request=response.request, response=response)


def _length(response: httpx.Response) -> int:
    """The length that was announced, in bytes; 0 when none was."""
    return int(response.headers.get("content-length", 0))


def _pieces(response: httpx.Response) -> Iterator[bytes]:
    """The body in large pieces.

    The HTTP library reads 64 KB at a time and copies them twice. Once its first piece is out it holds nothing back,
    so that a body of known length can be read past it, straight from its connection.
    """
    left = _length(response)
    if not left or response.headers.keys() & {"content-encoding", "transfer-encoding"}:
        yield from response.iter_bytes()
        return
    # Let go of, this would close the connection.
    library = response.iter_raw()
    for piece in library:
        left -= len(piece)
        yield piece
        break
    connection = response.extensions["network_stream"]
    try:
        while left > 0 and (piece := connection.read(min(_PIECE, left), timeout=_STALL_SECONDS)):
            left -= len(piece)
            yield piece
    except (httpcore.NetworkError, httpcore.TimeoutException) as error:
        raise _Short from error


def _kept(path: Path) -> None:
    """Has the disk keep what was written; a file that was moved meanwhile is somebody else's by now."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        os.fsync(file.fileno())


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
