"""What a creation message asks for: settings apart from content, and the words that are to be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skill.studio.director import lexicon, refusals, values
from skill.studio.director.message import Clause, tidy, unquoted
from skill.studio.director.steps import styles_in
from skill.studio.edits import phrases

LONGEST_SCRIPT = 12_000
"""Characters of a script that are looked at; far more than the longest video can hold."""
LONGEST_ORDER = 1200
"""Characters of an instruction: what is longer is content."""
_FRAGMENT = re.compile(r"[,;，；]|(?<=[^\d])\.(?=\s|$)|[。！？!?\n]+|(?<![A-Za-z])with(?![A-Za-z])")
_PRONOUN = re.compile(r"^(?:my|our|the|a|an|his|her|their|some)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Brief:
    """A creation message, understood. `order` is the instruction; `script`, `names` or `topic` the content."""

    order: Clause
    script: str = ""
    names: tuple[str, ...] = ()
    topic: str = ""
    phrase: str = ""
    facts: tuple[str, ...] = ()
    count: int | None = None
    length_ms: int | None = None
    size: values.Size | None = None
    styles: tuple[str, ...] = ()
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


def understand(message: Clause) -> Brief:
    """Splits a message into instruction and content and reads the instruction."""
    order, script = _parted(message)
    lengths = values.lengths(order)
    listed, spot = _names(order)
    rest = order.without(spot) if spot else order
    fragments = _fragments(rest)
    titles = tuple(piece for piece in _title_parts(rest))
    rest = rest.without(*((t.start - rest.start, t.start - rest.start + len(t.text)) for t in titles))
    fragments = [piece for piece in _fragments(rest) if not piece.empty]
    quote = "" if script else _quoted_script(rest)
    styles = _styles(fragments)
    topic, phrase, facts = _subject(fragments, styles) if not (script or quote) else ("", "", ())
    return Brief(
        order=order,
        script=script or quote,
        names=listed,
        topic=topic,
        phrase=phrase,
        facts=facts,
        count=_count(order),
        length_ms=_length(order, lengths, titles),
        size=values.size(order),
        styles=styles,
        music=not any(
            piece.has("music") and piece.has("no") and not _style_words(piece) for piece in fragments
        ),
        volume=_volume(fragments),
        captions=any(piece.has("caption") and not piece.has("no") for piece in fragments),
        voice=any(piece.has("voice") and not piece.has("no") for piece in fragments),
        titles=titles,
        notes=refusals.notes(order),
    )


def asks(message: Clause) -> bool:
    """True when a message asks for a video to be made."""
    head = message.part(0, min(len(message.text), LONGEST_ORDER))
    return bool(head.find("turn_into") or head.find("video_ask"))


def _parted(message: Clause) -> tuple[Clause, str]:
    """The instruction, and the script that was handed over with it ("" when there is none)."""
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
    if len(after) >= 12 or (phrases.HAN.search(after) and len(after) >= 6):
        tail = message.part(min(end + 1, len(message.text)), len(message.text))
        if asks(tail) or not _settings_only(tail):
            return _nested(message, end, message.raw(min(end + 1, len(message.text))))
    if len(before) >= 20 or (phrases.HAN.search(before) and len(before) >= 10):
        return message.part(turn.start(), len(message.text)), before[:LONGEST_SCRIPT]
    return _mixed(message)


def _nested(message: Clause, end: int, after: str) -> tuple[Clause, str]:
    """What follows an instruction may begin with another one ("make …: turn this into a 30-second video: …")."""
    start = len(message.text) - len(after.lstrip())
    tail = message.part(start, len(message.text))
    head = tail.part(0, min(len(tail.text), LONGEST_ORDER))
    inner = head.find("turn_into")
    if inner and inner.start() < 60:
        order, script = _parted(tail)
        return (order, script) if script else (tail, "")
    order = message.part(0, end)
    if not values.lengths(order) and (found := head.find("video_ask")) and found.start() < 3:
        inner_order, script = _mixed(tail)
        return inner_order, script
    return order, unquoted(after)[:LONGEST_SCRIPT] if after.strip()[:1] in '“"' else after.strip()[
        :LONGEST_SCRIPT
    ]


def _mixed(message: Clause) -> tuple[Clause, str]:
    """Sentences that instruct apart from sentences that are content."""
    if len(message.text) <= LONGEST_ORDER:
        pieces = [message.part(*span) for span in _sentence_spans(message.text)]
        orders = [piece for piece in pieces if asks(piece) or _settings_only(piece)]
        content = [piece for piece in pieces if piece not in orders]
        if not any(asks(piece) for piece in orders):
            return (Clause("", ""), message.raw()) if _long(message.raw()) else (message, "")
        words = " ".join(piece.raw().strip() for piece in content)
        if len(content) >= 2 or _long(words):
            text = message.text
            for piece in content:
                at = piece.start - message.start
                text = text[:at] + lexicon.TAKEN * len(piece.text) + text[at + len(piece.text) :]
            return Clause(message.source, text, message.start), words
        return message, ""
    return Clause("", ""), message.raw()[:LONGEST_SCRIPT]


def _long(words: str) -> bool:
    return phrases.width(words) >= 90


def _sentence_spans(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for match in re.finditer(r"[.!?](?=\s|$)|[。！？\n]+", text):
        if (
            re.search(r"(?i)\b(?:sec|approx|mr|mrs|dr|st|vs|no|[a-z])\.$", text[at : match.end()][-8:])
            and match.group() == "."
            and match.end() < len(text)
            and text[match.end() + 1 : match.end() + 2].islower()
        ):
            continue
        spans.append((at, match.end()))
        at = match.end()
    spans.append((at, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def _masked_settings(piece: Clause) -> Clause:
    spans = [(length.start, length.end) for length in values.lengths(piece)]
    spans += [(when.start, when.end) for when in values.when(piece)]
    piece = piece.without(*spans)
    for name in ("aspects", "platforms"):
        for key in lexicon.keys(name):
            piece = piece.without(*(m.span() for m in lexicon.word(key, name).finditer(piece.text)))
    if asked := values.size(piece):
        piece = piece.without((asked.start, asked.end))
    if level := values.share(piece):
        piece = piece.without((level.start, level.end))
    for name in ("huge", "resolution", "scene_total"):
        for pattern in lexicon.patterns(name):
            piece = piece.without(*(m.span() for m in pattern.finditer(piece.text)))
    return piece


def _settings_only(piece: Clause) -> bool:
    """True for a fragment that only sets something: "28s", "soft piano", "square, no captions"."""
    if piece.quotes and not piece.has("title", "caption"):
        return False
    rest = _masked_settings(piece)
    had = rest.text != piece.text
    for name in (
        "music",
        "caption",
        "voice",
        "volume",
        "quiet_start",
        "title",
        "transition",
        "length",
        "male",
        "female",
    ):
        found = [m.span() for m in lexicon.word(name).finditer(rest.text)]
        had = had or bool(found)
        rest = rest.without(*found)
    styles = [(a, b) for _, a, b in styles_in(rest.text)]
    had = had or bool(styles)
    rest = rest.without(*styles)
    for mood in lexicon.keys("moods"):
        found = [m.span() for m in lexicon.word(mood, "moods").finditer(rest.text)]
        had = had or bool(found)
        rest = rest.without(*found)
    rest = rest.without(*((a, b) for _, _, a, b in values.colours(rest)))
    for name in ("filler", "polite", "video", "scene_count_words"):
        rest = rest.without(*(m.span() for m in lexicon.word(name).finditer(rest.text)))
    left = re.sub(r"[\W_\ue000-\ue003]+", "", rest.text)
    return had and len(left) <= (3 if phrases.HAN.search(left) else 8)


def _fragments(order: Clause) -> list[Clause]:
    found, at = [], 0
    for match in _FRAGMENT.finditer(order.text):
        found.append(order.part(at, match.start()))
        at = match.end()
    found.append(order.part(at, len(order.text)))
    return [piece for piece in found if piece.text.strip()]


def _title_parts(order: Clause) -> list[Clause]:
    pieces = _fragments(order)
    return [
        p
        for p in pieces
        if p.quotes
        and (p.has("title") or values.when(p))
        and len(p.quotes[0][2]) <= 120
        and not (asks(p) and not p.has("title"))
    ]


def _quoted_script(order: Clause) -> str:
    longest = max((text for _, _, text in order.quotes), key=phrases.width, default="")
    least = 14 if re.search(r"[.!?。！？,，]", longest) else 30
    return longest if phrases.width(longest) >= least and not order.has("title") else ""


def _names(order: Clause) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    match, exact = order.find("named_list"), False
    if match is None:
        match, exact = order.find("counted_list"), True
    if match is None:
        return (), None
    count = int(lexicon.number(match.group("count") or "") or 0)
    a, b = match.span("list")
    stop = re.search(r"(?<=[^\d])\.(?=\s|$)|[。！\n]", order.text[a:b])
    b = a + stop.start() if stop else b
    han = re.search(r"[，,]", order.text[a:b]) if "、" in order.text[a:b] else None
    b = a + han.start() if han else b
    glue = (
        r"、"
        if "、" in order.text[a:b]
        else r"[,;，；/|]|(?<![A-Za-z])and(?![A-Za-z])|→|->"
        if re.search(r"[,;，；]", order.text[a:b])
        else r"[/|+]|→|->|(?<![A-Za-z])and(?![A-Za-z])|和"
    )
    rows: list[tuple[int, int]] = []
    at = a
    for cut in (*re.finditer(glue, order.text[a:b]), None):
        end = a + cut.start() if cut else b
        if order.text[at:end].strip():
            rows.append((at, end))
        at = a + cut.end() if cut else b
    kept = [
        row
        for n, row in enumerate(rows)
        if n < (count or 99)
        and not (n >= 2 and _settings_only(order.part(*row)) and (not count or n >= count))
    ]
    words = tuple(re.sub(r"(?i)^and ", "", unquoted(order.raw(*row))) for row in kept)
    if len(words) < 2 or (count and len(words) < count - 1) or (exact and len(words) != count):
        return (), None
    return words[:20], (kept[0][0], kept[-1][1])


def _count(order: Clause) -> int | None:
    match = order.find("scene_total")
    value = lexicon.number(match.group("count")) if match else None
    return int(value) if value and 1 <= value <= 40 else None


def _length(order: Clause, lengths: tuple[values.Length, ...], titles: tuple[Clause, ...]) -> int | None:
    """The length that is the video's: near its noun or alone between commas, not one of the content."""
    spans = [(t.start - order.start, t.start - order.start + len(t.text)) for t in titles]
    best: tuple[int, int] | None = None
    for n, length in enumerate(lengths):
        if any(a <= length.start < b for a, b in spans):
            continue
        score = -n
        after = order.text[length.end : length.end + 30]
        before = order.text[max(0, length.start - 14) : length.start]
        if lexicon.word("video").search(re.split(r"[,.;:，。；：、]", after)[0]):
            score += 6
        if re.match(r"(?i)\s*(?:long|in length|total|max|左右|以内|内|长|钟)", after) or lexicon.word(
            "length"
        ).search(before):
            score += 5
        if re.search(
            r"(?:^|[,.;:，。、；：(（-])\s*(?:about |around |~|约|大概|大约|时长|总共|一共|共)?$", before
        ) and re.match(r"\s*(?:$|[,.;，。、；!！)）]|and\b)", after):
            score += 5
        if length.ms % 60_000 == 0 and length.ms >= 60_000:
            score -= 2
        if (
            re.search(
                r"(?i)(?:in|within|only|takes?|just|every|for|first|last|after|仅需|只要|只需|每|前|后|最后|开头|结尾)\s*(?:the\s*)?$",
                before,
            )
            and score < 5
        ):
            score -= 3
        if re.match(
            r"(?i)[\s-]*(?:delivery|workout|walk|drive|recipe|meal|read|meditation|away|ago|guarantee|送达|配送|即达|快递|搞定|学会|出餐)",
            after,
        ):
            score -= 8
        if best is None or score > best[0]:
            best = (score, length.ms)
    return best[1] if best and best[0] > -6 else None


