"""Sound of a movie: music made here in many moods, narration, the mix, its loudness.

`mix.mixdown` (or `mix.blocks`, which never holds the whole) makes the finished sound of a movie. `moods.MOODS` are
the kinds of music, `score.beats` says where a piece's beats are before it is played. `voice.speak` says a text aloud,
`narration.lines` a movie's scenes, each with the times of its words.
"""
