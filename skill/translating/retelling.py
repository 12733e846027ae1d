"""A clause of GUI talk as words for a chat: what is run goes without words, what is offered says how to ask for it."""

from __future__ import annotations

import re

from skill.translating.clauses import Clause, clauses
from skill.translating.grammar import Grammar

_TAIL = re.compile(r"[\s.!~\u3002\uff01\uff5e]*$")
_FACT = re.compile(r"\d|[\"\u201c\u300c\u300a'\u2018]\S")


def sentence_retold(sentence: str, grammar: Grammar, asked: bool) -> tuple[str, list[tuple[str, str]]]:
    """The sentence without GUI talk, and its actions as (kind, mode). Without an instruction it comes back as it is."""
    parts = clauses(sentence, grammar, asked)
    actions = [(part.kind, "offer" if part.offered else "run") for part in parts if part.verb]
    if not actions:
        return sentence, []
    ending = _TAIL.search(sentence)
    tail = ending.group() if ending else ""
    out = ""
    dropped = False
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        text = (
            part.text[: len(part.text) - len(tail)]
            if last and tail and part.text.endswith(tail)
            else part.text
        )
        told = _clause_retold(part, text, tail, grammar) if part.verb else text
        if not told.strip():
            dropped = True
            # What stood before a dropped clause ends the sentence, or joins what follows.
            continue
        if dropped and out:
            out = out.rstrip(" ,;:\uff0c\uff1b\uff1a\u2014-\u2013") + (
                ", " if grammar.language == "en" else "\uff0c"
            )
            told = _without_lead(told, grammar)
        elif dropped:
            told = _capital(_without_lead(told, grammar))
        dropped = False
        out += told + ("" if last else part.separator)
    out = out.rstrip(" ,;:\uff0c\uff1b\uff1a\u2014\u2013") if dropped else out
    if not out.strip():
        return "\n" * tail.count("\n"), actions
    return (out + tail) if not out.endswith(tail) or not tail else out, actions


def _without_lead(text: str, grammar: Grammar) -> str:
    lead = grammar.lead.match(text)
    return text[lead.end() :] if lead and lead.end() < len(text) else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _clause_retold(part: Clause, text: str, tail: str, grammar: Grammar) -> str:
    """What stands for an instruction; "" when the action itself says enough."""
    body = part.body[: len(part.body) - len(tail)] if tail and part.body.endswith(tail) else part.body
    lead = grammar.may.sub("", part.lead)
    rest = _purpose(body, grammar) if part.verb != "drag" else ""
    mode = "offer" if part.offered else "run"
    if part.verb == "drag":
        told = grammar.say["drag"].format(rest=_moved(body, grammar))
    elif part.kind == "edit":
        told = grammar.say["press"].format(name=part.name or body, purpose=rest)
    else:
        told = _asked_for(part, mode, rest, grammar)
    if not told:
        return ""
    fresh = not lead.strip(" *_->#\u2022")
    return lead + (
        _capital(told)
        if fresh and part.text == text.lstrip() + part.text[len(text.lstrip()) :] and _first(part)
        else told
    )


def _first(part: Clause) -> bool:
    return not part.lead.strip(" *_->#\u2022") and not part.offered or part.lead == ""


def _purpose(body: str, grammar: Grammar) -> str:
    """The words behind the button: "to download it", without where on the screen it is."""
    end = grammar.ends.search(body)
    found = grammar.purpose.search(body, end.start() if end else 0)
    words = grammar.place.sub("", found.group()) if found else ""
    return words if not grammar.ui.search(words) else ""


def _asked_for(part: Clause, mode: str, rest: str, grammar: Grammar) -> str:
    content = grammar.stock.sub("", rest)
    telling = bool(_FACT.search(content)) or len(re.sub(r"[\W_]", "", content)) > 1
    if telling:
        pattern = (
            grammar.see
            if part.kind in ("state", "timeline", "credits")
            else grammar.get
            if part.kind == "export"
            else grammar.add
        )
        thing = pattern.sub("", rest).strip()
        if (
            thing
            and (thing != rest.strip() or part.kind == "upload")
            and f"{mode}.{part.kind}.object" in grammar.say
        ):
            return grammar.say[f"{mode}.{part.kind}.object"].format(object=thing)
        if thing:
            return (grammar.say.get(f"{mode}.{part.kind}") or grammar.say[f"offer.{part.kind}"]) + rest
    return grammar.say.get(f"{mode}.{part.kind}", "")


_DRAG = re.compile(
    r"\b(?:drag(?:[ -]and[ -]drop|/drop)?|drop)\b|\u62d6(?:\u52a8|\u62fd|\u653e|\u79fb)?", re.IGNORECASE
)


def _moved(body: str, grammar: Grammar) -> str:
    return _DRAG.sub(grammar.move, body, count=1)
