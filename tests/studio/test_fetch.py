"""Links: fetched from the public internet only; here a loopback server stands for it."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from skill.studio import fetch, intake
from tests.studio.parts import Caller, Start

LIMIT = 100_000


def anywhere(_: fetch.Address) -> bool:
    return True


class Site(BaseHTTPRequestHandler):
    """Some addresses of a web site."""

    hits: list[str]
    picture: bytes

    def do_GET(self) -> None:
        self.hits.append(f"{self.headers['Host']} {self.path}")
        port = self.server.server_address[1]
        redirects = {
            "/moved": "/cat.png",
            "/loop": "/loop",
            "/inside": f"http://127.0.0.1:{port}/cat.png",
            "/file": "file:///etc/passwd",
            "/lost": "http://[nonsense",
        }
        name = self.path.partition("?")[0]
        if name in redirects:
            self.send_response(302)
            self.send_header("Location", redirects[name])
            self.end_headers()
            return
        kind, body = {
            "/cat.png": ("image/png", self.picture),
            "/%E7%8C%AB.png": ("image/png", self.picture),
            "/page": ("text/html; charset=utf-8", b"<html>"),
            "/words.png": ("image/png", b"only words"),
            "/large.mp4": ("video/mp4", bytes(LIMIT + 1)),
            "/short.png": ("image/png", self.picture),
        }.get(name, ("", b""))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "image/png")
        self.send_header("Content-Length", str(len(body) + (10 if name == "/short.png" else 0)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def site(png: bytes) -> Iterator[str]:
    Site.hits, Site.picture = [], png
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        # Ways to write an IPv4 address, or this site, into an IPv6 one that Python takes for public.
        *("::127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1", "64:ff9b:1::7f00:1", "5f00::1"),
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not fetch.public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert fetch.public(ipaddress.ip_address(address))


def test_a_file_is_fetched_under_its_name_and_the_host_is_called_by_its_name(
    site: str, tmp_path: Path, png: bytes
) -> None:
    received = fetch.fetch(f"{site}/%E7%8C%AB.png?size=1", tmp_path, LIMIT, anywhere)
    assert received.filename == "猫.png"
    assert received.path.read_bytes() == png
    assert Site.hits == [f"{site.removeprefix('http://')} /%E7%8C%AB.png?size=1"]


def test_a_redirect_is_followed(site: str, tmp_path: Path, png: bytes) -> None:
    assert fetch.fetch(f"{site}/moved", tmp_path, LIMIT, anywhere).path.read_bytes() == png


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("/loop", "unreachable"),
        ("/file", "link"),
        ("/lost", "link"),
        ("/nothing", "unreachable"),
        ("/page", "type"),
        ("/short.png", "unreachable"),
    ],
)
def test_what_cannot_be_fetched_says_why_and_leaves_nothing(
    site: str, tmp_path: Path, link: str, reason: str
) -> None:
    with pytest.raises(fetch.NotFetched) as caught:
        fetch.fetch(site + link, tmp_path, LIMIT, anywhere)
    assert caught.value.reason == reason
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "link",
    [
        "ftp://example.com/a.png",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://",
        "not a link",
        "http://user:word@example.com/a.png",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.0.0.1/" + "x" * 70_000,
        "http://169.254.169.254/latest/meta-data",
    ],
)
def test_links_that_lead_inside_are_refused_before_anything_is_sent(tmp_path: Path, link: str) -> None:
    with pytest.raises(fetch.NotFetched) as caught:
        fetch.fetch(link, tmp_path, LIMIT)
    assert caught.value.reason == "link"


def test_a_redirect_to_the_inside_is_refused(site: str, tmp_path: Path) -> None:
    asked: list[str] = []

    def first_only(address: fetch.Address) -> bool:
        asked.append(str(address))
        return len(asked) == 1

    with pytest.raises(fetch.NotFetched):
        fetch.fetch(f"{site.replace('localhost', '127.0.0.1')}/inside", tmp_path, LIMIT, first_only)
    assert len(Site.hits) == 1


def test_a_name_without_an_address_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(fetch.NotFetched) as caught:
        fetch.fetch("http://nothing.invalid/a.png", tmp_path, LIMIT, anywhere)
    assert caught.value.reason == "unreachable"


def test_a_link_too_long_for_any_server_is_refused(tmp_path: Path) -> None:
    with pytest.raises(fetch.NotFetched) as caught:
        fetch.fetch("http://127.0.0.1/" + "x" * 70_000, tmp_path, LIMIT, anywhere)
    assert caught.value.reason == "link"


def test_a_port_where_nobody_listens_is_unreachable(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(fetch.NotFetched) as caught:
            fetch.fetch(f"http://127.0.0.1:{free.getsockname()[1]}/a.png", tmp_path, LIMIT, anywhere)
    assert caught.value.reason == "unreachable"


def test_a_file_beyond_the_limit_is_given_up(site: str, tmp_path: Path) -> None:
    with pytest.raises(intake.TooLarge):
        fetch.fetch(f"{site}/large.mp4", tmp_path, LIMIT, anywhere)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_sends_a_byte_now_and_then_is_given_up(site: str, tmp_path: Path) -> None:
    ticks = iter((0.0, fetch.MAX_SECONDS, fetch.MAX_SECONDS + 1))
    with pytest.raises(fetch.NotFetched) as caught:
        fetch.fetch(
            f"{site}/large.mp4", tmp_path, 2 * LIMIT, anywhere, lambda: next(ticks, fetch.MAX_SECONDS + 1)
        )
    assert caught.value.reason == "unreachable"
    assert list(tmp_path.iterdir()) == []


def links(user: Caller, *urls: str) -> dict[str, object]:
    path = f"/api/upload-video/nemo_agent/me/{user.sid}"
    return dict(user.http.post(path, json={"urls": urls, "source_type": "url"}).json())


def test_links_are_an_upload_like_any_other(start: Start, site: str) -> None:
    user = start(parts={"allowed": anywhere}).caller()
    answer = links(user, f"{site}/cat.png", f"{site}/moved")
    assert answer["code"] == 0
    assert [info["filename"] for info in user.state()["video_infos"]] == ["cat.png", "cat.png"]


@pytest.mark.parametrize(
    ("link", "code"), [("/page", 4001), ("/words.png", 4001), ("/large.mp4", 4002), ("/nothing", 422)]
)
def test_one_bad_link_refuses_the_request_and_keeps_nothing(
    start: Start, site: str, link: str, code: int
) -> None:
    studio = start(parts={"allowed": anywhere}, max_upload_bytes=LIMIT)
    user = studio.caller()
    assert links(user, f"{site}/cat.png", site + link)["code"] == code
    assert user.state()["video_infos"] == []
    assert not list((studio.folder / "assets").iterdir())


def test_a_studio_fetches_nothing_from_this_machine(start: Start, site: str) -> None:
    user = start().caller()
    assert links(user, f"{site}/cat.png")["code"] == 422
    assert Site.hits == []
