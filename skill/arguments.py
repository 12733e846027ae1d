"""The commands and their options: what `--help` shows, in every language, and what the documentation is made from."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from skill import i18n


def command_line(language: str) -> argparse.ArgumentParser:
    """Every command with its options, their help in `language`; the result names the one chosen as `command`."""
    words = i18n.load(language, "cli")
    options = words["options"]

    talking = _Parser(add_help=False)
    talking.add_argument("--local", action="store_true", help=options["local"])
    talking.add_argument("--project", metavar="NAME", help=options["project"])
    talking.add_argument("--lang", choices=i18n.languages(), help=options["lang"])
    talking.add_argument("--json", action="store_true", help=options["json"])
    talking.add_argument("--quiet", action="store_true", help=options["quiet"])
    talking.add_argument("--plain", action="store_true", help=options["plain"])
    talking.add_argument("--max-wait", type=float, metavar="SECONDS", help=options["max_wait"])
    saving = _Parser(add_help=False)
    saving.add_argument("-o", "--output", type=Path, metavar="FILE", help=options["output"])
    saving.add_argument("--force", action="store_true", help=options["force"])

    parser = _Parser(
        prog="text-to-ai",
        description=words["about"],
        epilog=_epilog(words, "all"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[talking, saving],
    )
    parser.hint = words["no_command"].format(program=i18n.program())
    parser.add_argument("--version", action=_Version, nargs=0, help=options["version"])
    parser.set_defaults(command="chat")
    commands = parser.add_subparsers(metavar="COMMAND")

    def add(name: str, *parents: _Parser) -> _Parser:
        command = commands.add_parser(
            name,
            help=words["commands"][name],
            description=words["commands"][name],
            epilog=_epilog(words, name) if name in words["examples"] else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=parents,
        )
        command.set_defaults(command=name)
        return command

    add("chat", talking, saving)
    say = add("say", talking, saving)
    say.add_argument("message", nargs="?", help=options["message"])
    say.add_argument("--file", action="append", type=Path, default=[], metavar="PATH", help=options["file"])
    say.add_argument("--url", action="append", default=[], help=options["url"])
    make = add("make", talking, saving)
    make.add_argument("text", nargs="?", metavar="TEXT_OR_FILE", help=options["text"])
    make.add_argument("--plan", action="store_true", help=options["plan"])
    batch = add("batch", talking)
    batch.add_argument("source", type=Path, metavar="JOBS.jsonl|FOLDER", help=options["source"])
    batch.add_argument("-o", "--output", type=Path, metavar="DIR", help=options["folder"])
    batch.add_argument("--jobs", type=_positive, metavar="N", default=2, help=options["jobs"])
    batch.add_argument("--force", action="store_true", help=options["force"])
    add("resume", talking, saving)
    projects = add("projects", talking)
    projects.add_argument("action", nargs="?", choices=("new", "use", "remove"), help=options["action"])
    projects.add_argument("name", nargs="?", help=options["name"])
    add("mcp", talking, saving)
    for name in ("install", "uninstall"):
        moved = add(name)
        moved.add_argument("platform", nargs="?", metavar="PLATFORM", help=options["platform"])
        moved.add_argument("--list", action="store_true", help=options["list"])
        for flag in ("in_project", "dry_run", "force_install"):
            moved.add_argument(
                "--" + flag.removesuffix("_install").replace("_", "-"),
                action="store_true",
                help=options[flag],
            )
        moved.add_argument("--lang", choices=i18n.languages(), help=options["lang"])
    doctor = add("doctor")
    for flag in ("local", "json"):
        doctor.add_argument(f"--{flag}", action="store_true", help=options[flag])
    doctor.add_argument("--lang", choices=i18n.languages(), help=options["lang"])
    studio = add("studio")
    studio.add_argument("--host", default="127.0.0.1", help=options["host"])
    studio.add_argument(
        "--port", type=int, choices=range(65536), metavar="PORT", default=8000, help=options["port"]
    )
    for name in ("route", "translate"):
        shown = add(name)
        shown.add_argument("text", nargs="?", help=options["message"])
        shown.add_argument("--jsonl", action="store_true", help=options["jsonl"])
        shown.add_argument("--explain", action="store_true", help=options["explain"])
        if name == "route":
            shown.add_argument("--attachment", action="store_true", help=options["attachment"])
    return parser


def _epilog(words: Mapping[str, Any], which: str) -> str:
    """The examples of a help page, and what its exit codes mean."""
    lines = words["examples"][which].format(program=i18n.program()).splitlines()
    examples = "".join(f"  {line}\n" for line in lines)
    exits = " · ".join(f"{code} {meaning}" for code, meaning in words["exits"].items() if code != "head")
    return f"{words['examples']['head']}\n{examples}\n{words['exits']['head']} {exits}"


class _Parser(argparse.ArgumentParser):
    """What it refuses because it is no command is most often a message: how to send one is said."""

    hint = ""

    def error(self, message: str) -> NoReturn:
        if "COMMAND" in message:
            self.exit(2, f"{self.hint}\n")
        super().error(message)


class _Version(argparse.Action):
    """`--version`: that of SKILL.md, read only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from skill.attribution import Attribution

        print(f"text-to-ai {Attribution.read().version}")
        parser.exit()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
