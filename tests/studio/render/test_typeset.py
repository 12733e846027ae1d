from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageColor

from skill.studio.render.fonts import Face
from skill.studio.render.typeset import Block, Style, set_text

PLAIN = Style(Face("grotesque"), "#ffffff", "#ffcc00", largest=60, smallest=14)


def drawn(block: Block, margin: int = 60) -> np.ndarray:
    """The block on a transparent sheet, its corner at (margin, margin)."""
    image = Image.new("RGBA", (block.width + 2 * margin, block.height + 2 * margin), (0, 0, 0, 0))
    for word in block.words:
        image.alpha_composite(word.image, (word.x + margin, word.y + margin))
    return np.asarray(image)


@pytest.mark.parametrize(
    "text",
    [
        "Small-batch coffee, roasted in 250 g bags every Tuesday",
        "城市的早晨，从一杯咖啡开始。48小时内送达！",
        "用AI做视频 is 300% faster 🎉",
        "https://example.com/a/very/long/address/that/never/ends?with=parameters",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    ],
)
@pytest.mark.parametrize("face", [Face(), Face("condensed", "zh-happy"), Face("serif", "zh-serif")])
def test_text_fits_its_box_with_all_its_ink(text, face):
    block = set_text(text, Style(face, "#fff", "#fc0", largest=60, smallest=10), 300, 260)
    assert block.width <= 302
    assert block.height <= 272
    alpha = drawn(block)[..., 3] > 100
    rows, columns = np.nonzero(alpha.any(1))[0], np.nonzero(alpha.any(0))[0]
    assert columns[0] >= 60 - 8
    assert columns[-1] <= 60 + block.width + 8
    assert rows[0] >= 60 - 8
    assert rows[-1] <= 60 + block.height + 8
    cut = "".join(line.removesuffix("-") for line in block.lines)  # hyphens at line ends, and the text's own
    assert cut.replace(" ", "").replace("-", "") == text.replace(" ", "").replace("-", "")


def test_short_text_gets_the_largest_size_and_long_text_a_smaller_one():
    assert set_text("Hi", PLAIN, 300, 300).size == 60
    assert set_text("word " * 60, PLAIN, 300, 200).size < 20


def test_even_a_text_too_long_for_its_smallest_size_is_not_cut():
    block = set_text("every word of this is shown " * 20, PLAIN, 200, 100)
    assert block.height <= 108
    assert " ".join(block.lines).split() == ("every word of this is shown " * 20).split()


def test_emphasised_words_are_in_the_accent_whatever_their_case():
    block = set_text("Roasted on Tuesday", PLAIN, 400, 100, ("tuesday",))
    pixels = drawn(block)
    solid = pixels[pixels[..., 3] == 255][:, :3]
    assert (solid == ImageColor.getrgb("#ffcc00")).all(1).any()
    assert [word.marked is not None for word in block.words] == [False, False, True]


def test_emphasis_on_a_plate_is_set_in_the_plates_text_colour():
    style = Style(PLAIN.face, "#ffffff", "#ffcc00", 60, 14, on_accent="#112233", mark="plate", shadow=0.5)
    pixels = drawn(set_text("今天就来", style, 400, 100, ("今天",)))
    solid = pixels[pixels[..., 3] == 255][:, :3]
    assert (solid == ImageColor.getrgb("#112233")).all(1).any()
    assert not (solid == ImageColor.getrgb("#ffcc00")).all(1).any()


def test_every_mention_of_an_emphasised_phrase_stands_out_and_an_emoji_keeps_its_colours():
    block = set_text("go ☕ go", PLAIN, 400, 100, ("go ☕ go", "", "go"))
    assert [word.marked is not None for word in block.words] == [True, False, True]


@pytest.mark.parametrize("text", ["", "  \n ", "한국"])
def test_nothing_to_draw_is_an_empty_block(text):
    assert set_text(text, PLAIN, 100, 100).empty


def test_capitals_keep_a_sharp_s():
    style = Style(PLAIN.face, "#fff", "#fc0", 40, 10, upper=True)
    assert set_text("straße", style, 400, 100).lines == ("STRAßE",)


@pytest.mark.parametrize(("align", "shorter"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_lines_stand_where_the_style_wants_them(align, shorter):
    block = set_text("wide wide\nok", Style(PLAIN.face, "#fff", "#fc0", 40, 10, align=align), 600, 300)
    (left, right), (begin, end) = block.edges[0], block.edges[-1]
    assert abs((begin - left) - shorter * ((right - left) - (end - begin))) <= 2


def test_a_shadow_darkens_around_the_letters():
    bare, shaded = (
        drawn(set_text("Hi", Style(PLAIN.face, "#fff", "#fc0", 60, 14, shadow=s), 200, 100)) for s in (0, 0.8)
    )
    assert (shaded[..., 3] > 0).sum() > (bare[..., 3] > 0).sum() * 1.3


def test_words_stand_on_even_places_so_that_colour_stays_sharp():
    block = set_text("Coffee that wakes up the whole street ☕ 咖啡", PLAIN, 300, 300)
    assert all(word.x % 2 == 0 and word.y % 2 == 0 for word in block.words)
    assert all(side % 2 == 0 for word in block.words for side in word.image.size)


def test_a_given_size_is_kept_and_uses_as_few_lines_as_it_can():
    style = Style(PLAIN.face, "#fff", "#fc0", 30, 30)
    block = set_text("one two three four five six seven", style, 260, 900)
    assert block.size == 30
    assert len(block.lines) == 2


@pytest.mark.parametrize("text", ["满99元免运费", "约18克", "第14批", "来自12个家庭", "用AI做视频"])
def test_figures_in_chinese_have_the_same_space_on_both_sides(text):
    block = set_text(text, Style(Face(), "#fff", "#fc0", largest=100, smallest=100), 2000, 200)
    alpha = drawn(block)[..., 3] > 128
    bare = "".join(c for c in text if not c.isascii())
    narrow = "".join(c for c in text if c.isascii())
    widths = [set_text(part, block.style, 2000, 200).width for part in (bare, narrow)]
    assert block.width - sum(widths) == pytest.approx(2 * 0.16 * block.size, abs=4)
    assert alpha.any()


def test_a_word_too_long_for_large_type_is_cut_where_a_syllable_begins():
    words = "Donaudampfschifffahrtsgesellschaftskapitänsmütze"
    block = set_text(words, Style(Face(), "#fff", "#fc0", largest=120, smallest=27), 460, 400)
    assert block.size > 35
    assert all(line.endswith("-") for line in block.lines[:-1])
    assert "".join(line.removesuffix("-") for line in block.lines) == words
    for line in block.lines[1:]:
        assert line[0] not in "aeiouä"
        assert line[1] in "aeiouä"
    assert set_text("Internationalization", block.style, 460, 400).lines == ("Internationalization",)
