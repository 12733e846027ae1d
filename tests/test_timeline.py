"""Drafts as people see them."""

import pytest

from skill import changes, i18n
from skill.timeline import Clip, Lane, Timeline
from skill.wire.draft import Draft

SEED = Draft.model_validate(
    {
        "d": 10000,
        "m": {"width": 1080, "height": 1920},
        "t": [
            {"tt": 0, "sg": [{"st": 0, "d": 10000, "m": {"name": "city timelapse"}}]},
            {"tt": 1, "sg": [{"st": 0, "d": 10000, "m": {"name": "Lo-fi", "volume": 0.35}}]},
            {"tt": 7, "sg": [{"st": 0, "d": 3000, "m": {"text": "Urban Dreams"}}]},
        ],
    }
)


def test_summary_is_the_line_users_know():
    assert Timeline.from_draft(SEED).summary("en") == (
        "Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) "
        '3. Title: "Urban Dreams" (0-3s)'
    )


def test_summary_in_chinese_has_chinese_labels_and_signs():
    assert Timeline.from_draft(SEED).summary("zh-CN") == (
        "时间线（3 条轨道）：1. 视频：city timelapse（0-10秒） 2. 背景音乐：Lo-fi（0-10秒，35%） "
        "3. 标题：“Urban Dreams”（0-3秒）"
    )


def test_one_track_is_one_track():
    draft = Draft.model_validate({"t": [{"tt": 0, "sg": [{"d": 2500, "m": {"name": "a"}}]}]})
    assert Timeline.from_draft(draft).summary("en") == "Timeline (1 track): 1. Video: a (0-2.5s)"


def test_segments_without_a_start_follow_each_other():
    draft = Draft.model_validate({"t": [{"tt": 0, "sg": [{"d": 2000}, {"d": 3000, "id": "b"}]}]})
    timeline = Timeline.from_draft(draft)
    assert [(clip.start_ms, clip.end_ms) for clip in timeline.lanes[0].clips] == [(0, 2000), (2000, 5000)]
    assert timeline.duration_ms == 5000
    assert timeline.lanes[0].clips[1].name == "b"


def test_unknown_track_types_are_shown_as_other_with_their_own_label():
    draft = Draft.model_validate(
        {"t": [{"tt": 4, "m": {"label": "Stickers"}, "sg": [{"d": 1000, "m": {"name": "star"}}]}]}
    )
    timeline = Timeline.from_draft(draft)
    assert timeline.lanes[0].kind == timeline.lanes[0].role == "other"
    assert timeline.summary("en") == "Timeline (1 track): 1. Stickers: star (0-1s)"
    assert "其他" in Timeline.from_draft(
        Draft.model_validate({"t": [{"tt": 4, "sg": [{"d": 1000}]}]})
    ).summary("zh-CN")


def test_long_tracks_are_counted_not_listed():
    segments = [{"st": n * 1000, "d": 1000, "m": {"text": f"line {n}"}} for n in range(12)]
    draft = Draft.model_validate({"t": [{"tt": 7, "m": {"role": "captions"}, "sg": segments}]})
    assert Timeline.from_draft(draft).summary("en") == "Timeline (1 track): 1. Captions: 12 parts (0-12s)"


@pytest.mark.parametrize(
    ("volume", "shown"), [(35, 0.35), (0.35, 0.35), (0, 0.0), (True, None), ("loud", None)]
)
def test_volumes_come_as_fractions_whatever_the_scale(volume, shown):
    draft = Draft.model_validate({"t": [{"tt": 1, "sg": [{"d": 1000, "m": {"volume": volume}}]}]})
    assert Timeline.from_draft(draft).lanes[0].clips[0].volume == shown


def test_empty_tracks_are_not_shown():
    assert Timeline.from_draft(Draft.model_validate({"t": [{"tt": 0, "sg": []}]})).lanes == ()


def test_unknown_fields_survive_the_way_back():
    raw = {"d": 5, "x": {"y": 1}, "t": [{"tt": 0, "zz": [1], "sg": [{"d": 5, "st": 0, "crop": None}]}]}
    assert Draft.model_validate(raw).as_json() == raw


def test_json_is_the_timeline_event():
    shown = Timeline.from_draft(SEED).as_json()
    assert shown["duration_ms"] == 10000
    assert shown["look"] is None
    assert shown["tracks"][1]["segments"] == [
        {"name": "Lo-fi", "start_ms": 0, "end_ms": 10000, "volume": 0.35, "text": None}
    ]


def test_look_is_told_when_the_backend_says():
    draft = SEED.model_copy(update={"m": {"look": {"theme": "aurora", "mood": "calm", "seed": 3}}})
    assert Timeline.from_draft(draft).look == {"theme": "aurora", "mood": "calm"}


@pytest.mark.parametrize("language", i18n.languages())
def test_every_role_has_a_label(language):
    labels = i18n.load(language, "replies")["timeline"]["labels"]
    assert set(labels) == {"scene", "music", "voice", "sfx", "captions", "title", "other"}


def test_a_track_that_the_studio_names_is_named_in_the_language_of_the_answer():
    pictures = Lane("video", "other", "Pictures", (Clip("a.png", 0, 2000),))
    stickers = Lane("video", "other", "贴纸", (Clip("b.png", 0, 2000),))
    timeline = Timeline(2000, None, None, None, (pictures, stickers))
    assert "1. 图片：" in timeline.summary("zh-CN")
    assert "1. Pictures: " in timeline.summary("en")
    assert "2. 贴纸: " in timeline.summary("en")
    empty = Timeline(2000, None, None, None, (Lane("video", "scene", "", (Clip("x", 0, 2000),)),))
    after = Timeline(2000, None, None, None, (*empty.lanes, pictures))
    assert changes.told(empty, after, "zh-CN") == ("新增轨道：图片",)
