"""What a demanding eye would send back: type that runs out, holes, lost emphasis, empty first frames."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PIL import Image

from skill.studio.movie import Captions, Look, Media, Movie, Scene, TextSpan
from skill.studio.render import compose, gallery
from skill.studio.render.kinetic import Shape, Text
from skill.studio.render.layouts.number import Counter
from skill.studio.render.layouts.statement import on_card
from skill.studio.render.palette import READABLE, contrast
from skill.studio.render.safe import safe_area
from skill.studio.render.stage import Frame
from skill.studio.render.themes import THEMES

PICTURE = Media(asset="picture", name="picture.png", kind="image")
TALL, WIDE = (180, 320), (320, 180)


@pytest.fixture(scope="module")
def assets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("assets")
    Image.new("RGB", (90, 160), "white").save(folder / "white.png")
    return {**gallery.samples(folder), "white": folder / "white.png"}


def movie(size: tuple[int, int] = TALL, theme: str = "aurora", place: int = 1, **fields: object) -> Movie:
    """One scene after `place` others."""
    before = [Scene(id=f"b{n}", name=f"before {n}", duration_ms=2000, text="Before") for n in range(place)]
    shown = Scene.model_validate({"id": "s", "name": "shown", "duration_ms": 4000, **fields})
    return Movie(scenes=(*before, shown), width=size[0], height=size[1], look=Look(theme=theme))


def actors_of(shown: Movie, assets) -> tuple:
    return compose.scenery(shown, len(shown.scenes) - 1, assets).actors


def light(actors, size: tuple[int, int], t: float) -> np.ndarray:
    frame = Frame.blank(*size)
    for actor in actors:
        actor.draw(frame, t)
    return frame.y.astype(int) - 16


def covered(actors, size: tuple[int, int], t: float) -> np.ndarray:
    """Where the actors are, whatever their colour."""
    frames = [Frame.blank(*size) for _ in range(2)]
    for frame, value in zip(frames, (0, 255), strict=True):
        frame.y[...] = value
        for actor in actors:
            actor.draw(frame, t)
    return frames[1].y.astype(int) - frames[0].y < 128


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("figure", ["1,200", "$1,234,567.89", "11%", "1,111"])
def test_a_figure_stays_in_its_room_at_every_moment(theme, figure, assets):
    shown = movie(theme=theme, text=f"{figure} homes", emphasis=(figure,), layout="number")
    area = safe_area(*TALL)
    counter = next(a for a in actors_of(shown, assets) if isinstance(a, Counter))
    for t in (0.3, 0.7, 1.0, 1.3, 3.0):
        columns = np.nonzero(covered((counter,), TALL, t).any(0))[0]
        assert area.x - 3 <= columns[0]
        assert columns[-1] <= area.right + 3


def test_the_digits_of_a_figure_stand_in_the_end_as_in_a_word(assets):
    shown = movie(theme="city", text="11% more", emphasis=("11%",), layout="number")
    counter = next(a for a in actors_of(shown, assets) if isinstance(a, Counter))
    columns = np.nonzero(covered((counter,), TALL, 3.0).any(0))[0]
    gaps = [int(b - a) for a, b in itertools.pairwise(columns) if b - a > 1]
    assert max(gaps) < counter.size * 0.2


def test_a_long_figure_is_still_larger_than_the_words_below_it(assets):
    actors = actors_of(
        movie(text="$1,234,567.89 in one day", emphasis=("$1,234,567.89",), layout="number"), assets
    )
    counter = next(a for a in actors if isinstance(a, Counter))
    assert next(a for a in actors if isinstance(a, Text)).block.size <= counter.size * 0.75


def test_the_mark_of_a_quotation_stands_close_to_its_words(assets):
    for theme, size in itertools.product(THEMES, (TALL, WIDE)):
        mark, words = [
            a
            for a in actors_of(movie(size, theme, text="“It was good, and so I stayed.”"), assets)
            if isinstance(a, Text)
        ][:2]
        rows = np.nonzero(covered((mark,), size, 3.0).any(1))[0]
        assert words.y - rows[-1] < min(size) * 0.09, theme


@pytest.mark.parametrize("theme", THEMES)
def test_emphasis_on_a_card_is_readable_and_unlike_the_other_words(theme):
    for palette in THEMES[theme].palettes:
        text, accent = on_card(palette)
        assert min(contrast(text, palette.text), contrast(accent, palette.text)) >= READABLE
        assert contrast(text, accent) >= 1.5


def test_a_poster_takes_as_many_lines_as_fill_its_frame(assets):
    def rows(size: tuple[int, int], text: str) -> list[Text]:
        return [a for a in actors_of(movie(size, text=text, layout="poster"), assets) if isinstance(a, Text)]

    text = "Good things take three days"
    assert len(rows(WIDE, text)) < len(rows(TALL, text))
    for size in (TALL, WIDE, (240, 240)):
        widest = max(row.block.width for row in rows(size, text))
        assert widest > safe_area(*size).width * 0.85
    assert len(rows(TALL, "好咖啡值得等三天")) == 3


@pytest.mark.parametrize("theme", ["sunburst", "cosmos"])
def test_a_poster_that_leaves_room_stands_in_the_middle_where_the_theme_is_centred(theme, assets):
    size = (400, 120)
    rows = [
        a
        for a in actors_of(movie(size, theme, text="Good things", layout="poster"), assets)
        if isinstance(a, Text)
    ]
    left = min(row.x for row in rows)
    right = max(row.x + row.block.width for row in rows)
    area = safe_area(*size)
    assert abs((left - area.x) - (area.right - right)) <= 4


def test_a_picture_and_the_words_beside_it_stand_in_the_middle_together(assets):
    card = PICTURE.model_copy(update={"role": "card"})
    actors = actors_of(movie(WIDE, text="In the sun", detail="Lot 14", media=card), assets)
    (shape,) = (a for a in actors if isinstance(a, Shape))
    words = [a for a in actors if isinstance(a, Text)]
    right = max(a.x + a.block.width for a in words)
    reach = round(min(WIDE) * 0.05)
    area = safe_area(*WIDE)
    assert abs((shape.x + reach - area.x) - (area.right - right)) <= 6
    assert words[1].y - (words[0].y + words[0].block.height) >= min(WIDE) * 0.035


def test_the_points_of_a_list_have_one_rhythm_whatever_letters_hang(assets):
    items = ("No hanging letters here", "Gypsy jogging", "Áccents Élan", "none")
    actors = actors_of(movie(WIDE, text="", items=items), assets)
    bases = [a.y + a.block.baselines[0] for a in actors if isinstance(a, Text)]
    steps = [b - a for a, b in itertools.pairwise(bases)]
    assert max(steps) - min(steps) <= 1


def test_the_heading_of_a_list_is_clearly_larger_than_its_points(assets):
    for size in (TALL, WIDE):
        shown = movie(size, theme="ink", text="为什么大家都留下来", items=("下单才烘焙", "满99元免运费"))
        heading, *points = (a.block.size for a in actors_of(shown, assets) if isinstance(a, Text))
        assert heading >= max(points) * 1.4


@pytest.mark.parametrize(
    ("detail", "plates"),
    [("morningbrew.example", 1), ("A small-batch coffee roaster in the middle of town", 0)],
)
def test_only_what_fits_one_line_is_a_button(detail, plates, assets):
    actors = actors_of(movie(text="Morning Brew", detail=detail, layout="cta"), assets)
    assert sum(isinstance(a, Shape) and a.entry == "pop" for a in actors) == plates
    shown = [line for a in actors if isinstance(a, Text) for line in a.block.lines]
    assert (" ".join(shown) == f"Morning Brew {detail}") == (not plates)


def test_the_first_frame_of_a_video_says_what_it_is_about(assets):
    for theme, layout in itertools.product(
        ("aurora", "pop", "ink", "grid"), ("auto", "statement", "title", "cta")
    ):
        fields = {"text": "Coffee that wakes you", "emphasis": ("wakes",), "layout": layout}
        first, second = (actors_of(movie(theme=theme, place=place, **fields), assets) for place in (0, 3))
        now, settled = (np.abs(light(first, TALL, t)).sum() for t in (0.0, 4.0))
        assert now > settled * 0.7, (theme, layout)
        assert np.abs(light(second, TALL, 0.0)).sum() < settled * 0.1, (theme, layout)


def test_the_first_frame_moves_from_the_start(assets):
    actors = actors_of(movie(place=0, text="Coffee that wakes you"), assets)
    assert np.abs(light(actors, TALL, 0.0) - light(actors, TALL, 0.1)).mean() > 0.5


def test_a_plate_settles_with_its_word(assets):
    actors = actors_of(movie(theme="pop", place=0, text="Wake up now", emphasis=("now",)), assets)
    words = next(a for a in actors if isinstance(a, Text))
    plate = next(a for a in actors if isinstance(a, Shape) and a.entry == "settle")
    marked = next(word for word in words.block.words if word.marked)
    assert plate.start == words.start + marked.line * words.stagger
    assert (plate.length, plate.away) == (words.length, words.away)


def test_a_picture_that_opens_a_video_is_dark_under_its_words_in_the_first_frame(assets):
    white = PICTURE.model_copy(update={"asset": "white"})
    scenery = compose.scenery(movie(place=0, text="Readable", media=white), 0, assets)
    frame = Frame.blank(*TALL)
    scenery.backdrop.paint(frame, 0.0)
    for actor in scenery.actors:
        if isinstance(actor, Shape) and actor.image.width == TALL[0]:
            actor.draw(frame, 0.0)
    words = next(a for a in scenery.actors if isinstance(a, Text))
    assert frame.y[words.y : words.y + words.block.height].max() < 120


def test_a_figure_that_opens_a_video_is_the_true_one_from_the_start(assets):
    actors = actors_of(movie(place=0, text="98% return", emphasis=("98%",), layout="number"), assets)
    counter = next(a for a in actors if isinstance(a, Counter))
    assert counter.text(0.0) == "98%"
    assert light((counter,), TALL, 0.0).max() > 100


def test_a_title_over_the_first_frame_is_there_at_once():
    span = TextSpan(id="t", text="Urban Dreams", start_ms=0, end_ms=2000)
    later = span.model_copy(update={"start_ms": 500})
    found = []
    for title in (span, later):
        shown = movie(place=0, text="x").model_copy(update={"titles": (title,)})
        found.append(light(compose.overlays(shown, 0, 2000, {}), TALL, title.start_ms / 1000).max())
    assert found[0] > 100 > found[1]


def test_a_picture_under_words_keeps_its_light(assets):
    white = PICTURE.model_copy(update={"asset": "white"})
    scenery = compose.scenery(movie(text="Words", media=white), 1, assets)
    frame = Frame.blank(*TALL)
    scenery.draw(frame, 3.0)
    assert frame.y[safe_area(*TALL).bottom + 8 :].min() > 90


@pytest.mark.parametrize("text", ["안녕하세요 세계, 모닝 커피", "مرحبا بالعالم، قهوة", "สวัสดี!"])
def test_of_words_that_cannot_be_drawn_no_empty_card_and_no_lone_comma_is_left(text, assets):
    for place in range(4):
        assert actors_of(movie(place=place, text=text, layout="statement"), assets) == ()


@pytest.mark.parametrize("size", [TALL, WIDE, (240, 240), (240, 300)])
@pytest.mark.parametrize("place", ["top", "middle", "bottom"])
def test_a_scene_under_title_captions_and_logo_is_still_drawn_with_its_words(size, place, assets):
    shown = gallery.movie("pop", "en", size)
    end = shown.duration_ms
    over = TextSpan(text="Urban Dreams", start_ms=0, end_ms=end, place=place)
    said = Captions(spans=(TextSpan(text="Hello there", start_ms=0, end_ms=end, place="bottom"),))
    logo = Media(asset="logo", name="logo.png", kind="image", role="logo")
    crowded = shown.model_copy(update={"titles": (over,), "captions": said, "logo": logo})
    for index, scene in enumerate(crowded.scenes):
        found = compose.scenery(crowded, index, assets).actors
        assert any(isinstance(actor, Text) and actor.block.words for actor in found), scene.name


@pytest.mark.parametrize("theme", ["aurora", "pop", "ink"])
def test_letters_that_hang_from_the_last_point_stay_in_the_safe_area(theme, assets):
    size = (720, 720)
    shown = gallery.movie(theme, "en", size)
    index = next(n for n, scene in enumerate(shown.scenes) if scene.items)
    texts = [a for a in compose.scenery(shown, index, assets).actors if isinstance(a, Text)]
    assert max(a.y + a.block.height for a in texts) <= safe_area(*size).bottom + 2
