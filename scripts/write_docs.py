#!/usr/bin/env python3
"""Writes the generated parts of the documentation anew: `python3 scripts/test.py docs`.

A part stands between `<!-- generated: NAME ARGUMENT… -->` and `<!-- end -->` and is made here from what the program
itself uses: the parser of the command line, the tables of `doctor` and `install`, the words in prompts/. A test stays
red while a page says something else.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import indent

sys.dont_write_bytecode = True
FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

from skill import doctor, i18n  # noqa: E402
from skill.arguments import command_line  # noqa: E402
from skill.installing import NAME, PLATFORMS  # noqa: E402

PLACES = ("*.md", "references/*.md", "docs/*.md")
MARK = re.compile(r"^( *)(<!-- generated: ([^\n]*?) -->\n).*?( *<!-- end -->)", re.DOTALL | re.MULTILINE)
COLUMNS = {
    "en": {
        "commands": "| command | what it does |",
        "options": "| option | meaning |",
        "assistants": "| assistant | to install | its folder | with `--in-project` |",
    },
    "zh-CN": {
        "commands": "| 命令 | 作用 |",
        "options": "| 选项 | 含义 |",
        "assistants": "| 助手 | 安装 | 文件夹 | 加 `--in-project` 时 |",
    },
}


def written(page: str) -> str:
    """The page with every generated part made anew, as far in as its mark."""

    def anew(found: re.Match[str]) -> str:
        margin, mark, call, _ = found.groups()
        return margin + mark + indent(part(call) + "\n<!-- end -->", margin)

    return MARK.sub(anew, page)


def part(call: str) -> str:
    """One generated part, by the name and arguments in its mark."""
    name, *arguments = call.split()
    return PARTS[name](*arguments)


def troubleshooting(language: str) -> str:
    """What `doctor` finds, and what to do."""
    return doctor.troubleshooting(language)


def variables(language: str, *groups: str) -> str:
    """The environment variables of these groups, or all."""
    head = i18n.load(language, "variables")["head"]
    rows = [f"| `{name}` | {meaning} |" for name, meaning in doctor.variables(language, *groups).items()]
    return table(head, rows)


def commands(language: str) -> str:
    """Every command with what is its own, and what it does."""
    parser = command_line(language)
    shared = {option.dest for option in parser._actions}
    rows = []
    for name, command in subcommands(parser).items():
        # A command that talks to a backend has all that is shared; another shows what it has.
        hidden = shared if any(option.dest == "project" for option in command._actions) else {"help", "lang"}
        own = [option for option in command._actions if option.dest not in hidden]
        form = " ".join([f"text-to-ai {name}", *(usage(option) for option in own)]).replace("|", "\\|")
        rows.append(f"| `{form}` | {command.description} |")
    return table(COLUMNS[language]["commands"], rows)


def options(language: str) -> str:
    """The options that commands share."""
    rows = []
    for option in command_line(language)._actions:
        if option.option_strings and option.dest not in ("help", "version"):
            names = ", ".join(f"`{name}`" for name in option.option_strings)
            rows.append(f"| {names}{value(option, ' `{}`')} | {option.help} |")
    return table(COLUMNS[language]["options"], rows)


def assistants(language: str) -> str:
    """Where each assistant keeps the skill."""
    rows = [
        f"| {row.name} | `install {key}` | `~/{row.user}/{NAME}` | `{row.project}/{NAME}` |"
        for key, row in PLATFORMS.items()
    ]
    return table(COLUMNS[language]["assistants"], rows)


def install(*keys: str) -> str:
    """The commands that install for these assistants. Nothing stands behind them: not every shell has comments."""
    return fenced([f"python3 scripts/run.py install {key}" for key in keys])


def installed(key: str, *words: str) -> str:
    """A command of the installed copy."""
    return fenced([f"python3 ~/{PLATFORMS[key].user}/{NAME}/scripts/run.py {' '.join(words)}"])


def chat(language: str) -> str:
    """The commands of the terminal chat."""
    words = i18n.load(language, "cli")["chat"]
    rows = [f"- `/{name}`: {meaning}" for name, meaning in words["commands"].items()]
    return "\n".join([*rows, "", words["keys"]])


PARTS: Mapping[str, Callable[..., str]] = {
    "troubleshooting": troubleshooting,
    "variables": variables,
    "commands": commands,
    "options": options,
    "assistants": assistants,
    "install": install,
    "installed": installed,
    "chat": chat,
}


def subcommands(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The commands of the parser, in the order of `--help`."""
    (found,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return found.choices


def usage(option: argparse.Action) -> str:
    """An option or argument as in a usage line."""
    if option.option_strings:
        shown = option.option_strings[0] + value(option, " {}")
        return f"[{shown}]…" if isinstance(option, argparse._AppendAction) else f"[{shown}]"
    shown = value(option, "{}") or option.dest.upper()
    return f"[{shown}]" if option.nargs == "?" else shown


def value(option: argparse.Action, form: str) -> str:
    """What follows an option, empty for a flag."""
    if option.nargs == 0:
        return ""
    choices = "|".join(map(str, option.choices)) if option.choices and option.metavar is None else ""
    choices = choices.replace("|", "\\|") if "`" in form else choices
    return form.format(choices or option.metavar or option.dest.upper())


def table(head: str, rows: list[str]) -> str:
    """A Markdown table."""
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *rows])


def fenced(lines: Iterator[str] | list[str], language: str = "sh") -> str:
    """Lines to be pasted."""
    return "\n".join([f"```{language}", *lines, "```"])


def pages() -> Iterator[Path]:
    """Every page that may have generated parts."""
    for place in PLACES:
        yield from sorted(FOLDER.glob(place))


if __name__ == "__main__":
    for path in pages():
        before = path.read_text("utf-8")
        if (after := written(before)) != before:
            path.write_text(after, "utf-8")
            print(path.relative_to(FOLDER))
