#!/usr/bin/env python3
"""Events per second and memory for a stream of 100,000 small frames, beside bare httpx-sse.

    python3 scripts/test.py bench relay [--frames N] [--check]

Both read the same bytes from the same server, each in a fresh process: httpx-sse as it comes, with the JSON of every
frame read; and the skill's client with its events. Both keep one core busy, and what counts is the best of five in
seconds of that core, so that what else runs on the machine makes no difference. With --check the exit code is 1 when a
target is missed: 0.7 of httpx-sse's speed, and memory that does not grow with the stream.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RATIO_TARGET = 0.7
GROWTH_TARGET_MB = 4.0
FRAME = {
    "content": {"parts": [{"text": "word "}], "role": "model"},
    "partial": True,
    "invocationId": "e-1",
    "author": "nemo_agent",
    "actions": {"stateDelta": {}, "artifactDelta": {}},
    "id": "f3a9",
    "timestamp": 1_700_000_000.5,
}


class Server(BaseHTTPRequestHandler):
    """`/run_sse?<n>`: n small frames."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """The frames, a thousand a write."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        count = int(self.path.partition("?")[2])
        frame = f"data: {json.dumps(FRAME)}\n\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", str(count * len(frame)))
        self.end_headers()
        for start in range(0, count, 1000):
            self.wfile.write(frame * min(1000, count - start))

    def log_message(self, *_: object) -> None:
        """Nothing: the figures are the output."""


def serve() -> None:
    """Serves until killed; the first line of output is the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


async def listen(reader: str, url: str, count: int) -> tuple[float, float]:
    """Seconds of CPU for the whole stream, and peak memory in MB at its end."""
    import httpx
    import httpx_sse

    from skill.api import sse
    from skill.wire.events import Text

    events = 0
    async with (
        httpx.AsyncClient(timeout=60) as http,
        http.stream("POST", f"{url}/run_sse?{count}") as response,
    ):
        began = time.process_time()
        if reader == "bare":
            async for frame in httpx_sse.EventSource(response).aiter_sse():
                json.loads(frame.data)
                events += 1
        else:
            async for event in sse.events(response):
                assert isinstance(event, Text)
                events += 1
        seconds = time.process_time() - began
    assert events == count
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(reader: str, url: str, count: int) -> tuple[float, float]:
    """`listen` in a fresh process."""
    command = [sys.executable, __file__, "--listen", reader, url, "--frames", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, memory = map(float, done.stdout.split())
    return seconds, memory


def main(argv: Sequence[str]) -> int:
    """Prints the table; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--listen", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.serve:
        serve()
    if options.listen:
        print(*asyncio.run(listen(*options.listen, options.frames)))
        return 0
    server = subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        url = server.stdout.readline().strip()
        best: dict[str, float] = {}
        memory: dict[str, float] = {}
        for _ in range(5):
            for reader in ("bare", "skill"):
                seconds, peak = measured(reader, url, options.frames)
                best[reader] = min(seconds, best.get(reader, seconds))
                memory[reader] = max(peak, memory.get(reader, 0.0))
        growth = memory["skill"] - measured("skill", url, options.frames // 10)[1]
    finally:
        server.kill()
    for name, reader in (("httpx-sse", "bare"), ("text-to-ai", "skill")):
        print(
            f"{name:11} {options.frames / best[reader]:9,.0f} events/s   peak memory {memory[reader]:.0f} MB"
        )
    ratio = best["bare"] / best["skill"]
    print(
        f"ratio {ratio:.2f} (target {RATIO_TARGET}); ten times the frames: {growth:+.1f} MB (target {GROWTH_TARGET_MB})"
    )
    return int(options.check and (ratio < RATIO_TARGET or growth > GROWTH_TARGET_MB))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
