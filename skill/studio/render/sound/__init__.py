"""Sound of a movie: music made here in many moods, narration, the mix, its loudness.

`mixdown` (or `blocks`, which never holds the whole) makes the finished sound of a movie. `MOODS` are the kinds of
music, `beats` says where a piece's beats are before it is played. `speak` says a text aloud, `lines` a movie's scenes,
each with the times of its words.
"""

from skill.studio.render.sound.errors import NoVoice, SoundError, Unreadable
from skill.studio.render.sound.mix import blocks, mixdown
from skill.studio.render.sound.moods import MOODS, Mood
from skill.studio.render.sound.narration import Line, lines, spoken
from skill.studio.render.sound.score import beats
from skill.studio.render.sound.voice import VOICES, Spoken, speak

__all__ = [
    "MOODS",
    "VOICES",
    "Line",
    "Mood",
    "NoVoice",
    "SoundError",
    "Spoken",
    "Unreadable",
    "beats",
    "blocks",
    "lines",
    "mixdown",
    "speak",
    "spoken",
]
