"""A creation message apart: what instructs, and the text that was handed over with it."""

from __future__ import annotations

import re

from skill.studio.director import clauses, enumerated, lexicon, values
from skill.studio.director.framing import (
    LONGEST_ORDER,
    asks,
    asks_for_a_length,
    briefs,
    sets_out,
    settings_last,
    settled,
    thanks,
)
from skill.studio.director.message import EDGES, Clause, unquoted
from skill.studio.director.settings import only_settings, without_head_settings
from skill.studio.director.stretches import fragment_spans, sentence_spans
from skill.studio.edits import phrases

LONGEST_SCRIPT = 12_000
"""Characters of a script that are looked at; far more than the longest video can hold."""
_COLON = re.compile(r"[:：]\s*")
_LEAST_TEXT = 20
"""Width of the sentences that are a text of their own beside an order; less is an "ah" or an "ok"."""
_LONGEST_REQUEST = 120
"""Characters of a sentence behind a text that asks for the video."""
_FENCED = re.compile(r"(?:^|\n)[ \t]*([-=*`])\1{2,}[ \t]*\n(.+?)\n[ \t]*\1{3,}[ \t]*(?:\n|$)", re.DOTALL)
"""A text between two lines of dashes and the like."""
_MARKDOWN = re.compile(r"^#{1,6}[ \t]+|\*\*(?=\S)([^*\n]+)\*\*", re.MULTILINE)
"""Headings and bold words; only their marks are taken away."""


def parted(message: Clause) -> tuple[Clause, str]:
    """The instruction, and the script that was handed over with it ("" when there is none)."""
    order, script = _parted(message)
    # The wish to have the file is none of the text's: the answer says how to get it.
    if last := order.find("export_last"):
        order = order.without(last.span())
    for name in ("export_last", "script_label"):
        script = lexicon.either(name).sub("", script)
    return order, _MARKDOWN.sub(lambda mark: mark[1] or "", script).strip()


def _parted(message: Clause) -> tuple[Clause, str]:
    if verses := _verses(message):
        return verses
    if fenced := _FENCED.search(message.text):
        return message.without(fenced.span()), message.raw(*fenced.span(2)).strip()[:LONGEST_SCRIPT]
    head = message.part(0, min(len(message.text), LONGEST_ORDER))
    turn = head.find("turn_into")
    if turn is None:
        first, _, after = message.raw().partition("\n")
        if after.strip() and len(first) < 400 and asks(message.part(0, len(first))):
            return _nested(message, len(first), after)
        return _mixed(message)
    end = turn.end()
    while end < len(message.text) and message.text[end] not in ":\n.。：":
        end += 1
    before = message.raw(0, turn.start()).strip(" \n:,.")
    after = message.raw(min(end + 1, len(message.text))).strip()
    handed = message.text[end : end + 3].startswith((":\n", ":\n\n"))
    if handed or len(after) >= 12 or (phrases.HAN.search(after) and len(after) >= 6):
        tail = message.part(min(end + 1, len(message.text)), len(message.text))
        if handed or asks(tail) or not only_settings(tail):
            return _nested(message, end, message.raw(min(end + 1, len(message.text))))
    if len(before) >= 20 or (phrases.HAN.search(before) and len(before) >= 10):
        return message.part(turn.start(), len(message.text)), before[:LONGEST_SCRIPT]
    return _mixed(message)


def without_handing_over(message: Clause) -> Clause:
    """The message without a "make a video from this text:" before it."""
    turn = message.find("turn_into")
    colon = (
        _COLON.search(message.text, turn.end()) if turn and not message.text[: turn.start()].strip() else None
    )
    return message.part(colon.end(), len(message.text)) if colon else message


def _verses(message: Clause) -> tuple[Clause, str] | None:
    """ "A video of my haiku: an old silent pond, a frog jumps in. 15 s": the order and the verses, however short."""
    found = message.find("verses")
    if found is None or message.quotes or not asks(message.part(0, found.start("text"))):
        return None
    text = message.part(found.start("text"), len(message.text))
    if enumerated.spans(text.text):
        return None
    edged = settled(text)
    words = edged[1] if edged else text.raw().strip()
    at = message.source.index(words, text.start) - message.start
    return message.without((at, at + len(words))), re.sub(r"\s+/\s+", "\n", words)[:LONGEST_SCRIPT]


