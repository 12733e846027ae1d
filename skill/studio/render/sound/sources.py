"""What is heard in a movie, each as blocks float32[n, 2]: the bed, the clips' own sound, the voice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from skill.studio.movie import Media, Music
from skill.studio.render.clips import STRETCH
from skill.studio.render.sound.cutting import cut, looped, padded
from skill.studio.render.sound.decode import decode, length_s
from skill.studio.render.sound.loudness import Stereo
from skill.studio.render.sound.music import music


def bed(
    wanted: Music, path: Path | None, seconds: float, seed: int, rate: int, cuts: tuple[float, ...] = ()
) -> Iterator[Stereo]:
    """The music: made here, with beats on `cuts` (s), or the user's own file (`path`) repeated or cut to `seconds`.

    Raises:
        Unreadable: the file cannot be decoded.
    """
    if wanted.media is None or path is None:
        return music(wanted.mood, seconds, seed, rate, cuts)
    media, file, samples = wanted.media, path, round(seconds * rate)

    def play() -> Iterator[Stereo]:
        return decode(file, rate, start_ms=media.start_ms, end_ms=media.end_ms, speed=media.speed)

    return cut(looped(play, rate), samples, rate // 20, min(2 * rate, samples // 3))


def clip(media: Media, path: Path, seconds: float, rate: int) -> Iterator[Stereo]:
    """The sound of a clip shown for `seconds`, in step with its picture: slowed down or repeated as that is.

    Raises:
        Unreadable: the file cannot be decoded.
    """
    whole = length_s(path)
    end = whole if media.end_ms is None else min(whole, media.end_ms / 1000)
    speed = media.speed
    lasts = max(0.1, end - media.start_ms / 1000) / speed
    if speed == 1.0 and lasts < seconds <= lasts * STRETCH:
        speed = lasts / seconds
        lasts = seconds
    turn, fade = round(lasts * rate), rate // 50

    def play() -> Iterator[Stereo]:
        sound = decode(path, rate, start_ms=media.start_ms, end_ms=media.end_ms, speed=speed)
        return padded(cut(sound, turn, fade, fade), turn)

    return cut(looped(play, 0), round(seconds * rate), fade, fade)


def recording(media: Media, path: Path, seconds: float, rate: int) -> Iterator[Stereo]:
    """A recorded voice, at most `seconds` of it.

    Raises:
        Unreadable: the file cannot be decoded.
    """
    sound = decode(path, rate, start_ms=media.start_ms, end_ms=media.end_ms, speed=media.speed)
    return cut(sound, round(seconds * rate), rate // 100, rate // 10)
