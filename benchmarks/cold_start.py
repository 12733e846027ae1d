#!/usr/bin/env python3
"""How long a whole `say credits` takes, from process start to exit, beside only importing the libraries it needs.

    python3 scripts/test.py bench cold_start [--runs N] [--check]

Both run in a fresh base environment (no extras) that this makes in a temporary folder, in turn, against a server on the
loopback that answers at once. Medians of wall time; with --check the exit code is 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
RUNNER = FOLDER / "scripts" / "run.py"
LIBRARIES = "import httpx, httpx_sse, pydantic, yaml, rapidfuzz"
RATIO_TARGET = 1.3
START_TARGET_MS = 40.0
ANSWERS = {
    "/api/auth/anonymous-token": {
        "token": "benchmark",
        "user_id": "anon_1",
        "expires_at": "2099-01-01T00:00:00Z",
    },
    "/api/tasks/me/with-session/nemo_agent": {"task_id": "t1", "session_id": "s1", "user_id": "anon_1"},
    "/api/credits/balance/simple": {"available": 60, "frozen": 40, "total": 100},
}


class Backend(BaseHTTPRequestHandler):
    """The three endpoints that asking for credits needs."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        """The canned answer for the path, after the request was read to its end."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({"code": 0, "data": ANSWERS[self.path]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_: object) -> None:
        """Nothing: the figures are the output."""


@contextmanager
def backend() -> Iterator[str]:
    """The address of a running server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def timed(command: Sequence[str], environ: Mapping[str, str]) -> float:
    """Wall time of one process in milliseconds."""
    started = time.perf_counter()
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1000


def measure(runs: int) -> dict[str, list[float]]:
    """Wall times of the three commands, taken in turn."""
    with tempfile.TemporaryDirectory() as scratch, backend() as url:
        environ = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "NEMO_", "XDG_"))
        }
        environ |= {"HOME": scratch, "NEMO_API_URL": url, "PIP_CACHE_DIR": str(Path.home() / ".cache/pip")}
        subprocess.run([sys.executable, str(RUNNER), "--setup"], env=environ, check=True)
        (environment,) = Path(scratch).glob(".cache/text-to-ai/env/*/")
        python = [str(environment / "bin" / "python"), "-P", "-s"]
        inside = environ | {"PYTHONPATH": str(FOLDER), "PYTHONPYCACHEPREFIX": str(environment / "bytecode")}
        commands = {
            "import only": ([*python, "-c", LIBRARIES], inside),
            "say credits": ([*python, "-m", "skill.cli", "say", "credits"], inside),
            "run.py say credits": ([sys.executable, str(RUNNER), "say", "credits"], environ),
        }
        for command, variables in list(commands.values()) * 2:  # compiles, makes the session
            subprocess.run(command, env=variables, check=True, stdout=subprocess.DEVNULL)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, (command, variables) in commands.items():
                times[name].append(timed(command, variables))
    return times


def main(argv: Sequence[str]) -> int:
    """Prints the table; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(argv)
    times = measure(options.runs)
    median = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        print(f"{name:20} median {median[name]:6.1f} ms   fastest {min(values):6.1f} ms")
    ratio = median["say credits"] / median["import only"]
    added = median["run.py say credits"] - median["say credits"]
    print(f"say credits / import only: {ratio:.2f} (target {RATIO_TARGET})")
    print(f"run.py adds {added:.0f} ms (target {START_TARGET_MS:.0f})")
    return int(options.check and (ratio > RATIO_TARGET or added > START_TARGET_MS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
