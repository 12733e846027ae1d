"""How long scenes must stay to be read, and how long a video of them is."""

from __future__ import annotations

from collections.abc import Sequence

from skill.studio.edits import duration
from skill.studio.edits.captions import reading_ms
from skill.studio.movie import Scene

SHORTEST_MS, LONGEST_MS = 15_000, 30_000
LONG_TEXT_MS = 120_000
"""What a long text may take when no length was asked."""
SLOWEST_MS = 4500
"""A scene of a few words that stays longer is dull."""
TIGHT = 60
"""Percent of comfortable reading time that a length asked for may force; what does not fit then is left out."""
SETTLE_MS = 900
"""Time for the words of a scene to come in, on top of reading them."""

LOOK_MS = 2500
"""What a scene without words takes: time to look at a picture."""


def need(scene: Scene) -> int:
    """Reading time of a scene, ms."""
    words = " ".join(scene.shown)
    return SETTLE_MS + reading_ms(words) if words else LOOK_MS


def usual(scenes: Sequence[Scene]) -> int:
    """The length of a video nobody gave a length, ms: 15–30 s, more only for a text that takes longer to read."""
    total = sum(need(scene) for scene in scenes)
    if total <= LONGEST_MS * 3 // 2:
        total = min(LONGEST_MS, total)
    return max(SHORTEST_MS, min(LONG_TEXT_MS, -(-total // 1000) * 1000))


def timed(scenes: Sequence[Scene], total_ms: int) -> tuple[Scene, ...]:
    """The scenes with lengths by reading time that add up to exactly `total_ms`."""
    parts = duration.shares([need(scene) for scene in scenes], total_ms, least_ms=1000)
    return tuple(
        scene.model_copy(update={"duration_ms": ms}) for scene, ms in zip(scenes, parts, strict=True)
    )
