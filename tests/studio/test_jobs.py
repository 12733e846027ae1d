"""Render jobs: they survive restarts, kills and second processes, and end in one file or a plain reason."""

from __future__ import annotations

import errno
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from skill.studio.jobs import MAX_STARTS, Jobs
from skill.studio.movie import Media
from skill.studio.options import Options
from skill.studio.render.faults import RenderError
from skill.studio.renders import Render
from skill.studio.store import Store
from tests.studio.parts import SmallRenderer, movie

SOON = Options(claim_seconds=0.02)
WAIT = 20.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path, Clock()) as opened:
        yield opened


class Clock:
    """Far enough apart that every look at a job counts."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


class Work:
    """Jobs of one process, stopped at the end; `done` waits for a job's end by its file lock being free."""

    def __init__(self, store: Store, renderer: SmallRenderer, options: Options = SOON) -> None:
        self.store, self.renderer = store, renderer
        self.jobs = Jobs(store, options, Clock(), renderer)

    def __enter__(self) -> Work:
        self.jobs.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.jobs.stop()

    def until(self, id: str, state: str) -> Render:
        return until(self.store, id, state)


def until(store: Store, id: str, state: str) -> Render:
    ticks = threading.Event()
    for _ in range(2000):
        job = store.renders.find(id)
        assert job is not None
        if job.status == state:
            return job
        ticks.wait(0.01)
    raise AssertionError(job)


def add(store: Store, id: str, session: str | None = None, media: Media | None = None) -> str:
    """A new job, in a session of its own unless told otherwise; the session's id."""
    user = store.accounts.grant("client", 100.0, 100).user_id
    session = session or store.projects.open(user, "p", "en").session_id
    assert store.renders.add(id, session, user, movie(media=media), 5)
    return session


def ready(renderer: SmallRenderer) -> SmallRenderer:
    renderer.go.set()
    return renderer


def test_a_job_that_was_waiting_is_taken_up_at_the_start(store: Store) -> None:
    add(store, "early")
    with Work(store, ready(SmallRenderer())) as work:
        job = work.until("early", "completed")
    assert job.progress == 1.0
    assert store.video("early").read_bytes() == work.renderer.content


def test_a_stop_puts_the_running_job_back_and_the_next_studio_finishes_it(store: Store) -> None:
    add(store, "stopped")
    with Work(store, SmallRenderer()) as work:
        assert work.renderer.started.wait(WAIT)
    job = store.renders.find("stopped")
    assert job is not None
    assert (job.status, job.progress, job.starts) == ("pending", 0.25, 0)
    with Work(store, ready(SmallRenderer())) as work:
        work.until("stopped", "completed")


def test_progress_never_goes_back_when_a_job_begins_anew(store: Store) -> None:
    add(store, "again")
    store.renders.begin("again")
    assert store.renders.advance("again", 0.8)
    store.renders.put_back("again")
    with Work(store, SmallRenderer()) as work:
        assert work.renderer.started.wait(WAIT)
        job = store.renders.find("again")
        assert job is not None
        assert job.progress == 0.8


def test_two_processes_never_render_the_same_job_and_one_takes_over_what_the_other_leaves(
    tmp_path: Path,
) -> None:
    with Store(tmp_path, Clock()) as one, Store(tmp_path, Clock()) as two:
        add(one, "shared")
        second = ready(SmallRenderer())
        with Work(one, SmallRenderer()) as first:
            assert first.renderer.started.wait(WAIT)
            with Work(two, second) as other:
                add(two, "other")
                other.until("other", "completed")
                assert len(second.rendered) == 1, "the shared job was taken although it is in work"
                first.jobs.stop()
                other.until("shared", "completed")
        assert len(second.rendered) == 2


def test_jobs_are_taken_in_turn_between_sessions(store: Store) -> None:
    busy = add(store, "busy_1")
    add(store, "busy_2", busy)
    add(store, "busy_3", busy)
    add(store, "single")
    assert [job.id for job in store.renders.waiting()] == ["busy_1", "single", "busy_2", "busy_3"]


