"""The command line: it parses, runs one command, prints its replies, and turns errors into sentences and exit codes."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from skill import i18n
from skill.arguments import command_line
from skill.errors import MissingExtra, SkillError, Unreachable, UsageError, of_disk
from skill.messages import Failed, Message, Reply
from skill.printing import JsonPrinter, PlainPrinter, Printer, tell

if TYPE_CHECKING:
    from skill.agent import Agent
    from skill.settings import Settings

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the console script; ends the process with the command's exit code."""
    # Starting up makes many objects and no garbage: looking for it at the usual pace costs a tenth of a short command.
    gc.set_threshold(50_000)
    arguments = sys.argv[1:] if argv is None else list(argv)
    if sys.stdin is not None and sys.stdin.isatty() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Started by something that ignores Ctrl-C; but who can type here can press it, and means this command.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):
            # A terminal without UTF-8 shows a question mark; it does not end the command.
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = run(arguments)
    except BrokenPipeError:
        # The reader went away (`| head`): nothing is left to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except MissingExtra as missing:
        code = _bring_in(missing, arguments)
    except (SkillError, OSError, sqlite3.Error) as failed:
        # What a command met before it had anything to print with.
        error = failed if isinstance(failed, SkillError) else of_disk(failed)
        if error is None:
            raise
        print(error.told(_help_language(arguments)), file=sys.stderr)
        code = error.exit_code
    # What is alive now dies with the process: it need not be looked through for garbage once more on the way out.
    gc.freeze()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """One command, by its words; gives its exit code."""
    options = command_line(_help_language(arguments)).parse_args(arguments)
    return _COMMANDS[options.command](options)


def _bring_in(missing: MissingExtra, arguments: Sequence[str]) -> int:
    """Starts again through scripts/run.py, which installs the missing part first; without it, says how to."""
    runner = os.environ.get("TEXT_TO_AI_RUNNER")
    if runner and missing.extra not in os.environ.get("TEXT_TO_AI_EXTRAS", "").split(","):
        python = os.environ.get("TEXT_TO_AI_PYTHON", sys.executable)
        os.execv(python, [python, runner, "--with-extra", missing.extra, *arguments])  # noqa: S606
    print(missing.told(_help_language(arguments)), file=sys.stderr)
    return missing.exit_code


def _help_language(arguments: Sequence[str]) -> str:
    """The language of help and usage: `--lang`, or what the environment asks for."""
    for flag, value in pairwise(arguments):
        if flag == "--lang" and value in i18n.languages():
            return value
    wanted = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), "")
    return i18n.of_locale(wanted)


# ---- commands that talk to a backend


def _say(options: argparse.Namespace) -> int:
    text = (
        _stdin() if options.message is None and not (options.file or options.url) else options.message or ""
    )
    files = tuple(options.file)
    return _talk(options, text, lambda agent: agent.reply(Message(text, files, tuple(options.url))))


def _make(options: argparse.Namespace) -> int:
    from skill import documents

    # The text is read first: the answer speaks its language, also when it comes from a file.
    try:
        found = documents.given(options.text, _stdin)
    except UsageError as error:
        return _refused(options, error, options.text or "")
    return _talk(
        options,
        found.text,
        lambda agent: agent.make(found.text, clipped=found.clipped, plan_only=options.plan),
    )


def _refused(options: argparse.Namespace, error: UsageError, text: str) -> int:
    """A command that cannot begin, told like everything else."""

    async def refused() -> AsyncGenerator[Reply, None]:
        raise error
        yield

    return _printed(options, _settings(options, text), refused)


def _batch(options: argparse.Namespace) -> int:
    from skill import batch

    language = options.lang or _help_language(())
    try:
        jobs, folder = batch.prepared(options.source, options.output, language)
    except UsageError as error:
        return _refused(options, error, "")
    # The answer speaks the language of most of the texts; waiting is limited there, where it can be told how to go on.
    spoken = [job.language for job in jobs]
    options.lang = options.lang or max(dict.fromkeys(spoken), key=spoken.count)
    options.output = None

    async def opened() -> AsyncGenerator[Reply, None]:
        with _backend(options, "") as settings:
            async for reply in batch.run(settings, jobs, folder, at_once=options.jobs):
                yield reply

    return _printed(options, replace(_settings(options, ""), max_wait=None), opened)


