from __future__ import annotations

import numpy as np
import pytest

from skill.studio.render import easing
from skill.studio.render.fonts import Face
from skill.studio.render.kinetic import ENTRIES, Scaled, Shape, Text, window
from skill.studio.render.layouts.number import Counter, figure_of
from skill.studio.render.sheet import disc, rounded
from skill.studio.render.stage import Frame
from skill.studio.render.typeset import Style, set_text

STYLE = Style(Face("grotesque"), "#ffffff", "#ffcc00", largest=40, smallest=10)


def light(actor, t: float, size=(320, 200)) -> np.ndarray:
    """What the actor adds to a black frame's luma."""
    frame = Frame.blank(*size)
    actor.draw(frame, t)
    return frame.y.astype(int) - 16


def some_text(entry: str) -> Text:
    return Text(set_text("two words\nand more", STYLE, 280, 160), 20, 30, entry, start=0.2)


@pytest.mark.parametrize("entry", sorted(set(ENTRIES) - {"settle"}))
def test_words_come_in_one_after_the_other_and_stay(entry):
    text = some_text(entry)
    assert not light(text, 0.2).any()
    amounts = [light(text, t).sum() for t in (0.28, 0.5, text.end)]
    assert 0 < amounts[0] < amounts[-1]
    assert np.array_equal(light(text, text.end), light(text, text.end + 60))


def test_words_that_settle_are_all_there_from_the_start_line_by_line():
    text = some_text("settle")
    amounts = [light(text, t).sum() for t in (0.0, text.start, text.end)]
    assert min(amounts) == pytest.approx(max(amounts), rel=0.02)
    assert not np.array_equal(light(text, 0.0), light(text, text.end))
    assert text.end == pytest.approx(text.start + text.stagger + text.length)


@pytest.mark.parametrize("entry", ENTRIES)
def test_words_arrive_without_a_jump(entry):
    text = some_text(entry)
    arrived, before = light(text, text.end), light(text, text.end - 1 / 60)
    assert np.abs(arrived - before).mean() < 1.5


def test_many_words_do_not_take_longer_than_a_second_to_come():
    assert Text(set_text("word " * 40, STYLE, 280, 160), 0, 0).end < 2.0


@pytest.mark.parametrize("entry", ["wipe", "pop", "rise", "fade"])
def test_a_shape_comes_in_once_and_stays(entry):
    shape = Shape(rounded((60, 40), "#ffffff", 8), 100, 60, entry, 0.5, 0.4)
    assert not light(shape, 0.5).any()
    assert 0 < light(shape, 0.6).sum() < light(shape, 5.0).sum() * 1.2
    assert np.array_equal(light(shape, 1.0), light(shape, 5.0))


def test_a_breathing_shape_never_stands_still():
    shape = Shape(disc(100, "#ffffff"), 100, 40, "pop", 0.0, 0.4, breathe=0.05)
    assert len({int(light(shape, t).sum()) for t in (1.5, 1.8, 2.1, 2.4)}) > 2


def test_what_is_half_outside_the_frame_is_clipped():
    shape = Shape(rounded((60, 40), "#ffffff", 8), -30, -20, "wipe", 0.0, 0.5)
    assert light(shape, 0.1)[:24, :34].any()
    assert light(shape, 9.0)[:20, :30].any()


def test_a_window_draws_only_inside_itself():
    frame = Frame.blank(40, 40)
    part, x, y = window(frame, 9, 10, 20, 21)
    part.y[...] = 235
    assert (x, y) == (8, 10)
    assert (frame.y == 235).sum() == (20 - 8) * (22 - 10)
    empty, _, _ = window(frame, 60, 60, 80, 80)
    assert empty.y.size == 0


def test_scaling_keeps_the_centre_and_the_colour_at_the_edge():
    frame = Frame.blank(100, 100)
    Scaled(disc(40, "#ffffff")).blend(frame, 30, 30, 1.5)
    rows, columns = np.nonzero(frame.y > 120)
    assert abs(rows.mean() - 49.5) < 1.5
    assert abs(columns.mean() - 49.5) < 1.5
    assert 56 <= np.ptp(columns) <= 62
    Scaled(rounded((10, 10), "#ffffff", 2, opacity=0.0)).blend(frame, 30, 30, 0.01)


def test_a_figure_counts_up_to_its_own_value():
    counter = Counter("$1,250", 60, STYLE, 0.0)
    assert counter.text(0.0).strip(" $,") == "0"
    values = [int(counter.text(t / 20).replace("$", "").replace(",", "")) for t in range(40)]
    assert values == sorted(values)
    assert counter.text(99.0) == "$1,250"
    assert light(counter, 3.0).any()
    assert not light(counter, 0.0).any()


def test_a_decimal_figure_keeps_its_point():
    counter = Counter("4.8", 60, STYLE, 0.0)
    assert counter.text(0.0) == "0.0"
    assert counter.text(9.0) == "4.8"


@pytest.mark.parametrize(
    ("text", "emphasis", "figure"),
    [
        ("98% come back", (), "98%"),
        ("We sold $5 to 12 people", ("12",), "12"),
        ("$1,250.50 saved", (), "$1,250.50"),
        ("no figure", ("none",), ""),
        ("3x faster", (), "3x"),
    ],
)
def test_the_figure_is_the_emphasised_one_or_the_first(text, emphasis, figure):
    assert figure_of(text, emphasis) == figure


@pytest.mark.parametrize(
    "curve", [easing.out_expo, easing.out_cubic, easing.out_back, easing.in_out, easing.spring]
)
def test_every_curve_goes_from_nothing_to_all(curve):
    assert curve(0.0) == pytest.approx(0.0, abs=0.01)
    assert curve(1.0) == pytest.approx(1.0, abs=0.01)
