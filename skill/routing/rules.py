"""Messages made of one intent's phrases and nothing else: they need no statistics."""

from __future__ import annotations

from collections.abc import Iterable

from skill.routing.lexicon import Rule, lexicon
from skill.routing.reading import Segment

_MARKS = frozenset("?,;!\n")


def words(segments: Iterable[Segment]) -> list[Segment]:
    """The segments that are no punctuation."""
    return [segment for segment in segments if segment.text not in _MARKS]


def matching(spoken: list[Segment]) -> Rule | None:
    """The rule that explains every word of a message, if there is one."""
    kinds = {segment.concept for segment in spoken}
    return next((rule for rule in lexicon().rules if rule.needs <= kinds <= rule.allows), None)
