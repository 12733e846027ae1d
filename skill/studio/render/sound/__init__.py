"""Sound of a movie: music made here in many moods, the mix, its loudness.

`mixdown` (or `blocks`, which never holds the whole) makes the finished sound of a movie; `MOODS` are the
kinds of music; `beats` says where a piece's beats are before it is played.
"""

from skill.studio.render.sound.errors import NoVoice, SoundError, Unreadable
from skill.studio.render.sound.mix import blocks, mixdown
from skill.studio.render.sound.moods import MOODS, Mood
from skill.studio.render.sound.score import beats

__all__ = ["MOODS", "Mood", "NoVoice", "SoundError", "Unreadable", "beats", "blocks", "mixdown"]
