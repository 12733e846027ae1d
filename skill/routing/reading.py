"""A message as the router reads it: folded, quotes and links hidden, cut into known phrases and unknown words."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from skill import i18n
from skill.routing import spelling
from skill.routing.lexicon import LONGEST, lexicon

# Its range is a short one: compiling takes time for every character in it.
_URL = re.compile(r"(?:https?://|www\.)[!-~\xa1-\u04ff]+")
_QUOTED = re.compile(
    r"\"[^\"\n]{1,200}\"|\u201c[^\u201d\n]{1,200}\u201d|\u300c[^\u300d\n]{1,200}\u300d|\u300e[^\u300f\n]{1,200}\u300f"
    r"|\u300a[^\u300b\n]{1,200}\u300b|\u2018[^\u2019\n]{1,200}\u2019|(?<![a-z0-9])'[^'\n]{1,80}'(?![a-z0-9])|«[^»\n]{1,200}»"
)
_SPELT_OUT = re.compile(r"(?<![a-z])(?:[a-z][ .\-]){4,}[a-z](?![a-z])")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"[a-z0-9][a-z0-9.:'\-]*[a-z0-9]|[a-z0-9]|[\u3400-\u9fff]|[?,;!\n]")
_MOST_TOKENS = 240
_TRAILING = ".,;!?)\"'"
"""What ends a sentence, not the link in it."""


class Segment(NamedTuple):
    """One known phrase (`concept` set) or one unknown word (`concept` empty). `text` is tokens joined by a space."""

    text: str
    concept: str


def folded(text: str) -> str:
    """One form for all spellings: NFKC, lower case, simplified characters, plain apostrophes and letters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(lexicon().simplified).replace("\u2019", "'")
        text = i18n.unaccented(text)
    return text.lower()


def _link(match: re.Match[str]) -> str:
    return " urlmedia " if _is_media(match.group().rstrip(_TRAILING)) else " urlpage "


def _is_media(address: str) -> bool:
    data = lexicon()
    path = address.partition("?")[0]
    return path.endswith(data.media_endings) or any(host in address for host in data.share_hosts)


def media_links(text: str) -> tuple[str, ...]:
    """The links to media files in a message, as they stand there, each once."""
    found = (match.group().rstrip(_TRAILING) for match in _URL.finditer(text))
    return tuple(dict.fromkeys(link for link in found if _is_media(link.lower())))


def hidden(text: str) -> str:
    """Folded text without what others wrote: links become `urlmedia` or `urlpage`, quotations `qqq`."""
    text = _URL.sub(_link, text)
    bare = _QUOTED.sub(" qqq ", text)
    # A message that is one quotation is the user's own word in quotes.
    return bare if bare.strip(" .!?") != "qqq" else text


def _meant(symbols: str) -> str:
    """The word for a message of emoji only."""
    return next((word for symbol, word in lexicon().symbols if symbol in symbols), symbols)


def read(text: str) -> tuple[Segment, ...]:
    """The segments of a message in order; of a very long one, its beginning and end."""
    plain = hidden(folded(text))
    plain = _SPELT_OUT.sub(lambda m: re.sub(r"[ .\-]", "", m.group()), plain)
    plain = _REPEATED.sub(r"\1", plain)
    plain = spelling.homophones(spelling.pinyin(plain))
    if not any(map(str.isalnum, plain)):
        plain = _meant(plain)
    tokens = _WORD.findall(plain)
    if len(tokens) > _MOST_TOKENS:
        tokens = tokens[: _MOST_TOKENS // 2] + tokens[-_MOST_TOKENS // 2 :]
    known = lexicon().concepts
    tokens = [token if token in known else spelling.corrected(token) for token in tokens]
    found = []
    at, end = 0, len(tokens)
    while at < end:
        for length in range(min(LONGEST, end - at), 0, -1):
            phrase = tokens[at] if length == 1 else " ".join(tokens[at : at + length])
            concept = known.get(phrase)
            if concept is not None:
                found.append(Segment(phrase, concept))
                at += length
                break
        else:
            found.append(Segment(tokens[at], ""))
            at += 1
    return tuple(found)
