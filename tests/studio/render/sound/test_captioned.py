"""Captions are where their words are said."""

from __future__ import annotations

import itertools

import pytest

from skill.studio.edits import captions
from skill.studio.movie import Captions, Movie, Scene, TextSpan, Voice
from skill.studio.render.sound.captioned import LEAD_MS, in_time
from skill.studio.render.sound.narration import lines

ENGLISH = "We roast every Tuesday in small batches, and on Thursday your coffee is at your door."
CHINESE = "我们每周二小批量烘焙，周四咖啡就送到你家门口，香气满屋。"


def narrated(text: str, seconds: int = 8) -> Movie:
    quiet = Scene(id="a", name="a", duration_ms=1500, text="")
    spoken = Scene(id="b", name="b", duration_ms=seconds * 1000, text=text, script=text)
    return captions.placed(Movie(scenes=(quiet, spoken), voice=Voice()))


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_each_caption_comes_with_its_first_word_and_goes_with_the_next(text):
    movie = in_time(narrated(text))
    (line,) = lines(movie)
    spans = [span for span in movie.captions.spans if span.start_ms >= 1500]
    assert len(spans) > 1
    begins = {line.start_ms + word[1] for word in line.spoken.words}
    assert all(span.start_ms + LEAD_MS in begins or span.start_ms == 1500 for span in spans)
    for one, other in itertools.pairwise(spans):
        assert one.end_ms == other.start_ms
    assert spans[-1].end_ms >= line.start_ms + line.spoken.words[-1][2]
    assert [span.text for span in spans] == [
        s.text for s in narrated(text).captions.spans if s.start_ms >= 1500
    ]


def test_captions_that_say_something_else_stay_where_they_are():
    plain = narrated(ENGLISH)
    other = plain.change(captions=Captions(spans=(TextSpan(text="Hello there", start_ms=2000, end_ms=4000),)))
    assert in_time(other) == other


@pytest.mark.parametrize("fields", [{"voice": None}, {"captions": None}, {"captions": Captions()}])
def test_without_narration_or_captions_nothing_changes(fields):
    movie = narrated(ENGLISH).change(**fields)
    assert in_time(movie) == movie


def test_no_caption_outlives_its_scene():
    movie = in_time(narrated(ENGLISH, seconds=2))
    assert all(span.start_ms < span.end_ms <= movie.duration_ms for span in movie.captions.spans)
