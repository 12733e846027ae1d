#!/usr/bin/env python3
"""Installs what the checks need, outside this folder, and runs them: `python3 scripts/test.py`.

    scripts/test.py                      every check
    scripts/test.py lint types           only these
    scripts/test.py tests -k export      what follows `tests` goes to pytest
    scripts/test.py bench cold_start     one of benchmarks/, beside what it is compared with
    scripts/test.py docs                 writes the generated parts of the documentation anew
    scripts/test.py picture              makes docs/storyboard.png anew
    scripts/test.py clients              OpenClaw, Claude Code and others from npm: do they see the skill?
    scripts/test.py --list               the checks, one line each

Exit codes: 0 all well · 1 a check failed, or something is missing for it · 2 no such check.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEVER_COPIED = (".git", ".venv", "__pycache__", "dist", ".*_cache", ".coverage*", ".hypothesis", "*.mp4")


class Checks:
    """One method per check, run with the Python of the test environment; each returns whether it went well."""

    def __init__(self, python):
        self.python = python

    def lint(self):
        """ruff check"""
        return self._run("-m", "ruff", "check", ".")

    def format(self):
        """ruff format --check"""
        return self._run("-m", "ruff", "format", "--check", ".")

    def types(self):
        """mypy --strict over skill/"""
        return self._run("-m", "mypy")

    def imports(self):
        """who may import whom: the contracts in pyproject.toml"""
        return self._run("-c", "from importlinter.cli import lint_imports_command as main; main()")

    def requirements(self):
        """requirements/*.txt are what uv.lock says"""
        return self._run(os.path.join("scripts", "requirements.py"), "--check")

    def skill(self):
        """the reference validator reads SKILL.md in a bare copy of the folder"""
        with tempfile.TemporaryDirectory() as scratch:
            copy = bare_copy(scratch)
            return self._run("-c", "from skills_ref.cli import main; main()", "validate", copy)

    def bare(self):
        """a bare, read-only copy with a blank and Chinese in its path sets itself up, answers, and stays as it was"""
        with tempfile.TemporaryDirectory(prefix="text 视频 ") as scratch:
            copy = bare_copy(scratch)
            before = listing(copy)
            os.chmod(copy, 0o555)
            environ = dict(os.environ, HOME=os.path.join(scratch, "home"))
            command = [sys.executable, os.path.join(copy, "scripts", "run.py"), "route", "export"]
            answered = [subprocess.run(command, cwd=scratch, env=environ).returncode == 0 for _ in range(2)]
            os.chmod(copy, 0o755)
            return all(answered) and listing(copy) == before

    def docs(self, *arguments):
        """(on request) writes the generated parts of the documentation anew"""
        return self._run(os.path.join("scripts", "write_docs.py"), *arguments)

    def picture(self, *arguments):
        """(on request) makes the README's picture anew"""
        return self._run(os.path.join("scripts", "draw_picture.py"), *arguments)

    def clients(self, *arguments):
        """(on request) the real assistants, fetched from npm, see the skill"""
        return self._run(os.path.join("scripts", "check_clients.py"), *arguments)

    def tests(self, *arguments):
        """pytest with branch coverage of skill/, on both cores"""
        coverage = [] if arguments else ["--cov", "--cov-report=term:skip-covered"]
        with tempfile.TemporaryDirectory() as scratch:
            environ = dict(os.environ, COVERAGE_FILE=os.path.join(scratch, "coverage"))
            return self._run(
                "-m", "pytest", "-n", "2", "--durations=10", *coverage, *arguments, environ=environ
            )

    def _run(self, *arguments, environ=None):
        command = [self.python, *arguments]
        return subprocess.run(command, cwd=FOLDER, env=environ, stdin=subprocess.DEVNULL).returncode == 0


CHECKS = ("lint", "format", "types", "imports", "requirements", "skill", "bare", "tests")
ON_REQUEST = ("docs", "picture", "clients")


def bare_copy(scratch):
    """The folder as an installer lays it down, named text-to-ai, in `scratch`."""
    copy = os.path.join(scratch, "text-to-ai")
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns(*NEVER_COPIED))
    return copy


def listing(folder):
    """Every file below `folder` with its bytes."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            with open(path, "rb") as file:
                found[path] = file.read()
    return found


def environment(part):
    """The environment with the packages of requirements/<part>.txt, made when it is not there yet."""
    from environment import key
    from installer import build
    from phrases import Phrases

    return build(FOLDER, part + "-" + key(FOLDER, [part]), [part], Phrases(FOLDER, []))


def bench(names):
    """Runs benchmarks/<name>.py, all of them without a name; whether every one went well."""
    folder = os.path.join(FOLDER, "benchmarks")
    arguments = [name for name in names if name.startswith("-")]
    chosen = [name for name in names if name not in arguments]
    every = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py"))
    python, well = environment("bench").python, True
    for name in chosen or every:
        path = os.path.join(folder, name + ".py")
        environ = dict(os.environ, PYTHONPATH=FOLDER)
        well = subprocess.run([python, path, *arguments], cwd=FOLDER, env=environ).returncode == 0 and well
    return well


def main(argv):
    """Runs the checks that `argv` names, pytest last, so that its summary is the last thing to read."""
    if argv == ["--list"]:
        for name in (*CHECKS, *ON_REQUEST):
            print("{:14}{}".format(name, getattr(Checks, name).__doc__))
        return 0
    from installer import SetupFailed
    from phrases import Phrases

    alone = argv[:1] if argv and argv[0] in ("tests", *ON_REQUEST) else []
    chosen, arguments = (alone, argv[1:]) if alone else (argv or list(CHECKS), [])
    unknown = [name for name in chosen if name not in (*CHECKS, *ON_REQUEST)]
    try:
        if argv[:1] == ["bench"]:
            return 0 if bench(argv[1:]) else 1
        if unknown:
            print("no such check: {}; there are: {}".format(unknown[0], ", ".join(CHECKS)), file=sys.stderr)
            return 2
        checks = Checks(environment("test").python)
    except SetupFailed as failure:
        return Phrases(FOLDER, []).stop(failure.key, 1, **failure.values)
    failed = []
    for name in chosen:
        print(f"\n== {name}: {getattr(Checks, name).__doc__}", flush=True)
        started = time.monotonic()
        if not getattr(checks, name)(*(arguments if alone else ())):
            failed.append(name)
        if name != "tests":
            print(
                f"-- {name}: {'failed' if name in failed else 'well'}, {time.monotonic() - started:.1f} s",
                flush=True,
            )
    if failed:
        print("\nfailed: " + ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
