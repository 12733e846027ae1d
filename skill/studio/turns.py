"""One message to a session: directed, kept, paid for, and told as the cloud's agent would tell it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from skill import i18n
from skill.studio import adk, disk, hearing, intake, media
from skill.studio.models.assistance import Models
from skill.studio.models.endpoint import ModelFailed
from skill.studio.movie import Media, Movie, media_of
from skill.studio.options import Options
from skill.studio.projects import Asset, Project, Versions
from skill.studio.store import Store

if TYPE_CHECKING:
    from skill.studio.director.turn import History, Turn

log = logging.getLogger(__name__)
TURNS_AT_ONCE = 32


class Direct(Protocol):
    """The director's door."""

    def __call__(
        self, text: str, movie: Movie | None, *, files: tuple[Media, ...], history: History, language: str
    ) -> Turn:
        """What comes of one message."""


def direct(
    text: str, movie: Movie | None, *, files: tuple[Media, ...], history: History, language: str
) -> Turn:
    """The real director, imported when the first message comes."""
    from skill.studio.director.direct import direct as read

    return read(text, movie, files=files, history=history, language=language)


class Turns:
    """Runs turns in threads of their own, one at a time in each session."""

    def __init__(
        self,
        store: Store,
        options: Options,
        clock: Callable[[], float],
        new_id: Callable[[], str],
        director: Direct = direct,
        models: Models | None = None,
    ) -> None:
        self._store = store
        self._options = options
        self._clock = clock
        self._new_id = new_id
        self._direct = director
        self._models = models or Models.named(options.writer, options.images, options.speaker)
        self._threads = ThreadPoolExecutor(TURNS_AT_ONCE, thread_name_prefix="turn")
        self._open: Counter[str] = Counter()

    def open_of(self, user_id: str) -> int:
        """How many messages of a user are in work or wait for the one before them."""
        return self._open[user_id]

    def affordable(self, project: Project) -> bool:
        """False when credits are enforced and this session's next change costs more than is left."""
        if not self._options.enforce_credits:
            return True
        price = self._price(self._store.projects.movie(project.session_id))
        return self._store.accounts.balance(project.user_id).available >= price

    async def stream(self, project: Project, text: str, *, plain: bool = False) -> AsyncIterator[bytes]:
        """The SSE frames of one turn, which is finished and kept even when nobody listens any more.

        `plain`: always with words, and without the cloud's screen talk.
        """
        work = asyncio.get_running_loop().run_in_executor(self._threads, self._take, project, text, plain)
        self._open[project.user_id] += 1

        def over(done: asyncio.Future[list[bytes]]) -> None:
            self._open[project.user_id] -= 1
            if not done.cancelled():
                done.exception()  # told below; a listener who hung up must not leave it unread

        work.add_done_callback(over)
        beats = 0
        while not (await asyncio.wait({work}, timeout=self._options.heartbeat_seconds))[0]:
            yield adk.EMPTY if beats % 2 else adk.HEARTBEAT
            beats += 1
        failure = work.exception()
        if failure is None:
            for frame in work.result():
                yield frame
        else:
            # No text of the exception goes to the log: it may quote what the user wrote.
            at = traceback.extract_tb(failure.__traceback__)[-1]
            log.error("turn failed: %s at %s:%s", type(failure).__name__, at.filename, at.lineno)
            reason = "refusals.disk_full" if disk.is_full(failure) else "turn_failed"
            said = i18n.say("server", reason, project.language)
            yield adk.error(type(failure).__name__, said, self._clock())

    def close(self) -> None:
        """Wait for the turns in work."""
        self._threads.shutdown(wait=True)

    def _take(self, project: Project, text: str, plain: bool) -> list[bytes]:
        from skill.studio.director.turn import History

        with self._store.turn_lock(project.session_id).acquire(self._options.turn_seconds):
            before = self._store.projects.versions(project.session_id)
            assets = self._store.projects.assets(project.session_id)
            files = _waiting(assets, before, text)
            language = i18n.detect(text, default=project.language)
            history = History(**json.loads(before.notes), past=before.past, future=before.future)

            def directed(words: str) -> Turn:
                return self._direct(words, before.movie, files=files, history=history, language=language)

            turn = self._models.improved(
                directed(text),
                language,
                lambda script: directed(f"{text.rstrip()} (text below):\n\n{script}"),
                lambda made: self._stored(project, made),
            )
            turn = self._models.voiced(turn, before.movie, language, self._store.recordings)
            turn = hearing.told(turn, before.movie, language, _files(assets))
            if turn.changed or turn.history != history:
                after = turn.history
                notes = after.model_dump_json(exclude={"past", "future"})
                self._store.projects.keep(
                    project.session_id, Versions(turn.movie, after.past, after.future, notes)
                )
            if turn.changed:
                self._charge(project, before.movie)
        return self._told(project, text, language, before.movie, turn, plain)

    def _stored(self, project: Project, made: Sequence[tuple[str, bytes]]) -> list[Media]:
        """Pictures that a model made, as uploads of the session."""
        files = [
            intake.stored(self._store.folder / "assets", name, data, self._options.max_upload_bytes)
            for name, data in made
        ]
        try:
            looked = [media.look_into(file.path) for file in files]
            return [
                self._store.projects.add_asset(
                    project.session_id, f"{file.filename}.{found.suffix}", file.path, file.hash, found
                ).as_media()
                for file, found in zip(files, looked, strict=True)
            ]
        except media.Unusable as error:
            raise ModelFailed("unusable") from error
        finally:
            for file in files:
                # What was taken over has moved.
                file.path.unlink(missing_ok=True)

    def _told(
        self, project: Project, text: str, language: str, before: Movie | None, turn: Turn, plain: bool
    ) -> list[bytes]:
        run = adk.Run(self._clock, self._new_id)
        chance = _chance(project.session_id, text)
        frames: list[bytes] = []
        tools = turn.tools or ((("apply_draft", {}),) if turn.changed else ())
        for n, (name, args) in enumerate(tools, 1):
            delta = _state(turn.movie) if turn.changed and n == len(tools) else {}
            frames += run.tool(name, args, delta)
        words = i18n.load(language, "server")
        asks = re.search(words["asks_for_file"], text.strip(), re.IGNORECASE)
        short = len(re.findall(words["sentence_end"], turn.text)) <= 1
        edit = turn.changed and before is not None and not plain
        silent = edit and short and not asks and chance < self._options.silent_share
        if silent:
            # Half of the silent edits close like a model without words, half just close.
            return [*frames, run.no_content()] if int(chance * 1000) % 2 else frames
        said = turn.text
        if turn.changed and said and self._options.gui_talk and not plain:
            occasion = "ask" if asks else "edited" if before else "made"
            variants = words["gui"][occasion]
            said = _joined(said, variants[int(chance * 1_000_000) % len(variants)])
        return [*frames, *run.text(said)] if said else [*frames, run.no_content()]

    def _price(self, movie: Movie | None) -> int:
        return self._options.edit_price if movie else self._options.creation_price

    def _charge(self, project: Project, before: Movie | None) -> None:
        refill = None if self._options.enforce_credits else self._options.starter_credits
        reason = "edit" if before else "creation"
        self._store.accounts.charge(project.user_id, self._price(before), reason, refill)


