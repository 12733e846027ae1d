"""`doctor`: what can be wrong on this computer, one line each, with what to do about it.

The words are one table, prompts/*/doctor.yaml; `troubleshooting` is the same table as documentation. Nothing is made
or changed by looking, and the token is never shown.
"""

from __future__ import annotations

import difflib
import os
import shutil
import sqlite3
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from skill import i18n, resources
from skill.attribution import UNKNOWN, Attribution
from skill.errors import MissingExtra
from skill.sessions import Store
from skill.settings import LOCAL, Settings

State = Literal["ok", "note", "problem"]
OLDEST = (3, 11)
PARTS: Mapping[str, tuple[str, ...]] = {
    "base": ("filelock", "httpx", "httpx_sse", "pydantic", "yaml", "rapidfuzz"),
    "studio": ("av", "espeakng_loader", "numpy", "PIL", "python_multipart", "starlette", "uvicorn"),
    "documents": ("pypdf", "docx"),
    "chat": ("prompt_toolkit", "rich"),
    "mcp": ("mcp",),
}
"""The modules that each part brings."""
_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
_GIGABYTE = 1_000_000_000
_FULL, _SCARCE = 0.3 * _GIGABYTE, 1.5 * _GIGABYTE
_REACH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `check` and `state` name its words in the table, `values` fill them."""

    check: str
    state: State
    values: Mapping[str, object] = field(default_factory=dict)

    def words(self, language: str) -> tuple[str, str]:
        """What was found, and what to do about it: empty when all is well."""
        row = i18n.load(language, "doctor")["findings"][self.check][self.state]
        if isinstance(row, str):
            return row.format(**self.values), ""
        return row["says"].format(**self.values), row["do"].format(program=i18n.program(), **self.values)

    def as_json(self, language: str) -> dict[str, Any]:
        """The line of the `--json` output."""
        says, do = self.words(language)
        return {"type": "finding", "check": self.check, "state": self.state, "text": says, "advice": do}

    def line(self, language: str) -> str:
        """The line for people."""
        says, do = self.words(language)
        mark = i18n.load(language, "doctor")["marks"][self.state]
        return f"{mark}  {says}{' → ' + do if do else ''}"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is looked at beside the settings. `studio` starts the built-in one and gives its address."""

    environ: Mapping[str, str]
    studio: Callable[[], AbstractContextManager[str]]
    version: tuple[int, ...] = tuple(sys.version_info[:3])
    python: str = sys.executable
    prefix: Path = field(default_factory=lambda: Path(sys.prefix))
    encoding: str = field(default_factory=lambda: sys.stdout.encoding or "")
    here: Path = field(default_factory=Path.cwd)
    clock: Callable[[], float] = time.monotonic
    installed: Callable[[str], bool] = lambda module: find_spec(module) is not None


def examine(settings: Settings, around: Surroundings, language: str) -> Iterator[Finding]:
    """Everything, as it is found; what takes longest comes last."""
    yield from _python(around)
    yield from _skill(settings)
    yield from _parts(settings, around, language)
    yield from _folders(settings, around)
    yield from _disk(settings)
    yield from _memory(settings)
    yield from _client_id(settings)
    yield from _token(settings)
    yield from _variables(settings, around)
    yield from _studio(around) if settings.local else _cloud(settings, around)


def troubleshooting(language: str) -> str:
    """The table as Markdown: what you see, what to do; placeholders become dots."""
    words = i18n.load(language, "doctor")

    def plain(text: str) -> str:
        return text.format_map(_Dots(program="text-to-ai")).replace("|", "\\|")

    def how(part: str) -> str:
        remedy: str = words["how"]["runner_base" if part == "base" else "runner"]
        return remedy.format(runner="scripts/run.py", extra=part, environment="~/.cache/text-to-ai/env")

    rows = [
        f"| {plain(row['says'])} | {how(check) if row['do'] == '{how}' else plain(row['do'])} |"
        for check, states in words["findings"].items()
        for row in states.values()
        if not isinstance(row, str)
    ]
    return "\n".join([words["table"]["head"], "|---|---|", *rows])


def variables(language: str, *groups: str) -> dict[str, str]:
    """Every environment variable that means something here, with what it means; of `groups` where those are named."""
    words = i18n.load(language, "variables")
    chosen = groups or tuple(key for key in words if key != "head")
    return {name: meaning for group in chosen for name, meaning in words[group].items()}