def _style_words(piece: Clause) -> bool:
    return bool(styles_in(piece.text))


def _styles(fragments: list[Clause]) -> tuple[str, ...]:
    for piece in fragments:
        if piece.has("music") and not (piece.has("no") and not _style_words(piece)):
            near = _near_music(piece)
            if near:
                return near
    for piece in fragments[1:] or fragments:
        if (_settings_only(piece) and styles_in(piece.text) and piece.has("music", "quiet_start")) or (
            _settings_only(piece)
            and any(
                s
                in ("piano", "lofi", "acoustic_guitar", "ukulele", "jazz", "electronic", "ambient", "strings")
                for s, _, _ in styles_in(piece.text)
            )
        ):
            return tuple(s for s, _, _ in styles_in(piece.text))
    return ()


def _near_music(piece: Clause) -> tuple[str, ...]:
    at = piece.at("music")
    return tuple(style for style, a, b in styles_in(piece.text) if abs(a - at) < 40 or abs(b - at) < 40)


def _volume(fragments: list[Clause]) -> float | None:
    for piece in fragments:
        if piece.has("music", "volume") or styles_in(piece.text):
            level = values.share(piece)
            if level:
                return level.value
            if (
                piece.has("quiet_start")
                and piece.has("music")
                and not re.search(r"(?i)in the background", piece.text)
            ):
                return 0.25
    return None


