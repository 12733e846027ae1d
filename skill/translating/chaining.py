"""Clauses that are one instruction together: "select it and press Delete", "open Settings, turn on Loop"."""

from __future__ import annotations

import re
from dataclasses import replace

from skill.translating.grammar import Grammar
from skill.translating.quotations import masked
from skill.translating.reading import ASKED, Clause, action_of, kind_meant, lead_ends, target

_STEP = re.compile(r"\s*(?:[-*\u2022]|\d{1,2}[.)])\s")


def chained(found: list[Clause], grammar: Grammar, going: Clause | None) -> tuple[Clause, ...]:
    """Clauses that belong together as one instruction: "select it and press Delete", "open Settings, turn on Loop"."""
    _chosen_for_export(found, grammar)
    _pressed_where_shown(found, grammar)
    for at, follows in enumerate(found):
        clause = found[at - 1] if at else going or Clause("", "")
        if follows.verb in ("press", "by") and follows.kind == "edit" and not named(follows, grammar):
            # "To download it, click the blue button": what it does is said before.
            said = " ".join(part.text for part in found[: at + 2] if not part.verb)
            follows = found[at] = replace(follows, kind=kind_meant(said, grammar))
        if not clause.verb and grammar.at.match(masked(clause.text)):
            # "In the File menu, choose Export": a place is part of what is done there.
            clause = replace(clause, verb="open", kind="state")
            if follows.verb or _following(follows, grammar, False):
                found[at - 1] = replace(clause, verb="pick")
        if follows.verb == "by" and clause.verb and clause.kind != "edit":
            # "Check your balance by tapping the coin".
            found[at] = replace(follows, verb="pick")
        elif at and follows.verb and _only_leads(clause, follows, grammar):
            found[at - 1] = replace(clause, verb="pick")
        elif (
            (follows.verb, clause.verb) == ("drag", "press")
            and (chosen := grammar.pick.match(clause.text, lead_ends(clause.text, grammar)))
            and grammar.pronoun.search(follows.body)
        ):
            # "Select “Hello” and drag it to the start".
            found[at - 1] = replace(clause, verb="pick")
            body = chosen["item"].join(grammar.pronoun.split(follows.body, maxsplit=1))
            found[at] = replace(follows, body=body, offered=clause.offered or follows.offered)
        elif (
            follows.verb == "press"
            and grammar.confirm.match(follows.name)
            and (asked := next((p for p in reversed(found[:at]) if p.kind in ("export", "upload")), None))
        ):
            found[at] = replace(follows, verb="again", kind=asked.kind, offered=asked.offered)
        elif (
            follows.kind == "export" and clause.kind == "edit" and clause.verb and _confirms(follows, grammar)
        ):
            # "Drag it to the end, then press Save": what is kept is the change.
            found[at] = replace(follows, verb="again", kind="edit", offered=clause.offered or follows.offered)
        elif follows.verb and follows.kind == "edit" and (item := _picked(clause, grammar)):
            lead = clause.text[: lead_ends(clause.text, grammar)]
            offered = clause.offered or follows.offered or grammar.may.search(lead) is not None
            found[at - 1] = replace(clause, verb="pick", kind="edit", lead=lead)
            if follows.verb == "press" and not named(follows, grammar):
                follows = replace(follows, name=item)
            elif follows.verb == "press" and grammar.word.match(follows.name):
                follows = replace(follows, verb="menu", name=_joined(follows.name, item, grammar))
            found[at] = replace(follows, offered=offered)
        elif clause.verb and not follows.verb and (match := _following(follows, grammar, not at)):
            told = _carried_on(clause, follows, match, grammar)
            found[at] = told if at or told.verb != "pick" else replace(told, verb="still")
            if at and told.verb != "pick" and (clause.kind in ("edit", "state", told.kind)):
                found[at - 1] = replace(clause, verb="pick")
    return tuple(found)


def _chosen_for_export(found: list[Clause], grammar: Grammar) -> None:
    """What kind of file it shall be is part of the export behind it: "choose PNG, then hit Download"."""
    for at, part in enumerate(found):
        exported = any(later.kind == "export" and later.verb for later in found[at + 1 :])
        chosen = part.verb not in ("", "drag") and part.kind == "edit"
        if exported and chosen and grammar.net.format.search(masked(part.text)):
            found[at] = replace(part, verb="pick")


