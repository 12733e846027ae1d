"""The storyboard over the real API: one frame of each scene, drawn by the real renderer."""

from __future__ import annotations

import io
from pathlib import Path

import httpx
import pytest
from PIL import Image

from skill.studio.options import Options
from skill.studio.serve import InThread
from tests.studio.parts import Caller, SmallRenderer

BOARD = "/api/storyboard/nemo_agent/me/{sid}"


@pytest.fixture
def user(tmp_path: Path):
    options = Options(silent_share=0.0, gui_talk=False)
    with InThread(tmp_path, options, renderer=SmallRenderer()) as studio:
        http = httpx.Client(base_url=studio.url, timeout=30.0, trust_env=False, verify=False)
        yield Caller(http).sign_in().open()


def test_the_scenes_of_a_video_are_drawn_side_by_side(user: Caller) -> None:
    user.say("a square 9 second video, three scenes: rain, river, sea")
    answer = user.http.get(BOARD.format(sid=user.sid))
    assert answer.headers["content-type"] == "image/png"
    sheet = Image.open(io.BytesIO(answer.content))
    assert sheet.width > 2 * 480
    assert len(sheet.convert("RGB").getcolors(sheet.width * sheet.height) or ()) > 50


def test_a_session_without_scenes_has_no_storyboard(user: Caller) -> None:
    answer = user.http.get(BOARD.format(sid=user.sid))
    assert (answer.status_code, "scenes" in answer.text) == (422, True)


def test_a_storyboard_is_for_its_owner_only(user: Caller) -> None:
    assert user.http.get(BOARD.format(sid="nobody")).status_code == 404
    assert user.http.get(BOARD.format(sid=user.sid), headers={"Authorization": "Bearer x"}).status_code == 401


@pytest.mark.parametrize("broken", [False, True])
def test_a_file_that_is_gone_or_broken_is_named(
    user: Caller, tmp_path: Path, png: bytes, *, broken: bool
) -> None:
    user.say("a square 6 second video, two scenes: rain, river")
    user.upload(("rain.png", png))
    user.say("use this picture as scene 1")
    [kept] = (path for path in (tmp_path / "assets").iterdir() if path.is_file())
    kept.chmod(0o600)
    if broken:
        kept.write_bytes(b"\x89PNG\r\n\x1a\n")
    else:
        kept.unlink()
    answer = user.http.get(BOARD.format(sid=user.sid))
    assert (answer.status_code, "rain.png" in answer.text) == (422, True)
