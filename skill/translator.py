"""A backend reply without its GUI talk, and the actions that talk stands for. Pure; streams sentence by sentence.

An instruction ("Click Export") is run and its words go; one left to the reader ("if you like it, click Export") is
offered in chat words. Everything else stays as it is, and a reply without GUI talk comes back byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from skill import i18n
from skill.translating.clauses import Before
from skill.translating.grammar import Grammar, grammar
from skill.translating.quotations import masked
from skill.translating.retelling import sentence_retold
from skill.translating.script import folded
from skill.translating.sentences import ends, may_end, undecided

_NUMBER = re.compile(r"\s*(\d{1,2})(?=[.)]\s)")
_SHORT = 80
"""Letters of an offer that says nothing else, half as many in Chinese."""
_FIGURE = re.compile(r"(?<![A-Za-z\d])\d")
"""A figure, that of a kind of file ("MP4") not counted."""

Kind = Literal["export", "credits", "state", "timeline", "upload", "edit"]
Mode = Literal["run", "offer"]


@dataclass(frozen=True, slots=True)
class Action:
    """What the reply asks for: `run` it now, or `offer` it. A translation has each kind at most once."""

    kind: Kind
    mode: Mode


@dataclass(frozen=True, slots=True)
class Translation:
    """`text` for the user, never empty unless the reply was; `why` names the sentence behind each action."""

    text: str
    actions: tuple[Action, ...]
    why: tuple[str, ...]


def translate(text: str) -> Translation:
    """One whole reply of the backend."""
    stream = StreamTranslator()
    told = stream.feed(text) + stream.finish()
    return Translation(told, stream.actions, stream.why)


def _mixed_in(sentence: str, rules: Grammar) -> Iterator[Grammar]:
    """The languages with their own characters that a sentence read in another one has some of."""
    if not rules.script and any("\u4e00" <= character <= "\u9fff" for character in sentence):
        yield from (other for other in map(grammar, i18n.languages()) if other.script)


def _plain(sentence: str) -> bool:
    """True for a short sentence without a figure: it holds nothing but the offer."""
    short = _SHORT // 2 if any(character >= "\u2e80" for character in sentence) else _SHORT
    return len(sentence.strip()) <= short and _FIGURE.search(sentence) is None


class StreamTranslator:
    """Translates a reply as it arrives. What `feed` and `finish` return, joined, is `translate(whole).text`.

    `needless` actions are not offered, since they follow anyway or were ruled out: a short sentence that does nothing
    else goes.
    """

    def __init__(self, needless: frozenset[str] = frozenset()) -> None:
        self._needless = needless
        self._held: list[str] = []
        self._undecided = False
        self._gap = ""
        self._breaks: str | None = None
        self._said = False
        self._before = Before()
        self._fenced = False
        self._gone = 0
        self._language = ""
        self._own: Mapping[int, int] = {}
        self._actions: dict[Kind, Mode] = {}
        self._why: list[str] = []

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions found so far, in order; one that is both run and offered is run."""
        return tuple(Action(kind, mode) for kind, mode in self._actions.items())

    @property
    def why(self) -> tuple[str, ...]:
        """For each instruction found so far: the action and the sentence."""
        return tuple(self._why)

    def feed(self, piece: str) -> str:
        """Takes the next piece and returns what may be shown already: whole sentences."""
        self._held.append(piece)
        if not (self._undecided or may_end(piece)):
            # Looking through a long sentence again at every word of it would take the square of its length.
            return ""
        return self._told(final=False)

    def finish(self) -> str:
        """The rest. When nothing was left to say, a short sentence for each action."""
        told = self._told(final=True)
        if not self._said and (left := [kind for kind in self._actions if kind not in self._needless]):
            say = grammar(self._language).say
            alone = [say[f"alone.{kind}"] for kind in left]
            return told + say["glue"].join(alone).translate(self._own)
        # White space at the very end belongs to what was said, unless its sentence went.
        rest, self._gap = self._gap, ""
        return told + (rest if not self._actions else "")

    def _told(self, *, final: bool) -> str:
        out = []
        start, held = 0, "".join(self._held)
        for border in ends(held, final=final):
            out.append(self._sentence(held[start:border]))
            start = border
        self._held = [held[start:]]
        self._undecided = undecided(held)
        return "".join(out)

    def _sentence(self, sentence: str) -> str:
        language = i18n.detect(masked(sentence), self._language or i18n.DEFAULT)
        rules = grammar(language)
        fence = sentence.lstrip().startswith("```")
        if fence or self._fenced:
            # Code is shown as it is.
            told, found = sentence, list[tuple[str, str]]()
            self._fenced = self._fenced != fence
        else:
            told, found, back = self._read(sentence, rules)
            if not found and (other := next(_mixed_in(sentence, rules), None)):
                told, found, back = self._read(sentence, other)
                language = other.language if found else language
            self._own = back or self._own
        if found and all(kind in self._needless and mode == "offer" for kind, mode in found) and _plain(told):
            told = told[len(told.rstrip()) :]
        for kind, mode in found:
            self._language = language
            self._why.append(f"{kind}:{mode} {sentence.strip()}")
            if self._actions.get(kind) != "run":  # type: ignore[call-overload]
                self._actions[kind] = mode  # type: ignore[index,assignment]
        if not self._language:
            self._language = language
        if found and not told.strip():
            # The sentence is gone: its line break stays, its blank does not.
            if self._gap.endswith("\n") or not self._said:
                # A line that went leaves no empty line behind: what followed it takes the place of what was before it.
                self._gap = max(self._gap, self._breaks or "", key=len)
                self._breaks = told
            else:
                self._gap += told
            self._gone += bool(_NUMBER.match(sentence))
            return ""
        told = self._numbered(told)
        body = told.rstrip()
        if not body:
            if self._breaks is None:
                self._gap += told
            else:
                self._breaks += told
            return ""
        if self._breaks is not None:
            self._gap = max(self._gap, self._breaks, key=len) if self._said else ""
            self._breaks = None
        whole = self._gap + body
        self._gap = told[len(body) :]
        self._said = True
        return whole

    def _read(self, sentence: str, rules: Grammar) -> tuple[str, list[tuple[str, str]], Mapping[int, int]]:
        """The sentence retold, its actions as (kind, mode), and the way back into the characters it is written in."""
        plain, back = folded(sentence, rules)
        told, found, before = sentence_retold(plain, rules, self._before)
        self._before = before if sentence.strip() else self._before
        return told.translate(back) if found else sentence, found, back

    def _numbered(self, told: str) -> str:
        """The sentence; as an item of a list, with the number it has now that items before it went."""
        item = _NUMBER.match(told)
        if item is None and "\n" in self._gap and told[:1].isalnum():
            # A paragraph between: numbers after it were never counted with those before.
            self._gone = 0
        if item is None or not self._gone:
            return told
        number = int(item.group(1)) - self._gone
        if number < 1:
            self._gone = 0
            return told
        return told[: item.start(1)] + str(number) + told[item.end(1) :]
