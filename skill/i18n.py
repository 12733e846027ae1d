"""The words of the skill: prompts/<language>/<concern>.yaml, read once, checked, frozen.

A language is a folder; a concern is a file: how the language is known (`detection`), what is said (`replies`, `errors`,
`studio`) and what is listened for (`routing`, `translation`, `directing`). A missing key or a placeholder without a
value is a bug and raises KeyError.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from skill import resources

DEFAULT = "en"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a folder in prompts/, the default first."""
    found = sorted(p.name for p in (resources.root() / "prompts").iterdir() if p.is_dir())
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value


@cache
def load(language: str, concern: str) -> Any:
    """One prompts file as nested read-only mappings and tuples.

    Raises:
        KeyError: the language or the concern does not exist.
    """
    path = Path(resources.root() / "prompts" / language / f"{concern}.yaml")
    if not path.is_file():
        raise KeyError(f"{language}/{concern}")
    with path.open("rb") as file:
        return _frozen(yaml.load(file, _Loader))  # noqa: S506  a safe loader, in C where the wheel has it


def say(concern: str, key: str, language: str, **values: Any) -> str:
    """The sentence `key` (dots descend) of `concern`, its {placeholders} filled with `values`.

    `{program}` is filled by itself. While `facing`, a sentence that `faces` has for that face is said instead.
    """
    spoken = language if language in languages() else DEFAULT
    face = _face.get(None)
    node: Any = load(spoken, "faces")[face].get(f"{concern}.{key}") if face else None
    if node is None:
        node = load(spoken, concern)
        for part in key.split("."):
            node = node[part]
    return str(node).format(**{"program": program(), "local": "", **values})


def asked(text: str, concern: str, key: str) -> bool:
    """True for a message that is one of the patterns `key` (dots descend) of `concern`, in any language, and nothing
    else."""
    said = " ".join(text.split())
    for language in languages():
        patterns: Any = load(language, concern)
        for part in key.split("."):
            patterns = patterns[part]
        if any(re.fullmatch(pattern, said, re.IGNORECASE) for pattern in patterns):
            return True
    return False


_face: ContextVar[str] = ContextVar("face")


@contextmanager
def facing(face: str) -> Iterator[None]:
    """While it lasts, nobody types commands: what names an option is said as prompts/*/faces.yaml has it for `face`."""
    token = _face.set(face)
    try:
        yield
    finally:
        _face.reset(token)


def program() -> str:
    """What starts the skill here, to be pasted: an installed package's command, or the script of a copied folder."""
    runner = os.environ.get("TEXT_TO_AI_RUNNER")
    python = "py -3" if os.name == "nt" else "python3"
    return f'{python} "{runner}"' if runner else "text-to-ai"


_OTHERS_WORDS = re.compile(
    r"https?://\S+|\"[^\"\n]*\"|\u201c[^\u201c\u201d\n]*\u201d|\u300c[^\u300c\u300d\n]*\u300d"
    r"|\u300a[^\u300a\u300b\n]*\u300b|«[^«»\n]*»|(?<![^\W\d_])'[^'\n]*'(?![^\W\d_])"
)
_NAMES = re.compile(
    r"\b[A-Z\u00c0-\u00de][\w'&.-]*(?:(?: (?:of|the|and|de|del|la|las|los|el|y))* [A-Z\u00c0-\u00de][\w'&.-]*)+"
)
_BARE = re.compile(r"\W*[A-Z\u00c0-\u00de][\w'&.-]*(?: [A-Z\u00c0-\u00de0-9][\w'&.-]*){0,2}\W*")
_ORDER = 3
"""Words before a colon or a line's end from which on they are the order, and what follows is the text."""
_OPENING = 16
"""Words of a message that tell languages of one script apart: what is wanted comes before the text it is made of."""
ACCENTS = {ord(letter): unicodedata.normalize("NFD", letter)[0] for letter in "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"}
ACCENTS |= {ord(chr(code).upper()): plain.upper() for code, plain in ACCENTS.items() if chr(code) != "ÿ"}


@dataclass(frozen=True)
class _Signs:
    """How a language is known: `script` is an expression for its words, `words` carry its grammar; `apart` are
    more words, and `letters` characters, that tell it from another language of the same script.

    `heard` are the languages to listen for in a message of this one: people mix them.
    """

    script: str
    words: frozenset[str]
    apart: frozenset[str]
    letters: frozenset[str]
    heard: tuple[str, ...]

    @property
    def token(self) -> re.Pattern[str]:
        """`script`, compiled when it is first needed: a wide range of characters takes its time."""
        return re.compile(self.script)

    def carried(self, tokens: list[str]) -> int:
        return sum(token in self.words for token in tokens)

    def told(self, tokens: list[str], text: str) -> int:
        known = self.words | self.apart
        return sum(token in known for token in tokens) + len(self.letters.intersection(text))


