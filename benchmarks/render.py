#!/usr/bin/env python3
"""CPU time for a second of finished video: the studio's render, beside x264 alone and beside moviepy.

    python3 scripts/test.py bench render [--seconds N] [--width W --height H] [--check]

One movie of several scenes is rendered whole: type, moving backgrounds, transitions, captions, music, file.
Beside it plain x264 veryfast at the same rate factor encodes the very same frames, drawn beforehand, and as
many of a synthetic picture; then moviepy makes the same kind of video with that preset. Each part is a
process of its own; what counts is its user and system time with that of its children, start-up included.
Then the same movie as a preview (half the size, half the frames), and with the words of one scene changed after
the first render: these two are compared by the clock. The target of an edit counts for 30 s.
With --check the exit code is 1 when a target is missed. Without moviepy its row is left out: `uv run
--group bench python benchmarks/render.py` has it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

ALONE_TARGET = 1.35
MOVIEPY_TARGET = 3.0
PREVIEW_TARGET = 0.25
EDIT_TARGET = 0.20
SCENE_SECONDS = 3.0
FPS = 30
PRESET, CRF = "veryfast", "20"

SCENES = (
    (
        "hook",
        "Mornings were made for this",
        "Morning Brew, small-batch coffee",
        "Mornings were made for better coffee.",
    ),
    ("list", "Roasted every Tuesday", "", "We roast every Tuesday, and ship on the same day."),
    (
        "number",
        "48 hours",
        "from the roaster to your door",
        "Forty-eight hours from the roaster to your door.",
    ),
    (
        "statement",
        "Single origin. Zero waste.",
        "Compostable bags, refilled for less",
        "Single origin, zero waste.",
    ),
)


def movie(seconds: float, width: int, height: int) -> Any:
    """The movie that is measured: a scene every three seconds, four at least, a title, captions and music."""
    from skill.studio.movie import Captions, Look, Movie, Music, Scene, TextSpan

    rows = [SCENES[n % len(SCENES)] for n in range(max(len(SCENES), round(seconds / SCENE_SECONDS)))]
    each = round(seconds * 1000 / len(rows))
    scenes = tuple(
        Scene(
            id=f"s{n}",
            name=text,
            duration_ms=each,
            text=text,
            detail=detail,
            script=script,
            layout=layout,
            items=("Ethiopia, floral", "Brazil, nutty", "Peru, chocolate") if layout == "list" else (),
            number=48 if layout == "number" else None,
        )
        for n, (layout, text, detail, script) in enumerate(rows, 1)
    )
    spans = tuple(
        TextSpan(
            text=row[3], start_ms=n * each + 200, end_ms=(n + 1) * each - 100, place="bottom", style="plain"
        )
        for n, row in enumerate(rows)
    )
    return Movie(
        title="Morning Brew",
        width=width,
        height=height,
        look=Look(theme="aurora"),
        scenes=scenes,
        titles=(TextSpan(text="Morning Brew", start_ms=0, end_ms=2000),),
        captions=Captions(spans=spans),
        music=Music(name="Uplifting", mood="uplifting"),
    )


def ours(seconds: float, width: int, height: int, folder: Path) -> None:
    """The whole render, nothing cached."""
    from skill.studio.render.run import render

    told: list[float] = []
    out = folder / "ours.mp4"
    wanted = movie(seconds, width, height)
    render(wanted, {}, out, cache=folder / "cache", progress=told.append, cancelled=lambda: False)


def preview(seconds: float, width: int, height: int, folder: Path) -> None:
    """The whole render as a preview, nothing cached."""
    from skill.studio.quality import sized
    from skill.studio.render.run import render

    wanted, cache = sized(movie(seconds, width, height), "preview"), folder / "preview"
    render(wanted, {}, folder / "preview.mp4", cache=cache, progress=print, cancelled=lambda: False)


def edited(seconds: float, width: int, height: int, folder: Path) -> None:
    """The movie of `ours` again, with other words in its second scene."""
    from skill.studio.render.run import render

    first = movie(seconds, width, height)
    scene = first.scenes[1].model_copy(update={"text": "Roasted every Friday"})
    wanted = first.change(scenes=(first.scenes[0], scene, *first.scenes[2:]))
    cache = folder / "cache"
    render(wanted, {}, folder / "edited.mp4", cache=cache, progress=print, cancelled=lambda: False)


def drawn(seconds: float, width: int, height: int, folder: Path) -> None:
    """The same frames, raw, to a file: what the next part reads."""
    from skill.studio.render import plan
    from skill.studio.render.shoot import Set, own_composer
    from skill.studio.render.stage import Frame

    wanted = movie(seconds, width, height)
    stage = Set(wanted, {}, own_composer())
    frame = Frame.blank(width, height)
    with (folder / "frames.yuv").open("wb") as file:
        for stretch in plan.stretches(wanted, {}):
            paint = stage.painter(stretch)
            for count in range(stretch.frames):
                paint(frame, count)
                for plane in (frame.y, frame.u, frame.v):
                    file.write(plane.tobytes())


def x264_same(_seconds: float, width: int, height: int, folder: Path) -> None:
    """x264 alone on the frames of `drawn`."""
    import numpy as np

    path = folder / "frames.yuv"
    size = width * height * 3 // 2
    count = path.stat().st_size // size

    def read(file: Any) -> Callable[[Any, int], None]:
        def draw(frame: Any, _number: int) -> None:
            for plane in (frame.y, frame.u, frame.v):
                plane[...] = np.frombuffer(file.read(plane.size), np.uint8).reshape(plane.shape)

        return draw

    with path.open("rb") as file, (folder / "same.h264").open("wb") as out:
        out.writelines(_encoded(read(file), count, width, height))


def x264_synthetic(seconds: float, width: int, height: int, folder: Path) -> None:
    """x264 alone on a soft moving pattern."""
    import numpy as np

    rows, columns = np.mgrid[0:height, 0:width]
    wide = (96 + 64 * np.sin(columns / 97) + 48 * np.sin(rows / 131)).astype(np.uint8)
    wide = np.concatenate((wide, wide), axis=1)

    def draw(frame: Any, number: int) -> None:
        at = number * 3 % width
        frame.y[...] = wide[:, at : at + width]
        frame.u[...] = 118
        frame.v[...] = 138

    with (folder / "synthetic.h264").open("wb") as out:
        out.writelines(_encoded(draw, round(seconds * FPS), width, height))


def with_moviepy(seconds: float, width: int, height: int, folder: Path) -> None:
    """The same kind of video the usual way: RGB frames, clips composited, piped to ffmpeg."""
    import numpy as np
    from moviepy import AudioClip, CompositeVideoClip, TextClip, VideoClip, vfx
    from PIL import Image

    from skill.studio.render.fonts import FOLDER

    font = str(FOLDER / "grotesque.ttf")
    each = seconds / len(SCENES)
    rows, columns = np.mgrid[0:40, 0:24].astype(np.float32)

    def background(number: int) -> VideoClip:
        def picture(t: float) -> Any:
            wave = np.sin(columns / 6 + t + number) * 40 + np.cos(rows / 9 - t * 0.7) * 30
            small = np.stack((60 + wave, 40 + wave / 2, 110 - wave), axis=-1).clip(0, 255).astype(np.uint8)
            return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))

        return VideoClip(picture, duration=each + 0.5)

    def words(text: str, size: float, at: float, begin: float, length: float) -> Any:
        clip = TextClip(
            font=font,
            text=text,
            font_size=int(size * width / 1080),
            color="white",
            method="caption",
            size=(width * 84 // 100, None),
            duration=length,
        )

        def place(t: float) -> tuple[str, float]:
            return "center", height * at + 60 * max(0.0, 1 - t / 0.4) ** 2

        return clip.with_start(begin).with_position(place).with_effects([vfx.CrossFadeIn(0.3)])

    scenes = []
    for number, (_, text, detail, script) in enumerate(SCENES):
        parts = [background(number), words(text, 110, 0.35, 0.1, each)]
        if detail:
            parts.append(words(detail, 52, 0.58, 0.5, each - 0.4))
        parts.append(words(script, 46, 0.82, 0.2, each - 0.3))
        scene = CompositeVideoClip(parts, size=(width, height)).with_start(number * each)
        scenes.append(scene.with_effects([vfx.CrossFadeIn(0.5)]) if number else scene)
    video = CompositeVideoClip(scenes, size=(width, height)).with_duration(seconds)
    tone = AudioClip(lambda t: np.sin(np.outer(t, (1382, 1382))) * 0.1, duration=seconds, fps=48_000)
    video.with_audio(tone).write_videofile(
        str(folder / "moviepy.mp4"),
        fps=FPS,
        codec="libx264",
        preset=PRESET,
        ffmpeg_params=["-crf", CRF, "-pix_fmt", "yuv420p"],
        audio_codec="aac",
        logger=None,
    )


def _encoded(draw: Callable[[Any, int], None], count: int, width: int, height: int) -> Iterator[bytes]:
    """x264 as it comes with this preset, nothing else set."""
    import av

    from skill.studio.render.encode import views

    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.framerate, context.time_base = Fraction(FPS), Fraction(1, FPS)
    context.options = {"preset": PRESET, "profile": "high", "crf": CRF}
    buffer = av.VideoFrame(width, height, "yuv420p")
    planes = views(buffer)
    for number in range(count):
        draw(planes, number)
        buffer.pts = number
        yield from map(bytes, context.encode(buffer))
    yield from map(bytes, context.encode(None))


PARTS: dict[str, Callable[[float, int, int, Path], None]] = {
    "ours": ours,
    "preview": preview,
    "one scene edited": edited,
    "drawn": drawn,
    "x264 same frames": x264_same,
    "x264 synthetic": x264_synthetic,
    "moviepy": with_moviepy,
}


def run(part: str, seconds: float, width: int, height: int, folder: Path) -> dict[str, float]:
    """One part in a process of its own: CPU and wall time per second of video, peak memory in MB."""
    command = [sys.executable, __file__, "--part", part, "--seconds", str(seconds), "--folder", str(folder)]
    command += ["--width", str(width), "--height", str(height)]
    started = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall = time.perf_counter() - started
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {"cpu": figures["cpu"] / seconds, "wall": wall / seconds, "memory": figures["memory"]}


def child(part: str, seconds: float, width: int, height: int, folder: Path) -> None:
    """The process of one part: does it, and prints what it took."""
    PARTS[part](seconds, width, height, folder)
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    print(json.dumps({"cpu": cpu, "memory": max(usage.ru_maxrss for usage in usages) / 1024}))


def main(argv: Sequence[str]) -> int:
    """Prints the table; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--width", type=int, default=1080)
    parser.add_argument("--height", type=int, default=1920)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.part:
        child(options.part, options.seconds, options.width, options.height, options.folder)
        return 0
    parts = [part for part in PARTS if part != "moviepy" or importlib.util.find_spec("moviepy")]
    with tempfile.TemporaryDirectory() as folder:
        print(f"{options.width}×{options.height}, {FPS} fps, {options.seconds:g} s, {os.cpu_count()} cores")
        print("per second of video:")
        found = {}
        for part in parts:
            row = run(part, options.seconds, options.width, options.height, Path(folder))
            found[part] = row
            print(
                f"{part:18} {row['cpu']:6.2f} core-s   {row['wall']:6.2f} s   peak {row['memory']:5.0f} MB",
                flush=True,
            )
    alone = found["ours"]["cpu"] / found["x264 same frames"]["cpu"]
    print(f"ours / x264 alone on the same frames: {alone:.2f} (target {ALONE_TARGET})")
    missed = alone > ALONE_TARGET
    for part, target in (("preview", PREVIEW_TARGET), ("one scene edited", EDIT_TARGET)):
        share = found[part]["wall"] / found["ours"]["wall"]
        print(f"{part} / ours: {share:.2f} (target {target})")
        missed = missed or share > target
    if "moviepy" in found:
        less = found["moviepy"]["cpu"] / found["ours"]["cpu"]
        print(f"moviepy / ours: {less:.2f} (target {MOVIEPY_TARGET})")
        missed = missed or less < MOVIEPY_TARGET
    else:
        print("moviepy is not installed: uv run --group bench python benchmarks/render.py")
    return int(options.check and missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
