"""Another version of the same words: other theme, transitions, layouts and music."""

from __future__ import annotations

from skill.studio.director.message import Clause
from skill.studio.director.steps import say, style_name, theme_name, told
from skill.studio.director.tables import ANY_THEME, MOODS, STYLES, TRANSITIONS
from skill.studio.director.turn import History, Turn
from skill.studio.edits import look, music
from skill.studio.movie import Movie

_STEP = 5
"""How far apart in the list of themes two versions are: neighbours are alike, and 5 meets all twelve."""


def turn(message: Clause, movie: Movie, history: History, language: str) -> Turn:
    """The turn of "another version": the next look and music, and other layouts by the seed."""
    theme = (
        ANY_THEME[(ANY_THEME.index(movie.look.theme) + _STEP) % len(ANY_THEME)]
        if movie.look.theme in ANY_THEME
        else ANY_THEME[0]
    )
    moods = [mood for mood, (themes, _) in MOODS.items() if theme in themes]
    mood = next((mood for mood in moods if mood != movie.look.mood), moods[0])
    moves = tuple(TRANSITIONS.values())
    transition = (
        moves[(moves.index(movie.look.transition) + 1) % len(moves)]
        if movie.look.transition in moves
        else moves[0]
    )
    fields = {"theme": theme, "mood": mood, "transition": transition, "seed": movie.look.seed + 1}
    changed = look.changed(movie, **fields, accent=None, background=None)
    names = {"theme": theme_name(language, theme), "before": theme_name(language, movie.look.theme)}
    said = [say(language, "another", **names)]
    if (now := movie.music) and now.media is None:
        style = next(s for s in (MOODS[mood][1], "piano", "lofi") if STYLES[s][0] != now.mood)
        changed = music.chosen(changed, style_name(language, (style,)), STYLES[style][0])
        if changed.music and changed.music.name != now.name:
            said.append(say(language, "music.changed", before=now.name, after=changed.music.name))
    return Turn(
        changed,
        True,
        told(language, said),
        (("edit_timeline", {"look": theme}),),
        history.after(movie, message.source, "look"),
    )