@cache
def _signs(language: str) -> _Signs:
    """From prompts/<language>/detection.yaml: lines of `key: "JSON string"`, so that nothing larger is read for it."""
    path = Path(resources.root() / "prompts" / language / "detection.yaml")
    rows = [line.split(": ", 1) for line in path.read_text("utf-8").splitlines() if line[:1].isalpha()]
    said = {key: json.loads(value) for key, value in rows}
    return _Signs(
        said["token"],
        frozenset(unaccented(said["words"]).split()),
        frozenset(unaccented(said["apart"]).split()),
        frozenset(said["letters"]),
        tuple(said["heard"].split()),
    )


def unaccented(text: str) -> str:
    """The same characters without accents, one for one: many people type without them."""
    return text if text.isascii() else text.translate(ACCENTS)


_MANY_WORDS = 9
"""So many words in one language, begun in it, are not turned by a name here and there in another."""
_TOGETHER = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]+")
"""Words in other letters that stand together."""


def detect(text: str, default: str = DEFAULT) -> str:
    """The language that carries the message's grammar; `default` when no word tells.

    Words in quotation marks and links are somebody else's. An English brand or verb does not flip a Chinese sentence,
    nor a Chinese title or a Spanish name an English one: the function words of each language are counted.
    """
    own = _OTHERS_WORDS.sub(" ", unicodedata.normalize("NFKC", text).replace("\u2019", "'"))
    if not any(_signs(language).token.search(own) for language in languages()):
        own = text
    words = _words(own, DEFAULT)
    others = _others(own)
    if not others:
        return _among(own, default) if words and not _only_named(own) else default
    other = max(others, key=lambda name: _signs(name).carried(_words(own, name)))
    if not words:
        return other
    latin = _among(own, DEFAULT)
    known = _signs(latin).words
    carried, native = _signs(latin).carried(words), _signs(other).carried(_words(own, other))
    if not carried and not native and len(words) > 2 * len(_words(own, other)):
        # No small word tells: a few characters among many words are names ("4 scenes: spring, summer …").
        return latin
    if own.lstrip()[:1].isascii() and len(words) >= max(_MANY_WORDS, 3 * len(_TOGETHER.findall(own))):
        return latin
    opens = words[0] in known and unaccented(own).lstrip().lower().startswith(words[0])
    return latin if carried > native or (opens and carried >= 2) else other


def _only_named(text: str) -> bool:
    """True for a brand or a title and nothing else: it says nothing about the language of the talk."""
    words = _words(text, DEFAULT)
    same = [name for name in languages() if _signs(name).script == _signs(DEFAULT).script]
    return _BARE.fullmatch(text) is not None and not any(_signs(name).told(words, text) for name in same)


def read_in(text: str, default: str = DEFAULT) -> str:
    """The language to read a text aloud in: letters of a script that others cannot read decide, then the words."""
    others = _others(text)
    return others[0] if others else _among(text, default)


def of_locale(locale: str, default: str = DEFAULT) -> str:
    """The language that "es_MX.UTF-8" or "zh-TW" asks for, `default` when it is none of ours."""
    asked = re.split("[^a-z]", locale.lower(), maxsplit=1)[0]
    return next((name for name in languages() if name.split("-")[0] == asked), default)


def _others(text: str) -> list[str]:
    """The languages with a script of their own that a text has letters of."""
    if text.isascii():
        return []
    apart = [name for name in languages() if _signs(name).script != _signs(DEFAULT).script]
    return [name for name in apart if _signs(name).token.search(text)]


def _words(text: str, language: str) -> list[str]:
    return _signs(language).token.findall(unaccented(text).lower())


def _among(text: str, default: str) -> str:
    """The language of a message in the script that most share: a tie stays with `default`, names of people and places
    do not count."""
    bare = _NAMES.sub(" ", text)
    order = _words(re.split("[:\n]", bare, maxsplit=1)[0], DEFAULT)
    words = (order if len(order) >= _ORDER else _words(bare, DEFAULT) or _words(text, DEFAULT))[:_OPENING]
    same = [name for name in languages() if _signs(name).script == _signs(DEFAULT).script]
    counts = {name: _signs(name).told(words, bare[:200]) for name in same}
    most = max(counts.values())
    tied = [name for name in same if counts[name] == most]
    return default if default in tied else tied[0]


_heard: ContextVar[tuple[str, ...]] = ContextVar("heard")


def heard() -> tuple[str, ...]:
    """The languages to listen for now, the first one first; outside of `hearing`, those of the default language."""
    return _heard.get(None) or _signs(DEFAULT).heard


@contextmanager
def hearing(language: str) -> Iterator[None]:
    """While it lasts, the languages that are mixed into messages of `language` are listened for, and no other."""
    token = _heard.set(_signs(language if language in languages() else DEFAULT).heard)
    try:
        yield
    finally:
        _heard.reset(token)
