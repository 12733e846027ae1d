#!/usr/bin/env python3
"""Writes requirements/*.txt from uv.lock: what pip and uv install, every file pinned and hashed.

    scripts/requirements.py            after a change of pyproject.toml: `uv lock`, then this
    scripts/requirements.py --check    only tells which files differ (exit 1)

`base` and the extras are what users get; `test` and `bench` add what scripts/test.py and the benchmarks need.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from environment import BASE, EXTRAS

FOLDER = Path(__file__).resolve().parent.parent
EVERYTHING = ["--all-extras"]
FILES = {
    BASE: [],
    **{extra: ["--extra", extra] for extra in EXTRAS},
    "test": [*EVERYTHING, "--group", "dev"],
    "bench": [*EVERYTHING, "--group", "dev", "--group", "bench"],
    "fonts": ["--extra", "studio", "--group", "fonts"],
}


def uv() -> str:
    """The uv of this environment, else the one on PATH."""
    beside = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
    return str(beside) if beside.is_file() else "uv"


def export(selection: list[str]) -> str:
    """The hashed requirements of one selection. Reads uv.lock only: no network."""
    command = [
        uv(),
        "export",
        "--frozen",
        "--offline",
        "--no-config",
        "--no-emit-project",
        "--no-default-groups",
    ]
    form = ["--no-header", "--no-annotate", "--format", "requirements.txt", "--quiet"]
    done = subprocess.run([*command, *form, *selection], cwd=FOLDER, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


def main(argv: list[str]) -> int:
    """Writes or compares every file; returns the exit code."""
    stale = []
    for name, selection in FILES.items():
        path, wanted = FOLDER / "requirements" / f"{name}.txt", export(selection)
        if path.is_file() and path.read_text() == wanted:
            continue
        stale.append(path.name)
        if "--check" not in argv:
            path.write_text(wanted)
    if stale and "--check" in argv:
        print(
            f"requirements/ does not match uv.lock: {', '.join(stale)}; run scripts/requirements.py",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
