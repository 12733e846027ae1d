"""Settings: the environment and the command's options, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

CLOUD = "https://mega-api-prod.nemovideo.ai"
WEB = "https://nemovideo.com"
LOCAL = "local"
"""The name of the built-in studio: as NEMO_API_URL, and as the backend its projects are kept under."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one command works with. `api_url` of the studio is known only once it listens."""

    api_url: str
    web_url: str
    local: bool
    config_dir: Path
    data_dir: Path
    cache_dir: Path
    project: str | None = None
    language: str | None = None
    max_wait: float | None = None
    output: Path | None = None
    force: bool = False
    env_token: str | None = field(default=None, repr=False)
    platform_override: str | None = None

    @classmethod
    def from_env(
        cls,
        environ: Mapping[str, str],
        *,
        local: bool = False,
        project: str | None = None,
        language: str | None = None,
        max_wait: float | None = None,
        output: Path | None = None,
        force: bool = False,
    ) -> Self:
        """Options win over the environment; the environment over the defaults."""
        url = environ.get("NEMO_API_URL", "").strip().rstrip("/")
        local = local or url == LOCAL
        home = Path(environ["HOME"]) if environ.get("HOME") else Path.home()

        def folder(variable: str, *default: str) -> Path:
            given = environ.get(variable, "")
            # The XDG specification: relative paths are ignored.
            return Path(given) if given and Path(given).is_absolute() else home.joinpath(*default)

        return cls(
            api_url=LOCAL if local else url or CLOUD,
            web_url=environ.get("NEMO_WEB_URL", "").strip().rstrip("/") or WEB,
            local=local,
            config_dir=folder("XDG_CONFIG_HOME", ".config") / "nemovideo",
            data_dir=folder("XDG_DATA_HOME", ".local", "share") / "text-to-ai",
            cache_dir=folder("XDG_CACHE_HOME", ".cache") / "text-to-ai",
            project=project,
            language=language,
            max_wait=max_wait,
            output=output,
            force=force,
            # The user's own token belongs to the cloud; the studio on this machine never sees it.
            env_token=None if local else environ.get("NEMO_TOKEN", "").strip() or None,
            platform_override=environ.get("SKILL_SOURCE", "").strip() or None,
        )

    @property
    def backend(self) -> str:
        """The name under which tokens and projects are kept: the address, or `local` whatever port it has."""
        return LOCAL if self.local else self.api_url

    @property
    def as_typed(self) -> str:
        """What a command to be typed needs to reach the same backend: ` --local`, or nothing."""
        return " --local" if self.local else ""
