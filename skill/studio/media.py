"""Looks into uploaded files: what they are by content, whatever they are called, and whether they work."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from skill.studio.projects import Found

MAX_PIXELS = 100_000_000
HEAD_BYTES = 64
_PICTURES = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}
Container = Literal["png", "jpg", "gif", "webp", "avi", "wav", "mp4", "mov", "mkv", "webm", "mp3", "aac"]


class Unusable(Exception):
    """The file is not one of the formats, or cannot be read."""


def sniff(head: bytes) -> Container | None:
    """The format that the first `HEAD_BYTES` bytes of a file show; None when it is none of ours."""
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "avi", b"WAVE": "wav"}.get(head[8:12])  # type: ignore[return-value]
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return "mov" if head[4:8] != b"ftyp" or head[8:12] == b"qt  " else "mp4"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "webm" if b"webm" in head else "mkv"
    starts: dict[bytes, Container] = {
        b"\x89PNG\r\n\x1a\n": "png",
        b"\xff\xd8\xff": "jpg",
        b"GIF87a": "gif",
        b"GIF89a": "gif",
        b"ID3": "mp3",
    }
    for start, container in starts.items():
        if head.startswith(start):
            return container
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        # MPEG audio's sync word: layer bits 00 are ADTS, that is AAC.
        return "aac" if head[1] & 0x06 == 0 else "mp3"
    return None


def look_into(file: Path) -> Found:
    """What is in a file: decoded far enough to know that it can be used.

    Raises:
        Unusable: it is none of the accepted formats, is broken, or is too large to open.
    """
    with file.open("rb") as opened:
        container = sniff(opened.read(HEAD_BYTES))
    if container is None:
        raise Unusable
    if container in _PICTURES:
        return _picture(file, container)
    return _recording(file, container)


def _picture(file: Path, container: Container) -> Found:
    from PIL import Image, UnidentifiedImageError, WebPImagePlugin  # noqa: F401  Pillow loads WebP late

    # Pillow's own limit warns on the terminal; the one below refuses.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(file, formats=(_PICTURES[container],)) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise Unusable
            # A 100-megapixel JPEG is read at an eighth: enough to find out whether its bytes are whole.
            image.draft("RGB", (width // 8, height // 8))
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unusable from error
    return Found("image", container, width=width, height=height)


def _recording(file: Path, container: Container) -> Found:
    import av

    try:
        with av.open(str(file)) as opened:
            pictures = [
                s for s in opened.streams.video if not s.disposition & av.stream.Disposition.attached_pic
            ]
            stream = pictures[0] if pictures else next(iter(opened.streams.audio), None)
            if stream is None or next(iter(opened.decode(stream)), None) is None:
                raise Unusable
            # A live recording was written without its length.
            seconds = round(opened.duration / 1_000_000, 3) if opened.duration else None
            if not pictures:
                suffix = "m4a" if container in ("mp4", "mov", "mkv", "webm") else container
                return Found("audio", suffix, duration=seconds)
            video = pictures[0]
            rate = float(video.average_rate) if video.average_rate else None
            return Found("video", container, seconds, video.width, video.height, rate)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Unusable from error
