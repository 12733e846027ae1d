"""The net below the exact rules: an instruction in unfamiliar words is known by what it names of a screen.

A clause that tells the reader to do something gathers evidence: a thing that only screens have counts twice, a thing
that films have too, a place on the screen and a name once each. Beside one of these a part of the edit, being left to
the reader and being the next step of an instruction count as well. Two are enough.
"""

from __future__ import annotations

import re
from dataclasses import replace

from skill.translating.grammar import Grammar
from skill.translating.quotations import QUOTED, masked
from skill.translating.reading import ASKED, Clause, action_of, kind_meant, lead_ends

ENOUGH = 2


def caught(plain: Clause, going: bool, grammar: Grammar) -> Clause:
    """`plain`, which no exact rule knows, as an instruction when there is enough to say so, else as it was.

    `going`: the clause before it is an instruction.
    """
    net = grammar.net
    text = plain.text
    blank = masked(text)
    head = lead_ends(text, grammar)
    if (plain.separator and grammar.at.match(blank)) or (going and grammar.follow.match(text, head)):
        # "In the File menu, choose Export" is one instruction, and `chaining` knows it.
        return plain
    left = plain.offered
    if case := net.case.match(blank, head):
        # "If it is too slow go to the Speed tab": the case and what to do are one clause.
        left = True
        lead = grammar.lead.match(text, case.end())
        head = lead.end() if lead else case.end()
    elif plain.condition:
        return plain
    behind = grammar.late.search(blank, head)
    stop = behind.start() if behind else len(text)
    found = replace(plain, lead=text[:head], late=text[stop:], body=text[head:stop], name="")
    left = left or behind is not None
    may = grammar.may.search(text[:head]) is not None
    found = replace(found, offered=left or may)
    told = blank[head:stop]
    if net.keys.match(told):
        return replace(found, verb="caught", kind=_kind("touch", found.body, grammar))
    if shown := net.shows.match(told):
        if shown.groupdict().get("edit"):
            return replace(found, verb="caught", kind="edit", body="")
        kind = kind_meant(found.body, grammar, "timeline" if net.player.search(told) else "state")
        return replace(found, verb="told", kind=kind)
    move = net.move(blank, head, stop)
    if not move and may and net.screen.search(told):
        # "You can tame them with the Drums fader": whatever it is, it changes something.
        move = "change"
    if not move or _evidence(move, told, left, going, grammar) < ENOUGH:
        return plain
    if move == "touch" and (quoted := QUOTED.search(found.body)):
        kind, name = action_of("press", quoted.group(), grammar)
        return replace(found, verb="press", kind=kind, name=name, body=found.body[quoted.start() :])
    return replace(found, verb="open" if move == "go" else "caught", kind=_kind(move, found.body, grammar))


def _evidence(move: str, told: str, offered: bool, going: bool, grammar: Grammar) -> int:
    """What speaks for a screen in the words behind the verb; a condition alone, or a part of the edit, says nothing."""
    net = grammar.net
    shown = 2 * bool(net.screen.search(told))
    shown += sum(pattern.search(told) is not None for pattern in (net.object, net.spot, net.named))
    asked = move != "bring" and kind_meant(told, grammar) in ASKED
    return shown and shown + bool(net.element.search(told)) + asked + offered + going


def _kind(move: str, told: str, grammar: Grammar) -> str:
    """The action that a way of moving means, with what it is done to."""
    if move == "bring":
        return "upload"
    asked = kind_meant(told, grammar)
    if move == "watch":
        silent = grammar.net.screen.search(told) and not grammar.net.plays.search(told)
        return "state" if silent and not grammar.net.player.search(told) else "timeline"
    shown = "timeline" if grammar.net.player.search(told) else "state"
    if move == "look":
        return asked if asked == "credits" else shown
    if move == "go":
        return asked if asked != "edit" else shown
    if grammar.keeps.search(told):
        return "edit"
    if move == "get":
        return "export" if asked in ("edit", "export") else asked
    if move == "touch":
        return asked if asked != "edit" or not grammar.net.plays.search(told) else "timeline"
    return asked if asked in ("export", "upload") else "edit"


def reworded(part: Clause, grammar: Grammar) -> str:
    """How to ask in a chat for the change that an instruction makes by hand; "" when there are no words for it."""
    net = grammar.net
    if net.keys.match(part.body):
        return ""
    here = net.where.sub("", part.body).strip()
    if moved := net.control.match(part.body) or net.control.match(here):
        return grammar.say["slide"].format(what=moved["what"].strip(), rest=(moved["rest"] or "").rstrip())
    for word, gesture in grammar.plain:
        here = gesture.sub(word, here, count=1)
    here = here[:1].lower() + here[1:]
    if not re.search(r"\w", here) or names_a_control(here, grammar) or net.screen.search(masked(here)):
        return ""
    return grammar.say["wish"].format(rest=here)


def names_a_control(told: str, grammar: Grammar) -> bool:
    """True for words that no reader of a chat should get: a gesture, or something to click on."""
    return grammar.net.left.search(masked(told)) is not None
