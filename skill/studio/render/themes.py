"""The looks a whole video can have: type, colours, moving background, transitions and music that belong together.

A new theme is one row of `THEMES`. Scenes of one video take the theme's palettes in turn, so that no two that
follow each other look the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from skill.studio.movie import Look
from skill.studio.render.fonts import Face
from skill.studio.render.palette import Palette, palette, recoloured


@dataclass(frozen=True)
class Theme:
    """One look. `background` names a style of backgrounds/, `music` a mood of sound, `moods` what it suits.

    `upper` sets headlines in capitals; `align` is where lines begin; `entry` how words come in (see kinetic.py);
    `mark` how emphasis is shown: "colour", "plate" or "underline".
    """

    name: str
    face: Face
    palettes: tuple[Palette, ...]
    background: str
    transitions: tuple[str, ...]
    music: str
    moods: tuple[str, ...]
    entry: str = "rise"
    mark: str = "colour"
    upper: bool = False
    align: str = "left"


_ROWS = (
    Theme(
        name="aurora",
        face=Face("grotesque"),
        palettes=(
            palette(("#140b3d", "#3a1a8f", "#006a78"), "#7dffc8"),
            palette(("#0a1440", "#5a1285", "#1b4fb8"), "#8fe3ff"),
            palette(("#1d0838", "#8a1769", "#2c2fa8"), "#ffd6f2"),
        ),
        background="aurora",
        transitions=("crossfade", "zoom"),
        music="uplifting",
        moods=("uplifting", "inspiring", "hopeful", "dreamy", "modern", "creative"),
    ),
    Theme(
        name="paper",
        face=Face("serif", "zh-serif"),
        palettes=(
            palette(("#f6ecd9", "#efd3b0", "#e3b187"), "#8c2f12", "#2a1d14"),
            palette(("#e9efe0", "#c9dbb9", "#a9c69a"), "#1f5130", "#1d2418"),
            palette(("#fbe6dd", "#f3c4b0", "#e9a58a"), "#7d1f2c", "#2b1616"),
        ),
        background="paper",
        transitions=("slide", "push"),
        music="acoustic",
        moods=("warm", "cozy", "acoustic", "food", "handmade", "nature", "story"),
        mark="underline",
    ),
    Theme(
        name="city",
        face=Face("tech"),
        palettes=(
            palette(("#070b1c", "#3d1259", "#7a1d4a"), "#ffb86b"),
            palette(("#06121f", "#0b3d5c", "#3b2a86"), "#7ce8ff"),
            palette(("#100a1c", "#5b2408", "#6b1440"), "#ffd25e"),
        ),
        background="bokeh",
        transitions=("crossfade", "wipe"),
        music="lofi",
        moods=("lofi", "night", "chill", "urban", "relaxed", "cool"),
    ),
    Theme(
        name="grid",
        face=Face("tech"),
        palettes=(
            palette(("#04101f", "#08406e", "#0c6a9c"), "#7fe9ff"),
            palette(("#0d0826", "#3a1d85", "#7a2bb8"), "#e0cfff"),
            palette(("#03150f", "#07503f", "#0b7a5c"), "#8dffd6"),
        ),
        background="grid",
        transitions=("push", "zoom"),
        music="electronic",
        moods=("tech", "electronic", "corporate", "business", "data", "serious", "news"),
        entry="type",
    ),
    Theme(
        name="sunburst",
        face=Face("condensed", "zh-happy"),
        palettes=(
            palette(("#ffc93c", "#ffb01f", "#ff9d2e"), "#8a1200", "#26120a"),
            palette(("#ff9b71", "#ff8552", "#ffb38a"), "#5c0a3c", "#2a0d12"),
            palette(("#7fe0c3", "#5fd0b0", "#a4efd6"), "#7a1046", "#08251f"),
        ),
        background="sunburst",
        transitions=("iris", "push"),
        music="happy",
        moods=("happy", "fun", "sale", "energetic", "summer", "bold", "ukulele"),
        entry="pop",
        mark="plate",
        upper=True,
        align="center",
    ),
    Theme(
        name="waves",
        face=Face("round"),
        palettes=(
            palette(("#dff2fb", "#a9dcf2", "#7cc4ea"), "#8a2b06", "#06263d"),
            palette(("#e4f6ef", "#b0e5d3", "#84d1ba"), "#0d4a6b", "#07302a"),
            palette(("#efeafc", "#cdc3f5", "#b1a3ee"), "#7a0f4f", "#1d1440"),
        ),
        background="waves",
        transitions=("wipe", "crossfade"),
        music="piano",
        moods=("calm", "piano", "peaceful", "health", "gentle", "travel", "fresh"),
    ),
    Theme(
        name="party",
        face=Face("round", "zh-happy"),
        palettes=(
            palette(("#5b0fa8", "#7a17b8", "#3f0a86"), "#ffe45c"),
            palette(("#a3104f", "#8a0d63", "#c0183f"), "#ffeb99"),
            palette(("#0c4aa6", "#123c8c", "#0a5db0"), "#ffe45c"),
        ),
        background="confetti",
        transitions=("iris", "zoom"),
        music="playful",
        moods=("party", "birthday", "celebration", "playful", "holiday", "wedding", "kids"),
        entry="pop",
        align="center",
    ),
    Theme(
        name="pop",
        face=Face("condensed"),
        palettes=(
            palette(("#c1121f", "#a30d19", "#8f0b3a"), "#ffe94d"),
            palette(("#1238b0", "#0d2b8c", "#2a1599"), "#ffe94d"),
            palette(("#ffd93b", "#ffcb1f", "#ffe573"), "#a3001b", "#161616"),
        ),
        background="halftone",
        transitions=("push", "lift"),
        music="epic",
        moods=("powerful", "sport", "exciting", "loud", "action", "hype"),
        entry="slam",
        mark="plate",
        upper=True,
    ),
    Theme(
        name="cosmos",
        face=Face("serif", "zh-serif"),
        palettes=(
            palette(("#070a1f", "#1d2a66", "#4a2480"), "#ffd88a"),
            palette(("#04101c", "#0c3a5c", "#106070"), "#a8e6ff"),
            palette(("#12061a", "#4a1560", "#7a1c50"), "#ffc4b0"),
        ),
        background="stars",
        transitions=("dip", "zoom"),
        music="ambient",
        moods=("ambient", "epic", "mystery", "dark", "cinematic", "science", "dramatic"),
        entry="fade",
        align="center",
    ),
    Theme(
        name="ink",
        face=Face("serif", "zh-serif"),
        palettes=(
            palette(("#f4f1ea", "#dcd8cd", "#b9b6ac"), "#8f1414", "#171717"),
            palette(("#eef1ef", "#cfd9d4", "#a6b8b0"), "#7a1f0c", "#131a18"),
            palette(("#f3ece4", "#ddccba", "#bfa892"), "#6e1020", "#1c1512"),
        ),
        background="ink",
        transitions=("crossfade", "dip"),
        music="guofeng",
        moods=("guofeng", "elegant", "tradition", "culture", "tea", "poetry", "quote"),
        entry="fade",
        mark="underline",
        align="center",
    ),
    Theme(
        name="blush",
        face=Face("grotesque"),
        palettes=(
            palette(("#ffd9e4", "#ffc2b8", "#e9c7ff"), "#8c0f57", "#2b1026"),
            palette(("#d9ecff", "#d3ccff", "#ffd3ec"), "#3a1f9e", "#171a3a"),
            palette(("#fff0c9", "#ffd3b0", "#ffc1cf"), "#8f1d3b", "#30180f"),
        ),
        background="blobs",
        transitions=("slide", "zoom"),
        music="romantic",
        moods=("romantic", "soft", "beauty", "fashion", "lifestyle", "love", "sweet"),
        mark="plate",
    ),
    Theme(
        name="silk",
        face=Face("serif", "zh-serif"),
        palettes=(
            palette(("#0b0b0d", "#2a2118", "#54401f"), "#f2cf85"),
            palette(("#0a0f0d", "#12291f", "#2c4a33"), "#e9d9a4"),
            palette(("#120a0c", "#3a121c", "#5c2026"), "#f5cfa8"),
        ),
        background="silk",
        transitions=("wipe", "crossfade"),
        music="corporate",
        moods=("luxury", "premium", "professional", "confident", "brand", "jewelry"),
    ),
)
THEMES: Mapping[str, Theme] = MappingProxyType({theme.name: theme for theme in _ROWS})


def for_mood(mood: str, seed: int = 0) -> str:
    """The name of a theme that suits a mood word; another seed may choose another one that suits it too."""
    fitting = [theme.name for theme in _ROWS if mood == theme.music or mood in theme.moods]
    names = fitting or [theme.name for theme in _ROWS]
    return names[seed % len(names)]


def theme_of(look: Look) -> Theme:
    """The theme a video asks for; one that does not exist gives the theme of its mood."""
    return THEMES[look.theme] if look.theme in THEMES else THEMES[for_mood(look.mood, look.seed)]


def palette_of(look: Look, index: int) -> Palette:
    """The colours of scene `index`, with the user's own where there are any."""
    palettes = theme_of(look).palettes
    return recoloured(palettes[(index + look.seed) % len(palettes)], look.accent, look.background)
