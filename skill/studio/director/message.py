"""A message as the director reads it: the user's own characters, and beside them a masked copy of the same length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from skill import i18n
from skill.studio.director import lexicon
from skill.studio.director.lexicon import FILE, QUOTE, TAKEN, URL

_FOLD = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0x2018: "'", 0x2019: "'", 0xA0: " ", 0x202F: " ", 0xFE55: ":", 0x2236: ":",
    0xA1: " ", 0xBF: " ",
} | i18n.ACCENTS  # fmt: skip
_QUOTED = re.compile(
    r"[“\"„][^“”\"]{1,6000}[”\"]|「[^」]{1,6000}」|『[^』]{1,6000}』|《[^》]{1,400}》|«[^»]{1,6000}»"
    r"|(?<!\w)'(?:[^'\n]|'(?=\w)){1,400}'(?!\w)|`[^`\n]{1,400}`"
)
_SHOUTED = re.compile(
    r"(?<![\w'&-])[A-Z][A-Z'&!]+(?:(?: \d[\d.]*)?(?: [A-Z&][A-Z'&!]*))+"
    r"(?: \d[\d:.–-]*(?=\s*(?:$|[,.;!?\n])))?(?![\w'-])"
)
"""Words in capitals stand out as words to be shown: "put GRAND OPENING at the top"."""
_BLANK = re.compile(
    r"(?<=[\u3400-\u9fff」』”!]) +(?=[\u3400-\u9fff\d])|(?<=[\d\u79d2]) +(?=[\u3400-\u9fff「“])"
)
_BLANKS = 3
_SAID_FIRST = (",", "!", "”")
"""Marks that nobody means otherwise when their names are said; "period" may be one of time."""
_MARKS = "“”\"„「」『』《》«»'‘’`"
_SPACE = " \t\r\n"
EDGES = _SPACE + ",.;:!?，。；：！？、-–—…~" + TAKEN


@dataclass(frozen=True)
class Clause:
    """A stretch of a message. `source[start:]` is the user's; `text` is that in plain width and letters, masked."""

    source: str
    text: str
    start: int = 0

    def raw(self, a: int = 0, b: int | None = None) -> str:
        """The user's characters from `a` to `b` of this clause."""
        end = len(self.text) if b is None else b
        return self.source[self.start + a : self.start + end]

    def part(self, a: int, b: int) -> Clause:
        """A shorter clause."""
        return Clause(self.source, self.text[a:b], self.start + a)

    def without(self, *spans: tuple[int, int]) -> Clause:
        """The same with these stretches marked as understood."""
        text = self.text
        for a, b in spans:
            text = text[:a] + TAKEN * (b - a) + text[b:]
        return replace(self, text=text)

    def without_words(self, *names: str, section: str = "words") -> Clause:
        """The same with the words of these meanings marked as understood, one meaning after the other."""
        rest = self
        for name in names:
            rest = rest.without(*(m.span() for m in lexicon.word(name, section).finditer(rest.text)))
        return rest

    @property
    def letters(self) -> str:
        """The letters and digits that are not understood yet."""
        return re.sub(r"[\W_\ue000-\ue003]+", "", self.text)

    def has(self, *names: str) -> bool:
        """True when a word of one of these meanings is in it."""
        return any(lexicon.word(name).search(self.text) for name in names)

    def at(self, name: str) -> int:
        """Where the first word of this meaning begins, -1 when there is none."""
        match = lexicon.word(name).search(self.text)
        return match.start() if match else -1

    def find(self, name: str) -> re.Match[str] | None:
        """The first match of the first pattern of this name that matches at all."""
        return next((m for p in lexicon.patterns(name) if (m := p.search(self.text))), None)

    @cached_property
    def quotes(self) -> tuple[tuple[int, int, str], ...]:
        """What is in quotes: (start, end, the words without their marks)."""
        return tuple(_quotes(self))

    @property
    def empty(self) -> bool:
        """Nothing but punctuation and understood words is left."""
        return not self.text.strip(EDGES)


def _quotes(clause: Clause) -> Iterator[tuple[int, int, str]]:
    for match in re.finditer(f"{QUOTE}+", clause.text):
        raw = clause.raw(*match.span())
        at = 0
        for quoted in _QUOTED.finditer(raw.translate(_FOLD)):
            words = raw[quoted.start() : quoted.end()]
            yield match.start() + quoted.start(), match.start() + quoted.end(), words[1:-1].strip()
            at = quoted.end()
        if not at:
            yield match.start(), match.end(), raw.strip(_MARKS).strip()


def read(source: str) -> Clause:
    """The whole message as one clause: folded, with quotations, links and file names masked."""
    text = _parted(lexicon.plain(source.translate(_FOLD)))
    for pattern, mark in (
        (lexicon.patterns("url")[0], URL),
        (_QUOTED, QUOTE),
        (lexicon.patterns("file_name")[0], FILE),
    ):
        text = pattern.sub(lambda match, mark=mark: mark * len(match.group()), text)  # type: ignore[misc]
    if len(re.findall(r"[a-z]|[\u3400-\u9fff]", text)) >= 8:
        text = _SHOUTED.sub(lambda match: QUOTE * len(match.group()), text)
    return Clause(source, text)


def dictated(text: str) -> str:
    """A message whose marks are said ("comma", "quote … unquote") with the marks; any other as it is."""
    if not any(
        pattern.search(text) for mark in _SAID_FIRST for pattern in lexicon.patterns(mark, "dictation")
    ):
        return text
    for mark in lexicon.keys("dictation"):
        for pattern in lexicon.patterns(mark, "dictation"):
            text = pattern.sub(mark, text)
    return text


def _parted(text: str) -> str:
    """A Chinese message with blanks in place of its commas, with commas."""
    blanks = _BLANK.findall(text)
    if len(blanks) < _BLANKS or re.search(r"[,，。、;；]", text):
        return text
    return _BLANK.sub(lambda blank: "," + " " * (len(blank.group()) - 1), text)


def tidy(words: str) -> str:
    """Words cut out of a message, without the punctuation and spaces around them."""
    words = words.strip(_SPACE + ",.;:，。；：、-–—…" + TAKEN + QUOTE)
    return re.sub(r"\s+", " ", words)


def unquoted(words: str) -> str:
    """`tidy` words without quotation marks around the whole."""
    words = tidy(words)
    if len(words) > 1 and words[0] in _MARKS and words[-1] in _MARKS:
        return words[1:-1].strip()
    return words
