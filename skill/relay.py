"""One SSE turn: a message goes out once, the answer is told as it comes, and silence is never the last word.

The turn is on disk before the request leaves. A stream that breaks is not sent again: the state is read until the
timeline differs from the one kept before (PROTOCOL.md §4).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skill import changes, i18n
from skill.api.sse import Accumulator
from skill.conversation import Conversation
from skill.errors import ServerFault, SkillError, StreamBroken, Unreachable
from skill.messages import Failed, Progress, Reply, Said, Shown
from skill.timeline import Timeline
from skill.translator import Action, StreamTranslator
from skill.wire.events import Event, Heartbeat, StateDelta, StreamError, Text, ToolCall, ToolResult

if TYPE_CHECKING:
    from skill.wire.draft import Draft

_NOT_FAILURES = ("MODEL_RETURNED_NO_CONTENT", "MAX_TOKENS", "STOP")
"""Codes ADK writes on turns that worked: a silent edit, and a text that was cut short."""


class _Nudge:
    """Nothing was heard for a while: time for one "still working"."""


async def turn(
    talk: Conversation, text: str, *, export_to: Path | None = None, offers: bool = True
) -> AsyncIterator[Reply | Action]:
    """Sends `text` and tells what comes back; the actions the reply instructs follow at the end.

    `export_to` is remembered with the turn: the file that `resume` should make of it after a kill. `offers`: the
    file is offered; not so when it follows anyway.

    Raises:
        Unreachable: the message provably never went out.
        BackendError: the backend refused it.
    """
    before = talk.snapshot()
    kept = talk.store.begin_turn(
        talk.backend, talk.project, text, language=talk.language, export_to=export_to
    )
    voice = _Voice(talk, before, frozenset() if offers and export_to is None else frozenset({"export"}))
    yield Progress("generate", None, talk.say("progress.sending"))
    try:
        async for event in _listen(talk, talk.api.run(talk.session_id, text)):
            for reply in voice.hear(event):
                yield reply
    except (StreamBroken, ServerFault):
        # A server that stumbled may have taken the message all the same.
        for reply in voice.close():
            yield reply
        async for reply in recover(talk, kept, before):
            yield reply
        return
    except SkillError:
        talk.store.refuse_turn(kept)
        raise
    for reply in voice.close():
        yield reply
    after = (await talk.state()).draft
    next_step = (talk.say("turn.offers.export"),) if offers and export_to is None else ()
    failed = voice.failure is not None
    for reply in _outcome(talk, before, after, next_step, spoken=bool(voice.words), failed=failed):
        yield reply
    talk.store.finish_turn(kept)
    for action in voice.actions:
        yield action


async def recover(
    talk: Conversation, turn_id: int, before: Draft | None, *, at_once: bool = False
) -> AsyncIterator[Reply]:
    """Looks for the result of a turn whose stream is gone, with the waits of PROTOCOL.md §4.

    `at_once`: the first look needs no wait, because the turn is an old one.
    """
    key = "progress.looking" if at_once else "progress.broken"
    for number, wait in enumerate(talk.patience.recovery):
        if number or not at_once:
            yield Progress("generate", None, talk.say(key, seconds=round(wait)))
            await talk.sleep(wait)
            key = "progress.looking"
        with suppress(Unreachable):
            after = (await talk.state()).draft
            if _changed(before, after):
                assert after is not None
                told = changes.told(_timeline(before), Timeline.from_draft(after), talk.language)
                yield Said("\n".join([talk.say("turn.recovered"), *(f"- {line}" for line in told)]))
                yield Shown(Timeline.from_draft(after))
                talk.store.finish_turn(turn_id)
                return
    talk.store.finish_turn(turn_id)
    yield talk.said("turn.gave_up")


def _outcome(
    talk: Conversation,
    before: Draft | None,
    after: Draft | None,
    next_step: tuple[str, ...],
    *,
    spoken: bool,
    failed: bool,
) -> list[Reply]:
    """What the turn did to the timeline; words, with the next step, only when the backend had none."""
    replies: list[Reply] = []
    if _changed(before, after):
        assert after is not None
        timeline = Timeline.from_draft(after)
        if not spoken:
            told = changes.told(_timeline(before), timeline, talk.language) or (talk.say("change.unseen"),)
            replies.append(
                Said("\n".join([talk.say("turn.done"), *(f"- {line}" for line in told), *next_step]))
            )
        replies.append(Shown(timeline))
    elif not spoken and not failed:
        made = after is not None and after.exportable
        replies.append(talk.said("turn.unchanged" if made else "turn.nothing_made"))
    return replies


def _changed(before: Draft | None, after: Draft | None) -> bool:
    if after is None or not after.exportable:
        return False
    return before is None or before.as_json() != after.as_json()


def _timeline(draft: Draft | None) -> Timeline | None:
    return Timeline.from_draft(draft) if draft else None


async def _listen(talk: Conversation, events: AsyncIterator[Event]) -> AsyncIterator[Event | _Nudge]:
    """The events, and a nudge whenever nothing but heartbeats came for a while.

    Raises:
        StreamBroken: nothing real came for `silence`, or the whole took longer than `turn`.
    """
    patience = talk.patience
    started = heard = nudged = talk.clock()
    pending: asyncio.Task[Event] | None = None
    try:
        while True:
            if pending is None:
                pending = asyncio.create_task(anext(events))  # type: ignore[arg-type]
            due = min(nudged + patience.still_working, heard + patience.silence, started + patience.turn)
            done, _ = await asyncio.wait({pending}, timeout=max(0.0, due - talk.clock()))
            now = talk.clock()
            if done:
                try:
                    event = pending.result()
                except StopAsyncIteration:
                    return
                finally:
                    pending = None
                if not isinstance(event, Heartbeat):
                    heard = nudged = now
                    yield event
            if now - started >= patience.turn or now - heard >= patience.silence:
                raise StreamBroken
            if now - nudged >= patience.still_working:
                nudged = now
                yield _Nudge()
    finally:
        if pending is not None:
            pending.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration, SkillError):
                await pending


class _Stages:
    """The backend makes a clip first and dresses it afterwards: each stage is told once the next one has begun. The
    last one is the turn's outcome, which is told from the state."""

    def __init__(self, talk: Conversation, before: Draft | None) -> None:
        self._talk = talk
        self._seen = _timeline(before)
        self._waiting = ""

    def reached(self, delta: Mapping[str, Any]) -> list[Reply]:
        """A change of the session's state."""
        told = self.told()
        after = _draft_in(delta)
        if after is not None and after.exportable:
            timeline = Timeline.from_draft(after)
            changed = " · ".join(changes.told(self._seen, timeline, self._talk.language))
            self._seen = timeline
            self._waiting = changed and self._talk.say("progress.stage", changes=changed)
        elif delta.get("generated_media"):
            self._waiting = self._talk.say("progress.clip")
        return told

    def told(self) -> list[Reply]:
        """The stage that was waiting, now that something follows it."""
        waiting, self._waiting = self._waiting, ""
        return [Progress("generate", None, waiting)] if waiting else []


