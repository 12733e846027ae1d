"""The look: mood, colours, type size, transitions, pace."""

from __future__ import annotations

import re
from typing import Any

from skill import i18n
from skill.studio.director import lexicon, references, values
from skill.studio.director.message import Clause
from skill.studio.director.steps import Context, Step, moods_in, say, theme_name
from skill.studio.director.tables import ANY_THEME, MOODS, OPPOSITES, TRANSITIONS
from skill.studio.edits import look, phrases
from skill.studio.movie import Movie


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Darker", "a blue background", "bigger font", "fade between scenes", "more cinematic"."""
    fields: dict[str, Any] = {}
    said: list[str] = []
    if clause.find("transition_pace"):
        return Step(movie, (context.say("cannot.transition_pace"),), "look")
    _transition(clause, context, fields, said)
    _colours(clause, context, fields, said)
    if clause.has("bigger", "smaller") and (
        clause.has("font", "title", "caption")
        or references.shown(clause, context.start)
        or (clause.has("it") and not clause.find("of_a_size"))
    ):
        larger = clause.has("bigger") or clause.find("seems_small")
        scale = movie.look.font_scale * (look.LARGER if larger else look.SMALLER)
        changed = look.changed(movie, font_scale=scale).look.font_scale
        fields["font_scale"] = changed
        said.append(
            context.say("look.font", before=round(movie.look.font_scale * 100), after=round(changed * 100))
        )
    if not fields and (named := _theme(clause, movie, context)):
        return named
    if not fields:
        _mood(clause, movie, context, fields, said)
    return Step(look.changed(movie, **fields), tuple(said), "look") if fields else None


def _transition(clause: Clause, context: Context, fields: dict[str, Any], said: list[str]) -> None:
    if not clause.has("transition", "fade"):
        return
    name = next((TRANSITIONS[word] for word in TRANSITIONS if clause.has(word)), "crossfade")
    if clause.has("remove", "no") and not clause.has("fade"):
        name = "cut"
    fields["transition"] = name
    said.append(context.say("look.transition", name=context.say(f"transitions.{name}")))


def _colours(clause: Clause, context: Context, fields: dict[str, Any], said: list[str]) -> None:
    found = [colour for colour in values.colours(clause) if not _of_a_name(clause, colour[2], colour[3])]
    # "Another green, dark green": the more exact one.
    exact = {word for _, word, _, _ in found}
    found = [one for one in found if not any(one[1] != other and one[1] in other for other in exact)]
    if not found:
        return
    behind = (clause.has("background") or _ground_talked_of(clause, context)) and not clause.has("music")
    if clause.part(found[0][3], len(clause.text)).find("colour_of_text") and not behind:
        found.reverse()  # "white text on black": the ground first
    ground = [colour for colour in found if colour[3] <= clause.at("background")]
    if behind and len(ground) > 1:
        found.sort(key=lambda colour: colour is not ground[-1])
    for n, (value, word, _, _) in enumerate(found[:2]):
        key = "background" if (behind and n == 0) or (not behind and len(found) > 1 and n == 0) else "accent"
        fields[key] = value
        said.append(context.say(f"look.{key}", colour=word))


def _ground_talked_of(clause: Clause, context: Context) -> bool:
    """True for "rather white" right after the background was changed."""
    if context.focus != "look" or not context.history.past or clause.has("font", "title", "caption"):
        return False
    return context.history.past[-1].look.background != context.start.look.background


def _of_a_name(clause: Clause, start: int, end: int) -> bool:
    """True for the "Blue" of "Blue Paddle"."""
    return clause.raw(start, end)[:1].isupper() and re.match(r" [A-Z]", clause.raw(end)) is not None


