"""A sentence of GUI talk as words for a chat: what is run goes without words, an offer says how to ask for it."""

from __future__ import annotations

import re

from skill.translating.catching import names_a_control, reworded
from skill.translating.chaining import named
from skill.translating.clauses import Before, clauses
from skill.translating.grammar import Grammar
from skill.translating.quotations import masked
from skill.translating.reading import Clause

_TAIL = re.compile(
    r"[\s.!~?\u3002\uff01\uff1f\uff5e\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]*$"
)
_FIGURE = re.compile(r"\d+:\d\d(?:\s?[\u2013-]\s?\d+:\d\d)?|\d+(?:\.\d+)?\s?%|\b\d{3,4}p\b")
_FACT = re.compile(r"\d|\u7b2c|[\"\u201c\u300c\u300a'\u2018]\S")
_JOINTS = " ,;:\uff0c\uff1b\uff1a\u2014\u2013-"
_LABEL = re.compile(
    r"\s*(?:[-*\u2022]|\d{1,2}[.)])\s[^,;.!?\uff0c]{1,30}[:\uff1a]\**\s*$|\*\*[^*]{1,30}(?:\*\*[:\uff1a]|[:\uff1a]\*\*)\s*$"
    r"|\W*(?:[a-z'\u2019]+ ){0,2}\w+:\s*$|\W*\w{1,4}\uff1a\s*$",
    re.IGNORECASE,
)
_STEP = re.compile(r"(?:^|[;\uff1b]\s*)\w{2,4}\uff1a\s*$")
_SHOWN = ("export", "credits", "timeline", "state")
"""Actions whose result is shown below the text."""
_STOPS = str.maketrans("?\uff1f", ".\u3002")
_OPENING = re.compile(r"^[\s>*_#\-\u2022]*(?:\d{1,2}[.)]\s+)?")


def sentence_retold(
    sentence: str, grammar: Grammar, before: Before
) -> tuple[str, list[tuple[str, str]], Before]:
    """The sentence without GUI talk, its actions as (kind, mode), and what it leaves open for the next one.

    Without an instruction the sentence comes back as it is.
    """
    sentence, aside = _without_asides(sentence, grammar, before)
    ending = _TAIL.search(sentence)
    tail = ending.group() if ending else ""
    parts = clauses(sentence[: len(sentence) - len(tail)], grammar, before)
    last = parts[-1] if parts else Clause("", "")
    button = last.kind if last.verb in ("noun", "export") else ""
    question = grammar.question.search(sentence) is not None and not button
    after = Before(question, button, last if all(part.verb for part in parts) else None)
    actions = [
        (p.kind, "offer" if p.offered else "run") for p in parts if p.verb not in ("", "pick", "scroll")
    ]
    if not actions:
        return sentence, aside, after
    actions = aside + actions
    out = ""
    dropped = False
    once: set[str] = set()
    words = _unrepeated(parts, [_in_chat(p, grammar) if p.verb else p.text for p in parts], grammar)
    for at, (part, told) in enumerate(zip(parts, words, strict=True)):
        leads = (
            not part.verb and not part.condition and grammar.lead.fullmatch(told.strip() + " ") is not None
        )
        if part.verb and not told.strip() and _STEP.search(out) and part.kind in _SHOWN:
            # "Step 1: open the library; step 2: …": a step is not left without its words.
            told = _alone(part.kind, grammar)
        if not told.strip() or leads or (part.kind in once and part.verb):
            dropped = True
            continue
        if not part.verb and grammar.aim.match(told) and not "".join(words[at + 1 :]).strip():
            # "To save it, click Export": what it is for goes with it, unless it tells something.
            if not _FACT.search(told):
                continue
            told += part.separator + _alone(actions[-1][0], grammar)
        if dropped:
            joint = (grammar.lead if part.verb else grammar.joint).match(told)
            told = told[joint.end() :].lstrip() if joint and joint.end() < len(told) else told
        dropped = False
        if part.kind not in ("", "edit"):
            once.add(part.kind)
        out += told + part.separator
    if dropped and _LABEL.match(out) and (kind := actions[-1][0]) in _SHOWN:
        # "- **Next**: click Export": a label is not left without its words.
        out += grammar.say[f"alone.{kind}"].rstrip(".\u3002")
    out = out.rstrip(_JOINTS)
    if all(mode == "run" for _, mode in actions):
        tail = tail.translate(_STOPS)
    if not re.search(r"\w", out):
        return "\n" * tail.count("\n"), actions, after
    first = _OPENING.match(sentence)
    start = first.end() if first else 0
    if sentence[start : start + 1].isupper():
        head = _OPENING.match(out)
        at = head.end() if head else 0
        out = out[:at] + out[at : at + 1].upper() + out[at + 1 :]
    return grammar.tidy.sub("", out) + tail, actions, after


