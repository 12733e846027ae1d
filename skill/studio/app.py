"""The studio's routes: every path of the backend's protocol, on a store, a director and a renderer."""

from __future__ import annotations

import logging
import secrets
import sqlite3
import time
import traceback
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from skill import i18n
from skill.studio import adk, disk, exports, fetch, front, jobs, openapi, stills, turns, uploads
from skill.studio.calls import (
    PLAIN_TALK,
    Call,
    Empty,
    Model,
    OpenSession,
    Refused,
    RunTurn,
    SubmitRender,
    bearer,
    language_of,
    ok,
    parsed,
    read_body,
)
from skill.studio.door import Door
from skill.studio.models.assistance import Models
from skill.studio.options import Options
from skill.studio.projects import Project
from skill.studio.store import Store
from skill.wire.codes import Code

log = logging.getLogger(__name__)
_NAMELESS = "nameless"
"""Who has the key and names no client id."""
Endpoint = Callable[[Request], Awaitable[Response]]


class Studio:
    """One studio on one data folder: `app` is its ASGI side, `start` and `stop` its render jobs.

    `clock` gives Unix seconds, `new_id` unique ids; `director`, `models`, `renderer` and `allowed` (the addresses that
    links may lead to) are the real ones by default.
    """

    def __init__(
        self,
        folder: Path,
        options: Options,
        *,
        clock: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
        director: turns.Direct = turns.direct,
        models: Models | None = None,
        renderer: jobs.Renderer = jobs.render,
        allowed: Callable[[fetch.Address], bool] = fetch.public,
    ) -> None:
        self._options = options
        self._clock = clock
        self._store = Store(folder, clock, options.key)
        self._jobs = jobs.Jobs(self._store, options, clock, renderer)
        self._turns = turns.Turns(self._store, options, clock, new_id, director, models)
        self._uploads = uploads.Uploads(self._store, options, allowed)
        self._exports = exports.Exports(self._store, options, self._jobs)
        self._stills = stills.Stills(self._store)
        self._paths = self._routes()
        self.app = Starlette(
            routes=self._paths,
            middleware=[Middleware(Door, hosts=options.hosts)],
            exception_handlers={
                Refused: _refused,
                HTTPException: _no_route,
                OSError: _broken,
                sqlite3.Error: _broken,
                Exception: _broken,
            },
        )

    def start(self) -> Self:
        """Take up unfinished renders."""
        self._jobs.start()
        return self

    def stop(self) -> None:
        """End turns, put the running render back and close the store."""
        self._turns.close()
        self._jobs.stop()
        self._store.close()

    def _routes(self) -> list[Route]:
        post, render = ["POST"], "/api/render/proxy"
        state, upload = (
            "/api/state/nemo_agent/{user}/{sid}/latest",
            "/api/upload-video/nemo_agent/{user}/{sid}",
        )
        board = "/api/storyboard/nemo_agent/{user}/{sid}"
        session, exports = "/api/tasks/me/with-session/nemo_agent", self._exports
        return [
            *front.routes(),
            Route("/health", _health, name="health"),
            Route("/openapi.json", self._openapi, name="openapi"),
            Route("/api/auth/anonymous-token", self._token, methods=post, name="token"),
            Route(session, self._on(OpenSession, self._open), methods=post, name="session"),
            Route("/run_sse", self._run, methods=post, name="message"),
            Route(upload, self._upload, methods=post, name="upload"),
            Route("/api/credits/balance/simple", self._on(Empty, self._credits), name="credits"),
            Route(state, self._on(Empty, self._state), name="state"),
            Route(board, self._on(Empty, self._board), name="storyboard"),
            Route(f"{render}/lambda", self._on(SubmitRender, exports.submit), methods=post, name="render"),
            Route(f"{render}/lambda/{{id}}", self._by_id(exports.status), name="render_status"),
            Route(
                f"{render}/lambda/{{id}}/cancel",
                self._by_id(exports.cancel),
                methods=post,
                name="render_cancel",
            ),
            Route(f"{render}/{{id}}/download", self._by_id(exports.download), name="render_download"),
            Route("/files/renders/{id}/{key}.mp4", self._video, name="video"),
            Route("/files/assets/{asset}/{key}/{name}", self._asset, name="asset"),
        ]

    def _on(self, model: type[Model], work: Callable[[Call, Model], Response]) -> Endpoint:
        """A route for authorised callers: body as `model`, work in a thread, since the store may wait."""

        async def endpoint(request: Request) -> Response:
            call = await self._call(request)
            body = parsed(model, await read_body(request, self._options.max_body_bytes))
            return await run_in_threadpool(work, call, body)

        return endpoint

    async def _call(self, request: Request) -> Call:
        """Who calls.

        Raises:
            Refused: the token is missing, unknown or expired.
        """
        options, token = self._options, bearer(request)
        if self._has_key(token):
            client_id = request.headers.get("x-client-id", "").strip() or _NAMELESS
            user_id: str | None = await run_in_threadpool(
                self._store.accounts.member, client_id, options.token_seconds, options.starter_credits
            )
        else:
            user_id = await run_in_threadpool(self._store.accounts.user, token)
        if user_id is None:
            raise Refused("token", 401, Code.TOKEN_INVALID)
        return Call(request, user_id)

    def _has_key(self, token: str) -> bool:
        """Whether a caller's token is the key of this studio."""
        key = self._options.key
        return bool(key) and secrets.compare_digest(token.encode(), key.encode())

    def _by_id(self, work: Callable[[Call, str], Response]) -> Endpoint:
        return self._on(Empty, lambda call, _: work(call, call.request.path_params["id"]))

    def _project(self, call: Call, session_id: str) -> Project:
        project = self._store.projects.find(session_id, call.user_id)
        if project is None:
            raise Refused("session", 404, Code.SESSION_NOT_FOUND, session_id=session_id)
        return project

    async def _token(self, request: Request) -> Response:
        client_id = request.headers.get("x-client-id", "").strip()
        if not client_id:
            raise Refused("client_id", 400, Code.MISSING_CLIENT_ID)
        options = self._options
        if options.key and not self._has_key(bearer(request)):
            raise Refused("key", 401, Code.STUDIO_KEY)
        grant = await run_in_threadpool(
            self._store.accounts.grant, client_id, options.token_seconds, options.starter_credits
        )
        balance = await run_in_threadpool(self._store.accounts.balance, grant.user_id)
        return ok(
            {
                "token": grant.token,
                "user_id": grant.user_id,
                "expires_at": exports.iso(grant.expires_at),
                "credits": balance.available,
            }
        )

    def _open(self, call: Call, body: OpenSession) -> Response:
        language = body.language if body.language in i18n.languages() else i18n.DEFAULT
        project = self._store.projects.open(call.user_id, body.task_name, language)
        return ok({"task_id": project.task_id, "session_id": project.session_id, "user_id": call.user_id})

    async def _run(self, request: Request) -> Response:
        call = await self._call(request)
        body = parsed(RunTurn, await read_body(request, self._options.max_body_bytes))
        project = await run_in_threadpool(self._project, call, body.session_id)
        if not body.new_message.parts:
            # As ADK's server does it: status 200, and the error in the stream.
            frames = adk.error("ValueError", "No parts in the new_message.", self._clock())
            return Response(frames, media_type="text/event-stream")
        if not await run_in_threadpool(self._turns.affordable, project):
            raise Refused("credits", 200, Code.OUT_OF_CREDITS)
        plain = request.headers.get(PLAIN_TALK, "") == "1"
        if self._turns.open_of(call.user_id) >= self._options.max_open_turns:
            raise exports.later("turns_full")
        stream = self._turns.stream(project, body.text, plain=plain)
        return StreamingResponse(stream, media_type="text/event-stream")

    async def _upload(self, request: Request) -> Response:
        call = await self._call(request)
        project = await run_in_threadpool(self._project, call, request.path_params["sid"])
        return await self._uploads.upload(call, project)

    def _credits(self, call: Call, _: Empty) -> Response:
        balance = self._store.accounts.balance(call.user_id)
        return ok({"available": balance.available, "frozen": balance.frozen, "total": balance.total})

    def _state(self, call: Call, _: Empty) -> Response:
        project = self._project(call, call.request.path_params["sid"])
        movie = self._store.projects.movie(project.session_id)
        canvas = {"width": movie.width, "height": movie.height, "fps": movie.fps} if movie else None
        assets = self._store.projects.assets(project.session_id)
        state = {
            "draft": movie.to_draft().as_json() if movie else None,
            "video_infos": [uploads.described(asset, call.base) for asset in assets],
            "generated_media": self._exports.made(project.session_id, call.base),
            "canvas_config": canvas,
        }
        return ok({"state": state, "task_id": project.task_id, "session_id": project.session_id})

    def _board(self, call: Call, _: Empty) -> Response:
        return self._stills.sheet(call, self._project(call, call.request.path_params["sid"]))

    async def _openapi(self, request: Request) -> Response:
        return JSONResponse(openapi.document(self._paths, language_of(request)))

    async def _video(self, request: Request) -> Response:
        return await run_in_threadpool(self._exports.file, **request.path_params)

    async def _asset(self, request: Request) -> Response:
        path, name = await run_in_threadpool(
            self._uploads.file, request.path_params["asset"], request.path_params["key"]
        )
        return exports.served(path, name)


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return error.answer(language_of(request))


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    reason = "method" if error.status_code == 405 else "not_found"
    return Refused(reason, error.status_code).answer(language_of(request))


async def _broken(request: Request, error: Exception) -> Response:
    """What nobody foresaw, and the full disk. No words of the error are logged: they may quote the user's."""
    full = disk.is_full(error)
    at = traceback.extract_tb(error.__traceback__)[-1]
    log.error("request failed: %s at %s:%s", type(error).__name__, at.filename, at.lineno)
    return Refused(*(("disk_full", 507) if full else ("broken", 500))).answer(language_of(request))
