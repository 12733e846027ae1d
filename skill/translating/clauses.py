"""One sentence as clauses, and which of them tell the reader to use a screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from skill.translating.catching import caught
from skill.translating.chaining import chained
from skill.translating.grammar import Grammar
from skill.translating.quotations import masked
from skill.translating.reading import Clause, leads_on, read

# "You can have it now: press Export" says how, and leaves nothing open.
_EXPLAINS = (":", "\uff1a")


@dataclass(frozen=True, slots=True)
class Before:
    """What the sentence before leaves open.

    `asked`: it put a question, so what follows is an offer. `button`: the action of a button it named, for "press it".
    `going`: the instruction it ended with, for "select Crossfade".
    """

    asked: bool = False
    button: str = ""
    going: Clause | None = None


def clauses(sentence: str, grammar: Grammar, before: Before) -> tuple[Clause, ...]:
    """The clauses of `sentence`, in order; joined with their separators they are the sentence."""
    blank = masked(sentence)
    found: list[Clause] = []
    offered, button = before.asked, before.button
    start = 0
    spoken = False
    filmed = grammar.net.film.search(blank) is not None
    cuts = [(m.start(), m.end()) for m in grammar.clause.finditer(blank) if m.start() > 0]
    for left, right in [*cuts, (len(sentence), len(sentence))]:
        if right <= start and left < len(sentence):
            continue
        text, separator = sentence[start:left], sentence[left:right]
        if not separator and left < len(sentence) and leads_on(text, grammar):
            continue
        said = sentence[max(0, start - 60) : start]
        spoken = spoken or grammar.spoken.search(said) is not None
        if spoken or _told_of(said, blank[right : right + 40], grammar):
            clause = Clause(text, separator)
        else:
            clause = read(text, separator, grammar, offered, button)
            if not clause.verb and not filmed:
                going = found[-1] if found else before.going
                clause = caught(clause, going is not None and going.verb != "", grammar)
        button = (
            clause.kind if clause.verb in ("noun", "there", "told", "subject", "export", "again") else button
        )
        if clause.verb in ("by", "way") and any(grammar.modal.search(part.text) for part in found):
            clause = replace(clause, offered=True)
        offered = (
            offered
            or (not clause.verb and not separator and _a_case(text, sentence[right:], grammar))
            or clause.condition
            or (not clause.verb and _for_a_change(text, grammar))
            or (
                not clause.verb
                and separator.strip() not in _EXPLAINS
                and grammar.choice.match(text) is not None
            )
            or (clause.offered and clause.verb != "" and bool(grammar.condition.match(text)))
        )
        found.append(clause)
        start = right
    return chained(found, grammar, before.going)


def _a_case(text: str, behind: str, grammar: Grammar) -> bool:
    """True where `text` is the case in which what follows in the same breath is to be done."""
    return grammar.so.match(behind) is not None and grammar.no_case.search(text) is None


def _for_a_change(text: str, grammar: Grammar) -> bool:
    """True for "To change the font": whoever wants that can, and nothing waits for it."""
    aim = grammar.aim.match(text)
    return aim is not None and grammar.alters.match(text[aim.end() :]) is not None


def _told_of(before: str, behind: str, grammar: Grammar) -> bool:
    """True where somebody in the film acts or speaks: "the user can", "press it, says the cat"."""
    return grammar.others.search(before) is not None or grammar.quoting.match(behind) is not None
