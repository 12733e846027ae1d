"""One clause of a sentence: whether it tells the reader to use a screen, and for what."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from skill.translating.grammar import Grammar
from skill.translating.quotations import QUOTED, masked

_OPENING = re.compile(
    r"^[\s>#*_\-\u2022\u2013(\uff08]*(?:\d{1,2}[.)]\s+)?(?:\[[ x]\]\s)?[^\w\s\"'\u201c\u300c(*`]*\s*"
)

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


def read(text: str, separator: str, grammar: Grammar, offered: bool, button: str) -> Clause:
    """The clause `text`. `offered`: what came before leaves it to the reader; `button`: the action of a button named
    before, "" for none."""
    opening = _OPENING.match(text)
    at = opening.end() if opening else 0
    condition = grammar.condition.search(text[at:]) is not None
    plain = Clause(text, separator, offered=offered, condition=condition)
    lead = grammar.lead.match(text, at)
    head = lead.end() if lead else at
    may = grammar.may.match(text, head)
    if may:
        head = may.end()
        again = grammar.lead.match(text, head)
        head = again.end() if again else head
    if button and (again := grammar.again.match(masked(text), head)):
        left = offered or may is not None
        return Clause(text, separator, "again", text[:head], text[again.end() :], button, "", left)
    return (
        _by_means(plain, grammar)
        or _instructed(plain, head, may is not None, grammar)
        or _shown(plain, at, grammar)
        or plain
    )


def _by_means(plain: Clause, grammar: Grammar) -> Clause | None:
    """A clause that says what can be done on a screen: the rest of it says what."""
    text = plain.text
    blank = masked(text)
    through = grammar.means.search(blank)
    if through and grammar.net.plays.search(text[: through.start("means")]) and _pressed(blank, grammar):
        # "Press Play and you can watch it in the preview" says what to press.
        return None
    if not through or grammar.shown.search(blank) or grammar.others.search(blank[: through.start()]):
        return None
    start, end = through.span("means")
    kind = action_of("press", text[start:end], grammar)[0]
    if kind in ("state", "edit", "timeline"):
        rest = text[:start] + " " + text[end:]
        meant = kind_meant(rest, grammar, "state" if kind == "edit" else kind)
        kind = "edit" if grammar.changes.search(rest) else meant
    return replace(plain, verb="means", lead=text[:start], body=text[end:], kind=kind, offered=True)


def _pressed(blank: str, grammar: Grammar) -> bool:
    return grammar.net.touches(blank, lead_ends(blank, grammar))


def _instructed(plain: Clause, head: int, may: bool, grammar: Grammar) -> Clause | None:
    """A clause with a verb that tells the reader to do something; `head` is where that verb may stand."""
    text, condition = plain.text, plain.condition
    blank = masked(text)
    for name, verb in grammar.verbs:
        match = verb.match(blank, head)
        if match is None and condition and (later := verb.search(blank, head + 1)):
            # "if you like it click Export": the condition runs on into the instruction.
            named = _capital(text, later.end()) or grammar.button.match(text, later.end())
            match = later if name in ("press", "preview", "drag") and named else None
        if match is None:
            continue
        behind = grammar.late.search(blank, match.end())
        late = text[behind.start() :] if behind else ""
        shown = text[: behind.start()] if behind else text
        body = shown[match.end() :]
        whole = shown[match.start() :]
        verb_read = "press" if name == "named" else name
        kind, button = action_of(
            verb_read, whole if name in ("export", "find", "page", "drag") else body, grammar
        )
        if name == "named" and kind not in ASKED:
            # "Select “Crossfade”" alone may be a choice in the film.
            continue
        if kind == "state" and not condition:
            # "For what is left of your credits please open the menu".
            kind = "credits" if kind_meant(text[: match.start()], grammar) == "credits" else kind
        if (name, kind) == ("open", "state") and grammar.changes.search(late):
            # "Switch to the Captions tab if you want to turn them off".
            kind = "edit"
        entire = name in ("drag", "preview", "slide", "wish") or (name, kind) == ("find", "edit")
        return replace(
            plain,
            verb=name,
            lead=text[: match.start()],
            body=whole if entire else body,
            kind=kind,
            name=button,
            offered=plain.offered or may or condition or behind is not None,
            late=late,
        )
    return None


def _shown(plain: Clause, at: int, grammar: Grammar) -> Clause | None:
    """A clause that tells where something is on the screen, or what a button does."""
    text, condition = plain.text, plain.condition
    blank = masked(text)
    if (noun := grammar.noun.match(text, at)) and not condition:
        kind, button = action_of("press", text, grammar)
        kind = kind_meant(noun.group(), grammar) if kind == "edit" else kind
        if kind != "edit" or grammar.label.search(text):
            return replace(plain, verb="noun", lead=text[:at], kind=kind, name=button)
    if (there := grammar.there.search(blank, at)) and not condition:
        # Where something is listed tells how to get at it.
        kind = next((k for k, pattern in grammar.kinds if pattern.search(text[there.start() :])), "state")
        groups = there.groupdict()
        listed = groups.get("thing") or groups.get("what") or groups.get("held") or ""
        return replace(plain, verb="there", lead=text[:at], body=listed.strip(), kind=kind)
    subject = grammar.subject.match(blank, at)
    kind, button = action_of("press", subject.group(), grammar) if subject else ("edit", "")
    if not subject or (kind == "edit" and not grammar.label.search(subject.group())):
        return None
    groups = subject.groupdict()
    passive = groups.get("passive") or groups.get("key")
    return replace(
        plain,
        verb="press" if passive else "subject",
        lead=text[:at],
        body=text[at:] if passive else text[subject.end() :],
        kind=kind,
        name=button,
    )


def _capital(text: str, at: int) -> bool:
    rest = text[at:].lstrip(" *_\"'\u201c\u2018`")
    for article in ("the ", "on ", "your "):
        rest = rest.removeprefix(article)
    rest = rest.lstrip(" *_\"'\u201c\u2018`")
    return bool(rest) and (rest[0].isupper() or rest[0].isdigit() or not rest[0].isascii())


def action_of(verb: str, body: str, grammar: Grammar) -> tuple[str, str]:
    """The action, and the button's name without its marks."""
    if verb == "drag" and (grammar.brought.match(body) or dict(grammar.kinds)["upload"].search(body)):
        return "upload", ""
    if verb in ("drag", "slide", "wish"):
        return "edit", "" if verb == "wish" else target(body, grammar)
    if verb == "scroll":
        return "scroll", ""
    if verb == "find":
        meant = kind_meant(body, grammar)
        if meant == "edit" and dict(grammar.kinds)["timeline"].search(body):
            meant = "timeline"
        done = grammar.alters.search(grammar.where.sub("", body))
        if meant in ("edit", "timeline") and done:
            return "edit", ""
        return ("state" if meant == "edit" else meant), ""
    if verb == "preview":
        return "timeline", ""
    return _named_action(verb, body, grammar)


