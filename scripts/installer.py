"""Builds the environment: a lock, a virtual environment, the hashed requirements with uv or pip, and last the marks.

Two starts at once: the second waits at the lock and finds the work done. A start that was killed leaves no mark of what
it was at, and the next one builds it anew; an installer that outlived it still holds the lock, so they never mix.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import time

from environment import BASE, EXTRAS, Environment, caches, is_private, key, requirements

HEARTBEAT_SECONDS = 10
UNUSED_DAYS = 60
OLDEST_HOST_PIP = (22, 3)  # the first that installs into another Python's environment

# Installers tell their reasons only as text, so text is what is looked at here, and only to choose the advice.
REASONS = (
    ("disk_full", ("No space left on device", "os error 28", "Disk quota exceeded", "os error 122")),
    ("changed_packages", ("DO NOT MATCH THE HASHES", "Hash mismatch")),
    ("no_network", ("NewConnectionError", "ConnectTimeoutError", "Read timed out", "ProxyError", "SSLError")),
    ("no_network", ("Connection broken", "error sending request", "dns error", "operation timed out")),
    ("no_build", ("No matching distribution found", "no wheels with a matching", "has no usable wheels")),
)


class SetupFailed(Exception):
    """Why there is no environment: a key of prompts/*/setup.yaml and the values of its placeholders."""

    def __init__(self, key, **values):
        super().__init__(key)
        self.key = key
        self.exit_code = 69 if key == "no_network" else 1
        self.values = values


def install(folder, extras, phrases):
    """The environment with base and `extras`, made or completed in the first cache folder that can be written.

    Raises:
        SetupFailed: with the sentence to show.
    """
    unknown = [name for name in extras if name not in EXTRAS]
    if unknown:
        raise SetupFailed("unknown_extra", name=unknown[0], known=", ".join(EXTRAS))
    for part in (BASE, *EXTRAS):
        if not os.path.isfile(requirements(folder, part)):
            raise SetupFailed("incomplete", path=requirements(folder, part))
    return build(folder, key(folder, (BASE, *EXTRAS)), [BASE, *extras], phrases)


def build(folder, name, parts, phrases):
    """The environment `name` with every one of `parts`, each a file in requirements/."""
    cache = writable_cache()
    environment = Environment(os.path.join(cache, "env", name))
    try:
        with Lock(environment.path + ".lock", phrases) as lock:
            if not environment.has(parts):
                started = time.monotonic()
                complete(environment, folder, parts, lock, phrases)
                phrases.progress("ready", seconds=max(1, round(time.monotonic() - started)))
    except OSError as error:
        raise os_failure(error, cache) from error
    forget_unused(os.path.join(cache, "env"), keep=name)
    return environment


def complete(environment, folder, parts, lock, phrases):
    """Installs what is missing of `parts`; starts from nothing where an earlier start was killed on the way."""
    busy, log = environment.path + ".busy", environment.path + ".log"
    if environment.is_empty() or os.path.exists(busy):
        shutil.rmtree(environment.path, ignore_errors=True)
    missing = [part for part in parts if not environment.has([part])]
    phrases.progress("start" if environment.is_empty() else "start_extra", parts=", ".join(missing))
    open(busy, "w").close()
    try:
        with open(log, "wb") as output:
            installer = Installer(environment, output, lock, phrases)
            if not os.path.isdir(environment.path):
                installer.make()
            installer.install([requirements(folder, part) for part in missing])
    except SetupFailed:
        if environment.is_empty():
            shutil.rmtree(environment.path, ignore_errors=True)
        os.remove(busy)  # the installers fetch everything before they put down anything
        raise
    os.makedirs(os.path.join(environment.path, "ready"), exist_ok=True)
    for part in missing:
        open(environment.mark(part), "w").close()
    os.remove(busy)
    os.remove(log)


class Installer:
    """Runs venv, uv and pip for one environment, their output in `output`."""

    def __init__(self, environment, output, lock, phrases):
        self.environment = environment
        self.output = output
        self.lock = lock
        self.phrases = phrases

    def make(self):
        """The bare virtual environment."""
        if self._run([sys.executable, "-m", "venv", "--without-pip", self.environment.path]):
            return
        uv = shutil.which("uv")
        if uv and self._run([uv, "venv", "--no-project", "--python", sys.executable, self.environment.path]):
            return
        raise SetupFailed(self._reason() or "no_venv", **self._advice())

    def install(self, files):
        """The packages of `files`, wheels only, each checked against its hash; uv first, being many times faster."""
        chosen = [argument for file in files for argument in ("-r", file)]
        common = ["--require-hashes", "--no-deps", "--only-binary", ":all:", *chosen]
        uv = shutil.which("uv")
        if uv and self._run([uv, "pip", "install", "--python", self.environment.python, *common]):
            return
        if self._reason() in ("disk_full", "changed_packages"):
            raise SetupFailed(self._reason(), **self._advice())
        pip = self._pip()
        if not self._run([*pip, "install", "--no-compile", "--retries", "1", *common]):
            raise SetupFailed(self._reason() or "failed", **self._advice())

    def _pip(self):
        """The environment's own pip, which fits its Python; else this Python's, where it can work for another."""
        own = [self.environment.python, "-m", "pip"]
        if self._run([*own, "--version"]) or self._run([self.environment.python, "-m", "ensurepip"]):
            return own
        host = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False)
        version = next(iter(host.stdout.decode("utf-8", "replace").split()[1:2]), "")
        if not version:
            raise SetupFailed(self._reason() or "no_pip", **self._advice())
        if tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) < OLDEST_HOST_PIP:
            raise SetupFailed(self._reason() or "old_pip", version=version, **self._advice())
        return [sys.executable, "-m", "pip", "--python", self.environment.python]

    def _run(self, command):
        """Whether `command` ended well; says every now and then that it is still at it."""
        self.output.write((" ".join(command) + "\n").encode("utf-8", "replace"))
        self.output.flush()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            cwd=os.path.dirname(self.environment.path),
            env=installer_environ(),
            pass_fds=self.lock.inherited(),
        )
        waited = 0
        try:
            while True:
                try:
                    return process.wait(HEARTBEAT_SECONDS) == 0
                except subprocess.TimeoutExpired:
                    waited += HEARTBEAT_SECONDS
                    self.phrases.progress("still_at_it", seconds=waited)
        except BaseException:
            process.kill()
            process.wait()
            raise

    def _reason(self):
        with open(self.output.name, "rb") as file:
            said = file.read().decode("utf-8", "replace")
        return next((key for key, signs in REASONS if any(sign in said for sign in signs)), None)

    def _advice(self):
        return {
            "log": self.output.name,
            "cache": os.path.dirname(self.environment.path),
            "python": sys.executable,
        }


def installer_environ():
    """The user's variables (their proxy and package mirror among them) less what would lead the packages astray."""
    environ = dict(os.environ)
    for name in (
        "PYTHONPATH",
        "PYTHONHOME",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_NO_BINARY",
        "PIP_USER",
        "UV_TARGET",
    ):
        environ.pop(name, None)
    environ.update(
        PIP_CONSTRAINT=os.devnull, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", UV_NO_PROGRESS="1",
        PYTHONDONTWRITEBYTECODE="1",
    )  # fmt: skip
    return environ


class Lock:
    """Held by one start at a time, and by the installer it runs; the system lets go when the last of them ends."""

    def __init__(self, path, phrases):
        self.path = path
        self.phrases = phrases

    def __enter__(self):
        self.file = open(self.path, "a+")
        told = waited = 0.0
        while not self._taken():
            if waited >= told + HEARTBEAT_SECONDS or (told == 0.0 and waited > 1):
                told = waited
                self.phrases.progress("waiting")
            time.sleep(0.1)
            waited += 0.1
        return self

    def __exit__(self, *_):
        self.file.close()

    def inherited(self):
        """The descriptors a child keeps open, where the system has such locks."""
        return () if os.name == "nt" else (self.file.fileno(),)

    def _taken(self):
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(self.file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True


def writable_cache():
    """The first cache folder that takes a file.

    Raises:
        SetupFailed: none does.
    """
    tried = caches()
    for cache in tried:
        try:
            os.makedirs(cache, mode=0o700, exist_ok=True)
            os.makedirs(os.path.join(cache, "env"), exist_ok=True)
            with tempfile.TemporaryFile(dir=os.path.join(cache, "env")):
                pass
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise os_failure(error, cache) from error
            continue
        if cache is not tried[-1] or is_private(cache):
            return cache
    raise SetupFailed("no_cache", tried=", ".join(tried))


def os_failure(error, cache):
    """What an OSError met on the way means to the user."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return SetupFailed("disk_full", cache=cache)
    return SetupFailed("no_cache", tried="{} ({})".format(cache, error.strerror))


def forget_unused(envs, keep):
    """Drops environments of earlier versions that nobody has started for a while."""
    for entry in os.scandir(envs):
        old = time.time() - entry.stat().st_mtime > UNUSED_DAYS * 86400
        if entry.is_dir() and entry.name != keep and old:
            shutil.rmtree(entry.path, ignore_errors=True)
