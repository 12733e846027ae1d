"""What changed between two drafts, told as sentences."""

import pytest

from skill import changes, i18n
from skill.timeline import Clip, Lane, Timeline


def scene(name, start, end, text=None):
    return Clip(name, start, end, None, text)


def timeline(*lanes, ms=30000, size=(1080, 1920), look=None):
    return Timeline(ms, *size, look, lanes)


def video(*clips):
    return Lane("video", "scene", "Video", clips)


def sound(name="Lo-fi", volume=0.5, role="music", start=0, end=30000):
    return Lane("audio", role, "BGM", (Clip(name, start, end, volume),))


def titles(*clips):
    return Lane(
        "text", "title", "Title", tuple(Clip(text, start, end, None, text) for text, start, end in clips)
    )


def captions(*texts):
    return Lane(
        "text", "captions", "", tuple(Clip(t, n * 1000, n * 1000 + 900, None, t) for n, t in enumerate(texts))
    )


A, B, C = scene("hook", 0, 10000), scene("beans", 10000, 20000), scene("cup", 20000, 30000)
BASE = timeline(video(A, B, C))

CASES = [
    (None, BASE, "The first cut is there: 3 scenes, 30 s."),
    (
        BASE,
        timeline(video(A, B, C), titles(("Paradise Found", 0, 3000))),
        "Title added: “Paradise Found”, 0–3 s",
    ),
    (
        timeline(video(A), titles(("Old", 0, 3000))),
        timeline(video(A), titles(("New", 0, 3000))),
        "Title: “Old” → “New”",
    ),
    (timeline(video(A), titles(("T", 0, 3000))), timeline(video(A)), "Title removed: “T”"),
    (
        timeline(video(A), titles(("T", 0, 3000))),
        timeline(video(A), titles(("T", 27000, 30000))),
        "Title “T” now shows 27–30 s",
    ),
    (timeline(video(A), sound()), timeline(video(A), sound(volume=0.35)), "Music: 50% → 35%"),
    (timeline(video(A), sound()), timeline(video(A), sound("Piano")), "Music: Lo-fi → Piano"),
    (BASE, timeline(video(A, B, C), sound()), "Music added: Lo-fi, 50%, 0–30 s"),
    (timeline(video(A), sound()), timeline(video(A)), "Music removed: Lo-fi"),
    (timeline(video(A), sound()), timeline(video(A), sound(start=5000)), "Music Lo-fi now plays 5–30 s"),
    (BASE, timeline(video(A, B, C), sound("Anna", role="voice")), "Narration added: Anna, 50%, 0–30 s"),
    (BASE, timeline(video(A, B, C), captions("a", "b")), "Captions on (2)"),
    (timeline(video(A), captions("a")), timeline(video(A)), "Captions off"),
    (timeline(video(A), captions("a")), timeline(video(A), captions("b")), "Captions changed"),
    (BASE, timeline(video(A, B, C), size=(1920, 1080)), "Format: 1080×1920 → 1920×1080"),
    (
        timeline(video(A), look={"theme": "aurora", "mood": "calm"}),
        timeline(video(A), look={"theme": "ink", "mood": "calm"}),
        "Look: Aurora → Ink",
    ),
    (BASE, timeline(video(A, B, scene("cup", 20000, 30000, "Sip."))), "Scene 3 now says: “Sip.”"),
    (BASE, timeline(video(A, C, B)), "New order: hook → cup → beans"),
    (
        BASE,
        timeline(video(A, scene("beans", 10000, 15000), scene("cup", 15000, 30000)), ms=30000),
        "Scene 2: 10 s → 5 s",
    ),
    (BASE, timeline(video(A, scene("roof", 10000, 20000), C)), "Scene 2: beans → roof"),
    (BASE, timeline(video(A, B, C), Lane("other", "other", "Stickers", (A,))), "Track added: Stickers"),
    (timeline(video(A), Lane("other", "other", "Fx", (A,))), timeline(video(A)), "Track removed: Fx"),
    (
        timeline(video(A), Lane("other", "other", "Fx", (A,))),
        timeline(video(A), Lane("other", "other", "Fx", (B,))),
        "Track changed: Fx",
    ),
]


@pytest.mark.parametrize(("before", "after", "sentence"), CASES, ids=[case[2] for case in CASES])
def test_every_kind_of_change_has_its_sentence(before, after, sentence):
    assert sentence in changes.told(before, after, "en")
    chinese = changes.told(before, after, "zh-CN")
    assert len(chinese) == len(changes.told(before, after, "en"))


def test_a_removed_scene_is_told_with_the_new_length():
    after = timeline(video(A, scene("cup", 10000, 24000)), ms=24000)
    assert changes.told(BASE, after, "en")[0] == "Scene 2 (beans) removed, the video is now 24 s"


def test_an_added_scene_is_told_with_its_time():
    after = timeline(video(A, B, C, scene("end", 30000, 34000)), ms=34000)
    assert changes.told(BASE, after, "en") == ("Scene 4 added: end, 30–34 s", "Length: 30 s → 34 s")


def test_stretching_the_whole_is_told_once():
    after = timeline(
        video(scene("hook", 0, 5000), scene("beans", 5000, 10000), scene("cup", 10000, 15000)), ms=15000
    )
    assert changes.told(BASE, after, "en") == ("Length: 30 s → 15 s",)


def test_more_and_fewer_sounds_are_told_one_by_one():
    one = Lane("audio", "sfx", "", (Clip("boom", 0, 1000, 1.0),))
    two = Lane("audio", "sfx", "", (Clip("boom", 0, 1000, 1.0), Clip("ding", 2000, 3000, 1.0)))
    assert changes.told(timeline(video(A), one), timeline(video(A), two), "en") == (
        "Sound effect added: ding, 100%, 2–3 s",
    )
    assert changes.told(timeline(video(A), two), timeline(video(A), one), "en") == (
        "Sound effect removed: ding",
    )


def test_the_same_timeline_has_no_changes():
    assert changes.told(BASE, BASE, "en") == ()


def test_nothing_made_is_no_change():
    assert changes.told(None, timeline(), "en") == ()


def test_every_change_is_worded_in_every_language():
    keys = [set(i18n.load(language, "replies")["change"]) for language in i18n.languages()]
    assert all(each == keys[0] for each in keys)


def test_a_look_has_a_name_in_every_language_and_a_service_s_own_stays():
    calm = timeline(video(A), look={"theme": "waves", "mood": "calm"})
    dark = timeline(video(A), look={"theme": "somebody's", "mood": "dark"})
    assert changes.told(calm, dark, "zh-CN") == ("风格：水波 → somebody's", "氛围：安静 → 暗色")
