"""What the tests of the client share: a scripted backend, and an agent talking to it with all waits cut short."""

from __future__ import annotations

import dataclasses
import signal
from pathlib import Path

import pytest

from skill.agent import Agent
from skill.api.client import Api
from skill.attribution import Attribution
from skill.conversation import Conversation, Patience
from skill.sessions import Store
from skill.settings import Settings
from tests.faults import Backend

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell's background job ignores Ctrl-C, and so would every command that the tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)

QUICK = Patience(still_working=0.05, silence=0.3, turn=1.0, recovery=(0, 0, 0, 0, 0), poll=0, busy=0.1)


@pytest.fixture
def backend():
    server = Backend()
    yield server
    server.close()


@pytest.fixture
def settings(tmp_path: Path, backend: Backend) -> Settings:
    environ = {"HOME": str(tmp_path / "home"), "NEMO_API_URL": backend.url}
    return Settings.from_env(environ, language="en", output=tmp_path / "out.mp4")


@pytest.fixture
def store(settings: Settings):
    with Store.open(settings) as opened:
        yield opened


@pytest.fixture
def naps() -> list[float]:
    """How long the code under test would have slept."""
    return []


@pytest.fixture
async def api(settings: Settings, store: Store, naps: list[float]):
    async def nap(seconds: float) -> None:
        naps.append(seconds)

    async with Api(settings, store, Attribution("text-to-ai", "1.2.3", "cursor"), sleep=nap) as opened:
        yield opened


@pytest.fixture
def talk(api: Api, store: Store, settings: Settings, naps: list[float]) -> Conversation:
    async def nap(seconds: float) -> None:
        naps.append(seconds)

    return Conversation(api, store, settings, "default", "en", QUICK, sleep=nap)


@pytest.fixture
def agent(talk: Conversation) -> Agent:
    return Agent(talk)


def with_token(settings: Settings, token: str) -> Settings:
    return dataclasses.replace(settings, env_token=token)
