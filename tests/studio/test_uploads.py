"""Uploads over a socket: kept by content, refused with a code, never left half."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import resource
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from skill.studio import intake
from tests.studio.parts import Caller, Running, Start

PATH = "/api/upload-video/nemo_agent/me/"


def left_over(studio: Running) -> list[Path]:
    return list((studio.folder / "assets").glob("*.part"))


def test_a_picture_is_described_and_can_be_fetched_back(caller: Caller, png: bytes) -> None:
    answer = caller.upload(("my cat.png", png)).json()
    (file,) = answer["data"]["files"]
    assert answer["code"] == 0
    assert answer["data"]["session_state_applied"] is True
    assert (file["filename"], file["file_type"], file["width"], file["height"]) == (
        "my cat.png",
        "image",
        12,
        8,
    )
    assert file["hash"] == hashlib.sha256(png).hexdigest()
    assert httpx.get(file["cdn_url"], trust_env=False, verify=False).content == png
    assert caller.state()["video_infos"] == answer["data"]["files"]


def test_several_files_come_in_one_request_in_their_order(caller: Caller, png: bytes) -> None:
    names = ["b.png", "a.png", "图片.png"]
    files = caller.upload(*((name, png) for name in names)).json()["data"]["files"]
    assert [file["filename"] for file in files] == names
    assert len({file["asset"] for file in files}) == 3


@pytest.mark.parametrize("name", ["notes.txt", "movie.mp4", "paper.pdf"])
def test_a_file_of_no_accepted_kind_is_4001_whatever_its_name(
    shared: Running, caller: Caller, name: str
) -> None:
    answer = caller.upload((name, b"only words"))
    assert (answer.status_code, answer.json()["code"]) == (200, 4001)
    assert name in answer.json()["message"]
    assert "mp4" in answer.json()["message"]
    assert caller.state()["video_infos"] == []
    assert left_over(shared) == []


def test_one_bad_file_refuses_the_request_and_keeps_nothing(
    shared: Running, caller: Caller, png: bytes
) -> None:
    assert caller.upload(("a.png", png), ("b.png", b"no picture")).json()["code"] == 4001
    assert caller.state()["video_infos"] == []
    assert left_over(shared) == []


def test_a_file_beyond_the_limit_is_4002(start: Start, png: bytes) -> None:
    studio = start(max_upload_bytes=1024 * 1024)
    user = studio.caller()
    answer = user.upload(("large.png", png + bytes(3 * 1024 * 1024)))
    assert (answer.status_code, answer.json()["code"]) == (200, 4002)
    assert "1 MB" in answer.json()["message"]
    assert left_over(studio) == []


def test_the_limit_is_for_each_file_not_for_all(start: Start, png: bytes) -> None:
    user = start(max_upload_bytes=len(png)).caller()
    assert user.upload(("a.png", png), ("b.png", png)).json()["code"] == 0


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense"),
        ("multipart/form-data; boundary=b", b"garbage before it"),
        ("multipart/mixed; boundary=b", b"--b--"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\nhalf',
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nwords\r\n--b--\r\n',
        ),
        ("application/json", b'{"urls": []}'),
        ("application/json", b"{"),
        ("text/plain", b"hello"),
    ],
)
def test_a_request_without_whole_files_is_422_and_keeps_nothing(
    shared: Running, caller: Caller, kind: str, body: bytes
) -> None:
    answer = caller.http.post(PATH + caller.sid, content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (422, 422)
    assert left_over(shared) == []


def test_a_connection_that_breaks_leaves_no_half_file(start: Start) -> None:
    studio = start()
    user = studio.caller()
    host, port = studio.url.removeprefix("http://").split(":")
    token = user.http.headers["Authorization"]
    head = (
        f"POST {PATH}{user.sid} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: {token}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\nhalf'
    )
    with socket.create_connection((host, int(port))) as wire:
        wire.sendall(head.encode())
        while not left_over(studio):
            assert user.credits()
    while left_over(studio):
        assert user.credits()
    assert user.state()["video_infos"] == []


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
        yield bytes(4096)
        yield b"\r\n--b--\r\n"

    class Full(intake.Drop):
        def write(self, data: bytes) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    form = intake.Form("multipart/form-data; boundary=b", tmp_path, 10_000, drop=Full)
    with pytest.raises(OSError, match="space"):
        asyncio.run(intake.receive(body(), form, 10_000))
    assert list(tmp_path.iterdir()) == []


def test_memory_stays_constant_while_a_large_file_arrives(start: Start) -> None:
    studio = start()
    user = studio.caller()
    size, piece = 200 * 1024 * 1024, bytes(1 << 20)

    def body() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n\r\n'
        for _ in range(size // len(piece)):
            yield piece
        yield b"\r\n--b--\r\n"

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = user.http.post(PATH + user.sid, content=body(), headers=headers)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert answer.json()["code"] == 4001
    assert grown * (1 if sys.platform == "darwin" else 1024) < 40 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\me\\cat.png", "cat.png"),
        ("a\x00b\x1b[31m.png", "ab[31m.png"),
        ("", "file"),
        ("...", "file"),
        ("图" * 300 + ".png", "图" * 116 + ".png"),
        ("x" * 300, "x" * 120),
    ],
)
def test_names_are_kept_without_folders_and_control_characters(name: str, kept: str) -> None:
    assert intake.clean_name(name) == kept


@pytest.mark.parametrize("name", ["page.html", "script.js", "drawing.svg"])
def test_an_upload_is_served_as_what_it_was_found_to_be_whatever_its_name(
    caller: Caller, png: bytes, name: str
) -> None:
    (file,) = caller.upload((name, png)).json()["data"]["files"]
    served = httpx.get(file["cdn_url"], trust_env=False)
    assert served.headers["content-type"] == "image/png"
    assert served.headers["content-disposition"].startswith("attachment")
    assert served.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\nX: " + b"x" * 200_000 + b"\r\n\r\n\r\n--b--\r\n",
        b"--b\r\n" + b"x" * 200_000 + b": y\r\n\r\n\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nx\r\n' * 101
        + b"--b--\r\n",
    ],
    ids=["a long header", "a long header's name", "too many files"],
)
def test_a_form_that_would_fill_memory_or_folder_is_refused(tmp_path: Path, body: bytes) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    form = intake.Form("multipart/form-data; boundary=b", tmp_path, 10_000)
    with pytest.raises(intake.Malformed):
        asyncio.run(intake.receive(pieces(), form, 10_000))
    assert list(tmp_path.iterdir()) == []


def test_an_unguessable_address_is_needed_for_an_upload(caller: Caller, png: bytes) -> None:
    (file,) = caller.upload(("a.png", png)).json()["data"]["files"]
    wrong = file["cdn_url"].replace(file["asset"], "0" * 16)
    assert httpx.get(wrong, trust_env=False, verify=False).status_code == 404
    assert httpx.get(file["cdn_url"], trust_env=False, verify=False).content == png
