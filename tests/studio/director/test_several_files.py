"""Several files in one message, each with its own instruction."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from skill import i18n
from skill.studio.director.direct import direct
from skill.studio.director.turn import History
from skill.studio.movie import Media, Movie

EN = "Every tea tells a story. Heat the pot well. Pour slowly and wait. Share it with a friend."
ZH = "茶让人平静。先温一温茶壶。慢慢倒水，等三分钟。和朋友一起分享。"
ES = "El té da calma. Primero calienta la tetera. Vierte el agua despacio. Compártelo con un amigo."
MOVIES = {
    "en": "Four scenes for a yoga studio: sunrise stretch, breathing, group class, tea. 28s. soft piano",
    "zh-CN": "做一个20秒的瑜伽馆视频，四个场景：日出拉伸、呼吸练习、小组课、喝茶",
    "es": "Cuatro escenas para un estudio de yoga: estiramiento, respiración, clase en grupo, té. 28 segundos",
}
KINDS = {"png": "image", "jpg": "image", "mp4": "video", "mp3": "audio", "wav": "audio"}


def given(*names: str) -> tuple[Media, ...]:
    return tuple(Media(asset=name, name=name, kind=KINDS[name[-3:].lower()]) for name in names)  # type: ignore[arg-type]


def shown(movie: Movie) -> list[str]:
    """The file of every scene, "" where there is none."""
    return [scene.media.name if scene.media else "" for scene in movie.scenes]


def words(movie: Movie) -> str:
    return " ".join(part for s in movie.scenes for part in (s.name, s.text, s.detail, *s.items)) + " ".join(
        title.text for title in movie.titles
    )


@dataclass(frozen=True)
class Case:
    """A message with files, and where they are afterwards. `scenes`: number (negative from the end) → file name."""

    text: str
    files: str
    scenes: dict[int, str] = field(default_factory=dict)
    logo: str = ""
    music: str = ""
    voice: str = ""
    never: str = ""
    """What must not stand in the picture."""
    seconds: float = 0
    trim: tuple[int, int | None] = (0, None)


def holds(case: Case, movie: Movie) -> None:
    now = shown(movie)
    for number, name in case.scenes.items():
        assert now[number - 1 if number > 0 else number] == name, now
    assert len([name for name in now if name]) == len(case.scenes), now
    assert (movie.logo.name if movie.logo else "") == case.logo
    assert (movie.music.media.name if movie.music and movie.music.media else "") == case.music
    assert (movie.voice.media.name if movie.voice and movie.voice.media else "") == case.voice
    for word in filter(None, case.never.split("|")):
        assert word.lower() not in words(movie).lower()
    if case.seconds:
        assert movie.duration_ms == case.seconds * 1000
    for scene in movie.scenes:
        if scene.media and scene.media.kind == "video":
            assert (scene.media.start_ms, scene.media.end_ms) == case.trim


NEW = [
    Case(
        f"use a.png for scene 1 and b.png as the logo, make a 12-second video: {EN}",
        "a.png b.png",
        {1: "a.png"},
        logo="b.png",
        never="a.png|logo|scene 1",
        seconds=12,
    ),
    Case(
        f"Make a 12-second video: {EN} Use a.png for scene 1 and b.png as the logo.",
        "a.png b.png",
        {1: "a.png"},
        logo="b.png",
        never="a.png|logo|scene 1",
        seconds=12,
    ),
    Case(
        f'Make a 20-second video with A.PNG in the last scene and "b.png" in the first scene: {EN}',
        "a.png b.png",
        {-1: "a.png", 1: "b.png"},
        never="png|last scene",
        seconds=20,
    ),
    Case(
        f"Scene 1: a.png, scene 2: b.png, scene 3: c.jpg. Make a 16s video from this text: {EN}",
        "c.jpg b.png a.png",
        {1: "a.png", 2: "b.png", 3: "c.jpg"},
        never="png|jpg",
        seconds=16,
    ),
    Case(
        f"Make a 15s video. Use song.mp3 as the music and a.png as the background. Turn this text into it:\n{EN}",
        "a.png song.mp3",
        {1: "a.png", 2: "a.png", 3: "a.png", 4: "a.png"},
        music="song.mp3",
        never="song|background",
    ),
    Case(f"Make a 15-second video: {EN}", "a.png b.png", {1: "a.png", 2: "b.png"}, seconds=15),
    Case(
        f"Make a 15-second video: {EN}\nb.png goes in scene 3.",
        "a.png b.png",
        {3: "b.png", 1: "a.png"},
        never="png|goes in",
        seconds=15,
    ),
    Case(
        f"Make a 15-second video: {EN}\nPut clip.mp4 from second 2 to second 5 in scene 2, "
        "logo.png is the logo and voice.wav is the voice-over.",
        "clip.mp4 logo.png voice.wav",
        {2: "clip.mp4"},
        logo="logo.png",
        voice="voice.wav",
        trim=(2000, 5000),
        never="clip|second 2",
        seconds=15,
    ),
    Case(
        f"Use this as the logo. Make a 10-second video: {EN}",
        "mark.png",
        logo="mark.png",
        never="logo",
        seconds=10,
    ),
    Case(
        f"第一个场景用a.png，b.png做logo，做一个12秒的视频：{ZH}",
        "a.png b.png",
        {1: "a.png"},
        logo="b.png",
        never="a.png|logo|场景",
        seconds=12,
    ),
    Case(
        f"做一个15秒的视频：{ZH}第一个场景用a.png，第二个场景用b.png，第三个场景用c.jpg。",
        "b.png c.jpg a.png",
        {1: "a.png", 2: "b.png", 3: "c.jpg"},
        never="png|场景",
        seconds=15,
    ),
    Case(
        f"用下面的文字做一个15秒的视频，最后一个场景放“合影.jpg”，倒数第二个场景放茶壶.png，背景音乐用song.mp3：\n{ZH}",
        "合影.jpg 茶壶.png song.mp3",
        {-1: "合影.jpg", -2: "茶壶.png"},
        music="song.mp3",
        never="合影|jpg|song",
        seconds=15,
    ),
    Case(f"做一个15秒的视频：{ZH}", "a.png b.png c.png", {1: "a.png", 2: "b.png", 3: "c.png"}, seconds=15),
    Case(
        f"a.png和b.png分别放在第1和第2个场景，做一个15秒的视频：{ZH}",
        "b.png a.png",
        {1: "a.png", 2: "b.png"},
        never="png",
        seconds=15,
    ),
    Case(
        f"Usa a.png para la escena 1 y b.png como logo, haz un video de 12 segundos: {ES}",
        "a.png b.png",
        {1: "a.png"},
        logo="b.png",
        never="png|logo",
        seconds=12,
    ),
    Case(
        f"Haz un video de 15 segundos: {ES} Pon foto.jpg en la última escena y tetera.png en la segunda escena.",
        "foto.jpg tetera.png",
        {-1: "foto.jpg", 2: "tetera.png"},
        never="foto.jpg|tetera.png",
        seconds=15,
    ),
    Case(
        f"Haz un video de 15 segundos con cancion.mp3 como música: {ES}",
        "cancion.mp3",
        music="cancion.mp3",
        never="cancion",
        seconds=15,
    ),
]


@pytest.mark.parametrize("case", NEW, ids=lambda case: case.text[:50])
def test_a_new_video_has_each_file_where_the_message_says(case: Case) -> None:
    language = i18n.detect(case.text)
    files = given(*case.files.split())
    turn = direct(case.text, None, files=files, history=History(), language=language)
    assert turn.movie, turn.text
    holds(case, turn.movie)


EDITS = [
    Case("use a.png for scene 1 and b.png as the logo", "a.png b.png", {1: "a.png"}, logo="b.png"),
    Case("b.png is our logo, a.png goes in scene 2", "a.png b.png", {2: "a.png"}, logo="b.png"),
    Case("use a.png and b.png for scenes 2 and 3", "a.png b.png", {2: "a.png", 3: "b.png"}),
    Case(
        "put a in scene 4, 'B.PNG' in scene 1, c.jpg in the second to last scene and song.mp3 as the music",
        "a.png b.png c.jpg song.mp3",
        {4: "a.png", 1: "b.png", 3: "c.jpg"},
        music="song.mp3",
    ),
    Case(
        "use the picture of the red shoes for scene 2 and the photo of the hat for scene 3",
        "red_shoes.jpg hat.png",
        {2: "red_shoes.jpg", 3: "hat.png"},
    ),
    Case(
        "for scene 1 use a.png, for scene 3 use b.png, make it 20 seconds",
        "a.png b.png",
        {1: "a.png", 3: "b.png"},
        seconds=20,
    ),
    Case(
        "use the first 3 seconds of clip.mp4 in scene 2 and a.png in scene 1",
        "clip.mp4 a.png",
        {2: "clip.mp4", 1: "a.png"},
        trim=(0, 3000),
    ),
    Case("use this as scene 2", "old.png new.png", {2: "new.png"}),
    Case("use these for scenes 1 and 2", "a.png b.png", {1: "a.png", 2: "b.png"}),
    Case("add a.png at the end and b.png as the logo", "a.png b.png", {-1: "a.png"}, logo="b.png"),
    Case(
        "a.png is the background and song.mp3 is the background music at 30%",
        "a.png song.mp3",
        {1: "a.png", 2: "a.png", 3: "a.png", 4: "a.png"},
        music="song.mp3",
    ),
    Case("第一个场景用a.png，b.png做logo", "a.png b.png", {1: "a.png"}, logo="b.png"),
    Case(
        "把a.png放到第三个场景，把b.png放到最后一个场景，song.mp3做背景音乐",
        "a.png b.png song.mp3",
        {3: "a.png", -1: "b.png"},
        music="song.mp3",
    ),
    Case("这张放第二个场景", "old.png new.png", {2: "new.png"}),
    Case("这两张分别放在第一个和第三个场景", "a.png b.png", {1: "a.png", 3: "b.png"}),
    Case(
        "倒数第二个场景用A，第一个场景用“海边 日落.jpg”",
        "a.png 海边_日落.jpg",
        {-2: "a.png", 1: "海边_日落.jpg"},
    ),
    Case(
        "clip.mp4的第2秒到第5秒放在第二个场景，标志.png做logo",
        "clip.mp4 标志.png",
        {2: "clip.mp4"},
        logo="标志.png",
        trim=(2000, 5000),
    ),
    Case("usa a.png para la escena 1 y b.png como logo", "a.png b.png", {1: "a.png"}, logo="b.png"),
    Case(
        "pon la foto del gato en la penúltima escena y perro.jpg en la escena 2",
        "gato.png perro.jpg",
        {-2: "gato.png", 2: "perro.jpg"},
    ),
    Case("usa esta como escena 2", "vieja.png nueva.png", {2: "nueva.png"}),
    Case(
        "cancion.mp3 como música, voz.wav como voz en off y a.png en la última escena",
        "cancion.mp3 voz.wav a.png",
        {-1: "a.png"},
        music="cancion.mp3",
        voice="voz.wav",
    ),
]


@pytest.mark.parametrize("case", EDITS, ids=lambda case: case.text[:50])
def test_an_edit_puts_each_file_where_the_message_says(case: Case) -> None:
    language = i18n.detect(case.text)
    start = direct(MOVIES[language], None, history=History(), language=language).movie
    assert start
    files = given(*case.files.split())
    turn = direct(case.text, start, files=files, history=History(), language=language)
    assert turn.movie
    holds(case, turn.movie)
    assert len(turn.movie.scenes) == len(start.scenes) + ("at the end" in case.text)


def test_a_text_that_happens_to_use_the_word_of_a_file_stays_whole() -> None:
    text = f"Make a 15-second video from this text: {EN}"
    turn = direct(text, None, files=given("tea.png", "pot.png"), history=History(), language="en")
    assert turn.movie
    assert "Every tea tells a story" in words(turn.movie)
    assert shown(turn.movie)[:2] == ["tea.png", "pot.png"]


def test_words_of_a_scene_stay_when_a_picture_comes_behind_them() -> None:
    start = direct(MOVIES["en"], None, history=History(), language="en").movie
    assert start
    turn = direct("use a.png for scene 2", start, files=given("a.png"), history=History(), language="en")
    assert turn.movie
    assert turn.movie.scenes[1].text == start.scenes[1].text


def test_a_picture_in_the_video_moves_when_its_name_is_said() -> None:
    start = direct(MOVIES["en"], None, history=History(), language="en").movie
    one = direct(
        "use a.png for scene 2 and b.png for scene 4",
        start,
        files=given("a.png", "b.png"),
        history=History(),
        language="en",
    )
    two = direct("move a.png to scene 3", one.movie, history=one.history, language="en")
    assert two.movie
    assert shown(two.movie) == ["", "", "a.png", "b.png"]


def test_the_answer_names_each_file() -> None:
    start = direct(MOVIES["en"], None, history=History(), language="en").movie
    turn = direct(
        "use a.png for scene 1 and b.png as the logo",
        start,
        files=given("a.png", "b.png"),
        history=History(),
        language="en",
    )
    assert "a.png" in turn.text
    assert "b.png" in turn.text


@pytest.mark.parametrize(
    "text",
    [
        "make a slideshow",
        "turn these photos into a reel",
        "用这些照片做个视频",
        "Haz un vídeo con estas fotos",
    ],
)
def test_pictures_alone_are_a_video_of_nothing_but_pictures(text: str) -> None:
    files = given("beach.jpg", "sunset.jpg", "road.jpg", "lake.jpg", "boat.jpg", "camp.jpg", "fire.jpg")
    movie = direct(text, None, files=files, history=History(), language=i18n.detect(text)).movie
    assert movie is not None
    assert shown(movie) == [file.name for file in files]
    assert not any(scene.text for scene in movie.scenes)
    assert movie.duration_ms >= 7 * 2000


def test_pictures_beyond_the_words_get_a_scene_each_before_the_call() -> None:
    files = given(*(f"leo {n}.jpg" for n in range(1, 9)))
    text = "Make a birthday video for my son Leo with these photos, 32 seconds"
    movie = direct(text, None, files=files, history=History(), language="en").movie
    assert movie is not None
    assert shown(movie) == [file.name for file in files]
    assert (movie.scenes[-1].layout, movie.duration_ms) == ("cta", 32_000)
    assert not any("photo" in scene.text.lower() for scene in movie.scenes)


def test_a_logo_alone_is_no_video() -> None:
    turn = direct("make a slideshow", None, files=given("logo.png"), history=History(), language="en")
    assert turn.movie is None


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("make it 40 seconds", "en"),
        ("16:9", "en"),
        ("delete scene 2", "en"),
        ("add the title 'Slow down'", "en"),
        ("make the ending longer", "en"),
        ("改成40秒", "zh-CN"),
        ("第二个场景改成9秒", "zh-CN"),
        ("换成深色", "zh-CN"),
        ("añade el título 'Respira'", "es"),
    ],
)
def test_a_file_that_waits_stays_away_from_a_wish_about_something_else(text: str, lang: str) -> None:
    start = direct(MOVIES[lang], None, history=History(), language=lang)
    alone = direct(text, start.movie, history=start.history, language=lang)
    waiting = direct(text, start.movie, files=given("a.png"), history=start.history, language=lang)
    assert alone.changed
    assert waiting.movie == alone.movie


@pytest.mark.parametrize(
    ("text", "lang", "place"),
    [
        ("at the start for 4 seconds", "en", 0),
        ("scene 3 please", "en", 2),
        ("put it at the end", "en", -1),
        ("放在开头", "zh-CN", 0),
        ("第三段", "zh-CN", 2),
    ],
)
def test_a_file_that_waits_goes_where_a_place_is_named(text: str, lang: str, place: int) -> None:
    start = direct(MOVIES[lang], None, history=History(), language=lang)
    turn = direct(text, start.movie, files=given("a.png"), history=start.history, language=lang)
    assert turn.movie
    assert shown(turn.movie)[place] == "a.png"


def test_a_length_after_a_placed_picture_is_the_videos_not_another_place() -> None:
    start = direct(MOVIES["en"], None, history=History(), language="en")
    files = given("a.png")
    placed = direct("use this as scene 2", start.movie, files=files, history=start.history, language="en")
    turn = direct("make it 40 seconds", placed.movie, history=placed.history, language="en")
    assert turn.movie
    assert shown(turn.movie) == ["", "a.png", "", ""]
    assert turn.movie.duration_ms == 40_000
