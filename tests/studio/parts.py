"""What tests of the studio's server share: a caller, a small director and a small renderer."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from skill.studio.director import History, Turn
from skill.studio.movie import Media, Movie, Scene
from skill.studio.render.faults import Cancelled

ATTRIBUTION = {"X-Skill-Source": "text-to-ai", "X-Skill-Version": "0.1", "X-Skill-Platform": "unknown"}
TINY = (64, 112)
WAIT_SECONDS = 20.0


def movie(text: str = "Hello", media: Media | None = None, milliseconds: int = 500) -> Movie:
    """The smallest movie."""
    scene = Scene(id="s1", name=text[:20] or "empty", duration_ms=milliseconds, text=text, media=media)
    return Movie(width=TINY[0], height=TINY[1], scenes=(scene,))


@dataclass
class SmallDirector:
    """Makes one-scene movies. "undo" goes back, "question" changes nothing, "boom" breaks, "wait" waits for `go`."""

    go: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)
    heard: list[dict[str, Any]] = field(default_factory=list)

    def __call__(
        self, text: str, movie_: Movie | None, *, files: tuple[Media, ...], history: History, language: str
    ) -> Turn:
        self.heard.append({"text": text, "files": files, "language": language, "past": len(history.past)})
        if text == "boom":
            raise RuntimeError(f"the words were {text}")
        if text.startswith("wait"):
            self.waiting.set()
            assert self.go.wait(WAIT_SECONDS)
        if text == "question":
            return Turn(movie_, False, "It has one scene.", (), history)
        if text == "undo" and history.past:
            earlier = History(past=history.past[:-1], future=(*history.future, movie_))
            return Turn(history.past[-1], True, "Undone.", (("undo", {}),), earlier)
        made = movie(text, files[-1] if files else None)
        return Turn(
            made, True, f"Made: {text}", (("make_scenes", {"scenes": 1}),), history.after(movie_, text)
        )


@dataclass
class SmallRenderer:
    """Writes a file when `go` is set; says in `started` that it began."""

    go: threading.Event = field(default_factory=threading.Event)
    started: threading.Event = field(default_factory=threading.Event)
    content: bytes = bytes(range(256)) * 400
    failure: BaseException | None = None
    rendered: list[Movie] = field(default_factory=list)

    def __call__(
        self,
        movie: Movie,
        assets: Mapping[str, Path],
        out: Path,
        *,
        cache: Path,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self.rendered.append(movie)
        progress(0.25)
        self.started.set()
        while not self.go.wait(0.01):
            if cancelled():
                raise Cancelled
        if self.failure:
            raise self.failure
        progress(0.5)
        out.write_bytes(self.content)
        progress(1.0)


@dataclass
class Caller:
    """One user of a studio."""

    http: httpx.Client
    sid: str = ""

    def token(self, client_id: str = "5f0c2f0e-0000-4000-8000-000000000001") -> str:
        answer = self.http.post("/api/auth/anonymous-token", headers={"X-Client-Id": client_id})
        return str(answer.json()["data"]["token"])

    def sign_in(self, client_id: str = "5f0c2f0e-0000-4000-8000-000000000001") -> Caller:
        self.http.headers["Authorization"] = f"Bearer {self.token(client_id)}"
        self.http.headers.update(ATTRIBUTION)
        return self

    def open(self, language: str = "en") -> Caller:
        body = {"task_name": "project", "language": language}
        answer = self.http.post("/api/tasks/me/with-session/nemo_agent", json=body)
        self.sid = answer.json()["data"]["session_id"]
        return self

    def send(self, text: str) -> httpx.Response:
        message = {"parts": [{"text": text}]}
        body = {"app_name": "nemo_agent", "user_id": "me", "session_id": self.sid, "new_message": message}
        return self.http.post("/run_sse", json=body, headers={"Accept": "text/event-stream"})

    def say(self, text: str) -> list[dict[str, Any]]:
        """The events of one turn."""
        return events(self.send(text).text)

    def state(self) -> dict[str, Any]:
        answer = self.http.get(f"/api/state/nemo_agent/me/{self.sid}/latest")
        return dict(answer.json()["data"]["state"])

    def credits(self) -> dict[str, Any]:
        return dict(self.http.get("/api/credits/balance/simple").json()["data"])

    def upload(self, *files: tuple[str, bytes]) -> httpx.Response:
        fields = [("files", (name, content)) for name, content in files]
        return self.http.post(f"/api/upload-video/nemo_agent/me/{self.sid}", files=fields)

    def submit(self, id: str, draft: Any = None, **output: Any) -> httpx.Response:
        body = {
            "id": id,
            "sessionId": self.sid,
            "draft": draft if draft is not None else movie().to_draft().as_json(),
            "output": {"format": "mp4", "quality": "high", **output},
        }
        return self.http.post("/api/render/proxy/lambda", json=body)

    def status(self, id: str) -> dict[str, Any]:
        return dict(self.http.get(f"/api/render/proxy/lambda/{id}").json())

    def until(self, id: str, *states: str) -> dict[str, Any]:
        """The status once it is one of `states`."""
        end, tick = time.monotonic() + WAIT_SECONDS, threading.Event()
        while (found := self.status(id)).get("status") not in states:
            assert time.monotonic() < end, found
            tick.wait(0.01)
        return found


def events(body: str) -> list[dict[str, Any]]:
    frames = [frame.strip().removeprefix("data:").strip() for frame in body.split("\n\n")]
    return [json.loads(frame) for frame in frames if frame not in ("", "heartbeat")]


def words(turn: list[dict[str, Any]]) -> str:
    """What a client shows of a turn: its whole texts."""
    whole = [event for event in turn if "content" in event and not event.get("partial")]
    return "".join(part.get("text", "") for event in whole for part in event["content"]["parts"])


@dataclass
class Running:
    """A studio and what its director and renderer were asked."""

    url: str
    folder: Path
    director: SmallDirector
    renderer: SmallRenderer

    def caller(self, client_id: str = "5f0c2f0e-0000-4000-8000-000000000001") -> Caller:
        """A signed-in user with an open session."""
        return self.anybody().sign_in(client_id).open()

    def anybody(self) -> Caller:
        return Caller(httpx.Client(base_url=self.url, timeout=WAIT_SECONDS, trust_env=False, verify=False))


Start = Callable[..., Running]
