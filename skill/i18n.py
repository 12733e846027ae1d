"""The words of the skill: prompts/<language>/<concern>.yaml, read once, checked, frozen.

A language is a folder; a concern is a file: what is said (`replies`, `errors`, `studio`) and what is listened for
(`routing`, `translation`, `directing`). A missing key or a placeholder without a value is a bug and raises KeyError.
"""

from __future__ import annotations

import re
import unicodedata
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
    """The sentence `key` (dots descend) of `concern`, its {placeholders} filled with `values`."""
    node: Any = load(language if language in languages() else DEFAULT, concern)
    for part in key.split("."):
        node = node[part]
    return str(node).format(**values)


_HAN = re.compile("[\u3400-\u9fff]")
_OTHERS_WORDS = re.compile(
    r"https?://\S+|\"[^\"\n]*\"|\u201c[^\u201d\n]*\u201d|\u300c[^\u300d\n]*\u300d|\u300a[^\u300b\n]*\u300b"
    r"|(?<![A-Za-z])'[^'\n]*'(?![A-Za-z])"
)
_LATIN_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")


def detect(text: str, default: str = DEFAULT) -> str:
    """The language that carries the message's grammar: `en` or `zh-CN`; `default` when no word tells.

    Words in quotation marks and links are somebody else's. An English brand or verb does not flip a Chinese sentence,
    nor a Chinese title an English one: the function words of each language are counted against each other.
    """
    own = _OTHERS_WORDS.sub(" ", unicodedata.normalize("NFKC", text).replace("\u2019", "'"))
    if not _HAN.search(own) and not _LATIN_WORD.search(own):
        own = text
    words = [word.lower() for word in _LATIN_WORD.findall(own)]
    han = _HAN.findall(own)
    if not han:
        return "en" if words else default
    if not words:
        return "zh-CN"
    carried = sum(word in _grammar("en") for word in words)
    native = sum(character in _grammar("zh-CN") for character in han)
    opens = own.lstrip().lower().startswith(tuple(words[:1])) and words[0] in _grammar("en")
    return "en" if carried > native or (opens and carried >= 2) else "zh-CN"


@cache
def _grammar(language: str) -> frozenset[str]:
    words: str = load(language, "routing")["grammar"]
    return frozenset(words.split())
