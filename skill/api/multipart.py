"""Files on their way up: checked before a byte leaves, then one multipart body that is read as it is sent."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import httpx

from skill.api.line import Line, Watch, carried
from skill.errors import FileRefused, UsageError
from skill.wire.codes import Code
from skill.wire.constants import IMAGE_TYPES, MAX_UPLOAD_BYTES, UPLOADABLE

_PIECE = 1 << 19
_ANSWER_SECONDS = 900.0
"""What the server may take to look at what it was sent."""
_TIMEOUT = httpx.Timeout(60.0, connect=10.0, read=_ANSWER_SECONDS)
_HEAD = 512
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
"""What the pictures that can be sent start with."""
_OTHER_KINDS = (b"%PDF", b"PK\x03\x04", b"\x7fELF", b"MZ", b"\xd0\xcf\x11\xe0")
"""What files start with that are no video, picture or sound, whatever their names say."""
_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""As browsers write the names of files (HTML Standard, multipart/form-data encoding algorithm)."""


def present(paths: Sequence[Path]) -> None:
    """Every file is there and has something in it.

    Raises:
        UsageError: missing, a folder, unreadable or empty.
    """
    for path in paths:
        if path.is_dir():
            raise UsageError(kind="folder_given", path=path)
        if not _exists(path):
            raise UsageError(kind="missing_file", path=path)
        if not path.is_file() or not os.access(path, os.R_OK):
            raise UsageError(kind="unreadable_file", path=path)
        if path.stat().st_size == 0:
            raise UsageError(kind="empty_file", name=path.name)


def check(paths: Sequence[Path]) -> None:
    """Every file can be sent, before a byte is.

    Raises:
        UsageError: missing, a folder, unreadable or empty.
        FileRefused: the wrong type, content that is not what the name says, or too large.
    """
    present(paths)
    for path in paths:
        kind = path.suffix.lower().lstrip(".")
        if kind not in UPLOADABLE:
            raise FileRefused(name=path.name, formats=", ".join(UPLOADABLE))
        if path.stat().st_size > MAX_UPLOAD_BYTES:
            raise FileRefused(kind="file_too_large", code=Code.FILE_TOO_LARGE, name=path.name)
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if not _can_be(kind, head):
            raise FileRefused(kind="wrong_content", name=path.name, type=kind.upper())


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # A name that is too long for the file system.
        return False


def _can_be(kind: str, head: bytes) -> bool:
    """False for what surely is something else: of sound and film there are too many kinds to know each by its start,
    but none of them is a text."""
    if kind in IMAGE_TYPES:
        return head.startswith(_PICTURES)
    return not head.startswith(_OTHER_KINDS) and not _is_text(head)


def _is_text(head: bytes) -> bool:
    # The last character may have been cut in two.
    text = head.decode("utf-8", errors="ignore")
    return len(head) - len(text.encode()) < 4 and all(
        char.isprintable() or char in "\t\r\n\f" for char in text
    )


async def post(
    client: Callable[[], httpx.Client],
    path: str,
    files: Sequence[Path],
    *,
    headers: Mapping[str, str],
    progress: Watch | None = None,
) -> httpx.Response:
    """Sends the files in one request. `client` opens what it goes through.

    Raises:
        httpx.HTTPError: the server was not reached, or the connection broke.
        UsageError: a file became shorter, or could not be read, while it was sent.
    """

    def work(line: Line) -> httpx.Response:
        form = Form(files, line.report)
        with client() as http:
            return http.post(
                path,
                content=iter(form),
                headers={**headers, **form.headers},
                extensions=line.extensions,
                timeout=_TIMEOUT,
            )

    return await carried(work, head_seconds=_ANSWER_SECONDS, progress=progress)


class Form:
    """Files as the fields `files` of one multipart body of known length."""

    def __init__(self, paths: Sequence[Path], report: Watch) -> None:
        boundary = os.urandom(16).hex()
        self._report = report
        self._files = [(_opening(boundary, path), path, path.stat().st_size) for path in paths]
        self._end = f"--{boundary}--\r\n".encode()
        # Every file is followed by a line end.
        self._length = len(self._end) + sum(len(opening) + size + 2 for opening, _, size in self._files)
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(self._length),
        }

    def __iter__(self) -> Iterator[bytes]:
        """The body in pieces; each is reported once the next one is asked for."""
        sent = 0
        for piece in self._pieces():
            yield piece
            sent += len(piece)
            self._report(sent / self._length)

    def _pieces(self) -> Iterator[bytes]:
        for opening, path, size in self._files:
            yield opening
            left = size
            try:
                with path.open("rb", buffering=0) as file:
                    # What is appended meanwhile is not part of what was announced.
                    while left and (piece := file.read(min(_PIECE, left))):
                        left -= len(piece)
                        yield piece
            except OSError as error:
                raise UsageError(kind="unreadable_file", path=path) from error
            if left:
                raise UsageError(kind="unreadable_file", path=path)
            yield b"\r\n"
        yield self._end


def _opening(boundary: str, path: Path) -> bytes:
    name = path.name.translate(_ESCAPES)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    lines = (
        f"--{boundary}",
        f'Content-Disposition: form-data; name="files"; filename="{name}"',
        f"Content-Type: {kind}",
    )
    return "".join(line + "\r\n" for line in (*lines, "")).encode(errors="surrogateescape")