def _without_asides(sentence: str, grammar: Grammar, before: Before) -> tuple[str, list[tuple[str, str]]]:
    """The sentence with what its brackets instruct retold, and the actions of that."""
    found: list[tuple[str, str]] = []

    def told(aside: re.Match[str]) -> str:
        inner, actions, _ = sentence_retold(aside["inner"], grammar, before)
        found.extend(actions)
        if not actions:
            return aside.group()
        # "(click it)." goes with the blank before it.
        return aside.group().replace(aside["inner"], inner) if inner.strip() else ""

    return grammar.aside.sub(told, sentence), found


def _unrepeated(parts: tuple[Clause, ...], words: list[str], grammar: Grammar) -> list[str]:
    """The words without a bare "just tell me" beside an instruction that says what to ask for."""
    idle = {grammar.say["tell"], grammar.say["tell.run"]}
    asked = [told.strip() for part, told in zip(parts, words, strict=True) if part.verb]
    if not any(told and told not in idle for told in asked):
        return words
    return [
        "" if part.kind == "edit" and told.strip() in idle else told
        for part, told in zip(parts, words, strict=True)
    ]


def _in_chat(part: Clause, grammar: Grammar) -> str:
    """What stands for an instruction, its figures kept, and nothing in it that can be clicked on."""
    told = _retold(part, grammar)
    if names_a_control(told.removeprefix(part.lead), grammar):
        told = _bare(part, grammar)
    return _with_figures(part, told, grammar)


def _bare(part: Clause, grammar: Grammar) -> str:
    """What can always be said for an instruction."""
    lead = _lead(part, grammar)
    if part.kind != "edit":
        told = grammar.say.get(f"{'offer' if part.offered else 'run'}.{part.kind}", "")
        return lead + told + part.late if told else ""
    if part.verb == "press" and named(part, grammar):
        return lead + grammar.say["press"].format(name=part.name, purpose="") + part.late
    return lead + _left_to_say(part, grammar) + part.late


def _lead(part: Clause, grammar: Grammar) -> str:
    return grammar.just.sub("", grammar.place.sub("", grammar.may.sub("", part.lead)))


def _retold(part: Clause, grammar: Grammar) -> str:
    """What stands for an instruction; "" when the action itself says enough."""
    lead = _lead(part, grammar)
    if part.verb in ("pick", "scroll", "still") or (part.verb, part.kind) == ("again", "edit"):
        return ""
    if part.verb == "means":
        return part.lead + grammar.say[f"means.{part.kind}"] + _plain(part.body, grammar)
    if part.verb == "view":
        told = _asked_for(part, part.body, grammar)
        return lead + told if told else ""
    if part.verb == "told":
        told = _asked_for(part, "", grammar)
        return lead + told + part.late if told else ""
    if part.verb == "there":
        mode = "offer" if part.offered else "run"
        if not _FACT.search(part.body):
            return lead + _asked_for(part, "", grammar)
        thing = part.body[:1].lower() + part.body[1:]
        return lead + grammar.say[f"{mode}.{part.kind}.object"].format(object=thing)
    if part.verb == "subject":
        if not part.offered and not _FACT.search(part.body):
            return ""
        return lead + grammar.say[f"subject.{part.kind}"].format(name=part.name) + part.body
    if part.verb in ("by", "way"):
        if part.kind == "edit" and not named(part, grammar):
            return lead + grammar.say["by.tell"] + part.late
        if part.kind == "upload":
            return lead + grammar.say["means.upload"].strip() + part.late
        name = grammar.say.get(f"word.{part.kind}", part.name)
        return lead + grammar.say["by"].format(name=name) + part.late
    if part.kind == "edit" and part.verb == "caught":
        told = reworded(part, grammar)
        return lead + told + part.late if told else _bare(part, grammar)
    if part.kind == "edit":
        return lead + _changed(part, grammar) + part.late
    rest = _purpose(part.body, grammar)
    told = _asked_for(part, rest, grammar)
    # A connector that leads to nothing goes with it; a condition stays and gets its answer.
    return lead + told + part.late if told else ""


def _with_figures(part: Clause, told: str, grammar: Grammar) -> str:
    """`told` with the times and shares that it left out, so that no fact is lost."""
    facts = grammar.net.facts if (part.verb, part.kind) == ("caught", "edit") else _FIGURE
    figures = [figure for figure in facts.findall(part.text) if figure not in told]
    if figures and not told.strip():
        shown = grammar.say.get(f"run.{part.kind}.object", "") if part.verb not in ("pick", "again") else ""
        return shown.format(object=", ".join(figures))
    if not figures:
        return told
    return told + grammar.say["figures"].format(figures=", ".join(figures))


