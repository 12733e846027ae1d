"""The skill as an MCP server on stdio: the same messages as tools, with progress, cancellation and typed results.

Every tool is one message to the agent, so that what it does and says is what the command line does and says. The
words of the tools are in prompts/*/mcp.yaml.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.resources import FileResource
from mcp.types import CallToolResult, ResourceLink, TextContent, ToolAnnotations
from pydantic import BaseModel

from skill import i18n
from skill.agent import Agent, open_agent
from skill.attribution import Attribution
from skill.errors import MissingExtra, StillWorking
from skill.messages import Balance, Failed, FileReady, Message, Progress, Reply, Said, Shown, Uploaded
from skill.printing import tell
from skill.settings import Settings

Replies = Callable[[Agent], AsyncGenerator[Reply, None]]


class Outcome(BaseModel):
    """What a tool gives back; `text` is for the user. `exit_code`: 0 done, 1 refused, 2 not understood, 69 not
    reachable, 75 still in work (resume goes on)."""

    text: str
    exit_code: int = 0
    error: dict[str, Any] | None = None
    timeline: dict[str, Any] | None = None
    credits: dict[str, Any] | None = None
    files: list[dict[str, Any]] = []
    uploads: list[dict[str, Any]] = []


Typed = Annotated[CallToolResult, Outcome]
"""What a tool gives back, with the schema that clients are told."""
_ASKING = ("credits", "state")


def server(settings: Settings) -> MCPServer:
    """A server whose tools work on the backend that `settings` name."""
    words = i18n.load(settings.language or i18n.DEFAULT, "mcp")
    who = Attribution.read(settings.platform_override)
    made = MCPServer(who.source, instructions=words["instructions"], version=who.version, log_level="ERROR")
    says = i18n.load(settings.language or i18n.DEFAULT, "cli")["chat"]["says"]

    async def chat(
        message: str,
        context: Context[Any],
        files: list[str] | None = None,
        urls: list[str] | None = None,
        project: str | None = None,
    ) -> Typed:
        return await _send(settings, context, message, files, urls, project)

    async def upload(
        files: list[str], context: Context[Any], urls: list[str] | None = None, project: str | None = None
    ) -> Typed:
        return await _send(settings, context, "", files, urls, project)

    async def export(context: Context[Any], output: str | None = None, project: str | None = None) -> Typed:
        target = replace(settings, output=_path(output) if output else settings.output)
        return await _send(target, context, says["export"], project=project)

    async def credits(context: Context[Any]) -> Typed:
        return await _send(settings, context, says["credits"])

    async def state(context: Context[Any], project: str | None = None) -> Typed:
        return await _send(settings, context, says["status"], project=project)

    async def resume(context: Context[Any]) -> Typed:
        return await _told(settings, context, lambda agent: agent.resume())

    for tool in (chat, upload, export, credits, state, resume):
        name = tool.__name__
        # Nothing is ever overwritten; with the studio nothing leaves this computer.
        hints = ToolAnnotations(
            read_only_hint=name in _ASKING, destructive_hint=False, open_world_hint=not settings.local
        )
        made.add_tool(tool, name, description=words["tools"][name], annotations=hints)
    return made


async def run(settings: Settings) -> int:
    """Serves on stdin and stdout until the client hangs up."""
    await server(settings).run_stdio_async()
    return 0


async def _send(
    settings: Settings,
    context: Context[Any],
    text: str,
    files: list[str] | None = None,
    urls: list[str] | None = None,
    project: str | None = None,
) -> CallToolResult:
    paths = tuple(map(_path, files or ()))
    message = Message(text, paths, tuple(urls or ()))
    language = i18n.detect(text, settings.language or i18n.DEFAULT)
    asked = replace(settings, project=project or settings.project, language=language)
    return await _told(asked, context, lambda agent: agent.reply(message))


async def _told(settings: Settings, context: Context[Any], replies: Replies) -> CallToolResult:
    """Collects the replies, progress on the way. A cancelled call stops listening: `resume` finds what was in work."""
    seen = _Collected()

    async def answers() -> AsyncGenerator[Reply, None]:
        async with open_agent(settings) as agent, aclosing(replies(agent)) as told:
            async for reply in told:
                yield reply
                if isinstance(reply, Progress):
                    await context.report_progress(seen.steps, message=_line(reply))

    language = settings.language or i18n.DEFAULT
    try:
        await tell(answers(), seen, language, settings.max_wait)
    except MissingExtra as missing:
        seen.show(Failed(missing.advice, missing.told(language), exit_code=missing.exit_code))
    for file in seen.files:
        context.mcp_server.add_resource(file)
    return seen.result()


def _path(given: str) -> Path:
    return Path(given).expanduser()


def _line(progress: Progress) -> str:
    return progress.text if progress.fraction is None else f"{progress.text} {progress.fraction:.0%}"


class _Collected:
    """A printer that sorts the replies of one call into what the result holds."""

    language = i18n.DEFAULT

    def __init__(self) -> None:
        self.steps = 0
        self._texts: list[str] = []
        self._partial = ""
        self._outcome = Outcome(text="")
        self.files: list[FileResource] = []
        """What was written, to be read by the client through the link of its name."""
        self._links: list[ResourceLink] = []

    def show(self, reply: Reply) -> None:
        """One reply, as it happens."""
        match reply:
            case Progress():
                # Only ever more, as the protocol wants; a stage's own fraction starts anew with each stage.
                self.steps += 1
            case Said(text=text, partial=True):
                self._partial += text
            case Said(text=text):
                self._texts.append(text)
                self._partial = ""
            case Failed(text=text, exit_code=code):
                self._texts.extend([*filter(None, [self._partial]), text])
                self._partial = ""
                self._outcome.error = reply.as_json()
                self._outcome.exit_code = code
            case Shown(timeline=timeline):
                self._outcome.timeline = timeline.as_json()
            case Balance():
                self._outcome.credits = reply.as_json()
            case Uploaded():
                self._outcome.uploads += reply.as_json()["files"]
            case FileReady(path=path, size=size):
                self._outcome.files.append(reply.as_json())
                uri, kind = path.resolve().as_uri(), "image/png" if path.suffix == ".png" else "video/mp4"
                self._links.append(ResourceLink(name=path.name, uri=uri, mime_type=kind, size=size))
                self.files.append(FileResource(name=path.name, uri=uri, path=path.resolve(), mime_type=kind))
            case _:
                pass

    def done(self, exit_code: int) -> None:
        """Nothing is left to print: the result says it."""

    def result(self) -> CallToolResult:
        """Words first, then the video as a link; everything typed beside them."""
        self._outcome.text = "\n".join([*self._texts, *filter(None, [self._partial])])
        failed = self._outcome.exit_code not in (0, StillWorking.exit_code)
        return CallToolResult(
            content=[TextContent(type="text", text=self._outcome.text), *self._links],
            structured_content=self._outcome.model_dump(),
            is_error=failed,
        )
