"""The words of the skill: prompts/<language>/<concern>.yaml, read once, checked, frozen.

A language is a folder; a concern is a file: what is said (`replies`, `errors`, `studio`) and what is listened for
(`routing`, `translation`, `directing`). A missing key or a placeholder without a value is a bug and raises KeyError.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from skill import resources

DEFAULT = "en"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a folder in prompts/, the default first."""
    found = sorted(p.name for p in (resources.root() / "prompts").iterdir() if p.is_dir())
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value


@cache
def load(language: str, concern: str) -> Any:
    """One prompts file as nested read-only mappings and tuples.

    Raises:
        KeyError: the language or the concern does not exist.
    """
    path = Path(resources.root() / "prompts" / language / f"{concern}.yaml")
    if not path.is_file():
        raise KeyError(f"{language}/{concern}")
    with path.open("rb") as file:
        return _frozen(yaml.load(file, _Loader))  # noqa: S506  a safe loader, in C where the wheel has it


def say(concern: str, key: str, language: str, **values: Any) -> str:
    """The sentence `key` (dots descend) of `concern`, its {placeholders} filled with `values`."""
    node: Any = load(language if language in languages() else DEFAULT, concern)
    for part in key.split("."):
        node = node[part]
    return str(node).format(**values)
