"""Bodies of the backend's JSON endpoints, typed. Both shapes are accepted where the backend has been seen with two."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, JsonValue, model_validator

from skill.wire.draft import Draft


class _Kept(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True, defer_build=True)


class UploadedFile(_Kept):
    """`duration` in seconds, `width`/`height` in pixels; None where they mean nothing or are not known."""

    filename: str = ""
    file_type: str = ""
    cdn_url: str | None = None
    duration: float | None = None
    width: float | None = None
    height: float | None = None
    fps: float | None = None
    hash: str | None = None


class Upload(_Kept):
    """What the backend made of the files it got."""

    files: list[UploadedFile] = Field(default_factory=list)
    session_state_applied: bool | None = None


class State(_Kept):
    """The session as the backend sees it. `draft` is None until something was made."""

    draft: Draft | None = None
    video_infos: JsonValue = None
    generated_media: JsonValue = None
    canvas_config: JsonValue = None
    task_id: str | None = None


RenderStatus = Literal["pending", "processing", "completed", "failed", "cancelled"]


class RenderJob(_Kept):
    """A render job; `url` is where the finished file is, `progress` 0–1 whatever the backend's scale."""

    id: str | None = None
    status: str = "pending"
    progress: float | None = None
    url: str | None = Field(default=None, validation_alias=AliasChoices("url", "outputUrl", "output_url"))
    error: JsonValue = None

    @model_validator(mode="before")
    @classmethod
    def _one_shape(cls, raw: Any) -> Any:
        """Fold `{"success", "data": {"outputUrl"}}` and `{"status", "output": {"url"}}` into one shape."""
        if not isinstance(raw, dict):
            return raw
        inner = raw["data"] if isinstance(raw.get("data"), dict) else raw
        folded = dict(inner)
        output = inner.get("output")
        if isinstance(output, dict) and output.get("url"):
            folded.setdefault("url", output["url"])
        progress = folded.get("progress")
        if isinstance(progress, (int, float)) and not isinstance(progress, bool):
            folded["progress"] = min(1.0, max(0.0, progress / 100 if progress > 1 else float(progress)))
        return folded

    @property
    def finished(self) -> bool:
        """True when the status will not change any more."""
        return self.status in ("completed", "failed", "cancelled")

    @classmethod
    def parse(cls, raw: Any) -> Self:
        """A job from either body.

        Raises:
            pydantic.ValidationError: it is neither.
        """
        return cls.model_validate(raw)
