"""Encoded stretches on disk, found by what they were made from.

An entry is a zip file of two stored members: `packets`, the encoder's packets one after the other, and
`index.json`, what they are. Zip gives a CRC over both and a directory that is written last, so half or
damaged entries are known as such; they count as missing and are made again. Entries appear under their name
only when whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import struct
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LEFTOVER_S = 24 * 3600
"""Age at which an unfinished file cannot belong to a living render any more."""

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
)
"""All that reading a damaged entry raises."""


@dataclass(frozen=True)
class Packet:
    """One encoded packet: times in ticks of its stream (frames, samples) from the stretch's start."""

    data: bytes
    pts: int
    duration: int
    key: bool


@dataclass(frozen=True)
class Entry:
    """A whole, checked entry. `ticks` is how long it lasts."""

    path: Path
    ticks: int
    rows: tuple[tuple[int, int, int, bool], ...]

    def packets(self) -> Iterator[Packet]:
        """The packets in decoding order, read as they are asked for."""
        with zipfile.ZipFile(self.path) as archive, archive.open("packets") as file:
            for size, pts, duration, key in self.rows:
                yield Packet(file.read(size), pts, duration, key)


class Cache:
    """Entries in one folder, which is made when it is not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def find(self, key: str, ticks: int | None = None) -> Entry | None:
        """The entry `key` when it is there, undamaged and `ticks` long if that is known; a damaged one is removed."""
        path = self._path(key)
        if not path.exists():
            return None
        try:
            os.utime(path)  # the age that `prune` goes by
            entry = _read(path)
        except BROKEN:
            entry = None
        if entry is None or ticks not in (None, entry.ticks):
            path.unlink(missing_ok=True)
            return None
        return entry

    def add(self, key: str, ticks: int, packets: Iterable[Packet]) -> Entry:
        """Store `packets` as they come, at most one in memory. Nothing stays when they or the disk fail."""
        part = self.folder / f".{key}.{secrets.token_hex(4)}.part"  # two renders may make the same scene
        try:
            with part.open("wb") as file:
                rows = _write(file, ticks, packets)
            part.replace(self._path(key))
        finally:
            part.unlink(missing_ok=True)
        return Entry(self._path(key), ticks, rows)

    def prune(self, keep_bytes: int) -> None:
        """Remove the entries used longest ago until `keep_bytes` are left, and what killed renders left."""
        now, total = time.time(), 0
        for used, size, path in sorted(self._files(), reverse=True):
            if path.suffix == ".part":
                outdated = now - used > LEFTOVER_S
            else:
                total += size
                outdated = total > keep_bytes
            if outdated:
                path.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """When each entry or part was used last, its size, and it; other renders may remove some."""
        for path in (*self.folder.glob("*.zip"), *self.folder.glob(".*.part")):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                yield stat.st_mtime, stat.st_size, path

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.zip"


def _write(file: BinaryIO, ticks: int, packets: Iterable[Packet]) -> tuple[tuple[int, int, int, bool], ...]:
    rows = []
    with zipfile.ZipFile(file, "w") as archive:
        with archive.open("packets", "w", force_zip64=True) as member:
            for packet in packets:
                member.write(packet.data)
                rows.append((len(packet.data), packet.pts, packet.duration, packet.key))
        archive.writestr("index.json", json.dumps({"ticks": ticks, "rows": rows}))
    return tuple(rows)


def _read(path: Path) -> Entry:
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            raise zipfile.BadZipFile(path.name)
        index = json.loads(archive.read("index.json"))
    rows = tuple((size, pts, duration, key) for size, pts, duration, key in index["rows"])
    return Entry(path, index["ticks"], rows)