def _changed(part: Clause, grammar: Grammar) -> str:
    """How to ask for the change an instruction makes by hand."""
    say = grammar.say
    here = grammar.where.sub("", part.body)
    if part.verb in ("wish", "find") and not grammar.tool.match(part.body):
        rest = _plain(here.strip(), grammar)
        if part.verb == "wish" and _FACT.search(part.name):
            return say["wish.for"].format(rest=rest, thing=part.name)
        return say["wish"].format(rest=rest)
    if slid := grammar.slider.match(here) or grammar.slider.match(part.body):
        what, rest = slid.group("what").strip(), slid.group("rest")
        return say["slide"].format(what=what or say["slide.it"], rest=rest if _FACT.search(rest) else "")
    if part.verb == "drag" and not grammar.grip.search(part.name):
        return say["wish"].format(rest=_plain(part.body, grammar))
    rest = _purpose(part.body, grammar)
    if part.verb == "menu":
        return say["press"].format(name=part.name, purpose=rest)
    if part.verb == "press" and named(part, grammar):
        name = part.name.lower() if grammar.word.match(part.name) else part.name
        told = say["press"].format(name=name, purpose=rest)
        # Straight quotation marks stay straight.
        return told.replace(f"\u201c{name}\u201d", f'"{name}"') if f'"{name}"' in part.body else told
    if wish := grammar.edit.match(rest):
        purpose = rest[wish.end() :]
        named_so = grammar.thing.match(part.name) or grammar.quoted.match(part.name)
        if named_so:
            purpose, told_so = grammar.pronoun.subn(lambda _: part.name, purpose, count=1)
        told = "ask.for" if _FACT.search(part.name) and not (named_so and told_so) else "ask"
        return say[told].format(purpose=purpose, thing=part.name)
    if part.verb == "drag" and _FACT.search(part.body):
        return say["wish"].format(rest=_plain(part.body, grammar))
    if _FACT.search(part.name):
        return say["tell.for"].format(thing=part.name)
    return _left_to_say(part, grammar)


def _left_to_say(part: Clause, grammar: Grammar) -> str:
    """For a change without words of its own: what it would show, or just that it can be asked for."""
    rest = _purpose(part.body, grammar)
    if (seen := grammar.see.match(rest)) and _tells(rest, grammar):
        return grammar.say["show"].format(object=rest[seen.end() :])
    return grammar.say["tell" if part.offered else "tell.run"]


def _plain(wish: str, grammar: Grammar) -> str:
    """A wish in words that need no mouse, as the middle of a sentence."""
    for word, gesture in grammar.plain:
        wish = gesture.sub(word, wish, count=1)
    return wish[:1].lower() + wish[1:] if wish[:1].isascii() else wish


def _purpose(body: str, grammar: Grammar) -> str:
    """The words behind the button: "to download it", without where on the screen it is."""
    end = grammar.ends.search(masked(body))
    found = grammar.purpose.search(body, end.start()) if end else None
    words = grammar.place.sub("", found.group()) if found else ""
    return words if not grammar.ui.search(words) else ""


def _asked_for(part: Clause, rest: str, grammar: Grammar) -> str:
    """The sentence for an action: with its object when the clause tells more than the action does."""
    mode = "offer" if part.offered else "run"
    say = grammar.say
    whole = part.text[len(part.lead) :]
    brought = grammar.brought.match(whole) if part.kind == "upload" else None
    if brought and brought["thing"] and not grammar.pronoun.fullmatch(brought["thing"]):
        goes_on = rest if not grammar.add.match(rest) and _tells(rest, grammar) else ""
        return say["thing.upload"].format(thing=brought["thing"]) + goes_on
    viewed = None
    if part.verb == "preview" and not grammar.grip.search(whole):
        viewed = grammar.viewed.match(whole)
    if viewed and _tells(viewed["thing"], grammar):
        return say[f"{mode}.timeline.object"].format(object=viewed["thing"])
    bare = say.get(f"{mode}.{part.kind}", "")
    if not _tells(rest, grammar):
        return bare
    front = {"export": grammar.get, "upload": grammar.add}.get(part.kind, grammar.see)
    thing = front.sub("", rest).strip()
    if grammar.pronoun.fullmatch(thing):
        return bare
    if thing != rest.strip():
        return say[f"{mode}.{part.kind}.object"].format(object=thing)
    return (bare or _alone(part.kind, grammar)) + rest


def _alone(kind: str, grammar: Grammar) -> str:
    """The sentence that an action is told by, inside a sentence; "I" stays as it is."""
    alone = grammar.say[f"alone.{kind}"].rstrip(".\u3002")
    return alone[0].lower() + alone[1:] if alone[1].isalpha() else alone


def _tells(words: str, grammar: Grammar) -> bool:
    """True for words that say more than "your video", "the result"."""
    content = grammar.stock.sub("", words)
    return _FACT.search(content) is not None or len(re.sub(r"[\W_]", "", content)) > 1
