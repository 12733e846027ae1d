"""Finds SKILL.md and prompts/: in a checkout, a bare copy or an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).absolute().parent


@cache
def root() -> Path:
    """The folder that holds SKILL.md and prompts/: beside the package in a checkout or copy, inside it in a wheel.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for folder in (_PACKAGE.parent, _PACKAGE):
        if (folder / "SKILL.md").is_file() and (folder / "prompts").is_dir():
            return folder
    raise FileNotFoundError("SKILL.md and prompts/ are missing beside the skill package; install it again")
