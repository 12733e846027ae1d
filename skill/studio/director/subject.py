"""What a creation message is about: a list of scenes, a quotation, or a topic with facts around it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from skill import i18n
from skill.studio.director import enumerated, lexicon, refusals, values
from skill.studio.director.framing import asks
from skill.studio.director.message import EDGES, Clause, tidy, unquoted
from skill.studio.director.settings import COLON, fragments_of, masked, only_settings, without_head_settings
from skill.studio.director.steps import styles_in
from skill.studio.edits import phrases

_LEAST_ROWS, _MOST_WORDS, _WIDEST_ROW = 3, 5, 34
"""Of a list that nothing announces: rows at least; words and width of each at most."""
_CHINESE = "\u3001"
"""The comma of Chinese lists."""
_PIECE = re.compile(r"(?:[^,，.。\s]|\s(?![-–—]\s))+")


def title_parts(order: Clause) -> list[Clause]:
    """The fragments that ask for a title: in quotes, or behind the word and a colon."""
    pieces = fragments_of(order)
    return [
        p
        for p in pieces
        if p.find("title_is")
        or (
            p.quotes
            and (p.has("title") or values.when(p))
            and len(p.quotes[0][2]) <= 120
            and not (asks(p) and not p.has("title"))
        )
    ]


def quoted_script(order: Clause) -> str:
    """A quotation long enough to be the whole text of the video."""
    longest = max((text for _, _, text in order.quotes), key=phrases.width, default="")
    least = 14 if re.search(r"[.!?。！？,，]", longest) else 30
    return longest if phrases.width(longest) >= least and not order.has("title") else ""


def attribution(order: Clause, quote: str) -> str:
    """Who said a quotation ("— Steve Jobs"), "" when it is not said."""
    for _, end, text in order.quotes:
        if text == quote and (
            match := re.match(r"\s*[-—–~]+\s*(?P<who>[^,.;，。；\n\d]{2,40})", order.raw(end))
        ):
            return "— " + match.group("who").strip()
    return ""


def listed(order: Clause) -> tuple[tuple[str, ...], tuple[int, int] | None, bool]:
    """The scenes that a message lists by name, where it does, and whether it counts them off."""
    if counted := enumerated.spans(order.text):
        spans = [_without_settings(order, start, end) for start, end in counted]
        words = tuple(tidy(order.raw(*span)) for span in spans)
        if all(words):
            return words, (enumerated.start(order.text), spans[-1][1]), not order.has("scene")
    words, spot = _listed(order)
    head = order.part(0, spot[0]) if spot else order
    return words, spot, bool(words) and head.has("counted_things") and not head.has("scene")


def _without_settings(order: Clause, a: int, b: int) -> tuple[int, int]:
    """The stretch without the settings at its end."""
    while cut := re.search(
        r"(?:[,，]|[.!?](?=\s)|[。！？\n])[^,，.!?。！？\n]*[.!?。！？\s]*$", order.text[a:b]
    ):
        tail = order.part(a + cut.start() + 1, b)
        if tail.text.strip(EDGES) and not only_settings(tail):
            break
        b = a + cut.start()
    return a, b


def _sets(piece: Clause, glue: str) -> bool:
    """True for a row of a list that only sets something, and not just a feeling that may be a scene; nor a dance in a
    list with marks of its own."""
    hard = (
        values.lengths(piece)
        or values.size(piece)
        or piece.has("music", "voice", "caption")
        or (glue != _CHINESE and styles_in(piece.text))
    )
    return bool(hard) and only_settings(piece) and not _lasts(piece)


def _lasts(piece: Clause) -> bool:
    """True for a step that takes its time, "simmer 40 minutes": no length of the video."""
    rest = piece.without(*((length.start, length.end) for length in values.lengths(piece)))
    if rest.text == piece.text or piece.has("length", "video") or values.size(piece):
        return False
    return len(rest.without_words("filler", "polite").letters) >= 2


def _one_each(order: Clause) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    """ "One shot of the oven, one shot of the loaf and one of the smile": a list in which every row says so."""
    marks = list(lexicon.either("one_each").finditer(order.text))
    if len(marks) < 2:
        return (), None
    ends = (*(mark.start() for mark in marks[1:]), len(order.text))
    rows = [_PIECE.match(order.text, mark.end(), end) for mark, end in zip(marks, ends, strict=True)]
    spans = [row.span() for row in rows if row]
    glue = lexicon.either("row_end")
    words = tuple(glue.sub("", tidy(order.raw(*span))) for span in spans)
    return (words, (marks[0].start(), spans[-1][1])) if all(words) else ((), None)


def _quoted_list(order: Clause) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    """ "Three books: 《A》《B》《C》": three quotations and more with nothing but marks between them."""
    rows: list[tuple[int, int]] = []
    for a, b, _ in order.quotes:
        if rows and lexicon.either("list_glue").sub("", order.text[rows[-1][1] : a]).strip(EDGES):
            break
        rows.append((a, b))
    if len(rows) < _LEAST_ROWS or order.part(0, rows[0][0]).has("title"):
        return (), None
    words = tuple(
        order.raw(a, b) if order.raw(a, a + 1) == "《" else unquoted(order.raw(a, b)) for a, b in rows
    )
    return words, (rows[0][0], rows[-1][1])


def _listed(order: Clause) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    if (found := _one_each(order))[0] or (found := _quoted_list(order))[0]:
        return found
    bare = without_head_settings(order)
    for name, exact, least in (
        ("named_list", False, 2),
        ("counted_list", True, 2),
        ("things_list", False, 3),
        ("open_list", False, 3),
        ("headed_list", False, 3),
        ("slashed_list", False, 3),
        ("bracketed_list", False, 3),
    ):
        match = bare.find(name)
        if match is None or (name == "open_list" and not _tells_a_story(bare, match)):
            continue
        if name == "headed_list" and bare.text == order.text:
            continue  # without settings before its colon it may be any sentence
        if name == "bracketed_list" and not _all_show(bare, match):
            continue
        words, spot = _rows(order, match, exact, least)
        if words or name == "named_list":
            return words, spot
    return _bare_list(order)


def _bare_list(order: Clause) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    """A sentence that is a list ("A promo for our shop. Sneaker wall, kid jumping, cashier smiling."), or what is left
    of one that asks for the video or sets its length: "15 s, square, sneaker wall, kid jumping, cashier smiling"."""
    ends = [match.end() for match in re.finditer(r"(?<=[^\d])[.!?](?=\s)|[。！？\n]", order.text)]
    for a, b in itertools.pairwise((0, *ends, len(order.text))):
        found = [order.part(a + m.start(), a + m.end()) for m in _PIECE.finditer(order.text[a:b])]
        pieces = [part for piece in found for part in _headed(piece) if not part.empty]
        ordered = [n for n, piece in enumerate(pieces) if asks(piece) or _frames(piece)]
        if not a and not ordered:
            continue  # the first sentence says what the video is about
        behind = pieces[ordered[-1] + 1 if ordered else 0 :]
        if ordered:
            behind = list(itertools.dropwhile(only_settings, behind))
        told = [piece for piece in behind if not only_settings(piece)]
        if len(told) >= _LEAST_ROWS and all(map(_shows, told)) and told == behind[: len(told)]:
            start, end = told[0].start - order.start, told[-1].start - order.start + len(told[-1].text)
            return tuple(tidy(piece.raw()) for piece in told), (start, end)
    return (), None


def _headed(piece: Clause) -> tuple[Clause, ...]:
    """ "A promo for the market: apples" is what the video is and the first row."""
    colon = COLON.search(piece.text)
    if colon is None or not asks(piece.part(0, colon.start())):
        return (piece,)
    return piece.part(0, colon.start()), piece.part(colon.end(), len(piece.text))


def _frames(piece: Clause) -> bool:
    """True for a piece that sets a length or a format, whatever else it says."""
    return bool(values.lengths(piece)) or values.size(piece) is not None


def _all_show(order: Clause, match: re.Match[str]) -> bool:
    """True when every part of a list may be a scene."""
    a = match.start("list")
    return all(
        _shows(order.part(a + part.start(), a + part.end()))
        for part in re.finditer(r"[^,，、]+", match.group("list"))
    )


def _shows(piece: Clause) -> bool:
    """True for a few words without a figure that may be a scene."""
    words = piece.text.split()
    short = len(words) <= _MOST_WORDS and phrases.width(piece.text.strip()) <= _WIDEST_ROW
    wishes = piece.has("video", "music", "caption", "voice", "title", "cta_hint") or values.when(piece)
    return short and not wishes and not piece.quotes and re.search(r"[\d$€£¥%:]", piece.text) is None


def _rows(
    order: Clause, match: re.Match[str], exact: bool, least: int
) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    """The rows of one list, where it stands; none when they are not as many as was said."""
    count = int(lexicon.number(match.groupdict().get("count") or "") or 0)
    a, b = match.span("list")
    stop = re.search(r"(?<!^\d)(?<!\s\d)(?<!(?-i:\b[A-Z]))\.(?=\s|$)|[!?](?=\s)|[。！\n]", order.text[a:b])
    b = a + stop.start() if stop else b
    han = re.search(r"[，,]", order.text[a:b]) if _CHINESE in order.text[a:b] else None
    b = a + han.start() if han else b
    glue = (
        _CHINESE
        if _CHINESE in order.text[a:b]
        else rf"[,;，；/|]|{lexicon.patterns('list_words')[0].pattern}|→|->"
        if re.search(r"[,;，；]", order.text[a:b])
        else rf"[/|+]|→|->|{lexicon.either('list_words').pattern}"
    )
    if count and len(re.split(r"[,;，；]", order.text[a:b])) == count:
        glue = r"[,;，；]"
    commas = re.search(r"[,;，；、]", order.text[a:b]) is not None
    rows: list[tuple[int, int]] = []
    at = a
    for cut in (*re.finditer(glue, order.text[a:b]), None):
        end = a + cut.start() if cut else b
        if order.text[at:end].strip():
            rows.append((at, end))
        at = a + cut.end() if cut else b
    titled = (n for n, row in enumerate(rows) if title_parts(order.part(*row)))
    kept = [
        row
        for n, row in enumerate(rows[: next(titled, None)])
        if n < (count or 99)
        and not (n >= 2 and commas and _sets(order.part(*row), glue) and (not count or n >= count))
    ]
    lead = lexicon.either("list_lead")
    tail = lexicon.either("each_tail")
    words = tuple(lead.sub("", unquoted(tail.sub("", order.raw(*row)))) for row in kept)
    if len(words) < least or (count and len(words) < count - 1) or (exact and len(words) != count):
        return (), None
    return words[:20], (kept[0][0], kept[-1][1])


_FEWEST_COUNTED = 3
_EMPTY = re.compile(r"\(\s*\)|（\s*）")
"""Brackets whose words are understood already: "(12 seconds)"."""
_FACTS = ("sale", "opening", "launch", "event", "hiring", "listen")


def _tells_a_story(order: Clause, match: re.Match[str]) -> bool:
    """True when what a list after a colon names are scenes, not facts about something on offer."""
    a = match.start("list")
    pieces = [
        order.part(a + m.start(), a + m.end()) for m in re.finditer(r"[^,;，；、]+", match.group("list"))
    ]
    rows = [piece.text for piece in pieces if piece.text.strip() and not only_settings(piece)]
    if any(phrases.width(row) > 44 for row in rows):
        return False
    if order.find("each_scene") or order.find("each_after"):
        return True
    head = re.split(r"[.。！!](?=\D)", i18n.unaccented(order.text[: match.start("list")]))[-1]
    offers = any(lexicon.word(key, "occasions").search(head) for key in _FACTS)
    # "Steep 3 minutes" is a step; "3 for 2" is an offer.
    if (
        all(re.fullmatch(r"\s*(?:\d{1,2}|[^\d]{1,12})\s*", row) for row in rows)
        and len(rows) > _FEWEST_COUNTED
    ):
        return True  # "3, 2, 1, go"
    untimed = [piece.without(*((t.start, t.end) for t in values.lengths(piece))).text for piece in pieces]
    figures = sum(bool(re.search(r"\d", words)) for words in untimed)
    return not offers and not re.search(r"[$€£¥￥%]", "".join(untimed)) and figures * 3 <= len(untimed)


def subject_of(fragments: list[Clause], styles: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Topic (the core), the whole phrase around it, and further facts, from the fragments that are not settings."""
    topic = phrase = ""
    told = []
    for piece in fragments:
        if not topic and piece.has("video") and (asks(piece) or piece is fragments[0]):
            topic, phrase = _head(piece)
            if not _tells(phrase or topic):
                topic = phrase = ""
        else:
            told.append(piece)
    facts = list(facts_of(told, styles))
    if not topic and not facts:
        # "need smth for my sneaker page 12 sec hip hop beat": all of it in one breath.
        framed = (piece for piece in told if values.lengths(piece) or values.size(piece))
        facts = [words for piece in framed if _tells(words := _beside_settings(piece))][:1]
    if not topic and facts:
        topic = facts.pop(0)
    if apart := re.fullmatch(r"(.{2,}?)(?:：|: )(.{2,})", topic):
        # "Our firm: founded in 1998": what follows the colon is a fact of its own.
        topic, phrase, facts = apart[1], "", [apart[2], *facts]
        if not _tells(topic):
            topic = facts.pop(0)
    return topic, phrase, tuple(fact for fact in facts if fact.casefold() != topic.casefold())[:6]


