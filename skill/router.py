"""What one message wants: export, credits, state, upload, or (everything else) the backend's agent. Pure.

Three layers, the first that is sure decides: an attachment or a media link; a message made of one intent's phrases and
nothing else (`rules` in prompts/en/routing.yaml); a small linear model over words and the concepts they stand for.
When in doubt it is `generate`: an action nobody asked for is worse than a question passed on.
"""

from __future__ import annotations

from typing import NamedTuple

from skill import i18n
from skill.messages import Intent
from skill.routing import rules, spelling, wishes
from skill.routing.model import evidence, probabilities
from skill.routing.reading import Segment, read

_MAKING = frozenset({"edit", "media", "asset"})
"""A piece without any of these is no wish to make something, only talk around another wish."""
_TALK = frozenset({"praise", "polite", "glue"})
_TOLD_OF = frozenset({"past", "praise", "neg"})
"""What was, what is well and what is not wanted: a sentence with these tells, it wants nothing made."""
_SURE = 0.66
"""Below this probability no action is taken."""
_NEAR = 4
"""Segments before a link in which a "don't" means the link."""
_TOLD = 0.8
"""A message this surely about making something is not cut: its "exports" and "uploads" are part of the story."""
_OPENING = 2000
"""Characters that tell the language of a message."""
_SURE_STEP = 0.7
"""A message is cut into wishes only where each piece is at least this clear."""


class Step(NamedTuple):
    """One wish of a message, in its own words."""

    intent: Intent
    text: str


class Decision(NamedTuple):
    """`intent` is the first wish's; `score` 0–1; `why` names the phrases that decided, or the features if asked for.

    `steps` are the wishes in order, at least one. `forbidden` is what the message rules out or puts off: nothing the
    backend's reply suggests may bring it about.
    """

    intent: Intent
    score: float
    why: tuple[str, ...]
    steps: tuple[Step, ...]
    forbidden: frozenset[Intent] = frozenset()


def route(text: str, attachment: bool = False, explain: bool = False) -> Decision:
    """Decides about one message; `attachment`: a file or a link came beside it. Never fails, whatever the text.

    Only with `explain` are the features that weighed most looked for, which takes as long as deciding does.
    """
    with i18n.hearing(_language(text[:_OPENING])):
        return _decided(text, attachment, explain)


def _language(text: str) -> str:
    """The language whose words are listened for. Romanised Chinese ("wo de yue") only looks like another language."""
    language = i18n.detect(text)
    if language != i18n.DEFAULT and spelling.may_be_pinyin(text):
        with i18n.hearing(i18n.DEFAULT):
            if spelling.pinyin(text.lower()) != text.lower():
                return i18n.DEFAULT
    return language


def _decided(text: str, attachment: bool, explain: bool) -> Decision:
    segments = read(text)
    ruled_out = wishes.forbidden(segments)
    if attachment:
        return _handed_over(text, ruled_out)
    if steps := _several(text):
        why = tuple(f"wish: {step.intent.value}" for step in steps)
        return Decision(steps[0].intent, _SURE_STEP, why, steps, ruled_out - {step.intent for step in steps})
    intent, score, why = _one(segments, explain)
    return Decision(intent, score, why, (Step(intent, text),), ruled_out - {intent})


def _handed_over(text: str, ruled_out: frozenset[Intent]) -> Decision:
    """The file comes first, whatever the words say; what they want done with it follows."""
    last = _several(text)
    steps: tuple[Step, ...] = (Step(Intent.UPLOAD, text),)
    if last and last[-1].intent not in (Intent.UPLOAD, Intent.GENERATE):
        steps = (Step(Intent.UPLOAD, last[0].text), *last[1:])
    return Decision(Intent.UPLOAD, 1.0, ("attachment",), steps, ruled_out - {step.intent for step in steps})


def _one(segments: tuple[Segment, ...], explain: bool = False) -> tuple[Intent, float, tuple[str, ...]]:
    """The intent of words that are one wish, how sure it is, and why."""
    for at, segment in enumerate(segments):
        if segment.text == "urlmedia":
            refused = any(before.concept == "neg" for before in segments[max(0, at - _NEAR) : at])
            return (Intent.GENERATE if refused else Intent.UPLOAD), 0.99, ("link to a media file",)
    spoken = rules.words(segments)
    if rule := rules.matching(spoken):
        decisive = tuple(s.text for s in spoken if s.concept in rule.needs)
        return Intent(rule.intent), 0.97, (f"rule {rule.name}: {', '.join(decisive)}",)
    if not spoken:
        return Intent.GENERATE, 1.0, ("no words",)
    chances = probabilities(segments)
    best = max(chances, key=lambda intent: chances[intent])
    why = evidence(segments, best) if explain else ()
    if chances[best] < _SURE:
        return Intent.GENERATE, chances[Intent.GENERATE], ("unsure", *why)
    return best, chances[best], why


def _several(text: str) -> tuple[Step, ...]:
    """The wishes of a message that is clearly cut into some, else nothing."""
    if found := wishes.before_colon(text):
        made, wish = found
        intent, _, _ = _one(read(wish))
        return (Step(Intent.GENERATE, made), Step(intent, wish))
    return _steps(text, wishes.parts(text)) or _steps(text, wishes.parts(text, points=False))


def _steps(text: str, pieces: tuple[wishes.Part, ...]) -> tuple[Step, ...]:
    """What the pieces of a message want, in order; nothing when one of them is unclear or all want the same."""
    if len(pieces) < 2:
        return ()
    steps: list[Step] = []
    for part in pieces:
        segments = wishes.wish(read(part.text), first=not steps)
        words = rules.words(segments)
        spoken = {segment.concept for segment in words}
        if spoken <= _TALK:
            continue
        intent, score, _ = _one(segments)
        if part.handed_over and rules.matching(words) is None:
            intent, score = Intent.GENERATE, 1.0
        elif score < _SURE_STEP or wishes.forbidden(segments) or not _wanted(intent, spoken, part):
            return ()
        if steps and steps[-1].intent is intent:
            joined = text[text.index(steps[-1].text) : text.rindex(part.text) + len(part.text)]
            steps[-1] = Step(intent, joined)
        else:
            steps.append(Step(intent, part.text))
    if len(steps) < 2:
        return ()
    if steps[0].intent is not Intent.GENERATE:
        whole, certainty, _ = _one(read(text))
        if whole is Intent.GENERATE and certainty >= _TOLD:
            return ()
    return tuple(steps)


def _wanted(intent: Intent, spoken: set[str], part: wishes.Part) -> bool:
    """True for a piece that is a wish, not only what leads to the next one ("the title is fine, export it")."""
    if "if" in spoken:
        return False
    if intent is not Intent.GENERATE:
        return not wishes.before_comma(part)
    if wishes.tells(part):
        return "edit" in spoken and not spoken & _TOLD_OF
    return bool(spoken & _MAKING) and ("neg" not in spoken or "media" in spoken)
