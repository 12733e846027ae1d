"""Where the skill's environment is, and whether it is whole: outside the folder, one per lock, Python and machine.

    <cache>/text-to-ai/env/<key>/            a virtual environment
    <cache>/text-to-ai/env/<key>/ready/base  written last: without it the environment is half built
    <cache>/text-to-ai/env/<key>/ready/<extra>
    <cache>/text-to-ai/env/<key>/bytecode/   compiled modules, the folder's own among them: it stays as it was

This runs at every start, so it imports next to nothing.
"""

from __future__ import annotations

import os
import sys
import zlib

BASE = "base"
EXTRAS = ("studio", "documents", "chat", "mcp")


class Environment:
    """One environment: `path` of its folder, `python` to run in it."""

    def __init__(self, path):
        self.path = path
        scripts, python = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        self.python = os.path.join(path, scripts, python)

    def mark(self, part):
        """The file that says `part` (base or an extra) is whole."""
        return os.path.join(self.path, "ready", part)

    def has(self, parts):
        """Whether `parts` are installed. Where the Python that it was made from is gone, nothing is."""
        return os.path.exists(self.python) and all(os.path.exists(self.mark(part)) for part in parts)

    def is_empty(self):
        """Whether no part of it was ever finished."""
        ready = os.path.join(self.path, "ready")
        return not (os.path.exists(self.python) and os.path.isdir(ready) and os.listdir(ready))

    def touch(self):
        """Notes that it was used today, so that it is not cleared away as an old one."""
        try:
            os.utime(self.path)
        except OSError:  # a cache that may only be read is used as it is
            pass

    def bytecode(self, folder):
        """The folder for compiled modules; what was compiled from an earlier copy at the same place is dropped.

        Python compares time and size of a source file, and installers that give every file the same time
        would let an upgraded copy run old code. The change time of SKILL.md cannot be set by an installer.
        """
        prefix = os.path.join(self.path, "bytecode")
        try:
            found = os.stat(os.path.join(folder, "SKILL.md"))
        except OSError:
            return prefix
        stamp = "%d %d" % (found.st_ctime_ns, found.st_ino)
        compiled = os.path.join(prefix, os.path.splitdrive(folder)[1].lstrip("\\/"))
        note = os.path.join(compiled, "copy")
        try:
            with open(note) as file:
                known = file.read()
        except OSError:
            known = ""
        if known != stamp:
            import shutil

            shutil.rmtree(os.path.join(compiled, "skill"), ignore_errors=True)
            try:
                os.makedirs(compiled, exist_ok=True)
                with open(note, "w") as file:
                    file.write(stamp)
            except OSError:  # a cache that cannot be written only costs time
                pass
        return prefix


def requirements(folder, part):
    """The hashed requirement file of `part`."""
    return os.path.join(folder, "requirements", part + ".txt")


def key(folder, parts):
    """Names the environment for this lock, Python and machine. A checksum is enough here: pip checks the hashes."""
    lock = 0
    for part in parts:
        with open(requirements(folder, part), "rb") as file:
            lock = zlib.crc32(file.read(), lock)
    machine = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")
    system = getattr(sys.implementation, "_multiarch", sys.platform)  # tells glibc from musl
    version = ".".join(str(number) for number in sys.version_info[:3]) + getattr(sys, "abiflags", "")
    return "%s-%s-%s-%s-%08x" % (sys.implementation.name, version, system, machine, lock)


def caches():
    """The folders the cache may be in, the usual one first, one among the temporary files last."""
    home = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    if not home or not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
    temporary = next((os.environ[name] for name in ("TMPDIR", "TEMP", "TMP") if os.environ.get(name)), "/tmp")
    user = os.getuid() if hasattr(os, "getuid") else "user"
    usual = [os.path.join(home, "text-to-ai")] if os.path.isabs(home) else []
    return [*usual, os.path.join(temporary, "text-to-ai-{}".format(user))]


def is_private(folder):
    """Whether `folder` is a real folder of this user's that nobody else can write to.

    The name among the temporary files can be guessed, so somebody else could have put code there for us to run.
    """
    if not hasattr(os, "getuid"):
        return True
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return found.st_uid == os.getuid() and (found.st_mode & 0o170077) == 0o040000


def locate(folder, extras):
    """The environment with base and `extras`, or None when something has to be installed first."""
    try:
        name = key(folder, (BASE, *EXTRAS))
    except OSError:
        return None
    found = caches()
    for cache in found:
        environment = Environment(os.path.join(cache, "env", name))
        if environment.has([BASE, *extras]) and (cache is not found[-1] or is_private(cache)):
            return environment
    return None
