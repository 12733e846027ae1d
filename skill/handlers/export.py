"""Export: the timeline becomes a file. Submit, poll, download; the render id is on disk before the request leaves."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from skill import naming
from skill.conversation import Conversation
from skill.errors import BackendError, DownloadFailed, ServerFault, SkillError, Unreachable
from skill.messages import Failed, FileReady, Progress, Reply, Said
from skill.sessions import KeptRender
from skill.work import Work

if TYPE_CHECKING:
    from skill.api.line import Watch
    from skill.wire.draft import Draft
    from skill.wire.models import RenderJob

_UNKNOWN = 404
_CHAT_LIMIT = 16 * 1024 * 1024
"""Bytes that common chats take as an attachment."""


async def handle(talk: Conversation, target: Path | None = None, words: str = "") -> AsyncIterator[Reply]:
    """Renders what is on the timeline now and downloads it; without anything to render it says what comes first.

    `words`: the wish, which may name a size ("download it as 720p").
    """
    state = await talk.state()
    if state.draft is None or not state.draft.exportable:
        yield talk.said("export.nothing")
        return
    from skill.handlers import sizes

    draft, told = sizes.as_asked(state.draft, words, talk.language)
    for sentence in told:
        yield Said(sentence)
    target = target or talk.target(draft)
    yield Progress("render", None, talk.say("progress.waiting"))
    try:
        kept = await _submit(talk, draft, target)
    except ServerFault:
        # A submission may be retried once under a new id: the first one made no job, or one that nobody asks for.
        yield Progress("render", None, talk.say("export.retry"))
        kept = await _submit(talk, draft, target)
    async for reply in _followed(talk, kept):
        yield reply


async def finish(talk: Conversation, kept: KeptRender) -> AsyncIterator[Reply]:
    """Follows a render that an earlier process left to its file. One that the backend does not know was never
    submitted, or is long forgotten: what is on the timeline now is rendered in its place."""
    try:
        async for reply in _followed(talk, kept):
            yield reply
    except BackendError as error:
        if error.code != _UNKNOWN:
            raise
        talk.store.finish_render(kept.render_id)
        async for reply in handle(talk, kept.target):
            yield reply


async def _followed(talk: Conversation, kept: KeptRender) -> AsyncIterator[Reply]:
    from skill.wire.models import RenderJob

    job = RenderJob(id=kept.render_id, status="completed", url=kept.url) if kept.url else None
    while job is None or not job.finished:
        if job is not None:
            yield Progress("render", job.progress, talk.say("progress.rendering"))
            await talk.sleep(talk.patience.poll)
        job = await talk.api.render(kept.render_id)
    if job.status != "completed":
        talk.store.finish_render(kept.render_id)
        yield _failed(talk, job)
        return
    if job.url:
        talk.store.update_render(kept.render_id, url=job.url)
    words = talk.say("progress.downloading")
    yield Progress("download", 0.0, words)
    download = Work(partial(_download, talk, kept, job.url))
    try:
        async for fraction in download.fractions():
            yield Progress("download", fraction, words)
    except DownloadFailed:
        # A link that was kept may have expired; the render may know a new one.
        fresh = (await talk.api.render(kept.render_id)).url if kept.url else None
        if fresh in (None, kept.url):
            raise
        talk.store.update_render(kept.render_id, url=str(fresh))
        download = Work(partial(_download, talk, kept, fresh))
        async for fraction in download.fractions():
            yield Progress("download", fraction, words)
    path = download.result
    talk.store.finish_render(kept.render_id)
    size = path.stat().st_size
    yield Progress("download", 1.0, words)
    yield FileReady(path, job.url, size)
    # The path stands on a line of its own, so that an assistant can find it and hand the file over.
    lines = [talk.say("export.done", size=naming.size(size)), str(path)]
    if path.name != kept.target.name:
        lines.append(talk.say("export.renamed", taken=kept.target.name, name=path.name))
    if size > _CHAT_LIMIT:
        lines.append(talk.say("export.big"))
    yield Said("\n".join(lines))
    if (link := await _browser_link(talk)) is not None:
        yield talk.said("export.browser", link=link)


async def cancel(talk: Conversation) -> AsyncIterator[Reply]:
    """Stops every render of this project that is in work; the user has been asked."""
    for kept in talk.store.open_renders(talk.backend):
        if kept.project == talk.project:
            await talk.api.cancel_render(kept.render_id)
            talk.store.finish_render(kept.render_id)
            yield talk.said("export.cancelled")


async def _browser_link(talk: Conversation) -> str | None:
    """After a project's first export in the cloud: where it goes on in a browser, if the backend has such a thing."""
    if talk.settings.local or talk.session is None or talk.store.linked(talk.backend, talk.project):
        return None
    with contextlib.suppress(BackendError, Unreachable):
        # The video is there; a link that cannot be had takes nothing from it.
        return await talk.api.claim_link(talk.session)
    return None


async def _submit(talk: Conversation, draft: Draft, target: Path) -> KeptRender:
    import uuid

    render_id = f"render_{uuid.uuid4().hex}"
    kept = talk.store.begin_render(talk.backend, talk.project, render_id, target, language=talk.language)
    try:
        await talk.api.submit_render(render_id, talk.session_id, draft)
    except BackendError:
        talk.store.finish_render(render_id)
        raise
    except Unreachable as broken:
        if broken.advice == "not_sent":
            talk.store.finish_render(render_id)
            raise
        # It may have arrived: asking for it tells.
    return kept


async def _download(talk: Conversation, kept: KeptRender, url: str | None, progress: Watch) -> Path:
    """From the CDN; when that fails, from the backend itself."""
    if url is not None:
        with contextlib.suppress(DownloadFailed):
            return await talk.api.download(url, kept.target, progress)
    return await talk.api.download_fallback(kept.render_id, kept.target, progress)


def _failed(talk: Conversation, job: RenderJob) -> Reply:
    if job.status == "cancelled":
        return talk.said("export.cancelled")
    # The sentence around it ends the reason: a reason that is a sentence would end twice.
    reason = job.error.rstrip(".。 ") if isinstance(job.error, str) else ""
    text = talk.say("export.failed", reason=reason) if reason else talk.say("export.failed_plain")
    return Failed(kind="render_failed", text=text, retryable=True, exit_code=SkillError.exit_code)
