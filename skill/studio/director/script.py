"""A script as scenes: hook first, one thought a scene, lists as lists, steps numbered, a call to action last."""

from __future__ import annotations

import re

from skill.studio.director import lexicon, names
from skill.studio.edits import phrases
from skill.studio.movie import Scene

LONGEST_TEXT = 100
"""Words wider than this (Latin characters) are shared between the big type and the second line."""
LONGEST_THOUGHT = 190
MOST_ITEMS = 5
MOST_SCENES = 300
_BULLET = re.compile(
    r"^\s*(?:[-*•·●◦▪✓✔]|\d{1,2}[.)、．])\s+(?P<item>.+)$|^\s*(?:\d{1,2}[、．]|[①-⑳])\s*(?P<han>.+)$"
)
_NUMBER = re.compile(r"[$€£¥￥]?\d[\d,.:]*\d?\s?(?:%|％|万|亿|元|岁|折|倍|[kKmM]\b)?")
_QUOTED = re.compile(r"^[“\"「『].{6,}[”\"」』]\s*(?:[-—–].*)?$")


def scenes(text: str) -> list[Scene]:
    """The scenes of a script, without lengths; every word of it is in one of them."""
    found: list[Scene] = []
    items: list[str] = []
    for line in text.splitlines():
        match = _BULLET.match(line)
        if match:
            items.append((match.group("item") or match.group("han")).strip())
            continue
        found += _listed(items, found)
        items = []
        found += [scene for sentence in phrases.sentences(line) for scene in _thoughts(sentence)]
    found += _listed(items, found)
    return finished(_joined(found)[:MOST_SCENES])


def _listed(items: list[str], before: list[Scene]) -> list[Scene]:
    if len(items) < 2 or any(phrases.width(item) > 60 for item in items):
        return [scene for item in items for scene in _thoughts(item)]
    head = ""
    if before and phrases.width(before[-1].text) <= 60 and before[-1].text.rstrip().endswith((":", "：")):
        head = before.pop().text.rstrip(" :：")
    made = []
    for at in range(0, len(items), MOST_ITEMS):
        rows = items[at : at + MOST_ITEMS]
        made.append(_scene(head or rows[0], text=head, items=tuple(rows), layout="list"))
    return made


def _thoughts(sentence: str) -> list[Scene]:
    for pattern in lexicon.patterns("step"):
        match = pattern.match(sentence)
        if match and (n := match.groupdict().get("n")) and (value := lexicon.number(n)):
            return [
                _scene(
                    match.group("rest"),
                    text=match.group("rest"),
                    number=int(value),
                    script=sentence,
                    layout="step",
                )
            ]
    parts = phrases.clauses(sentence, LONGEST_THOUGHT)
    if any(phrases.width(part) > LONGEST_THOUGHT for part in parts):
        parts = [
            piece
            for part in parts
            for piece in phrases.pieces(part, LONGEST_THOUGHT, LONGEST_THOUGHT * 2 // 5)
        ]
    return [_thought(part) for part in parts]


def _thought(part: str) -> Scene:
    if _QUOTED.match(part):
        return _scene(part, text=part, layout="quote", script=part)
    halves = phrases.clauses(part, LONGEST_TEXT)
    if len(halves) > 1:
        glue = "" if phrases.is_cjk(part) else " "
        return _scene(halves[0], text=halves[0], detail=glue.join(halves[1:]), script=part)
    return _scene(part, text=part, script=part)


def _scene(called: str, **fields: object) -> Scene:
    return Scene.model_validate({"id": "s0", "name": names.short(called) or "…", "duration_ms": 1, **fields})


def _joined(found: list[Scene]) -> list[Scene]:
    """A one-word sentence goes with the one before it."""
    made: list[Scene] = []
    for scene in found:
        last = made[-1] if made else None
        small = phrases.width(scene.text) < 14 and not scene.items and scene.layout == "auto"
        if last and small and last.layout == "auto" and not last.detail and len(found) > 4:
            made[-1] = last.model_copy(
                update={"detail": scene.text, "script": f"{last.script} {scene.text}".strip()}
            )
        else:
            made.append(scene)
    return made


def emphasis(text: str) -> tuple[str, ...]:
    """The words to stand out: numbers and prices."""
    return tuple(dict.fromkeys(match.strip() for match in _NUMBER.findall(text)))[:3]


def finished(found: list[Scene]) -> list[Scene]:
    """Scenes with ids, unique names, emphasis, and the first and last as hook and call to action."""
    called = names.all_unique(scene.name for scene in found)
    made = []
    for n, (scene, name) in enumerate(zip(found, called, strict=True), 1):
        layout = scene.layout
        if layout == "auto" and n == 1 and phrases.width(scene.text) <= 70:
            layout = "hook"
        elif layout == "auto" and n == len(found) and n > 2 and lexicon.word("cta_hint").search(scene.text):
            layout = "cta"
        made.append(
            scene.model_copy(
                update={"id": f"s{n}", "name": name, "layout": layout, "emphasis": emphasis(scene.text)}
            )
        )
    return made


def fitted(found: list[Scene], total_ms: int, need: int) -> tuple[list[Scene], bool]:
    """The scenes readable in `total_ms` at `need` % of comfortable time, and whether some were left out."""
    from skill.studio.director import timing

    kept: list[Scene] = []
    used = 0
    for scene in found:
        used += timing.need(scene) * need // 100
        if kept and used > total_ms:
            return kept, True
        kept.append(scene)
    return kept, False
