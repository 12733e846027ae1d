"""A real browser for tests of the page: Chromium, told what to do over a pipe in its DevTools protocol."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--mute-audio",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--remote-debugging-pipe",
    "--lang=en",
]
PIPED = """
import fcntl, os, sys
given = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3]]
for descriptor, wanted in zip(given, (3, 4)):
    os.dup2(descriptor, wanted)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Becomes the browser, which wants its pipe as descriptors 3 and 4."""
WAIT_SECONDS = 60.0


class Browser:
    """One browser with an empty profile in `folder`, and one tab."""

    def __init__(self, folder: Path, width: int = 1280, height: int = 800) -> None:
        assert PROGRAM
        reads, self._tell = os.pipe()
        self._hear, writes = os.pipe()
        command = [
            PROGRAM,
            *QUIET,
            f"--user-data-dir={folder}",
            f"--window-size={width},{height}",
            "about:blank",
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-ISc", PIPED, str(reads), str(writes), *command],
            pass_fds=(reads, writes),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(folder)},
        )
        os.close(reads)
        os.close(writes)
        self._number, self._rest, self._session = 0, b"", ""
        self.noticed: list[dict[str, Any]] = []
        self.tab()

    def tab(self) -> str:
        """Open a new tab and go on in it."""
        target = self.ask("Target.createTarget", url="about:blank", at="")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True, at="")["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        return self._session

    def ask(self, method: str, at: str | None = None, **params: Any) -> dict[str, Any]:
        """One command and its result; events that come meanwhile are `noticed`."""
        self._number += 1
        sent: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session := self._session if at is None else at:
            sent["sessionId"] = session
        os.write(self._tell, json.dumps(sent).encode() + b"\0")
        end = time.monotonic() + WAIT_SECONDS
        while True:
            heard = self._next(end)
            if heard.get("id") == self._number:
                assert "error" not in heard, (method, heard)
                return dict(heard["result"])
            self.noticed.append(heard)

    def _next(self, end: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._hear], [], [], max(0.0, end - time.monotonic()))[0], "no answer"
            more = os.read(self._hear, 1 << 20)
            assert more, "the browser has ended"
            self._rest += more
        first, self._rest = self._rest.split(b"\0", 1)
        return dict(json.loads(first))

    def go(self, url: str) -> None:
        """Load a page, and wait until its scripts have run."""
        self.ask("Page.navigate", url=url)
        self.until(f"document.readyState === 'complete' && location.href.startsWith({json.dumps(url)})")

    def run(self, script: str) -> Any:
        """The value of an expression, awaited when it is a promise."""
        done = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def until(self, condition: str) -> Any:
        """Wait for an expression to become true; the page itself looks again and again."""
        seconds = WAIT_SECONDS - 5
        found = self.run(
            f"""new Promise((done) => {{
                const end = Date.now() + {seconds * 1000};
                const look = () => {{
                    const found = ({condition});
                    if (!found && Date.now() < end) return setTimeout(look, 30);
                    return done(found instanceof Node || found || null);
                }};
                look();
            }})"""
        )
        assert found, (condition, self.run("document.body.innerText"))
        return found

    def type(self, text: str, key: str | None = None) -> None:
        """Type into what has the focus, then press a key."""
        self.ask("Input.insertText", text=text)
        if key:
            for kind in ("keyDown", "keyUp"):
                code = {"Enter": 13, "Tab": 9, "Escape": 27}[key]
                extra = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
                self.ask(
                    "Input.dispatchKeyEvent",
                    type=kind,
                    key=key,
                    code=key,
                    windowsVirtualKeyCode=code,
                    **extra,
                )

    def picture(self, file: Path) -> None:
        """What the tab shows, as PNG."""
        file.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))

    def complaints(self) -> list[str]:
        """What the console says: errors, warnings, blocked resources."""
        self.run("1")
        found = []
        for event in self.noticed:
            if event.get("method") == "Log.entryAdded":
                entry = event["params"]["entry"]
                if entry["level"] in ("error", "warning"):
                    found.append(f"{entry['text']} {entry.get('url', '')}")
            if event.get("method") == "Runtime.exceptionThrown":
                found.append(str(event["params"]["exceptionDetails"]))
        return found

    def asked(self) -> list[str]:
        """Every address the tabs asked for."""
        return [
            event["params"]["request"]["url"]
            for event in self.noticed
            if event.get("method") == "Network.requestWillBeSent"
        ]

    def close(self) -> None:
        """End the browser."""
        self._process.terminate()
        self._process.wait(20)
        os.close(self._tell)
        os.close(self._hear)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
