"""What one understood clause does, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from skill import i18n
from skill.studio.director import lexicon
from skill.studio.director.turn import History
from skill.studio.movie import Media, Movie


@dataclass(frozen=True, slots=True)
class Step:
    """The movie after a clause, the sentences that tell it, and what it was about ("title", "scene", "music" …)."""

    movie: Movie
    said: tuple[str, ...]
    focus: str = ""
    used: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    """What a clause is understood against: the movie as the message found it, and what came before."""

    language: str
    start: Movie
    history: History
    files: tuple[Media, ...] = ()
    focus: str = ""
    whole: str = field(default="", repr=False)

    def say(self, key: str, **values: object) -> str:
        """A sentence of prompts/<language>/studio.yaml."""
        return say(self.language, key, **values)

    def known_media(self) -> tuple[Media, ...]:
        """Files the user has handed over: the ones already in use first, the newest last."""
        found = {
            scene.media.asset: scene.media
            for movie in (*self.history.past, self.start)
            for scene in movie.scenes
            if scene.media
        }
        found |= {file.asset: file for file in self.files}
        return tuple(found.values())


def say(language: str, key: str, **values: object) -> str:
    """A sentence of prompts/<language>/studio.yaml, lengths in seconds."""
    return i18n.say("studio", key, language, **values)


def told(language: str, said: Iterable[str]) -> str:
    """Sentences as one text, each once."""
    return say(language, "sentence_glue").join(dict.fromkeys(said))


def worth_telling(
    said: list[str], steps: list[tuple[Step, bool]], before: Movie, now: Movie, language: str
) -> list[str]:
    """Without "it already is so" beside a change of the same thing; a length that was set twice is told once."""
    changed = {step.focus.split(":")[0] for step, changes in steps if changes}
    idle = {words for step, changes in steps if not changes and step.focus in changed for words in step.said}
    idle -= {words for step, changes in steps if changes for words in step.said}
    lengths = [step.said[0] for step, changes in steps if changes and step.focus == "length"]
    if len(lengths) > 1 and before.duration_ms != now.duration_ms:
        whole = say(language, "length.changed", before=sec(before.duration_ms), after=sec(now.duration_ms))
        said = [whole if words == lengths[-1] else words for words in said]
        idle |= set(lengths[:-1])
    return [words for words in said if words not in idle]


def sec(ms: float) -> str:
    """Milliseconds as people write seconds: `3`, `2.5`."""
    return f"{ms / 1000:.1f}".removesuffix(".0")


def percent(volume: float) -> int:
    """A volume as people say it."""
    return round(volume * 100)


def theme_name(language: str, theme: str) -> str:
    """What people call a look."""
    return say(language, f"themes.{theme}")


def style_name(language: str, styles: tuple[str, ...]) -> str:
    """How people call music of these styles: feelings first, then the genre."""
    from skill.studio.director.tables import STYLES

    words = i18n.load(language if language in i18n.languages() else i18n.DEFAULT, "studio")
    ordered = sorted(dict.fromkeys(styles), key=lambda style: STYLES[style][1])[:3]
    names = [str(words["styles"][style]) for style in ordered]
    glue = str(words["style_glue"])
    return names[0] + "".join(glue + (name.lower() if name.isascii() else name) for name in names[1:])


def music_name(language: str, text: str, styles: tuple[str, ...]) -> str:
    """`style_name`, led by the instrument that was asked for when the style only comes near it."""
    name = style_name(language, styles)
    plain = lexicon.plain(text)
    into = max((match.end() for match in lexicon.either("music_into").finditer(plain)), default=0)
    named = list(lexicon.word("instrument").finditer(plain))
    asked = next((match for match in named if match.start() >= into), named[0] if named else None)
    said = text[slice(*asked.span())] if asked else ""
    if not said or said.casefold() in name.casefold():
        return name
    return f"{said[0].upper()}{said[1:]} · {name}"


def styles_in(text: str) -> tuple[tuple[str, int, int], ...]:
    """Music styles named in a text, as (style, start, end); "acoustic guitar" is one style, not two."""
    text = lexicon.plain(text)
    found: list[tuple[str, int, int]] = []
    for style in lexicon.keys("styles"):
        for match in lexicon.word(style, "styles").finditer(text):
            found.append((style, *match.span()))
    found.sort(key=lambda row: (row[1], row[1] - row[2]))
    kept: list[tuple[str, int, int]] = []
    for row in found:
        if not kept or row[1] >= kept[-1][2]:
            kept.append(row)
    return tuple(kept)


def moods_in(text: str) -> tuple[str, ...]:
    """Moods named in a text, the most often named first."""
    text = lexicon.plain(text)
    counts = {mood: len(lexicon.word(mood, "moods").findall(text)) for mood in lexicon.keys("moods")}
    return tuple(sorted((mood for mood in counts if counts[mood]), key=lambda mood: -counts[mood]))
