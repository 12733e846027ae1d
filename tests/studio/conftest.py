"""A real studio over a real socket. Director and renderer are small ones where a test is about the server."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from skill.studio.options import Options
from skill.studio.serve import InThread
from tests.studio.parts import Caller, Running, SmallDirector, SmallRenderer, Start


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts studios, on one data folder unless told otherwise; they end with the test."""
    with contextlib.ExitStack() as stack:

        def begin(folder: Path | None = None, parts: dict[str, Any] | None = None, **options: Any) -> Running:
            director, renderer = SmallDirector(), SmallRenderer()
            given = {"director": director, "renderer": renderer, **(parts or {})}
            settings = Options(**{"silent_share": 0.0, "gui_talk": False, **options})
            server = stack.enter_context(InThread(folder or tmp_path / "studio", settings, **given))
            return Running(server.url, folder or tmp_path / "studio", director, renderer)

        yield begin


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One studio for all tests that change no settings; renders finish at once."""
    director, renderer = SmallDirector(), SmallRenderer()
    renderer.go.set()
    folder = tmp_path_factory.mktemp("studio")
    options = Options(silent_share=0.0, gui_talk=False)
    with InThread(folder, options, director=director, renderer=renderer) as server:
        yield Running(server.url, folder, director, renderer)


@pytest.fixture
def caller(shared: Running, request: pytest.FixtureRequest) -> Caller:
    """A user of the shared studio of one's own, with an open session."""
    return shared.caller(request.node.nodeid)


@pytest.fixture(scope="session")
def png() -> bytes:
    """A small picture."""
    drawn = io.BytesIO()
    Image.new("RGB", (12, 8), "teal").save(drawn, "PNG")
    return drawn.getvalue()