def _theme(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Use the paper look", "switch to Ink", "another look"; for a look nobody knows, the list of those there are."""
    now = movie.look.theme
    match = clause.find("named_look")
    theme = _known(match.group("name")) if match else _only_theme(clause)
    if theme is None and clause.has("another_look") and not moods_in(clause.text):
        theme = ANY_THEME[(ANY_THEME.index(now) + 1) % len(ANY_THEME)]
    if theme == now:
        return Step(movie, (context.say("look.already", name=theme_name(context.language, now)),), "look")
    if theme:
        before, after = theme_name(context.language, now), theme_name(context.language, theme)
        changed = look.changed(movie, theme=theme, background=None, accent=None)
        return Step(changed, (context.say("look.named", before=before, after=after),), "look")
    if match is None or not match.groupdict().get("wish") or moods_in(match.group("name")):
        return None
    words = clause.part(*match.span("name"))
    if words.has("filler", "vague", "bigger", "smaller", "another", "new", "style_noun", "keep", "it"):
        return None
    names = say(context.language, "list_glue").join(theme_name(context.language, name) for name in ANY_THEME)
    asked = clause.raw(*match.span("name"))
    told = context.say("look.unknown", name=asked, names=names, now=theme_name(context.language, now))
    return Step(movie, (told,), "look")


def _known(words: str) -> str | None:
    """The theme of this name, in any language that is listened for."""
    said = i18n.unaccented(words).strip().casefold()
    for theme in ANY_THEME:
        names = {theme, *(theme_name(language, theme) for language in i18n.heard())}
        if said in {i18n.unaccented(name).casefold() for name in names}:
            return theme
    return None


def _only_theme(clause: Clause) -> str | None:
    """The theme that is all a clause names: "Ink, please", "switch to Silk"."""
    rest = clause.without_words("polite", "change")
    rest = rest.without(*(m.span() for m in lexicon.either("music_into").finditer(rest.text)))
    rest = rest.without_words("wish", "wish_look", "style_noun", "filler", "file_verb")
    if not clause.has("change", "wish_look", "style_noun", "file_verb") or clause.find("stands_forth"):
        return None
    return _known("".join(c for c in rest.text if (c.isalpha() and c != lexicon.TAKEN) or c == " "))


def _mood(clause: Clause, movie: Movie, context: Context, fields: dict[str, Any], said: list[str]) -> None:
    moods = () if clause.find("says_words") else moods_in(clause.text)
    loud = clause.has("loud_word") and not clause.has("look_noun")
    if not moods or clause.has("music", "voice") or loud or not _wished(clause):
        return
    mood = OPPOSITES[moods[0]] if _too_much(clause, moods[0]) else moods[0]
    themes, _ = MOODS[mood]
    theme = next((name for name in themes if name != movie.look.theme), themes[0])
    if movie.look.mood == mood and movie.look.theme in themes:
        theme = next(name for name in themes if name != movie.look.theme)
    fields |= {"mood": mood, "theme": theme, "background": None, "accent": None}
    before, after = (theme_name(context.language, name) for name in (movie.look.theme, theme))
    said.append(context.say("look.theme", before=before, after=after, mood=context.say(f"moods.{mood}")))


def _too_much(clause: Clause, mood: str) -> bool:
    """True for "too dark" and "less playful"."""
    return any(
        clause.part(0, found.start()).find("overdone")
        for found in lexicon.word(mood, "moods").finditer(clause.text)
    )


def _wished(clause: Clause) -> bool:
    """True when a feeling is asked for, not merely mentioned: "my kids say …" says nothing about the look."""
    if clause.has("scene") and not clause.has("style_noun", "colour"):
        return False
    return clause.has("wish_look") or _nothing_else(clause)


def _nothing_else(clause: Clause) -> bool:
    """True when little but the feeling is said: "darker", "cozy vibes please"."""
    rest = clause.without_words(*lexicon.keys("moods"), section="moods")
    rest = rest.without_words("filler", "polite", "bit", "much")
    left = "".join(char for char in rest.text if char.isalpha() and char != lexicon.TAKEN)
    return phrases.width(left) <= 6


def vague(clause: Clause) -> bool:
    """True for wishes that name nothing: "make it pop"."""
    return lexicon.word("vague").search(clause.text) is not None
