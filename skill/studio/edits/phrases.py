"""Words cut into readable pieces: sentences, clauses, lines. Latin and Chinese; no character that counts is lost."""

from __future__ import annotations

import re
from functools import cache

from skill import i18n

HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_FACES = (
    r"(?:[\u2600-\u27bf\u2b50\u2b55\u203c\u2049\U0001f1e6-\U0001faff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+"
)
_STOP = re.compile(
    rf"(?:(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？!?…]+[”’」』）]*)(?: ?{_FACES}(?!\ufe0f|\n*\d))?(?=\s|$|[^\x00-\x7f])"
    rf"|{_FACES}(?=\s+[A-Z\u3400-\u9fff]|\s*$)|[。！？!?…]+[”’」』）]*|[；;](?=\s|[\u3400-\u9fff])|\n+)"
)
"""Where a sentence ends. Emoji after its last mark are its own; between two sentences without a mark they end one."""
_SOFT = re.compile(r"(?:[,;:](?=\s)|(?<=[\u3400-\u9fff])[,;:](?=[\u3400-\u9fff])|\s[-–—]\s|—+|[，、：；]\s*)")


@cache
def _abbreviations(name: str) -> re.Pattern[str]:
    """Of every language: an address keeps its form in whatever it is mentioned."""
    tables = (i18n.load(language, "directing")["patterns"] for language in i18n.languages())
    return re.compile("|".join(part for table in tables for part in table.get(name, ())), re.IGNORECASE)


def abbreviated(words: str, following: str = "") -> bool:
    """True when the full stop that `words` end with is an abbreviation's and no sentence's; `following` comes next."""
    last = words.rstrip("\"'”’)]")[-16:]
    if not _abbreviations("abbreviation").search(last):
        return False
    ends = _abbreviations("abbreviation_ends").search(last) and following.lstrip()[:1].isupper()
    return not ends or bool(_abbreviations("abbreviation_goes_on").match(following.lstrip()))


@cache
def _clean() -> re.Pattern[str]:
    return re.compile(r"\s+")


def is_cjk(words: str) -> bool:
    """True when the words are mainly Chinese or Japanese."""
    han = len(HAN.findall(words))
    return han > 0 and han * 2 >= len(re.findall(r"[A-Za-z]{2,}", words))


def sentences(text: str) -> list[str]:
    """The sentences of a text; abbreviations, decimals, times and links do not end one."""
    found, at = [], 0
    for match in _STOP.finditer(text):
        stop = text[at : match.end()]
        if match.group().startswith(".") and abbreviated(stop, text[match.end() :]):
            continue
        if stop.strip():
            found.append(_clean().sub(" ", stop).strip())
        at = match.end()
    if text[at:].strip():
        found.append(_clean().sub(" ", text[at:]).strip())
    return [sentence for sentence in found if re.search(r"\w", sentence)]


def width(words: str) -> int:
    """How much room words take: a Chinese character counts as two and a half Latin ones."""
    han = len(HAN.findall(words))
    return len(words) - han + han * 5 // 2


_LEAST = 8
"""A part narrower than this stays with the one before it."""


def clauses(sentence: str, longest: int) -> list[str]:
    """A sentence cut at commas and the like into parts no wider than `longest`, where it can be."""
    if width(sentence) <= longest:
        return [sentence]
    parts, at = [], 0
    for match in _SOFT.finditer(sentence):
        parts.append(sentence[at : match.end()])
        at = match.end()
    parts.append(sentence[at:])
    joined: list[str] = []
    for part in parts:
        if joined and (width(joined[-1] + part) <= longest or width(part.strip()) < _LEAST):
            joined[-1] += part
        else:
            joined.append(part)
    return [part.strip() for part in joined if part.strip()]


def pieces(words: str, latin: int, cjk: int) -> list[str]:
    """Caption-sized pieces: at most `latin` characters of Latin, `cjk` of Chinese, cut between words."""
    found: list[str] = []
    for sentence in sentences(words):
        limit = cjk * 5 // 2 if is_cjk(sentence) else latin
        for clause in clauses(sentence, limit):
            found += _lines(clause, limit)
    return found


_UNIT = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff][，。！？、；：”’」』）…]*|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\s+"
)


def _lines(clause: str, limit: int) -> list[str]:
    if width(clause) <= limit:
        return [clause]
    units = [unit[at : at + limit] for unit in _UNIT.findall(clause) for at in range(0, len(unit), limit)]
    rows = -(-width(clause) // limit)
    target = width(clause) / rows
    lines, line = [], ""
    for unit in units:
        if (line.strip() and width(line + unit) > limit) or width(line) >= target:
            lines.append(line.strip())
            line = ""
        line += unit
    return [line for line in [*lines, line.strip()] if line]
