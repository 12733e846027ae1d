"""One sentence as clauses, and which of them tell the reader to use a screen."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from skill.translating.grammar import Grammar

_QUOTED = re.compile(
    r"\"[^\"\n]{1,120}\"|\u201c[^\u201d\n]{1,120}\u201d|\u300c[^\u300d\n]{1,120}\u300d|\u300a[^\u300b\n]{1,120}\u300b"
    r"|(?<![A-Za-z0-9])['\u2018][^'\u2019\n]{1,120}['\u2019](?![A-Za-z])|\*\*[^*\n]{1,120}\*\*|`[^`\n]{1,80}`|«[^»\n]{1,120}»"
    r"|https?://[^\s\uff0c\u3002\uff1b)\uff09]+"
)
_OPENING = re.compile(r"^[\s>#*_\-\u2022\u2013(\uff08]*(?:\d{1,2}[.)]\s+)?[^\w\s\"'\u201c\u300c(*`]*\s*")


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence with the separator behind it.

    `verb` names the pattern that makes it an instruction ("" for a fact), `lead` is what stands before the verb, `body`
    what follows it, `kind` the action meant, `offered` whether the sentence leaves it to the reader, `late` a condition
    behind it.
    """

    text: str
    separator: str
    verb: str = ""
    lead: str = ""
    body: str = ""
    kind: str = ""
    name: str = ""
    offered: bool = False
    condition: bool = False
    late: str = ""


def masked(text: str) -> str:
    """The text with quotations blanked out, character for character: nothing in them is an instruction."""
    return _QUOTED.sub(
        lambda match: match.group()[0] + "\u00a4" * (len(match.group()) - 2) + match.group()[-1], text
    )


def clauses(sentence: str, grammar: Grammar, asked: bool, button: str = "") -> tuple[Clause, ...]:
    """The clauses of `sentence`; `asked`: the sentence before put a question, so what follows is an offer.

    `button`: the action of a button that the sentence before named, for "press it".
    """
    blank = masked(sentence)
    found: list[Clause] = []
    offered = asked
    start = 0
    cuts = [(m.start(), m.end()) for m in grammar.clause.finditer(blank) if m.start() > 0]
    for left, right in [*cuts, (len(sentence), len(sentence))]:
        if right <= start and left < len(sentence):
            continue
        text, separator = sentence[start:left], sentence[left:right]
        if not separator and left < len(sentence) and _leads_on(text, grammar):
            continue
        clause = _read(text, separator, grammar, offered, button)
        button = clause.kind if clause.verb in ("noun", "export", "again") else button
        if clause.verb == "by" and any(grammar.may.search(part.text) for part in found):
            clause = replace(clause, offered=True)
        offered = (
            offered
            or clause.condition
            or (clause.offered and clause.verb != "" and bool(grammar.condition.match(text)))
        )
        found.append(clause)
        start = right
    return _picked(found, grammar)


def _picked(found: list[Clause], grammar: Grammar) -> tuple[Clause, ...]:
    """A clause that only picks what the next instruction works on ("select it and press Delete") goes with that."""
    for at in range(len(found) - 1):
        clause, follows = found[at], found[at + 1]
        item = clause.name if clause.verb == "twice" else "" if clause.verb else _item(clause, grammar)
        offered = clause.offered or follows.offered
        if item and follows.verb and follows.kind == "edit":
            lead = clause.text[: _wrapped(clause.text, grammar)]
            offered = offered or grammar.may.search(lead) is not None
            found[at] = replace(clause, verb="pick", kind="edit", lead=lead)
            if follows.verb == "press" and grammar.word.match(follows.name):
                follows = replace(follows, verb="menu", name=_joined(follows.name, item, grammar))
            found[at + 1] = replace(follows, offered=offered)
        elif clause.verb and not follows.verb and (chosen := _item(follows, grammar)):
            kind, name = _kind("press", chosen, grammar)
            lead = follows.text[: _wrapped(follows.text, grammar)]
            told = replace(
                follows, verb="press", kind=kind, name=name, lead=lead, body=chosen, offered=offered
            )
            if kind == "edit" and grammar.word.match(name):
                told = replace(told, verb="menu", name=_joined(name, item, grammar))
            elif kind == "edit" and clause.verb != "twice":
                told = replace(told, verb="pick")
            found[at + 1] = told
            if clause.kind in ("edit", "state", kind) and told.verb != "pick":
                found[at] = replace(clause, verb="pick")
    return tuple(found)


def _item(clause: Clause, grammar: Grammar) -> str:
    """What a clause that is only "select …" selects, else nothing."""
    match = grammar.pick.match(clause.text, _wrapped(clause.text, grammar))
    return match.group("item") if match else ""


