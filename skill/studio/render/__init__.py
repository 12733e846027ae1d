"""The renderer: a `Movie` to an MP4, or to one sheet of stills, on the CPU alone.

    render: plan the shots → encode those the cache has not → sound → join

`stage` says what a scene is drawn with, `compose` decides what stands on it, `sound` makes what is heard.
"""

from __future__ import annotations

from skill.studio.render.faults import Cancelled, RenderError
from skill.studio.render.run import render
from skill.studio.render.storyboard import storyboard

__all__ = ["Cancelled", "RenderError", "render", "storyboard"]
