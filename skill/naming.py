"""Names for the files a user gets: from the project's title, in a folder that can take them."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from skill.errors import UsageError
from skill.settings import Settings

if TYPE_CHECKING:
    from skill.wire.draft import Draft

_LONGEST = 60
"""Characters of a title that a file name keeps; 60 CJK characters stay under the 255 bytes of common file systems."""


def slug(title: str) -> str:
    """Letters and digits of any script, joined by hyphens; may be empty."""
    words = re.findall(r"\w+", title.replace("_", " "))
    return "-".join(words)[:_LONGEST].strip("-").lower()


def target(settings: Settings, draft: Draft | None, project: str, given: str = "") -> Path:
    """Where this export goes: `-o`, or in the working folder under the name `given` to an earlier one, or the title's.
    A name that exists gets a number at download.

    Raises:
        UsageError: the folder does not exist or cannot be written.
    """
    if settings.output is not None:
        return checked(settings.output)
    if given:
        return checked(Path.cwd() / given)
    title = draft.m.get("title") if draft else None
    return default(project, title if isinstance(title, str) else "")


def default(project: str, title: str = "") -> Path:
    """The name of an export that was given none: the title's, or the project's, in the working folder.

    Raises:
        UsageError: the working folder cannot be written.
    """
    return checked(Path.cwd() / f"{slug(title) or slug(project) or 'video'}.mp4")


def checked(path: Path) -> Path:
    """The absolute path of a file that can be made; `.mp4` is added to a name without an ending.

    Raises:
        UsageError: kinds `is_directory`, `no_folder`, `no_write`.
    """
    path = path.expanduser().absolute()
    if path.is_dir():
        raise UsageError(kind="is_directory", path=path)
    if not path.suffix:
        path = path.with_name(path.name + ".mp4")
    if not path.parent.is_dir():
        raise UsageError(kind="no_folder", path=path.parent)
    try:
        # Asking the system says yes on read-only mounts and network shares; making a file does not.
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise UsageError(kind="no_write", path=path.parent) from error
    return path


def size(count: int) -> str:
    """Bytes as people write them: `840 KB`, `3.4 MB`."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{count / 1_000_000:.1f} MB"
