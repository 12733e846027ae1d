"""One message to the director, from words to a turn."""

from __future__ import annotations

import re
import unicodedata

from skill import i18n
from skill.studio.director import (
    alphabets,
    brief,
    clauses,
    corrections,
    create,
    enumerated,
    framing,
    lexicon,
    mentions,
    opening,
    past,
    questions,
    references,
    refusals,
    settings,
    values,
    variation,
)
from skill.studio.director import (
    files as uploads,
)
from skill.studio.director.listen import (
    arranging,
    away,
    captions,
    length,
    logo,
    look,
    media,
    music,
    rows,
    scenes,
    size,
    titles,
    voice,
    words,
)
from skill.studio.director.message import Clause, dictated, read
from skill.studio.director.steps import Context, Step, say, told, worth_telling
from skill.studio.director.turn import History, Turn
from skill.studio.edits import look as looks
from skill.studio.movie import Media, Movie, media_of

LONGEST = 16_000
"""Characters that are read at all: more than the longest video can show."""
LONGEST_EDIT, _TEXT = 4000, 300
"""Characters of a message that is read as an edit; what is longer is a text to make a video of, or may be one."""
_LISTENERS = (
    arranging.read,
    away.read,
    logo.read,
    media.read,
    rows.read,
    words.read,
    titles.read,
    captions.read,
    voice.read,
    scenes.read,
    music.read,
)
_MORE = (size.read, length.read, look.read)


def direct(
    text: str, movie: Movie | None, *, files: tuple[Media, ...] = (), history: History, language: str
) -> Turn:
    """Reads `text` and makes or edits the movie.

    Args:
        text: what the user said.
        movie: the current version, None while nothing exists.
        files: uploads not yet placed, newest last.
        history: the versions before and after the current one.
        language: of the answer, a folder of prompts/.
    """
    whole = unicodedata.normalize("NFC", text.strip()[:LONGEST])
    with i18n.hearing(language):
        return _turn(read(dictated(whole)), movie, files, history, language)


def _turn(
    message: Clause, movie: Movie | None, files: tuple[Media, ...], history: History, language: str
) -> Turn:
    if message.empty and not (files and movie):
        return Turn(movie, False, say(language, "nothing_said"), (), history)
    if movie is None or not movie.scenes:
        return _first(message, files, history, language)
    if len(message.text) > LONGEST_EDIT or _another_video(message):
        return _created(message, movie, files, history, language)
    turn = _undone_first(message, movie, files, history, language) or past.read(
        message, movie, history, language
    )
    if turn is not None:
        return turn
    context = Context(language, movie, history, files, history.focus)
    if step := words.mistaken(message, movie, context):
        kept = history.after(movie, message.source, step.focus)
        return Turn(step.movie, True, step.said[0], (("edit_timeline", {"about": "words"}),), kept)
    if step := (
        arranging.instead(message, movie, context)
        or arranging.missed(message, movie, context)
        or arranging.framed(message, movie, context)
    ):
        kept = history.after(movie, message.source, step.focus)
        return Turn(step.movie, True, step.said[0], (("edit_timeline", {"about": "scene"}),), kept)
    if (turn := _only_that(message, movie, files, history, language)) is not None:
        return turn
    words_meant = corrections.meant(message) if history.said and history.past else None
    if words_meant and (turn := _corrected(words_meant, movie, files, history, language)):
        return turn
    if (
        message.has("another")
        and len(message.text) < 80
        and not values.size(message)
        and not message.has("title", "caption", "music", "voice")
    ):
        return variation.turn(message, movie, history, language)
    if questions.asked(message) and not refusals.kind(message, movie) and not message.find("huge"):
        return Turn(movie, False, questions.answer(message, movie, language), (), history)
    return _edited(message, movie, files, history, language)


def _undone_first(
    message: Clause, movie: Movie, files: tuple[Media, ...], history: History, language: str
) -> Turn | None:
    """ "Undo that and make it square instead": the version before, and on it the rest of the message."""
    undo, *more = clauses.split(message)
    if not more or not undo.has("undo") or more[0].has("undo", "redo", "twice", "thrice", "first_version"):
        return None
    back = past.read(undo, movie, history, language)
    if back is None or not back.changed or back.movie is None:
        return None
    rest = _turn(read(message.raw(more[0].start - message.start)), back.movie, files, back.history, language)
    if not rest.changed:
        return None
    return Turn(rest.movie, True, told(language, (back.text, rest.text)), rest.tools, rest.history)


