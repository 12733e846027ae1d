"""A brief becomes a movie."""

from __future__ import annotations

from collections.abc import Callable

from skill import i18n
from skill.studio.director import enumerated, framing, script, timing, topics
from skill.studio.director.brief import Brief
from skill.studio.director.files import Order, trimmed
from skill.studio.director.listen import titles
from skill.studio.director.steps import Context, moods_in, music_name, say, sec, styles_in, theme_name
from skill.studio.director.tables import MOODS, STYLES
from skill.studio.director.turn import History
from skill.studio.director.values import LONGEST_MS
from skill.studio.edits import captions, media_scenes, music, voice
from skill.studio.movie import SIZES, Look, Media, Movie, Scene

_SCENE_MS = 4000
_NAMED = 8
"""Scenes that are named when a video is told about."""


def movie_of(
    brief: Brief,
    files: tuple[Media, ...],
    history: History,
    language: str,
    orders: Callable[[Movie], tuple[Order, ...]] = lambda _: (),
    pictures: tuple[Media, ...] = (),
) -> tuple[Movie, tuple[str, ...]]:
    """The movie for a brief, and the sentences that tell about it.

    Args:
        brief: what was asked for; without content of its own when there are `pictures`.
        files: everything that came with it.
        history: of the project.
        language: of the answer.
        orders: what the message says of the files.
        pictures: the files that get a scene each, since nothing was said of them.
    """
    shown = brief.script or " ".join((*brief.names, brief.topic, *brief.facts))
    spoken = i18n.detect(brief.script, language) if brief.script else language
    length = min(brief.length_ms, LONGEST_MS) if brief.length_ms else None
    scenes, left_out = _scenes(brief, spoken, length, bool(pictures))
    scenes = _with_pictures(scenes, len(pictures) - len(scenes), language)
    if brief.each_ms and not length:
        length = min(LONGEST_MS, brief.each_ms * len(scenes))
    scenes = _closing_named(scenes, language)
    total = length or min(LONGEST_MS, timing.usual(scenes))
    if total < len(scenes) * 700:
        scenes = scenes[: max(1, total // 700)]
        left_out = True
    mood = _mood(brief, shown)
    themes, style = MOODS[mood]
    width, height = (brief.size.width, brief.size.height) if brief.size else SIZES["9:16"]
    seed = sum(map(ord, shown[:200])) % len(themes)
    movie = Movie(
        title=scenes[0].name,
        language=spoken,
        width=width,
        height=height,
        look=Look(theme=themes[seed], mood=mood),
        scenes=timing.timed(scenes, total),
    )
    if brief.music:
        styles = brief.styles or (style,)
        lead = next((name for name in styles if STYLES[name][1]), styles[0])
        said = brief.sound if brief.styles else ""
        movie = music.chosen(movie, music_name(language, said, styles), STYLES[lead][0], brief.volume)
    if brief.voice:
        movie = voice.spoken(movie, name=say(language, "voice.name"))
    if brief.captions:
        movie = captions.switched(movie, on=True)
    movie, used = _with_files(movie, files, orders(movie))
    context = Context(language, movie, history)
    for part in brief.titles:
        step = titles.read(part, movie, context)
        movie = step.movie if step else movie
    return movie, _told(brief, movie, language, left_out, used)


def _with_files(movie: Movie, files: tuple[Media, ...], orders: tuple[Order, ...]) -> tuple[Movie, bool]:
    """Every file where the message says; the others in order in the scenes that are left."""
    named: set[str] = set()
    for order in sorted(orders, key=lambda order: order.role != "background"):
        file, place, last = trimmed(order.file, order.clause), order.place, len(movie.scenes) - 1
        places = {"start": (0,), "end": (last,), "background": range(last + 1), "scene": (place,)}.get(
            order.role
        )
        if file.kind == "audio":
            movie = (
                media_scenes.narrated(movie, file)
                if order.role == "voice"
                else media_scenes.scored(movie, file)
            )
        elif order.role == "logo":
            movie = media_scenes.marked(movie, file)
        elif places and all(at is not None and 0 <= at <= last for at in places):
            movie = media_scenes.shown(movie, file, [at for at in places if at is not None])
        else:
            continue
        named.add(file.asset)
    movie, more = media_scenes.placed(movie, tuple(file for file in files if file.asset not in named))
    return movie, more or bool(named)


def _with_pictures(scenes: list[Scene], count: int, language: str) -> list[Scene]:
    """The scenes and, before a call at the end, as many without words for the pictures that have none yet."""
    if count <= 0:
        return scenes
    bare = [
        Scene(id="s0", name=say(language, "picture", number=len(scenes) + n), duration_ms=1)
        for n in range(1, count + 1)
    ]
    at = len(scenes) - 1 if scenes and scenes[-1].layout == "cta" else len(scenes)
    return script.finished([*scenes[:at], *bare, *scenes[at:]])


def _scenes(brief: Brief, spoken: str, length: int | None, pictured: bool) -> tuple[list[Scene], bool]:
    if brief.names:
        return _named(brief, length), False
    if brief.script:
        found = script.paced(brief.script, length, brief.verbatim)
        if brief.topic:
            found = script.finished([topics.opening(brief.topic, brief.phrase), *_unhooked(found)])
        if brief.count and len(found) > brief.count:
            found = found[: brief.count]
        return script.fitted(found, length or timing.LONG_TEXT_MS, timing.TIGHT if length else 100)
    usual = max(3, min(6, round((length or 20_000) / _SCENE_MS)))
    about = topics.occasion(brief.order.raw())
    if pictured and (not brief.content or about == "any"):
        # The pictures tell the rest.
        return topics.said(brief.topic, brief.phrase, brief.facts), False
    made = topics.scenes(
        brief.topic or (brief.facts[0] if brief.facts else ""),
        brief.phrase,
        brief.facts,
        spoken,
        brief.count or usual,
        about,
    )
    if brief.count and len(made) > brief.count:
        made = script.finished([*made[: max(1, brief.count - 1)], made[-1]][: brief.count])
    return made, False


def _named(brief: Brief, length: int | None) -> list[Scene]:
    """The scenes that were listed, and behind them what was told after the list."""
    counted_off = bool(enumerated.spans(brief.order.text)) or not framing.asks(brief.order)
    made = topics.named(brief.names, brief.topic, brief.numbered, opened=brief.numbered and counted_off)
    if not brief.script:
        return topics.closed(made, brief.facts)
    return script.finished([*made, *_unhooked(script.paced(brief.script, length))])


def _unhooked(scenes: list[Scene]) -> list[Scene]:
    """Scenes that no longer open the video."""
    first, *more = scenes
    return [first.model_copy(update={"layout": "auto"}) if first.layout == "hook" else first, *more]


def _closing_named(scenes: list[Scene], language: str) -> list[Scene]:
    """A last scene that shows the name of the first once more is called what it is."""
    if len(scenes) < 2 or not scenes[0].text or scenes[-1].text != scenes[0].text:
        return scenes
    called = say(language, "closing", name=scenes[0].name)
    return [*scenes[:-1], scenes[-1].model_copy(update={"name": called})]


def _mood(brief: Brief, shown: str) -> str:
    said = moods_in(brief.order.text) or moods_in(brief.order.raw())
    # A feeling asked for goes before what the subject is: "a romantic video for her birthday".
    felt = {style for style, _, _ in styles_in(brief.order.text)}.difference(brief.styles)
    said = (*moods_in(brief.feel), *(mood for mood in said if mood in felt), *said)
    return next(iter(said or moods_in(shown[:3000])), "uplifting")


def _told(brief: Brief, movie: Movie, language: str, left_out: bool, used: bool) -> tuple[str, ...]:
    listed = say(language, "list_glue").join(scene.name for scene in movie.scenes[:_NAMED])
    if len(movie.scenes) > _NAMED:
        listed = say(language, "more_scenes", scenes=listed, count=len(movie.scenes) - _NAMED)
    said = [
        say(
            language,
            "created" if len(movie.scenes) > 1 else "created_one",
            count=len(movie.scenes),
            length=sec(movie.duration_ms),
            size=f"{movie.width}×{movie.height}",
            scenes=listed,
        )
    ]
    if movie.music:
        said.append(
            say(
                language, "created_music", name=movie.music.name, theme=theme_name(language, movie.look.theme)
            )
        )
    if used:
        said.append(say(language, "created_files"))
    if left_out:
        said.append(say(language, "left_out"))
    if brief.length_ms and brief.length_ms > LONGEST_MS:
        said.append(say(language, "length.too_long", longest=LONGEST_MS // 60000))
    if brief.size and brief.size.capped:
        said.append(say(language, "size.capped"))
    said += [say(language, f"cannot.{note}") for note in brief.notes]
    return tuple(said)
