"""Captions: spans from what the scenes say, placed so that each can be read."""

from __future__ import annotations

import re

from skill.studio.edits import look, phrases
from skill.studio.movie import Captions, Movie, Place, TextSpan

PLAIN, LARGE = "plain", "big"
"""Styles of the renderer's captions."""
LATIN_PER_SECOND = 17
CJK_PER_SECOND = 9
LONGEST_LATIN = 42
LONGEST_CJK = 16


def words_of(movie: Movie, index: int) -> str:
    """What is said over a scene."""
    scene = movie.scenes[index]
    parts = scene.script or "\n".join(scene.shown)
    return parts or ("" if scene.media else scene.name)


def placed(movie: Movie) -> Movie:
    """The captions again from the scenes as they are now."""
    spans: list[TextSpan] = []
    for index, start in enumerate(movie.starts()):
        spans += _over(words_of(movie, index), start, movie.scenes[index].duration_ms)
    captions = movie.captions or Captions()
    return movie.change(captions=captions.model_copy(update={"spans": tuple(spans)}))


def _over(words: str, start: int, length: int) -> list[TextSpan]:
    pieces = phrases.pieces(words, LONGEST_LATIN, LONGEST_CJK)
    weights = [reading_ms(piece) for piece in pieces]
    total = sum(weights)
    while pieces and total > length and len(pieces) > 1 and not _readable(weights, length):
        # more words than time: the captions say the beginning, whole pieces only
        total -= weights.pop()
        pieces = pieces[:-1]
    spans, at = [], 0.0
    for piece, weight in zip(pieces, weights, strict=True):
        until = at + weight * length / max(1, total)
        spans.append(
            TextSpan(
                text=piece,
                start_ms=start + round(at),
                end_ms=start + round(until),
                place="bottom",
                style="caption",
            )
        )
        at = until
    return spans


def _readable(weights: list[int], length: int) -> bool:
    return sum(weights) <= length


def reading_ms(words: str) -> int:
    """How long words must stay to be read: 17 Latin or 9 Chinese characters a second."""
    han = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", words))
    return max(400, round(1000 * (han / CJK_PER_SECOND + (len(words) - han) / LATIN_PER_SECOND)))


def switched(movie: Movie, on: bool) -> Movie:
    """Captions on or off."""
    return placed(movie) if on else movie.change(captions=None)


def sized(movie: Movie, larger: bool) -> Movie:
    """Captions larger or smaller: in the large style or the plain one, and with all type where that is not enough."""
    assert movie.captions is not None
    style = LARGE if larger else PLAIN
    if movie.captions.style == style or not larger:
        movie = look.changed(
            movie, font_scale=movie.look.font_scale * (look.LARGER if larger else look.SMALLER)
        )
    assert movie.captions is not None
    return movie.change(captions=movie.captions.model_copy(update={"style": style}))


def restyled(movie: Movie, place: Place | None = None) -> Movie:
    """Captions (on, if they were not), at another place."""
    shown = movie if movie.captions else placed(movie)
    assert shown.captions is not None
    update = {"place": place} if place else {}
    return shown.change(captions=shown.captions.model_copy(update=update))
