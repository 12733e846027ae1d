"""What the studio remembers: migrations, versions, whole transactions, several processes on one folder."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import Timeout

from skill.studio import migrations
from skill.studio.database import Database
from skill.studio.movie import Media, Movie, Music, Voice, media_of
from skill.studio.projects import Versions
from skill.studio.store import Store
from tests.studio.parts import movie


def now() -> float:
    return 1_700_000_000.0


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_only_the_owner_can_read_the_data_folder(tmp_path: Path) -> None:
    with Store(tmp_path / "data", now):
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
        for file in (tmp_path / "data").glob("studio.db*"):
            if not file.name.endswith(".lock"):
                assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_file_gets_every_step_and_a_second_opening_none(tmp_path: Path) -> None:
    for _ in range(2):
        database = Database(tmp_path / "x.db")
        row = database.row("PRAGMA user_version")
        database.close()
        assert row is not None
        assert row[0] == len(migrations.STEPS)


def test_data_of_a_newer_studio_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()
    with pytest.raises(sqlite3.DatabaseError, match="9999"):
        Database(tmp_path / "x.db")


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    broken = (*migrations.STEPS, ("CREATE TABLE later (a)", "NO SQL"))
    monkeypatch.setattr(migrations, "STEPS", broken)
    with pytest.raises(sqlite3.OperationalError):
        migrations.migrate(db)
    assert db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    db.close()


def test_many_processes_can_open_a_new_folder_at_once(tmp_path: Path) -> None:
    program = """
import sys, time, pathlib
from skill.studio.store import Store
Store(pathlib.Path(sys.argv[1]), time.time)
"""
    root = Path(__file__).resolve().parents[2]
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=root, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    failures = [child.communicate()[1].decode() for child in started]
    assert [child.returncode for child in started] == [0] * 4, failures


def test_writers_of_several_stores_wait_for_each_other(tmp_path: Path) -> None:
    stores = [Store(tmp_path, now) for _ in range(4)]
    user = stores[0].accounts.grant("client", 100.0, 1000).user_id

    def spend(store: Store) -> None:
        for _ in range(25):
            store.accounts.charge(user, 1, "edit", None)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(spend, stores))
    assert stores[0].accounts.balance(user).total == 900
    for store in stores:
        store.close()


def test_a_transaction_that_breaks_writes_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.db")

    def half() -> None:
        with database.transaction():
            database.run("INSERT INTO accounts VALUES ('u', 'c', 'h', 0)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert database.rows("SELECT * FROM accounts") == []
    database.close()


def test_versions_come_back_as_they_were_kept_and_unreachable_ones_are_dropped(tmp_path: Path) -> None:
    one, two, three = movie("one"), movie("two"), movie("three")
    with Store(tmp_path, now) as store:
        user = store.accounts.grant("client", 100.0, 100).user_id
        session = store.projects.open(user, "p", "en").session_id
        assert store.projects.versions(session) == Versions()
        kept = Versions(two, past=(one,), future=(three, one), notes='{"said":"two"}')
        store.projects.keep(session, kept)
        assert store.projects.versions(session) == kept
        store.projects.keep(session, Versions(three, past=(one,)))
        assert store.projects.versions(session) == Versions(three, past=(one,))
        store.projects.keep(session, Versions(None, future=(one,)))
        assert store.projects.versions(session) == Versions(None, future=(one,))
        assert store.projects.movie(session) is None
    assert Database(tmp_path / "studio.db").row("SELECT count(*) FROM movies")[0] == 1  # type: ignore[index]


def test_a_session_nobody_opened_has_no_versions(tmp_path: Path) -> None:
    with Store(tmp_path, now) as store:
        assert store.projects.versions("nothing") == Versions()
        assert store.projects.find("nothing", "nobody") is None
        with pytest.raises(KeyError):
            store.renders.movie("nothing")


def test_every_file_a_movie_uses_is_found() -> None:
    names = ("scene", "song", "speech", "logo")
    scene, song, speech, logo = (Media(asset=name, name=name, kind="image") for name in names)
    whole = movie(media=scene).change(
        music=Music(name="m", mood="m", media=song), voice=Voice(media=speech), logo=logo
    )
    assert [media.asset for media in media_of(whole)] == list(names)
    assert media_of(Movie()) == ()


def test_one_turn_at_a_time_in_a_session_and_others_are_free(tmp_path: Path) -> None:
    with Store(tmp_path, now) as store:
        other: list[bool] = []

        def try_it(session: str) -> None:
            try:
                with store.turn_lock(session).acquire(timeout=0):
                    other.append(True)
            except Timeout:
                other.append(False)

        with store.turn_lock("a"):
            for session in ("a", "b"):
                thread = threading.Thread(target=try_it, args=(session,))
                thread.start()
                thread.join()
        assert other == [False, True]
