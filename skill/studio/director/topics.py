"""Scenes for a message that only names a subject: made from its own words, nothing invented."""

from __future__ import annotations

import re

from skill import i18n
from skill.studio.director import lexicon, names, script
from skill.studio.edits import phrases
from skill.studio.movie import Scene

_LONGEST_TOPIC = 60
_LONGEST_ROW = 12
"""Characters of a row that Chinese lists inside a sentence."""
_LONGEST_AGAIN = 36
"""A wider subject is not said a second time in a line about it."""

_ASIDE = re.compile(r"\s*\([^()]*\)")
_DOT = " \u00b7 "
_KNOWN = re.compile(r"\d|\w\.\w")


def occasion(text: str) -> str:
    """What the video is for: a key of `outlines`, "any" when nothing tells."""
    text = i18n.unaccented(text)
    hits = [
        (m.start(), key)
        for key in lexicon.keys("occasions")
        if (m := lexicon.word(key, "occasions").search(text))
    ]
    order = lexicon.keys("occasions")
    return min((order.index(key), key) for _, key in hits)[1] if hits else "any"


def scenes(
    topic: str, phrase: str, facts: tuple[str, ...], language: str, count: int, about: str
) -> list[Scene]:
    """Hook, the whole phrase, the facts, lines that fit the occasion, a closing line: `count` scenes or a few more."""
    outlines = i18n.load(language if language in i18n.languages() else i18n.DEFAULT, "studio")["outlines"]
    rows = outlines[about if about in outlines else "any"]
    subject, lines = _told(topic, phrase, facts)
    closing = str(rows[-1]).format(topic=subject)
    for row in rows[:-1]:
        if len(lines) >= count - 1:
            break
        if "{topic}" in str(row) and (phrases.width(subject) > _LONGEST_AGAIN or ":" in subject):
            continue
        lines.append(str(row).format(topic=subject))
    made = _lines(lines)
    made.append(Scene(id="s0", name=names.short(closing), duration_ms=1, text=closing, layout="cta"))
    return script.finished(made)


def said(topic: str, phrase: str, facts: tuple[str, ...]) -> list[Scene]:
    """What a message says of its subject and nothing else; no scene when it names none."""
    return script.finished(_lines(_told(topic, phrase, facts)[1]))


def _told(topic: str, phrase: str, facts: tuple[str, ...]) -> tuple[str, list[str]]:
    """The subject, and a line for it, for the whole phrase and for each fact."""
    subject = topic if phrases.width(topic) <= _LONGEST_TOPIC else names.short(topic)
    lines = [names.sentence(subject)]
    if phrase and names.sentence(phrase).casefold() != lines[0].casefold():
        lines.append(names.sentence(phrase))
    return subject, lines + [names.sentence(fact) for fact in facts]


def _lines(lines: list[str]) -> list[Scene]:
    return [_line(line) for line in dict.fromkeys(lines) if re.search(r"\w", line)]


def _line(words: str) -> Scene:
    """A line as a scene; things that Chinese lists are rows: with commas of its own."""
    rows = tuple(words.split("\u3001"))
    if 3 <= len(rows) <= script.MOST_ITEMS and all(2 <= len(row) <= _LONGEST_ROW for row in rows):
        return Scene(id="s0", name=names.short(words), duration_ms=1, items=rows, layout="list")
    return Scene(id="s0", name=names.short(words) or words, duration_ms=1, text=words)


def opening(topic: str, what: str = "") -> Scene:
    """The scene that says what all of it is about, and `what` that is below it."""
    subject = names.sentence(topic)
    below = names.sentence(what)
    return Scene(id="s0", name=names.short(subject) or subject, duration_ms=1, text=subject, detail=below)


def named(list_of: tuple[str, ...], topic: str, numbered: bool = False, opened: bool = False) -> list[Scene]:
    """One scene for each name in a list the user gave.

    Args:
        list_of: the names; what follows a colon is the second line.
        topic: what the list is about.
        numbered: the scenes show their numbers.
        opened: the topic gets a scene of its own before them.
    """
    made = []
    for n, row in enumerate(list_of, 1):
        head, _, rest = row.partition(":") if ":" in row else row.partition("：")
        if not rest and numbered and len(said := phrases.sentences(head)) > 1:
            head, rest = said[0].rstrip(".。"), " ".join(said[1:])
        text = names.sentence(head.strip())
        scene = Scene(id="s0", name=names.short(head) or text, duration_ms=1, text=text, detail=rest.strip())
        made.append(scene.model_copy(update={"number": n, "layout": "step"}) if numbered else scene)
    if opened and topic:
        made.insert(0, opening(topic))
    elif topic and made and not made[0].detail:
        plain = topic if phrases.width(topic) <= _LONGEST_TOPIC else _ASIDE.sub("", topic)
        subject = plain if phrases.width(plain) <= _LONGEST_TOPIC else names.short(plain)
        made[0] = made[0].model_copy(update={"detail": names.sentence(subject)})
    return script.finished(made)


def closed(made: list[Scene], facts: tuple[str, ...]) -> list[Scene]:
    """The scenes with what has to be known (a price, a day, a number to call) below the words of the last one."""
    *before, last = made
    known: list[str] = []
    for fact in facts:
        fits = phrases.width(_DOT.join((*known, fact))) <= _LONGEST_TOPIC
        if fits and _KNOWN.search(fact) and fact.casefold() not in last.text.casefold():
            known.append(names.sentence(fact))
    if not known or last.detail or last.items:
        return made
    return [*before, last.model_copy(update={"detail": _DOT.join(known)})]
