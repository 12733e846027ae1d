"""Where lines of text may end, and which line ends look best: Latin words stay whole, Chinese breaks between words.

Pure: widths come in, lines of pieces go out. Line ends follow the usual rules for Chinese and Japanese setting:
no closing mark begins a line, no opening mark ends one, no last line of a single character; numbers stay with
their units.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from skill.studio.render.fonts import FOLDER, is_chinese

_NEVER = 1e6
_UNKNOWN = 30_000  # the rank of a Chinese character that is no common word by itself
_LONGEST = 4  # characters in the longest word of the list
_TAILS = "\u7684\u4e86\u5417\u5462\u5427\u554a\u4eec\u7740\u8fc7\u5730\u5f97"  # particles that lean on the word before
_HEADS = "\u7b2c\u6bcf\u5171"  # words that lean on the number after
_STARTERS = frozenset('#@&*"$\u00a3\u20ac\u00a5')  # punctuation and signs that may begin a line
_BARS = "|\uff5c"  # between a title and what follows it
_DOT = "\u00b7"  # between two things that a line end parts as well: it is left out there
_PLACES = "\u4e0a\u4e0b\u91cc\u4e2d\u5185\u5916"  # "on", "in": each leans on the noun before when it is alone
_HIRAGANA, _KATAKANA = frozenset(map(chr, range(0x3041, 0x30A0))), frozenset(map(chr, range(0x30A1, 0x3100)))
_KANA = (_HIRAGANA | _KATAKANA) - {"\u30fb"}
_OBJECT = "\u3092"  # the one Japanese particle that is nothing else
_VOWELS = "aeiouy\u00e6\u00f8\u0153"
_ONE_SOUND = ("ch", "ck", "gh", "ph", "qu", "sh", "th")
_STUB = 3  # letters of a word that stay together at its end
_SMALL_KANA = frozenset(
    "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30fc\u3005"
)
_NUMBER = re.compile(r"[$\u00a3\u20ac\u00a5\uffe5]?\d[\d.,:/%\u00b0+\-]*")
_NUMBER_LAST = re.compile(r"\d[\d.,:/%\u00b0+\-]*$")


@dataclass(frozen=True)
class Piece:
    """What never breaks. `start` is its place in the text, `space` whether a space stands before it.

    `cost` says how bad a line end before it would be: 0 neutral, below 0 welcome; `new` begins a line by order.
    """

    text: str
    start: int
    space: bool = False
    cost: float = 0.0
    new: bool = False


def pieces(text: str, cuts: frozenset[int] = frozenset()) -> list[Piece]:
    """The pieces of `text` in order; a Chinese run may also be cut at the places in `cuts`."""
    found: list[Piece] = []
    for match in re.finditer(r"\S+", text):
        gap = text[found[-1].start + len(found[-1].text) : match.start()] if found else ""
        for number, (start, token) in enumerate(_tokens(match.group(), match.start(), cuts)):
            first = number == 0 and bool(found)
            piece = Piece(token, start, space=first, new=first and "\n" in gap)
            if found and not piece.new and _joins(found[-1].text, piece):
                glue = " " if piece.space else ""
                found[-1] = replace(found[-1], text=found[-1].text + glue + token)
            else:
                found.append(replace(piece, cost=_cost(found[-1].text, piece) if found else 0.0))
    return found


def _tokens(chunk: str, offset: int, cuts: frozenset[int]) -> Iterator[tuple[int, str]]:
    """Western words whole, Chinese in words, and every mark of punctuation of Chinese by itself."""
    at = 0
    while at < len(chunk):
        end = at + 1
        if not is_chinese(chunk[at]):
            while end < len(chunk) and not is_chinese(chunk[end]):
                end += 1
            yield offset + at, chunk[at:end]
        elif not chunk[at].isalpha():
            yield offset + at, chunk[at]
        else:
            while (
                end < len(chunk)
                and is_chinese(chunk[end])
                and chunk[end].isalpha()
                and offset + end not in cuts
            ):
                end += 1
            place = at
            for word in words(chunk[at:end]):
                yield offset + place, word
                place += len(word)
        at = end


@cache
def _ranks() -> dict[str, int]:
    lines = (FOLDER / "zh-words.txt").read_text(encoding="utf-8").splitlines()
    return {word: rank for rank, word in enumerate(lines, 1)}


@cache
def words(run: str) -> tuple[str, ...]:
    """A run of Chinese characters as the likeliest words: the sum of log ranks is least (a unigram model)."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        options = []
        for size in range(1, min(_LONGEST, end) + 1):
            rank = _ranks().get(run[end - size : end], _UNKNOWN if size == 1 else None)
            if rank is not None:
                options.append((best[end - size][0] + math.log(rank + 200), end - size))
        best.append(min(options))
    found: list[str] = []
    end = len(run)
    while end:
        found.append(run[best[end][1] : end])
        end = best[end][1]
    return tuple(reversed(found))


