#!/usr/bin/env python3
"""How fast a 500 MB video goes up and comes down on the loopback, beside curl, and how much memory that takes.

    python3 scripts/test.py bench transfer [--megabytes N] [--check]

The server runs in a process of its own, and every transfer does: curl and the skill's client in turn, the best of
five counts, what a program needs to start does not. Both send multipart, and both write a new file to a disk with
nothing left to write. The client's file is hidden until it is whole, then gets its name, which is what is timed; the
client then waits until the disk has it, which curl does not and which is shown beside.
With --check the exit code is 1 when a target is missed: 0.8 of curl's throughput, 90 MB of peak memory.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

RATIO_TARGET = 0.8
MEMORY_TARGET_MB = 90.0
CHUNK = 1 << 20
UPLOAD = "/api/upload-video/nemo_agent/me/s1"


class Server(BaseHTTPRequestHandler):
    """Takes everything that is sent, and has one file to give."""

    protocol_version = "HTTP/1.1"
    size = 0

    def do_POST(self) -> None:
        """Reads the body to its end."""
        left = int(self.headers.get("Content-Length") or 0)
        if self.headers.get("Expect") == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        while left > 0:
            left -= len(self.rfile.read(min(CHUNK, left)))
        self._answer(b'{"code": 0, "data": {"files": [{"filename": "a.mp4"}]}}')

    def do_GET(self) -> None:
        """A video of zeros."""
        self.send_response(200)
        self.send_header("Content-Length", str(self.size))
        self.send_header("ETag", '"one"')
        self.end_headers()
        head, block, left = b"\0\0\0\x18ftypmp42", bytes(CHUNK), self.size
        self.wfile.write(head)
        left -= len(head)
        while left > 0:
            left -= self.wfile.write(block[: min(CHUNK, left)])

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the figures are the output."""


def serve(size: int) -> None:
    """Serves until killed; the first line of output is the address."""
    Server.size = size
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


def transfer(direction: str, url: str, path: Path) -> None:
    """One transfer by the skill's client; prints its seconds, those until it is on the disk, and this process's peak
    memory in MB."""
    import asyncio

    import skill.api.multipart
    import skill.api.transfer
    import skill.wire.models  # noqa: F401  what the client brings in when it first needs it
    from skill.api.client import Api
    from skill.attribution import Attribution
    from skill.sessions import Store
    from skill.settings import Settings

    environ = {"HOME": str(path.parent), "NEMO_API_URL": url, "NEMO_TOKEN": "benchmark"}
    settings = Settings.from_env(environ, force=True)
    ends: list[float] = []

    async def run() -> None:
        with Store.open(settings) as store:
            async with Api(settings, store, Attribution("text-to-ai", "0", "unknown")) as api:
                ends.append(time.perf_counter())
                if direction == "up":
                    await api.upload("s1", [path], lambda _: None)
                else:
                    await api.download(f"{url}/v.mp4", path, lambda _: None)
                ends.append(time.perf_counter())

    asyncio.run(run())
    ends.append(time.perf_counter())
    began, there, kept = ends
    print(there - began, kept - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def ours(direction: str, url: str, path: Path) -> tuple[float, float, float]:
    """Seconds, seconds until it is on the disk and peak memory in MB of the skill's client, in a fresh process."""
    command = [sys.executable, __file__, "--transfer", direction, url, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, kept, memory = map(float, done.stdout.split())
    return seconds, kept, memory


def ready(direction: str, path: Path) -> None:
    """The same start for both: no file of the one before, and a disk at rest."""
    if direction == "down":
        path.unlink(missing_ok=True)
    os.sync()


def curls(direction: str, url: str, path: Path) -> float:
    """Seconds that curl says the transfer took."""
    way = ["-F", f"files=@{path}", url + UPLOAD] if direction == "up" else ["-o", str(path), f"{url}/v.mp4"]
    command = ["curl", "-sS", "-w", "%{stderr}%{time_total}", *way]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(re.findall(r"[\d.]+", done.stderr)[-1])


def main(argv: Sequence[str]) -> int:
    """Prints the table; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--transfer", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.serve:
        serve(options.serve)
    if options.transfer:
        direction, url, path = options.transfer
        transfer(direction, url, Path(path))
        return 0
    if shutil.which("curl") is None:
        print("curl is not installed", file=sys.stderr)
        return 1
    size = options.megabytes * 1_000_000
    missed = False
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(size)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        url = server.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "video.mp4"
            with path.open("wb") as file:
                file.write(b"\0\0\0\x18ftypmp42")
                os.truncate(path, size)
            for direction in ("up", "down"):
                theirs, own, kept, memory = [], [], [], 0.0
                for _ in range(5):
                    ready(direction, path)
                    theirs.append(curls(direction, url, path))
                    ready(direction, path)
                    seconds, until_kept, peak = ours(direction, url, path)
                    own.append(seconds)
                    kept.append(until_kept)
                    memory = max(memory, peak)
                ratio = min(theirs) / min(own)
                missed |= ratio < RATIO_TARGET or memory > MEMORY_TARGET_MB
                rates = (size / 1e6 / min(own), size / 1e6 / min(theirs))
                on_disk = f"   on the disk after {min(kept):.2f} s" if direction == "down" else ""
                print(
                    f"{direction:5} {rates[0]:6.0f} MB/s   curl {rates[1]:6.0f} MB/s   ratio {ratio:.2f}"
                    f" (target {RATIO_TARGET})   peak memory {memory:.0f} MB (target {MEMORY_TARGET_MB:.0f}){on_disk}"
                )
    finally:
        server.kill()
    return int(options.check and missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
