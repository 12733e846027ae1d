"""Which file a message means where: names of files (or "this", "these") bound to what the same clause says of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from skill.studio.director import lexicon, references, values
from skill.studio.director.clauses import has_verb
from skill.studio.director.lexicon import TAKEN
from skill.studio.director.message import Clause, read
from skill.studio.edits import media_scenes
from skill.studio.movie import Media, Movie, Scene

Role = Literal["scene", "start", "end", "logo", "background", "music", "voice", ""]

_STOP = re.compile(r"[.!?](?=\s|$)|[。！？\n;；]+")
_SOFT = r"[,，、:：]"
_MARKS = "“”\"„「」『』《》«»'‘’`"
_ANY = Movie(scenes=tuple(Scene(id=f"s{n}", name="…", duration_ms=1) for n in range(40)))
"""Stands for the movie that is not made yet: every number is a scene of it."""
_WORDS: tuple[tuple[Role, str], ...] = (
    ("music", "background_music"),
    ("logo", "logo"),
    ("voice", "voice"),
    ("music", "music"),
    ("background", "background"),
)
_EDGES: tuple[tuple[Role, str], ...] = (
    ("end", "at_end"), ("start", "at_start"), ("end", "file_last"), ("start", "file_first"),
)  # fmt: skip


@dataclass(frozen=True)
class Order:
    """A file and what becomes of it. `clause` says it; `place` is the scene (0-based, may lie outside), if one is
    named. The role "" leaves it to the clause."""

    file: Media
    role: Role
    clause: Clause
    place: int | None = None


@dataclass(frozen=True)
class _Token:
    """A file or a role in a sentence, where it stands. `exact`: said with ending or in quotes, not just its words."""

    start: int
    end: int
    files: tuple[Media, ...] = ()
    role: Role = ""
    places: tuple[int, ...] = ()
    exact: bool = True


@dataclass(frozen=True)
class _Piece:
    """A stretch of a sentence without a separator in it, from its separator (`cut`) to the next."""

    cut: int
    start: int
    end: int
    tokens: tuple[_Token, ...]

    @property
    def files(self) -> tuple[_Token, ...]:
        return tuple(token for token in self.tokens if token.files)

    @property
    def roles(self) -> tuple[_Token, ...]:
        return tuple(token for token in self.tokens if not token.files)


def understood(
    message: Clause, files: tuple[Media, ...], movie: Movie | None, known: tuple[Media, ...] = ()
) -> tuple[tuple[Order, ...], Clause]:
    """The orders about files in a message, and the message without them.

    Args:
        message: what the user said.
        files: that may be meant, newest last.
        movie: whose scenes are meant; None while it is not made yet.
        known: files in the video already: they are meant when their name is said, never by "this".
    """
    if not (files or known):
        return (), message
    orders: list[Order] = []
    gone: list[tuple[int, int]] = []
    found = tuple(_named(message, (*known, *files)))
    # Read anew without the names: what stands around them is words again (Chinese runs into a name without a space).
    masked = Clause(message.source, read(_blank(message.raw(), found)).text, message.start)
    for a, b in _sentences(masked.text):
        for pieces in _groups(_pieces(masked.part(a, b), a, found, files, movie)):
            start, end = pieces[0].start, pieces[-1].end
            clause = masked.part(start, end)
            orders += _orders(clause, pieces)
            gone += [_span(masked, piece) for piece in pieces]
    return tuple(orders), _without(message, gone) if gone else message


def loose(files: tuple[Media, ...], orders: tuple[Order, ...]) -> tuple[Media, ...]:
    """The pictures and clips a first message says nothing of; a logo is none."""
    named = {order.file.asset for order in orders}
    return tuple(
        file
        for file in files
        if file.kind != "audio" and file.asset not in named and not media_scenes.is_logo(file)
    )


def unmentioned(message: Clause, files: tuple[Media, ...]) -> Clause:
    """A first message without "with these photos": what is left says what they show, if anything does."""
    if all(file.kind == "audio" for file in files):
        return message
    return message.without(*(m.span() for m in lexicon.either("pictures_sent").finditer(message.text)))


def asked(message: Clause, files: tuple[Media, ...], movie: Movie) -> tuple[tuple[Order, ...], Clause]:
    """`understood` of an edit: nothing where one upload is all that can be meant, or something is to go."""
    used = {scene.media.asset: scene.media for scene in movie.scenes if scene.media}
    known = tuple(media for asset, media in used.items() if all(asset != file.asset for file in files))
    # "Voz en off" switches nothing off.
    silent = message.without_words("voice")
    if silent.has("remove", "swap") or (len(files) < 2 and not known):
        return (), message
    orders, rest = understood(message, files, movie, known)
    if any(order.file in known and order.role != "scene" for order in orders):
        return (), message
    return orders, rest


def spoken_of(message: Clause, movie: Movie) -> bool:
    """True for words about what was handed over: "this as scene 2", "put it at the end", "at the start"."""
    if message.has("picture_noun", "logo") or message.find("file_this") or message.find("puts_in"):
        return True
    if message.has("it") and message.has("file_verb", "put"):
        return not values.lengths(message) or message.find("as_scene") is not None
    place = message.find("at_start") or message.find("at_end") or references.find(message, movie)
    return bool(place) and not has_verb(message.part(0, 20).text)


def trimmed(file: Media, clause: Clause) -> Media:
    """A clip cut to what the clause says: "from second 2 to 5", "the first 3 seconds of clip.mp4"."""
    if file.kind != "video":
        return file
    for when in values.when(clause):
        if when.kind in ("range", "head"):
            start, end = (when.a, when.b) if when.kind == "range" else (0, when.a)
            return file.model_copy(update={"start_ms": start, "end_ms": end})
    return file


def _named(message: Clause, files: tuple[Media, ...]) -> Iterator[_Token]:
    """The files named in a message, the longest name first."""
    found: list[_Token] = []
    raw = message.raw()
    newest_first = tuple(reversed(files))
    for file in sorted(newest_first, key=lambda file: -len(file.name)):
        for match in _name(file.name).finditer(raw):
            a, b = match.span()
            quoted = raw[a - 1 : a] in _MARKS and raw[b : b + 1] in _MARKS and a > 0 and b < len(raw)
            exact = bool(match.group("ending")) or quoted
            short = match.end() - match.start() < 3 and match.group().isascii()
            if (short and not exact and not _stands(message, b)) or any(
                a < token.end and token.start < b for token in found
            ):
                continue
            found.append(_Token(a - quoted, b + quoted, (file,), exact=exact))
    called = {token.files for token in found if token.exact}
    return (token for token in found if token.exact or token.files not in called)


def _blank(raw: str, tokens: tuple[_Token, ...]) -> str:
    for token in tokens:
        raw = raw[: token.start] + TAKEN * (token.end - token.start) + raw[token.end :]
    return raw


def _name(name: str) -> re.Pattern[str]:
    """A file name as people type it: any case, spaces for underscores, with its ending or without."""
    stem, _, ending = unicodedata.normalize("NFC", name).rpartition(".")
    parts = [re.escape(part) for part in re.split(r"[\s_-]+", stem or ending) if part]
    words = r"[\s_-]+".join(parts) or re.escape(name)
    return re.compile(
        rf"(?<![A-Za-z0-9_.-])(?:{words})(?P<ending>\.{re.escape(ending)})?(?![A-Za-z0-9_-]|\.[A-Za-z0-9])",
        re.IGNORECASE,
    )


def _stands(message: Clause, at: int) -> bool:
    """True when one or two letters are a name here, and no article: "put a in scene 4"."""
    return bool(lexicon.either("file_stands").match(message.text[at:]))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _STOP.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _pieces(
    sentence: Clause, at: int, named: tuple[_Token, ...], files: tuple[Media, ...], movie: Movie | None
) -> list[_Piece]:
    """A sentence cut at its separators; positions are those of the whole message."""
    inside = [token for token in named if at <= token.start < at + len(sentence.text)]
    tokens = [replace(token, start=token.start - at, end=token.end - at) for token in inside]
    counted = _counted(sentence, files)
    if not (inside or counted or lexicon.either("file_these").search(sentence.text) or _this(sentence)):
        return []
    if not any(token.exact for token in inside):
        tokens += counted or _meant(sentence, files)
    tokens += [
        role
        for role in _roles(sentence, movie or _ANY)
        if not any(role.start < token.end and token.start < role.end for token in tokens)
    ]
    tokens.sort(key=lambda token: token.start)
    found, cut, start = [], 0, 0
    glue = lexicon.either("file_glue").pattern
    for match in (*re.finditer(rf"{_SOFT}|{glue}", sentence.text, re.IGNORECASE), None):
        if match and (
            any(t.start < match.end() and match.start() < t.end for t in tokens)
            or (match.group() in ":：" and _joins(sentence.text, match, tokens))
        ):
            continue
        end = match.start() if match else len(sentence.text)
        held = tuple(replace(t, start=t.start + at, end=t.end + at) for t in tokens if start <= t.start < end)
        piece = _Piece(at + cut, at + start, at + end, held)
        if sentence.text[start:end].strip():
            found.append(piece if _orders_it(sentence.part(start, end), piece) else replace(piece, tokens=()))
        if match:
            cut, start = match.span()
    return found


def _joins(text: str, colon: re.Match[str], tokens: list[_Token]) -> bool:
    """True for the colon of "scene 1: a.png"."""
    return any(not text[t.end : colon.start()].strip() for t in tokens if t.end <= colon.start()) and any(
        not text[colon.end() : t.start].strip() for t in tokens if t.start >= colon.end()
    )


def _this(sentence: Clause) -> re.Match[str] | None:
    return lexicon.either("file_this").search(sentence.text)


def _counted(sentence: Clause, files: tuple[Media, ...]) -> list[_Token]:
    """Files by their number: "the first picture", "the second for the last scene"."""
    visuals = [file for file in files if file.kind != "audio"]
    if len(visuals) < 2:
        return []
    found = []
    for pattern in lexicon.patterns("file_number"):
        for match in pattern.finditer(sentence.text):
            number = lexicon.counted(match) or 0
            place = number - 1 if number > 0 else number
            if number and -len(visuals) <= place < len(visuals):
                found.append(_Token(*match.span(), (visuals[place],), exact=True))
    return found


def _meant(sentence: Clause, files: tuple[Media, ...]) -> Iterator[_Token]:
    """What "this" and "these" mean: the newest files, sound where sound is talked about."""
    heard = sentence.has("music", "voice") and any(file.kind == "audio" for file in files)
    fit = tuple(file for file in files if (file.kind == "audio") == heard)
    if not fit or not sentence.has("file_verb", "logo"):
        return
    if match := lexicon.either("file_these").search(sentence.text):
        count = lexicon.number(next((said for said in match.groups() if said), "")) or len(fit)
        yield _Token(*match.span(), fit[-int(count) :], exact=False)
    elif match := _this(sentence):
        yield _Token(*match.span(), fit[-1:], exact=False)


def _roles(sentence: Clause, movie: Movie) -> list[_Token]:
    """What files can become in a sentence, each where it is said."""
    found = [
        _Token(ref.start, ref.end, role="scene", places=ref.places)
        for ref in references.find(sentence, movie)
        if not ref.by_name
    ]
    spans = [
        (role, match.span()) for role, name in _WORDS for match in lexicon.word(name).finditer(sentence.text)
    ]
    spans += [
        (role, match.span())
        for role, name in _EDGES
        for pattern in lexicon.patterns(name)
        for match in pattern.finditer(sentence.text)
    ]
    timed = [(when.start, when.end) for when in values.when(sentence) if when.kind not in ("start", "end")]
    for role, (a, b) in spans:
        if not any(a < t.end and t.start < b for t in found) and not any(a < d and c < b for c, d in timed):
            found.append(_Token(a, b, role=role))
    return found


def _orders_it(clause: Clause, piece: _Piece) -> bool:
    """True unless what looks like a file is only a word of a text."""
    if not piece.files or any(token.exact for token in piece.files):
        return True
    told = any(token.role not in ("start", "end") for token in piece.roles)
    return told and len(clause.text) <= 100 and clause.has("file_verb", "picture_noun", "logo")


def _groups(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """Neighbouring pieces that belong together: every file with the roles said of it."""
    group: list[_Piece] = []
    for n, piece in enumerate(pieces):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        if not piece.tokens or (group and _complete(group) and not _goes_on(group, piece, following)):
            if _speaks(group):
                yield group
            group = []
        if piece.tokens:
            group.append(piece)
    if _speaks(group):
        yield group


def _complete(group: list[_Piece]) -> bool:
    return any(piece.files for piece in group) and any(piece.roles for piece in group)


def _speaks(group: list[_Piece]) -> bool:
    """True for a group with a file in it: named, or with a role."""
    named = [token for piece in group for token in piece.files]
    return bool(named) and (any(token.exact for token in named) or _complete(group))


def _goes_on(group: list[_Piece], piece: _Piece, following: _Piece | None) -> bool:
    """True when a piece says more of the files before it: another role, or the second file of two scenes."""
    files = sum(len(token.files) for part in group for token in part.files)
    places = sum(len(token.places) or 1 for part in group for token in part.roles)
    if piece.files:
        return not piece.roles and places > files
    return not (following and following.files and not following.roles)


def _orders(clause: Clause, pieces: list[_Piece]) -> Iterator[Order]:
    named = list(dict.fromkeys(file for piece in pieces for token in piece.files for file in token.files))
    roles = [token for piece in pieces for token in piece.roles]
    if any(token.role == "scene" for token in roles):
        # "behind scene 2", "the background of scene 2": the scene is the place.
        roles = [token for token in roles if token.role != "background"]
    targets: list[tuple[Role, int | None]] = [
        (token.role, place) for token in roles for place in (token.places or (None,))
    ]
    if not targets:
        yield from (Order(file, "", clause) for file in named)
    elif len(named) == 1:
        yield from (Order(named[0], role, clause, place) for role, place in targets)
    elif len(targets) == 1:
        (role, place) = targets[0]
        for n, file in enumerate(named):
            yield Order(file, role, clause, None if place is None else place + n)
    else:
        for file, (role, place) in zip(named, targets, strict=False):
            yield Order(file, role, clause, place)


def _span(message: Clause, piece: _Piece) -> tuple[int, int]:
    """The stretch of a piece that is about files: a video asked for before or after it stays."""
    first, last = piece.tokens[0].start, piece.tokens[-1].end
    start, end = piece.cut, piece.end
    left = message.part(piece.start, first)
    if left.find("video_ask") or left.find("turn_into"):
        lead = [match.start() for match in lexicon.word("file_verb").finditer(left.text)]
        start = piece.start + (lead[-1] if lead and lead[-1] > 3 else len(left.text))
    right = message.part(last, piece.end)
    if right.find("video_ask") or (values.lengths(right) and not values.when(right)):
        end = last
    return start, end


def _without(message: Clause, spans: list[tuple[int, int]]) -> Clause:
    """The message without these stretches, and without a sentence that has nothing else in it."""
    text = list(message.raw())
    for a, b in spans:
        text[a:b] = TAKEN * (b - a)
    joined = "".join(text)
    joined = re.sub(
        rf"(^|[.!?。！？\n;；:：])([ \t]*){TAKEN}[\s{TAKEN}]*[,，、:：;；.!?。！？]?", r"\1\2", joined
    )
    return read(joined.replace(TAKEN, "").strip())
