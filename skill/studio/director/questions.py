"""Questions about the video, answered from the movie."""

from __future__ import annotations

import re

from skill.studio.director import lexicon, references
from skill.studio.director.clauses import has_verb
from skill.studio.director.message import Clause
from skill.studio.director.steps import percent, say, sec, theme_name
from skill.studio.movie import Movie


def asked(message: Clause) -> bool:
    """True when the message asks something about the video rather than for a change."""
    text = re.sub(rf"^(?:[\s,，]|{lexicon.alternatives('polite')})*", "", message.text, flags=re.IGNORECASE)
    mark = message.text.rstrip(" \n\"'”’!").endswith(("?", "？"))
    opens = lexicon.word("question").match(text)
    last = re.split(r"[,.;，。；]", text.rstrip(" ?？"))[-1].strip()
    if mark and message.find("unsure") and not has_verb(last):
        opens = opens or lexicon.word("question").match(last)
    if mark and message.has("ask_rights"):
        return True
    wishes, tells = message.find("request"), message.find("tell_me")
    if wishes and not tells:
        return False
    if opens and (mark or not has_verb(text[opens.end() :])):
        return True
    said = lexicon.word("asks").search(text)
    if said is None or message.has("asks_no_change"):
        return False
    # "Quieter, I can't hear what she says" asks for nothing to be told.
    wish = text[: max(text.rfind(cut, 0, said.start()) for cut in ",，。")].strip()
    return mark or not any(
        lexicon.word(name).search(wish) for name in ("quieter", "louder", "longer", "shorter")
    )


def answer(message: Clause, movie: Movie, language: str) -> str:
    """The answer, from the movie as it is."""

    def tell(key: str, **values: object) -> str:
        return say(language, f"answer.{key}", **values)

    refs = references.find(message, movie)
    named = references.existing(refs[0], movie) if refs and not refs[0].by_name else ()
    if named:
        number = movie.scenes.index(named[0]) + 1
        text = named[0].text or named[0].name
        return tell("scene", number=number, name=named[0].name, text=text, length=sec(named[0].duration_ms))
    if message.has("music", "volume", "ask_music", "too_quiet", "ask_rights"):
        if movie.music is None:
            return tell("no_music")
        if message.has("ask_rights"):
            own = movie.music.media
            return tell("rights_own", name=own.name) if own else tell("rights")
        return tell("music", name=movie.music.name, percent=percent(movie.music.volume))
    if message.has("caption"):
        return tell("captions_on") if movie.captions else tell("captions_off")
    if message.has("voice"):
        return tell("voice_on") if movie.voice else tell("voice_off")
    if message.has("ask_length"):
        return tell("length", length=sec(movie.duration_ms), count=len(movie.scenes))
    if message.has("ask_size"):
        return tell("size", size=f"{movie.width}×{movie.height}")
    if message.has("title"):
        shown = [
            say(language, "answer.one_title", text=t.text, start=sec(t.start_ms), end=sec(t.end_ms))
            for t in movie.titles
        ]
        return tell("titles", titles=say(language, "list_glue").join(shown)) if shown else tell("no_title")
    if message.has("ask_look"):
        look = movie.look
        return tell("look", theme=theme_name(language, look.theme), mood=say(language, f"moods.{look.mood}"))
    if message.has("help", "ask_help"):
        return say(language, "help")
    scenes = say(language, "list_glue").join(f"{n}. {scene.name}" for n, scene in enumerate(movie.scenes, 1))
    return tell("scenes", count=len(movie.scenes), scenes=scenes, length=sec(movie.duration_ms))