def _first(message: Clause, files: tuple[Media, ...], history: History, language: str) -> Turn:
    """The first message of a project: a video to make, or something that needs one."""
    plain = message.text.strip(" .!?~。！？")
    if len(plain) > LONGEST_EDIT:
        return _created(message, None, files, history, language)
    head = message.part(0, min(len(message.text), framing.LONGEST_ORDER))
    if opening.only_resizes(message):
        return Turn(None, False, say(language, "nothing_yet"), (), history)
    if opening.wants_video(head) or opening.text_with_settings(head):
        return _created(message, None, files, history, language)
    if enumerated.spans(head.text) or len([line for line in plain.splitlines() if line.strip()]) >= 3:
        return _created(message, None, files, history, language)
    if opening.sentences_alone(head):
        return _created(message, None, files, history, language)
    if len(plain) < 40 and (_only(message, "hello", "thanks") or message.has("help")):
        return Turn(None, False, say(language, "hello"), (), history)
    if len(plain) < 200 and (kind := refusals.kind(message)):
        return Turn(
            None,
            False,
            told(language, (say(language, f"cannot.{kind}"), say(language, "nothing_yet"))),
            (),
            history,
        )
    if (
        len(plain) < 160
        and not settings.sets_several(message)
        and (
            opening.edits(message)
            or questions.asked(message)
            or past.read(message, Movie(), History(), language)
        )
    ):
        return Turn(None, False, say(language, "nothing_yet"), (), history)
    return _created(message, None, files, history, language)


def _only(message: Clause, *names: str) -> bool:
    """True for a message that says one of these things and nothing else."""
    words = message.text
    for name in ("polite", *names):
        words = lexicon.word(name).sub("", words)
    return message.has(*names) and len(words.strip(" ,.!?~，。！？、")) <= 2


def _created(
    message: Clause, movie: Movie | None, files: tuple[Media, ...], history: History, language: str
) -> Turn:
    whole = message
    orders, message = uploads.understood(whole, files, None)
    pictures = uploads.loose(files, orders)
    plan = brief.understand(uploads.unmentioned(message, files))
    if not plan.content and not pictures:
        return Turn(movie, False, say(language, "ask_topic"), (), history)
    if alphabets.undrawn(plan.script or " ".join((*plan.names, plan.topic, *plan.facts))):
        return Turn(movie, False, say(language, "undrawn"), (), history)
    made, said = create.movie_of(
        plan, files, history, language, lambda made: uploads.understood(whole, files, made)[0], pictures
    )
    tool = ("plan_video", {"scenes": len(made.scenes), "duration_ms": made.duration_ms})
    kept = history.after(movie, "", "")
    if movie and movie.scenes:
        said = (*said, say(language, "replaced"))
    return Turn(made, True, told(language, said), (tool,), kept, created=True, idea=plan.idea)


def _another_video(message: Clause) -> bool:
    """True when a movie exists and the message asks for a new one: "make a 20-second video about cats"."""
    if message.find("turn_into"):
        return not message.has("it") or len(message.text) > 120
    found = message.find("video_ask")
    if not found or message.has("another") or refusals.kind(message) == "publish":
        return False
    return bool(message.find("fresh_video")) and not message.has("scene")


def _corrected(
    meant: str, movie: Movie, files: tuple[Media, ...], history: History, language: str
) -> Turn | None:
    """The last message once more, with the value that was meant, on the version before it."""
    before = history.past[-1]
    again = corrections.exchanged(history.said, meant, before)
    if again is None:
        return None
    earlier = history.model_copy(update={"past": history.past[:-1]})
    placed = tuple(
        scene.media
        for scene in movie.scenes
        if scene.media and not any(s.media and s.media.asset == scene.media.asset for s in before.scenes)
    )
    turn = _edited(read(again), before, placed or files, earlier, language)
    if not turn.changed or turn.movie == movie:
        return None
    kept = history.after(movie, again, turn.history.focus)
    return Turn(
        turn.movie,
        turn.movie != movie,
        told(language, (say(language, "corrected"), turn.text)),
        turn.tools,
        kept,
    )


def _only_that(
    message: Clause, movie: Movie, files: tuple[Media, ...], history: History, language: str
) -> Turn | None:
    """ "Keep the third, only delete the first" after both were deleted: on the version before, this time."""
    if not (history.past and history.said and message.has("only") and message.has("remove")):
        return None
    before = history.past[-1]
    if not read(history.said).has("remove") or not references.find(message, before) or message.has("except"):
        return None
    earlier = history.model_copy(update={"past": history.past[:-1]})
    turn = _edited(message, before, files, earlier, language)
    if not turn.changed or turn.movie == movie:
        return None
    kept = history.after(movie, message.source, turn.history.focus)
    return Turn(turn.movie, True, told(language, (say(language, "corrected"), turn.text)), turn.tools, kept)