def _resume(options: argparse.Namespace) -> int:
    return _talk(options, "", lambda agent: agent.resume())


def _chat(options: argparse.Namespace) -> int:
    if not sys.stdin.isatty():
        options.message, options.file, options.url = None, [], []
        return _say(options)
    from skill import chat

    language = options.lang or _help_language(())
    with i18n.facing("chat"), _backend(options, "") as settings:
        # Only `--lang` holds for the whole chat; without it each answer follows its message.
        settings = replace(settings, language=options.lang)
        return asyncio.run(chat.run(settings, language, plain=options.plain))


def _projects(options: argparse.Namespace) -> int:
    from skill.projects import manage

    settings = _settings(options, "")
    return _printed(options, settings, lambda: manage(settings, options.action, options.name))


def _talk(
    options: argparse.Namespace, text: str, replies: Callable[[Agent], AsyncGenerator[Reply, None]]
) -> int:
    """Opens the backend and prints what an agent replies."""

    async def opened() -> AsyncGenerator[Reply, None]:
        from skill.agent import open_agent

        with _backend(options, text) as settings:
            async with open_agent(settings) as agent:
                async for reply in replies(agent):
                    yield reply

    settings = _settings(options, text)
    code = _printed(options, settings, opened)
    if code == INTERRUPTED and not options.json and sys.stdin.isatty() and sys.stderr.isatty():
        _offer_to_cancel(options, settings)
    return code


def _offer_to_cancel(options: argparse.Namespace, settings: Settings) -> None:
    """A render goes on without us: the person who stopped us says whether it should."""
    from skill.sessions import Store

    with Store.open(settings) as store:
        project = settings.project or store.current_project(settings.backend)
        if all(kept.project != project for kept in store.open_renders(settings.backend)):
            return
    language = settings.language or i18n.DEFAULT
    words = i18n.load(language, "replies")["export"]
    answer = ""
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        answer = input(words["cancel"]).strip().lower()
    if answer in words["agreed"]:
        options.project = project
        _talk(options, "", lambda agent: agent.cancel())
    else:
        print("\n" + words["stays"].format(program=i18n.program(), local=settings.as_typed))


def _printed(
    options: argparse.Namespace, settings: Settings, replies: Callable[[], AsyncGenerator[Reply, None]]
) -> int:
    """Prints replies as they come and ends with the exit code they amount to."""
    printer: Printer = (
        JsonPrinter() if options.json else PlainPrinter(quiet=options.quiet, live=not options.plain)
    )
    language = settings.language or i18n.DEFAULT
    try:
        code = asyncio.run(tell(replies(), printer, language, settings.max_wait, local=settings.as_typed))
    except KeyboardInterrupt:
        said = i18n.say("errors", "interrupted", language, local=settings.as_typed)
        printer.show(Failed("interrupted", said, retryable=True))
        code = INTERRUPTED
    printer.done(code)
    return code


def _settings(options: argparse.Namespace, text: str) -> Settings:
    """Environment and options as settings; the language is the message's unless `--lang` says otherwise."""
    from skill.settings import Settings

    return Settings.from_env(
        os.environ,
        local=options.local,
        project=options.project,
        language=options.lang or i18n.detect(text, _help_language(())),
        max_wait=options.max_wait,
        output=getattr(options, "output", None),
        force=getattr(options, "force", False),
    )


@contextlib.contextmanager
def _backend(options: argparse.Namespace, text: str) -> Iterator[Settings]:
    """The settings of a backend that answers: with `--local` the studio runs as long as the command."""
    settings = _settings(options, text)
    if not settings.local:
        yield settings
        return
    try:
        from skill.studio.serve import InThread
    except ModuleNotFoundError as missing:
        raise MissingExtra("studio") from missing
    try:
        local = InThread(settings.data_dir / "studio")
    except ValueError as error:
        raise UsageError(kind="bad_setting", reason=str(error)) from error
    with contextlib.ExitStack() as running:
        try:
            studio = running.enter_context(local)
        except OSError as error:
            if of_disk(error):
                raise
            raise Unreachable(error.strerror or str(error), kind="no_studio") from error
        yield replace(settings, api_url=studio.url)


