"""Preview: one picture of each scene on a sheet, without rendering the video; and the plan in words."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

from skill import i18n
from skill.conversation import Conversation
from skill.messages import FileReady, Reply, Said
from skill.settings import CLOUD
from skill.timeline import Timeline, seconds


def asked(text: str) -> bool:
    """True for a message that asks to see the scenes and nothing else: "preview", "show me the storyboard"."""
    return i18n.asked(text, "preview", "asks")


def possible(talk: Conversation) -> bool:
    """Only a studio draws storyboards; the cloud is asked in words, as with any other message."""
    return talk.settings.api_url != CLOUD


async def handle(talk: Conversation) -> AsyncIterator[Reply]:
    """The sheet as a file, and where it is. Where the backend has no sheets, that is said, with the plan in words."""
    state = await talk.state()
    if state.draft is None or not state.draft.exportable:
        yield talk.said("state.nothing")
        return
    sheet = await talk.api.storyboard(talk.session_id)
    timeline = Timeline.from_draft(state.draft)
    if sheet is None:
        yield Said(_say(talk, "none"))
        yield Said(plan(timeline, talk.language))
        return
    video = talk.target(state.draft)
    path = _written(video.with_name(f"{video.stem}-storyboard.png"), sheet, force=talk.settings.force)
    yield FileReady(path, None, len(sheet))
    yield Said(_say(talk, "saved", path=path))


def plan(timeline: Timeline, language: str) -> str:
    """The scenes as numbered lines: when, and what they say."""
    lane = timeline.lane("scene")
    lines = [
        i18n.say(
            "preview",
            "scene",
            language,
            number=number,
            start=seconds(clip.start_ms),
            end=seconds(clip.end_ms),
            words=" / ".join((clip.text or clip.name).split("\n")),
        )
        for number, clip in enumerate(lane.clips if lane else (), 1)
    ]
    return "\n".join(lines)


def _say(talk: Conversation, key: str, **values: object) -> str:
    return i18n.say("preview", key, talk.language, **values)


def _written(path: Path, content: bytes, *, force: bool) -> Path:
    """The picture under the first free name: whole, or not at all."""
    from skill.api import transfer

    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        return transfer.place(part, path, force=force)
    finally:
        part.unlink(missing_ok=True)
