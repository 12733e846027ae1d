#!/usr/bin/env python3
"""Starts the skill from this folder, wherever it was copied: `python3 scripts/run.py say "hello"`.

The first start puts the locked dependencies into an environment of their own, outside this folder (see environment.py);
every later start goes straight into that environment's Python. Nothing in this folder is ever written.

    run.py [ARGUMENT]...          the skill's own arguments (`run.py --help` lists them)
    run.py --with-extra EXTRA ... the same after installing an optional part: how the skill asks for what it misses
    run.py --setup [EXTRA]...     only set up: base, and the optional parts named (studio, documents, chat, mcp)

Exit codes of the set-up: 0 done · 1 something is missing (the sentence says what) · 69 no network · 130 interrupted;
after that the skill's own. Python 3.6 can read this file, so that an old one looks for a newer one beside it, and gets
a sentence where there is none, not a traceback.
"""

import os
import sys

sys.dont_write_bytecode = True

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11")
"""Where a newer Python is looked for; the locked parts are ready-made for these."""


def asked_for(argv):
    """The optional parts that `--with-extra` names, and the arguments without them."""
    extras = []
    while argv[:1] == ["--with-extra"] and len(argv) > 1:
        extras.append(argv[1])
        argv = argv[2:]
    return extras, argv


def needed(argv):
    """The optional parts that these arguments are sure to need, so that one set-up brings all of them."""
    command = next((argument for argument in argv if not argument.startswith("-")), "")
    extras = []
    if "--local" in argv or command == "studio" or os.environ.get("NEMO_API_URL") == "local":
        extras.append("studio")
    if command == "mcp":
        extras += ["mcp", "documents"]  # a server cannot start over when it is handed a document
    return extras


def child_environ(environment, extras):
    """The variables the skill runs with: this folder importable and nothing else, bytecode kept in the cache folder."""
    environ = dict(os.environ)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "__PYVENV_LAUNCHER__"):
        environ.pop(name, None)
    environ["PYTHONPATH"] = FOLDER
    environ["PYTHONPYCACHEPREFIX"] = environment.bytecode(FOLDER)
    environ["TEXT_TO_AI_RUNNER"] = os.path.join(FOLDER, "scripts", "run.py")
    environ["TEXT_TO_AI_PYTHON"] = sys.executable
    environ["TEXT_TO_AI_EXTRAS"] = ",".join(extras)  # not to be asked for once more
    if os.name == "nt":
        environ.setdefault("PYTHONUTF8", "1")
    return environ


def start(environment, extras, argv):
    """Becomes the skill. -P and -s: a folder named `skill` in the working directory, or a user's packages, stay out."""
    environ = child_environ(environment, extras)
    environment.touch()
    return become([environment.python, "-P", "-s", "-m", "skill.cli"] + argv, environ)


def become(command, environ):
    """Runs `command` in place of this process; gives its exit code where that cannot be."""
    if os.name != "nt":
        os.execve(command[0], command, environ)
    import subprocess  # Windows has no exec that keeps the console

    return subprocess.call(command, env=environ)


def newer_python():
    """A Python on PATH that is new enough, or None: a system's own `python3` may be old with a newer one beside it."""
    import shutil
    import subprocess

    for name in NEWER:
        path = shutil.which(name)
        # It is asked, not believed: a version manager keeps names that lead to no Python.
        question = "import sys; sys.exit(sys.version_info < {!r})".format(OLDEST)
        if path and subprocess.call([path, "-c", question], stderr=subprocess.DEVNULL) == 0:
            return path
    return None


def start_with_newer(argv):
    """Starts over with a newer Python, or says in one sentence how to get one."""
    python = newer_python()
    if python:
        return become([python, os.path.join(FOLDER, "scripts", "run.py")] + argv, os.environ)
    import shutil

    import phrases

    return phrases.Phrases(FOLDER, argv).stop(
        "python_too_old_uv" if shutil.which("uv") else "python_too_old",
        1,
        wanted=".".join(str(part) for part in OLDEST),
        found=".".join(str(part) for part in sys.version_info[:3]),
        path=sys.executable,
    )


def main(argv):
    """Sets up what is missing, then starts the skill. Returns the exit code where it comes back at all."""
    if sys.version_info < OLDEST:
        return start_with_newer(argv)
    from environment import locate

    only_setup = argv[:1] == ["--setup"]
    if only_setup:
        extras = [name for name in argv[1:] if not name.startswith("-")]
    else:
        extras, argv = asked_for(argv)
        extras += [name for name in needed(argv) if name not in extras]
    environment = locate(FOLDER, extras)
    if environment is None:
        from installer import SetupFailed, install
        from phrases import Phrases

        phrases = Phrases(FOLDER, argv)
        try:
            environment = install(FOLDER, extras, phrases)
        except SetupFailed as failure:
            # The chat can do without its part, and is plain then.
            least = [name for name in extras if name != "chat"]
            environment = locate(FOLDER, least) if least != extras and not only_setup else None
            if environment is None:
                return phrases.stop(failure.key, failure.exit_code, **failure.values)
            phrases.progress("plain_chat")
        except KeyboardInterrupt:
            return phrases.stop("interrupted", 130)
    return 0 if only_setup else start(environment, extras, argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