class _Dots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _python(around: Surroundings) -> Iterator[Finding]:
    version = ".".join(map(str, around.version))
    state: State = "ok" if around.version >= OLDEST else "problem"
    yield Finding("python", state, {"version": version, "path": around.python})
    if around.encoding.lower().replace("-", "") not in ("utf8", "gb18030"):
        yield Finding("encoding", "note", {"encoding": around.encoding or "?"})


def _skill(settings: Settings) -> Iterator[Finding]:
    folder = resources.root()
    who = Attribution.read(settings.platform_override)
    values = {"version": who.version, "path": folder}
    yield Finding("skill", "ok" if who.version and who.source else "problem", values)
    if not settings.local:
        # Only the cloud is told; one that is not known is the rule, not a fault.
        known = "platform" if who.platform != UNKNOWN else "platform_unknown"
        yield Finding(known, "ok", {"platform": who.platform})


def _parts(settings: Settings, around: Surroundings, language: str) -> Iterator[Finding]:
    how = i18n.load(language, "doctor")["how"]
    runner = around.environ.get("TEXT_TO_AI_RUNNER")
    for part, modules in PARTS.items():
        missing = [module for module in modules if not around.installed(module)]
        if not missing:
            yield Finding(part, "ok")
            continue
        key = ("runner" if runner else "pip") + ("_base" if part == "base" else "")
        advice = how[key].format(runner=runner, extra=part, environment=around.prefix)
        none = len(missing) == len(modules) and part != "base" and not (settings.local and part == "studio")
        values = {"missing": ", ".join(missing), "how": advice}
        yield Finding(part, "note" if none else "problem", values)
    state: State = "ok" if os.access(around.prefix, os.W_OK) else "note"
    yield Finding("environment", state, {"path": around.prefix})


def _folders(settings: Settings, around: Surroundings) -> Iterator[Finding]:
    ours = (("data", settings.data_dir), ("config", settings.config_dir), ("cache", settings.cache_dir))
    for check, folder in ours:
        reason = _unwritable(folder)
        yield Finding(check, "problem" if reason else "ok", {"path": folder, "reason": reason})
    reason = _unwritable(around.here)
    yield Finding("output", "note" if reason else "ok", {"path": around.here, "reason": reason})


def _unwritable(folder: Path) -> str:
    """Why no file can be made in `folder`, or where it would be made; empty when one can. Leaves nothing behind."""
    try:
        with tempfile.TemporaryFile(dir=_nearest(folder)):
            return ""
    except OSError as error:
        return error.strerror or type(error).__name__