def _subject(fragments: list[Clause], styles: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Topic (the core), the whole phrase around it, and further facts, from the fragments that are not settings."""
    facts: list[str] = []
    topic = phrase = ""
    for piece in fragments:
        if not topic and piece.has("video") and (asks(piece) or piece is fragments[0]):
            topic, phrase = _head(piece)
            continue
        if (
            _settings_only(piece)
            or piece.has("caption", "voice", "title")
            or (piece.has("music") and (styles or piece.has("no")))
        ):
            continue
        if refusals.kind(piece) or lexicon.word("scene_count_words").fullmatch(piece.text.strip()):
            continue
        words = _words(_masked_settings(piece))
        words = (
            re.sub(r"^(?:她|他|它|我们|我|主打|写着)(?=今|的|店|家|\d|有|$)?", "", words)
            if phrases.HAN.search(words)
            else words
        )
        if phrases.width(words) >= 4:
            facts.append(words)
    if not topic and facts:
        topic = facts.pop(0)
    return topic, phrase, tuple(fact for fact in facts if fact.casefold() != topic.casefold())[:6]


def _words(piece: Clause) -> str:
    kept = "".join(char for char, mask in zip(piece.raw(), piece.text, strict=True) if mask != lexicon.TAKEN)
    kept = re.sub(r"(?i)^\s*(?:and|with|for|on|in|的|和|再|要|请|用)\s+", "", " ".join(kept.split()))
    return tidy(kept)


def _head(piece: Clause) -> tuple[str, str]:
    masked = _masked_settings(piece)
    noun = None
    for match in lexicon.word("video").finditer(piece.text):
        if noun is not None and piece.text[noun.end() : match.start()].strip():
            break
        noun = match
    if noun is None:
        return _words(masked), ""
    after = lexicon.either("lead_in").sub("", _words(masked.part(noun.end(), len(masked.text))))
    before = masked.part(0, noun.start())
    verb = list(lexicon.word("make_video").finditer(before.text))
    lead, middle = (
        (before.part(0, verb[-1].start()), before.part(verb[-1].end(), len(before.text)))
        if verb
        else (Clause("", ""), before)
    )
    mid = re.sub(r"^(?:出|成|一|个|条|支|段|部|则|份|的|\s)+|的$", "", _words(middle))
    mid = re.sub(
        r"(?i)^(?:me|us|a|an|the|one|some|this|it|into|up|quick|short|new|little|nice|cool|simple|\s)+\b",
        "",
        mid,
    ).strip()
    start = re.sub(
        r"^(?:请|麻烦|你|能不能|可以|帮忙|想|我想|我要|帮我们?|给我们?|为我们?|帮|给|为|替|我们的?|我的?|咱们?)+",
        "",
        _words(lead),
    )
    if lead.text and not phrases.HAN.search(start):
        start = ""
    whole = after or start
    if phrases.HAN.search(masked.text) and not after:
        whole = start or mid
        if start and mid and not re.match(r"^[\W\d]*$", mid):
            core = re.sub(r"^关于|的$", "", mid)
            return (
                (core, start)
                if "关于" in mid
                else (start, start + core if phrases.HAN.search(core) else start)
            )
    if not whole:
        whole = mid
    whole = re.sub(r"^关于|的$", "", whole.strip())
    parts = re.split(lexicon.either("core_after"), whole, maxsplit=1)
    core = unquoted(_PRONOUN.sub("", parts[-1].strip()))
    whole = re.sub(r"(?i)^(?:my|our)\s+", "", whole)
    return core or unquoted(whole), unquoted(whole)
