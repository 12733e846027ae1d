"""eSpeak NG as a program: one request on stdin, one utterance on stdout, then it ends.

Its library keeps global state and may crash on its own, so nobody else lives in this process. It is started by the
path of this file and imports nothing of the project. Request: JSON `{"text", "voice", "rate"}` (rate in words a
minute). Answer: a line of JSON `{"rate", "words": [[start, length, ms], ...]}` (characters of the text, time the word
begins), then 16-bit mono samples. Exit code 3: the library or the voice cannot be loaded.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
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


def utter(text: str, voice: str, rate: int, scratch: Path, loader: Any) -> tuple[int, list[list[int]], bytes]:
    """Speak `text`: (sample rate, words as [start, length, ms], 16-bit samples). `scratch` is an empty folder,
    `loader` what `installed` gives.

    Raises:
        Unavailable: see there.
    """
    sample_rate, library = _library(loader, scratch)
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
    return sample_rate, words, bytes(samples)


def _library(loader: Any, scratch: Path) -> tuple[int, Any]:
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


def main(request: IO[bytes], answer: IO[bytes], find: Callable[[], Any] = installed) -> int:
    """Answer one request; the exit code."""
    wanted = json.load(request)
    with tempfile.TemporaryDirectory(prefix="voice-") as scratch:
        try:
            rate, words, samples = utter(
                wanted["text"], wanted["voice"], wanted["rate"], Path(scratch), find()
            )
        except Unavailable:
            return UNAVAILABLE
    answer.write(json.dumps({"rate": rate, "words": words}).encode() + b"\n" + samples)
    answer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
