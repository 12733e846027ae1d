"""Parts of soundtracks kept between renders: music that was played and lines that were spoken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from skill.studio.render import plan
from skill.studio.render.cache import Cache, Entry, Packet
from skill.studio.render.encode import Samples
from skill.studio.render.sound.voice import FULL, Spoken, Wish, samples_of, spoken

TOGETHER = 12
"""So many lines are spoken between two calls of `step`."""


class Shelf:
    """Keeps the parts in `kept`. `step` is called again and again meanwhile; what it raises ends the work."""

    def __init__(self, kept: Cache, step: Callable[[], None]) -> None:
        self._kept = kept
        self.step = step

    def music(self, name: str, samples: int, play: Iterator[Samples]) -> Iterator[Samples]:
        """The music of that name, `samples` long, as it was kept or as `play` plays it."""
        key = plan.digest("stem", name, plan.version("sound"))
        entry = self._kept.find(key, samples) or self._kept.add(key, samples, self._packed(play))
        return (np.frombuffer(packet.data, np.float32).reshape(-1, 2) for packet in entry.packets())

    def speech(self, wishes: Sequence[Wish]) -> tuple[Spoken, ...]:
        """The lines that are wished; their sound stays on disk.

        Raises: as `voice.spoken`.
        """
        keys = {wish: plan.digest("line", *wish, plan.version("sound")) for wish in wishes}
        found = {wish: entry for wish, key in keys.items() if (entry := self._kept.find(key))}
        missing = [wish for wish in keys if wish not in found]
        for n in range(0, len(missing), TOGETHER):
            self.step()
            some = missing[n : n + TOGETHER]
            for wish, said in zip(some, spoken(some), strict=True):
                found[wish] = self._kept.add(keys[wish], said.size, _written(said))
        return tuple(_read(found[wish]) for wish in wishes)

    def _packed(self, play: Iterator[Samples]) -> Iterator[Packet]:
        for block in play:
            self.step()
            yield Packet(np.ascontiguousarray(block, np.float32).tobytes(), 0, len(block), True)


def _written(said: Spoken) -> Iterator[Packet]:
    """An utterance as what is known of it and its samples, 16 bits each."""
    yield Packet(json.dumps({"rate": said.rate, "words": said.words}).encode(), 0, 0, True)
    yield Packet((said.play() * FULL).astype(np.int16).tobytes(), 0, said.size, True)


def _read(entry: Entry) -> Spoken:
    def play() -> NDArray[np.float32]:
        _, sound = entry.packets()
        return samples_of(sound.data)

    known = json.loads(next(entry.packets()).data)
    words = tuple((word, begin, end) for word, begin, end in known["words"])
    return Spoken(play, entry.ticks, known["rate"], words)
