"""`install` and `uninstall`: the skill's folder, copied to where an assistant looks for skills.

What was copied is recorded outside the copy (`<data>/installed/`, one file of hashes per folder), because running the
skill changes nothing in its folder. What this command did not make, or somebody changed since, is never overwritten;
with `force` it is put aside in `<data>/kept/`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from skill import i18n, resources
from skill.attribution import Attribution
from skill.errors import DiskFull, of_disk

NAME = "text-to-ai"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Platform:
    """An assistant; `user` and `project` are the skills folders below the home and the working folder."""

    name: str
    user: str
    project: str


PLATFORMS: Mapping[str, Platform] = {
    "clawhub": Platform("ClawHub", ".clawhub/skills", "skills"),
    "openclaw": Platform("OpenClaw", ".openclaw/skills", ".agents/skills"),
    "cursor": Platform("Cursor", ".cursor/skills", ".cursor/skills"),
    "claude-code": Platform("Claude Code", ".claude/skills", ".claude/skills"),
    "codex": Platform("Codex", ".agents/skills", ".agents/skills"),
    "gemini": Platform("Gemini CLI", ".gemini/skills", ".gemini/skills"),
    "goose": Platform("Goose", ".config/goose/skills", ".goose/skills"),
}


class Refused(Exception):
    """Nothing was done. `why` is a key of `refused` in prompts/*/installing.yaml, `values` fill it."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self.why = why
        self.values = values


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, or would be: `key` is of `done` and `dry` in the words. `kept`: where the old folder is now."""

    key: str
    version: str
    before: str = ""
    count: int = 0
    kept: Path | None = None


def platform(key: str) -> Platform:
    """The row of the table.

    Raises:
        Refused: there is none.
    """
    if key not in PLATFORMS:
        raise Refused("unknown", key=key, known=", ".join(PLATFORMS))
    return PLATFORMS[key]


def shipped(root: Path, package: Path) -> dict[str, Path]:
    """Every file of the skill's folder by its place in it. A checkout holds more, and .clawhubignore says what ships;
    in a wheel the folder's other parts lie inside the package."""
    ignore = root / ".clawhubignore"
    found = {path.relative_to(root).as_posix(): path for path in _files(root)}
    if ignore.is_file():
        allowed = [line[1:].strip() for line in ignore.read_text("utf-8").splitlines() if line[:1] == "!"]
        return {name: path for name, path in found.items() if any(fnmatch(name, each) for each in allowed)}
    if package != root:
        return found
    beside = {path.name for path in root.iterdir()} & _BESIDE
    return {name if name.split("/")[0] in beside else f"skill/{name}": path for name, path in found.items()}


_BESIDE = frozenset(
    (
        *("SKILL.md", "LICENSE", "README.md", "README.zh-CN.md", "CHANGELOG.md", "pyproject.toml"),
        *("scripts", "requirements", "prompts", "references", "docs"),
    )
)
"""What lies beside the package in the skill's folder."""


class Installation:
    """One place where the skill is, or may be. `data_dir` holds the record and what was put aside."""

    def __init__(self, folder: Path, data_dir: Path) -> None:
        self.folder = folder
        key = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        self._record = data_dir / "installed" / f"{key}.json"
        self._kept = data_dir / "kept"

    @property
    def is_there(self) -> bool:
        """Whether anything is at the place."""
        return os.path.lexists(self.folder)

    def version(self) -> str | None:
        """The version this command put there; None when it did not."""
        record = self._recorded()
        return record[0] if record and self.is_there else None

    def install(self, *, force: bool = False, dry_run: bool = False) -> Outcome:
        """Copies the skill there; an older copy is replaced in one step.

        Raises:
            Refused: something is there that this command did not make, or that was changed.
            OSError: no room, or no right to write.
        """
        root = resources.root()
        files = shipped(root, Path(resources.__file__).absolute().parent)
        version = Attribution.read(folder=root).version
        if self.folder.resolve() == root.resolve():
            raise Refused("inside", folder=self.folder)
        self._restore()
        wanted = {name: _hash(path) for name, path in files.items()}
        if self.is_there and not self.folder.is_symlink() and _hashes(self.folder) == wanted:
            if not dry_run:
                self._noted(version, wanted).replace(self._record)
            return Outcome("same", version, count=len(files))
        before = self.version()
        aside = self._must_be_kept(force)
        outcome = Outcome("upgraded" if before else "installed", version, before or "", len(files))
        if dry_run:
            return outcome
        fresh = self._sibling("new")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            for name, path in files.items():
                target = fresh / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            # Written before anything is moved: there is room for the record, or nothing happens.
            note = self._noted(version, wanted)
            kept = self._put_aside() if aside else None
            if self.is_there:
                self.folder.replace(self._sibling("old"))
            fresh.replace(self.folder)
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)
            self._restore()
            raise
        note.replace(self._record)
        shutil.rmtree(self._sibling("old"), ignore_errors=True)
        return Outcome(outcome.key, version, outcome.before, outcome.count, kept)

    def uninstall(self, *, force: bool = False, dry_run: bool = False) -> Outcome:
        """Removes what `install` put there.

        Raises:
            Refused: this command did not make it, or it was changed.
            OSError: no right to remove it.
        """
        self._restore()
        if not self.is_there:
            return Outcome("absent", "")
        version = self.version() or ""
        aside = self._must_be_kept(force)
        if dry_run:
            return Outcome("removed", version)
        kept = self._put_aside() if aside else None
        if kept is None:
            old = self._sibling("old")
            self.folder.replace(old)
            shutil.rmtree(old)
        self._record.unlink(missing_ok=True)
        return Outcome("removed", version, kept=kept)

    def _must_be_kept(self, force: bool) -> bool:
        """Whether what is there goes aside: it is not simply our own copy as we left it."""
        if not self.is_there:
            return False
        if self.folder.is_symlink():
            raise Refused("link", folder=self.folder)
        record = self._recorded()
        now = _hashes(self.folder) if self.folder.is_dir() else {}
        if record is None:
            if not force:
                raise Refused("foreign", folder=self.folder)
            return True
        changed = sorted(name for name in now if record[1].get(name) != now[name])
        if changed and not force:
            raise Refused("changed", files=changed)
        return bool(changed)

    def _put_aside(self) -> Path:
        self._kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = 1
        while (place := self._kept / f"{self._record.stem}-{number}").exists():
            number += 1
        shutil.move(self.folder, place)
        return place

    def _sibling(self, what: str) -> Path:
        return self.folder.with_name(f".{self.folder.name}.{what}")

    def _restore(self) -> None:
        """After a kill between two renames the old copy comes back; otherwise leftovers go."""
        old = self._sibling("old")
        if old.exists() and not self.is_there:
            old.replace(self.folder)
        shutil.rmtree(old, ignore_errors=True)

    def _recorded(self) -> tuple[str, dict[str, str]] | None:
        try:
            kept = json.loads(self._record.read_text("utf-8"))
            return str(kept["version"]), dict(kept["files"])
        except (OSError, ValueError, KeyError, TypeError):
            # Without a record it is somebody else's folder: the careful answer.
            return None

    def _noted(self, version: str, files: Mapping[str, str]) -> Path:
        """The record, beside its place until what it says is so."""
        self._record.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._record.with_suffix(".new")
        record = {"folder": str(self.folder), "version": version, "files": dict(files)}
        fresh.write_text(json.dumps(record), "utf-8")
        return fresh


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: `action` install or uninstall, `key` a platform (None: only list them), `base` the home or
    the working folder."""

    action: str
    key: str | None
    base: Path
    in_project: bool = False
    dry_run: bool = False
    force: bool = False


def run(wish: Wish, data_dir: Path, language: str) -> int:
    """Does it and prints what was done, or why not; gives the exit code: 0 done, 1 refused, 2 no such platform."""
    if wish.key is None:
        print(*listing(wish.base, data_dir, language, in_project=wish.in_project), sep="\n")
        return 0
    try:
        folder = place(wish.key, wish.base, in_project=wish.in_project)
    except Refused as refused:
        print(refusal(refused, language), file=sys.stderr)
        return 2
    there = Installation(folder, data_dir)
    do = there.install if wish.action == "install" else there.uninstall
    try:
        outcome = do(force=wish.force, dry_run=wish.dry_run)
    except Refused as refused:
        print(refusal(refused, language), file=sys.stderr)
        return 1
    except OSError as error:
        why = "full" if isinstance(of_disk(error), DiskFull) else "unwritable"
        reason = error.strerror or str(error)
        print(refusal(Refused(why, folder=folder, reason=reason), language), file=sys.stderr)
        return 1
    print(*told(outcome, wish.key, folder, language, dry_run=wish.dry_run), sep="\n")
    return 0


def place(key: str, base: Path, *, in_project: bool) -> Path:
    """Where `key` keeps the skill below `base`: the home, or with `in_project` the working folder."""
    row = platform(key)
    return base / (row.project if in_project else row.user) / NAME


def told(outcome: Outcome, key: str, folder: Path, language: str, *, dry_run: bool) -> Iterator[str]:
    """The lines that say what was done, the folder on a line of its own, and how to try it."""
    words = i18n.load(language, "installing")
    name = platform(key).name
    rows = words["dry"] if dry_run and outcome.key in words["dry"] else words["done"]
    yield rows[outcome.key].format(
        name=name, version=outcome.version, before=outcome.before, count=outcome.count
    )
    yield str(folder)
    if outcome.kept:
        yield words["kept"].format(path=outcome.kept)
    if outcome.key in ("installed", "upgraded", "same") and not dry_run:
        yield words["try"].format(name=name)
        yield f'python3 "{folder}/scripts/run.py" say "{words["hello"]}" --local'


def refusal(refused: Refused, language: str) -> str:
    """What a refusal says; long lists of files are cut."""
    words = i18n.load(language, "installing")["refused"]
    values = dict(refused.values)
    if refused.why == "changed":
        files = list(map(str, values["files"]))  # type: ignore[call-overload]
        shown = ", ".join(files[:_SHOWN])
        rest = len(files) - _SHOWN
        values["files"] = words["more"].format(files=shown, count=rest) if rest > 0 else shown
    return str(words[refused.why].format(**values))


def listing(base: Path, data_dir: Path, language: str, *, in_project: bool) -> Iterator[str]:
    """The table of platforms with what is installed where."""
    words = i18n.load(language, "installing")["list"]
    yield words["head"]
    for key in PLATFORMS:
        folder = place(key, base, in_project=in_project)
        found = Installation(folder, data_dir)
        version = found.version()
        state = (
            words["here"].format(version=version) if version else words["foreign"] if found.is_there else ""
        )
        yield words["row"].format(key=key, folder=folder, state=state)
    yield words["hint"].format(program=i18n.program())


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if each not in ("__pycache__", ".git", ".venv")]
        yield from (Path(where, name) for name in names if not name.endswith(".pyc"))


def _hashes(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): _hash(path) for path in _files(folder)}


def _hash(path: Path) -> str:
    if path.is_symlink():
        return f"link {path.readlink()}"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