def test_a_user_with_many_videos_does_not_go_before_one_with_a_single_one(store: Store) -> None:
    for n in range(3):
        add(store, f"busy_{n}")
    other = store.accounts.grant("another client", 100.0, 100).user_id
    session = store.projects.open(other, "p", "en").session_id
    assert store.renders.add("single", session, other, movie(), 5)
    assert [job.id for job in store.renders.waiting()] == ["busy_0", "single", "busy_1", "busy_2"]


def test_a_database_that_is_busy_for_a_moment_ends_no_studio(store: Store) -> None:
    add(store, "later")
    real, asked = store.renders.waiting, threading.Event()

    def busy() -> tuple[Render, ...]:
        if not asked.is_set():
            asked.set()
            raise sqlite3.OperationalError("database is locked")
        return real()

    store.renders.waiting = busy  # type: ignore[method-assign]
    with Work(store, ready(SmallRenderer())) as work:
        work.until("later", "completed")
    assert asked.is_set()


def test_cancel_reaches_the_renderer_within_its_next_look(store: Store) -> None:
    add(store, "cancelled")
    with Work(store, SmallRenderer()) as work:
        assert work.renderer.started.wait(WAIT)
        assert store.renders.cancel("cancelled")
        add(store, "next")
        work.renderer.go.set()
        work.until("next", "completed")
    job = store.renders.find("cancelled")
    assert job is not None
    assert job.status == "cancelled"
    assert not store.video("cancelled").exists()


def test_a_job_that_is_cancelled_as_it_ends_leaves_no_file(store: Store) -> None:
    add(store, "last_moment")
    renderer = ready(SmallRenderer())

    def cancelling(*given: object, **named: object) -> None:
        renderer(*given, **named)  # type: ignore[arg-type]
        store.renders.cancel("last_moment")

    jobs = Jobs(store, SOON, Clock(), cancelling)
    jobs.start()
    add(store, "after")
    until(store, "last_moment", "cancelled")
    until(store, "after", "completed")
    jobs.stop()
    assert not store.video("last_moment").exists()


def test_a_cancelled_renderer_that_goes_on_is_told_again(store: Store) -> None:
    add(store, "gone")
    seen: list[bool] = []

    def stubborn(
        *_: object, progress: Callable[[float], None], cancelled: Callable[[], bool], **__: object
    ) -> None:
        store.renders.cancel("gone")
        progress(0.5)
        seen.extend((cancelled(), cancelled()))

    jobs = Jobs(store, SOON, Clock(), stubborn)
    jobs.start()
    add(store, "after")
    until(store, "after", "completed")
    jobs.stop()
    assert seen[:2] == [True, True]


