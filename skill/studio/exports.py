"""The render routes: submit, status, cancel, download."""

from __future__ import annotations

import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from starlette.responses import FileResponse, JSONResponse, Response

from skill import i18n
from skill.studio.calls import Call, Refused, SubmitRender, faults, language_of
from skill.studio.jobs import Jobs
from skill.studio.movie import Movie, media_of
from skill.studio.options import Options
from skill.studio.quality import SHORT_SIDE, sized
from skill.studio.renders import Render
from skill.studio.store import Store
from skill.wire.codes import Code
from skill.wire.draft import Draft

ATTRIBUTION = ("x-skill-source", "x-skill-version", "x-skill-platform")
MAX_SIDE, MIN_SIDE, MAX_FPS = 1920, 64, 60
_RETRY_SECONDS = "30"


class Exports:
    """Render jobs as the protocol shows them."""

    def __init__(self, store: Store, options: Options, jobs: Jobs) -> None:
        self._store = store
        self._options = options
        self._jobs = jobs

    def submit(self, call: Call, body: SubmitRender) -> Response:
        """Take a job: the draft that was sent is what is rendered. A known id answers as it stands."""
        if not all(call.request.headers.get(name) for name in ATTRIBUTION):
            raise Refused("attribution", 402, Code.EXPORT_BLOCKED)
        known = self._store.renders.find(body.id)
        if known is None:
            self._add(call, body)
            self._jobs.wake()
        elif known.user_id != call.user_id:
            raise Refused("conflict", 409)
        return self.status(call, body.id)

    def status(self, call: Call, id: str) -> Response:
        """How far a job is, and where its file will be found."""
        return JSONResponse(self._shape(self._find(call, id), call))

    def cancel(self, call: Call, id: str) -> Response:
        """Cancel; a job that is over stays as it is."""
        self._find(call, id)
        self._store.renders.cancel(id)
        return self.status(call, id)

    def download(self, call: Call, id: str) -> Response:
        """The video, for its owner."""
        return self._file(self._find(call, id))

    def file(self, id: str, key: str) -> Response:
        """The video behind its unguessable address."""
        job = self._store.renders.find(id)
        if job is None or job.key != key:
            raise Refused("not_found", 404)
        return self._file(job)

    def made(self, session_id: str, base: str) -> list[dict[str, Any]]:
        """The finished videos of a session, for its state."""
        done = self._store.renders.completed(session_id)
        return [
            {"id": job.id, "type": "video", "url": address(job, base), "createdAt": iso(job.created_at)}
            for job in done
        ]

    def _add(self, call: Call, body: SubmitRender) -> None:
        project = self._store.projects.find(body.session_id, call.user_id)
        if project is None:
            raise Refused("session", 404, Code.SESSION_NOT_FOUND, session_id=body.session_id)
        movie = self._movie(body)
        known = {asset.asset for asset in self._store.projects.assets(body.session_id)}
        if foreign := [media.name for media in media_of(movie) if media.asset not in known]:
            raise Refused("draft", 422, detail=foreign[0])
        if self._store.renders.open_of(call.user_id) >= self._options.max_open_renders:
            raise later("queue_full")
        held = min(self._options.render_hold, max(0, self._store.accounts.balance(call.user_id).available))
        self._store.renders.add(body.id, body.session_id, call.user_id, movie, held)

    def _movie(self, body: SubmitRender) -> Movie:
        """The movie of a sent draft, within the studio's limits."""
        try:
            draft = Draft.model_validate(body.draft)
            if not draft.exportable:
                raise Refused("empty_draft", 422)
            movie = Movie.from_draft(draft)
        except ValidationError as error:
            raise Refused("draft", 422, detail=faults(error)) from error
        except (KeyError, TypeError, AssertionError) as error:
            raise Refused("draft", 422, detail=f"m.{error.args[0]}" if error.args else "m") from error
        if not movie.scenes:
            raise Refused("empty_draft", 422)
        if body.output.format != "mp4" or body.output.quality not in SHORT_SIDE:
            raise Refused("draft", 422, detail=f"{body.output.format} {body.output.quality}")
        if max(movie.width, movie.height) > MAX_SIDE or min(movie.width, movie.height) < MIN_SIDE:
            raise Refused("too_large_video", 422, side=MAX_SIDE)
        if movie.width % 2 or movie.height % 2 or not 1 <= movie.fps <= MAX_FPS:
            raise Refused("draft", 422, detail=f"{movie.width}x{movie.height}, {movie.fps} fps")
        if movie.duration_ms > self._options.max_video_ms:
            raise Refused("too_long_video", 422, minutes=self._options.max_video_ms // 60_000)
        return sized(movie, body.output.quality)

    def _find(self, call: Call, id: str) -> Render:
        job = self._store.renders.find(id, call.user_id)
        if job is None:
            raise Refused("render", 404)
        return job

    def _file(self, job: Render) -> Response:
        if job.status != "completed":
            raise Refused("not_ready", 409)
        path = self._store.video(job.id)
        if not path.is_file():
            raise Refused("file_gone", 410)
        return served(path, f"{job.id}.mp4")

    def _shape(self, job: Render, call: Call) -> dict[str, Any]:
        url = address(job, call.base) if job.status == "completed" else None
        common: dict[str, Any] = {
            "id": job.id,
            "status": job.status,
            "progress": round(job.progress, 4),
            "createdAt": iso(job.created_at),
            "completedAt": iso(job.completed_at),
        }
        if job.reason:
            project = self._store.projects.find(job.session_id, job.user_id)
            language = language_of(call.request, project.language if project else i18n.DEFAULT)
            common["error"] = i18n.say("server", f"reasons.{job.reason}", language, name=job.about or "")
            common["errorKind"] = job.reason
        if self._options.render_shape == "wrapped":
            return {"success": True, "data": {**common, "outputUrl": url}}
        return {"code": int(Code.OK), **common, "output": {"url": url} if url else None}


def later(reason: str) -> Refused:
    """A refusal of a caller who has too much in work, with the time to wait."""
    refused = Refused(reason, 429, Code.RATE_LIMITED)
    refused.headers["Retry-After"] = _RETRY_SECONDS
    return refused


def address(job: Render, base: str) -> str:
    """Where the finished file is; whoever knows the address may fetch it, as with a CDN."""
    return f"{base}/files/renders/{job.id}/{job.key}.mp4"


class _Served(FileResponse):
    chunk_size = 512 * 1024


def served(path: Path, name: str) -> FileResponse:
    """A file with ETag, Range, If-Range and HEAD. Its type is that of what it was found to be, whatever `name` says."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _Served(path, media_type=kind, filename=name, headers={"Cache-Control": "private, max-age=3600"})


def iso(seconds: float | None) -> str | None:
    """Unix seconds as ISO 8601 in UTC."""
    return (
        None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    )
