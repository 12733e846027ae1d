"""The user's pictures: whatever they are like, they fill the frame and move without a jerk."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from skill.studio.render import colour
from skill.studio.render.faults import RenderError
from skill.studio.render.fit import cover, fit
from skill.studio.render.pictures import Photo, load, resample
from skill.studio.render.stage import Frame

SIZE = (180, 320)


def painted(path: Path, t: float = 0.0, size: tuple[int, int] = SIZE, **options) -> Frame:
    frame = Frame.blank(*size)
    Photo(path, size, **options).paint(frame, t)
    return frame


def rgb(frame: Frame) -> np.ndarray:
    chroma = [np.repeat(np.repeat(plane, 2, 0), 2, 1) for plane in (frame.u, frame.v)]
    return colour.rgb(np.stack([frame.y, *chroma], axis=-1)).astype(int)


def save(tmp_path: Path, image: Image.Image, name: str = "p.png", **options) -> Path:
    image.save(tmp_path / name, **options)
    return tmp_path / name


def halves(
    size: tuple[int, int], left: tuple[int, ...], right: tuple[int, ...], mode: str = "RGB"
) -> Image.Image:
    image = Image.new(mode, size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def test_resampling_is_bilinear_at_fractions_of_a_pixel():
    dice = np.random.default_rng(1)
    source = dice.integers(0, 256, (40, 50), dtype=np.uint8)
    target = np.zeros((150, 24), np.uint8)
    resample(source, target, 3.3, 2.7, 0.21)
    rows = np.clip(2.7 - 0.5 + (np.arange(150) + 0.5) * 0.21, 0, 39)
    columns = np.clip(3.3 - 0.5 + (np.arange(24) + 0.5) * 0.21, 0, 49)
    along = np.array([np.interp(columns, np.arange(50), line) for line in source.astype(float)])
    exact = np.array([np.interp(rows, np.arange(40), line) for line in along.T]).T
    assert np.abs(target - exact).max() < 2.1


def test_beyond_the_edge_the_edge_goes_on():
    target = np.zeros((4, 6), np.uint8)
    resample(np.array([[10, 90]], np.uint8), target, -2.0, -1.0, 1.0)
    assert target.tolist() == [[10, 10, 10, 90, 90, 90]] * 4


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_moves_are_even_to_a_sixteenth_of_a_pixel(tmp_path, seed):
    """Where an edge between two shades is, by how much of the frame each has, in every direction."""
    for turned in (False, True):
        edge = halves((900, 1600) if not turned else (1600, 900), (30, 30, 30), (220, 220, 220))
        photo = Photo(save(tmp_path, edge.rotate(90, expand=True) if turned else edge), SIZE, seed, seconds=4)
        places = []
        for number in range(60):
            frame = Frame.blank(*SIZE)
            photo.paint(frame, number / 30)
            lines = frame.y.astype(float).sum(axis=0 if turned else 1).mean()
            places.append(lines / (colour.yuv((220,) * 3)[0] - colour.yuv((30,) * 3)[0]))
        steps = np.diff(places)
        assert np.abs(np.diff(steps)).max() < 1 / 16


def test_neighbouring_seeds_move_differently(tmp_path):
    dice = np.random.default_rng(2)
    path = save(
        tmp_path, Image.fromarray(dice.integers(0, 255, (320, 180, 3), dtype=np.uint8)).resize((360, 640))
    )
    seen = [painted(path, 3.0, seed=seed).y.astype(int) for seed in range(4)]
    for one, other in pairwise(seen):
        assert np.abs(one - other).mean() > 3


def test_a_move_goes_on_beyond_the_end_and_never_leaves_the_picture(tmp_path):
    path = save(tmp_path, Image.new("RGB", (400, 700), (200, 30, 30)))
    photo = Photo(path, SIZE, 0, seconds=1.0)
    for t in (0.0, 0.999, 1.5, 7.3, 60.0):
        frame = Frame.blank(*SIZE)
        photo.paint(frame, t)
        assert np.ptp(frame.y) <= 1


@pytest.mark.parametrize(
    "size", [(40, 4000), (4000, 40), (1, 1), (3, 2), (333, 777), (1200, 900), (900, 1600)]
)
def test_any_shape_fills_the_frame(tmp_path, size):
    frame = painted(save(tmp_path, Image.new("RGB", size, (230, 230, 230))))
    assert frame.y.min() > 90


def test_a_wide_picture_is_shown_over_a_darker_copy_of_itself(tmp_path):
    frame = rgb(painted(save(tmp_path, Image.new("RGB", (1600, 900), (240, 120, 40)))))
    assert np.abs(frame[160, 90] - (240, 120, 40)).max() < 5
    assert (frame[10, 90] < (200, 100, 60)).all()
    assert frame[10, 90].argmax() == 0


def test_a_picture_of_nearly_the_frame_s_shape_is_cropped(tmp_path):
    frame = rgb(painted(save(tmp_path, Image.new("RGB", (300, 400), (240, 120, 40)))))
    assert np.abs(frame - (240, 120, 40)).max() < 6


@pytest.mark.parametrize(("orientation", "top"), [(1, "red"), (3, "blue"), (6, "green"), (8, "white")])
def test_pictures_stand_upright(tmp_path, orientation, top):
    colours = {"red": (220, 20, 20), "blue": (20, 20, 220), "green": (20, 200, 20), "white": (240, 240, 240)}
    image = Image.new("RGB", (400, 400))
    for name, corners in {
        "red": (100, 0, 300, 100),
        "blue": (100, 300, 300, 400),
        "green": (0, 100, 100, 300),
        "white": (300, 100, 400, 300),
    }.items():
        image.paste(colours[name], corners)
    exif = Image.Exif()
    exif[0x0112] = orientation
    shown = load(save(tmp_path, image, "p.jpg", exif=exif, quality=95), (200, 200))
    assert np.abs(np.array(shown.getpixel((100, 20))) - colours[top]).max() < 25
    assert shown.size == (200, 200)


@pytest.mark.parametrize(("ink", "paper"), [((10, 10, 10), 255), ((250, 250, 250), 20)])
def test_clear_parts_get_a_ground_the_rest_stands_out_from(tmp_path, ink, paper):
    image = halves((200, 200), (*ink, 255), (90, 90, 90, 0), "RGBA")
    shown = load(save(tmp_path, image), (200, 200))
    assert np.abs(np.array(shown.getpixel((50, 100))) - ink).max() <= 1
    assert abs(shown.getpixel((150, 100))[1] - paper) <= 2


def test_a_wholly_clear_picture_is_plain(tmp_path):
    shown = load(save(tmp_path, Image.new("RGBA", (20, 20), (0, 0, 0, 0))), (20, 20))
    assert shown.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("image", "name", "expected"),
    [
        (Image.new("L", (90, 160), 200), "p.png", (200, 200, 200)),
        (Image.new("1", (90, 160), 1), "p.png", (255, 255, 255)),
        (Image.new("LA", (90, 160), (100, 255)), "p.png", (100, 100, 100)),
        (Image.new("CMYK", (90, 160), (0, 255, 255, 0)), "p.jpg", (254, 0, 0)),
        (Image.fromarray(np.full((160, 90), 32896, np.uint16)), "p.png", (128, 128, 128)),
        (Image.fromarray(np.full((160, 90), 5.0, np.float32)), "p.tiff", (255, 255, 255)),
        (Image.new("RGB", (90, 160), (10, 200, 30)).quantize(4), "p.gif", (10, 200, 30)),
        (Image.new("RGB", (90, 160), (10, 200, 30)), "p.webp", (10, 200, 30)),
        (Image.new("RGB", (90, 160), (10, 200, 30)), "p.bmp", (10, 200, 30)),
    ],
    ids=["grey", "bits", "grey+alpha", "cmyk", "16 bit", "float", "gif", "webp", "bmp"],
)
def test_every_kind_of_picture_shows_its_colours(tmp_path, image, name, expected):
    shown = load(save(tmp_path, image, name), (90, 160))
    assert np.abs(np.array(shown.getpixel((40, 80))) - expected).max() <= 6


def test_an_embedded_profile_is_honoured_and_a_broken_one_ignored(tmp_path):
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("RGB", (90, 160), (120, 60, 30))
    for number, profile in enumerate((lab, b"broken", swapped.tobytes())):
        shown = load(save(tmp_path, image, f"{number}.png", icc_profile=profile), (90, 160))
        assert np.abs(np.array(shown.getpixel((40, 80))) - (120, 60, 30)).max() <= 2


def test_a_large_jpeg_is_taken_in_small(tmp_path):
    image = Image.fromarray(np.full((4000, 6000, 3), 180, np.uint8))
    shown = load(save(tmp_path, image, "p.jpg"), (200, 200))
    assert (shown.width, shown.height) == (300, 200)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_more_pixels_than_memory_allows_for_are_refused(tmp_path):
    for size in ((11_000, 10_000), (20_000, 20_000)):
        path = save(tmp_path, Image.new("1", size))
        with pytest.raises(RenderError) as refused:
            load(path, (200, 200))
        assert (refused.value.kind, refused.value.name) == ("asset_too_large", "p.png")


@pytest.mark.parametrize("cut", [0, 10, 200])
def test_what_is_no_whole_picture_is_refused(tmp_path, cut):
    whole = io.BytesIO()
    Image.fromarray(np.random.default_rng(3).integers(0, 255, (90, 160, 3), dtype=np.uint8)).save(
        whole, "PNG"
    )
    (tmp_path / "cut.png").write_bytes(whole.getvalue()[:cut])
    with pytest.raises(RenderError) as refused:
        Photo(tmp_path / "cut.png", SIZE)
    assert (refused.value.kind, refused.value.name) == ("asset_unreadable", "cut.png")


@pytest.mark.parametrize("picture", [(1600, 900), (900, 1600), (1000, 1000), (4000, 40), (40, 4000), (1, 1)])
@pytest.mark.parametrize("frame", [(1080, 1920), (1920, 1080), (180, 320), (1080, 1080)])
def test_placed_pictures_keep_their_shape_and_stand_in_the_middle(picture, frame):
    for place in (fit(picture, frame), cover(picture, frame)):
        assert place.width % 2 == place.height % 2 == place.x % 2 == place.y % 2 == 0
        assert abs(place.x * 2 + place.width - frame[0]) <= 4
        assert abs(place.y * 2 + place.height - frame[1]) <= 4
        if min(place.width, place.height) > 60:
            assert place.width / place.height == pytest.approx(picture[0] / picture[1], rel=0.04)
        if place.filled:
            assert place.width >= frame[0]
            assert place.height >= frame[1]
