"""What a scene is called: a few words from what it shows."""

from __future__ import annotations

from collections.abc import Iterable

from skill.studio.director import lexicon
from skill.studio.edits import phrases

LATIN, CJK = 42, 16


def short(words: str) -> str:
    """At most 42 Latin or 16 Chinese characters, cut between words, without a leading "Scene 2:" or article."""
    words = (
        lexicon.either("position").sub("", " ".join(words.split())).strip(' ,.;:!?¡¿，。；：！？、—–-"“”«»')
    )
    words = lexicon.either("article").sub("", words) or words
    limit = CJK * 5 // 2 if phrases.is_cjk(words) else LATIN
    if phrases.width(words) > limit:
        words = phrases.clauses(words, limit)[0]
    if phrases.width(words) > limit:
        words = phrases.pieces(words, limit, limit * 2 // 5)[0]
    words = words.strip(' ,.;:，。；：、—–-"“”')
    return words[:1].upper() + words[1:]


def sentence(words: str) -> str:
    """Words as they go on screen: without an article in front, the first letter large."""
    words = lexicon.either("article").sub("", words.strip()) or words.strip()
    return words[:1].upper() + words[1:]


def all_unique(names: Iterable[str]) -> list[str]:
    """The names, the second of the same with a number."""
    found: dict[str, None] = {}
    next_number: dict[str, int] = {}
    for name in names:
        called = name
        while called in found:
            next_number[name] = next_number.get(name, 1) + 1
            called = f"{name} ({next_number[name]})"
        found[called] = None
    return list(found)
