"""Signals and files for the sound tests, and a loudness meter of their own."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from skill.studio.movie import Look, Media, Movie, Music, Scene
from skill.studio.render.sound.voice import Spoken, Wish, spoken

RATE = 48000


def speak(text: str, language: str, speed: float = 1.0, *, voice: str = "default") -> Spoken:
    """One thing said by the built-in voice."""
    return spoken([Wish(text, language, speed, voice)])[0]


def sine(hz: float, seconds: float, dbfs: float = -20.0, rate: int = RATE) -> NDArray[np.float32]:
    """The same sine on both channels, float32[n, 2]."""
    t = np.arange(round(seconds * rate)) / rate
    wave = 10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * t)
    return np.stack((wave, wave), axis=1).astype(np.float32)


def write(
    path: Path, samples: NDArray[np.float32], rate: int = RATE, codec: str = "pcm_s16le", late_s: float = 0
) -> Path:
    """A sound file, its format by the suffix of `path`; its first sample is at `late_s`."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="stereo")
        stream.format = "s16" if codec == "pcm_s16le" else "fltp"
        pcm = np.ascontiguousarray((samples * 32767).astype(np.int16)).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = rate, round(late_s * rate)
        ready = av.AudioResampler(
            format=stream.format, layout="stereo", rate=rate, frame_size=stream.frame_size
        )
        for part in (*ready.resample(frame), *ready.resample(None)):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def write_video(path: Path, samples: NDArray[np.float32] | None, seconds: float) -> Path:
    """A small clip, silent or with sound."""
    with av.open(str(path), "w") as container:
        picture = container.add_stream("libx264", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        sound = container.add_stream("aac", rate=RATE, layout="stereo") if samples is not None else None
        for n in range(round(seconds * 10)):
            frame = av.VideoFrame.from_ndarray(np.full((96, 64), 128, np.uint8), format="yuv420p")
            frame.pts = n
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        if sound is not None and samples is not None:
            planar = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(samples.T), format="fltp", layout="stereo"
            )
            planar.sample_rate, planar.pts = RATE, 0
            ready = av.AudioResampler(format="fltp", layout="stereo", rate=RATE, frame_size=1024)
            for part in (*ready.resample(planar), *ready.resample(None)):
                container.mux(sound.encode(part))
            container.mux(sound.encode(None))
    return path


def movie(
    *lengths_ms: int, mood: str = "piano", volume: float = 0.5, seed: int = 0, **music: object
) -> Movie:
    """A movie of plain scenes with music."""
    scenes = tuple(Scene(id=f"s{n}", name=f"scene {n}", duration_ms=ms) for n, ms in enumerate(lengths_ms))
    bed = Music(name="Music", mood=mood, volume=volume, **music)
    return Movie(scenes=scenes, music=bed, look=Look(seed=seed))


def own(asset: str, kind: str = "audio", **fields: object) -> Media:
    """An uploaded file."""
    return Media.model_validate({"asset": asset, "name": asset, "kind": kind, **fields})


def rms(samples: NDArray[np.float32]) -> float:
    """Level in dBFS (a full sine is −3)."""
    return float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2) + 1e-20))


def bs1770(samples: NDArray[np.float32]) -> float:
    """Integrated loudness after ITU-R BS.1770-4, written from the recommendation alone (48 kHz, through FFT)."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(2 * len(samples), 1 / RATE) / RATE)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    weighted = np.fft.irfft(
        np.fft.rfft(samples.astype(np.float64), 2 * len(samples), axis=0) * (shelf * high)[:, None], axis=0
    )
    power = np.cumsum(np.sum(weighted[: len(samples)] ** 2, axis=1))
    starts = np.arange(0, len(samples) - int(0.4 * RATE), RATE // 10)
    blocks = (power[starts + int(0.4 * RATE) - 1] - np.where(starts > 0, power[starts - 1], 0)) / (0.4 * RATE)
    level = -0.691 + 10 * np.log10(blocks + 1e-20)
    gate = -0.691 + 10 * np.log10(np.mean(blocks[level > -70])) - 10
    return float(-0.691 + 10 * np.log10(np.mean(blocks[(level > -70) & (level > gate)])))


def true_peak(samples: NDArray[np.float32]) -> float:
    """dBTP by exact 8× interpolation through the spectrum (the signal should end quietly)."""
    n = len(samples)
    spectrum = np.fft.rfft(samples.astype(np.float64), axis=0)
    fine = np.fft.irfft(spectrum, 8 * n, axis=0) * 8
    return float(20 * np.log10(np.max(np.abs(fine)) + 1e-20))