def facts_of(fragments: list[Clause], styles: tuple[str, ...]) -> Iterator[str]:
    """What the fragments tell that set nothing and ask for nothing."""
    for piece in fragments:
        named = lexicon.either("about_edges").match(piece.text.strip()) is not None
        if (
            (only_settings(piece) and not named)
            or piece.has("caption", "voice", "title")
            or (piece.has("music") and (styles or piece.has("no")))
        ):
            continue
        if (
            piece.find("announces")
            or refusals.kind(piece)
            or lexicon.word("scene_count_words").fullmatch(piece.text.strip())
        ):
            continue
        words = _words(masked(piece))
        words = _trimmed(lexicon.either("fact_person").sub("", words), "about_edges", "dangling")
        if phrases.width(words) >= (1 if named else 4) and (named or _tells(words)):
            yield words


def _beside_settings(piece: Clause) -> str:
    """What a fragment says besides what it sets."""
    rest = masked(piece)
    rest = rest.without(*((a, b) for _, a, b in styles_in(rest.text)))
    words = _words(rest.without_words("music", "caption", "voice", "length"))
    return _trimmed(words, "order_lead", "asks_for", "about_edges", "dangling")


def _tells(words: str) -> bool:
    """True for more than a greeting and "something for"."""
    return bool(Clause(words, words.casefold()).without_words("hello", "polite", "filler").letters)


