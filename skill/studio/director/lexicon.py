"""The words of prompts/*/directing.yaml as compiled patterns, of several languages at once: people mix them.

Which languages is `i18n.heard()`; each set of them is compiled once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from skill import i18n

QUOTE, URL, FILE, TAKEN, NAMED = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
"""What stands in a masked message for a quotation, a link, a file name, words already understood, and a scene."""

_FLAGS = re.IGNORECASE
_NEVER = r"(?!)"
_MARKED = {"q": QUOTE, "named": NAMED}
_MACRO = re.compile(r"\{([a-z][a-z_]*)\}")


_Asked = ParamSpec("_Asked")
_Found = TypeVar("_Found")


def kept(find: Callable[_Asked, _Found]) -> Callable[_Asked, _Found]:
    """Remembers what `find` gives, apart for each set of languages that is listened for."""

    @cache
    def found(_: tuple[str, ...], *asked: _Asked.args, **named: _Asked.kwargs) -> _Found:
        return find(*asked, **named)

    @wraps(find)
    def look_up(*asked: _Asked.args, **named: _Asked.kwargs) -> _Found:
        return found(i18n.heard(), *asked, **named)  # type: ignore[arg-type]

    return look_up


def _tables() -> Iterator[Any]:
    for language in i18n.heard():
        yield i18n.load(language, "directing")


@cache
def _simplified() -> Mapping[int, int]:
    """Traditional characters and the simplified ones they are listened for as, one for one."""
    pairs = [
        pair for name in i18n.languages() for pair in i18n.load(name, "routing").get("simplified", "").split()
    ]
    return {ord(pair[0]): ord(pair[1]) for pair in pairs}


def plain(text: str) -> str:
    """The same characters without accents and in simplified form, one for one."""
    return text if text.isascii() else i18n.unaccented(text).translate(_simplified())


def _whole(table: Any, alternatives: list[str]) -> str:
    joined = plain("|".join(alternatives))
    return rf"(?<![A-Za-z])(?:{joined})(?![A-Za-z])" if table["boundaries"] else joined


@kept
def alternatives(name: str, section: str = "words") -> str:
    """One expression for all words of a meaning, in all languages; a meaning without words is never said."""
    parts = [_whole(t, list(t[section][name])) for t in _tables() if t.get(section, {}).get(name)]
    return "(?:" + ("|".join(parts) or _NEVER) + ")"


@kept
def word(name: str, section: str = "words") -> re.Pattern[str]:
    """`alternatives`, compiled."""
    return re.compile(alternatives(name, section), _FLAGS)


@kept
def keys(section: str) -> tuple[str, ...]:
    """The names in a section, in the order of the files."""
    found: dict[str, None] = {}
    for table in _tables():
        found.update(dict.fromkeys(table.get(section, {})))
    return tuple(found)


@kept
def merged(section: str) -> Mapping[str, Any]:
    """A section of single values (numbers, ordinals, colours) over all languages, the first language first."""
    found: dict[str, Any] = {}
    for table in _tables():
        found = {plain(name): value for name, value in table.get(section, {}).items()} | found
    return found


@kept
def special(name: str) -> str:
    """What {num}, {ord}, {q} and {named} stand for in a pattern."""
    if name in _MARKED:
        return _MARKED[name] + "+"
    if name == "ord":
        ordinals = "|".join(sorted(merged("ordinals"), key=len, reverse=True))
        return rf"(?<![A-Za-z])(?:{ordinals})(?![A-Za-z])"
    latin = "|".join(sorted((w for w in merged("numbers") if w.isascii()), key=len, reverse=True))
    signs = "".join(w for w in (*merged("numbers"), *merged("multipliers")) if not w.isascii())
    chinese = f"[{signs}]+" if signs else _NEVER
    return rf"(?:\d+(?:\.\d+)?|(?<![A-Za-z])(?:{latin})(?:[- ](?:{latin}))?(?![A-Za-z])|{chinese})"


def _expand(pattern: str) -> str:
    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        return special(name) if name in ("q", "ord", "num", "named") else alternatives(name)

    return _MACRO.sub(put, pattern)


@kept
def patterns(name: str, section: str = "patterns") -> tuple[re.Pattern[str], ...]:
    """The patterns of a name, all languages, the first language first."""
    found = []
    for table in _tables():
        for pattern in table.get(section, {}).get(name, ()):
            whole = rf"(?<![A-Za-z])(?:{pattern})" if section == "cannot" and table["boundaries"] else pattern
            found.append(re.compile(_expand(plain(whole)), _FLAGS))
    return tuple(found)


@kept
def either(name: str) -> re.Pattern[str]:
    """All patterns of a name, in all languages, as one."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns(name)) or _NEVER, _FLAGS)


@kept
def _number_words() -> re.Pattern[str]:
    return re.compile(special("num"), _FLAGS)


def counted(match: re.Match[str]) -> int | None:
    """The number that a match names, by an ordinal ("o") or a number ("n", "p"), from 1; negative from the end."""
    groups = match.groupdict()
    if groups.get("o"):
        return int(merged("ordinals")[groups["o"].lower()])
    value = number(groups.get("n") or groups.get("p") or "")
    return int(value) if value else None


def number(text: str) -> float | None:
    """The value of digits or number words ("25", "twenty-five", and the same in Chinese); None for anything else."""
    text = text.strip().lower()
    if not _number_words().fullmatch(text):
        return None
    if text[0].isdigit():
        return float(text)
    known = merged("numbers")
    if text in known:
        return float(known[text])
    if text.isascii():
        return float(sum(known[part] for part in re.split(r"[- ]", text)))
    total, current = 0.0, None
    for sign in text:
        if sign in merged("multipliers"):
            total += (1 if current is None else current) * merged("multipliers")[sign]
            current = None
        else:
            current = known[sign] if current is None else current * 10 + known[sign]
    return total + (current or 0)
