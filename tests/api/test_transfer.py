"""Files up and down: checked before, whole after."""

import asyncio
import functools
import gzip
import itertools
import resource
import subprocess
import sys

import httpx
import pytest

from skill.api import multipart, transfer
from skill.errors import DownloadFailed, FileRefused, UsageError
from tests.faults import Answer

VIDEO = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40
ETAG = {"ETag": '"one"'}


@pytest.fixture
def http():
    return httpx.Client


async def nap(seconds):
    """No test waits for a server that is played."""


fetch = functools.partial(transfer.fetch, sleep=nap)


async def test_a_download_appears_whole_under_its_name(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, VIDEO, ETAG))
    seen = []
    path = await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4", progress=seen.append)
    assert path.read_bytes() == VIDEO
    assert seen[-1] == 1.0
    assert [p.name for p in tmp_path.iterdir()] == ["promo.mp4"]


async def test_a_name_that_exists_is_never_overwritten(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, VIDEO))
    for name in ("promo.mp4", "promo-2.mp4"):
        (tmp_path / name).write_text("mine")
    path = await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4")
    assert path.name == "promo-3.mp4"
    assert (tmp_path / "promo.mp4").read_text() == "mine"


async def test_force_overwrites(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, VIDEO))
    (tmp_path / "promo.mp4").write_text("mine")
    path = await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4", force=True)
    assert path.name == "promo.mp4"
    assert path.read_bytes() == VIDEO


async def test_a_broken_download_goes_on_where_it_stopped(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, VIDEO, ETAG, cut=4000), Answer(200, VIDEO, ETAG))
    path = await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4")
    assert path.read_bytes() == VIDEO
    last = backend.seen[-1].headers
    assert last["range"] == "bytes=4000-"
    assert last["if-range"] == '"one"'


async def test_a_file_that_changed_meanwhile_starts_anew(http, backend, tmp_path):
    other = VIDEO[::-1][:12] + VIDEO
    other = b"\0\0\0\x18ftypisom" + other
    backend.on("GET", "/v", Answer(200, VIDEO, ETAG, cut=4000), Answer(200, other, {"ETag": '"two"'}))
    path = await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4")
    assert path.read_bytes() == other


async def test_a_server_without_ranges_sends_it_again_whole(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, VIDEO, cut=4000), Answer(200, VIDEO))
    path = await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4")
    assert path.read_bytes() == VIDEO


async def test_a_download_that_never_completes_is_told_and_leaves_no_half_file(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, VIDEO, ETAG, cut=0))
    with pytest.raises(DownloadFailed) as caught:
        await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4")
    assert caught.value.advice == "incomplete_download"
    assert not list(tmp_path.glob("*.mp4"))


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_a_refused_download_is_told(http, backend, tmp_path, status):
    backend.on("GET", "/v", Answer(status, b"no"))
    with pytest.raises(DownloadFailed):
        await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4")


async def test_what_is_no_video_is_not_kept(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, b"<html>sorry</html>"))
    with pytest.raises(DownloadFailed) as caught:
        await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4")
    assert caught.value.advice == "not_video"
    assert not list(tmp_path.iterdir())


async def test_a_download_that_crawls_is_given_up_and_kept_for_later(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, VIDEO, ETAG, pace=0.0001))
    minutes = itertools.count(step=40)
    with pytest.raises(DownloadFailed) as caught:
        await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4", clock=lambda: next(minutes))
    assert caught.value.advice == "incomplete_download"
    assert len(backend.seen) <= 8
    (part,) = tmp_path.iterdir()
    assert VIDEO.startswith(part.read_bytes())
    backend.on("GET", "/v", Answer(200, VIDEO, ETAG))
    path = await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4")
    assert path.read_bytes() == VIDEO


async def test_a_download_that_is_cancelled_lets_go_of_its_file_at_once(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, VIDEO, ETAG, pace=0.001))
    begun = asyncio.Event()
    task = asyncio.create_task(
        fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4", progress=lambda _: begun.set())
    )
    await asyncio.wait_for(begun.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)
    (part,) = tmp_path.iterdir()
    kept = part.read_bytes()
    assert VIDEO.startswith(kept)
    backend.on("GET", "/v", Answer(200, VIDEO, ETAG))
    await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4")
    assert backend.seen[-1].headers["range"] == f"bytes={len(kept)}-"


async def test_a_transfer_can_be_cancelled_while_it_connects_or_waits_for_headers(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(endless=True))
    task = asyncio.create_task(fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4"))
    while not backend.seen:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)


async def test_a_body_of_unknown_length_is_taken_whole(http, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, gzip.compress(VIDEO), {"Content-Encoding": "gzip"}))
    path = await fetch(http, f"{backend.url}/v", tmp_path / "promo.mp4")
    assert path.read_bytes() == VIDEO


def test_a_full_disk_leaves_nothing_behind(backend, tmp_path):
    """A file size limit is a disk that fills up, for one process."""
    backend.on("GET", "/v", Answer(200, VIDEO * 50, ETAG))
    program = """
import asyncio, resource, signal, sys, httpx
from pathlib import Path
from skill.api import transfer
from skill.errors import DiskFull
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
async def main():
    try:
        await transfer.fetch(httpx.Client, sys.argv[1], Path(sys.argv[2]))
    except DiskFull:
        print("full")
asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-B", "-c", program, f"{backend.url}/v", str(tmp_path / "promo.mp4")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "full\n"
    assert not list(tmp_path.iterdir())
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100_000


def test_files_are_checked_before_a_byte_is_sent(tmp_path):
    def refused(path, error=UsageError):
        with pytest.raises(error) as caught:
            multipart.check([path])
        return caught.value.advice

    assert refused(tmp_path / "no.png") == "missing_file"
    assert refused(tmp_path) == "folder_given"
    empty = tmp_path / "empty.png"
    empty.touch()
    assert refused(empty) == "empty_file"
    program = tmp_path / "a.exe"
    program.write_text("x")
    assert refused(program, FileRefused) == "file_type"
    huge = tmp_path / "huge.mp4"
    with huge.open("wb") as file:
        file.truncate(500 * 1024 * 1024 + 1)
    assert refused(huge, FileRefused) == "file_too_large"
    fine = tmp_path / "A.PNG"
    fine.write_bytes(b"\x89PNG")
    multipart.check([fine])


def test_a_file_system_without_links_still_never_overwrites(tmp_path):
    class Linkless(type(tmp_path)):
        def hardlink_to(self, target):
            raise OSError("not supported")

    part = tmp_path / ".x.part"
    part.write_bytes(VIDEO)
    (tmp_path / "promo.mp4").write_text("mine")
    assert transfer.place(part, Linkless(tmp_path / "promo.mp4"), force=False).name == "promo-2.mp4"
    assert (tmp_path / "promo.mp4").read_text() == "mine"
