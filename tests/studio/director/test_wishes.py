"""Single wishes, said in many ways, and what becomes of the movie."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from skill import i18n
from skill.studio.director.direct import direct
from skill.studio.director.turn import History
from skill.studio.movie import Media, Movie

YOGA = "Four scenes for a yoga studio: sunrise stretch, breathing, group class, tea. 28s. soft piano"
LONG = (
    "Make a 20s video with the title 'Hello there' and this text:\n\n"
    "Rain falls on the quiet hills. Rivers carry it to the sea."
)
Holds = Callable[[Movie, Movie], bool]


def talk(*messages: str, files: tuple[Media, ...] = ()) -> tuple[Movie, Movie, str]:
    """The movies before and after the last message, and the answer to it."""
    movie, history, said, before = None, History(), "", None
    for n, message in enumerate(messages):
        before = movie
        given = files if n == len(messages) - 1 else ()
        turn = direct(message, movie, files=given, history=history, language=i18n.detect(message))
        movie, history, said = turn.movie, turn.history, turn.text
    assert before
    assert movie
    return before, movie, said


def names(movie: Movie) -> list[str]:
    return [scene.name for scene in movie.scenes]


def volume(movie: Movie) -> float:
    return movie.music.volume if movie.music else -1.0


ROWS: list[tuple[str, Holds]] = [
    ("split scene 1 into two", lambda a, b: len(b.scenes) == 5 and b.duration_ms == a.duration_ms),
    ("merge scenes 2 and 3", lambda a, b: len(b.scenes) == 3 and b.duration_ms == a.duration_ms),
    ("把第一个和第二个场景合并", lambda a, b: len(b.scenes) == 3),
    ("把第2个场景拆成两个", lambda a, b: len(b.scenes) == 5),
    ("reverse the order of the scenes", lambda a, b: names(b) == names(a)[::-1]),
    ("move scene 3 up", lambda a, b: names(b)[1] == names(a)[2]),
    ("move scene 2 later", lambda a, b: names(b)[2] == names(a)[1]),
    ("put scene 1 after scene 3", lambda a, b: names(b) == [names(a)[n] for n in (1, 2, 0, 3)]),
    ("move scene 4 before scene 2", lambda a, b: names(b) == [names(a)[n] for n in (0, 3, 1, 2)]),
    ("make scene 4 the second scene", lambda a, b: names(b) == [names(a)[n] for n in (0, 3, 1, 2)]),
    ("第三个场景往前移", lambda a, b: names(b)[1] == names(a)[2]),
    ("change 'Breathing' to 'Deep breathing'", lambda a, b: b.scenes[1].text == "Deep breathing"),
    ("delete all the scenes", lambda a, b: a == b),
    ("delete scene 9", lambda a, b: a == b),
    ("add a new scene", lambda a, b: a == b),
    ("make scene 2 five seconds longer", lambda a, b: b.duration_ms == a.duration_ms + 5000),
    ("make the second scene a bit shorter", lambda a, b: b.duration_ms < a.duration_ms),
    ("scene 7 should be 3 seconds", lambda a, b: a == b),
    ("a bit longer please", lambda a, b: b.duration_ms > a.duration_ms),
    ("make it 20 minutes long", lambda a, b: a == b),
    ("make it 1 second long", lambda a, b: a == b),
    ("make it 28 seconds", lambda a, b: a == b),
    ("speed it up a little", lambda a, b: b.duration_ms < a.duration_ms),
    ("慢一倍", lambda a, b: b.duration_ms == 2 * a.duration_ms),
    ("make it 720p", lambda a, b: (b.width, b.height) == (720, 1280)),
    ("make it 1080p", lambda a, b: a == b),
    ("render it in 4K", lambda a, b: a == b),
    ("make it 9:16", lambda a, b: a == b),
    ("20% louder", lambda a, b: volume(b) == pytest.approx(0.6)),
    ("lower the music by 50%", lambda a, b: volume(b) == pytest.approx(0.25)),
    ("音乐30%", lambda a, b: volume(b) == pytest.approx(0.3)),
    ("把音乐调到30%", lambda a, b: volume(b) == pytest.approx(0.3)),
    ("字幕打开，音乐20%", lambda a, b: b.captions is not None and volume(b) == pytest.approx(0.2)),
    ("音樂換成鋼琴，音量30%", lambda a, b: b.music is not None and b.music.mood == "piano" and volume(b) == 0.3),
    ("刪掉第二段", lambda a, b: len(b.scenes) == len(a.scenes) - 1),
    ("加上標題「歡迎光臨」，前3秒", lambda a, b: [(t.text, t.end_ms) for t in b.titles] == [("歡迎光臨", 3000)]),
    ("背景声小一半", lambda a, b: volume(b) == pytest.approx(0.25)),
    ("背景放爵士", lambda a, b: b.music is not None and b.music.name == "爵士"),
    ("the music is not my taste, something with ukulele", lambda a, b: b.music is not None),
    ("no music please", lambda a, b: b.music is None),
    ("the music is too loud, take it out", lambda a, b: b.music is None),
    ("music at 30%, we're no nightclub", lambda a, b: volume(b) == pytest.approx(0.3)),
    ("could a man read it", lambda a, b: b.voice is not None and b.voice.voice == "male"),
    ("找个女声把它念出来", lambda a, b: b.voice is not None and b.voice.voice == "female"),
    ("用旁白，1.2倍语速", lambda a, b: b.voice is not None and b.voice.speed == pytest.approx(1.2)),
    ("no one speaking, on-screen captions only", lambda a, b: b.captions is not None),
    ("缩成一半", lambda a, b: b.duration_ms == pytest.approx(a.duration_ms / 2, abs=100)),
    ("now upload the whole thing to the App Store listing", lambda a, b: a == b),
    ("直接发朋友圈吧", lambda a, b: a == b),
    ("knock a third off the length", lambda a, b: b.duration_ms == pytest.approx(a.duration_ms * 2 / 3, abs=100)),
    ("剪掉三分之一", lambda a, b: b.duration_ms == pytest.approx(a.duration_ms * 2 / 3, abs=100)),
    ("keep the whole thing at 32 though", lambda a, b: b.duration_ms == 32_000),
    ("for the last 6 seconds, could it say 'See you'?", lambda a, b: [t.text for t in b.titles] == ["See you"]),
    ("用我们老板本人的声音念", lambda a, b: a == b),
    ("帮我 post 到 Twitter", lambda a, b: a == b),
    ("the yoga bit should say Poetry night, Thursdays 8 pm", lambda a, b: a.look == b.look),
    ("swap scene 1 with the price scene", lambda a, b: [s.text for s in a.scenes] == [s.text for s in b.scenes]),
    ("rename the video to Blue Paddle", lambda a, b: a.look == b.look),
    ("double the music volume", lambda a, b: volume(b) == 1.0),
    ("I can't hear the music, it's too quiet", lambda a, b: volume(b) > volume(a)),
    ("mute the sound volume", lambda a, b: volume(b) == 0),
    ("only play the music for the first 10 seconds", lambda a, b: b.music is not None and b.music.end_ms == 10_000),
    ("change the music to zydeco", lambda a, b: b.music is not None and "ydeco" in b.music.name),
    ("I want different music", lambda a, b: b.music is not None and b.music.mood != "piano"),
    ("switch the music to piano", lambda a, b: b.music is not None and "iano" in b.music.name),
    ("add a deep male narrator at 80% volume", lambda a, b: b.voice is not None and b.voice.voice == "male"),
    ("turn off the narration", lambda a, b: a == b),
    ("remove the title", lambda a, b: a == b),
    ("add a title", lambda a, b: a == b),
    ("captions off", lambda a, b: a == b),
    ("use zoom transitions", lambda a, b: b.look.transition == "zoom"),
    ("no transitions please", lambda a, b: b.look.transition == "cut"),
    ("make the font bigger", lambda a, b: b.look.font_scale > 1),
    ("background #112233", lambda a, b: b.look.background == "#112233"),
    ("what colors does it use?", lambda a, b: a == b),
    ("what format is it?", lambda a, b: a == b),
    ("is there a voice-over?", lambda a, b: a == b),
    ("are there captions?", lambda a, b: a == b),
    ("what titles are there?", lambda a, b: a == b),
    ("what does scene 2 say?", lambda a, b: a == b),
    ("what else can you do?", lambda a, b: a == b),
    ("undo", lambda a, b: a == b),
    ("redo", lambda a, b: a == b),
    ("thanks!", lambda a, b: a == b),
    ("hello", lambda a, b: a == b),
    ("blorp the fizz", lambda a, b: a == b),
]  # fmt: skip


@pytest.mark.parametrize(("wish", "holds"), ROWS, ids=[wish for wish, _ in ROWS])
def test_a_wish_changes_what_it_names_and_is_answered(wish: str, holds: Holds) -> None:
    before, after, said = talk(YOGA, wish)
    assert said
    assert holds(before, after), (before, after, said)


TITLE_ROWS: list[tuple[str, int, int]] = [
    ("show the title from second 5", 5000, 8000),
    ("keep the title until second 7", 0, 7000),
    ("title at the end", 17_000, 20_000),
    ("show the title from second 4 to the end", 4000, 20_000),
    ("show the title in the first half", 0, 10_000),
    ("show the title in the second half", 10_000, 20_000),
    ("show the title from 0:03 to 0:08", 3000, 8000),
    ("show the title for 6 seconds", 0, 6000),
    ("make the title 2 seconds longer", 0, 5000),
    ("标题一直显示到最后", 0, 20_000),
    ("标题放到片尾", 17_000, 20_000),
]


@pytest.mark.parametrize(("wish", "start", "end"), TITLE_ROWS, ids=[row[0] for row in TITLE_ROWS])
def test_a_title_shows_when_it_is_asked_to(wish: str, start: int, end: int) -> None:
    _, after, said = talk(LONG, wish)
    (title,) = after.titles
    assert (title.text, title.start_ms, title.end_ms) == ("Hello there", start, end), said


def test_a_spelling_is_mended_wherever_it_stands() -> None:
    _, after, _ = talk(LONG, "change 'Hello there' to 'Hallo there'")
    assert after.titles[0].text == "Hallo there"


@pytest.mark.parametrize(
    ("wish", "field", "value"),
    [
        ("slower narration", "speed", 0.87),
        ("narration speed 90%", "speed", 0.9),
        ("make the narration louder", "volume", 1.0),
        ("make the narration quieter", "volume", 0.7),
        ("voice volume 50%", "volume", 0.5),
        ("a female voice please", "voice", "female"),
    ],
)
def test_a_narration_that_is_on_can_be_changed(wish: str, field: str, value: object) -> None:
    _, after, said = talk(YOGA, "add a voice-over", wish)
    assert getattr(after.voice, field) == value, said


def test_an_own_recording_is_the_narration() -> None:
    recording = Media(asset="a1", name="me.wav", kind="audio")
    _, after, said = talk(YOGA, "use this recording as the voice-over", files=(recording,))
    assert after.voice
    assert after.voice.media == recording
    assert "me.wav" in said


def test_a_logo_comes_and_goes() -> None:
    logo = Media(asset="a1", name="logo.png", kind="image")
    _, after, _ = talk(YOGA, "use this as our logo", files=(logo,))
    assert after.logo
    turn = direct("remove the logo", after, history=History(), language="en")
    assert turn.movie
    assert turn.movie.logo is None


def test_a_title_stays_with_its_scene_and_goes_with_it() -> None:
    _, moved, _ = talk(YOGA, "show 'Inhale' during scene 2", "move scene 2 to the end")
    assert moved.titles[0].end_ms == moved.duration_ms
    _, gone, _ = talk(YOGA, "show 'Inhale' during scene 2", "delete scene 2")
    assert not gone.titles
