"""Every flow with a secret token and a secret text: neither is found where it does not belong."""

import json
import logging
from pathlib import Path

import pytest

from skill.agent import open_agent
from skill.errors import SkillError
from skill.messages import Message
from skill.printing import JsonPrinter, PlainPrinter, tell
from skill.settings import Settings
from tests.clients import Nursery, User, World
from tests.conftest import with_token
from tests.faults import Answer, Backend, Seen

TOKEN = "test-canary-of-a-token"
TEXT = "Canarybird Roasters opens on Elm Street."
AUTH = ("authorization", "x-client-id", "x-skill-source", "x-skill-version", "x-skill-platform", "cookie")


class Cdn(Backend):
    """Another host: it records what it is sent, and sends some on to a third."""

    def __init__(self, further: str = "") -> None:
        super().__init__()
        self._further = further

    def answer(self, seen: Seen) -> Answer:
        from tests.clients import VIDEO

        if self._further:
            return Answer(302, None, {"Location": self._further + seen.path})
        return Answer(200, VIDEO, {"ETag": '"one"'})


class Elsewhere(World):
    """Its videos are on another host; `fallback`: they are gone there, and its own answer leads to a third."""

    def __init__(self, cdn: str, fallback: str = "") -> None:
        super().__init__()
        self._cdn = cdn
        self._fallback = fallback
        self.on("POST", "/api/auth/anonymous-token", {"code": 0, "data": {"token": TOKEN}})

    def answer(self, seen: Seen) -> Answer:
        if seen.path.endswith("/download"):
            return Answer(302, None, {"Location": f"{self._fallback}{seen.path}.mp4"})
        return super().answer(seen)

    def _render(self, id: str) -> Answer:
        if id not in self.renders:
            return Answer(404, {})
        return Answer(body={"status": "completed", "output": {"url": f"{self._cdn}/{id}.mp4"}})


@pytest.fixture
def cdns():
    third = Cdn()
    second = Cdn(third.url)
    yield second, third
    second.close()
    third.close()


@pytest.fixture
def nursery():
    made = Nursery()
    yield made
    made.close()


FLOWS = (
    ("say", "credits"),
    ("say", TEXT, "--json"),
    ("say", "use this as scene 2", "--file", "a.png"),
    ("say", f"make a video of this: {TEXT}", "--file", "script.txt"),
    ("say", "upload https://example.com/a.mp4"),
    ("say", "status"),
    ("say", "export", "-o", "one.mp4", "--json"),
    ("make", TEXT, "-o", "two.mp4"),
    ("batch", "jobs.jsonl", "-o", "out"),
    ("resume",),
    ("projects",),
    ("doctor",),
)


def files(folder: Path):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("own", [True, False], ids=["own token", "anonymous token"])
def test_the_token_is_in_no_output_no_address_and_no_file_but_the_store(nursery, cdns, tmp_path, own):
    second, third = cdns
    world = Elsewhere(second.url)
    home, folder = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    folder.mkdir()
    (folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n1234")
    (folder / "script.txt").write_text(TEXT)
    (folder / "jobs.jsonl").write_text(json.dumps({"text": TEXT, "output": "three"}))
    user = User(nursery, home, folder, world.url, {"NEMO_TOKEN": TOKEN} if own else {})
    for flow in FLOWS:
        code = user.run(*flow)
        assert code == 0 or flow == ("doctor",), (flow, user.said.read_text())
    assert len(list(folder.rglob("*.mp4"))) == 3
    said = user.said.read_text()
    assert TOKEN not in said
    assert "clm_test" in said
    sent = [seen for seen in world.seen if seen.headers.get("authorization") == f"Bearer {TOKEN}"]
    assert len(sent) > 20
    assert not any(TOKEN in seen.path or TOKEN.encode() in seen.body for seen in world.seen)
    holders = {path.name for path in files(tmp_path) if TOKEN.encode() in path.read_bytes()}
    assert holders <= (set() if own else {"skill.db", "skill.db-wal"})
    assert bool(holders) is not own
    for cdn in (second, third):
        assert len(cdn.seen) >= 3
        for seen in cdn.seen:
            assert not [name for name in AUTH if name in seen.headers]
            assert TOKEN not in seen.path
    world.close()


async def flow(settings: Settings, printer, text: str, *files: Path) -> int:
    async with open_agent(settings) as agent:
        return await tell(agent.reply(Message(text, files)), printer, "en")


FAULTS = {
    "refused": Answer(401, {"message": f"token {TOKEN} is not known"}),
    "echoed": Answer(422, {"message": f"bad header Authorization: Bearer {TOKEN}"}),
    "garbage": Answer(200, f"<html>{TOKEN} {TEXT}".encode()),
    "no json": Answer(
        200, f'data: {{"text": "{TEXT}" {TOKEN}\n\n'.encode(), {"Content-Type": "text/event-stream"}
    ),
    "cut": Answer(200, f'{{"x": "{TOKEN}{TEXT}"}}'.encode(), cut=9),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_puts_neither_token_nor_text_into_a_log_or_the_token_into_words(
    settings, backend, caplog, capsys, fault
):
    caplog.set_level(logging.DEBUG)
    for logger in ("httpcore", "httpx"):
        logging.getLogger(logger).setLevel(logging.INFO)
    backend.on("POST", "/api/auth/anonymous-token", {"data": {"token": TOKEN}})
    # Reads would be repeated and a broken turn waited for; the first session is neither.
    path = "/api/tasks/me/with-session/nemo_agent" if fault in ("cut", "garbage") else "/run_sse"
    backend.on("POST", path, FAULTS[fault])
    for tokened in (settings, with_token(settings, TOKEN)):
        for printer in (PlainPrinter(), JsonPrinter()):
            await flow(tokened, printer, TEXT)
    assert TOKEN not in caplog.text
    assert TEXT not in caplog.text
    assert "Canarybird" not in caplog.text
    told = capsys.readouterr()
    assert TOKEN not in told.out + told.err


async def test_the_fallbacks_redirect_gets_none_of_our_headers(settings, tmp_path, cdns):
    _, third = cdns
    world = Elsewhere("http://127.0.0.1:9", third.url)
    try:
        here = Settings.from_env(
            {"HOME": str(tmp_path / "h"), "NEMO_API_URL": world.url}, language="en", output=tmp_path / "a.mp4"
        )
        from skill.api.client import Api
        from skill.attribution import Attribution
        from skill.sessions import Store

        async def nap(seconds):
            pass

        with Store.open(here) as store:
            async with Api(here, store, Attribution("a", "1", "unknown"), sleep=nap) as api:
                world.renders["render_1"] = 0
                await api.credits()
                with pytest.raises(SkillError):
                    await api.download("http://127.0.0.1:9/render_1.mp4", tmp_path / "a.mp4")
                await api.download_fallback("render_1", tmp_path / "a.mp4")
        assert world.seen[-1].headers["authorization"] == f"Bearer {TOKEN}"
        assert third.seen
        assert not [name for seen in third.seen for name in AUTH if name in seen.headers]
    finally:
        world.close()
