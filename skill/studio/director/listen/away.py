""" "Remove it": what was talked about last is to go, although no word says what that is."""

from __future__ import annotations

from skill.studio.director import mentions
from skill.studio.director.listen import media, scenes
from skill.studio.director.message import Clause
from skill.studio.director.steps import Context, Step
from skill.studio.edits import captions, music, voice
from skill.studio.edits import titles as edits
from skill.studio.movie import Movie

_NAMED = (
    "music", "title", "caption", "voice", "scene", "picture_noun", "logo", "video", "background", "transition",
)  # fmt: skip


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """The music, the captions, the narration, the newest title or picture, by what the last message was about."""
    if not clause.has("remove") or clause.has(*_NAMED):
        return None
    if not clause.without_words("remove", "polite", "filler", "it", "correcting").empty:
        return None
    if mentions.find(clause, context.start):
        return None  # "take the kitchen one out"
    about, _, ids = context.focus.partition(":")
    if about == "music" and movie.music:
        return Step(music.off(movie), (context.say("music.off", name=movie.music.name),), "music")
    if about == "captions" and movie.captions:
        return Step(captions.switched(movie, on=False), (context.say("captions.off"),), "captions")
    if about == "voice" and movie.voice:
        return Step(voice.off(movie), (context.say("voice.off"),), "voice")
    if about == "title" and movie.titles:
        newest = len(movie.titles) - 1
        said = context.say("title.removed", text=movie.titles[newest].text)
        return Step(edits.removed(movie, (newest,)), (said,), "title")
    return _scene(movie, context, [scene.id for scene in movie.scenes if scene.id in ids.split(",")])


def _scene(movie: Movie, context: Context, ids: list[str]) -> Step | None:
    """The picture that was put into these scenes, or the scenes themselves when they are new."""
    before = {scene.id: scene for scene in context.history.past[-1].scenes} if context.history.past else {}
    for scene in movie.scenes:
        if (
            scene.id in ids
            and scene.media
            and (scene.id not in before or before[scene.id].media != scene.media)
        ):
            told = context.say("media.removed", name=scene.media.name)
            return Step(media.without(movie, scene.media), (told,), "scene")
    fresh = [id for id in ids if id not in before]
    return scenes.deleted(movie, context, fresh) if before and fresh else None