def _pressed_where_shown(found: list[Clause], grammar: Grammar) -> None:
    """Where a button is goes with the instruction beside it; "Export, top right" is one."""
    spots = [at for at, part in enumerate(found) if not part.verb and grammar.spot.match(part.text)]
    for at in spots:
        for beside in (at - 1, at + 1):
            if not 0 <= beside < len(found):
                continue
            part = found[beside]
            if not part.verb and grammar.bare.match(part.text):
                kind, name = action_of("press", part.text, grammar)
                found[beside] = part = replace(part, verb="press", body=part.text, kind=kind, name=name)
            if part.verb:
                found[at] = replace(found[at], verb="pick")


def _carried_on(clause: Clause, follows: Clause, match: re.Match[str], grammar: Grammar) -> Clause:
    """What is to be done on the screen that the clause before opened."""
    lead = follows.text[: match.start()]
    told = replace(follows, lead=lead, body=match.group(), offered=clause.offered or follows.offered)
    if match["out"]:
        late = follows.text[match.end("out") :]
        told = replace(told, lead=follows.text[: match.start("out")], body="", late=late)
        left = follows.offered or follows.condition or grammar.late.search(late) is not None
        return replace(told, verb="press", kind="export", name=match["out"], offered=left)
    if match["view"]:
        return replace(told, verb="view", kind=clause.kind if clause.kind != "edit" else "state")
    if match["fetch"]:
        return replace(told, verb="export", kind="upload")
    item = match["item"] or ""
    if behind := grammar.late.search(item):
        # "Choose Replace if you want other footage".
        told = replace(told, late=item[behind.start() :], offered=True)
        item = item[: behind.start()]
    kind, name = action_of("press", item, grammar) if item else ("edit", "")
    if kind == "edit" and clause.kind in ASKED:
        # How to export, say, is no wish of its own.
        return replace(told, verb="pick", kind=clause.kind)
    worked_on = clause.verb in ("press", "twice") and clause.kind == "edit"
    chosen = replace(told, verb="press", kind=kind, name=name, body=item)
    if kind == "edit" and grammar.word.match(name):
        return replace(chosen, verb="menu", name=_joined(name, _picked(clause, grammar), grammar))
    if kind != "edit" or named(chosen, grammar):
        return chosen
    return replace(told, verb="wish", kind="edit", name=target(clause.body, grammar) if worked_on else "")


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
    if (clause.verb, clause.kind) == ("open", "state") and follows.verb in ("press", "choose", "named"):
        # "Go to the top bar and click Export".
        at_once = not clause.separator.strip() and not grammar.purpose.search(clause.body)
        return at_once and follows.kind in ASKED
    if (clause.verb, clause.kind) != ("open", "state"):
        return False
    here = follows.verb in ("wish", "find", "slide", "drag", "twice") and follows.kind == "edit"
    return here or (follows.verb, follows.kind) == ("open", "state")


def _confirms(clause: Clause, grammar: Grammar) -> bool:
    return clause.verb == "press" and grammar.confirm.match(clause.name) is not None


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
    match = grammar.pick.match(clause.text, lead_ends(clause.text, grammar))
    return match["item"] if match else ""


def _following(clause: Clause, grammar: Grammar, alone: bool) -> re.Match[str] | None:
    """What carries an instruction on; `alone` in its sentence, only a choice with a name or a step of a list."""
    match = grammar.follow.match(clause.text, lead_ends(clause.text, grammar))
    if match and alone and not _STEP.match(clause.text):
        name = (match["item"] or "").lstrip()
        return match if name[:1].isupper() or name[:1].isdigit() or grammar.quoted.match(name) else None
    return match


def _joined(word: str, item: str, grammar: Grammar) -> str:
    """A wish as it is typed in a chat: "delete the clip"."""
    if not item or grammar.pronoun.fullmatch(item):
        return word.lower()
    return word.lower() + (" " if word.isascii() else "") + item
