"""A sentence of GUI talk as words for a chat: what is run goes without words, an offer says how to ask for it."""

from __future__ import annotations

import re

from skill.translating.clauses import Clause, clauses
from skill.translating.grammar import Grammar

_TAIL = re.compile(
    r"[\s.!~?\u3002\uff01\uff1f\uff5e\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]*$"
)
_FACT = re.compile(r"\d|[\"\u201c\u300c\u300a'\u2018]\S")
_JOINTS = " ,;:\uff0c\uff1b\uff1a\u2014\u2013-"
_LABEL = re.compile(
    r"\s*(?:[-*\u2022]|\d{1,2}[.)])\s[^,;.!?\uff0c]{1,30}[:\uff1a]\**\s*$|\*\*[^*]{1,30}\*\*[:\uff1a]\s*$"
)
_STOPS = str.maketrans("?\uff1f", ".\u3002")
_OPENING = re.compile(r"^[\s>*_#\-\u2022]*(?:\d{1,2}[.)]\s+)?")


def sentence_retold(
    sentence: str, grammar: Grammar, asked: bool, button: str = ""
) -> tuple[str, list[tuple[str, str]], str]:
    """The sentence without GUI talk, its actions as (kind, mode), and the action of a button it names last.

    Without an instruction the sentence comes back as it is.
    """
    ending = _TAIL.search(sentence)
    tail = ending.group() if ending else ""
    parts = clauses(sentence[: len(sentence) - len(tail)], grammar, asked, button)
    button = parts[-1].kind if parts and parts[-1].verb in ("noun", "export") else ""
    actions = [
        (p.kind, "offer" if p.offered else "run") for p in parts if p.verb not in ("", "pick", "scroll")
    ]
    if not actions:
        return sentence, [], button
    out = ""
    dropped = False
    once: set[str] = set()
    for part in parts:
        told = _retold(part, grammar) if part.verb else part.text
        joint = not part.verb and grammar.lead.fullmatch(told.strip() + " ") is not None
        if not told.strip() or joint or (part.kind in once and part.verb):
            dropped = True
            continue
        if dropped:
            lead = grammar.lead.match(told)
            told = told[lead.end() :].lstrip() if lead and lead.end() < len(told) else told
        dropped = False
        if part.kind not in ("", "edit"):
            once.add(part.kind)
        out += told + part.separator
    if (
        dropped
        and _LABEL.match(out)
        and (kind := actions[-1][0]) in ("export", "credits", "timeline", "state")
    ):
        # "- **Next**: click Export": a label is not left without its words.
        out += grammar.say[f"alone.{kind}"].rstrip(".\u3002")
    out = out.rstrip(_JOINTS)
    if all(mode == "run" for _, mode in actions):
        tail = tail.translate(_STOPS)
    if not re.search(r"\w", out):
        return "\n" * tail.count("\n"), actions, button
    first = _OPENING.match(sentence)
    start = first.end() if first else 0
    if sentence[start : start + 1].isupper():
        head = _OPENING.match(out)
        at = head.end() if head else 0
        out = out[:at] + out[at : at + 1].upper() + out[at + 1 :]
    return grammar.tidy.sub("", out) + tail, actions, button


def _retold(part: Clause, grammar: Grammar) -> str:
    """What stands for an instruction; "" when the action itself says enough."""
    lead = grammar.just.sub("", grammar.place.sub("", grammar.may.sub("", part.lead)))
    if part.verb in ("pick", "scroll", "again"):
        return ""
    if part.verb == "means":
        return part.lead + grammar.say[f"means.{part.kind}"] + part.body
    if part.verb == "by":
        if part.kind == "edit" and not _named(part, grammar):
            return lead + grammar.say["by.tell"] + part.late
        name = grammar.say.get(f"word.{part.kind}", part.name)
        return lead + grammar.say["by"].format(name=name) + part.late
    if part.kind == "edit":
        return lead + _changed(part, grammar) + part.late
    rest = _purpose(part.body, grammar)
    told = _asked_for(part, rest, grammar)
    # A connector that leads to nothing goes with it; a condition stays and gets its answer.
    return lead + told + part.late if told else ""


def _changed(part: Clause, grammar: Grammar) -> str:
    """How to ask for the change an instruction makes by hand."""
    say = grammar.say
    if slid := grammar.slider.match(part.body):
        what, rest = slid.group("what").strip(), slid.group("rest")
        return say["slide"].format(what=what or say["slide.it"], rest=rest if _FACT.search(rest) else "")
    if part.verb == "drag" and not grammar.grip.search(part.name):
        return say["drag"].format(rest=_moved(part.body, grammar))
    rest = _purpose(part.body, grammar)
    if part.verb == "menu":
        return say["press"].format(name=part.name, purpose=rest)
    if part.verb == "press" and _named(part, grammar):
        name = part.name.lower() if grammar.word.match(part.name) else part.name
        return say["press"].format(name=name, purpose=rest)
    if wish := grammar.edit.match(rest):
        purpose = rest[wish.end() :]
        if grammar.thing.match(part.name):
            purpose = grammar.pronoun.sub(lambda _: part.name, purpose, count=1)
        told = "ask.for" if _FACT.search(part.name) else "ask"
        return say[told].format(purpose=purpose, thing=part.name)
    if part.verb == "drag" and _FACT.search(part.body):
        return say["drag"].format(rest=_moved(part.body, grammar))
    if _FACT.search(part.name):
        return say["tell.for"].format(thing=part.name)
    return say["tell" if part.offered else "tell.run"]


def _named(part: Clause, grammar: Grammar) -> bool:
    """True for a button with a name: a word for what it does, something in quotes, or a capital."""
    if grammar.word.match(part.name) or grammar.quoted.match(part.body.lstrip()):
        return True
    return part.name[:1].isupper() and "+" not in part.name


def _moved(body: str, grammar: Grammar) -> str:
    return grammar.dragging.sub(grammar.move, body, count=1)


def _purpose(body: str, grammar: Grammar) -> str:
    """The words behind the button: "to download it", without where on the screen it is."""
    end = grammar.ends.search(body)
    found = grammar.purpose.search(body, end.start()) if end else None
    words = grammar.place.sub("", found.group()) if found else ""
    return words if not grammar.ui.search(words) else ""


def _asked_for(part: Clause, rest: str, grammar: Grammar) -> str:
    """The sentence for an action: with its object when the clause tells more than the action does."""
    mode = "offer" if part.offered else "run"
    say = grammar.say
    bare = say.get(f"{mode}.{part.kind}", "")
    content = grammar.stock.sub("", rest)
    if not _FACT.search(content) and len(re.sub(r"[\W_]", "", content)) < 2:
        return bare
    front = {"export": grammar.get, "upload": grammar.add}.get(part.kind, grammar.see)
    thing = front.sub("", rest).strip()
    if thing != rest.strip():
        return say[f"{mode}.{part.kind}.object"].format(object=thing)
    alone = say[f"alone.{part.kind}"].rstrip(".\u3002")
    # Inside a sentence; "I" stays as it is.
    return (bare or (alone[0].lower() + alone[1:] if alone[1].isalpha() else alone)) + rest
