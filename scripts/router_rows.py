"""Training rows for the router, drawn from the grammars in tests/data/routing/patterns_*.yaml.

The same files give the same rows. Some are also put the way other people would put them: behind a greeting, before a
thank-you, dictated without punctuation, with a slip of the finger.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from skill import i18n

DRAWS = 48
"""Messages drawn from each pattern; the same one twice counts once."""
MANNERED = 0.4
SLIPS = 0.06
UNPUNCTUATED = 0.15
"""Shares of the messages that are put differently."""
_APART = frozenset({"slots", "before", "after"})
"""Keys of a grammar that are no intent."""
_INNERMOST = re.compile(r"\(([^()\[\]]*)\)(\??)|\[([^()\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_LONG_WORD = re.compile(r"[a-z]{6,}")


def rows(folder: Path, written: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(message, intent) for every grammar in `folder`, and those `written` as others would put them."""
    grammars = {
        path.stem.removeprefix("patterns_"): yaml.safe_load(path.read_text("utf-8"))
        for path in sorted(folder.glob("patterns_*.yaml"))
    }
    for language, grammar in grammars.items():
        dice = random.Random(language)
        slots = {
            name: [word.strip() for word in line.split(" | ")] for name, line in grammar["slots"].items()
        }
        for intent, patterns in grammar.items():
            if intent in _APART:
                continue
            for pattern in patterns:
                for text in dict.fromkeys(drawn(pattern, slots, dice) for _ in range(DRAWS)):
                    yield mannered(text, grammar["before"], grammar["after"], dice), intent
    dice = random.Random("written")
    for text, intent in written:
        grammar = grammars[i18n.detect(text).split("-")[0]]
        if (other := mannered(text, grammar["before"], grammar["after"], dice)) != text:
            yield other, intent


def drawn(pattern: str, slots: dict[str, list[str]], dice: random.Random) -> str:
    """One message: "(a|b)" is one of them, "(a|b)?" and "[a]" may be missing, "{slot}" is one of its line."""

    def one(match: re.Match[str]) -> str:
        chosen, optional, bracketed = match.groups()
        if (optional or bracketed is not None) and dice.random() < 0.5:
            return ""
        return dice.choice((chosen if bracketed is None else bracketed).split("|"))

    while "{" in pattern or _INNERMOST.search(pattern):
        pattern = _SLOT.sub(lambda match: dice.choice(slots[match.group(1)]), pattern)
        pattern = _INNERMOST.sub(one, pattern, count=1)
    return re.sub(r"\s+", " ", pattern).strip()


def mannered(text: str, before: list[str], after: list[str], dice: random.Random) -> str:
    """The message as it is or put differently, its intent the same."""
    if dice.random() < MANNERED / 2:
        text = dice.choice(before) + text
    if dice.random() < MANNERED / 2:
        text += dice.choice(after)
    if dice.random() < UNPUNCTUATED:
        text = re.sub(r"[,.!?，。！？]", " " if text.isascii() else "", text)
    long_words = list(_LONG_WORD.finditer(text))
    if long_words and dice.random() < SLIPS:
        word = dice.choice(long_words)
        at = word.start() + dice.randrange(1, len(word.group()) - 2)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text
