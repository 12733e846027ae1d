"""What a creation message asks for: settings apart from content, and the words that are to be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skill.studio.director import enumerated, lexicon, refusals, values
from skill.studio.director.framing import LONGEST_ORDER, frames
from skill.studio.director.message import Clause, read, tidy, unquoted
from skill.studio.director.parting import parted, told_after, without_handing_over
from skill.studio.director.settings import (
    before_length,
    count_of,
    each_of,
    fragments_of,
    length_of,
    only_settings,
    styles_of,
    volume_of,
)
from skill.studio.director.steps import styles_in
from skill.studio.director.subject import (
    attribution,
    facts_of,
    listed,
    quoted_script,
    subject_of,
    title_parts,
)
from skill.studio.edits import phrases

_LEAST_WORDS = 12
"""Characters that tell one text from another."""
_LEAST_ROWS, _WIDEST_ROW = 3, 30
"""Rows of a list that looks like a text, and how wide they are."""
_NEAR = 3
"""Characters at most between a "no" and what is not wanted."""


@dataclass(frozen=True)
class Brief:
    """A creation message, understood. `order` is the instruction; `script`, `names` or `topic` the content: with names
    the script is what is told after them, with a topic the script is about it and does not say so."""

    order: Clause
    script: str = ""
    verbatim: bool = False
    names: tuple[str, ...] = ()
    topic: str = ""
    phrase: str = ""
    facts: tuple[str, ...] = ()
    count: int | None = None
    length_ms: int | None = None
    each_ms: int | None = None
    numbered: bool = False
    size: values.Size | None = None
    styles: tuple[str, ...] = ()
    sound: str = ""
    feel: str = ""
    music: bool = True
    volume: float | None = None
    captions: bool = False
    voice: bool = False
    titles: tuple[Clause, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def content(self) -> bool:
        """True when there is something to make a video of."""
        return re.search(r"[^\W_]", " ".join((self.script, *self.names, self.topic, *self.facts))) is not None

    @property
    def idea(self) -> str:
        """What the video is about, when that is all that was said."""
        return (
            ""
            if self.script or self.names
            else ". ".join(filter(None, (self.phrase or self.topic, *self.facts)))
        )


def understand(message: Clause) -> Brief:
    """Splits a message into instruction and content and reads the instruction."""
    handed = without_handing_over(message)
    if handed is not message and frames(handed) and listed(handed)[0]:
        # "Make a video from this text: our diary, 28 seconds. The tram, the harbour, the mill": no text, but a brief.
        message = handed
    order, script = parted(message)
    if script and (spot := listed(order)[1]) and _stands_in(script, order.raw(0, spot[0])):
        # What is told before a list of scenes says what they are about.
        order, script = handed, ""
    elif 0 < len(script) < LONGEST_ORDER and (_lists(script, listed(message)[0]) or _frames_a_list(script)):
        # "30 seconds for our bootcamp: learn fast, get hired, pay later": scenes, no sentences.
        order, script = message, ""
    if place := order.find("where_made"):
        # Said to whoever chose the studio; it is none of the video's subject.
        order = order.without(place.span())
    lengths = values.lengths(order)
    rows, spot, numbered = listed(order)
    if spot and lexicon.TAKEN in order.text[slice(*spot)]:
        # A colon, and behind it the text that was handed over: no list.
        rows, spot, numbered = (), None, False
    if spot and numbered:
        # "Boil the noodles 4 minutes" is a step; ", 20 seconds" behind the last one is the video's length.
        lengths = tuple(
            length
            for length in lengths
            if not spot[0] <= length.start < spot[1] or before_length(order, length).find("length_alone")
        )
    rest = order.without(spot) if spot else order
    if spot and not script and not order.part(0, spot[0]).has("scene") and not enumerated.spans(order.text):
        told = [span for span in told_after(rest, spot[1]) if not rest.part(*span).find("one_per")]
        script = " ".join(order.raw(*span).strip() for span in told)
        rest = rest.without(*told)
    fragments = wishes = fragments_of(rest)
    titles = tuple(piece for piece in title_parts(rest))
    rest = rest.without(*((t.start - rest.start, t.start - rest.start + len(t.text)) for t in titles))
    fragments = [piece for piece in fragments_of(rest) if not piece.empty]
    quote = "" if script or rows else quoted_script(rest)
    author = attribution(rest, quote) if quote else ""
    styles = styles_of(fragments)
    if quote and rest.find("writes_it") and subject_of(fragments, styles)[0].strip("“”") != quote:
        quote = ""  # a line beside what the video is about
    topic, phrase, facts = ("", "", ()) if rows or script or quote else subject_of(fragments, styles)
    if spot:
        before = [piece for piece in fragments if piece.start - order.start < spot[0]]
        topic, phrase, facts = subject_of(before, styles)
        if facts and (whole := f"{topic}: {facts[0]}").casefold() in order.raw().casefold():
            topic, facts = whole, facts[1:]  # "Recipe: tomato soup"
        topic = _with_name(topic, order.without(spot), rows)
        facts += tuple(facts_of([piece for piece in fragments if piece not in before], styles))
    verbatim = bool(quote) or order.has("script") or _in_quotes(message, script)
    if script and not rows and not verbatim:
        topic, phrase = _promoted(order, script)
    return Brief(
        order=order,
        script=script or (f"“{quote}” {author}" if author else quote),
        verbatim=verbatim,
        names=rows,
        topic=topic,
        phrase=phrase,
        facts=facts,
        count=count_of(order),
        length_ms=length_of(order, lengths, titles),
        each_ms=each_of(order),
        numbered=numbered,
        size=values.size(order),
        styles=styles,
        sound=" ".join(piece.text for piece in fragments if piece.has("music") or only_settings(piece)),
        feel=" ".join(p.text for p in fragments if only_settings(p) and not p.has("music", "voice")),
        music=not any(map(_silent, fragments)),
        volume=volume_of(fragments),
        captions=any(_asks_for(piece, "caption") for piece in wishes),
        voice=any(_asks_for(piece, "voice") for piece in wishes),
        titles=titles,
        notes=refusals.notes(rest),
    )


def _stands_in(script: str, before: str) -> bool:
    """True when the script begins in the words `before` a list."""
    return script[:_LEAST_WORDS] in before


def _lists(script: str, rows: tuple[str, ...]) -> bool:
    """True when what looks like a text is a list of a few words each."""
    short = all(phrases.width(row) <= _WIDEST_ROW for row in rows)
    return len(rows) >= _LEAST_ROWS and short and script.startswith(rows[0])


def _frames_a_list(script: str) -> bool:
    """True for "Three scenes (the warehouse, packing, dinner), 21 seconds": a sentence of a brief, no text."""
    words = read(script)
    named = words.find("named_list") or (words.find("bracketed_list") and words.find("scene_total"))
    return named is not None and frames(words)


def _asks_for(piece: Clause, name: str) -> bool:
    """True for "with captions, no voice" and captions."""
    if not piece.has("no"):
        return piece.has(name)
    refused = [match.end() for match in lexicon.word("no").finditer(piece.text)]
    spans = [match.span() for match in lexicon.word(name).finditer(piece.text)]
    return (
        piece.has("caption")
        and piece.has("voice")
        and any(not any(0 <= start - no <= _NEAR for no in refused) for start, _ in spans)
    )


def _with_name(topic: str, order: Clause, rows: tuple[str, ...]) -> str:
    """What a list of scenes is about, with the name that was given to it: the first scene says both."""
    found = order.find("its_name")
    name = unquoted(order.raw(*found.span("name"))) if found else ""
    said = " ".join((topic, *rows)).casefold()
    return topic if not name or name.casefold() in said else " · ".join(filter(None, (name, topic)))


def _silent(piece: Clause) -> bool:
    """True for "no music" and for "silent", but not for "no drums"."""
    if piece.has("music"):
        return piece.has("no") and not styles_in(piece.text)
    return piece.has("mute") and only_settings(piece)


def _promoted(order: Clause, script: str) -> tuple[str, str]:
    """What the order says the text is about and what that is, "" when the text says it itself."""
    found = order.find("promoted")
    if found is None or order.find("says_itself") or values.size(order.part(*found.span("topic"))):
        return "", ""
    topic = unquoted(order.raw(*found.span("topic")))
    what = tidy(order.raw(*found.span("what"))) if found.groupdict().get("what") else ""
    if phrases.HAN.search(topic):
        said = any(topic[at : at + 2] in script for at in range(len(topic) - 1))
    else:
        said = all(word in script.casefold() for word in re.findall(r"[^\W\d_]{3,}", topic.casefold()))
    return ("", "") if said else (topic, what)


def _in_quotes(message: Clause, script: str) -> bool:
    return bool(script) and any(script in words for _, _, words in message.quotes)
