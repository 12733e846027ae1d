"""Who we are to the backend: the `X-Skill-*` headers, from SKILL.md's frontmatter and the install path, at run time."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, Self

import yaml

from skill import resources

_PLATFORMS = (
    ("clawhub", (".clawhub",)),
    ("cursor", (".cursor", "skills")),
)
"""A platform, and the folders whose sequence in the install path gives it away."""
UNKNOWN = "unknown"


class Attribution(NamedTuple):
    """The three values; without them the backend blocks exports."""

    source: str
    version: str
    platform: str

    @classmethod
    def read(cls, platform: str | None = None, folder: Path | None = None) -> Self:
        """From the SKILL.md in `folder` (this installation's when left out); `platform` wins over the path."""
        folder = folder or resources.root()
        front = frontmatter((folder / "SKILL.md").read_text(encoding="utf-8"))
        metadata = front.get("metadata")
        inner = metadata.get("version") if isinstance(metadata, dict) else None
        version = inner if inner is not None else front.get("version", "")
        return cls(str(front.get("name", "")), str(version), platform or platform_of(folder))

    def headers(self) -> dict[str, str]:
        """The headers of every API request."""
        return {
            "X-Skill-Source": self.source,
            "X-Skill-Version": self.version,
            "X-Skill-Platform": self.platform,
        }


def platform_of(folder: Path) -> str:
    """`clawhub`, `cursor` or `unknown` (`UNKNOWN`), from the path as it was installed: links are not followed."""
    parts = folder.parts
    for name, wanted in _PLATFORMS:
        if any(parts[at : at + len(wanted)] == wanted for at in range(len(parts))):
            return name
    return UNKNOWN


def frontmatter(text: str) -> dict[str, Any]:
    """The YAML between the first two `---` lines; empty when there is none."""
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        return {}
    end = next(at for at, line in enumerate(lines[1:], 1) if line.strip() == "---")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where the wheel has it
    loaded = yaml.load("\n".join(lines[1:end]), loader)  # noqa: S506
    return loaded if isinstance(loaded, dict) else {}
