"""The path of a message: router → handler, or relay → translator → replies and actions → handlers → replies."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

from skill import i18n, naming, recovery
from skill.conversation import Conversation, Patience
from skill.errors import (
    BackendError,
    Busy,
    DownloadFailed,
    ExportBlocked,
    OutOfCredits,
    SessionLost,
    SkillError,
    UsageError,
)
from skill.handlers import credits, export, upload
from skill.messages import Failed, FileReady, Intent, Message, Progress, Reply, Routed, Said
from skill.router import Decision, Step, route
from skill.sessions import KeptRender, KeptTurn, Store
from skill.settings import LOCAL, Settings

_ACTIONS = {
    "export": Intent.EXPORT,
    "credits": Intent.CREDITS,
    "state": Intent.STATE,
    "timeline": Intent.STATE,
}
"""What an instruction of the backend becomes. "upload" needs the user's file and "edit" would be a new turn: both
stay words."""


_QUESTIONS = (Intent.CREDITS, Intent.STATE)
_LONGEST_ASK = 80
"""Characters of a message that may ask for a preview, or to go on, and nothing else."""


class Agent:
    """Answers messages in one project. Nothing of it knows how a reply is shown."""

    def __init__(self, talk: Conversation) -> None:
        self.talk = talk

    async def reply(self, message: Message) -> AsyncGenerator[Reply, None]:
        """Everything a message leads to, in order: this function is the whole skill on one screen.

        Raises:
            SkillError: what could not be done; its advice is in prompts/*/errors.yaml.
        """
        if not message.text.strip() and not message.has_attachment:
            raise UsageError(kind="empty_text")
        upload.check(message)
        decision = route(message.text, message.has_attachment)
        yield Routed(decision.intent, decision.score)
        if self._picks_up(message):
            async for reply in self.resume():
                yield reply
            return
        if any(step.intent is Intent.UPLOAD for step in decision.steps):
            message = upload.with_links(message)
            decision = route(message.text, message.has_attachment)
        replies = self._answer(message, decision)
        async for reply in replies if self._only_asks(decision) else self._once(replies):
            yield reply

    def _picks_up(self, message: Message) -> bool:
        """True for "resume" as a message, where something is unfinished: no new turn is paid for that."""
        store, backend = self.talk.store, self.talk.backend
        if message.has_attachment or len(message.text) > _LONGEST_ASK:
            return False
        unfinished = store.open_turns(backend) or store.open_renders(backend)
        return bool(unfinished) and i18n.asked(message.text, "replies", "resume.asks")

    def _only_asks(self, decision: Decision) -> bool:
        """True for a question that changes nothing: it is answered while another message is in work."""
        connected = self.talk.store.project(self.talk.backend, self.talk.project) is not None
        return connected and all(step.intent in _QUESTIONS for step in decision.steps)

    async def _answer(self, message: Message, decision: Decision) -> AsyncIterator[Reply]:
        async for reply in self.talk.connect():
            yield reply
        if all(step.intent is not Intent.EXPORT for step in decision.steps):
            async for reply in self._steps(message, decision):
                yield reply
            return
        talk = self.talk
        # From here on `resume` makes the file that the message asks for, whatever comes between.
        owed = talk.target(talk.snapshot())
        talk.store.owe_export(talk.backend, talk.project, message.text, owed, language=talk.language)
        try:
            async for reply in self._steps(message, decision):
                yield reply
        except (BackendError, UsageError):
            talk.store.finish_exports(talk.backend, talk.project)
            raise
        talk.store.finish_exports(talk.backend, talk.project)

    async def _steps(self, message: Message, decision: Decision) -> AsyncIterator[Reply]:
        steps = decision.steps
        for number, step in enumerate(steps, 1):
            # What came beside the words goes with the first wish; the others find it in the session.
            alone = Message(step.text) if number > 1 else replace(message, text=step.text)
            part = alone if len(steps) > 1 else message
            async for reply in self._step(step, part, decision):
                yield reply
            if number < len(steps):
                yield self._announce(steps[number])

    async def hello(self) -> AsyncGenerator[Reply, None]:
        """First contact without a message: connected, and what can be said."""
        async for reply in self.talk.connect():
            yield reply

    async def make(
        self,
        text: str,
        files: tuple[Path, ...] = (),
        urls: tuple[str, ...] = (),
        *,
        clipped: bool = False,
        switch: bool = True,
        plan_only: bool = False,
    ) -> AsyncGenerator[Reply, None]:
        """Text in, video out: a session of its own with what is handed over, one turn, one export.

        `plan_only`: the scenes are told instead of exported, to be changed by talking.
        `clipped`: the text is the beginning of a longer one, which is told. `switch`: its project becomes the one in
        use.
        """
        target = naming.checked(self.talk.settings.output) if self.talk.settings.output else None
        if self.talk.settings.project is None:
            self.talk = replace(self.talk, project=self._new_project(target))
        if clipped:
            yield self.talk.said("upload.clipped", count=len(text))
        message = Message(text, files, urls)
        upload.check(message)
        async for reply in self._once(self._make(message, target, switch=switch, plan_only=plan_only)):
            yield reply

    async def cancel(self) -> AsyncGenerator[Reply, None]:
        """Stops the renders of this project that an earlier run left in work."""
        async for reply in export.cancel(self.talk):
            yield reply

    def _new_project(self, target: Path | None) -> str:
        """A free name after the file: the project in use keeps its timeline, and this one can be talked about next."""
        known = self.talk.store.projects(self.talk.backend)
        stem = (naming.slug(target.stem) if target else "") or "video"
        names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        return next(name for name in names if name not in known)

    async def resume(self) -> AsyncGenerator[Reply, None]:
        """Whatever an earlier process left: turns without an answer, then renders without a file."""
        turns = self.talk.store.open_turns(self.talk.backend)
        renders = self.talk.store.open_renders(self.talk.backend)
        for notice in self.talk.notices():
            yield notice
        if not turns and not renders:
            store, here = self.talk.store, self.talk.backend
            waits = here != LOCAL and (store.open_turns(LOCAL) or store.open_renders(LOCAL))
            yield self.talk.said("resume.nothing_local" if waits else "resume.nothing")
            return
        elsewhere = False
        refused: list[SkillError] = []
        left: tuple[KeptTurn | KeptRender, ...] = (*turns, *renders)
        for kept in left:
            talk = self.talk.in_project(kept.project, kept.language)
            try:
                async with talk.store.turn_lock(talk.backend, talk.project, wait=0):
                    async for reply in recovery.pick_up(talk, kept):
                        yield reply
            except Busy:
                elsewhere = True
                yield self.talk.said("resume.elsewhere", project=kept.project)
            except (BackendError, DownloadFailed) as error:
                # The others are not held up by one that does not work.
                refused.append(error)
        if refused:
            raise refused[0]
        if not elsewhere:
            yield self.talk.said("resume.done")

    async def pick_up(self) -> AsyncGenerator[Reply, None]:
        """What an earlier process left in this project alone; one of its turns comes with its export."""
        async for reply in self._once(self._left_here()):
            yield reply

    async def export(self, target: Path) -> AsyncGenerator[Reply, None]:
        """What is on this project's timeline, as a file."""
        talk = self.talk.in_project(self.talk.project, self.talk.language)
        async for reply in self._once(export.handle(talk, target)):
            yield reply

    async def _left_here(self) -> AsyncIterator[Reply]:
        store, backend = self.talk.store, self.talk.backend
        left: tuple[KeptTurn | KeptRender, ...] = (*store.open_turns(backend), *store.open_renders(backend))
        talk = self.talk.in_project(self.talk.project, self.talk.language)
        for kept in left:
            if kept.project == talk.project:
                async for reply in recovery.pick_up(talk, kept):
                    yield reply

    async def _once(self, replies: AsyncIterator[Reply]) -> AsyncGenerator[Reply, None]:
        """One message at a time in a project, across processes; a refusal over money or plan says where to go."""
        talk = self.talk
        try:
            async with AsyncExitStack() as held:
                try:
                    await held.enter_async_context(talk.store.turn_lock(talk.backend, talk.project, wait=0))
                except Busy:
                    yield Progress("connect", None, talk.say("progress.busy"))
                    lock = talk.store.turn_lock(talk.backend, talk.project, wait=talk.patience.busy)
                    await held.enter_async_context(lock)
                async for reply in replies:
                    yield reply
        except (OutOfCredits, ExportBlocked) as error:
            task = talk.session.task_id if talk.session else None
            registered = talk.settings.env_token is not None
            error.values["link"] = talk.settings.web_url + (
                f"?bind={task}" if task and not registered else ""
            )
            if registered and isinstance(error, OutOfCredits):
                error.advice = "out_of_credits_registered"
            raise

    async def _make(
        self, message: Message, target: Path | None, *, switch: bool, plan_only: bool
    ) -> AsyncIterator[Reply]:
        from skill import relay
        from skill.timeline import Timeline
        from skill.translator import Action

        async for reply in self.talk.connect(greet=False, fresh=True):
            yield reply
        store, backend = self.talk.store, self.talk.backend
        before = store.current_project(backend) if switch else self.talk.project
        if switch:
            store.use_project(backend, self.talk.project)
        if target is not None:
            store.name_file(backend, self.talk.project, target.name)
        text = message.text
        if message.has_attachment:
            async for reply in upload.handle(self.talk, message):
                yield reply
            # With pictures at hand the words say what to do with them; alone they are what the video says.
            words, told = upload.texts(self.talk, message)
            for reply in told:
                yield reply
            prompt = "\n\n".join(part for part in (text, words) if part)
        else:
            prompt = self.talk.say("make.prompt", text=text)
        owed = None if plan_only else target or naming.default(self.talk.project)
        async for item in relay.turn(self.talk, prompt, export_to=owed):
            # The export follows anyway, whatever the backend suggests.
            if not isinstance(item, Action):
                yield item
        draft = self.talk.snapshot()
        if draft is None or not draft.exportable:
            self.talk.store.finish_exports(self.talk.backend, self.talk.project)
            yield Failed(kind="nothing_made", text=self.talk.say("make.nothing"))
            return
        if plan_only:
            from skill.handlers import preview

            yield Said(preview.plan(Timeline.from_draft(draft), self.talk.language))
            yield Said(i18n.say("preview", "planned", self.talk.language, project=self.talk.project))
            return
        summary = Timeline.from_draft(draft).summary(self.talk.language)
        yield Said("\n".join([self.talk.say("make.made"), summary]))
        delivered = False
        async for reply in recovery.followed(self.talk, target):
            yield reply
            if isinstance(reply, FileReady):
                delivered = True
        if delivered:
            other = before != self.talk.project and before in store.projects(backend)
            key = "make.next_other" if other else "make.next"
            yield self.talk.said(key, project=self.talk.project, before=before)

    async def _step(self, step: Step, message: Message, decision: Decision) -> AsyncGenerator[Reply, None]:
        """One wish; a session the server has lost is replaced once, and the wish asked again."""
        try:
            async for reply in self._handle(step.intent, message, decision):
                yield reply
        except SessionLost:
            async for reply in self.talk.reconnect():
                yield reply
            async for reply in self._handle(step.intent, message, decision):
                yield reply

    async def _handle(
        self, intent: Intent, message: Message, decision: Decision
    ) -> AsyncGenerator[Reply, None]:
        if message.has_attachment:
            async for reply in upload.handle(self.talk, message):
                yield reply
        match intent:
            case Intent.EXPORT:
                replies = export.handle(self.talk, words=message.text)
            case Intent.CREDITS:
                replies = credits.handle(self.talk)
            case Intent.STATE:
                from skill.handlers import state

                replies = state.handle(self.talk)
            case Intent.UPLOAD if not message.has_attachment:
                yield upload.ask(self.talk)
                return
            case Intent.UPLOAD if _only_hands_over(message):
                yield self.talk.said("upload.then")
                return
            case _ if self._previews(message):
                from skill.handlers import preview

                replies = preview.handle(self.talk)
            case _:
                replies = self._generate(message, decision)
        async for reply in replies:
            yield reply

    def _previews(self, message: Message) -> bool:
        """True when the scenes are to be shown as pictures, by a backend that can draw them."""
        if message.has_attachment or len(message.text) > _LONGEST_ASK:
            return False
        from skill.handlers import preview

        return preview.possible(self.talk) and preview.asked(message.text)

    async def _generate(self, message: Message, decision: Decision) -> AsyncGenerator[Reply, None]:
        """One turn with the backend's agent; what its reply instructs is done after it, each kind once."""
        from skill import relay
        from skill.translator import Action

        words, told = upload.texts(self.talk, message)
        for reply in told:
            yield reply
        text = "\n\n".join(part for part in (message.text.strip(), words) if part)
        wanted: list[Intent] = []
        settled = {*decision.forbidden, *(step.intent for step in decision.steps)}
        async for item in relay.turn(self.talk, text, offers=Intent.EXPORT not in settled):
            if not isinstance(item, Action):
                yield item
            elif (
                item.mode == "run"
                and (intent := _ACTIONS.get(item.kind))
                and intent not in decision.forbidden
            ):
                wanted.append(intent)
        for intent in dict.fromkeys(wanted):
            if intent is Intent.STATE:
                for reply in self._shown():
                    yield reply
            else:
                handler = export.handle if intent is Intent.EXPORT else credits.handle
                async for reply in handler(self.talk):
                    yield reply

    def _shown(self) -> list[Reply]:
        """The timeline in words: as data the turn has given it already."""
        from skill.timeline import Timeline

        draft = self.talk.snapshot()
        if draft is None or not draft.exportable:
            return []
        return [Said(Timeline.from_draft(draft).summary(self.talk.language))]

    def _announce(self, step: Step) -> Said:
        said = i18n.say("replies", f"steps.{step.intent.value}", self.talk.language, text=step.text)
        return self.talk.said("turn.next", step=said)


def _only_hands_over(message: Message) -> bool:
    """True when the words say nothing beyond "here is my file": without the file they would be no wish of their own."""
    if any(upload.is_document(path) for path in message.files):
        return False
    text = message.text.strip()
    return not text or (route(text).intent is Intent.UPLOAD and not upload.says_use(text))


@asynccontextmanager
async def open_agent(settings: Settings) -> AsyncIterator[Agent]:
    """An agent on the backend and in the project that `settings` name."""
    from skill.api.client import Api

    with Store.open(settings) as store:
        async with Api(settings, store) as api:
            project = settings.project or store.current_project(settings.backend)
            patience = Patience.local() if settings.local else Patience()
            language = settings.language or i18n.DEFAULT
            yield Agent(Conversation(api, store, settings, project, language, patience))
