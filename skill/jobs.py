"""The jobs of a batch as they are written down, as lines or files, and the manifest of where each stands."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal, Self

from skill import documents, i18n, naming
from skill.errors import UsageError
from skill.wire.constants import DOCUMENT_TYPES, UPLOADABLE

JobState = Literal["waiting", "working", "done", "failed"]
_NAMED_AFTER = 40
"""Characters of a text that name its video when nothing else does."""
_PLACE = 4
"""Characters that tell projects of one name in two folders apart."""
_TEXT = ("text", "message", "prompt")
_NAME = ("output", "name", "id")


@dataclass(frozen=True, slots=True)
class Job:
    """One video to be made. `name`: of its file, without ending. `problem`: why it cannot be."""

    name: str
    text: str = ""
    files: tuple[Path, ...] = ()
    urls: tuple[str, ...] = ()
    language: str = i18n.DEFAULT
    clipped: bool = False
    problem: UsageError | None = None

    @property
    def key(self) -> str:
        """The same for the same wish: what is changed is another job."""
        wish = [self.name, self.text, [str(path) for path in self.files], self.urls]
        return hashlib.sha256(json.dumps(wish).encode()).hexdigest()[:16]


def read(source: Path, language: str) -> tuple[Job, ...]:
    """The jobs of a JSONL file, one a line, or of a folder, one a document, picture, clip or sound.

    A job that cannot be read is one with a `problem`; the others are not held up by it. `language`: of jobs whose text
    does not tell.

    Raises:
        UsageError: the source itself is missing or unreadable.
        MissingExtra: a document needs a part that is not installed.
    """
    try:
        if source.is_dir():
            return tuple(_folder(source, language))
        lines = source.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise UsageError(kind="missing_file", path=source) from error
    except UnicodeDecodeError as error:
        raise UsageError(kind="not_text", path=source) from error
    except OSError as error:
        raise UsageError(kind="unreadable_file", path=source) from error
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    return tuple(_line(number, line, source.parent, language) for number, line in numbered)


def _folder(folder: Path, language: str) -> list[Job]:
    """A document beside a picture or clip of the same name is what to do with it; alone it is the text itself."""
    shown = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    kinds = {path: path.suffix.lower().lstrip(".") for path in shown}
    texts = {path.stem: path for path in shown if kinds[path] in DOCUMENT_TYPES}
    media = [path for path in shown if kinds[path] in UPLOADABLE]
    jobs = []
    for path in media:
        beside = texts.get(path.stem)
        wish = str(beside) if beside else i18n.say("replies", "batch.wish", language, name=path.name)
        jobs.append(_read(path.stem, wish if not beside else "", beside, (path,), (), language))
    stems = {path.stem for path in media}
    for path in shown:
        if kinds[path] in DOCUMENT_TYPES and path.stem not in stems:
            jobs.append(_read(path.stem, "", path, (), (), language))
    return sorted(jobs, key=lambda job: job.name)


def _line(number: int, line: str, folder: Path, language: str) -> Job:
    """`{"text", "file"|"files", "url"|"urls", "output"|"name"|"id", "language"}`, or a text alone in quotes."""
    try:
        row = json.loads(line)
        row = {"text": row} if isinstance(row, str) else row
        text = next((row[key] for key in _TEXT if row.get(key)), "")
        files = tuple(folder / Path(name).expanduser() for name in _several(row, "file", "files"))
        urls = _several(row, "url", "urls")
        name = next((str(row[key]) for key in _NAME if row.get(key) is not None), "")
        spoken = row.get("language") or row.get("lang")
        if not isinstance(text, str) or not (text.strip() or files or urls):
            raise ValueError
    except (ValueError, TypeError, AttributeError):
        return Job(str(number), line, problem=UsageError(kind="bad_job", number=number), language=language)
    named = Path(name).stem if name else files[0].stem if files else naming.slug(text[:_NAMED_AFTER])
    first = files[0] if files else None
    if not text.strip() and first is not None and first.suffix.lower().lstrip(".") in DOCUMENT_TYPES:
        return _read(named or str(number), "", first, files[1:], urls, language, spoken)
    return _read(named or str(number), text, None, files, urls, language, spoken)


def _several(row: Mapping[str, Any], one: str, many: str) -> tuple[str, ...]:
    found = row.get(many) or ([row[one]] if row.get(one) else [])
    if not all(isinstance(each, str) for each in found):
        raise TypeError
    return tuple(found)


def _read(
    name: str,
    text: str,
    document: Path | None,
    files: tuple[Path, ...],
    urls: tuple[str, ...],
    language: str,
    spoken: str | None = None,
) -> Job:
    """`spoken`: the language that the job asks for, whatever its text says."""
    clipped = False
    if document is not None:
        try:
            found = documents.read(document)
        except UsageError as error:
            return Job(name, str(document), files, urls, language, problem=error)
        text, clipped = found.text, found.clipped
    problem = None
    if len(text) > documents.LONGEST:
        problem = UsageError(kind="text_too_long", count=len(text), limit=documents.LONGEST)
    chosen = spoken if spoken in i18n.languages() else i18n.detect(text, language)
    return Job(name, text.strip(), files, urls, chosen, clipped, problem)


@dataclass(slots=True)
class Entry:
    """Where one job stands. `output`: the name of its file; `stage`: what it is at; `reason`: why it failed."""

    job: Job
    key: str
    name: str
    project: str
    output: str
    state: JobState = "waiting"
    stage: str | None = None
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """A job of the manifest; the text stays in the source."""
        return {
            "key": self.key,
            "name": self.name,
            "project": self.project,
            "output": self.output,
            "state": self.state,
            "stage": self.stage,
            "reason": self.reason,
        }


@dataclass(slots=True)
class Manifest:
    """`manifest.json` in the output folder: written whole at every change, so that a kill leaves the last state."""

    folder: Path
    path: Path
    entries: list[Entry] = field(default_factory=list)
    _others: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def open(cls, folder: Path, jobs: Sequence[Job], *, force: bool = False) -> Self:
        """The manifest for these jobs, with the states that an earlier run left; entries of other jobs are kept.

        Raises:
            UsageError: the folder cannot be made or written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(kind="no_write", path=folder.parent) from error
        made = cls(folder, folder / "manifest.json")
        known = made._read()
        taken = {str(entry["output"]) for entry in known.values()}
        seen: dict[str, int] = {}
        for job in jobs:
            seen[job.key] = seen.get(job.key, 0) + 1
            # The same wish twice is two videos.
            key = f"{job.key}-{seen[job.key]}"
            kept = known.pop(key, None)
            if kept is None:
                output = made._free(naming.slug(job.name) or "video", taken, force=force)
                taken.add(output)
                made.entries.append(Entry(job, key, job.name, made._project(output, key), output))
                continue
            entry = Entry(
                job, key, job.name, kept["project"], kept["output"], kept["state"], kept.get("stage")
            )
            there = (folder / entry.output).is_file()
            if entry.state == "done" and not there:
                entry.state = "waiting"
            elif there and not force:
                # Named here, so nobody else's: `resume` has finished it meanwhile.
                entry.state = "done"
            made.entries.append(entry)
        made._others = list(known.values())
        made.save()
        return made

    def update(self, entry: Entry, **changes: Any) -> None:
        """Changes fields of an entry, on disk before anything else happens."""
        for name, value in changes.items():
            setattr(entry, name, value)
        self.save()

    def save(self) -> None:
        """Writes the manifest in one step.

        Raises:
            UsageError: the folder cannot be written.
        """
        jobs = [*(entry.as_json() for entry in self.entries), *self._others]
        text = json.dumps({"version": 1, "jobs": jobs}, ensure_ascii=False, indent=1)
        fresh = self.path.with_name(".manifest.json.part")
        try:
            with fresh.open("w", encoding="utf-8") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except OSError as error:
            raise UsageError(kind="no_write", path=self.folder) from error

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))["jobs"]
            return {str(row["key"]): row for row in rows if {"project", "output", "state"} <= row.keys()}
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            # Not ours to overwrite: it may be somebody else's file.
            raise UsageError(kind="bad_manifest", path=self.path) from error

    def _project(self, output: str, key: str) -> str:
        """A name after the video, and after place and wish: the same words for another folder are another project."""
        place = hashlib.sha256(f"{self.folder.resolve()} {key}".encode()).hexdigest()[:_PLACE]
        return f"{Path(output).stem}-{place}"

    def _free(self, stem: str, taken: set[str], *, force: bool) -> str:
        names = (f"{stem}.mp4" if number == 1 else f"{stem}-{number}.mp4" for number in count(1))
        return next(
            name for name in names if name not in taken and (force or not (self.folder / name).exists())
        )