def _words_for_a_time(piece: Clause) -> bool:
    """True for "it should say 'Come along' at the beginning"."""
    words = len(piece.quotes) == 1 and piece.has("write", "text_verb", "title")
    return words and bool(values.when(piece))


def told_after(order: Clause, at: int) -> tuple[tuple[int, int], ...]:
    """Where the sentences behind a list stand that are told, and neither set nor ask for anything."""
    rest = order.part(at, len(order.text))
    spans = ((at + a, at + b) for a, b in sentence_spans(rest.text))
    return tuple(span for span in spans if _tells(order.part(*span)))


def _tells(piece: Clause) -> bool:
    words = piece.text.strip(EDGES)
    return (
        len(words) >= 2
        and not asks(piece)
        and not all(only_settings(piece.part(*span)) for span in fragment_spans(piece.text))
        and not thanks(piece)
        and not clauses.begins_wish(words)
        and not piece.has("title", "caption", "voice", "music")
    )


def _nested(message: Clause, end: int, after: str) -> tuple[Clause, str]:
    """What follows an instruction may begin with another one ("make …: turn this into a 30-second video: …")."""
    start = len(message.text) - len(after.lstrip())
    tail = message.part(start, len(message.text))
    head = tail.part(0, min(len(tail.text), LONGEST_ORDER))
    inner = head.find("turn_into")
    if inner and inner.start() < 60:
        order, script = parted(tail)
        return (order, script) if script else (tail, "")
    if (last := _last_request(tail)) is not None:
        return message.without((start, start + last)), tail.raw(0, last).strip()[:LONGEST_SCRIPT]
    order = message.part(0, end)
    if not values.lengths(order) and (found := head.find("video_ask")) and found.start() < 3:
        inner_order, script = _mixed(tail)
        return inner_order, script
    if (cut := settings_last(tail)) is not None:
        # "Make a 30 second video from this: We see 60 people a day. Square."
        edge = start + cut
        return message.without((start, edge)), message.raw(start, edge).strip()[:LONGEST_SCRIPT]
    sets_nothing = not values.lengths(order) and not values.size(order)
    if sets_nothing and (briefs(tail) or asks_for_a_length(tail)):
        # "Make a video from this text: our diary. 28 seconds, portrait. The tram, the harbour": no text, but a brief.
        return _mixed(tail)
    if sets_nothing and (edged := settled(tail)):
        # "Make a video from this text: … 30s, square": what stands at its edges is about the video as well.
        at = message.source.index(edged[1], tail.start) - message.start
        return message.without((at, at + len(edged[1]))), edged[1][:LONGEST_SCRIPT]
    return order, unquoted(after)[:LONGEST_SCRIPT] if after.strip()[:1] in '“"' else after.strip()[
        :LONGEST_SCRIPT
    ]


def _last_request(message: Clause) -> int | None:
    """Where a text ends that is followed by the wish for a video of it: "Fresh bread daily. Make it a short video"."""
    *text, last = sentence_spans(message.text) or [(0, 0)]
    piece = message.part(*last)
    found = piece.part(0, min(len(piece.text), _LONGEST_REQUEST)).find("video_ask")
    if not text or not found or piece.text[: found.start()].strip(" ,，") or piece.has("cta_hint"):
        return None
    return text[-1][1]


def _mixed(message: Clause) -> tuple[Clause, str]:
    """Sentences that instruct apart from sentences that are content."""
    if len(message.text) <= LONGEST_ORDER:
        pieces = [part for span in sentence_spans(message.text) for part in _after_colon(message.part(*span))]
        orders = [
            piece
            for piece in pieces
            if asks(piece) or only_settings(piece) or sets_out(piece) or _words_for_a_time(piece)
        ]
        content = [
            piece
            for piece in pieces
            if piece not in orders
            and not thanks(piece)
            and not piece.find("named_list")
            and not piece.find("presents")
        ]
        if not any(asks(piece) for piece in orders):
            return _unasked(message)
        if enumerated.spans(message.text):
            return message, ""
        if handed := _handed_over(message):
            return handed
        words = " ".join(piece.raw().strip() for piece in content)
        if (len(content) >= 2 and phrases.width(words) >= _LEAST_TEXT) or _long(words):
            text = message.text
            for piece in content:
                at = piece.start - message.start
                text = text[:at] + lexicon.TAKEN * len(piece.text) + text[at + len(piece.text) :]
            return Clause(message.source, text, message.start), words
        return message, ""
    return Clause("", ""), message.raw()[:LONGEST_SCRIPT]


