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
# The colon of a bold label is no part of its name.
_LABEL_END = re.compile(r"[:\uff1a]\*\*$")
_STEP = re.compile(r"\s*(?:[-*\u2022]|\d{1,2}[.)])\s")
# The way through a menu is no title.
_PATH = re.compile(r"\w ?[>\u203a\u2192] ?\w")
_OPENING = re.compile(r"^[\s>#*_\-\u2022\u2013(\uff08]*(?:\d{1,2}[.)]\s+)?[^\w\s\"'\u201c\u300c(*`]*\s*")


ASKED = ("export", "credits", "upload")


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


@dataclass(frozen=True, slots=True)
class Before:
    """What the sentence before leaves open.

    `asked`: it put a question, so what follows is an offer. `button`: the action of a button it named, for "press it".
    `going`: the instruction it ended with, for "select Crossfade".
    """

    asked: bool = False
    button: str = ""
    going: Clause | None = None


def masked(text: str) -> str:
    """The text with quotations blanked out, character for character: nothing in them is an instruction."""

    def blanked(quoted: re.Match[str]) -> str:
        if _PATH.search(quoted.group()):
            return quoted.group()
        shown = _LABEL_END.search(quoted.group())
        end = shown.group() if shown else quoted.group()[-1]
        return quoted.group()[0] + "\u00a4" * (len(quoted.group()) - 1 - len(end)) + end

    return _QUOTED.sub(blanked, text)


def clauses(sentence: str, grammar: Grammar, before: Before) -> tuple[Clause, ...]:
    """The clauses of `sentence`, in order; joined with their separators they are the sentence."""
    blank = masked(sentence)
    found: list[Clause] = []
    offered, button = before.asked, before.button
    start = 0
    spoken = False
    cuts = [(m.start(), m.end()) for m in grammar.clause.finditer(blank) if m.start() > 0]
    for left, right in [*cuts, (len(sentence), len(sentence))]:
        if right <= start and left < len(sentence):
            continue
        text, separator = sentence[start:left], sentence[left:right]
        if not separator and left < len(sentence) and _leads_on(text, grammar):
            continue
        said = sentence[max(0, start - 60) : start]
        spoken = spoken or grammar.spoken.search(said) is not None
        if spoken or _told_of(said, blank[right : right + 40], grammar):
            clause = Clause(text, separator)
        else:
            clause = _read(text, separator, grammar, offered, button)
        button = clause.kind if clause.verb in ("noun", "there", "subject", "export", "again") else button
        if clause.verb in ("by", "way") and any(grammar.modal.search(part.text) for part in found):
            clause = replace(clause, offered=True)
        offered = (
            offered
            or clause.condition
            or (clause.offered and clause.verb != "" and bool(grammar.condition.match(text)))
        )
        found.append(clause)
        start = right
    return _chained(found, grammar, before.going)


def _told_of(before: str, behind: str, grammar: Grammar) -> bool:
    """True where somebody in the film acts or speaks: "the user can", "press it, says the cat"."""
    return grammar.others.search(before) is not None or grammar.quoting.match(behind) is not None


def _chained(found: list[Clause], grammar: Grammar, going: Clause | None) -> tuple[Clause, ...]:
    """Clauses that belong together as one instruction: "select it and press Delete", "open Settings, turn on Loop"."""
    for at, follows in enumerate(found):
        clause = found[at - 1] if at else going or Clause("", "")
        if follows.verb == "press" and follows.kind == "edit" and not named(follows, grammar):
            # "To download it, click the blue button": what it does is said before.
            said = " ".join(part.text for part in found[: at + 2] if not part.verb)
            follows = found[at] = replace(follows, kind=_meant(said, grammar))
        if not clause.verb and grammar.at.match(masked(clause.text)):
            # "In the File menu, choose Export": a place is part of what is done there.
            clause = replace(clause, verb="open", kind="state")
            if follows.verb or _following(follows, grammar, False):
                found[at - 1] = replace(clause, verb="pick")
        if at and follows.verb and _only_leads(clause, follows, grammar):
            found[at - 1] = replace(clause, verb="pick")
        elif (
            follows.verb == "press"
            and grammar.confirm.match(follows.name)
            and (asked := next((part for part in reversed(found[:at]) if part.kind in ASKED), None))
        ):
            found[at] = replace(follows, verb="again", kind=asked.kind, offered=asked.offered)
        elif follows.verb and follows.kind == "edit" and (item := _picked(clause, grammar)):
            lead = clause.text[: _wrapped(clause.text, grammar)]
            offered = clause.offered or follows.offered or grammar.may.search(lead) is not None
            found[at - 1] = replace(clause, verb="pick", kind="edit", lead=lead)
            if follows.verb == "press" and not named(follows, grammar):
                follows = replace(follows, name=item)
            elif follows.verb == "press" and grammar.word.match(follows.name):
                follows = replace(follows, verb="menu", name=_joined(follows.name, item, grammar))
            found[at] = replace(follows, offered=offered)
        elif clause.verb and not follows.verb and (match := _following(follows, grammar, not at)):
            told = _carried_on(clause, follows, match, grammar)
            found[at] = told if at or told.verb != "pick" else replace(told, verb="again")
            if at and told.verb != "pick" and (clause.kind in ("edit", "state", told.kind)):
                found[at - 1] = replace(clause, verb="pick")
    return tuple(found)


