"""What the first message of a project may be: a wish for a video, a text, an edit of what is not there."""

from __future__ import annotations

from skill.studio.director import clauses, framing, questions, values
from skill.studio.director.message import Clause, read
from skill.studio.edits import phrases

_OF_A_VIDEO = (
    "music", "title", "caption", "voice", "volume", "undo", "redo", "scene", "transition", "font", "background",
)  # fmt: skip
_SHORT = 60
"""Characters of a wish for another length."""
_BRIEF = 30
"""Width of a first message with a length in it that cannot be an edit any more."""


def wants_video(head: Clause) -> bool:
    """True when the first message, or its beginning, is about making a video."""
    if framing.asks(head) or head.find("named_list"):
        return True
    timed = bool(values.lengths(head))
    leads = head.find("length_first") and head.find("about")
    long = timed and phrases.width(head.text) >= _BRIEF
    if (leads or long) and not head.has("it", "scene", "title", "undo"):
        return True
    sized = timed or bool(values.size(head))
    if head.quotes and sized and not head.has("title", "scene"):
        return True
    return (
        len(head.text) > 30
        and head.has("make_video")
        and timed
        and not head.has("scene", "longer", "shorter")
    )


def text_with_settings(head: Clause) -> bool:
    """True for a text that comes with a length or a format and asks for nothing else: "…. 30s, square"."""
    found = framing.settled(head)
    if found is None:
        return False
    if values.lengths(found[0]) and values.size(found[0]) and not head.has("it", "scene", "undo", "title"):
        return True
    content = read(found[1])
    opening = clauses.split(content)[:1]
    return (
        phrases.width(found[1]) >= 12
        and not any(clauses.begins_wish(clause.text) for clause in opening)
        and not content.has("undo")
        and not (content.has("it", "scene") and phrases.width(found[1]) < 90)
        and not questions.asked(content)
    )


def sentences_alone(head: Clause) -> bool:
    """True for three sentences and more: the first wishes nothing, none speaks of a video."""
    said = [read(words) for words in phrases.sentences(head.raw())]
    return (
        len(said) >= 3
        and not clauses.begins_wish(said[0].text)
        and not any(piece.has("it", "video", "scene", "undo", "title", "caption") for piece in said)
    )


def only_resizes(message: Clause) -> bool:
    """True for "make the intro two seconds shorter": something is to be there already."""
    part = message.has("opening_scene", "scene", "it", "title")
    return len(message.text) <= _SHORT and part and message.has("longer", "shorter") and message.has("change")


def edits(message: Clause) -> bool:
    """True for a wish that needs a video to be there: "make the music quieter"."""
    if message.has(*_OF_A_VIDEO) and clauses.has_verb(message.text):
        return True
    if message.has("length", "longer", "shorter", "louder", "quieter", "another") and any(
        clauses.begins_wish(clause.text) for clause in clauses.split(message)
    ):
        return True
    return clauses.begins_wish(message.text) and (
        message.has("it", "scene", "music", "title") or not message.has("add")
    )
