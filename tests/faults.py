"""A backend that says what a test wants it to say: real sockets, scripted answers, every request recorded."""

from __future__ import annotations

import json
import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "test-token-one"
SESSION = "session-1"


@dataclass
class Answer:
    """One response. `cut` closes the connection after so many bytes of the body, though more were announced; `late`
    seconds pass before anything is said; with `pace` every byte comes alone, so many seconds after the one before;
    `endless`: its headers never end."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    late: float = 0
    pace: float | None = None
    endless: bool = False

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def sse(*frames: Any, **options: Any) -> Answer:
    """An event stream of these frames: strings as they are, everything else as JSON."""
    lines = [frame if isinstance(frame, str) else json.dumps(frame) for frame in frames]
    body = "".join(f"data: {line}\n\n" for line in lines).encode()
    return Answer(200, body, {"Content-Type": "text/event-stream"}, **options)


def says(text: str, *, partial: bool = False) -> dict[str, Any]:
    """An ADK event with words in it."""
    return {
        "content": {"parts": [{"text": text}], "role": "model"},
        "partial": partial,
        "author": "nemo_agent",
    }


def draft(name: str = "city timelapse", **m: Any) -> dict[str, Any]:
    """A small timeline."""
    segment = {"id": "s1", "st": 0, "d": 10000, "m": {"name": name, **m}}
    return {"d": 10000, "m": {"width": 1080, "height": 1920}, "t": [{"tt": 0, "sg": [segment]}]}


class _Dribble:
    """A writer that says everything a byte at a time."""

    def __init__(self, out: Any, pace: float, over: threading.Event) -> None:
        self._out = out
        self._pace = pace
        self._over = over

    def write(self, data: bytes) -> None:
        for at in range(len(data)):
            self._out.write(data[at : at + 1])
            self._out.flush()
            self._over.wait(self._pace)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """A client that went away is what many tests are about: no traceback between their dots."""


class Backend:
    """Answers by method and path; the last answer of a route stays. Unscripted routes of the start are sensible."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.over = threading.Event()
        self._answers: dict[tuple[str, str], deque[Answer]] = defaultdict(deque)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:
                pass

            def _serve(self) -> None:
                length = self.headers.get("Content-Length")
                body = self.rfile.read(int(length)) if length else self._chunked()
                headers = {key.lower(): value for key, value in self.headers.items()}
                seen = Seen(self.command, self.path, headers, body)
                outer.seen.append(seen)
                answer = outer.answer(seen)
                outer.reached(seen, "received")
                plain = self.wfile
                try:
                    self._slowed(answer)
                    self._reply(answer, seen)
                finally:
                    self.wfile = plain
                outer.reached(seen, "answered")

            do_GET = do_POST = do_HEAD = _serve

            def _chunked(self) -> bytes:
                body = b""
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return body
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            def _slowed(self, answer: Answer) -> None:
                if answer.late:
                    outer.over.wait(answer.late)
                if answer.pace is not None or answer.endless:
                    self.wfile = _Dribble(self.wfile, answer.pace or 0.01, outer.over)
                if answer.endless:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                    while not outer.over.is_set():
                        self.wfile.write(b"X-More: to come\r\n")

            def _reply(self, answer: Answer, seen: Seen) -> None:
                content = answer.content()
                status, start = answer.status, 0
                ranged = self.headers.get("Range")
                headers = {"Content-Type": "application/json", **answer.headers}
                if ranged and "ETag" in headers and self.headers.get("If-Range") in (None, headers["ETag"]):
                    status, start = 206, int(ranged.removeprefix("bytes=").rstrip("-"))
                    headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content) - start))
                self.end_headers()
                end = len(content) if answer.cut is None else answer.cut
                half = start + max(0, end - start) // 2
                self.wfile.write(content[start:half])
                outer.reached(seen, "half")
                self.wfile.write(content[half:end])
                if answer.cut is not None:
                    self.close_connection = True

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        # Closing waits for one round: half a second by default, in each of hundreds of tests.
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.on("POST", "/api/auth/anonymous-token", {"code": 0, "data": {"token": TOKEN, "credits": 100}})
        data = {"session_id": SESSION, "task_id": "task-1", "user_id": "anon_1"}
        self.on("POST", "/api/tasks/me/with-session/nemo_agent", {"code": 0, "data": data})
        self.state(None)

    def answer(self, seen: Seen) -> Answer:
        """What a request is answered."""
        return self._next(seen.method, seen.path)

    def reached(self, seen: Seen, moment: str) -> None:
        """Called when a request was `received`, `half` of its answer was written, and all of it (`answered`)."""

    def on(self, method: str, path: str, *answers: Any) -> None:
        """What this route answers, one after the other, the last one for good; plain values are 200 bodies."""
        wrapped = [each if isinstance(each, Answer) else Answer(body=each) for each in answers]
        self._answers[method, path] = deque(wrapped)

    def state(self, *drafts: Any) -> None:
        """The drafts that the state shows, one after the other."""
        bodies = [{"code": 0, "data": {"state": {"draft": each}}} for each in drafts]
        self.on("GET", f"/api/state/nemo_agent/me/{SESSION}/latest", *bodies)

    def requests(self, path: str) -> list[Seen]:
        """What came to a path, or to anything below it."""
        return [seen for seen in self.seen if seen.path.startswith(path)]

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def _next(self, method: str, path: str) -> Answer:
        found = self._answers.get((method, path))
        if not found and "/render/proxy/lambda/" in path:
            found = self._answers.get((method, "/api/render/proxy/lambda/*"))
        if not found:
            return Answer(404, {"detail": "Not Found"})
        return found.popleft() if len(found) > 1 else found[0]
