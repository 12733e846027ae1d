"""What routing costs: `python benchmarks/router.py`. Loading in a fresh process, p50 a message, and long briefs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

LOADING = """
import time
import skill.messages, yaml, rapidfuzz
start = time.perf_counter()
from skill.router import route
route("export the video")
print((time.perf_counter() - start) * 1000)
"""


def loading() -> float:
    """Milliseconds until the first message is routed, beyond what every command imports anyway; best of five."""
    runs = (
        subprocess.run([sys.executable, "-c", LOADING], cwd=ROOT, capture_output=True, text=True, check=True)
        for _ in range(5)
    )
    return min(float(run.stdout) for run in runs)


def timed(text: str, attachment: bool = False) -> float:
    """Microseconds for one message."""
    from skill.router import route

    start = time.perf_counter()
    route(text, attachment)
    return (time.perf_counter() - start) * 1e6


def main() -> None:
    """Prints the three figures."""
    print(f"loading and first message   {loading():8.1f} ms   (target 60)")
    path = ROOT / "tests" / "data" / "routing" / "held_out.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for row in rows:
        timed(row["text"])
    spent = sorted(timed(row["text"], row["attachment"]) for row in rows)
    print(f"a message, p50              {statistics.median(spent):8.1f} µs   (target 200)")
    print(f"a message, p95              {spent[int(len(spent) * 0.95)]:8.1f} µs")
    brief = "We see a woman export her report, check her balance and upload a photo of the harbour. "
    for size in (1_000, 10_000, 100_000):
        text = (brief * (size // len(brief) + 1))[:size]
        print(f"a brief of {size:7,} bytes     {min(timed(text) for _ in range(5)):8.1f} µs")


if __name__ == "__main__":
    main()
