"""One script for reading: a sentence in traditional characters is read in simplified ones, and told in its own."""

from __future__ import annotations

from collections.abc import Mapping

from skill.translating.grammar import Grammar


def folded(sentence: str, grammar: Grammar) -> tuple[str, Mapping[int, int]]:
    """The sentence in the characters the grammar is written in, one for one, and the way back for words made of it.

    No two characters of a sentence are read as one: `told.translate(back)` has every fact as it was. The way back is
    empty for a sentence that needed no folding; else it also leads our own words into the sentence's script.
    """
    if sentence.isascii() or not grammar.script:
        return sentence, {}
    there: dict[int, int] = {}
    back: dict[int, int] = {}
    here = {ord(character) for character in sentence}
    for character in dict.fromkeys(sentence):
        read = (ord(plain) for plain in grammar.script.get(ord(character), ""))
        free = next((plain for plain in read if plain not in back and plain not in here), None)
        if free is not None:
            there[ord(character)], back[free] = free, ord(character)
    if not there:
        return sentence, {}
    kept = {code: code for code in here if code not in there}
    return sentence.translate(there), {**grammar.own, **kept, **back}
