"""The director: words in, a movie out, and every edit by talking. Pure: no clock, no network, no files but prompts/."""

from skill.studio.director.direct import direct
from skill.studio.director.turn import History, Turn

__all__ = ["History", "Turn", "direct"]
