from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.studio.director import History, direct
from skill.studio.edits import captions, duration, phrases
from skill.studio.movie import Movie


def movie() -> Movie:
    made = direct(
        "Four scenes for a yoga studio: sunrise stretch, breathing, group class, tea. 28s.",
        None,
        history=History(),
        language="en",
    ).movie
    assert made
    return made


@given(st.lists(st.integers(1, 9000), min_size=1, max_size=20), st.integers(20_000, 600_000))
@settings(max_examples=60, deadline=None)
def test_shares_add_up_to_the_length_asked_for_on_whole_frames(weights: list[int], total: int) -> None:
    parts = duration.shares(weights, total)
    assert sum(parts) == total
    assert min(parts) >= duration.SHORTEST_SCENE_MS - 34


@pytest.mark.parametrize("seconds", [10, 20, 47])
def test_a_new_length_rescales_the_scenes_in_proportion(seconds: int) -> None:
    before = movie()
    after = duration.of_video(before, seconds * 1000)
    assert after.duration_ms == seconds * 1000
    assert [s.id for s in after.scenes] == [s.id for s in before.scenes]


def test_captions_can_be_read_and_lie_within_the_video() -> None:
    shown = captions.switched(movie(), on=True)
    assert shown.captions
    assert shown.captions.spans
    assert all(span.end_ms <= shown.duration_ms for span in shown.captions.spans)
    assert all(len(s.text) <= 17 * (s.end_ms - s.start_ms) / 1000 for s in shown.captions.spans)


def test_sentences_end_neither_at_abbreviations_nor_in_numbers() -> None:
    text = "Dr. Lee pays $9.99 at 3 p.m. today. See https://a.example/x.y! 你好。再见！"
    assert phrases.sentences(text) == [
        "Dr. Lee pays $9.99 at 3 p.m. today.",
        "See https://a.example/x.y!",
        "你好。",
        "再见！",
    ]