def _nearest(folder: Path) -> Path:
    """`folder`, or what there is of the way to it."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def _disk(settings: Settings) -> Iterator[Finding]:
    seen = set()
    for folder in (settings.data_dir, settings.cache_dir):
        try:
            free, device = shutil.disk_usage(_nearest(folder)).free, _nearest(folder).stat().st_dev
        except OSError:
            # Told already, as a folder that cannot be written.
            continue
        if device not in seen:
            seen.add(device)
            state: State = "problem" if free < _FULL else "note" if free < _SCARCE else "ok"
            yield Finding("disk", state, {"free": round(free / _GIGABYTE, 1), "path": _nearest(folder)})


def _memory(settings: Settings) -> Iterator[Finding]:
    if not (settings.data_dir / "skill.db").exists():
        yield Finding("memory", "ok", {"projects": 0})
        return
    try:
        with Store.open(settings) as store:
            projects = len(store.projects(settings.backend))
            unfinished = len(store.open_turns(settings.backend)) + len(store.open_renders(settings.backend))
    except (OSError, sqlite3.Error) as error:
        values = {"reason": str(error), "path": settings.data_dir / "skill.db"}
        yield Finding("memory", "problem", values)
        return
    yield Finding("memory", "note" if unfinished else "ok", {"projects": projects, "open": unfinished})


def _client_id(settings: Settings) -> Iterator[Finding]:
    path = settings.config_dir / "client_id"
    try:
        uuid.UUID(path.read_bytes().decode("ascii").strip())
    except FileNotFoundError:
        yield Finding("client_id", "note")
    except (OSError, ValueError):
        yield Finding("client_id", "problem", {"path": path})
    else:
        yield Finding("client_id", "ok")


def _token(settings: Settings) -> Iterator[Finding]:
    if settings.env_token:
        fits = (
            settings.env_token.isascii()
            and settings.env_token.isprintable()
            and " " not in settings.env_token
        )
        yield Finding("token_own", "ok" if fits else "problem")
    if settings.env_token or settings.local:
        return
    now = _kept_token(settings, time.time)
    # To a clock that stands still no token is over.
    ever = now or _kept_token(settings, lambda: 0.0)
    expired = ever and not now
    state: State = "ok" if now else "note"
    yield Finding("token_expired" if expired else "token", state, {"backend": _safe(settings.backend)})


def _kept_token(settings: Settings, clock: Callable[[], float]) -> bool:
    if not (settings.data_dir / "skill.db").exists():
        return False
    try:
        with Store(settings.data_dir, settings.config_dir, clock) as store:
            return store.token(settings.backend) is not None
    except (OSError, sqlite3.Error):
        # Told already, as the memory that cannot be opened.
        return False


def _variables(settings: Settings, around: Surroundings) -> Iterator[Finding]:
    ours = [name for name in variables(i18n.DEFAULT) if name.startswith("NEMO_")]
    for name in sorted(around.environ):
        if name.startswith("NEMO_") and name not in ours:
            near = difflib.get_close_matches(name, ours, 1, cutoff=0.0)[0]
            yield Finding("variable", "note", {"name": name, "near": near})
    given = (("NEMO_API_URL", settings.api_url), ("NEMO_WEB_URL", settings.web_url))
    for name, url in given:
        if not _is_address(url) and url != LOCAL:
            yield Finding("address", "problem", {"name": name, "value": _safe(url)})
    proxy = next((name for name in _PROXIES if around.environ.get(name)), None)
    if proxy and not settings.local:
        yield Finding("proxy", "note", {"name": proxy})


def _is_address(url: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _safe(url: str) -> str:
    """An address without what must not be shown: a name and password before the host, a key in the query."""
    scheme, mark, rest = url.partition("://")
    shown = (rest or scheme).split("?")[0].rpartition("@")[2]
    return f"{scheme}{mark}{shown}"[:80] if mark else shown[:80]


def _cloud(settings: Settings, around: Surroundings) -> Iterator[Finding]:
    if not _is_address(settings.api_url):
        return
    values: dict[str, object] = {"url": _safe(settings.api_url)}
    status, milliseconds, reason = _answers(settings.api_url, around.clock)
    values |= {"status": status, "ms": milliseconds, "reason": reason}
    yield Finding("cloud", "problem" if reason else "note" if status >= 500 else "ok", values)


def _studio(around: Surroundings) -> Iterator[Finding]:
    before = around.clock()
    try:
        with around.studio() as url:
            status, _, reason = _answers(f"{url}/health", around.clock)
    except MissingExtra as missing:
        yield Finding("local", "problem", {"reason": missing.extra})
        return
    except (OSError, ValueError, sqlite3.Error) as error:
        yield Finding("local", "problem", {"reason": str(error)})
        return
    values = {"ms": round((around.clock() - before) * 1000), "reason": reason or status}
    yield Finding("local", "ok" if status == 200 else "problem", values)


def _answers(url: str, clock: Callable[[], float]) -> tuple[int, int, str]:
    """Status (0 without an answer), milliseconds, and why there was no answer."""
    import httpx

    before = clock()
    try:
        # No token goes along: any answer at all tells that the way is open.
        status = httpx.get(url, timeout=_REACH_SECONDS, trust_env=url.startswith("https:")).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # The number of a system error says nothing to a person; the words after it do.
        return 0, 0, str(error).partition("] ")[2] or str(error) or type(error).__name__
    return status, round((clock() - before) * 1000), ""


def report(findings: Sequence[Finding] | Iterator[Finding], language: str, *, as_json: bool) -> int:
    """Prints findings as they come; 1 when there is something to mend."""
    import json

    count = 0
    for finding in findings:
        count += finding.state == "problem"
        if as_json:
            print(json.dumps(finding.as_json(language), ensure_ascii=False), flush=True)
        else:
            print(finding.line(language), flush=True)
    code = 1 if count else 0
    summary = i18n.load(language, "doctor")["summary"]
    if as_json:
        print(json.dumps({"type": "done", "exit_code": code}), flush=True)
    else:
        print(summary["problem"].format(count=count) if count else summary["ok"])
    return code
