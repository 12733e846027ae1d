"""Cuts a reply into sentences without losing a character: joined again they are the reply."""

from __future__ import annotations

import re
import unicodedata

_CLOSING = "\"')]\u201d\u2019\u300d\u300f\u300b\uff09\u3011"
_FULL_STOPS = "\u3002\uff01\uff1f"
# "Tap \u25b6 to hear it": what is drawn on buttons is a word of the sentence.
_SIGNS = "\u25b6\u25ba\u23e9\u23ea\u23ed\u23ee\u23ef\u23f5\u23f8\u23f9\u2b06\u2b07\u2795\u2699"
_BLANK = " \t\u3000"
_SHORT = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|approx|fig)\.$", re.IGNORECASE)


def is_symbol(character: str) -> bool:
    """True for emoji and the like: they close the sentence before them."""
    return unicodedata.category(character) in ("So", "Sk", "Cf") or character in "\ufe0f\u200d"


def may_end(piece: str) -> bool:
    """False for a piece in which no sentence ends, wherever it stands."""
    return any(character in "\n.!?" + _FULL_STOPS or is_symbol(character) for character in piece)


def undecided(text: str) -> bool:
    """True when it takes the next character to say whether, or where, a sentence has ended."""
    bare = text.rstrip(_BLANK)[-1:]
    return bare != "" and (bare in "\n.!?~*" + _FULL_STOPS + _CLOSING or is_symbol(bare))


def ends(text: str, final: bool) -> list[int]:
    """Where the sentences of `text` end, white space behind them included.

    Unless `final`, an end is only given where no text to come could move it: the stream's cuts make no difference.
    """
    found = []
    at, size = 0, len(text)
    start = 0
    while at < size:
        character = text[at]
        close = at + 1
        if character == "\n":
            pass
        elif character in ".!?" + _FULL_STOPS:
            bold = text.count("**", start, at) % 2 == 1
            while close < size and (
                text[close] in ".!?~" + _FULL_STOPS + _CLOSING or (bold and text[close] == "*")
            ):
                close += 1
            if close >= size and not final:
                break
            wide = any(c in _FULL_STOPS for c in text[at:close])
            if not wide and close < size and not text[close].isspace() and not is_symbol(text[close]):
                at = close
                continue
            numbered = text[start:at].strip().isdigit()
            if (
                character == "."
                and close == at + 1
                and (numbered or _SHORT.search(text[max(start, at - 8) : close]))
            ):
                at = close
                continue
        elif is_symbol(character):
            while close < size and is_symbol(text[close]):
                close += 1
            if close >= size and not final:
                break
            if close < size and not text[close].isspace():
                at = close
                continue
            if not text[start:at].strip():
                at = close
                continue
        else:
            at += 1
            continue
        while close < size and text[close] in _BLANK:
            close += 1
        if close >= size and not final:
            break
        if character in _SIGNS and close < size and text[close] != "\n":
            at = close
            continue
        found.append(close)
        start = at = close
    if final and (not found or found[-1] < size) and size:
        found.append(size)
    return found
