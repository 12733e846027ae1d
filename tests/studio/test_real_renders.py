"""The server with its real renderer: a file comes out, and a kill in the middle of it costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import av
import httpx
import pytest

from skill.studio.movie import Movie, Scene
from skill.studio.options import Options
from skill.studio.serve import InThread
from tests.studio.parts import Caller, SmallDirector

ROOT = Path(__file__).resolve().parents[2]
SERVER = """
import sys
from pathlib import Path
from skill.studio.serve import serve
serve("127.0.0.1", 0, Path(sys.argv[1]), lambda url, _key: print(url, flush=True))
"""


def long_movie(scenes: int, milliseconds: int) -> Movie:
    made = (
        Scene(id=f"s{n}", name=f"Scene {n}", duration_ms=milliseconds, text=f"Number {n}")
        for n in range(scenes)
    )
    return Movie(width=180, height=320, scenes=tuple(made))


def seconds(file: Path) -> float:
    with av.open(str(file)) as opened:
        video = opened.streams.video[0]
        assert video.codec_context.name == "h264"
        frames = sum(1 for _ in opened.decode(video))
        return frames / 30


def caller(url: str, headers: httpx.Headers | None = None) -> Caller:
    return Caller(httpx.Client(base_url=url, headers=headers, timeout=30.0, trust_env=False, verify=False))


def test_a_draft_becomes_a_video_of_its_length(tmp_path: Path) -> None:
    with InThread(tmp_path / "data", Options(), director=SmallDirector()) as studio:
        user = caller(studio.url).sign_in().open()
        user.submit("render_real", long_movie(2, 700).to_draft().as_json())
        done = user.until("render_real", "completed", "failed")
        assert done["status"] == "completed", done
        video = httpx.get(done["output"]["url"], trust_env=False, verify=False)
    (tmp_path / "video.mp4").write_bytes(video.content)
    assert seconds(tmp_path / "video.mp4") == pytest.approx(1.4, abs=0.04)


def test_a_studio_killed_in_mid_render_goes_on_from_its_finished_scenes(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout
        user = caller(child.stdout.readline().strip()).sign_in().open()
        user.submit("render_killed", long_movie(6, 1500).to_draft().as_json())
        while (reached := user.status("render_killed"))["progress"] < 0.3:
            assert reached["status"] in ("pending", "processing"), reached
    finally:
        child.kill()
        child.communicate()
    assert not list((tmp_path / "renders").glob("*.mp4")), "the render was over before the kill"
    scenes = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    kept = {path: path.stat().st_mtime_ns for path in scenes}
    with InThread(tmp_path, Options()) as studio:
        again = caller(studio.url, user.http.headers)
        first = again.status("render_killed")
        assert first["progress"] >= reached["progress"]
        done = again.until("render_killed", "completed", "failed")
        assert done["status"] == "completed", done
    finished = [path for path in kept if path.exists() and path.stat().st_mtime_ns == kept[path]]
    assert finished, "no scene of the killed process was used again"
    assert seconds(tmp_path / "renders" / "render_killed.mp4") == pytest.approx(9.0, abs=0.04)
