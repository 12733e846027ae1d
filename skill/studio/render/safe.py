"""Where type may stand in a frame, away from what the platforms lay over it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width

    def cut(self, top: int = 0, bottom: int = 0) -> Box:
        """The same without a strip above and below; never less than a sixth of it."""
        room = max(self.height - top - bottom, self.height // 6)
        return Box(self.x, min(self.y + top, self.bottom - room), self.width, room)


def safe_area(width: int, height: int) -> Box:
    """Where the platforms' own buttons and captions never are: in tall videos away from top, bottom and right."""
    if height > width * 1.5:
        left, top, right, bottom = 0.07, 0.12, 0.09, 0.2
    elif height > width:
        left, top, right, bottom = 0.07, 0.07, 0.07, 0.08
    else:
        left, top, right, bottom = 0.07, 0.08, 0.07, 0.08
    x, y = round(width * left), round(height * top)
    return Box(x, y, round(width * (1 - right)) - x, round(height * (1 - bottom)) - y)