def _unasked(message: Clause) -> tuple[Clause, str]:
    """A message that never says "video": a text, with or without settings at its edges, or a subject."""
    if briefs(message):
        return message, ""
    spoken = max((phrases.width(words) for _, _, words in message.quotes), default=0)
    if spoken >= 30 and phrases.width(message.text) - spoken <= 80:
        return message, ""  # a quotation with a word about it: the quotation is the text
    found = settled(message)
    bare = without_head_settings(message)
    if message.find("named_list") or (bare.text != message.text and bare.find("counted_list")):
        return message, ""
    if found and (_text(found[1]) or _long(message.raw()) or enumerated.lines(found[1]) != found[1]):
        return found
    whole = _long(message.raw()) or (found is None and _text(message.raw()))
    return (Clause("", ""), message.raw()) if whole else (message, "")


def _text(words: str) -> bool:
    """True for what is a text by itself: long, or three sentences and more."""
    return _long(words) or len(phrases.sentences(words)) >= 3


def _after_colon(piece: Clause) -> list[Clause]:
    """ "Make a promo: Introducing BrewBox!" in two: what is asked for, and the sentence handed over."""
    match = lexicon.either("handed_over").search(piece.text)
    if match is None or not asks(piece.part(0, match.end())):
        return [piece]
    rest = piece.part(match.end(), len(piece.text))
    if not _sentence(rest) or only_settings(rest):
        return [piece]
    return [piece.part(0, match.end()), rest]


def _handed_over(message: Clause) -> tuple[Clause, str] | None:
    """ "Make a 15-second video: Every tea tells a story. Heat the pot. Square, please." in order and text.

    From a colon on sentences are text, whatever they speak of, but for those at the end that ask or set something;
    None when fewer than two are left.
    """
    spans = sentence_spans(message.text)
    match = lexicon.either("handed_over").search(message.text[: spans[0][1]])
    if match is None or not asks(lead := message.part(0, match.end())):
        return None
    spans[0] = (match.end(), spans[0][1])
    pieces = [message.part(*span) for span in spans]
    while pieces and (asks(pieces[-1]) or _sets(pieces[-1], lead)):
        pieces.pop()
    while pieces and only_settings(pieces[0]) and values.lengths(pieces[0]):
        pieces.pop(0)
    if len(pieces) < 2 or _is_list(pieces[0]) or any(piece.find("named_list") for piece in pieces):
        return None
    start = pieces[0].start - message.start
    end = _before_settings(message, start, pieces[-1].start - message.start + len(pieces[-1].text))
    # The last full stop stays: what follows is a sentence of its own.
    text = message.text[:start] + lexicon.TAKEN * (end - start - 1) + message.text[end - 1 :]
    return Clause(message.source, text, message.start), message.raw(start, end).strip()


def _before_settings(message: Clause, start: int, end: int) -> int:
    """Where the text ends when its last words are a length and a format: "…, sales and support, 40 s, 16:9"."""
    spans = fragment_spans(message.text[start:end])
    last = len(spans)
    while last > 1 and only_settings(message.part(start + spans[last - 1][0], start + spans[last - 1][1])):
        last -= 1
    tail = message.part(start + spans[last - 1][1], end)
    return start + spans[last - 1][1] if values.lengths(tail) or values.size(tail) else end


def _sets(piece: Clause, order: Clause) -> bool:
    """True for a sentence that sets something and is no line of a text: once the order has given a length, "wait three
    minutes" is one."""
    told = bool(values.lengths(order) and values.lengths(piece))
    if sets_out(piece):
        return True
    return only_settings(piece) and (not told or piece.has("title", "caption", "music", "voice"))


def _sentence(piece: Clause) -> bool:
    """True for words that end like a sentence and are no list."""
    return piece.raw().strip()[-1:] in "!?！？。" and not _is_list(piece)


def _is_list(piece: Clause) -> bool:
    return len(re.split(r"[,，、;；]", piece.raw())) >= 3


def _long(words: str) -> bool:
    return phrases.width(words) >= 90
