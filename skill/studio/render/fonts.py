"""The fonts that travel with the studio, what they cover, and which one draws each character.

A `Face` is a chain of font files: the first that has a character draws it, the text font stands behind all of
them. Emoji are drawn in colour from layers (see scripts/build_fonts.py). What nothing covers is never drawn as
an empty box: `drawable` leaves it out, and `unsupported` says which characters those are.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).resolve().parent / "fonts"
TEXT_FONT = "sans-bold"
_BEHIND = (
    TEXT_FONT,
    "grotesque",
    "round",
)  # behind every face: Chinese, then the wider alphabets of Europe and Vietnam
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff\u00ad")
_SELECTOR = "\ufe0f"  # asks for the picture form of the character before it
_LONGEST = 24  # characters in the longest emoji, with selectors and tones
_STRANDED = re.compile(r"[(\[\uff08]\s*[)\]\uff09]|[^\S\r\n]+([,.!?;:])(?!\w)")  # what a left-out word leaves
_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_AMBIGUOUS = frozenset("\u2018\u2019\u201c\u201d\u2026\u2014\u00b7")


@dataclass(frozen=True)
class Face:
    """Which fonts set a text: `latin` for scripts of the West, `chinese` for Chinese; names of files in fonts/."""

    latin: str = TEXT_FONT
    chinese: str = TEXT_FONT


@dataclass(frozen=True)
class Run:
    """Characters drawn one after the other by one font; `emoji` runs hold one emoji each."""

    text: str
    font: str
    emoji: bool = False


@lru_cache(maxsize=256)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """The font file `name` at `size` pixels an em."""
    return ImageFont.truetype(FOLDER / f"{name}.ttf", size)


@cache
def coverage(name: str) -> frozenset[int]:
    """The code points of the font file `name`, from its cmap."""
    data = (FOLDER / f"{name}.ttf").read_bytes()
    tables = struct.unpack(">H", data[4:6])[0]
    entries = (struct.unpack(">4sLLL", data[12 + 16 * n : 28 + 16 * n]) for n in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    found: set[int] = set()
    for n in range(struct.unpack(">H", data[start + 2 : start + 4])[0]):
        at = start + struct.unpack(">L", data[start + 8 + 8 * n : start + 12 + 8 * n])[0]
        kind = struct.unpack(">H", data[at : at + 2])[0]
        if kind == 12:
            groups = struct.unpack(">L", data[at + 12 : at + 16])[0]
            for first, last, _ in struct.iter_unpack(">LLL", data[at + 16 : at + 16 + 12 * groups]):
                found.update(range(first, last + 1))
        elif kind == 4:
            found.update(_segments(data, at))
    return frozenset(found)


def _segments(data: bytes, at: int) -> set[int]:
    """The code points of a format 4 cmap (OpenType specification, "cmap": segment mapping to delta values)."""
    count = struct.unpack(">H", data[at + 6 : at + 8])[0] // 2
    ends = struct.unpack(f">{count}H", data[at + 14 : at + 14 + 2 * count])
    starts = struct.unpack(f">{count}H", data[at + 16 + 2 * count : at + 16 + 4 * count])
    return {code for s, e in zip(starts, ends, strict=True) for code in range(s, e + 1) if code != 0xFFFF}


@cache
def emoji() -> dict[str, tuple[tuple[str, str], ...]]:
    """Every emoji we draw, without variation selectors and skin tones: its layers as (character, "#rrggbbaa")."""
    found = {}
    for line in (FOLDER / "emoji.txt").read_text(encoding="ascii").splitlines():
        key, *layers = line.split(" ")
        text = "".join(chr(int(point, 16)) for point in key.split("-"))
        pairs = (layer.split(":") for layer in layers)
        found[text] = tuple((chr(int(point, 16)), f"#{colour}") for point, colour in pairs)
    return found


def _parts(text: str) -> list[tuple[str, bool]]:
    """`text` in order as (plain text, False) and (emoji as in `emoji()`, True)."""
    found: list[tuple[str, bool]] = []
    at = plain = 0
    while at < len(text):
        match = _emoji_at(text, at) if text[at] in _firsts() else None
        if match is None:
            at += 1
            continue
        found += [(text[plain:at], False), (match[0], True)]
        at = plain = match[1]
    return [*found, (text[plain:], False)]


def _emoji_at(text: str, at: int) -> tuple[str, int] | None:
    """The longest emoji that begins at `at`, with or without selectors and skin tones, and where it ends."""
    key, best = "", None
    for end in range(at, min(len(text), at + _LONGEST)):
        character = text[end]
        if key and (character == _SELECTOR or character in _TONES):
            asked = character == _SELECTOR and key in emoji()
            best = (key, end + 1) if asked or (best and best[1] == end) else best
            continue
        key += character
        if key in emoji() and (len(key) > 1 or _is_picture(key)):
            best = (key, end + 1)
    return best


@cache
def _firsts() -> frozenset[str]:
    return frozenset(key[0] for key in emoji())


def _is_picture(character: str) -> bool:
    """Whether a character is a picture without a variation selector asking for it."""
    return ord(character) not in coverage(TEXT_FONT) and unicodedata.category(character) not in ("Po", "Sm")


def is_chinese(character: str) -> bool:
    """Whether it is set in the Chinese font and stands on a full-width body: Han, kana, full-width forms."""
    return unicodedata.east_asian_width(character) in "WF" and character not in emoji()


def meet(before: str, after: str) -> bool:
    """Whether Chinese meets Western letters or figures between two characters: there a run ends and a space stands."""
    return is_chinese(before) != is_chinese(after) and before.isalnum() and after.isalnum()


def runs(text: str, face: Face) -> list[Run]:
    """`text` cut into pieces of one font each; characters without a font are left out."""
    chinese = any(map(is_chinese, text))
    east = face.chinese if _covers_chinese(face.chinese, text) else TEXT_FONT
    found: list[Run] = []
    for part, picture in _parts(text):
        found += [Run(part, "emoji", emoji=True)] if picture else _plain(part, face.latin, east, chinese)
    return found


def _covers_chinese(name: str, text: str) -> bool:
    return all(ord(c) in coverage(name) for c in text if is_chinese(c) and ord(c) in coverage(TEXT_FONT))


def _plain(text: str, latin: str, east: str, chinese: bool) -> list[Run]:
    found: list[Run] = []
    for character in text:
        wide = is_chinese(character) or (chinese and character in _AMBIGUOUS)
        order = (east if wide else latin, *_BEHIND)
        name = next((n for n in order if ord(character) in coverage(n)), None)
        if name is None:
            continue
        if found and found[-1].font == name and not meet(found[-1].text[-1], character):
            found[-1] = Run(found[-1].text + character, name)
        else:
            found.append(Run(character, name))
    return found


def unsupported(text: str) -> set[str]:
    """The visible characters of `text` that no font here can draw; they would be missing in the picture."""
    rest = "".join(part for part, picture in _parts(text) if not picture)
    return {c for c in rest if not _drawn(c) and not c.isspace() and c not in _INVISIBLE and c not in _TONES}


def drawable(text: str) -> str:
    """`text` without what cannot be drawn: no box and no double space where it was. Line breaks stay.

    Letters that no font has are drawn as `_plainer` says. Nothing is left of a text of which only marks are.
    """
    text = "".join(map(_plainer, unicodedata.normalize("NFC", text)))
    missing = unsupported(text)
    kept = "".join(c for c in text if c not in missing)
    if missing:
        kept = _STRANDED.sub(r"\1", kept)
        if not any(picture or any(map(str.isalnum, part)) for part, picture in _parts(kept)):
            return ""
    lines = (re.sub(r"\s+", " ", line).strip() for line in re.split(r"[\r\n\u2028\u2029]+", kept))
    return "\n".join(line for line in lines if line)


def _plainer(character: str) -> str:
    """The character, or what readers take for it when only that can be drawn: an older form, a look-alike, its base.

    A word with such a letter is still that word; without the letter it would be another one.
    """
    if character.isspace() or _drawn(character) or character in _firsts():
        return character
    base = unicodedata.normalize("NFD", character)[0]
    for other in (_stand_ins().get(character), unicodedata.normalize("NFKC", character), base):
        if other and other[0].isalnum() and all(map(_drawn, other)):
            return other
    return character


@cache
def _stand_ins() -> dict[str, str]:
    lines = (FOLDER / "stand-ins.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[2:] for line in lines}


def _drawn(character: str) -> bool:
    return any(ord(character) in coverage(name) for name in _BEHIND)