def _named_action(verb: str, body: str, grammar: Grammar) -> tuple[str, str]:
    """The action of a button or a screen: what it is called decides before what it is used for."""
    end = grammar.ends.search(body)
    called = body[: end.start()] if end and end.start() > 0 else body
    marked = QUOTED.match(body.lstrip())
    if marked and body.lstrip()[marked.end() :].lstrip()[:1] not in ("\u2192", ">", "\u203a"):
        called = marked.group()
    name = grammar.quoted.sub("", grammar.place.sub("", called)).strip(" ,.\u3002\uff01!")
    name = grammar.article.sub("", name)
    near = body[: end.end()] if end else body
    doing = grammar.alters.match(name) is not None
    if verb == "press" and grammar.keeps.search(body):
        return "edit", name
    for kind, pattern in grammar.kinds:
        changed = kind == "state" and (doing or verb == "twice")
        if pattern.search(near if verb in ("open", "choose") else called) and not changed:
            return kind, name
    if verb in ("open", "choose"):
        rest = body[end.start() :] if end else ""
        asked = grammar.see.match(rest) and kind_meant(rest, grammar) == "credits"
        return ("credits" if asked else "state"), name
    if verb in ("press", "twice", "way") and not grammar.word.match(name):
        # What a picture or a key is pressed for tells more than its name.
        own = name[:1].isupper() or grammar.quoted.match(body.lstrip()) is not None
        ways = [body[at:] for at in end.span()] if end else []
        got = not (own and ways) or any(grammar.get.match(way) for way in ways)
        for kind, pattern in grammar.kinds:
            if kind != "state" and (kind != "export" or got) and pattern.search(body):
                return kind, name
        if (marked or own) and grammar.ui.search(near) and dict(grammar.kinds)["state"].search(near):
            return "state", name
        player = grammar.key.match(name) or grammar.net.player.search(body)
        heard = player and grammar.net.plays.search(body)
        if heard and any(grammar.see.match(way) for way in ways):
            return "timeline", name
        if verb == "press" and not grammar.label.search(name) and any(grammar.see.match(way) for way in ways):
            return "state", name
    return "edit", target(body, grammar) if verb == "twice" else name


def target(body: str, grammar: Grammar) -> str:
    """What is clicked on or moved, without what for."""
    end = grammar.ends.search(body)
    return body[: end.start()].strip() if end else body


def kind_meant(told: str, grammar: Grammar, otherwise: str = "edit") -> str:
    """The action that words name which are no button: export, credits, upload or `otherwise`."""
    kinds = (kind for kind, pattern in grammar.kinds if kind in ASKED and pattern.search(told))
    return next(kinds, otherwise)


def lead_ends(text: str, grammar: Grammar) -> int:
    """Where the words begin that a bullet, a "please" or a "you can" only lead to."""
    opening = _OPENING.match(text)
    at = opening.end() if opening else 0
    for pattern in (grammar.lead, grammar.may, grammar.lead):
        match = pattern.match(text, at)
        at = match.end() if match else at
    return at


def leads_on(text: str, grammar: Grammar) -> bool:
    """True for words that only lead to the next clause: a "please", a "you can"."""
    return lead_ends(text + " ", grammar) >= len(text)
