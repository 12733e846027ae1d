"""Whatever is said, the movie stays whole and there is an answer."""

from __future__ import annotations

import random

import pytest

from skill.studio.director import History, direct
from skill.studio.movie import Media, Movie
from tests.studio.director.test_conversations import CONVERSATIONS

TEXTS = [message["text"] for conversation in CONVERSATIONS for message in conversation["messages"]]


@pytest.mark.parametrize("seed", range(4))
def test_the_movie_stays_whole_whatever_is_said_in_whatever_order(seed: int) -> None:
    pick = random.Random(seed)
    movie: Movie | None = direct("A 20s video about tea", None, history=History(), language="en").movie
    history = History()
    for n in range(120):
        text = pick.choice(TEXTS) if n % 3 else f"{pick.choice(TEXTS)} and {pick.choice(TEXTS)}"
        kind = pick.choice(["image", "video", "audio"])
        files = (Media(asset=f"a{n}", name=f"x{n}.bin", kind=kind),) if n % 7 == 0 else ()
        turn = direct(text, movie, files=files, history=history, language=pick.choice(["en", "zh-CN"]))
        assert turn.text
        assert turn.changed == (turn.movie != movie)
        movie, history = turn.movie, turn.history
        if movie:
            assert Movie.model_validate(movie.model_dump()) == movie
            assert len({scene.id for scene in movie.scenes}) == len(movie.scenes)
            assert all(0 <= t.start_ms < t.end_ms <= movie.duration_ms for t in movie.titles)


def test_a_text_that_may_be_another_video_is_told_how_to_become_one() -> None:
    start = direct("make a 10 second video about tea", None, history=History(), language="en")
    text = "Boats leave, nets are mended, coffee steams over the quay and somebody laughs. " * 6
    turn = direct(text, start.movie, history=start.history, language="en")
    assert not turn.changed
    way = "make a new video of this text:"
    assert way in turn.text
    assert direct(f"{way} {text}", start.movie, history=start.history, language="en").created