def _joined(word: str, item: str, grammar: Grammar) -> str:
    """A wish as it is typed in a chat: "delete the clip"."""
    if not item or grammar.pronoun.fullmatch(item):
        return word.lower()
    return word.lower() + (" " if word.isascii() else "") + item


def _wrapped(text: str, grammar: Grammar) -> int:
    """Where the words begin that a bullet, a "please" or a "you can" only lead to."""
    opening = _OPENING.match(text)
    at = opening.end() if opening else 0
    for pattern in (grammar.lead, grammar.may, grammar.lead):
        match = pattern.match(text, at)
        at = match.end() if match else at
    return at


def _leads_on(text: str, grammar: Grammar) -> bool:
    """True for words that only lead to the next clause: a "please", a "you can"."""
    return _wrapped(text, grammar) >= len(text)


def _read(text: str, separator: str, grammar: Grammar, offered: bool, button: str) -> Clause:
    opening = _OPENING.match(text)
    at = opening.end() if opening else 0
    condition = grammar.condition.search(text[at:]) is not None
    blank = masked(text)
    lead = grammar.lead.match(text, at)
    head = lead.end() if lead else at
    may = grammar.may.match(text, head)
    if may:
        head = may.end()
        again = grammar.lead.match(text, head)
        head = again.end() if again else head
    if button and grammar.again.match(blank, head):
        return Clause(text, separator, "again", text[:head], "", button, "", offered or may is not None)
    if (through := grammar.means.search(blank)) and not grammar.shown.search(blank):
        # The screen is where something can be done: the rest of the clause says what.
        start, end = through.span("means")
        kind = _kind("press", text[start:end], grammar)[0]
        if kind == "state" and grammar.changes.search(text):
            kind = "edit"
        return Clause(text, separator, "means", text[:start], text[end:], kind, "", True, condition)
    for name, verb in grammar.verbs:
        match = verb.match(blank, head)
        if match is None and condition:
            # "if you like it click Export": the condition runs on into the instruction.
            later = verb.search(blank, head + 1)
            match = (
                later
                if later and name in ("press", "preview", "drag") and _capital(text, later.end())
                else None
            )
        if match is None:
            continue
        behind = grammar.late.search(blank, match.end())
        late = text[behind.start() :] if behind else ""
        shown = text[: behind.start()] if behind else text
        body = shown[match.end() :]
        whole = shown[match.start() :]
        kind, button = _kind(name, whole if name in ("export", "find", "page") else body, grammar)
        return Clause(
            text,
            separator,
            name,
            text[: match.start()],
            whole if name in ("drag", "preview") else body,
            kind,
            button,
            offered or may is not None or condition or behind is not None,
            condition,
            late,
        )
    if grammar.noun.match(text, at) and not condition:
        kind, button = _kind("press", text, grammar)
        return Clause(text, separator, "noun", text[:at], "", kind, button, offered, False)
    return Clause(text, separator, condition=condition)


def _capital(text: str, at: int) -> bool:
    rest = text[at:].lstrip(" *_\"'\u201c\u2018`")
    for article in ("the ", "on ", "your "):
        rest = rest.removeprefix(article)
    rest = rest.lstrip(" *_\"'\u201c\u2018`")
    return bool(rest) and (rest[0].isupper() or not rest[0].isascii())


def _kind(verb: str, body: str, grammar: Grammar) -> tuple[str, str]:
    """The action, and the button's name without its marks."""
    if verb == "drag" and dict(grammar.kinds)["upload"].search(body):
        return "upload", ""
    if verb in ("drag", "slide"):
        return "edit", _thing(body, grammar)
    if verb == "scroll":
        return "scroll", ""
    if verb == "find":
        meant = (
            kind for kind, pattern in grammar.kinds if kind in ("export", "credits") and pattern.search(body)
        )
        return next(meant, "state"), ""
    if verb == "preview":
        return "timeline", ""
    end = grammar.ends.search(body)
    target = body[: end.start()] if end and end.start() > 0 else body
    if marked := _QUOTED.match(body.lstrip()):
        target = marked.group()
    name = grammar.quoted.sub("", grammar.place.sub("", target)).strip(" ,.\u3002\uff01!")
    name = grammar.article.sub("", name)
    near = body[: end.end()] if end else body
    for kind, pattern in grammar.kinds:
        if pattern.search(near if verb in ("open", "choose") else target):
            return kind, name
    if verb in ("open", "choose"):
        return "state", name
    if verb in ("press", "twice") and not grammar.word.match(name):
        # What a picture or a key is pressed for tells more than its name.
        for kind, pattern in grammar.kinds:
            if kind != "state" and pattern.search(body):
                return kind, name
    return "edit", _thing(body, grammar) if verb == "twice" else name


def _thing(body: str, grammar: Grammar) -> str:
    """What is clicked on or moved, without what for."""
    end = grammar.ends.search(body)
    return body[: end.start()].strip() if end else body
