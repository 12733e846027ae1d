"""The draft: the backend's timeline, with its short names.

`t` tracks, `tt` track type, `sg` segments, `st` start in ms, `d` duration in ms, `m` metadata. Only `t`, `tt`, `sg`,
`d` and `m` are promised by the backend; the draft goes back to it whole at export, so unknown fields are kept as
they came, at every level.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class _Kept(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)


class Segment(_Kept):
    """One clip on a track. `st` and `d` in ms; `m` holds name, text, volume and whatever else the backend adds."""

    id: str | None = None
    st: float | None = None
    d: float | None = None
    m: dict[str, JsonValue] = Field(default_factory=dict)


class Track(_Kept):
    """Segments of one type, in time order. `m` may hold `role` and `label`."""

    tt: int = -1
    sg: list[Segment] = Field(default_factory=list)
    m: dict[str, JsonValue] = Field(default_factory=dict)


class Draft(_Kept):
    """A whole timeline. `d` is the length in ms; `m` holds title, width, height and, from the studio, `look`."""

    t: list[Track] = Field(default_factory=list)
    d: float | None = None
    m: dict[str, JsonValue] = Field(default_factory=dict)

    @property
    def exportable(self) -> bool:
        """True when some track has a segment: there is something to render."""
        return any(track.sg for track in self.t)

    def as_json(self) -> dict[str, Any]:
        """The draft as it goes back to the server: what came in, nothing added."""
        return self.model_dump(mode="json", exclude_unset=True)
