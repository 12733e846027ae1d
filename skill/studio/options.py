"""What can be set about a studio: prices, limits, and the habits of the cloud backend that it imitates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from skill.studio.models.endpoint import Endpoint
from skill.studio.models.speech import Speaker
from skill.wire.constants import MAX_UPLOAD_BYTES

_ON = ("1", "true", "yes", "on")


@dataclass(frozen=True, slots=True)
class Options:
    """Defaults are what a user gets. Times in seconds, sizes in bytes, prices in credits.

    `silent_share` of the edits (0–1) end without a word, as the cloud's do; `gui_talk` appends its screen talk;
    `render_shape` is the form of a render's status: `flat` (`output.url`) or `wrapped` (`data.outputUrl`);
    `enforce_credits` lets the credits run out; `turn_seconds` is how long a message waits for the one before it,
    `token_seconds` the life of a token; `hosts` are names beside the loopback's that a request may be addressed
    to, "*" allows any; `key` is what callers must know ("": nothing); `max_open_renders` and `max_open_turns` are
    for each user; `keep_…` say how long and how much is kept of finished videos, of encoded scenes, and of
    uploads that no video uses; `claim_seconds` lie between two looks for renders that another process left;
    `writer`, `images` and `speaker` are models that may be asked to help.
    """

    silent_share: float = 0.3
    gui_talk: bool = True
    heartbeat_seconds: float = 5.0
    render_shape: Literal["flat", "wrapped"] = "flat"
    enforce_credits: bool = False
    starter_credits: int = 100
    creation_price: int = 10
    edit_price: int = 2
    render_hold: int = 5
    turn_seconds: float = 15 * 60.0
    token_seconds: float = 7 * 24 * 3600.0
    hosts: tuple[str, ...] = ()
    key: str = field(default="", repr=False)
    max_upload_bytes: int = MAX_UPLOAD_BYTES
    max_body_bytes: int = 16 * 1024 * 1024
    max_video_ms: int = 30 * 60 * 1000
    max_open_renders: int = 20
    max_open_turns: int = 16
    keep_renders_seconds: float = 14 * 24 * 3600.0
    keep_renders_bytes: int = 5 * 1024**3
    keep_cache_bytes: int = 4 * 1024**3
    keep_uploads_seconds: float = 14 * 24 * 3600.0
    keep_uploads_bytes: int = 5 * 1024**3
    claim_seconds: float = 2.0
    writer: Endpoint | None = None
    images: Endpoint | None = None
    speaker: Speaker | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """The defaults, changed by `NEMO_STUDIO_CREDITS=enforce`, `_SILENT=<share>` and `_GUI=off`, and by the
        models of `NEMO_LLM_…`, `NEMO_IMAGE_…` and `NEMO_SPEECH_…`.

        Raises:
            ValueError: one of them cannot be used; the text says which.
        """
        options = cls()
        if environ.get("NEMO_STUDIO_CREDITS", "").lower() in ("enforce", *_ON):
            options = replace(options, enforce_credits=True)
        if environ.get("NEMO_STUDIO_GUI", "").lower() in ("off", "0", "no", "false"):
            options = replace(options, gui_talk=False)
        if silent := environ.get("NEMO_STUDIO_SILENT", ""):
            options = replace(options, silent_share=_share(silent))
        return replace(
            options,
            writer=Endpoint.from_env(environ, "LLM"),
            images=Endpoint.from_env(environ, "IMAGE"),
            speaker=Speaker.from_env(environ),
        )


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ValueError(f"NEMO_STUDIO_SILENT={text}: a number from 0 to 1 is needed")
    return share