def _draft_in(delta: Mapping[str, Any]) -> Draft | None:
    """The draft that a change of state carries; None when it has none, or one in a shape nobody knows."""
    from skill.wire.draft import Draft

    raw = delta.get("draft")
    if not raw:
        return None
    try:
        return Draft.model_validate_json(raw) if isinstance(raw, str) else Draft.model_validate(raw)
    except ValueError:
        return None


class _Voice:
    """The words of one turn: each once, in order, without GUI talk, and what the stream said went wrong."""

    def __init__(
        self, talk: Conversation, before: Draft | None = None, needless: frozenset[str] = frozenset()
    ) -> None:
        self._talk = talk
        self._stages = _Stages(talk, before)
        self._texts = Accumulator()
        self._translator = StreamTranslator(needless)
        self.words = ""
        self.failure: StreamError | None = None
        self.actions: tuple[Action, ...] = ()

    def hear(self, event: Event | _Nudge) -> list[Reply]:
        """What one event gives the user to read."""
        match event:
            case Text():
                spoken = self._texts.spoken
                fresh = self._texts.add(event)
                if spoken and self._apologises(fresh):
                    return []
                return self._piece(self._translator.feed(fresh))
            case ToolCall(name=name):
                self._texts.pause()
                tools: Any = i18n.load(self._talk.language, "replies")["tools"]
                return [*self._stages.told(), Progress("generate", None, tools.get(name, tools["other"]))]
            case StateDelta(delta=delta):
                return self._stages.reached(delta)
            case _Nudge():
                return [Progress("generate", None, self._talk.say("progress.still_working"))]
            case StreamError() if event.code not in _NOT_FAILURES:
                self.failure = self.failure or event
                return []
            case ToolResult() | _:
                return []

    def close(self) -> list[Reply]:
        """The rest of the words, the whole text once, and one sentence about a failure."""
        replies = self._piece(self._translator.finish())
        self.words = self.words.strip()
        if self.words:
            replies.append(Said(self.words))
        self.actions = () if self.failure else self._translator.actions
        if self.failure is not None:
            replies.append(Failed(kind="backend", text=self._talk.say("turn.trouble_plain"), retryable=True))
        return replies

    def _piece(self, text: str) -> list[Reply]:
        if not text or (self.words and self._apologises(text)):
            return []
        self.words += text
        return [Said(text, partial=True)]

    def _apologises(self, text: str) -> bool:
        """True for the apology that the backend sometimes hangs onto an answer that was fine."""
        tails = i18n.load(self._talk.language, "replies")["turn"]["dropped_tails"]
        return text.strip().startswith(tuple(tails))
