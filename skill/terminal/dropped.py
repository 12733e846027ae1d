"""Files that were dragged into a terminal: it types their paths, quoted or escaped, or as file:// addresses."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

_START = r"(?:~|\.{1,2})?/"
_PATH = re.compile(
    rf"(?P<url>file://\S+)|'(?P<single>{_START}[^'\n]+)'|\"(?P<double>{_START}[^\"\n]+)\""
    rf"|(?<!\S)(?P<bare>{_START}(?:\\.|[^\s\\])+)"
)


def dropped(text: str) -> tuple[str, tuple[Path, ...]]:
    """The words without the paths in them, and the files those name. What is no file stays words."""
    files: list[Path] = []

    def take(match: re.Match[str]) -> str:
        path = _path(match)
        try:
            found = path.is_file()
        except (OSError, ValueError):
            found = False
        if not found:
            return match[0]
        files.append(path)
        return ""

    words = _PATH.sub(take, text)
    return (" ".join(words.split()) if files and "\n" not in words.strip() else words.strip()), tuple(files)


def _path(match: re.Match[str]) -> Path:
    if match["url"]:
        return Path(unquote(urlsplit(match["url"]).path))
    bare = match["bare"]
    given = re.sub(r"\\(.)", r"\1", bare) if bare else match["single"] or match["double"]
    return Path(given).expanduser() if given.startswith("~/") else Path(given)
