"""The text of a document: TXT and MD in the encodings people have, DOCX and PDF through their libraries."""

from __future__ import annotations

import codecs
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from skill.errors import MissingExtra, UsageError
from skill.wire.constants import DOCUMENT_TYPES

TYPES = DOCUMENT_TYPES
LONGEST = 30_000
"""Characters that are used of one document: about twenty minutes of reading aloud."""

_LONGEST_PATH = 1024
_LARGEST = 64 * 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FALLBACKS = ("utf-8", "gb18030", "cp1252")
"""UTF-8 first: almost nothing else happens to be valid UTF-8. The others are what Windows writes, in China and in the
West."""
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\v\f\r\x1a\x1b")


@dataclass(frozen=True, slots=True)
class Document:
    """`clipped`: the document was longer than `LONGEST`, and the rest was left out."""

    text: str
    clipped: bool = False


def read(path: Path, *, longest: int = LONGEST) -> Document:
    """The text of a file, line ends as LF.

    Raises:
        UsageError: missing, a folder, unreadable, empty, not a text, scanned, or encrypted.
        MissingExtra: DOCX and PDF need the extra `documents`.
    """
    if path.is_dir():
        raise UsageError(kind="folder_given", path=path)
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device may never end.
            raise UsageError(kind="unreadable_file", path=path)
        if path.stat().st_size > _LARGEST:
            raise UsageError(kind="file_too_large", name=path.name)
        text = _readers.get(path.suffix.lower(), _plain)(path)
    except FileNotFoundError as error:
        raise UsageError(kind="missing_file", path=path) from error
    except OSError as error:
        raise UsageError(kind="unreadable_file", path=path) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise UsageError(kind="empty_text")
    return Document(text[:longest], len(text) > longest)


def given(argument: str | None, stdin: Callable[[], str]) -> Document:
    """The text that a command was given: the argument itself, the file it names, or what `stdin` gives for None or "-".

    Raises:
        UsageError: empty, too long, a folder, or a path that leads nowhere.
    """
    text = stdin() if argument in (None, "-") else str(argument)
    if argument not in (None, "-") and len(text) < _LONGEST_PATH and "\n" not in text:
        path = Path(text).expanduser() if text.startswith("~/") else Path(text)
        if text.strip() and _is_there(path):
            return read(path)
        if path.suffix.lower().lstrip(".") in TYPES and " " not in text:
            raise UsageError(kind="missing_file", path=path)
    if not text.strip():
        raise UsageError(kind="empty_text")
    if len(text) > LONGEST:
        raise UsageError(kind="text_too_long", count=len(text), limit=LONGEST)
    return Document(text.strip())


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # A sentence of more bytes than a file may have in its name.
        return False


def _plain(path: Path) -> str:
    raw = path.read_bytes()
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _decoded(raw, (encoding,), path)
    if raw[:64].count(0) > len(raw[:64]) // 4:
        # Every other byte of Latin text in UTF-16 is zero; the first one tells the byte order.
        return _decoded(raw, ("utf-16-be" if raw[0] == 0 else "utf-16-le",), path)
    return _decoded(raw, _FALLBACKS, path)


def _decoded(raw: bytes, encodings: tuple[str, ...], path: Path) -> str:
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROLS.isdisjoint(text):
            return text
    raise UsageError(kind="not_text", path=path)


def _docx(path: Path) -> str:
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
    except ModuleNotFoundError as missing:
        raise MissingExtra("documents") from missing
    try:
        blocks = docx.Document(str(path)).iter_inner_content()
        return "\n".join(_block(block) for block in blocks)
    except (PackageNotFoundError, zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, ValueError) as error:
        # lxml's error for broken XML is a SyntaxError.
        raise UsageError(kind="not_text", path=path) from error


def _block(block: object) -> str:
    """A paragraph as a line; a table as a line per row."""
    rows = getattr(block, "rows", None)
    if rows is None:
        return str(getattr(block, "text", ""))
    return "\n".join(", ".join(cell.text.strip() for cell in row.cells) for row in rows)


def _pdf(path: Path) -> str:
    try:
        import pypdf
        from pypdf.errors import DependencyError, PyPdfError
    except ModuleNotFoundError as missing:
        raise MissingExtra("documents") from missing
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UsageError(kind="encrypted_document", path=path)
        text = "\n".join(page.extract_text() for page in reader.pages)
    except DependencyError as error:
        # Ciphers that pypdf leaves to another package.
        raise UsageError(kind="encrypted_document", path=path) from error
    except (
        PyPdfError,
        zlib.error,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        # A broken PDF breaks pypdf in many places.
        raise UsageError(kind="not_text", path=path) from error
    if not text.strip() and len(reader.pages):
        raise UsageError(kind="scanned_pdf", path=path)
    return text


_readers = {".docx": _docx, ".pdf": _pdf}
