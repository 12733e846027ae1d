"""The phrases of prompts/*/routing.yaml as one frozen lexicon, several languages together: people mix them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from skill import i18n

LONGEST = 6
"""Tokens in the longest phrase that is looked for."""


class Rule(NamedTuple):
    """A message made of these concepts only is `intent`: every one of `needs`, the rest from `allows`."""

    name: str
    intent: str
    needs: frozenset[str]
    allows: frozenset[str]


class Lexicon(NamedTuple):
    """Everything the router listens for. Phrases are tokens joined by one space (`spaced`)."""

    concepts: dict[str, str]
    rules: tuple[Rule, ...]
    simplified: dict[int, int]
    homophones: tuple[tuple[str, str], ...]
    homophones_max: int
    pinyin: dict[str, str]
    typo_targets: tuple[str, ...]
    real_words: frozenset[str]
    then: tuple[str, ...]
    then_acts: tuple[str, ...]
    first: frozenset[str]
    symbols: tuple[tuple[str, str], ...]
    share_hosts: tuple[str, ...]
    media_endings: tuple[str, ...]


def is_han(character: str) -> bool:
    """True for a Chinese character."""
    return "\u3400" <= character <= "\u9fff"


def spaced(phrase: str) -> str:
    """A phrase as tokens joined by one space: Latin words whole, Chinese character by character."""
    if phrase.isascii():
        return phrase
    phrase = i18n.unaccented(phrase)
    return " ".join("".join(f" {c} " if is_han(c) else c for c in phrase).split())


def _listed(text: str) -> list[str]:
    return [part for part in (p.strip() for p in text.split("|")) if part]


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(left, right) for left, _, right in (pair.partition("=") for pair in text.split())]


def lexicon() -> Lexicon:
    """What is listened for now: the languages are `i18n.heard()`."""
    return _lexicon(i18n.heard())


@cache
def _lexicon(languages: tuple[str, ...]) -> Lexicon:
    """Reads the phrase files once.

    Raises:
        KeyError: a concern of the default language is missing.
    """
    concepts: dict[str, str] = {}
    merged: dict[str, str] = {}
    limits = [0]
    for language in languages:
        data = i18n.load(language, "routing")
        for concept, phrases in data["concepts"].items():
            for phrase in _listed(phrases):
                concepts.setdefault(spaced(phrase), concept)
        for key in (
            "homophones",
            "pinyin",
            "simplified",
            "typo_targets",
            "real_words",
            "symbols",
            "share_hosts",
            "media_endings",
        ):
            merged[key] = f"{merged.get(key, '')} {data.get(key, '')}"
        merged["first"] = f"{merged.get('first', '')}|{data['first']}"
        for key in ("then", "then_acts"):
            merged[key] = f"{merged.get(key, '')}|{data[key]}"
        limits.append(data.get("homophones_max", 0))
    rules = i18n.load(i18n.DEFAULT, "routing")["rules"]
    words = frozenset(word for phrase in concepts for word in phrase.split())
    return Lexicon(
        concepts=concepts,
        rules=tuple(
            Rule(
                name,
                rule.get("intent", name),
                frozenset(rule["needs"]),
                frozenset((*rule["needs"], *rule["allows"])),
            )
            for name, rule in rules.items()
        ),
        simplified={ord(pair[0]): ord(pair[1]) for pair in merged["simplified"].split()},
        homophones=tuple(_pairs(merged["homophones"])),
        homophones_max=max(limits),
        pinyin=dict(_pairs(merged["pinyin"])),
        typo_targets=tuple(merged["typo_targets"].split()),
        real_words=words.union(merged["real_words"].split()),
        then=tuple(_listed(i18n.unaccented(merged["then"]))),
        then_acts=tuple(_listed(merged["then_acts"])),
        first=frozenset(map(spaced, _listed(i18n.unaccented(merged["first"])))),
        symbols=tuple(_pairs(merged["symbols"])),
        share_hosts=tuple(merged["share_hosts"].split()),
        media_endings=tuple("." + ending for ending in merged["media_endings"].split()),
    )
