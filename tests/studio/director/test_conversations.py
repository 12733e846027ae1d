"""Whole conversations, message by message, as people have them with the director."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from skill import i18n
from skill.studio.director import History, direct
from skill.studio.movie import Media, Movie
from tests.studio.director.expectations import Moment, holds

DATA = Path(__file__).resolve().parents[2] / "data" / "edits"
CONVERSATIONS = [
    json.loads(line) for path in sorted(DATA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
]
KINDS: dict[str, Any] = {"png": "image", "wav": "audio"}


def language_of(text: str, talk: str) -> str:
    return i18n.detect(text, talk if talk in i18n.languages() else i18n.DEFAULT)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda c: c["id"])
def test_every_message_of_a_conversation_does_what_it_says(conversation: dict[str, Any]) -> None:
    movie: Movie | None = None
    history = History()
    seen: tuple[Movie | None, ...] = (None,)
    files: tuple[Media, ...] = ()
    for n, message in enumerate(conversation["messages"], 1):
        files += tuple(
            Media(asset=f"{n}-{f['name']}", name=f["name"], kind=KINDS[f["make"]])
            for f in message.get("files", [])
        )
        language = language_of(message["text"], conversation["lang"])
        turn = direct(message["text"], movie, files=files, history=history, language=language)
        assert turn.text
        assert turn.changed == (turn.movie != movie)
        movie, history = turn.movie, History.model_validate_json(turn.history.model_dump_json())
        placed = movie.model_dump_json() if movie else ""
        files = tuple(file for file in files if f'"{file.asset}"' not in placed)
        seen = (*seen, movie)
        for expectation in message["expect"]:
            for check, want in expectation.items():
                assert holds(check, want, Moment(seen, turn.text)), (message["text"], check, want, turn.text)
        if movie:
            assert Movie.from_draft(movie.to_draft()) == movie
            assert all(0 <= t.start_ms < t.end_ms <= movie.duration_ms for t in movie.titles)
            assert len({scene.name for scene in movie.scenes}) == len(movie.scenes)


@pytest.mark.parametrize("text", ["", "   ", "…", "?!", "''", "“”"])
def test_a_message_without_words_asks_what_the_video_should_be_about(text: str) -> None:
    turn = direct(text, None, history=History(), language="en")
    assert turn.movie is None
    assert turn.text


@pytest.mark.parametrize(
    "text",
    [
        "A sentence of some length, as people write them. " * 4200,
        "今天天气真好，我们去公园走走。" * 14000,
        "a" * 200_000,
        "http://" * 28_000,
        "第" * 200_000,
        "'" * 200_000,
    ],
    ids=["latin", "cjk", "one word", "links", "ordinals", "quotes"],
)
def test_200_kb_are_read_in_about_a_second_and_what_does_not_fit_is_told(text: str) -> None:
    started = time.process_time()
    turn = direct(text, None, history=History(), language="en")
    assert time.process_time() - started < 3
    assert turn.text
    if turn.movie:
        assert turn.movie.duration_ms <= 600_000


def test_the_same_words_make_the_same_movie() -> None:
    one, two = (
        direct("A 20s video about tea", None, history=History(), language="en").movie for _ in range(2)
    )
    assert one == two


def test_another_version_looks_different_and_can_be_undone() -> None:
    first = direct("A 20s video about tea", None, history=History(), language="en")
    other = direct("another version please", first.movie, history=first.history, language="en")
    assert other.movie
    assert first.movie
    assert other.movie.look.theme != first.movie.look.theme
    assert direct("undo", other.movie, history=other.history, language="en").movie == first.movie
