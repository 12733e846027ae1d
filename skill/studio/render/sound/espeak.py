"""eSpeak NG as a program: requests on stdin, an utterance for each on stdout, then it ends.

Its library keeps global state and may crash on its own, so nobody else lives in this process. It is started by the
path of this file and imports nothing of the project. Request: a line of JSON `{"text", "voice", "rate"}` (rate in words
a minute). Answer: a line of JSON `{"rate", "bytes", "words": [[start, length, ms], ...]}` (characters of the text, time
the word begins), then so many bytes of 16-bit mono samples. Exit code 3: the library or the voice cannot be loaded.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

UNAVAILABLE = 3
"""Exit code when there is no voice."""

_SYNCHRONOUS = 2
_EVENT_WORD = 1
_RATE, _WORD_GAP, _PITCH_RANGE = 1, 7, 4
_UTF8 = 1
_DO_NOT_EXIT = 0x8000
_LONGEST_PATH = 120


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Unavailable(Exception):
    """The library, its data or the voice is missing."""


def installed() -> Any:
    """The module that knows where the library and its data are.

    Raises:
        Unavailable: it is not installed.
    """
    try:
        return importlib.import_module("espeakng_loader")
    except ImportError as failure:
        raise Unavailable("package") from failure


def utter(library: Any, text: str, voice: str, rate: int) -> tuple[list[list[int]], bytes]:
    """Speak `text` with what `opened` gives: (words as [start, length, ms], 16-bit samples).

    Raises:
        Unavailable: see there.
    """
    samples, words = bytearray(), []

    def heard(wave: Any, count: int, events: Any) -> int:
        if wave and count > 0:
            samples.extend(ctypes.string_at(wave, 2 * count))
        n = 0
        while events[n].type:
            if events[n].type == _EVENT_WORD:
                words.append([events[n].text_position - 1, events[n].length, events[n].audio_position])
            n += 1
        return 0

    callback = _Callback(heard)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise Unavailable(voice)
    library.espeak_SetParameter(_RATE, rate, 0)
    library.espeak_SetParameter(_PITCH_RANGE, 60, 0)
    data = text.encode() + b"\0"
    library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 1, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    return words, bytes(samples)


def opened(loader: Any, scratch: Path) -> tuple[int, Any]:
    """The sample rate and the library, ready; `loader` is what `installed` gives, `scratch` an empty folder.

    Raises:
        Unavailable: see there.
    """
    try:
        library = ctypes.CDLL(str(loader.get_library_path()))
    except OSError as failure:
        raise Unavailable("library") from failure
    data = Path(loader.get_data_path())
    if len(str(data)) > _LONGEST_PATH:
        # The library has a fixed buffer for paths and cuts longer ones without a word.
        data = Path(shutil.copytree(data, scratch / "espeak-ng-data"))
    options = (_SYNCHRONOUS, 0, str(data).encode(), _DO_NOT_EXIT)
    if not (data / "phontab").is_file() or (sample_rate := library.espeak_Initialize(*options)) <= 0:
        raise Unavailable("data")
    return sample_rate, library


def _answer(library: Any, sample_rate: int, wanted: dict[str, Any]) -> bytes:
    words, samples = utter(library, wanted["text"], wanted["voice"], wanted["rate"])
    head = {"rate": sample_rate, "bytes": len(samples), "words": words}
    return json.dumps(head).encode() + b"\n" + samples


def _apart(work: Callable[[], bytes]) -> bytes:
    """What `work` gives, done in a copy of this process: what was said before changes the samples of what is said next.

    Raises:
        Unavailable: it failed there.
    """
    if not hasattr(os, "fork"):  # Windows: the samples differ by what nobody hears
        return work()
    out, into = os.pipe()
    child = os.fork()
    if not child:
        code = UNAVAILABLE
        try:
            with os.fdopen(into, "wb") as answer:
                answer.write(work())
            code = 0
        finally:
            os._exit(code)
    os.close(into)
    with os.fdopen(out, "rb") as answer:
        made = answer.read()
    if os.waitpid(child, 0)[1]:
        raise Unavailable("voice")
    return made


def main(requests: IO[bytes], answers: IO[bytes], find: Callable[[], Any] = installed) -> int:
    """Answer all requests; the exit code."""
    with tempfile.TemporaryDirectory(prefix="voice-") as scratch:
        try:
            sample_rate, library = opened(find(), Path(scratch))
            for line in requests:
                wanted = json.loads(line)
                answers.write(_apart(partial(_answer, library, sample_rate, wanted)))
        except Unavailable:
            return UNAVAILABLE
    answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