def _carried_on(clause: Clause, follows: Clause, match: re.Match[str], grammar: Grammar) -> Clause:
    """What is to be done on the screen that the clause before opened."""
    lead = follows.text[: match.start()]
    told = replace(follows, lead=lead, body=match.group(), offered=clause.offered or follows.offered)
    if match["view"]:
        return replace(told, verb="view", kind=clause.kind if clause.kind != "edit" else "state")
    if match["fetch"]:
        return replace(told, verb="export", kind="upload")
    item = match["item"] or ""
    kind, name = _kind("press", item, grammar) if item else ("edit", "")
    if kind == "edit" and clause.kind in ASKED:
        # How to export, say, is no wish of its own.
        return replace(told, verb="pick", kind=clause.kind)
    worked_on = clause.verb in ("press", "twice") and clause.kind == "edit"
    chosen = replace(told, verb="press", kind=kind, name=name, body=item)
    if kind == "edit" and grammar.word.match(name):
        return replace(chosen, verb="menu", name=_joined(name, _picked(clause, grammar), grammar))
    if kind != "edit" or named(chosen, grammar):
        return chosen
    return replace(told, verb="wish", kind="edit", name=_thing(clause.body, grammar) if worked_on else "")


def _only_leads(clause: Clause, follows: Clause, grammar: Grammar) -> bool:
    """True for a pointer that is moved, a panel that is opened, for the sake of the next instruction."""
    if clause.verb == "hover":
        return clause.kind == "edit"
    if clause.verb == "preview":
        return follows.kind == "edit" and grammar.grip.search(clause.body) is not None
    if clause.verb == "press" and grammar.key.match(clause.name):
        return follows.kind == "edit"
    if clause.verb == "press" and clause.kind == "edit" and not named(clause, grammar):
        # "Tap the three dots and choose Export".
        shown = list(grammar.ui.finditer(clause.body))
        bare = shown and len(clause.body) - shown[-1].end() < 3
        return bool(bare) and follows.kind in ASKED and follows.verb in ("press", "choose", "named")
    if clause.verb == "find" and grammar.pick.match(grammar.where.sub("", clause.body).strip()):
        return follows.kind == "edit"
    here = follows.verb in ("wish", "find", "slide", "drag", "twice")
    return here and follows.kind == "edit" and (clause.verb, clause.kind) == ("open", "state")


def named(clause: Clause, grammar: Grammar) -> bool:
    """True for a button with a name: a word for what it does, something in quotes, or a capital."""
    if grammar.key.match(clause.name):
        return False
    if grammar.word.match(clause.name) or grammar.quoted.match(clause.body.lstrip()):
        return True
    return clause.name[:1].isupper()


def _picked(clause: Clause, grammar: Grammar) -> str:
    """What a clause only picks for the next instruction to work on ("select the clip"), else nothing."""
    if clause.verb:
        return clause.name if clause.verb in ("twice", "hover") else ""
    match = grammar.pick.match(clause.text, _wrapped(clause.text, grammar))
    return match["item"] if match else ""


def _following(clause: Clause, grammar: Grammar, alone: bool) -> re.Match[str] | None:
    """What carries an instruction on; `alone` in its sentence, only a choice with a name or a step of a list."""
    match = grammar.follow.match(clause.text, _wrapped(clause.text, grammar))
    if match and alone and not _STEP.match(clause.text):
        name = (match["item"] or "").lstrip()
        return match if name[:1].isupper() or name[:1].isdigit() or grammar.quoted.match(name) else None
    return match


