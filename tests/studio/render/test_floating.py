"""Settled type drifts by fractions of a pixel and costs one blend."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from PIL import Image

from skill.studio.render.floating import PERIOD, REACH, Floating, afloat
from skill.studio.render.kinetic import Shape
from skill.studio.render.stage import Frame, Scenery

SIZE = (200, 400)


def block(**fields) -> Shape:
    return Shape(Image.new("RGBA", (60, 40), "#ffffff"), 50, 100, "fade", 0.0, 0.5, **fields)


def drawn(actor, t: float) -> np.ndarray:
    frame = Frame.blank(*SIZE)
    frame.y[...] = 60
    actor.draw(frame, t)
    return frame.y.astype(int)


def height_of(picture: np.ndarray) -> float:
    """The middle row of what is lighter than the ground."""
    light = (picture - 60).sum(axis=1)
    return float((light * np.arange(len(light))).sum() / light.sum())


def test_at_the_moment_it_settles_nothing_jumps():
    floating = Floating((block(),), SIZE)
    assert np.abs(drawn(floating, 0.5) - drawn(block(), 0.5)).max() <= 1


def test_it_glides_up_in_steps_smaller_than_a_pixel_and_comes_back():
    floating = Floating((block(),), SIZE)
    heights = [height_of(drawn(floating, 0.5 + step / 30)) for step in range(round(30 * PERIOD) + 1)]
    reach = REACH * min(SIZE)
    assert heights[0] - min(heights) == pytest.approx(reach, abs=0.1)
    assert heights[-1] == pytest.approx(heights[0], abs=0.1)
    assert max(abs(b - a) for a, b in itertools.pairwise(heights)) < 0.2


def test_half_covering_colours_stay_what_they_are():
    glass = Shape(Image.new("RGBA", (60, 40), (255, 255, 255, 128)), 50, 100, "fade", 0.0, 0.5)
    still, floated = drawn(glass, 2.0), drawn(Floating((glass,), SIZE), 0.5)
    assert np.abs(still - floated).max() <= 1


def test_it_drifts_off_the_edges_of_a_frame():
    edge = Shape(Image.new("RGBA", (60, 40), "#ffffff"), 170, 0, "fade", 0.0, 0.5)
    assert drawn(Floating((edge,), SIZE), 0.5 + PERIOD / 2)[0, 190] == 235


def test_what_never_rests_moves_by_itself():
    breathing, fixed = block(breathe=0.02), block(loose=False)
    scenery = Scenery(backdrop=None, actors=(breathing, block(), fixed))
    *others, floating = afloat(scenery, SIZE).actors
    assert others == [breathing, fixed]
    assert len(floating.actors) == 1
    alone = Scenery(backdrop=None, actors=(fixed,))
    assert afloat(alone, SIZE) is alone


def test_big_type_drifts_in_a_few_milliseconds_a_frame():
    size = (1080, 1920)
    big = Shape(Image.new("RGBA", (900, 700), (255, 255, 255, 200)), 90, 500, "fade", 0.0, 0.5)
    floating, frame = Floating((big,), size), Frame.blank(*size)
    floating.draw(frame, 0.5)
    spent = []
    for step in range(5):
        start = time.thread_time()
        floating.draw(frame, 1.0 + step / 7)
        spent.append(time.thread_time() - start)
    assert min(spent) < 0.02
