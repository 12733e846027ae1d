"""`batch`: one video per line of a file or per file of a folder, each in a project of its own.

A manifest in the output folder says where every job stands. What was sent and what is being rendered is in the store,
on disk before the network hears of it: the same command, given again, goes on wherever it was stopped, and a job whose
message went out is never sent a second time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

from skill import i18n, naming
from skill.agent import Agent, open_agent
from skill.errors import Busy, MissingExtra, SkillError, StillWorking, Unreachable, UsageError
from skill.jobs import Entry, Job, Manifest
from skill.messages import Failed, FileReady, Progress, Reply, Said
from skill.settings import Settings

_STEP = 0.1
"""A job that moved on by less than this within a stage is not worth a line."""


async def run(
    settings: Settings, jobs: Sequence[Job], folder: Path, *, at_once: int
) -> AsyncGenerator[Reply, None]:
    """Does what is not done yet of `jobs`, `at_once` at a time; the videos and the manifest go to `folder`.

    Ends with one summary: said when all is done, else failed, with the exit code that fits. `settings.max_wait` ends
    the whole with exit 75, everything resumable.

    Raises:
        UsageError: `folder` cannot be made or written.
        Busy: another process works on this batch.
        MissingExtra: a job needs a part that is not installed.
    """
    manifest = Manifest.open(folder, jobs, force=settings.force)
    async with open_agent(settings) as agent:
        talk = agent.talk
        lock = talk.store.turn_lock(talk.backend, f"batch {manifest.path}", wait=0)
        async with _only_one(lock):
            for notice in talk.notices():
                yield notice
            todo = [entry for entry in manifest.entries if entry.state != "done"]
            yield talk.said("batch.begins", count=len(todo), total=len(manifest.entries), path=manifest.path)
            failures: list[Failed] = []
            batch = _Batch(agent, manifest, at_once)
            try:
                async with (
                    asyncio.timeout(settings.max_wait) as limit,
                    contextlib.aclosing(batch.replies(todo)) as told,
                ):
                    async for reply in told:
                        if isinstance(reply, Failed):
                            failures.append(reply)
                        yield reply
            except TimeoutError:
                if not limit.expired():
                    raise
                yield Failed("still_working", talk.say("batch.stopped"), None, True, StillWorking.exit_code)
                return
            yield _summary(agent, manifest, failures)


@contextlib.asynccontextmanager
async def _only_one(lock: contextlib.AbstractAsyncContextManager[None]) -> AsyncIterator[None]:
    try:
        await lock.__aenter__()
    except Busy as busy:
        raise Busy(kind="batch_busy") from busy
    try:
        yield
    finally:
        await lock.__aexit__(None, None, None)


def _summary(agent: Agent, manifest: Manifest, failures: Sequence[Failed]) -> Reply:
    talk = agent.talk
    made = sum(entry.state == "done" for entry in manifest.entries)
    counts = {"made": made, "total": len(manifest.entries), "path": manifest.path}
    if not failures:
        return talk.said("batch.done", **counts)
    down = all(failure.exit_code == Unreachable.exit_code for failure in failures)
    code = Unreachable.exit_code if down else SkillError.exit_code
    text = talk.say("batch.incomplete", failed=len(manifest.entries) - made, **counts)
    return Failed("batch_incomplete", text, None, retryable=True, exit_code=code)


class _Batch:
    """Jobs side by side; their replies come in the order in which things happen, each with the job's name on it."""

    def __init__(self, agent: Agent, manifest: Manifest, at_once: int) -> None:
        self._agent = agent
        self._manifest = manifest
        self._gate = asyncio.Semaphore(at_once)
        self._heard: asyncio.Queue[Reply | None] = asyncio.Queue()

    async def replies(self, todo: Sequence[Entry]) -> AsyncGenerator[Reply, None]:
        """What happens until every job has ended. Leaving early stops the jobs where they are, resumable."""
        work = asyncio.gather(*(self._job(entry) for entry in todo))
        work.add_done_callback(lambda _: self._heard.put_nowait(None))
        try:
            while (reply := await self._heard.get()) is not None:
                yield reply
            await work
        finally:
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work

    async def _job(self, entry: Entry) -> None:
        async with self._gate:
            self._manifest.update(entry, state="working", reason=None)
            talk = self._agent.talk
            went_out = talk.store.sent(talk.backend, entry.project) > 0
            last, told = "", -1.0
            try:
                async for reply in self._steps(entry):
                    match reply:
                        case Progress():
                            if reply.stage != entry.stage:
                                self._manifest.update(entry, stage=reply.stage)
                            told = self._step(entry, reply, told)
                        case FileReady():
                            self._manifest.update(entry, state="done", output=reply.path.name)
                            self._heard.put_nowait(reply)
                            text = self._say(entry, "made", path=reply.path, size=naming.size(reply.size))
                            self._heard.put_nowait(Said(text))
                        case Failed():
                            last = reply.text
                        case Said(partial=False):
                            last = reply.text
                        case _:
                            pass
                if entry.state != "done":
                    reason = self._say(entry, "once") if went_out or not last else last
                    self._failed(entry, Failed("nothing_made", reason))
            except MissingExtra:
                raise
            except SkillError as error:
                reason = error.told(entry.job.language)
                self._failed(
                    entry, Failed(error.advice, reason, error.code, error.retryable, error.exit_code)
                )

    def _step(self, entry: Entry, progress: Progress, told: float) -> float:
        """Tells a step that is worth a line among those of the other jobs; gives the fraction told last."""
        fraction = progress.fraction if progress.fraction is not None else -1.0
        if told < fraction < min(1.0, told + _STEP) or told == fraction >= 0:
            return told
        self._heard.put_nowait(progress._replace(text=f"[{entry.name}] {progress.text}"))
        return fraction

    def _failed(self, entry: Entry, failed: Failed) -> None:
        self._manifest.update(entry, state="failed", reason=failed.text)
        self._heard.put_nowait(failed._replace(text=self._say(entry, "failed", reason=failed.text)))

    def _say(self, entry: Entry, key: str, **values: object) -> str:
        return i18n.say("replies", f"batch.{key}", self._agent.talk.language, name=entry.name, **values)

    def _steps(self, entry: Entry) -> AsyncIterator[Reply]:
        """What one job still needs: what was left in work, the export of what was made, or all of it."""
        talk, job = self._agent.talk, entry.job
        target = self._manifest.folder / entry.output
        settings = replace(talk.settings, project=entry.project, output=target)
        mine = Agent(replace(talk, settings=settings, project=entry.project, language=job.language))
        store, backend = talk.store, talk.backend
        if job.problem is not None:
            raise job.problem
        turns, renders = store.open_turns(backend), store.open_renders(backend)
        if entry.project in {*(turn.project for turn in turns), *(render.project for render in renders)}:
            return mine.pick_up()
        if store.sent(backend, entry.project):
            return mine.export(target)
        return mine.make(job.text, job.files, job.urls, clipped=job.clipped, switch=False)


def prepared(source: Path, folder: Path | None, language: str) -> tuple[tuple[Job, ...], Path]:
    """The jobs of a file or folder and where their videos go: `folder`, or `<name>-videos` in the working folder.

    Raises:
        UsageError: the source is missing or holds no job.
    """
    from skill.jobs import read

    jobs = read(source, language)
    if not jobs:
        raise UsageError(kind="batch_empty", path=source)
    return jobs, (folder or Path.cwd() / f"{source.resolve().stem}-videos").expanduser().absolute()