FAILURES: dict[str, tuple[BaseException, str, str]] = {
    "a full disk": (OSError(errno.ENOSPC, "No space left on device"), "disk_full", ""),
    "a used-up quota": (OSError(errno.EDQUOT, "Quota exceeded"), "disk_full", ""),
    "another disk error": (OSError(errno.EIO, "I/O error"), "render_failed", ""),
    "a broken picture": (RenderError("asset_unreadable", "cat.png"), "asset_unreadable", "cat.png"),
    "a fault of ours": (ZeroDivisionError("secret words"), "render_failed", ""),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failed_render_has_a_plain_reason_and_no_file(
    store: Store, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    failure, reason, about = FAILURES[name]
    add(store, "failing")
    with caplog.at_level(logging.INFO), Work(store, ready(SmallRenderer(failure=failure))) as work:
        job = work.until("failing", "failed")
    assert (job.reason, job.about) == (reason, about)
    assert not store.video("failing").exists()
    assert "secret" not in caplog.text


def test_after_a_fault_of_ours_the_next_job_is_taken(store: Store) -> None:
    add(store, "first")
    add(store, "second")
    with Work(store, ready(SmallRenderer(failure=ZeroDivisionError()))) as work:
        work.until("first", "failed")
        work.until("second", "failed")


def test_a_job_whose_picture_is_gone_fails_and_names_it(store: Store) -> None:
    add(store, "pictureless", media=Media(asset="none", name="cat.png", kind="image"))
    with Work(store, ready(SmallRenderer())) as work:
        job = work.until("pictureless", "failed")
    assert (job.reason, job.about) == ("asset_missing", "cat.png")


def test_a_job_that_kills_its_process_again_and_again_is_given_up(store: Store) -> None:
    add(store, "deadly")
    for _ in range(MAX_STARTS):
        assert store.renders.begin("deadly")
    with Work(store, ready(SmallRenderer())) as work:
        assert work.until("deadly", "failed").reason == "crashed"
    assert not work.renderer.rendered


def test_a_job_that_gets_on_is_not_given_up(store: Store) -> None:
    add(store, "slow")
    for done in range(MAX_STARTS + 2):
        assert store.renders.begin("slow")
        assert store.renders.advance("slow", (done + 1) / 100)
    with Work(store, ready(SmallRenderer())) as work:
        work.until("slow", "completed")


def test_a_file_that_was_whole_before_the_kill_is_not_rendered_again(store: Store) -> None:
    add(store, "written")
    store.video("written").write_bytes(b"whole")
    with Work(store, ready(SmallRenderer())) as work:
        work.until("written", "completed")
    assert not work.renderer.rendered
    assert store.video("written").read_bytes() == b"whole"


def test_what_cannot_be_tidied_up_stops_no_render(store: Store) -> None:
    in_the_way = store.folder / "renders" / "folder.mp4"
    in_the_way.mkdir()
    os.utime(in_the_way, (0, 0))
    add(store, "anyway")
    with Work(store, ready(SmallRenderer())) as work:
        work.until("anyway", "completed")
    assert in_the_way.exists()


def test_a_job_that_another_process_closes_between_look_and_lock_is_passed_over(store: Store) -> None:
    add(store, "closed")
    add(store, "next")
    real = store.render_lock

    def closing(id: str) -> FileLock:
        if id == "closed":
            store.renders.cancel("closed")
        return real(id)

    renderer = ready(SmallRenderer())
    store.render_lock = closing  # type: ignore[method-assign]
    with Work(store, renderer) as work:
        work.until("next", "completed")
    assert len(renderer.rendered) == 1


def test_wake_after_stop_is_quiet(store: Store) -> None:
    jobs = Jobs(store, SOON, Clock(), SmallRenderer())
    jobs.start()
    jobs.stop()
    add(store, "too_late")
    jobs.wake()
    job = store.renders.find("too_late")
    assert job is not None
    assert job.status == "pending"


PROCESS = """
    import sys, time
    from pathlib import Path
    from skill.studio.jobs import Jobs
    from skill.studio.options import Options
    from skill.studio.store import Store

    def endless(movie, assets, out, *, cache, progress, cancelled):
        progress(0.4)
        out.with_suffix(".part").write_bytes(b"half")
        print("working", flush=True)
        sys.stdin.read()

    jobs = Jobs(Store(Path(sys.argv[1]), time.time), Options(claim_seconds=0.02), time.time, endless)
    jobs.start()
    jobs._watcher.join()
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_job_whose_process_is_killed_is_taken_over_while_others_run(tmp_path: Path) -> None:
    with Store(tmp_path, Clock()) as store:
        add(store, "killed")
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(PROCESS), str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[2],
        )
        assert child.stdin
        assert child.stdout
        with child.stdin, child.stdout:
            assert child.stdout.readline() == b"working\n"
            with Work(store, ready(SmallRenderer())) as work:
                add(store, "mine")
                work.until("mine", "completed")
                assert len(work.renderer.rendered) == 1
                child.send_signal(signal.SIGKILL)
                child.wait()
                job = work.until("killed", "completed")
        assert job.progress == 1.0
        assert store.video("killed").read_bytes() == work.renderer.content
