"""What tests with a model share: a small OpenAI-compatible endpoint, and a user of a real studio."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

import httpx

from skill.studio.movie import Movie
from skill.wire.draft import Draft
from tests.studio.parts import Caller


@dataclass
class Scripted:
    """What an endpoint answers, and what it was asked. `cut`: it hangs up half-way through an answer."""

    url: str = ""
    status: int = 200
    body: bytes | None = None
    cut: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def answer(self, number: int, asked: dict[str, Any]) -> tuple[int, bytes]:
        """Status and body for the request that came as the `number`th, from 1."""
        raise NotImplementedError


S = TypeVar("S", bound=Scripted)


@contextmanager
def listening(scripted: S) -> Iterator[S]:
    """The endpoint on a real socket, at `url`."""
    taking = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = {"path": self.path, **json.loads(self.rfile.read(int(self.headers["Content-Length"])))}
            with taking:
                scripted.asked.append(asked)
                scripted.keys.append(self.headers.get("Authorization"))
                number = len(scripted.asked)
            status, body = scripted.answer(number, asked)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) * (2 if scripted.cut else 1)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        scripted.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        yield scripted
        server.shutdown()


def user(url: str, language: str = "en") -> Caller:
    """A signed-in user with an open session."""
    http = httpx.Client(base_url=url, timeout=30.0, trust_env=False, verify=False)
    return Caller(http).sign_in().open(language)


def movie(caller: Caller) -> Movie:
    """The movie of the user's session as it is now."""
    return Movie.from_draft(Draft.model_validate(caller.state()["draft"]))