def _meant(told: str, grammar: Grammar, otherwise: str = "edit") -> str:
    """The action that words name which are no button: export, credits, upload or `otherwise`."""
    kinds = (kind for kind, pattern in grammar.kinds if kind in ASKED and pattern.search(told))
    return next(kinds, otherwise)


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
    return _wrapped(text + " ", grammar) >= len(text)


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
    if button and (again := grammar.again.match(blank, head)):
        body = text[again.end() :]
        return Clause(text, separator, "again", text[:head], body, button, "", offered or may is not None)
    through = grammar.means.search(blank)
    if through and not grammar.shown.search(blank) and not grammar.others.search(blank[: through.start()]):
        # The screen is where something can be done: the rest of the clause says what.
        start, end = through.span("means")
        kind = _kind("press", text[start:end], grammar)[0]
        if kind in ("state", "edit", "timeline"):
            rest = text[:start] + " " + text[end:]
            kind = (
                "edit"
                if grammar.changes.search(rest)
                else _meant(rest, grammar, "state" if kind == "edit" else kind)
            )
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
        kind, button = _kind(
            "press" if name == "named" else name,
            whole if name in ("export", "find", "page", "drag") else body,
            grammar,
        )
        if name == "named" and kind not in ASKED:
            # "Select “Crossfade”" alone may be a choice in the film.
            continue
        return Clause(
            text,
            separator,
            name,
            text[: match.start()],
            whole
            if name in ("drag", "preview", "slide", "wish") or (name, kind) == ("find", "edit")
            else body,
            kind,
            button,
            offered or may is not None or condition or behind is not None,
            condition,
            late,
        )
    if grammar.noun.match(text, at) and not condition:
        kind, button = _kind("press", text, grammar)
        if kind != "edit" or grammar.label.search(text):
            return Clause(text, separator, "noun", text[:at], "", kind, button, offered, False)
    if (there := grammar.there.search(blank, at)) and not condition:
        # Where something is listed tells how to get at it.
        kind = next((k for k, pattern in grammar.kinds if pattern.search(text[there.start() :])), "state")
        groups = there.groupdict()
        thing = groups.get("thing") or groups.get("what") or ""
        return Clause(text, separator, "there", text[:at], thing.strip(), kind, "", offered)
    subject = grammar.subject.match(blank, at)
    kind, button = _kind("press", subject.group(), grammar) if subject else ("edit", "")
    if subject and (kind != "edit" or grammar.label.search(subject.group())):
        if subject.groupdict().get("passive"):
            body = text[at:]
            return Clause(text, separator, "press", text[:at], body, kind, button, offered, condition)
        return Clause(
            text, separator, "subject", text[:at], text[subject.end() :], kind, button, offered, condition
        )
    return Clause(text, separator, offered=offered, condition=condition)


def _capital(text: str, at: int) -> bool:
    rest = text[at:].lstrip(" *_\"'\u201c\u2018`")
    for article in ("the ", "on ", "your "):
        rest = rest.removeprefix(article)
    rest = rest.lstrip(" *_\"'\u201c\u2018`")
    return bool(rest) and (rest[0].isupper() or not rest[0].isascii())


def _kind(verb: str, body: str, grammar: Grammar) -> tuple[str, str]:
    """The action, and the button's name without its marks."""
    if verb == "drag" and (grammar.brought.match(body) or dict(grammar.kinds)["upload"].search(body)):
        return "upload", ""
    if verb in ("drag", "slide", "wish"):
        return "edit", "" if verb == "wish" else _thing(body, grammar)
    if verb == "scroll":
        return "scroll", ""
    if verb == "find":
        meant = _meant(body, grammar)
        if meant == "edit" and dict(grammar.kinds)["timeline"].search(body):
            meant = "timeline"
        done = grammar.alters.search(grammar.where.sub("", body))
        if meant in ("edit", "timeline") and done:
            return "edit", ""
        return ("state" if meant == "edit" else meant), ""
    if verb == "preview":
        return "timeline", ""
    end = grammar.ends.search(body)
    target = body[: end.start()] if end and end.start() > 0 else body
    marked = _QUOTED.match(body.lstrip())
    if marked and body.lstrip()[marked.end() :].lstrip()[:1] not in ("\u2192", ">", "\u203a"):
        target = marked.group()
    name = grammar.quoted.sub("", grammar.place.sub("", target)).strip(" ,.\u3002\uff01!")
    name = grammar.article.sub("", name)
    near = body[: end.end()] if end else body
    doing = grammar.alters.match(name) is not None
    for kind, pattern in grammar.kinds:
        if pattern.search(near if verb in ("open", "choose") else target) and not (doing and kind == "state"):
            return kind, name
    if verb in ("open", "choose"):
        rest = body[end.start() :] if end else ""
        return (
            "credits" if grammar.see.match(rest) and _meant(rest, grammar) == "credits" else "state"
        ), name
    if verb in ("press", "twice", "way") and not grammar.word.match(name):
        # What a picture or a key is pressed for tells more than its name.
        called = name[:1].isupper() or grammar.quoted.match(body.lstrip()) is not None
        for kind, pattern in grammar.kinds:
            if (
                kind == "export"
                and called
                and end
                and not any(grammar.get.match(body[at:]) for at in end.span())
            ):
                continue
            if kind != "state" and pattern.search(body):
                return kind, name
        if marked and grammar.ui.search(near) and dict(grammar.kinds)["state"].search(near):
            return "state", name
        if verb == "press" and end and any(grammar.see.match(body[at:]) for at in end.span()):
            return "state", name
    return "edit", _thing(body, grammar) if verb == "twice" else name


def _thing(body: str, grammar: Grammar) -> str:
    """What is clicked on or moved, without what for."""
    end = grammar.ends.search(body)
    return body[: end.start()].strip() if end else body
