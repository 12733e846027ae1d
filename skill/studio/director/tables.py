"""What the studio's own names stand for: which synthesis plays a style, which themes show a mood. No words here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

STYLES: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "lofi": ("lofi", True),
        "piano": ("piano", True),
        "acoustic_guitar": ("acoustic", True),
        "acoustic": ("acoustic", True),
        "ukulele": ("ukulele", True),
        "ambient": ("ambient", True),
        "corporate": ("corporate", True),
        "inspiring": ("uplifting", False),
        "uplifting": ("uplifting", False),
        "epic": ("epic", False),
        "cinematic": ("epic", False),
        "orchestral": ("epic", True),
        "strings": ("romantic", True),
        "happy": ("happy", False),
        "upbeat": ("happy", False),
        "energetic": ("electronic", False),
        "fun": ("playful", False),
        "dark": ("dark", False),
        "suspense": ("dark", False),
        "sad": ("piano", False),
        "calm": ("ambient", False),
        "romantic": ("romantic", False),
        "electronic": ("electronic", True),
        "hiphop": ("lofi", True),
        "jazz": ("lofi", True),
        "rock": ("epic", True),
        "pop": ("happy", True),
        "latin": ("ukulele", True),
        "christmas": ("playful", True),
        "chinese": ("guofeng", True),
        "chill": ("lofi", False),
        "drums": ("epic", True),
        "music_box": ("playful", True),
        "country": ("acoustic", True),
    }
)
"""Style → (mood of the renderer's music, True for a genre or instrument, False for a feeling)."""

OPPOSITES: Mapping[str, str] = MappingProxyType(
    {
        "uplifting": "dark",
        "elegant": "playful",
        "playful": "elegant",
        "calm": "energetic",
        "energetic": "calm",
        "tech": "nature",
        "dark": "uplifting",
        "minimal": "playful",
        "retro": "tech",
        "serious": "playful",
        "nature": "tech",
        "romantic": "minimal",
    }
)
"""Mood → the mood of those who have too much of it."""

OTHER_STYLES: Mapping[str, str] = MappingProxyType(
    {
        "dark": "calm",
        "suspense": "calm",
        "sad": "uplifting",
        "epic": "calm",
        "cinematic": "calm",
        "energetic": "calm",
        "upbeat": "calm",
        "happy": "calm",
        "fun": "calm",
        "calm": "upbeat",
        "chill": "upbeat",
        "romantic": "upbeat",
        "corporate": "happy",
    }
)
"""Style of music → the style of those who have too much of it."""

MOODS: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "uplifting": (("aurora", "sunburst"), "uplifting"),
        "elegant": (("silk", "ink"), "piano"),
        "playful": (("party", "sunburst"), "happy"),
        "calm": (("waves", "paper"), "acoustic_guitar"),
        "energetic": (("pop", "sunburst"), "energetic"),
        "tech": (("grid", "aurora"), "electronic"),
        "dark": (("cosmos", "city"), "ambient"),
        "minimal": (("ink", "waves"), "piano"),
        "retro": (("city", "pop"), "lofi"),
        "serious": (("grid", "silk"), "corporate"),
        "nature": (("paper", "waves"), "acoustic"),
        "romantic": (("blush", "waves"), "romantic"),
        "guofeng": (("ink", "paper"), "chinese"),
    }
)
"""Mood → (themes that show it, the music style that goes with it)."""

ANY_THEME = (
    "aurora", "paper", "city", "grid", "sunburst", "waves", "party", "pop", "cosmos", "ink", "blush", "silk",
)  # fmt: skip
"""All themes, in the renderer's order: "another version" walks through them."""

TRANSITIONS: Mapping[str, str] = MappingProxyType(
    {"fade": "crossfade", "slide": "slide", "zoom": "zoom", "wipe": "wipe", "cut": "cut"}
)
"""Word of directing.yaml → the renderer's transition."""
