"""What a misspelt word was meant to be: edit distance on long Latin words, homophones and pinyin in short messages."""

from __future__ import annotations

from functools import lru_cache

from skill import i18n
from skill.routing.lexicon import is_han, lexicon

_SHORTEST = 5
_SWAPPED = 3
"""Letters from which on two neighbours may have changed places; shorter than `_SHORTEST`, nothing else may be wrong."""
_LONGEST_PINYIN = 24


def corrected(word: str) -> str:
    """The target `word` misspells, or `word` itself: short words, real words and ties with nothing near stay.

    One slip is allowed in five or six letters, two in more, and the first or the last letter must be right.
    """
    return _corrected(word, i18n.heard())


@lru_cache(maxsize=4096)
def _corrected(word: str, _: tuple[str, ...]) -> str:
    """`corrected` among the languages listened for: a real word of one is a slip in another."""
    data = lexicon()
    if len(word) < _SWAPPED or word in data.real_words or word in data.typo_targets or not word.isalpha():
        return word
    if len(word) < _SHORTEST:
        return next((near for near in _swaps(word) if near in data.typo_targets), word)
    from rapidfuzz.distance import OSA

    best, nearest = word, 3
    for target in data.typo_targets:
        if len(target) < _SHORTEST:
            continue
        allowed = 1 if min(len(word), len(target)) <= 6 else 2
        if word[0] != target[0] and word[-1] != target[-1]:
            continue
        distance = OSA.distance(word, target, score_cutoff=allowed)
        if distance <= allowed and distance < nearest:
            best, nearest = target, distance
    return best


def _swaps(word: str) -> tuple[str, ...]:
    return tuple(word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def homophones(text: str) -> str:
    """A short Chinese message with the slips of an input method put right."""
    data = lexicon()
    if sum(map(is_han, text)) > data.homophones_max:
        return text
    for wrong, right in data.homophones:
        if wrong in text:
            text = text.replace(wrong, right)
    return text


def may_be_pinyin(text: str) -> bool:
    """True for a few Latin letters."""
    return (
        len(text) <= 2 * _LONGEST_PINYIN
        and text.isascii()
        and 3 <= sum(map(str.isalpha, text)) <= _LONGEST_PINYIN
    )


def pinyin(text: str) -> str:
    """A message that is nothing but known pinyin, as Chinese characters; any other message as it is."""
    letters = "".join(c for c in text if c.isalpha())
    if not letters.isascii() or not 3 <= len(letters) <= _LONGEST_PINYIN:
        return text
    known = lexicon().pinyin
    # Best split from the left: how each prefix reads, longest word first.
    reads: list[str | None] = [""] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 10), end):
            before = reads[start]
            if before is not None and (word := known.get(letters[start:end])) is not None:
                reads[end] = before + word
                break
    return reads[-1] or text
