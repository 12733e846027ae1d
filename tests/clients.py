"""Whole client processes, started in milliseconds: a process that has everything imported forks them one by one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults import Answer, Backend, Seen, draft, says, sse

ROOT = Path(__file__).resolve().parent.parent
VIDEO = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 400
RENDERS = "/api/render/proxy/lambda"
_NURSERY = """
import json, os, sys
import skill.cli, skill.agent, skill.relay, skill.batch, skill.api.client, skill.api.sse, skill.api.transfer
import skill.wire.models, filelock, httpx
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.environ.clear()
            os.environ.update(order["environ"])
            os.chdir(order["cwd"])
            said = os.open(order["said"], os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(said, 1)
            os.dup2(said, 2)
            sys.stdin = open(0)
            code = skill.cli.run(order["arguments"])
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    print(child, flush=True)
    if order["wait"]:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Nursery:
    """Forks clients. `wait` gives the exit code; without it the process id comes back at once."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-c", _NURSERY],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)

    def order(
        self, arguments: Sequence[str], cwd: Path, environ: Mapping[str, str], said: Path, *, wait: bool
    ) -> int:
        order = {
            "arguments": [str(each) for each in arguments],
            "cwd": str(cwd),
            "environ": dict(environ),
            "said": str(said),
            "wait": wait,
        }
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(order), file=self._process.stdin, flush=True)
        pid = int(self._process.stdout.readline())
        return int(self._process.stdout.readline()) if wait else pid


@dataclass
class User:
    """One user with a home and a working folder. What every process printed is in `said`."""

    nursery: Nursery
    home: Path
    folder: Path
    url: str
    more: Mapping[str, str] | None = None

    @property
    def said(self) -> Path:
        return self.home / "said.log"

    def run(self, *arguments: object) -> int:
        return self._order(arguments, wait=True)

    def start(self, *arguments: object) -> int:
        return self._order(arguments, wait=False)

    def _order(self, arguments: Sequence[object], *, wait: bool) -> int:
        environ = {"HOME": str(self.home), "NEMO_API_URL": self.url, "LANG": "C.UTF-8", **(self.more or {})}
        return self.nursery.order(
            [str(each) for each in arguments], self.folder, environ, self.said, wait=wait
        )


def kill(pid: int) -> None:
    """SIGKILL, at once."""
    os.kill(pid, signal.SIGKILL)


class World(Backend):
    """A backend with a memory: a message is paid for when it has arrived, a render lives on without its client.

    `hold(n, moment)` stops the n-th request (from 0) at a moment until `release`; `held` says when it got there.
    """

    def __init__(self) -> None:
        super().__init__()
        self.paid: list[str] = []
        self.renders: dict[str, int] = {}
        self.held = threading.Event()
        self.release = threading.Event()
        self._point: tuple[int, str] | None = None
        self._drafts: dict[str, object] = {}
        self._sessions = 0

    def hold(self, number: int, moment: str) -> None:
        self._point = (number, moment)

    def reached(self, seen: Seen, moment: str) -> None:
        number = next(n for n, each in enumerate(self.seen) if each is seen)
        if self._point == (number, moment):
            self._point = None
            self.held.set()
            self.release.wait(30)

    def answer(self, seen: Seen) -> Answer:
        path = seen.path
        if path.startswith("/api/tasks/"):
            self._sessions += 1
            data = {"session_id": f"s{self._sessions}", "task_id": "t1", "user_id": "anon_1"}
            return Answer(body={"code": 0, "data": data})
        if path == "/run_sse":
            body = seen.json()
            self.paid.append(body["new_message"]["parts"][0]["text"])
            self._drafts[body["session_id"]] = draft(f"take {len(self.paid)}")
            return sse(says("Here ", partial=True), says("it is.", partial=True), says("Here it is."))
        if path.startswith("/api/state/"):
            return Answer(
                body={"code": 0, "data": {"state": {"draft": self._drafts.get(path.split("/")[-2])}}}
            )
        if path.startswith("/api/upload-video/"):
            return Answer(body={"code": 0, "data": {"files": [{"filename": "a.png", "file_type": "image"}]}})
        if path == RENDERS:
            self.renders[seen.json()["id"]] = 0
            return Answer(body={"status": "pending"})
        if path.startswith(RENDERS):
            return self._render(path.rsplit("/", 1)[-1])
        if path.endswith(".mp4"):
            return Answer(200, VIDEO, {"Content-Type": "video/mp4", "ETag": '"one"'})
        if path.endswith("/claim-token"):
            return Answer(body={"code": 0, "data": {"claim_token": "clm_test", "expires_in": 604800}})
        if path.endswith("/balance/simple"):
            return Answer(body={"code": 0, "data": {"available": 60, "frozen": 40, "total": 100}})
        return super().answer(seen)

    def _render(self, id: str) -> Answer:
        if id not in self.renders:
            return Answer(404, {"detail": "no such render"})
        return Answer(
            body={"status": "completed", "progress": 100, "output": {"url": f"{self.url}/{id}.mp4"}}
        )