def _waiting(assets: tuple[Asset, ...], versions: Versions, text: str) -> tuple[Media, ...]:
    """The uploads that wait for a place: new ones, and those that were taken out and are named again."""
    shown = {media.asset for media in media_of(versions.movie)} if versions.movie else set()
    known = {media.asset for movie in versions.past for media in media_of(movie)}
    return tuple(
        asset.as_media()
        for asset in assets
        if asset.asset not in shown and (asset.asset not in known or asset.filename in text)
    )


def _files(assets: tuple[Asset, ...]) -> dict[str, Path]:
    return {asset.asset: asset.path for asset in assets}


def _state(movie: Movie | None) -> dict[str, Any]:
    return {"draft": movie.to_draft().as_json() if movie else None}


def _chance(session_id: str, text: str) -> float:
    """A number from 0 to 1 that is always the same for this session and message."""
    return int.from_bytes(hashlib.sha256(f"{session_id}\n{text}".encode()).digest()[:6]) / 2**48


def _joined(said: str, more: str) -> str:
    """Two sayings in one text: a paragraph apart when the first has lines, else a space where it is usual."""
    if not more:
        return said
    if "\n" in said:
        return f"{said}\n\n{more}"
    return f"{said} {more}" if said[-1:].isascii() else f"{said}{more}"
