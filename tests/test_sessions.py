"""What is remembered between processes."""

import multiprocessing
import sqlite3
import stat
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from skill.errors import Busy
from skill.sessions import FIRST_PROJECT, Store
from skill.wire.account import AnonymousToken, Session
from skill.wire.draft import Draft
from tests.faults import draft

B = "http://backend"
ONE = Session.parse({"session_id": "s1", "task_id": "t1", "new_field": 1})


class Clock:
    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def kept(tmp_path, clock):
    def reopen():
        return Store(tmp_path / "data", tmp_path / "config", clock)

    return reopen


def test_the_client_id_is_a_uuid_alone_in_a_private_file(kept, tmp_path):
    made = kept().client_id()
    path = tmp_path / "config" / "client_id"
    assert str(uuid.UUID(path.read_text())) == made == kept().client_id()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["client_id"]


@pytest.mark.parametrize("broken", [b"nonsense", b"", b"\xff\xfe"])
def test_a_broken_client_id_is_set_aside_and_replaced(kept, tmp_path, broken):
    (tmp_path / "config").mkdir()
    path = tmp_path / "config" / "client_id"
    path.write_bytes(broken)
    made = kept().client_id()
    assert kept().client_id() == made == path.read_text()
    (aside,) = path.parent.glob("client_id.broken-*")
    assert aside.read_bytes() == broken


def test_a_client_id_that_cannot_be_read_is_not_replaced(kept, tmp_path):
    (tmp_path / "config" / "client_id").mkdir(parents=True)
    with pytest.raises(OSError, match="client_id"):
        kept().client_id()


def test_a_database_of_a_newer_version_is_left_as_it_is(kept, tmp_path):
    kept().use_project(B, "one")
    path = tmp_path / "data" / "skill.db"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    assert kept().current_project(B) == "one"
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (99,)


def _mend(folder):
    with Store(folder / "data", folder / "config") as store:
        store.use_project(B, "one")
        return store.set_aside is not None


def test_processes_that_find_it_broken_together_mend_it_once(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "skill.db").write_bytes(b"never a database" * 500)
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert sum(pool.map(_mend, [tmp_path] * 4)) == 1
    assert len(list((tmp_path / "data").glob("skill.broken-*.db"))) == 1


def _client_id(folder):
    with Store(folder / "data", folder / "config") as store:
        return store.client_id()


def test_processes_that_start_together_share_one_client_id(tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(_client_id, [tmp_path] * 8))) == 1


def test_the_database_is_private_from_its_creation(kept, tmp_path):
    kept()
    for path in (tmp_path / "data").glob("skill.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_token_is_kept_until_it_expires(kept, clock):
    granted = AnonymousToken(token="test-token", expires_at="1970-01-12T13:46:50Z")
    kept().keep_token(B, granted)
    assert kept().token(B) == "test-token"
    assert kept().token("other") is None
    clock.now = 1_000_011.0
    assert kept().token(B) is None


@pytest.mark.parametrize("expires", [None, "some day"])
def test_a_token_without_expiry_lives_a_week(kept, clock, expires):
    kept().keep_token(B, AnonymousToken(token="test-token", expires_at=expires))
    clock.now += 6 * 24 * 3600
    assert kept().token(B) == "test-token"
    clock.now += 2 * 24 * 3600
    assert kept().token(B) is None


def test_a_refused_token_is_forgotten(kept):
    kept().keep_token(B, AnonymousToken(token="test-token"))
    kept().forget_token(B)
    assert kept().token(B) is None


def test_projects_keep_their_sessions_apart(kept):
    kept().keep_session(B, "one", ONE, "zh-CN")
    kept().use_project(B, "two")
    project = kept().project(B, "one")
    assert project.session == ONE
    assert project.language == "zh-CN"
    assert kept().project(B, "two") is None
    assert kept().projects(B) == ("one", "two")
    assert kept().current_project(B) == "two"
    assert kept().current_project("other") == FIRST_PROJECT


def test_a_removed_project_is_forgotten(kept):
    kept().keep_session(B, "one", ONE, "en")
    kept().use_project(B, "one")
    kept().remove_project(B, "one")
    assert kept().projects(B) == ()
    assert kept().current_project(B) == FIRST_PROJECT


def test_a_snapshot_is_the_draft_as_it_came(kept):
    raw = {**draft(), "unknown": [1, None]}
    kept().keep_session(B, "one", ONE, "en")
    assert kept().snapshot(B, "one") is None
    kept().keep_snapshot(B, "one", Draft.model_validate(raw))
    assert kept().snapshot(B, "one").as_json() == raw
    kept().keep_session(B, "one", ONE, "en")
    assert kept().snapshot(B, "one") is None


def test_turns_are_open_until_they_are_finished(kept):
    first = kept().begin_turn(B, "one", "make it blue", language="en")
    kept().begin_turn(B, "one", "a video", language="zh-CN", export_to=Path("/x/promo.mp4"))
    kept().begin_turn("other", "one", "not mine", language="en")
    assert [(t.text, t.export_to, t.language) for t in kept().open_turns(B)] == [
        ("make it blue", None, "en"),
        ("a video", Path("/x/promo.mp4"), "zh-CN"),
    ]
    kept().finish_turn(first)
    assert [t.text for t in kept().open_turns(B)] == ["a video"]


def test_renders_are_open_until_their_file_is_there(kept):
    kept().begin_render(B, "one", "render_1", Path("/x/promo.mp4"), language="en")
    kept().update_render("render_1", url="https://cdn.example/v")
    (render,) = kept().open_renders(B)
    assert (render.render_id, render.target, render.url) == (
        "render_1",
        Path("/x/promo.mp4"),
        "https://cdn.example/v",
    )
    kept().finish_render("render_1")
    assert kept().open_renders(B) == ()


async def test_one_turn_at_a_time_in_a_project(kept):
    async with kept().turn_lock(B, "one", wait=0):
        async with kept().turn_lock(B, "two", wait=0):
            pass
        with pytest.raises(Busy):
            async with kept().turn_lock(B, "one", wait=0):
                pass
    async with kept().turn_lock(B, "one", wait=0):
        pass


async def test_a_killed_process_holds_no_lock(kept, tmp_path):
    program = f"""
import asyncio, os, signal
from pathlib import Path
from skill.sessions import Store
store = Store(Path({str(tmp_path / "data")!r}), Path({str(tmp_path / "config")!r}))
async def main():
    async with store.turn_lock({B!r}, "one", wait=0):
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-B", "-c", program], check=False)
    async with kept().turn_lock(B, "one", wait=0):
        pass


def test_a_file_that_is_no_database_is_set_aside_not_lost(kept, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "skill.db").write_bytes(b"this was never a database, but somebody's words" * 100)
    store = kept()
    store.use_project(B, "one")
    (aside,) = (tmp_path / "data").glob("skill.broken-*.db")
    assert b"somebody's words" in aside.read_bytes()


def test_a_database_that_cannot_be_opened_is_not_set_aside(kept, tmp_path):
    (tmp_path / "data" / "skill.db").mkdir(parents=True)
    with pytest.raises((sqlite3.OperationalError, OSError)):
        kept()
    assert (tmp_path / "data" / "skill.db").is_dir()


def _open(folder):
    Store(folder / "data", folder / "config").use_project(B, "one")


def test_processes_that_start_together_migrate_once(tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.map(_open, [tmp_path] * 8)
    with Store(tmp_path / "data", tmp_path / "config") as store:
        assert store.current_project(B) == "one"
