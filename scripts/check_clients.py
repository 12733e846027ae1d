#!/usr/bin/env python3
"""Asks the real clients whether they see this skill: `python3 scripts/test.py clients [NAME]...`.

Each client is installed from its registry into the cache folder, gets an empty home, and is asked after `install` (or
the client's own installer) has put the skill there. Nothing is sent to a model and no account is needed.

    agentskills   the reference validator reads SKILL.md
    skills        `npx skills` finds it in a copy of the folder, and lists it once it is installed
    openclaw      `openclaw skills install` takes it; `info` calls it eligible and visible to the model
    gemini        Gemini CLI lists it as enabled, and connects to the MCP server
    opencode      opencode loads it, and connects to the MCP server
    claude        Claude Code counts it among its skills, and connects to the MCP server
    codex         Codex puts it before its model, and takes the MCP server

Prints a Markdown table of what each of them said. A client that cannot be installed here (no npm, no network) is named
and does not count. Exit codes: 0 every client that ran sees the skill · 1 one does not · 2 no such client.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

from environment import caches  # noqa: E402
from test import bare_copy  # noqa: E402

NAME = "text-to-ai"
NODE = 24
SECONDS = 300
QUIET = {
    "DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1", "NO_COLOR": "1", "CI": "1",
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
}  # fmt: skip
ACCOUNTS = ("ANTHROPIC_", "CLAUDE", "OPENAI_", "CODEX_", "GEMINI_", "GOOGLE_")
"""What a variable with an account of a client begins with: the clients are asked as by somebody who has none."""


class Absent(Exception):
    """A client that cannot be installed here; its text says why."""


class Clients:
    """One method per client. Each returns its version, what it said, and whether it sees the skill."""

    def __init__(self, scratch):
        self.scratch = Path(scratch)
        self.copy = bare_copy(scratch)
        self.cache = Path(caches()[0], "clients")

    def agentskills(self):
        """skills-ref, the reference validator"""
        version = self._python("-c", "import importlib.metadata as m; print(m.version('skills-ref'))").stdout
        done = self._python("-c", "from skills_ref.cli import main; main()", "validate", self.copy)
        said = everything(done).strip().replace(self.copy, NAME)
        return version.strip(), said, done.returncode == 0

    def skills(self):
        """`npx skills`, which installs for most assistants"""
        home = self._home("skills")
        version, run = self._npm("skills", "skills", home)
        found = run("add", self.copy, "--list").stdout
        run("add", self.copy, "--global", "--yes", "--copy", "--agent", "cursor", "claude-code", "codex")
        listed = run("list", "--global").stdout
        line = next((line for line in listed.splitlines() if NAME in line), "")
        shown = re.sub(r"\s+", " ", plain(line)).replace(str(home), "~").strip()
        return version, shown or "not listed", "Found 1 skill" in plain(found) and bool(line)

    def openclaw(self):
        """OpenClaw, by its own installer and by ours"""
        home = self._home("openclaw")
        version, run = self._npm("openclaw", "openclaw", home)
        run("skills", "install", self.copy)
        theirs = json.loads(run("skills", "info", NAME, "--json").stdout or "{}")
        shutil.rmtree(theirs.get("baseDir", home / "nothing"), ignore_errors=True)
        self._install("openclaw", home)
        ours = json.loads(run("skills", "info", NAME, "--json").stdout or "{}")
        seen = [bool(each.get(key)) for each in (theirs, ours) for key in ("eligible", "modelVisible")]
        said = ", ".join(f"{key}: {json.dumps(ours.get(key))}" for key in ("eligible", "modelVisible"))
        missing = [name for names in ours.get("missing", {}).values() for name in names]
        said += f", missing: {', '.join(missing) or 'nothing'}"
        return version, said, all(seen)

    def gemini(self):
        """Gemini CLI"""
        home = self._home("gemini")
        version, run = self._npm("@google/gemini-cli", "gemini", home)
        self._install("gemini", home)
        lines = plain(run("skills", "list", "--all").stdout).splitlines()
        line = next((line for line in lines if line.startswith(NAME)), "not listed").strip()
        command, *arguments = self._server()
        server = {"command": command, "args": arguments}
        written(home / ".gemini" / "settings.json", {"mcpServers": {NAME: server}})
        written(home / ".gemini" / "trustedFolders.json", {str(home): "TRUST_FOLDER"})
        connected = "- Connected" in plain(everything(run("mcp", "list")))
        return version, f"{line}, MCP connected: {connected}", "[Enabled]" in line and connected

    def opencode(self):
        """opencode, which reads the folder that Codex reads"""
        home = self._home("opencode")
        version, run = self._npm("opencode-ai", "opencode", home, has_program=True)
        self._install("codex", home)
        loaded = json.loads(run("debug", "skill").stdout or "[]")
        found = [each["location"].replace(str(home), "~") for each in loaded if each["name"] == NAME]
        server = {"type": "local", "command": self._server()}
        written(home / ".config" / "opencode" / "opencode.json", {"mcp": {NAME: server}})
        connected = f"✓ {NAME}" in plain(everything(run("mcp", "list")))
        said = ", ".join(found) or "not loaded"
        return version, f"{said}, MCP connected: {connected}", bool(found) and connected

    def claude(self):
        """Claude Code"""
        home = self._home("claude")
        version, run = self._npm("@anthropic-ai/claude-code", "claude", home, has_program=True)
        self._install("claude-code", home)
        # A command of its own is answered without a model, after the list of what the session begins with.
        said = run("-p", "/context", "--output-format", "stream-json", "--verbose").stdout
        events = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        begun = next((event for event in events if event.get("subtype") == "init"), {})
        listed = NAME in begun.get("skills", [])
        run("mcp", "add", NAME, "--", *self._server())
        connected = bool(re.search(f"{NAME}:.*Connected", plain(everything(run("mcp", "list")))))
        said = "among its skills" if listed else "not listed"
        return version, f"{said}, MCP connected: {connected}", listed and connected

    def codex(self):
        """Codex"""
        home = self._home("codex")
        version, run = self._npm("@openai/codex", "codex", home)
        self._install("codex", home)
        shown = run("debug", "prompt-input", "hello").stdout
        listed = f"\\n- {NAME}: " in shown and f"{NAME}/SKILL.md" in shown
        run("mcp", "add", NAME, "--", *self._server())
        taken = any(
            line.startswith(NAME) and " enabled" in line for line in run("mcp", "list").stdout.splitlines()
        )
        said = "shown to the model" if listed else "not shown"
        return version, f"{said}, MCP enabled: {taken}", listed and taken

    def _server(self):
        """What starts the MCP server of the copy. Clients do not pass PYTHONPATH on."""
        script = "import sys; sys.path.insert(0, sys.argv.pop(1)); from skill.cli import main; main()"
        return [sys.executable, "-c", script, self.copy, "mcp", "--local"]

    def _home(self, name):
        home = self.scratch / f"{name} home"
        home.mkdir()
        return home

    def _install(self, platform, home):
        done = self._python("-m", "skill.cli", "install", platform, HOME=str(home), PYTHONPATH=self.copy)
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)

    def _python(self, *arguments, **environ):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        return ran([sys.executable, *arguments], self.scratch, {**kept, **environ})

    def _npm(self, package, command, home, has_program=False):
        """The newest version of `package`, and a function that runs its `command` in the home.

        `has_program`: its set-up script puts a program in place; nobody else's scripts are run.
        """
        place = self.cache / command
        place.mkdir(parents=True, exist_ok=True)
        bins = place / "node_modules" / ".bin"
        unlike = ("XDG_", "npm_", *ACCOUNTS)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(unlike)}
        environ = {**kept, **QUIET, "PATH": str(bins) + os.pathsep + os.environ.get("PATH", "")}
        npm = shutil.which("npm")
        if npm is None:
            raise Absent("no npm on this computer")
        common = [npm, "install", "--prefix", place, "--no-audit", "--no-fund", "--loglevel", "error"]
        if newest_node(environ) < NODE:
            fetched(ran([*common, f"node@{NODE}"], place, environ))
        quiet = [] if has_program else ["--ignore-scripts"]
        fetched(ran([*common, *quiet, f"{package}@latest"], place, environ))
        about = (place / "node_modules" / package / "package.json").read_text("utf-8")

        def run(*arguments):
            return ran([bins / command, *arguments], home, {**environ, "HOME": str(home)})

        return json.loads(about)["version"], run


CLIENTS = ("agentskills", "skills", "openclaw", "gemini", "opencode", "claude", "codex")


def ran(command, where, environ):
    """A finished process with its output as text."""
    return subprocess.run(
        command, cwd=where, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=SECONDS, check=False,
    )  # fmt: skip


def newest_node(environ):
    """The major version of the Node that would be run, 0 where there is none."""
    node = shutil.which("node", path=environ["PATH"])
    said = (
        subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if node
        else "v0"
    )
    return int(said[1:].split(".")[0])


def fetched(done):
    """Raises Absent when a registry did not give what was asked for."""
    if done.returncode:
        raise Absent((done.stderr.strip().splitlines() or ["npm failed"])[0])


def everything(done):
    """What a process said, on either stream."""
    return done.stdout + done.stderr


def written(path, content):
    """A settings file of a client."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")


def plain(text):
    """Text without what colours it."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def main(names):
    """Asks the clients that `names` name, all of them without a name."""
    unknown = [name for name in names if name not in CLIENTS]
    if unknown:
        print("no such client: {}; there are: {}".format(unknown[0], ", ".join(CLIENTS)), file=sys.stderr)
        return 2
    failed = False
    print("| client | version | what it said | |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        clients = Clients(scratch)
        for name in names or CLIENTS:
            title = getattr(clients, name).__doc__
            try:
                version, said, well = getattr(clients, name)()
            except (Absent, OSError, subprocess.TimeoutExpired) as absent:
                print(f"| {title} | – | not run here: {absent} | – |", flush=True)
                continue
            failed = failed or not well
            print(f"| {title} | {version} | {said} | {'yes' if well else '**no**'} |", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
