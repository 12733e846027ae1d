from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from skill.studio.movie import Captions, Look, Media, Movie, Scene, TextSpan
from skill.studio.render import compose, gallery, overlays
from skill.studio.render.emblem import emblem
from skill.studio.render.faults import RenderError
from skill.studio.render.kinetic import Text
from skill.studio.render.safe import safe_area
from skill.studio.render.stage import Frame
from skill.studio.render.themes import THEMES

SIZE = {"width": 180, "height": 320}
PICTURE = Media(asset="picture", name="picture.png", kind="image")


@pytest.fixture
def assets(tmp_path):
    Image.new("RGB", (90, 160), "white").save(tmp_path / "white.png")
    return {**gallery.samples(tmp_path), "white": tmp_path / "white.png"}


def scene(place: int = 0, **fields) -> Scene:
    return Scene(id=f"s{place}", name=f"scene {place}", duration_ms=2000, **fields)


def movie(*scenes: Scene, **fields) -> Movie:
    return Movie(scenes=scenes, **SIZE, **fields)


def seen(shown: Movie, index: int, assets, t: float = 1.9) -> np.ndarray:
    return np.asarray(gallery.picture_of(gallery.frame_of(shown, index, assets, t))).astype(int)


@pytest.mark.parametrize(
    ("fields", "layout"),
    [
        ({"text": "plain words that go on for more than a line or two"}, "statement"),
        ({"text": "Few big words"}, "poster"),
        ({"text": "x", "items": ("a", "b")}, "list"),
        ({"text": "x", "number": 2}, "step"),
        ({"text": "“He said so.”"}, "quote"),
        ({"text": "98% come back", "emphasis": ("98%",)}, "number"),
        ({"text": "x", "media": PICTURE}, "picture"),
        ({"text": "x", "media": PICTURE.model_copy(update={"role": "logo"})}, "logo"),
        ({"text": "x", "media": PICTURE.model_copy(update={"kind": "video"})}, "clip"),
        ({"text": "x", "layout": "title"}, "title"),
        ({"text": "no figure is to be found anywhere in here", "layout": "number"}, "statement"),
        ({"text": "no items are to be found anywhere in here", "layout": "list"}, "statement"),
    ],
)
def test_content_decides_the_layout(fields, layout):
    shown = movie(scene(0, text="first"), scene(1, **fields), scene(2, text="last"))
    assert compose.layout_of(shown, 1) == layout


def test_a_video_begins_with_a_hook_and_ends_with_a_call():
    shown = movie(*(scene(n, text="words") for n in range(3)))
    assert [compose.layout_of(shown, n) for n in range(3)] == ["hook", "statement", "cta"]
    assert compose.layout_of(movie(scene(0, text="a"), scene(1, text="b")), 1) == "statement"


