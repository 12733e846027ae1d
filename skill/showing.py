"""`route` and `translate`: the two decisions of the skill, shown without sending anything."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from skill.router import route
from skill.translator import translate


def show_route(
    text: str | None, stdin: Callable[[], str], *, attachment: bool, jsonl: bool, explain: bool
) -> int:
    """One message, or with `jsonl` rows of `{"id", "text", "attachment"}`; one JSON object a line comes out."""

    def decide(text: str, attached: bool) -> dict[str, Any]:
        decision = route(text, attached, explain)
        shown: dict[str, Any] = {"intent": decision.intent.value, "score": round(decision.score, 3)}
        if explain:
            shown["why"] = list(decision.why)
            shown["steps"] = [{"intent": step.intent.value, "text": step.text} for step in decision.steps]
        return shown

    if not jsonl:
        _line(decide(stdin() if text is None else text, attachment))
        return 0
    return _rows(stdin(), lambda row: decide(str(row["text"]), bool(row.get("attachment", attachment))))


def show_translation(text: str | None, stdin: Callable[[], str], *, jsonl: bool, explain: bool) -> int:
    """One reply, or with `jsonl` rows of `{"id", "text"}`; one JSON object a line comes out."""

    def decide(text: str) -> dict[str, Any]:
        translation = translate(text)
        actions = [{"action": action.kind, "mode": action.mode} for action in translation.actions]
        shown: dict[str, Any] = {"text": translation.text, "actions": actions}
        if explain:
            shown["why"] = list(translation.why)
        return shown

    if not jsonl:
        _line(decide(stdin() if text is None else text))
        return 0
    return _rows(stdin(), lambda row: decide(str(row["text"])))


def _rows(lines: str, decide: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Answers rows in order, each with its id; a row that is no such object ends the command with its number."""
    for number, line in enumerate(lines.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            answer = {"id": row["id"], **decide(row)}
        except (ValueError, KeyError, TypeError) as error:
            print(f"{number}: {error!r}", file=sys.stderr)
            return 2
        _line(answer)
    return 0


def _line(shown: dict[str, Any]) -> None:
    print(json.dumps(shown, ensure_ascii=False))
