"""Signs of an order in a message: it asks for a video, or sets its length, format, sound."""

from __future__ import annotations

import itertools
import re

from skill.studio.director import lexicon, values
from skill.studio.director.message import EDGES, Clause
from skill.studio.director.settings import only_settings
from skill.studio.director.stretches import fragment_spans, sentence_spans

LONGEST_ORDER = 1200
"""Characters of an instruction: what is longer is content."""
_LEAD = re.compile(r"[^:]{1,60}:(?=\s|[^\x00-\x7f])")
"""What stands before the colon at the head of a text."""


def asks(message: Clause) -> bool:
    """True when a message asks for a video to be made."""
    head = message.part(0, min(len(message.text), LONGEST_ORDER))
    return bool(head.find("turn_into") or head.find("video_ask"))


def frames(text: Clause) -> bool:
    """True for a text in which a stretch between two marks sets a length or a format, or asks for a video of one."""
    if len(text.text) > LONGEST_ORDER:
        return False
    pieces = [text.part(*span) for span in fragment_spans(text.text)]
    named = [piece.part(0, lead.end()) for piece in pieces if (lead := _LEAD.match(piece.text))]
    for piece in (*pieces, *named):
        timed, sized = bool(values.lengths(piece)), values.size(piece) is not None
        if (timed and sized) or ((timed or sized) and (asks(piece) or only_settings(piece))):
            return True
    return False


def sets_out(piece: Clause) -> bool:
    """True for a sentence that begins with settings, a length or a format among them, whatever they are for:
    "45 secs, widescreen, captions for the ward tablets"."""
    spans = fragment_spans(piece.text)[:2]
    heads = [piece.part(*span) for span in spans]
    framed = any(values.lengths(head) or values.size(head) for head in heads)
    return len(heads) == 2 and framed and all(map(only_settings, heads))


def asks_for_a_length(text: Clause) -> bool:
    """True for a text one sentence of which asks for a video of a length or a format."""
    if len(text.text) > LONGEST_ORDER:
        return False
    pieces = [text.part(*span) for span in sentence_spans(text.text)]
    return any(asks(piece) and bool(values.lengths(piece) or values.size(piece)) for piece in pieces)


def settings_last(text: Clause) -> int | None:
    """Where a text ends whose last sentences only set the video, a format among them; None where none do."""
    spans = sentence_spans(text.text)
    last = len(spans)
    while last > 1 and only_settings(text.part(*spans[last - 1])):
        last -= 1
    sized = any(values.size(text.part(*span)) for span in spans[last:])
    return spans[last][0] if sized else None


def settled(message: Clause) -> tuple[Clause, str] | None:
    """A text with settings before or after it ("…. 30s, square"): the settings and the text; None without a length, a
    format or sound among them."""
    pieces = [message.part(*span) for span in fragment_spans(message.text)]
    a, b = 0, len(pieces)
    while b > a and (only_settings(pieces[b - 1]) or (b - 1 > a and thanks(pieces[b - 1]))):
        b -= 1
    while a < b and only_settings(pieces[a]):
        a += 1
    if a < b and (lead := _LEAD.match(pieces[a].text)) and only_settings(pieces[a].part(0, lead.end())):
        # "News style, 20 s: …"
        pieces[a : a + 1] = [pieces[a].part(0, lead.end()), pieces[a].part(lead.end(), len(pieces[a].text))]
        a, b = a + 1, b + 1
    edges = [*pieces[:a], *pieces[b:]]
    sets = any(
        values.lengths(piece) or values.size(piece) or piece.has("music", "voice", "caption")
        for piece in edges
    )
    if not sets or a == b:
        return None
    start, end = (
        pieces[a].start - message.start,
        pieces[b - 1].start - message.start + len(pieces[b - 1].text),
    )
    order = message.without((start, end))
    return order, message.raw(start, end).strip(" \n\t,;，；–—-")


def thanks(piece: Clause) -> bool:
    """True for a "please" or a "thank you" and nothing else."""
    return lexicon.word("polite").sub("", piece.text).strip(EDGES) == ""


def briefs(message: Clause) -> bool:
    """True for "Our diary, 7 countries. 28 seconds, portrait. The tram, the harbour": a length and more side by side in
    the midst of what is told."""
    if len(message.text) > LONGEST_ORDER:
        return False
    pieces = [message.part(*span) for span in fragment_spans(message.text)]
    heads = [piece.part(0, lead.end()) if (lead := _LEAD.match(piece.text)) else piece for piece in pieces]
    sets = [only_settings(head) or thanks(head) for head in heads]
    told = [n for n, alone in enumerate(sets) if not alone or len(heads[n].text) < len(pieces[n].text)]
    runs = itertools.groupby(range(told[0], told[-1] + 1) if told else (), key=lambda n: sets[n])
    for alone, run in runs:
        kinds = [(bool(values.lengths(heads[n])), values.size(heads[n]) is not None) for n in run]
        if alone and any(timed for timed, _ in kinds) and (len(kinds) > 1 or all(kinds[0])):
            return True
    return False