def test_the_same_movie_gives_the_same_frames_and_another_seed_others(assets):
    one, again, other = (movie(scene(text="Hello there"), look=Look(seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(seen(one, 0, assets), seen(again, 0, assets))
    assert np.abs(seen(one, 0, assets) - seen(other, 0, assets)).mean() > 4


def test_four_statements_in_a_row_are_four_designs(assets):
    shown = movie(*(scene(n, text="The same words again", layout="statement") for n in range(4)))
    places = []
    for index in range(4):
        text = next(a for a in compose.scenery(shown, index, assets).actors if isinstance(a, Text))
        places.append((text.x, text.y, text.block.size))
    assert len(set(places)) == 4


def test_a_theme_or_style_that_does_not_exist_still_gives_a_picture(assets):
    shown = movie(scene(text="Hello", style="no such style"), look=Look(theme="gone", mood="odd"))
    assert seen(shown, 0, assets).std() > 4


def test_a_scene_may_have_a_style_of_its_own(assets):
    plain, own = (movie(scene(text="Hello", style=style)) for style in (None, "waves"))
    assert np.abs(seen(plain, 0, assets) - seen(own, 0, assets)).mean() > 4


def test_font_scale_makes_type_larger(assets):
    def size(scale: float) -> int:
        shown = movie(scene(text="Hi", layout="statement"), look=Look(font_scale=scale))
        return next(a for a in compose.scenery(shown, 0, assets).actors if isinstance(a, Text)).block.size

    assert size(0.6) < size(1.0) < size(1.4)


def test_a_scene_without_words_is_only_its_background(assets):
    assert compose.scenery(movie(scene(), scene(1)), 1, assets).actors == ()


@pytest.mark.parametrize("layout", ["auto", "hook", "cta"])
def test_type_over_a_white_picture_has_dark_behind_it(layout, assets):
    white = PICTURE.model_copy(update={"asset": "white"})
    shown = movie(scene(text="Readable", layout=layout, media=white))
    scenery = compose.scenery(shown, 0, assets)
    frame = Frame.blank(180, 320)
    scenery.backdrop.paint(frame, 1.9)
    for actor in scenery.actors:
        if not isinstance(actor, Text):
            actor.draw(frame, 1.9)
    text = next(a for a in scenery.actors if isinstance(a, Text))
    word = text.block.words[0].box
    behind = frame.y[
        text.y + word[1] : text.y + word[1] + word[3], text.x + word[0] : text.x + word[0] + word[2]
    ]
    assert behind.max() < 120


def test_a_picture_without_words_is_shown_in_full_light(assets):
    white = PICTURE.model_copy(update={"asset": "white"})
    assert np.median(seen(movie(scene(media=white)), 0, assets)) > 245


@pytest.mark.parametrize("size", [(320, 180), (180, 320)])
@pytest.mark.parametrize("text", ["", "A card"])
def test_a_card_shows_the_picture_beside_or_above_the_words(size, text, assets):
    card = PICTURE.model_copy(update={"role": "card"})
    shown = Movie(scenes=(scene(text=text, detail=text, media=card),), width=size[0], height=size[1])
    words, bare = seen(shown, 0, assets), seen(shown.change(scenes=(scene(),)), 0, assets)
    area = safe_area(*size)
    inside = np.abs(words - bare)[area.y : area.bottom, area.x : area.right]
    assert (inside.max(-1) > 40).mean() > 0.15


def test_the_users_colours_are_used(assets):
    red = seen(movie(scene(text="Hi"), look=Look(background="#c00000")), 0, assets).mean((0, 1))
    assert red[0] > red[1] + 40
    assert red[0] > red[2] + 40


def span(text: str, start: int, end: int, place: str = "top") -> TextSpan:
    return TextSpan(text=text, start_ms=start, end_ms=end, place=place)


@pytest.mark.parametrize("place", ["top", "middle", "bottom"])
def test_a_title_is_seen_only_in_its_time_and_place(place):
    shown = movie(scene(0), scene(1), titles=(span("Urban Dreams", 500, 1500, place), span("한국", 0, 2000)))
    (title,) = compose.overlays(shown, 0, 2000, {})

    def rows(t: float) -> np.ndarray:
        frame = Frame.blank(180, 320)
        title.draw(frame, t)
        return np.nonzero((frame.y != 16).any(1))[0]

    assert rows(0.4).size == rows(1.5).size == 0
    middle = rows(1.0).mean() / 320
    assert {"top": 0.1 < middle < 0.3, "middle": 0.4 < middle < 0.52, "bottom": 0.65 < middle < 0.8}[place]
    assert compose.overlays(shown, 2000, 4000, {}) == ()


def test_a_title_that_began_in_the_scene_before_is_already_there():
    shown = movie(scene(0), scene(1), titles=(span("Urban", 1000, 3000),))
    (title,) = compose.overlays(shown, 2000, 4000, {})
    frame = Frame.blank(180, 320)
    title.draw(frame, 0.0)
    assert (frame.y != 16).any()


def inked(actor, t: float = 1.0) -> np.ndarray:
    frame = Frame.blank(180, 320)
    frame.y[...] = 90
    actor.draw(frame, t)
    return frame.y != 90


def test_every_title_style_is_drawn_and_each_differently():
    drawn = []
    for style in overlays.TITLE_STYLES:
        titled = movie(scene(0), titles=(span("Urban", 0, 2000).model_copy(update={"style": style}),))
        (title,) = compose.overlays(titled, 0, 2000, {})
        drawn.append((style, inked(title).sum()))
    sizes = dict(drawn)
    assert sizes["large"] > sizes["title"] > sizes["small"] > 0
    assert all(count > 0 for count in sizes.values())


def test_a_title_longer_than_the_video_goes_with_its_last_frame():
    long = movie(scene(0), titles=(span("Urban", 0, 9000),))
    (title,) = compose.overlays(long, 0, 2000, {})
    assert inked(title, 1.5).any()
    assert not inked(title, 2.0).any()


def test_a_logo_does_not_take_part_in_the_scenes_so_transitions_leave_it_alone(assets):
    logo = Media(asset="logo", name="logo.png", kind="image", role="logo")
    shown = movie(scene(0), scene(1)).change(logo=logo)
    assert compose.scenery(shown, 1, assets).actors == ()
    first, second = (compose.overlays(shown, at, at + 2000, assets)[0] for at in (0, 2000))
    assert (inked(first, 0.0) == inked(second, 0.0)).all()


@pytest.mark.parametrize("style", overlays.CAPTION_STYLES)
@pytest.mark.parametrize(
    "text", ["Roasted on Tuesday, at your door on Thursday", "每周二烘焙，周四送到你家门口"]
)
def test_captions_of_every_style_are_readable_on_white_and_black(style, text):
    captions = Captions(spans=(span(text, 0, 2000, "bottom"), span("", 0, 2000)), style=style)
    shown = movie(scene(0), captions=captions)
    (caption,) = compose.overlays(shown, 0, 2000, {})
    area = safe_area(180, 320)
    for ground in (16, 235):
        frame = Frame.blank(180, 320)
        frame.y[...] = ground
        caption.draw(frame, 1.0)
        changed = np.nonzero(frame.y != ground)
        values = frame.y[changed].astype(int)
        assert values.max() - values.min() > 120
        assert changed[1].min() >= area.x - 4
        assert changed[1].max() <= area.right + 4
        assert changed[0].max() <= area.bottom + 4


def test_scenes_make_room_for_captions_titles_and_logo():
    free = compose.area_of(movie(scene(0)), 0)
    logo = Media(asset="logo", name="logo.png", kind="image", role="logo")
    captions = Captions(spans=(span("words", 0, 2000, "bottom"),))
    full = movie(
        scene(0), captions=captions, logo=logo, titles=(span("Title", 0, 900), span("No", 5000, 6000))
    )
    area = compose.area_of(full, 0)
    assert area.y > overlays.title_box(full, "top").bottom - 1
    assert area.bottom < overlays.caption_box(full, "bottom").y
    assert free.height > area.height > 40


def test_a_bottom_title_stands_above_bottom_captions():
    captions = Captions(spans=(span("words", 0, 2000, "bottom"),))
    shown = movie(scene(0), captions=captions)
    assert overlays.title_box(shown, "bottom").bottom <= overlays.caption_box(shown, "bottom").y
    above = shown.change(captions=Captions(spans=captions.spans, place="top"))
    assert overlays.title_box(above, "top").y >= overlays.caption_box(above, "top").bottom


def test_the_logo_stays_in_its_corner_in_every_scene(assets):
    logo = Media(asset="logo", name="logo.png", kind="image", role="logo")
    bare = movie(scene(0), scene(1))
    shown = bare.change(logo=logo)
    for index in range(2):
        changed = np.nonzero(np.abs(seen(shown, index, assets) - seen(bare, index, assets)).max(-1) > 60)
        assert changed[0].max() < 320 * 0.25
        assert changed[1].max() < 180 * 0.5


def test_a_logo_gets_a_plate_only_where_it_would_not_be_seen(tmp_path, assets):
    dark, light = THEMES["city"].palettes[0], THEMES["paper"].palettes[0]
    mark = Image.new("RGBA", (100, 60), "#102040")
    mark.putalpha(Image.new("L", mark.size, 0))
    mark.paste("#102040", (10, 10, 90, 50))
    mark.save(tmp_path / "mark.png")
    on_dark, on_light = (emblem(tmp_path / "mark.png", (80, 80), row) for row in (dark, light))
    assert on_dark.getpixel((on_dark.width // 2, 2))[:3] == (255, 255, 255)
    assert on_light.getpixel((on_light.width // 2, on_light.height // 2))[:3] == (16, 32, 64)
    opaque = emblem(assets["picture"], (80, 80), None)
    assert opaque.getpixel((0, 0))[3] < 255
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert emblem(tmp_path / "clear.png", (80, 80), None).width > 0


def test_a_broken_logo_is_named(tmp_path):
    (tmp_path / "logo.png").write_bytes(b"no picture")
    with pytest.raises(RenderError) as fault:
        emblem(tmp_path / "logo.png", (80, 80), None)
    assert "logo.png" in repr(fault.value.__dict__)


def words_of(shown: Movie, index: int) -> list[Text]:
    return [actor for actor in compose.scenery(shown, index, {}).actors if isinstance(actor, Text)]


@pytest.mark.parametrize("text", ["Good things take three days", "好咖啡值得等三天", "Supercalifragilistic"])
def test_every_line_of_a_poster_is_as_wide_as_the_room(text):
    shown = Movie(scenes=(scene(text=text, layout="poster"),), width=1080, height=1920)
    area = safe_area(1080, 1920)
    blocks = [actor.block for actor in words_of(shown, 0)]
    assert all(len(block.lines) == 1 for block in blocks)
    assert all(area.width * 0.94 < block.width <= area.width + 2 for block in blocks)
    assert len({block.style.colour for block in blocks}) == min(2, len(blocks))


def test_a_poster_in_a_flat_frame_stays_in_its_room_above_its_detail():
    shown = Movie(
        scenes=(scene(text="Good things take three days", detail="and nights", layout="poster"),),
        width=960,
        height=540,
    )
    area = safe_area(960, 540)
    *rows, detail = words_of(shown, 0)
    assert rows[0].y >= area.y
    assert max(row.y + row.block.height for row in rows) <= detail.y
    assert detail.y + detail.block.height <= area.bottom


@pytest.mark.parametrize(
    ("text", "detail", "call"),
    [
        ("Order now at morningbrew.example!", "", "Order now at"),
        ("Follow @morningbrew", "", "Follow"),
        ("morningbrew.example", "", "morningbrew.example"),
        ("See a.example today", "", "See a.example today"),
        ("Order at a.example", "Today", "Order at a.example"),
    ],
)
def test_an_address_at_the_end_of_a_call_stands_on_the_button(text, detail, call):
    shown = movie(scene(text=text, detail=detail, layout="cta"))
    (words,) = words_of(shown, 0)
    assert " ".join(words.block.lines) == call


def test_words_that_come_with_a_title_are_smaller_than_the_title():
    plain = movie(scene(text="Mornings", layout="hook"))
    titled = plain.change(titles=(span("Morning Brew", 0, 1500),))
    (large,), (small,) = words_of(plain, 0), words_of(titled, 0)
    assert small.block.size < 0.7 * large.block.size
    (title,) = overlays.titles(titled, 0, 2000)
    assert title.image.height > small.block.size


def test_the_mark_after_an_emphasised_word_stands_on_its_plate():
    shown = movie(
        scene(text="Just today, really", emphasis=("today",), layout="hook"), look=Look(theme="pop")
    )
    (words,) = words_of(shown, 0)
    marked = next(word for word in words.block.words if word.marked)
    assert marked.marked[1] - marked.marked[0] >= marked.box[2] * 0.95


def said(text: str, words, style: str = "plain", theme: str = "aurora") -> Movie:
    spoken = TextSpan(text=text, start_ms=0, end_ms=2000, words=words)
    captions = Captions(spans=(spoken,), style=style)
    return Movie(scenes=(scene(text=""),), captions=captions, width=360, height=640, look=Look(theme=theme))


@pytest.mark.parametrize("theme", ["aurora", "waves"])
def test_the_word_being_said_is_lit_and_no_other(theme):
    shown = said("One two, three", ((0, 0, 3), (600, 3, 6), (1200, 6, 11)), theme=theme)
    caption, lit = overlays.captions(shown, 0, 2000)
    places = []
    for t in (0.3, 0.9, 1.5):
        plain, coloured = Frame.blank(360, 640), Frame.blank(360, 640)
        for frame, actors in ((plain, (caption,)), (coloured, (caption, lit))):
            for actor in actors:
                actor.draw(frame, t)
        columns = np.flatnonzero((plain.y != coloured.y).any(axis=0))
        places.append((columns[0], columns[-1]))
    assert places[0][1] < places[1][0] < places[1][1] < places[2][0]


def test_nothing_is_lit_while_a_caption_comes_or_goes_or_before_its_first_word():
    shown = said("One two", ((500, 0, 3), (900, 3, 6)))
    _, lit = overlays.captions(shown, 0, 2000)
    for t in (0.05, 0.3, 1.95):
        assert not inked(lit, t).any() or (inked(lit, t) == inked(lit, 0.0)).all()


def test_captions_without_times_of_words_or_without_a_dark_ground_light_nothing():
    assert len(overlays.captions(said("One two", ()), 0, 2000)) == 1
    assert len(overlays.captions(said("One two", ((0, 0, 3),), "outline"), 0, 2000)) == 1


def test_captions_that_fit_two_lines_are_all_of_one_size():
    def size(text: str) -> int:
        block, _, _ = overlays._caption(
            said(text, ()), TextSpan(text=text, start_ms=0, end_ms=9), overlays.CAPTION_STYLES["plain"],
            THEMES["aurora"].palettes[0], lit=False,
        )  # fmt: skip
        return block.size

    assert size("Short") == size("and on Thursday your coffee") > size("So many words " * 12)
