"""How a picture of any shape fills the frame: cropped where little is lost, else over a blurred copy."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE_ENOUGH = 0.62
"""A picture is cropped to fill the frame while this much of its area stays in sight."""

AT_LEAST = 0.72
"""Else this much of its longer side stays in sight, so that it is not a thin band."""


@dataclass(frozen=True)
class Fit:
    """The picture's size once scaled, and its top left corner in the frame (0 or less where it is cropped).

    All values are even. `filled` says whether the picture covers the frame.
    """

    width: int
    height: int
    x: int
    y: int
    filled: bool


def fit(picture: tuple[int, int], frame: tuple[int, int]) -> Fit:
    """Where a picture of one size stands in a frame of another, both (width, height) in pixels."""
    across, down = frame[0] / picture[0], frame[1] / picture[1]
    cover, contain = max(across, down), min(across, down)
    filled = contain / cover >= WHOLE_ENOUGH
    scale = cover if filled else min(cover, contain / AT_LEAST)
    width, height = even(picture[0] * scale), even(picture[1] * scale)
    if filled:
        width, height = max(width, frame[0]), max(height, frame[1])
    return Fit(width, height, 2 * ((frame[0] - width) // 4), 2 * ((frame[1] - height) // 4), filled)


def cover(picture: tuple[int, int], frame: tuple[int, int]) -> Fit:
    """As `fit`, but cropped however much is lost."""
    scale = max(frame[0] / picture[0], frame[1] / picture[1])
    width, height = max(even(picture[0] * scale), frame[0]), max(even(picture[1] * scale), frame[1])
    return Fit(width, height, 2 * ((frame[0] - width) // 4), 2 * ((frame[1] - height) // 4), True)


def even(length: float) -> int:
    """The nearest even whole number, at least 2."""
    return max(2, 2 * round(length / 2))