def chopped(found: Sequence[Piece], widths: Sequence[float], limit: float) -> list[Piece]:
    """The pieces with those wider than `limit` (addresses, endless words) cut: after a mark, else with a hyphen."""
    result: list[Piece] = []
    for piece, width in zip(found, widths, strict=True):
        rest, start, hyphen = piece.text, piece.start, ""
        room = max(4, int(len(rest) * limit / width)) if width > limit else len(rest)
        while rest:
            parted = bool(hyphen)  # what follows a hyphen begins a line, whatever else would fit
            end, hyphen = _cut(rest, room) if len(rest) > room else (len(rest), "")
            if start == piece.start:
                result.append(replace(piece, text=rest[:end] + hyphen))
            else:
                result.append(Piece(rest[:end] + hyphen, start, new=parted))
            rest, start = rest[end:], start + end
    return result


def _cut(rest: str, room: int) -> tuple[int, str]:
    """Where to cut what is longer than `room` characters, and the hyphen there."""
    marks = [n for n in range(room // 2, room) if rest[n] in "/.-_?&=@"]
    if marks:
        return marks[-1] + 1, ""
    if not rest[: room + 1].isalpha() or any(map(is_chinese, rest)):
        return room, ""
    most = room - 1
    even = math.ceil(len(rest) / math.ceil(len(rest) / most))
    places = [n for n in range(even // 2, most + 1) if n <= len(rest) - _STUB and _opens(rest, n)]
    return min(places, key=lambda n: abs(n - even), default=most), "-"


def _opens(word: str, at: int) -> bool:
    """Whether a syllable seems to begin there: one consonant before a vowel, no half of a pair that is one sound."""

    def vowel(letter: str) -> bool:
        return unicodedata.normalize("NFD", letter.lower())[0] in _VOWELS

    return not vowel(word[at]) and vowel(word[at + 1]) and word[at - 1 : at + 1].lower() not in _ONE_SOUND


def _closes(character: str) -> bool:
    kind = unicodedata.category(character)
    return (
        character in _SMALL_KANA
        or character in _BARS
        or (kind in ("Po", "Pe", "Pf", "Pd", "Sk") and character not in _STARTERS)
    )


def _joins(before: str, piece: Piece) -> bool:
    """Whether no line may end between `before` and `piece`."""
    if unicodedata.category(before[-1]) in ("Ps", "Pi") or _closes(piece.text[0]):
        return not piece.space or piece.text in ("%", "!", "?", ":", ";")
    number = _NUMBER_LAST.search(before)
    if number and piece.space:
        return len(piece.text.rstrip(".,!?")) <= 2 and piece.text[:1].isalpha()
    if number and is_chinese(piece.text[0]):
        return len(piece.text) <= 2
    return not piece.space and before in _HEADS and bool(_NUMBER.match(piece.text))


def _cost(before: str, piece: Piece) -> float:
    if _DOT in (before, piece.text):
        return -0.35 if before == _DOT else 0.6
    if before[-1] in _KANA or piece.text[0] in _KANA:
        return _in_japanese(before[-1], piece.text[0])
    if is_chinese(before[-1]) and _closes(before[-1]):
        return -0.35
    if before[-1] in ",;:.!?\u2026":
        return -0.15
    if piece.text[0] in _TAILS and is_chinese(piece.text[0]):
        return 0.6
    if piece.text in _PLACES and is_chinese(before[-1]):
        return 0.6
    if _NUMBER_LAST.search(before):
        return 0.5
    if not piece.space and len(before) == len(piece.text) == 1:
        return 0.35  # perhaps a word that the list does not have
    if piece.space and before.isascii() and before.isalpha() and len(before) <= 3:
        return 0.18
    return 0.0 if piece.space or not is_chinese(piece.text[0]) else 0.14


def _in_japanese(before: str, after: str) -> float:
    """Phrases end with hiragana; what hiragana follows is most likely its own word, and so is katakana."""
    if after in _HIRAGANA:
        return 0.0 if before == _OBJECT else 0.9
    return 0.9 if {before, after} <= _KATAKANA else 0.0


@dataclass(frozen=True)
class Lines:
    """A way to break: the pieces of each line by index, the widest line, and how far from ideal it is (0 best)."""

    spans: tuple[tuple[int, int], ...]
    widest: float
    badness: float


def breaks(
    found: Sequence[Piece], widths: Sequence[float], gaps: Sequence[float], counts: Iterable[int]
) -> list[Lines]:
    """For each number of lines in `counts` that is possible the best way to break, fewest lines first.

    `widths[n]` is the width of piece n, `gaps[n]` of the space before it when it does not begin a line.
    """
    forced = sum(piece.new for piece in found) + 1
    possible = sorted({max(forced, min(count, len(found))) for count in counts})
    return [_best(found, widths, gaps, count) for count in possible]


def _best(found: Sequence[Piece], widths: Sequence[float], gaps: Sequence[float], count: int) -> Lines:
    edges = [0.0]
    for piece_width, gap in zip(widths, gaps, strict=True):
        edges.append(edges[-1] + gap + piece_width)

    def width(first: int, end: int) -> float:
        return edges[end] - edges[first] - gaps[first]

    total = len(found)
    ideal = max(edges[total] / count, max(widths))
    ordered = list(itertools.accumulate((piece.new for piece in found), initial=0))
    table: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for line in range(1, count + 1):
        row: dict[int, tuple[float, int]] = {}
        ends = [total] if line == count else range(line, total)
        for end in ends:
            options = []
            for first, (cost, _) in table[-1].items():
                if first >= end or ordered[end] > ordered[first + 1]:
                    continue
                off = width(first, end) / ideal - 1.0
                if off > 1.0 and end < total and not ordered[total]:
                    continue  # no good way has a line of twice the length, unless line ends are ordered
                step = off * off * (2.0 if off > 0 else 1.0) + _edge(found, first, end, total)
                options.append((cost + step, first))
            if options:
                row[end] = min(options)
        table.append(row)
    spans: list[tuple[int, int]] = []
    end = total
    for line in range(count, 0, -1):
        first = table[line][end][1]
        parted = end < total and first < end - 1 and found[end - 1].text == _DOT
        spans.append((first, end - parted))
        end = first
    spans.reverse()
    return Lines(tuple(spans), max(width(a, b) for a, b in spans), table[count][total][0] / count)


def _edge(found: Sequence[Piece], first: int, end: int, total: int) -> float:
    """What the ends of one line cost: its beginning, and being a last line of a lone character."""
    cost = found[first].cost if first and not found[first].new else 0.0
    if end == total and first == end - 1 and first and not found[first].new:
        alone = found[first].text
        cost += _NEVER if is_chinese(alone[0]) and sum(c.isalnum() for c in alone) <= 1 else 0.0
    return cost
