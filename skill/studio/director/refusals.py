"""What the studio cannot do, said plainly, with the nearest thing that it can."""

from __future__ import annotations

from skill.studio.director import lexicon
from skill.studio.director.message import Clause
from skill.studio.movie import Movie

_ONLY_TOLD = ("footage", "threed", "people")
"""In a creation message these are told, and the video is made all the same."""


def kind(clause: Clause, movie: Movie | None = None) -> str | None:
    """The key under `cannot` of what a clause asks for, None when it can be done.

    What only repeats words of the movie asks for nothing: "put the queen first", where a scene shows a queen.
    """
    if movie and (told := clause.find("says_words")):
        # What is to stand on screen asks for nothing.
        clause = clause.part(0, told.start())
    shown = "\n".join(f"{scene.name}\n{scene.text}" for scene in movie.scenes).casefold() if movie else ""
    for key in lexicon.keys("cannot"):
        if key == "link_media" and lexicon.word("website", "facts").search(clause.text):
            continue  # an address to be read, not to be fetched from
        if (key == "publish" and clause.find("own_plan")) or (
            key == "famous_music" and clause.find("footage_of")
        ):
            continue
        found = [m for pattern in lexicon.patterns(key, "cannot") if (m := pattern.search(clause.text))]
        if found and not all(match.group().strip().casefold() in shown for match in found):
            return key
    return None


def notes(order: Clause) -> tuple[str, ...]:
    """What of a creation message will not be as asked."""
    found = kind(order)
    huge = ("huge",) if order.find("huge") else ()
    return (
        (found,)
        if found
        in (*_ONLY_TOLD, "famous_music", "link_music", "voice_clone", "publish", "interactive", "translate")
        else ()
    ) + huge
