"""What can go wrong in a render, for callers to branch on."""

from __future__ import annotations

from typing import Literal

Kind = Literal["empty", "asset_missing", "asset_unreadable", "asset_too_large", "no_voice"]


class Cancelled(Exception):
    """The caller asked to stop; finished scenes stay in the cache, no output was written."""


class RenderError(Exception):
    """The movie cannot be rendered as it is.

    `kind`: `empty` (no scene, or too short for one frame), `asset_missing` (the file is not there),
    `asset_unreadable` (it is there, but is no picture, clip or sound that can be decoded),
    `asset_too_large` (a picture of more pixels than memory allows for),
    `no_voice` (narration is wanted, and nothing here can speak).
    `name` is the asset's file name as the user knows it.
    """

    def __init__(self, kind: Kind, name: str = "") -> None:
        super().__init__(f"{kind}: {name}" if name else kind)
        self.kind = kind
        self.name = name

    def about(self, name: str) -> RenderError:
        """The same error with the name the user knows."""
        return RenderError(self.kind, name)
