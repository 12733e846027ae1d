"""What can go wrong with sound. The renderer maps these once; nobody reads their text to decide."""


class SoundError(Exception):
    """The root of this package's errors."""


class Unreadable(SoundError):
    """A file has no sound in it that FFmpeg can decode. `name` is the file's name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no readable sound in {name}")
        self.name = name


class NoVoice(SoundError):
    """Narration cannot be spoken here: the package `espeakng-loader` is missing or its voices do not load."""
