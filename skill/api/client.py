"""A method per endpoint of the backend (PROTOCOL.md §2–§8). Paid calls go out once; safe reads may be repeated."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx

from skill.api import answers
from skill.api.auth import Auth
from skill.attribution import Attribution
from skill.errors import (
    BackendError,
    DownloadFailed,
    FileRefused,
    MissingClientId,
    RateLimited,
    ServerFault,
    StreamBroken,
    TokenRefused,
    Unreachable,
)
from skill.sessions import Store
from skill.settings import Settings
from skill.wire.account import AnonymousToken, ClaimToken, Credits, Session
from skill.wire.constants import AGENT, USER

if TYPE_CHECKING:
    from skill.api.line import Watch
    from skill.wire.draft import Draft
    from skill.wire.events import Event
    from skill.wire.models import RenderJob, State, Upload

_BACKOFF_SECONDS = (0.5, 2.0, 5.0)
"""Between attempts of a safe call, and of any call that provably never reached the server."""
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_STREAM_TIMEOUT = httpx.Timeout(60.0, connect=10.0, read=None)
"""Hanging up cancels the turn on the server: how long to listen is the relay's decision, not the socket's."""
_ANSWER_SECONDS = 120.0
"""A timeout between two bytes is no limit for an answer that comes a byte at a time."""
_FETCH_SECONDS = 900.0
"""The backend may need to fetch half a gigabyte by a link before it answers."""
_RENDERS = "/api/render/proxy"
T = TypeVar("T")


class Api:
    """The backend that `settings` name. Token and client id are made when first needed and kept in `store`.

    `answer_seconds`: how long a whole answer may take; a message's answer has the relay's patience instead.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        attribution: Attribution | None = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        answer_seconds: float = _ANSWER_SECONDS,
    ) -> None:
        self._settings = settings
        self._answer_seconds = answer_seconds
        self._store = store
        attribution = attribution or Attribution.read(settings.platform_override)
        self._auth = Auth(settings, store, attribution, self._ask_for_token)
        self._sleep = sleep
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        url = self._settings.api_url
        # Certificates cost 20 ms to load: a plain http backend (the studio) does without.
        verify = url.startswith("https:")
        try:
            client = httpx.AsyncClient(
                base_url=url, timeout=_TIMEOUT, verify=verify, follow_redirects=False, trust_env=verify
            )
        except httpx.InvalidURL as error:
            raise Unreachable(type(error).__name__) from error
        self._http = await self._open.enter_async_context(client)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    # ---- the endpoints

    async def create_session(self, language: str) -> Session:
        """A new project on the backend."""
        path = f"/api/tasks/me/with-session/{AGENT}"
        body = await self._call("POST", path, json={"task_name": "project", "language": language})
        return answers.parsed(Session.parse, answers.data(body))

    async def run(self, session_id: str, text: str) -> AsyncIterator[Event]:
        """Sends a message, once, and gives the events of its answer as they arrive.

        Raises:
            Unreachable: kind `not_sent`: the server was never reached.
            StreamBroken: the connection broke after the request had begun.
            BackendError: refused before the stream began.
        """
        from skill.api import sse

        message = {"parts": [{"text": text}]}
        body = {"app_name": AGENT, "user_id": USER, "session_id": session_id, "new_message": message}
        response = await self._authorised(lambda: self._stream("/run_sse", body))
        try:
            async for event in sse.events(response):
                yield event
        finally:
            await response.aclose()

    async def upload(self, session_id: str, paths: Sequence[Path], progress: Watch | None = None) -> Upload:
        """Streams files to the session.

        Raises:
            UsageError: a file is missing, empty or cannot be read.
            FileRefused: a type or size that the backend does not take; checked before a byte is sent.
        """
        from skill.api import multipart
        from skill.wire.models import Upload

        multipart.check(paths)

        async def send() -> dict[str, Any]:
            headers = await self._auth.headers()
            try:
                response = await multipart.post(
                    self._blocking, _upload_path(session_id), paths, headers=headers, progress=progress
                )
            except httpx.HTTPError as error:
                raise _unreachable(error) from error
            return answers.read(response, session_path=True)

        try:
            return answers.parsed(Upload.model_validate, answers.data(await self._authorised(send)))
        except FileRefused as refused:
            raise _named(refused, (path.name for path in paths)) from refused

    async def upload_urls(self, session_id: str, urls: Sequence[str], *, language: str = "") -> Upload:
        """Has the backend fetch files by their links; a refusal gives its reason in `language` if it can."""
        from skill.wire.models import Upload

        body = {"urls": list(urls), "source_type": "url"}
        try:
            answer = await self._call(
                "POST",
                _upload_path(session_id),
                json=body,
                timeout=_STREAM_TIMEOUT,
                limit=_FETCH_SECONDS,
                language=language,
            )
        except FileRefused as refused:
            raise _named(refused, urls) from refused
        return answers.parsed(Upload.model_validate, answers.data(answer))

    async def credits(self) -> Credits:
        """What the account has left."""
        return answers.parsed(
            Credits.parse, answers.data(await self._call("GET", "/api/credits/balance/simple"))
        )

    async def state(self, session_id: str) -> State:
        """The session as the backend sees it now."""
        from skill.wire.models import State

        def parse(body: dict[str, Any]) -> State:
            state = body.get("state")
            found = dict(state) if isinstance(state, dict) else {}
            if isinstance(found.get("draft"), str):
                # Seen as JSON inside JSON as well.
                found["draft"] = json.loads(found["draft"])
            return State.model_validate({"task_id": body.get("task_id"), **found})

        body = await self._call("GET", f"/api/state/{AGENT}/{USER}/{session_id}/latest")
        return answers.parsed(parse, answers.data(body))

    async def storyboard(self, session_id: str) -> bytes | None:
        """One picture of all scenes as PNG; None where the backend has no such thing."""
        path = f"/api/storyboard/{AGENT}/{USER}/{session_id}"

        async def get() -> bytes | None:
            try:
                response = await self._http.get(path, headers=await self._auth.headers())
            except httpx.HTTPError as error:
                raise _unreachable(error) from error
            if response.status_code == httpx.codes.NOT_FOUND:
                return None
            if response.is_success and response.headers.get("content-type", "").startswith("image/png"):
                return response.content
            answers.read(response)
            return None

        return await self._authorised(get, safe=True)

    async def submit_render(self, render_id: str, session_id: str, draft: Draft) -> RenderJob:
        """Starts a render of this draft under this id."""
        from skill.wire.models import RenderJob

        output = {"format": "mp4", "quality": "high"}
        body = {"id": render_id, "sessionId": session_id, "draft": draft.as_json(), "output": output}
        return answers.parsed(RenderJob.parse, await self._call("POST", f"{_RENDERS}/lambda", json=body))

    async def render(self, render_id: str) -> RenderJob:
        """How far a render is."""
        from skill.wire.models import RenderJob

        job = answers.parsed(RenderJob.parse, await self._call("GET", f"{_RENDERS}/lambda/{render_id}"))
        if "status" not in job.model_fields_set:
            # Taken for "pending" it would be asked about for ever.
            raise ServerFault("render without a status")
        return job

    async def cancel_render(self, render_id: str) -> None:
        """Stops a render."""
        await self._call("POST", f"{_RENDERS}/lambda/{render_id}/cancel")

    async def download(self, url: str, target: Path, progress: Watch | None = None) -> Path:
        """Fetches a finished video from wherever it is; our headers stay at home. Gives its final path."""
        from skill.api import transfer

        try:
            address = str(httpx.URL(self._settings.api_url).join(url))
        except httpx.InvalidURL as error:
            raise DownloadFailed(type(error).__name__) from error
        return await transfer.fetch(
            # What the studio gives stays on this computer: nothing there needs a certificate.
            partial(httpx.Client, timeout=_TIMEOUT, verify=not self._settings.local),
            address,
            target,
            force=self._settings.force,
            progress=progress,
            sleep=self._sleep,
            head_seconds=self._answer_seconds,
        )

    async def download_fallback(self, render_id: str, target: Path, progress: Watch | None = None) -> Path:
        """Fetches a finished video from the backend itself; a redirect is followed without our headers."""
        from skill.api import transfer

        path = f"{_RENDERS}/{render_id}/download"
        request = self._http.build_request("GET", path, headers=await self._auth.headers())
        try:
            async with asyncio.timeout(self._answer_seconds):
                response = await self._http.send(request, stream=True)
            await response.aclose()
        except (httpx.HTTPError, TimeoutError) as error:
            raise DownloadFailed(type(error).__name__) from error
        if response.has_redirect_location:
            return await self.download(str(response.next_request.url), target, progress)  # type: ignore[union-attr]
        return await transfer.fetch(
            self._blocking,
            str(request.url),
            target,
            force=self._settings.force,
            progress=progress,
            headers=await self._auth.headers(),
            sleep=self._sleep,
            head_seconds=self._answer_seconds,
        )

    async def claim_link(self, session: Session) -> str | None:
        """A link that opens the project in a browser; None where the backend has no such thing."""
        if session.task_id is None:
            return None
        body = {"task_id": session.task_id, "session_id": session.session_id}
        try:
            answer = await self._call("POST", "/api/auth/claim-token", json=body)
        except BackendError as error:
            if error.code == httpx.codes.NOT_FOUND:
                return None
            raise
        claim = answers.parsed(ClaimToken.parse, answers.data(answer))
        return f"{self._settings.web_url}/workspace/claim?ct={claim.claim_token}"

    # ---- how a call is made

    def _blocking(self) -> httpx.Client:
        """The backend from a thread, for what is large."""
        verify = self._settings.api_url.startswith("https:")
        return httpx.Client(
            base_url=self._settings.api_url, timeout=_TIMEOUT, verify=verify, trust_env=verify
        )

    async def _call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """One JSON call, authorised; a read is repeated when the server or the network stumbles."""
        return await self._authorised(lambda: self._send(method, path, **options), safe=method == "GET")

    async def _authorised(self, attempt: Callable[[], Awaitable[T]], *, safe: bool = False) -> T:
        """`attempt`, and once more with a new token when the kept one was refused."""
        token = await self._auth.token()
        try:
            return await self._patiently(attempt, safe=safe)
        except TokenRefused as refused:
            if self._settings.env_token:
                raise TokenRefused(kind="env_token_refused") from refused
        await self._auth.renew(token)
        return await self._patiently(attempt, safe=safe)

    async def _patiently(self, attempt: Callable[[], Awaitable[T]], *, safe: bool = False) -> T:
        """`attempt`, with what PROTOCOL.md §9 allows after a stumble: each remedy once, reads a few times."""
        rested = named = False
        waits = iter(_BACKOFF_SECONDS)
        while True:
            try:
                return await attempt()
            except MissingClientId:
                # The id is read, and made where it is gone, for every request.
                if named:
                    raise
                named = True
            except RateLimited as limited:
                if rested:
                    raise
                rested = True
                await self._sleep(limited.retry_after)
            except (ServerFault, Unreachable) as error:
                wait = next(waits, None)
                # A refused connection never carried the request; anything else may have, and only a read may go again.
                if wait is None or not (safe or error.advice == "not_sent"):
                    raise
                await self._sleep(wait)

    async def _send(
        self, method: str, path: str, *, limit: float | None = None, language: str = "", **options: Any
    ) -> dict[str, Any]:
        headers = await self._auth.headers()
        if language:
            headers["Accept-Language"] = language
        try:
            async with asyncio.timeout(limit or self._answer_seconds):
                response = await self._http.request(method, path, headers=headers, **options)
        except TimeoutError as error:
            raise Unreachable(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise _unreachable(error) from error
        return answers.read(response, session_path="/me/" in path)

    async def _stream(self, path: str, body: dict[str, Any]) -> httpx.Response:
        headers = {**await self._auth.headers(), "Accept": "text/event-stream"}
        request = self._http.build_request("POST", path, json=body, headers=headers, timeout=_STREAM_TIMEOUT)
        try:
            response = await self._http.send(request, stream=True)
            if response.is_success and "text/event-stream" in response.headers.get("content-type", ""):
                return response
            await response.aread()
        except httpx.HTTPError as error:
            raise _unreachable(error, sent=True) from error
        answers.read(response, session_path=True)
        raise ServerFault(code=response.status_code)

    async def _ask_for_token(self) -> AnonymousToken:
        async def ask() -> AnonymousToken:
            try:
                async with asyncio.timeout(self._answer_seconds):
                    response = await self._http.post("/api/auth/anonymous-token", headers=self._auth.names())
            except TimeoutError as error:
                raise Unreachable(type(error).__name__) from error
            except httpx.HTTPError as error:
                raise _unreachable(error) from error
            return answers.parsed(AnonymousToken.parse, answers.data(answers.read(response)))

        return await self._patiently(ask)


def _named(refused: FileRefused, names: Iterable[str]) -> FileRefused:
    """The same refusal, with what was refused."""
    kind = "file_damaged" if refused.advice == "file_type_refused" else refused.advice
    return FileRefused(
        refused.detail, kind=kind, code=refused.code, **{**refused.values, "name": ", ".join(names)}
    )


def _unreachable(error: httpx.HTTPError, *, sent: bool = False) -> Unreachable:
    name = type(error).__name__
    if isinstance(error, _UNSENT):
        return Unreachable(name, kind="not_sent")
    return StreamBroken(name) if sent else Unreachable(name)


def _upload_path(session_id: str) -> str:
    return f"/api/upload-video/{AGENT}/{USER}/{session_id}"
