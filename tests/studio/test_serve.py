"""Starting and ending a studio: quickly, on a free port, leaving nothing behind and losing no render."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from skill.studio.options import Options
from skill.studio.serve import InThread, serve
from tests.studio.parts import Caller, SmallDirector, SmallRenderer, Start

ROOT = Path(__file__).resolve().parents[2]


def test_the_address_answers_as_soon_as_the_context_is_entered(tmp_path: Path) -> None:
    with InThread(tmp_path, Options()) as studio:
        assert studio.url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{studio.url}/health", trust_env=False).json() == {"status": "ok"}


def test_after_the_context_nobody_listens_and_no_thread_is_left(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with InThread(tmp_path, Options()) as studio:
        httpx.get(f"{studio.url}/health", trust_env=False)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{studio.url}/health", trust_env=False)
    left = [thread for thread in set(threading.enumerate()) - before if not thread.name.startswith("AnyIO")]
    assert left == []


def test_settings_come_from_the_environment_unless_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEMO_STUDIO_SILENT", "too much")
    with pytest.raises(ValueError, match="too much"):
        InThread(tmp_path)
    InThread(tmp_path, Options())


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"), InThread(tmp_path / "file" / "data", Options()):
        pass


def test_a_render_that_the_end_of_one_studio_interrupts_is_finished_by_the_next(tmp_path: Path) -> None:
    renderer = SmallRenderer()
    with InThread(tmp_path, Options(), director=SmallDirector(), renderer=renderer) as studio:
        user = Caller(httpx.Client(base_url=studio.url, trust_env=False)).sign_in().open()
        user.submit("render_interrupted")
        assert renderer.started.wait(10)
    again = SmallRenderer()
    again.go.set()
    with InThread(tmp_path, Options(), director=SmallDirector(), renderer=again) as studio:
        back = Caller(httpx.Client(base_url=studio.url, trust_env=False, headers=user.http.headers), user.sid)
        done = back.until("render_interrupted", "completed")
        assert done["output"]["url"].startswith(studio.url)


def test_a_message_in_work_is_kept_when_the_studio_ends(start: Start, tmp_path: Path) -> None:
    director = SmallDirector()
    with InThread(tmp_path / "a", Options(), director=director, renderer=SmallRenderer()) as studio:
        user = Caller(httpx.Client(base_url=studio.url, trust_env=False)).sign_in().open()
        talking = threading.Thread(target=lambda: _quietly(user, "wait"))
        talking.start()
        assert director.waiting.wait(10)
        ending = threading.Timer(0.0, director.go.set)
        ending.start()
    talking.join()
    again = start(tmp_path / "a").anybody()
    again.http.headers.update(user.http.headers)
    again.sid = user.sid
    assert again.state()["draft"] is not None


def _quietly(user: Caller, text: str) -> None:
    try:
        user.send(text)
    except httpx.HTTPError:
        return


SERVER = """
    import sys
    from pathlib import Path
    from skill.studio.serve import serve
    serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), lambda url, key: print(url, key, flush=True))
"""


def test_serve_says_its_address_answers_and_ends_with_an_interrupt(tmp_path: Path) -> None:
    program = "\n".join(line.strip() for line in SERVER.splitlines())
    child = subprocess.Popen(
        [sys.executable, "-c", program, "127.0.0.1", "0", str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    url = child.stdout.readline().strip()
    assert httpx.get(f"{url}/health", trust_env=False).json() == {"status": "ok"}
    child.send_signal(signal.SIGINT)
    _, complaints = child.communicate(timeout=20)
    assert child.returncode in (0, 130, -signal.SIGINT), complaints


def test_an_end_waits_for_an_answer_in_work_but_not_for_ever(tmp_path: Path) -> None:
    director = SmallDirector()
    parts = {"director": director, "renderer": SmallRenderer()}
    with InThread(tmp_path, Options(heartbeat_seconds=0.05), **parts) as studio:
        user = Caller(httpx.Client(base_url=studio.url, trust_env=False)).sign_in().open()
        heard: list[str] = []

        def listen() -> None:
            body = {"session_id": user.sid, "new_message": {"parts": [{"text": "wait"}]}}
            with (
                contextlib.suppress(httpx.HTTPError),
                user.http.stream("POST", "/run_sse", json=body) as answer,
            ):
                heard.extend(answer.iter_lines())

        talking = threading.Thread(target=listen)
        talking.start()
        assert director.waiting.wait(10)
        later = threading.Timer(2.5, director.go.set)
        later.start()
    talking.join()
    assert any(heard), "not even a heartbeat came"


def test_a_port_in_use_is_an_os_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            serve("127.0.0.1", taken.getsockname()[1], tmp_path)


def test_serving_credits_and_state_loads_no_renderer(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
import httpx
from skill.studio.options import Options
from skill.studio.serve import InThread
with InThread(Path(sys.argv[1]), Options()) as studio:
    http = httpx.Client(base_url=studio.url, trust_env=False)
    token = http.post("/api/auth/anonymous-token", headers={"X-Client-Id": "x"}).json()["data"]["token"]
    http.headers["Authorization"] = "Bearer " + token
    sid = http.post("/api/tasks/me/with-session/nemo_agent", json={}).json()["data"]["session_id"]
    assert http.get("/api/credits/balance/simple").json()["data"]["available"] == 100
    assert http.get(f"/api/state/nemo_agent/me/{sid}/latest").json()["code"] == 0
print([name for name in ("numpy", "av", "PIL", "skill.studio.director", "skill.studio.render") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