def _edited(message: Clause, movie: Movie, files: tuple[Media, ...], history: History, language: str) -> Turn:
    if any(alphabets.undrawn(words) for _, _, words in message.quotes):
        return Turn(movie, False, say(language, "undrawn"), (), history)
    message = corrections.inside(message, movie)
    message = mentions.quoted(mentions.unquoted(message, movie), movie)
    whole = message.source
    said: list[str] = []
    if not message.has("picture_noun", "logo", "it"):
        # What an undo took out waits only for a word about it.
        undone = {shown.asset for version in history.future for shown in media_of(version)}
        files = tuple(file for file in files if file.asset not in undone)
    now, focus, left = movie, history.focus, files
    placed = False
    steps: list[tuple[Step, bool]] = []
    orders, rest = uploads.asked(message, files, movie)
    if orders:
        done = media.ordered(orders, movie, Context(language, movie, history, files, focus))
        now, said, focus, message = done.movie, list(done.said), done.focus, rest
        # Of the files nothing is said of, none is to land somewhere.
        left = ()
    elif any(file.kind != "audio" for file in files) and not _only(message, "hello", "thanks"):
        if not uploads.spoken_of(message, movie) and _does(message, movie, history, language):
            left = ()
        elif step := media.read(message, movie, Context(language, movie, history, files, focus)):
            now, said, focus, placed = step.movie, list(step.said), step.focus, True
            left = tuple(file for file in files if file.asset not in step.used)
    for clause in clauses.lengths_last(clauses.joined(message, movie)):
        if placed and (
            clause.has("picture_noun", "logo", "it", "put", "scene", "start", "end")
            or any(when.kind == "lasting" for when in values.when(clause))
        ):
            continue
        context = Context(language, now if orders else movie, history, left, focus, message.source)
        if (kind := refusals.kind(clause, movie)) and not (
            left and kind in ("clean_up", "people", "footage", "famous_music")
        ):
            said.append(say(language, f"cannot.{kind}"))
            focus = "music" if kind in ("link_music", "famous_music") else focus
            continue
        for step in _steps(clause, now, context) or _first_part(clause, now, context):
            steps.append((step, step.movie != now))
            now, focus = step.movie, step.focus or focus
            said += step.said
            left = tuple(file for file in left if file.asset not in step.used)
    if now != movie:
        said = worth_telling(said, steps, movie, now, language)
        tool = ("edit_timeline", {"about": focus.split(":")[0] or "video"})
        return Turn(now, True, told(language, said), (tool,), history.after(movie, whole, focus))
    if said:
        # "Then something calm": what was asked for and is not done is still what is talked about.
        return Turn(movie, False, told(language, said), (), history.model_copy(update={"focus": focus}))
    return _unclear(message, movie, history, language)


def _does(message: Clause, movie: Movie, history: History, language: str) -> bool:
    """True for a message that is a wish of its own: a file that waits is none of its business."""
    context = Context(language, movie, history, (), history.focus, message.source)
    return any(
        step.movie != movie for clause in clauses.split(message) for step in _steps(clause, movie, context)
    )


def _steps(clause: Clause, movie: Movie, context: Context) -> list[Step]:
    """What a clause does: one thing with a noun of its own, then format, length and look where they are named too."""
    found: list[Step] = []
    for listen in _LISTENERS:
        step = listen(clause, movie, context)
        if step is not None:
            found.append(step)
            movie = step.movie
            break
    noun = found[0].focus.split(":")[0] if found else ""
    if noun == "title" and movie.titles:
        # Its size is set already, its colour is not; a colour among the words to be shown is none.
        rest = clause.without_words("bigger", "smaller")
        shown = " ".join(title.text for title in movie.titles).casefold()
        named = [
            word for _, word, _, _ in values.colours(rest) if clause.quotes or word.casefold() not in shown
        ]
        if named and (step := look.read(rest, movie, context)):
            found.append(step)
    if noun in ("scene", "title", "captions", "words", "voice"):
        return found
    masked = clause.without(*((a, b) for a, b, _ in clause.quotes))
    paced = (look.read,) if clause.find("transition_pace") else _MORE
    for listen in (size.read,) if noun else paced:
        step = listen(masked, movie, context)
        if step is not None:
            found.append(step)
            movie = step.movie
            if listen is length.read:
                break
    return found


def _first_part(clause: Clause, movie: Movie, context: Context) -> list[Step]:
    """What a clause wants before its first comma, where a remark follows: "the beach can go, nobody looks good"."""
    comma = re.search(r"[,，]", clause.text)
    return _steps(clause.part(0, comma.start()), movie, context) if comma else []


def _unclear(message: Clause, movie: Movie, history: History, language: str) -> Turn:
    # First the greeting: a Chinese one has a word of thanks in it.
    if _only(message, "hello") or message.has("help"):
        return Turn(movie, False, say(language, "help"), (), history)
    if _only(message, "thanks") and not message.has("disliked"):
        return Turn(movie, False, say(language, "thanks"), (), history)
    if _only(message, "never_mind"):
        return Turn(movie, False, say(language, "left_as_is"), (), history)
    if message.has("picture_noun") and message.has("put", "file_verb") and len(message.text) < _TEXT:
        return Turn(movie, False, say(language, "media.ask"), (), history)
    if message.has("vague"):
        bolder = looks.changed(movie, font_scale=min(1.15, movie.look.font_scale + 0.08), transition="zoom")
        if bolder == movie:
            return Turn(movie, False, say(language, "vague_again"), (), history)
        kept = history.after(movie, message.source, "look")
        return Turn(bolder, True, say(language, "vague"), (("edit_timeline", {"about": "look"}),), kept)
    kind = "unclear_text" if len(message.text) > _TEXT else "unclear"
    return Turn(movie, False, say(language, kind), (), history)
