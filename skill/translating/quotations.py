"""Quotations in a reply: what stands in them is somebody else's, or a name."""

from __future__ import annotations

import re

QUOTED = re.compile(
    r"\"[^\"\n]{1,120}\"|\u201c[^\u201d\n]{1,120}\u201d|\u300c[^\u300d\n]{1,120}\u300d|\u300a[^\u300b\n]{1,120}\u300b"
    r"|(?<![A-Za-z0-9])['\u2018][^'\u2019\n]{1,120}['\u2019](?![A-Za-z])|\*\*[^*\n]{1,120}\*\*|`[^`\n]{1,80}`|«[^»\n]{1,120}»"
    r"|https?://[^\s\uff0c\u3002\uff1b)\uff09]+"
)
# The colon of a bold label is no part of its name.
_LABEL_END = re.compile(r"[:\uff1a]\*\*$")
# The way through a menu is no title.
_PATH = re.compile(r"\w ?[>\u203a\u2192] ?\w")


def masked(text: str) -> str:
    """The text with quotations blanked out, character for character: nothing in them is an instruction."""

    def blanked(quoted: re.Match[str]) -> str:
        if _PATH.search(quoted.group()):
            return quoted.group()
        shown = _LABEL_END.search(quoted.group())
        end = shown.group() if shown else quoted.group()[-1]
        return quoted.group()[0] + "\u00a4" * (len(quoted.group()) - 1 - len(end)) + end

    return QUOTED.sub(blanked, text)