def _words(piece: Clause) -> str:
    kept = "".join(char for char, mask in zip(piece.raw(), piece.text, strict=True) if mask != lexicon.TAKEN)
    kept = lexicon.either("fact_lead").sub("", " ".join(kept.split()))
    return tidy(_EMPTY.sub(" ", kept))


def _head(piece: Clause) -> tuple[str, str]:
    bare = masked(piece)
    noun = None
    for match in lexicon.word("video").finditer(piece.text):
        between = Clause("", piece.text[noun.end() : match.start()]) if noun is not None else None
        if between is not None and between.without_words("filler").letters:
            break
        noun = match
    if noun is None:
        return _trimmed(_words(bare), "order_lead", "about_edges"), ""
    after = lexicon.either("lead_in").sub("", _words(bare.part(noun.end(), len(bare.text))))
    if lexicon.word("polite").fullmatch(after.casefold()):
        after = ""
    before = bare.part(0, noun.start())
    verb = list(lexicon.word("make_video").finditer(before.text))
    lead, middle = (
        (before.part(0, verb[-1].start()), before.part(verb[-1].end(), len(before.text)))
        if verb
        else (Clause("", ""), before)
    )
    mid = _trimmed(_words(middle), "order_filler", "order_tail")
    start = _trimmed(_words(lead), "order_lead")
    if lead.text and not phrases.HAN.search(lead.text):
        start = ""
    whole = after or start
    if after and Clause(mid, mid.casefold()).find("heartfelt"):
        # "A happy new year greeting from us": the wish is what it says.
        whole = f"{mid} {_words(bare.part(noun.end(), len(bare.text)))}"
    if phrases.HAN.search(bare.text) and not after:
        whole = start or mid
        if start and mid and re.search(r"[^\W\d]", mid):
            core = _trimmed(mid, "about_edges")
            if lexicon.either("about_word").search(mid):
                return core, start
            return start, start + core if phrases.HAN.search(core) else start
    whole = _trimmed((whole or mid).strip(), "about_edges")
    parts = re.split(lexicon.either("core_after"), whole, maxsplit=1)
    whole = _trimmed(whole, "dangling")
    if (named := lexicon.either("name_given").search(whole)) and named.start():
        whole = tidy(whole[: named.start()])
    core = unquoted(lexicon.either("possessive").sub("", _trimmed(parts[-1].strip(), "dangling")))
    whole = unquoted(lexicon.either("mine").sub("", whole))
    return core or whole, whole


def _trimmed(words: str, *names: str) -> str:
    for name in names:
        words = lexicon.either(name).sub("", words).strip()
    return words