def _stdin() -> str:
    """A message from a pipe; nothing ever waits for a person to type here."""
    return "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read()


# ---- commands that send nothing


def _studio(options: argparse.Namespace) -> int:
    from skill.settings import Settings

    try:
        from skill.studio.door import LOOPBACK
        from skill.studio.serve import serve
    except ModuleNotFoundError as missing:
        raise MissingExtra("studio") from missing
    language = _help_language(())
    words = i18n.load(language, "cli")["studio"]

    def ready(url: str, key: str) -> None:
        print(words["listening"].format(url=url), flush=True)
        if key and "NEMO_STUDIO_KEY" not in os.environ:
            print(words["key"].format(key=key), flush=True)
        if options.host not in LOOPBACK:
            print(words["shared"], file=sys.stderr, flush=True)

    try:
        serve(options.host, options.port, Settings.from_env(os.environ).data_dir / "studio", ready)
    except KeyboardInterrupt:
        return INTERRUPTED
    except (OSError, ValueError) as error:
        # A port that is taken, a host that is not ours, an option of the environment that is no number.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        address = f"{options.host}:{options.port}"
        print(words["refused"].format(address=address, reason=reason), file=sys.stderr)
        return UsageError.exit_code
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from skill import doctor

    language = options.lang or _help_language(())

    @contextlib.contextmanager
    def studio() -> Iterator[str]:
        with _backend(_talking(options), "") as settings:
            yield settings.api_url

    settings = _settings(_talking(options), "")
    around = doctor.Surroundings(os.environ, studio)
    return doctor.report(doctor.examine(settings, around, language), language, as_json=options.json)


def _mcp(options: argparse.Namespace) -> int:
    try:
        from skill import mcp_server
    except ModuleNotFoundError as missing:
        raise MissingExtra("mcp") from missing
    with i18n.facing("mcp"), _backend(options, "") as settings:
        return asyncio.run(mcp_server.run(settings))


def _install(options: argparse.Namespace) -> int:
    return _moved(options, "install")


def _uninstall(options: argparse.Namespace) -> int:
    return _moved(options, "uninstall")


def _moved(options: argparse.Namespace, action: str) -> int:
    from skill import installing
    from skill.settings import Settings

    settings = Settings.from_env(os.environ)
    base = Path.cwd() if options.in_project else Path.home()
    key = None if options.list else options.platform
    wish = installing.Wish(action, key, base, options.in_project, options.dry_run, options.force)
    return installing.run(wish, settings.data_dir, options.lang or _help_language(()))


def _talking(options: argparse.Namespace) -> argparse.Namespace:
    """The options of a command that has few, as if it had all that `_settings` reads."""
    return argparse.Namespace(**{"project": None, "max_wait": None, **vars(options)})


def _route(options: argparse.Namespace) -> int:
    from skill.showing import show_route

    return show_route(
        options.text, _stdin, attachment=options.attachment, jsonl=options.jsonl, explain=options.explain
    )


def _translate(options: argparse.Namespace) -> int:
    from skill.showing import show_translation

    return show_translation(options.text, _stdin, jsonl=options.jsonl, explain=options.explain)


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "chat": _chat,
    "say": _say,
    "make": _make,
    "batch": _batch,
    "resume": _resume,
    "projects": _projects,
    "mcp": _mcp,
    "install": _install,
    "uninstall": _uninstall,
    "doctor": _doctor,
    "studio": _studio,
    "route": _route,
    "translate": _translate,
}


if __name__ == "__main__":
    try:
        main()
    except SystemExit as ended:
        # Taking every module apart again costs 30 ms of every command; what must not be lost is on disk by now.
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(ended.code if isinstance(ended.code, int) else 1)
