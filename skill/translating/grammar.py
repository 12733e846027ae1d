"""The patterns of prompts/*/translation.yaml, compiled once per language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from skill import i18n


@dataclass(frozen=True)
class Grammar:
    """How GUI talk looks in one language. `verbs` and `kinds` are tried in order, the first match counts."""

    language: str
    clause: re.Pattern[str]
    lead: re.Pattern[str]
    may: re.Pattern[str]
    condition: re.Pattern[str]
    late: re.Pattern[str]
    question: re.Pattern[str]
    verbs: tuple[tuple[str, re.Pattern[str]], ...]
    noun: re.Pattern[str]
    again: re.Pattern[str]
    means: re.Pattern[str]
    shown: re.Pattern[str]
    changes: re.Pattern[str]
    tidy: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    ends: re.Pattern[str]
    purpose: re.Pattern[str]
    place: re.Pattern[str]
    stock: re.Pattern[str]
    see: re.Pattern[str]
    get: re.Pattern[str]
    add: re.Pattern[str]
    article: re.Pattern[str]
    edit: re.Pattern[str]
    word: re.Pattern[str]
    pick: re.Pattern[str]
    pronoun: re.Pattern[str]
    thing: re.Pattern[str]
    grip: re.Pattern[str]
    slider: re.Pattern[str]
    dragging: re.Pattern[str]
    just: re.Pattern[str]
    quoted: re.Pattern[str]
    ui: re.Pattern[str]
    move: str
    say: Mapping[str, str]


@cache
def grammar(language: str) -> Grammar:
    """The grammar of one of `i18n.languages()`.

    Raises:
        KeyError: the language has no translation file, or it lacks a part.
    """
    data = i18n.load(language, "translation")

    def part(name: str) -> re.Pattern[str]:
        return re.compile(data[name], re.IGNORECASE)

    def table(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((key, re.compile(value, re.IGNORECASE)) for key, value in data[name].items())

    single = (
        "clause",
        "lead",
        "may",
        "condition",
        "late",
        "question",
        "noun",
        "again",
        "means",
        "shown",
        "changes",
        "tidy",
        "ends",
        "purpose",
        "place",
        "stock",
        "see",
        "get",
        "add",
        "article",
        "just",
        "quoted",
        "ui",
        "edit",
        "word",
        "pick",
        "pronoun",
        "thing",
        "grip",
        "slider",
        "dragging",
    )
    return Grammar(
        language=language,
        verbs=table("verbs"),
        kinds=table("kinds"),
        say=data["say"],
        move=data["say"]["move"],
        **{name: part(name) for name in single},
    )
