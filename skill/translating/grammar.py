"""The patterns of prompts/*/translation.yaml, compiled once per language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from skill import i18n

_COMMA = re.compile(r",\s+")
_PART = re.compile(r"(?<!\(\?P)<([a-z]+)>")


@dataclass(frozen=True)
class Net:
    """What catches an instruction that no exact rule knows (`catching`).

    `moves` are the ways to tell somebody to do something, by what is done: watch, look, go, bring, get, touch, change;
    the first match counts. `before` is what may stand before the verb, `between` what may part the two. The rest is
    evidence that it is done on a screen, and words to retell it by.
    """

    moves: tuple[tuple[str, re.Pattern[str]], ...]
    before: re.Pattern[str]
    between: re.Pattern[str]
    film: re.Pattern[str]
    case: re.Pattern[str]
    screen: re.Pattern[str]
    object: re.Pattern[str]
    spot: re.Pattern[str]
    named: re.Pattern[str]
    element: re.Pattern[str]
    keys: re.Pattern[str]
    shows: re.Pattern[str]
    player: re.Pattern[str]
    plays: re.Pattern[str]
    where: re.Pattern[str]
    control: re.Pattern[str]
    format: re.Pattern[str]
    left: re.Pattern[str]
    facts: re.Pattern[str]

    def move(self, text: str, start: int, end: int) -> str:
        """The way in which the reader is told to do something from `start`, "" for none."""
        places = self._verbs_at(text, start, end)
        return next(
            (name for name, verb in self.moves if any(verb.match(text, at, end) for at in places)), ""
        )

    def touches(self, text: str, start: int) -> bool:
        """True when something is to be touched there."""
        verb = dict(self.moves)["touch"]
        return any(verb.match(text, at) for at in self._verbs_at(text, start, len(text)))

    def _verbs_at(self, text: str, start: int, end: int) -> list[int]:
        found = self.before.match(text, start, end)
        apart = self.between.match(text, found.end(), end) if found else None
        return [start, *(range(found.end(), apart.end() + 1) if found and apart else ())]


@dataclass(frozen=True)
class Grammar:
    """How GUI talk looks in one language. What patterns name is one of its `parts`, or of its lists of `words`.

    `verbs` and `kinds` are tried in order, the first match counts. `plain`: a word for a chat, and what it stands for.
    `script`: characters of another way to write the language, with those they are read as; `own`: our characters in
    that way.
    """

    language: str
    verbs: tuple[tuple[str, re.Pattern[str]], ...]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    plain: tuple[tuple[str, re.Pattern[str]], ...]
    net: Net
    say: Mapping[str, str]
    script: Mapping[int, str]
    own: Mapping[int, int]
    clause: re.Pattern[str]
    lead: re.Pattern[str]
    joint: re.Pattern[str]
    may: re.Pattern[str]
    keeps: re.Pattern[str]
    so: re.Pattern[str]
    no_case: re.Pattern[str]
    choice: re.Pattern[str]
    spot: re.Pattern[str]
    bare: re.Pattern[str]
    button: re.Pattern[str]
    condition: re.Pattern[str]
    late: re.Pattern[str]
    question: re.Pattern[str]
    aside: re.Pattern[str]
    spoken: re.Pattern[str]
    quoting: re.Pattern[str]
    others: re.Pattern[str]
    noun: re.Pattern[str]
    there: re.Pattern[str]
    at: re.Pattern[str]
    label: re.Pattern[str]
    subject: re.Pattern[str]
    again: re.Pattern[str]
    means: re.Pattern[str]
    modal: re.Pattern[str]
    shown: re.Pattern[str]
    changes: re.Pattern[str]
    alters: re.Pattern[str]
    tidy: re.Pattern[str]
    ends: re.Pattern[str]
    purpose: re.Pattern[str]
    aim: re.Pattern[str]
    place: re.Pattern[str]
    where: re.Pattern[str]
    stock: re.Pattern[str]
    see: re.Pattern[str]
    get: re.Pattern[str]
    add: re.Pattern[str]
    article: re.Pattern[str]
    edit: re.Pattern[str]
    word: re.Pattern[str]
    confirm: re.Pattern[str]
    key: re.Pattern[str]
    pick: re.Pattern[str]
    follow: re.Pattern[str]
    pronoun: re.Pattern[str]
    thing: re.Pattern[str]
    tool: re.Pattern[str]
    viewed: re.Pattern[str]
    grip: re.Pattern[str]
    slider: re.Pattern[str]
    brought: re.Pattern[str]
    just: re.Pattern[str]
    quoted: re.Pattern[str]
    ui: re.Pattern[str]


@cache
def grammar(language: str) -> Grammar:
    """The grammar of one of `i18n.languages()`.

    Raises:
        KeyError: the language has no translation file, or it lacks a part.
    """
    data = i18n.load(language, "translation")

    def part(name: re.Match[str]) -> str:
        listed = data["words"].get(name.group(1))
        return f"(?:{_COMMA.sub('|', listed) if listed else data['parts'][name.group(1)]})"

    def pattern(text: str) -> re.Pattern[str]:
        while _PART.search(text):
            text = _PART.sub(part, text)
        return re.compile(text, re.IGNORECASE)

    def table(rows: Mapping[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((key, pattern(value)) for key, value in rows.items())

    def single(of: type, rows: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
        names = (field.name for field in fields(of) if field.type == "re.Pattern[str]")
        return {name: pattern(rows[name]) for name in names}

    pairs = data["script"].split()
    # The table that the router folds by is longer; the pairs given here come first, and are the way back.
    listed = i18n.load(language, "routing")["simplified"].split() if pairs else []
    net = data["net"]
    return Grammar(
        language=language,
        verbs=table(data["verbs"]),
        kinds=table(data["kinds"]),
        plain=table(data["plain"]),
        net=Net(moves=table(net["moves"]), **single(Net, net)),
        say=data["say"],
        script={ord(pair[0]): pair[1:] for pair in [*listed, *pairs]},
        own={ord(pair[1]): ord(pair[0]) for pair in reversed(pairs)},
        **single(Grammar, data),
    )
