"""A multipart body to files on disk, as it arrives: memory stays constant however large the files are."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from python_multipart.multipart import MultipartParser, parse_options_header

MAX_NAME = 120
MAX_FILES = 100
MAX_HEADER = 16 * 1024
_WRITE_BUFFER = 1 << 20


class TooLarge(Exception):
    """One file is larger than allowed."""


class Malformed(Exception):
    """The body is no multipart form with files in it."""


@dataclass(frozen=True, slots=True)
class Received:
    """One file on disk, under a passing name: whoever takes it over moves or removes it."""

    filename: str
    path: Path
    hash: str


class Drop:
    """One file while it arrives, counted and hashed as it is written."""

    def __init__(self, folder: Path, filename: str, limit: int) -> None:
        self.filename = clean_name(filename)
        self.path = folder / f"{secrets.token_hex(8)}.part"
        self._limit = limit
        self._size = 0
        self._hash = hashlib.sha256()
        self._file = self.path.open("wb", buffering=_WRITE_BUFFER)

    def write(self, data: bytes) -> None:
        """Take the next bytes; TooLarge when they go beyond the limit."""
        self._size += len(data)
        if self._size > self._limit:
            raise TooLarge
        self._hash.update(data)
        self._file.write(data)

    def close(self) -> Received:
        """The file is whole."""
        self._file.close()
        return Received(self.filename, self.path, self._hash.hexdigest())

    def discard(self) -> None:
        """Give the file up; that its last bytes may find no room on the disk does not matter any more."""
        with contextlib.suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)


def stored(folder: Path, filename: str, data: bytes, limit: int) -> Received:
    """Bytes that are there already, as a file.

    Raises:
        TooLarge, OSError: nothing stays behind.
    """
    drop = Drop(folder, filename, limit)
    whole = False
    try:
        drop.write(data)
        received = drop.close()
        whole = True
        return received
    finally:
        if not whole:
            drop.discard()


class Form:
    """The parser's callbacks: parts named `files` go to disk as a `drop` each, others are passed over."""

    def __init__(
        self, content_type: str, folder: Path, limit: int, drop: Callable[[Path, str, int], Drop] = Drop
    ) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise Malformed
        self.received: list[Received] = []
        self._folder, self._limit = folder, limit
        self._new = drop
        self._drop: Drop | None = None
        self._header, self._value = b"", b""
        self._disposition = b""
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._part_begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_part_end": self._part_end,
            },
        )

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the body.

        Raises:
            TooLarge, Malformed, OSError: the disk is full.
        """
        try:
            self._parser.write(data)
        except ValueError as error:
            raise Malformed from error

    def finish(self) -> list[Received]:
        """All files, when the body was whole."""
        self.feed(b"")
        self._parser.finalize()
        if self._drop or not self.received:
            raise Malformed
        return self.received

    def discard(self) -> None:
        """Remove what has arrived."""
        if self._drop:
            self._drop.discard()
        for file in self.received:
            file.path.unlink(missing_ok=True)

    def _part_begin(self) -> None:
        self._disposition = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]
        self._fits()

    def _fits(self) -> None:
        if len(self._header) + len(self._value) > MAX_HEADER:
            raise Malformed

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._fits()

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if options.get(b"name") == b"files" and b"filename" in options:
            if len(self.received) == MAX_FILES:
                raise Malformed
            self._drop = self._new(self._folder, options[b"filename"].decode("utf-8", "replace"), self._limit)

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._drop:
            self._drop.write(data[start:end])

    def _part_end(self) -> None:
        if self._drop:
            self.received.append(self._drop.close())
            self._drop = None


async def receive(body: AsyncIterator[bytes], form: Form, limit: int) -> list[Received]:
    """The files of a multipart body. On failure none stays; up to `limit` more bytes are heard first.

    Raises:
        TooLarge, Malformed, OSError, and whatever the connection raises when it breaks.
    """
    whole = False
    try:
        async for chunk in body:
            if chunk:
                form.feed(chunk)
        files = form.finish()
        whole = True
        return files
    except (TooLarge, Malformed, OSError):
        await _listen_out(body, limit)
        raise
    finally:
        if not whole:
            form.discard()


async def _listen_out(body: AsyncIterator[bytes], most: int) -> None:
    """Hear a refused body out, within reason: a caller who is still sending does not read the answer."""
    left = most
    async for chunk in body:
        left -= len(chunk)
        if left <= 0:
            break


def clean_name(name: str) -> str:
    """A file name without folders and control characters, short enough for any disk."""
    base = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(c for c in base if c.isprintable()).strip(". ")
    stem, dot, suffix = printable.rpartition(".")
    short = stem[: MAX_NAME - len(suffix) - 1] + dot + suffix if stem else printable
    return short[:MAX_NAME] or "file"
