"""Lines that fit a terminal where Chinese and Latin words stand side by side.

Breaking at blanks alone leaves sentences without blanks to be cut anywhere: inside "Ctrl-C", or before a full stop.
"""

from __future__ import annotations

import re

from rich.cells import cell_len

WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
)
_OPEN, _CLOSE = "（《「『【〈“‘([", "，。；：！？、）》」』】〉”’…％,.;:!?)]%"
_UNIT = re.compile(
    rf"[{re.escape(_OPEN)}]*(?:{WIDE.pattern}|(?:(?!{WIDE.pattern})[^\s{re.escape(_OPEN)}])+)?[{re.escape(_CLOSE)}]*\s*"
)
"""What stays together: a wide character or a narrow word, with the marks that open and close it."""


def wrapped(line: str, width: int) -> list[str]:
    """The line in pieces of at most `width` cells; a word that is longer is cut."""
    pieces, piece = [], ""
    for unit in filter(None, _UNIT.findall(line)):
        if piece and cell_len(piece + unit.rstrip()) > width:
            pieces.append(piece.rstrip())
            piece = ""
        piece += unit
        while cell_len(piece.rstrip()) > width:
            end = next(at for at in range(len(piece), 0, -1) if cell_len(piece[:at]) <= width)
            pieces.append(piece[:end])
            piece = piece[end:]
    return [*pieces, piece.rstrip()] if piece.strip() or not pieces else pieces
