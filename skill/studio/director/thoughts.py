"""One thought a scene: sentences cut where a reader would pause, so that each part can be read in a few seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skill import i18n
from skill.studio.director import lexicon
from skill.studio.edits import phrases

_LEAST = 12
"""A part narrower than this is not worth a scene of its own."""
_EDGES = " ,;:.，；：。、"
_MARKS = _EDGES + "!?\u3002\uff01\uff1f"
_ADDRESS = re.compile(
    r"(?:https?://\S+|@\w[\w.]*|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?)(?![\w.])", re.IGNORECASE
)
_PROPER = re.compile(r"\b[A-Z][\w'’&-]+(?: [A-Z][\w'’&-]+)*")
_HAN_QUOTED = re.compile(r"[“「《]([^”」》]{2,12})[”」》]")


@dataclass(frozen=True, slots=True)
class Subject:
    """A sentence of the kind "X is a …": the name, what it is, and the words as written."""

    name: str
    rest: str
    spoken: str


def parts(sentence: str, longest: int) -> list[str]:
    """A sentence in parts no wider than `longest` where the words allow; no word is lost."""
    found: list[str] = []
    for clause in phrases.clauses(sentence, longest):
        if found and _ADDRESS.fullmatch(clause.strip(_MARKS)):
            found[-1] += (
                clause if phrases.is_cjk(found[-1]) else f" {clause}"
            )  # where to go is part of the call
        else:
            found += _cut(clause, longest)
    return found


def _cut(clause: str, longest: int) -> list[str]:
    if phrases.width(clause) <= longest:
        return [clause]
    for name, wide in (("break_strong", 1.0), ("break_weak", 1.5)):
        if phrases.width(clause) <= longest * wide:
            break
        places = [match.start() for match in lexicon.either(name).finditer(i18n.unaccented(clause))]
        whole = [match.span() for match in lexicon.either("inseparable").finditer(i18n.unaccented(clause))]
        places = [at for at in places if not any(a < at < b for a, b in whole)]
        places = [
            at for at in places if min(phrases.width(clause[:at]), phrases.width(clause[at:])) >= _LEAST
        ]
        if places:
            at = min(places, key=lambda place: abs(place - len(clause) / 2))
            return [*_cut(clause[:at].strip(), longest), *_cut(clause[at:].strip(), longest)]
    return [clause]


def shown(part: str) -> str:
    """A part as it stands on screen: without the "and" it was cut at and the comma after it, its first letter large."""
    words = lexicon.either("connective").sub("", part.strip())
    stop = "." if phrases.abbreviated(words) and not words.endswith("..") else ""
    words = (words.strip(_EDGES) or part) + stop
    if _ADDRESS.match(words):
        return words  # an address is written as it is
    return words[:1].upper() + words[1:]


def addressed(text: str) -> bool:
    """Whether a text leads to an address: that is where its reader is to go."""
    last = text.strip(_MARKS).split()[-1:]
    return bool(last) and _ADDRESS.search(last[0].strip(_MARKS)) is not None


def subject(sentence: str) -> Subject | None:
    """The name a sentence introduces, None when it introduces none."""
    for pattern in lexicon.patterns("named_subject"):
        if match := pattern.search(sentence.strip()):
            name = match.group("name").strip()
            return Subject(name, shown(match.group("rest")), sentence.strip()[match.end("name") :].strip())
    return None


def emphasis(text: str) -> tuple[str, ...]:
    """The words to stand out: numbers, prices, names; at most three, as they are written."""
    found = [
        (match.start(), text[match.start() : match.end()].strip())
        for pattern in (*lexicon.patterns("figure"), _PROPER)
        for match in pattern.finditer(i18n.unaccented(text))
        if text[: match.start()].strip("¡¿«“\"'") or pattern is not _PROPER
    ]
    found += [(match.start(1), match.group(1)) for match in _HAN_QUOTED.finditer(text)]
    kept: list[str] = []
    for _, words in sorted(found, key=lambda row: (row[0], -len(row[1]))):
        if words != text.strip(_EDGES) and not any(words in other for other in kept):
            kept.append(words)
    return tuple(kept[:3])
