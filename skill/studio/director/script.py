"""A script as scenes: hook first, one thought a scene, lists as lists, steps numbered, a call to action last."""

from __future__ import annotations

import re

from skill import i18n
from skill.studio.director import enumerated, lexicon, names, thoughts, timing
from skill.studio.edits import phrases
from skill.studio.movie import Scene

NORMAL = 48
"""How wide one thought is, in Latin characters: two or three seconds of reading."""
FINER = (36, 30)
LONGEST_TEXT = 100
"""Words wider than this (Latin characters) are shared between the big type and the second line."""
LONGEST_THOUGHT = 190
MOST_ITEMS = 5
MOST_STEPS = 12
"""Numbered items that get a scene each; more of them share scenes."""
MOST_SCENES = 300
_BULLET = re.compile(
    r"^\s*(?:[-*•·●◦▪✓✔✅☑👉🔸🔹▶➤]\ufe0f?|\d{1,2}[.)、．])\s+(?P<item>.+)$|^\s*(?:\d{1,2}[、．]|[①-⑳])\s*(?P<han>.+)$"
)
_NUMBERED = re.compile(r"^\s*(?P<n>\d{1,2})[.)、．:：]\s*(?P<rest>(?!\d).*\w.*)$")
_QUOTED = re.compile(r"^[“\"「『«](?P<said>.{6,})[”\"」』»]\s*(?P<who>(?:[-—–].*)?)$")


def scenes(text: str, longest: int = NORMAL, verbatim: bool = False) -> list[Scene]:
    """The scenes of a script, without lengths; every word of it is in one of them.

    Args:
        text: the script.
        longest: how wide one thought may be, in Latin characters.
        verbatim: the words stand on screen exactly as written, and nothing is added.
    """
    found: list[Scene] = []
    items: list[str] = []
    name: thoughts.Subject | None = None
    lines = enumerated.lines(text).splitlines()
    numbered = [line for line in lines if _NUMBERED.match(line)]
    ordinals = [match for words in phrases.sentences(text) if (match := _ordinal(words))]
    apart = longest <= NORMAL and 2 <= len(numbered) <= MOST_STEPS and not verbatim
    for line in lines:
        if apart and (match := _NUMBERED.match(line)):
            found += _step(int(match.group("n")), match.group("rest").strip(), line)
            continue
        match = _BULLET.match(line)
        if match:
            items.append((match.group("item") or match.group("han")).strip())
            continue
        found += _listed(items, found, longest, verbatim)
        items = []
        if (match := _QUOTED.match(line.strip())) and match.group("who"):
            found += _cited(match.group("said"), match.group("who").strip())
            continue
        for sentence in phrases.sentences(line):
            if len(ordinals) > 1 and not verbatim and (match := _ordinal(sentence)):
                number = int(lexicon.merged("ordinals")[match.group("n").lower()])
                found += _step(number, thoughts.shown(match.group("rest")), sentence)
            elif not found and not verbatim and (name := thoughts.subject(sentence)):
                found += _introduced(name, longest)
            else:
                found += _thoughts(sentence, longest, verbatim)
    found += _listed(items, found, longest, verbatim)
    found = _joined(found)[:MOST_SCENES]
    return finished([*found, *_closing(name, found)])


def _ordinal(sentence: str) -> re.Match[str] | None:
    """A sentence that says which of several it is: "First, …", "Second, …"."""
    return next(
        (match for pattern in lexicon.patterns("ordinal_step") if (match := pattern.match(sentence))), None
    )


def paced(text: str, total_ms: int | None, verbatim: bool = False) -> list[Scene]:
    """The scenes of a script, cut finer when the length asked for would make them slow, coarser when too quick."""
    if verbatim:
        # Quoted words keep their sentences: "The best time" is no thought without "to plant a tree".
        return scenes(text, LONGEST_TEXT, verbatim)
    found = scenes(text, NORMAL)
    if total_ms and sum(timing.need(scene) for scene in found) * timing.TIGHT // 100 > total_ms:
        return scenes(text, LONGEST_TEXT)
    for longest in FINER:
        if (total_ms or timing.usual(found)) <= len(found) * timing.SLOWEST_MS:
            break
        found = max(found, scenes(text, longest), key=len)
    return found


def _introduced(name: thoughts.Subject, longest: int) -> list[Scene]:
    first, *more = thoughts.parts(name.rest, max(longest, NORMAL))
    return [
        _scene(name.name, text=name.name, script=name.name),
        _scene(thoughts.shown(first), text=thoughts.shown(first), script=name.spoken if not more else ""),
        *(_thought(part, verbatim=False) for part in more),
    ]


def _closing(name: thoughts.Subject | None, found: list[Scene]) -> list[Scene]:
    """The name once more at the end, with what it is, unless the text ends with a call of its own."""
    if name is None or len(found) < 3 or found[-1].layout != "auto" or _calls(found[-1].text):
        return []
    return [_scene(name.name, text=name.name, detail=found[1].text, script=name.name, layout="cta")]


def _calls(text: str) -> bool:
    return thoughts.addressed(text) or lexicon.word("cta_hint").search(i18n.unaccented(text)) is not None


def _listed(items: list[str], before: list[Scene], longest: int, verbatim: bool) -> list[Scene]:
    if len(items) < 2 or longest < NORMAL or any(phrases.width(item) > 60 for item in items):
        apart = [scene for item in items for scene in _thoughts(item, longest, verbatim)]
        # an item stays alone, however short it is
        return [s.model_copy(update={"layout": "statement"}) if s.layout == "auto" else s for s in apart]
    head = ""
    if before and phrases.width(before[-1].text) <= 60 and before[-1].script.rstrip().endswith((":", "：")):
        head = before.pop().text.rstrip(" :：")
    made = []
    for at in range(0, len(items), MOST_ITEMS):
        rows = items[at : at + MOST_ITEMS]
        made.append(_scene(head or rows[0], text=head, items=tuple(rows), layout="list"))
    return made


def _thoughts(sentence: str, longest: int, verbatim: bool) -> list[Scene]:
    for pattern in lexicon.patterns("step"):
        match = pattern.match(sentence)
        if match and (n := match.groupdict().get("n")) and (value := lexicon.number(n)):
            return _step(int(value), match.group("rest"), sentence)
    for pattern in lexicon.patterns("position"):
        if (match := pattern.match(sentence)) and (words := sentence[match.end() :].strip()):
            return [_thought(words, verbatim)]
    if _QUOTED.match(sentence):
        return [_scene(sentence, text=sentence, layout="quote", script=sentence)]
    found: list[Scene] = []
    for part in thoughts.parts(sentence, longest):
        pieces = [part]
        if phrases.width(part) > LONGEST_THOUGHT:
            pieces = phrases.pieces(part, LONGEST_THOUGHT, LONGEST_THOUGHT * 2 // 5)
        found += [_thought(piece, verbatim) for piece in pieces]
    return found


def _cited(said: str, who: str) -> list[Scene]:
    """A quotation, a sentence a scene, and under the last one who said it."""
    made = [_scene(part, text=part, layout="quote", script=part) for part in phrases.sentences(said)]
    return [*made[:-1], made[-1].model_copy(update={"detail": who})] if made else []


def _step(number: int, words: str, script: str) -> list[Scene]:
    """One numbered thing: what it is large, what is said about it below."""
    head, *more = phrases.sentences(words) or [words]
    first, *rest = phrases.clauses(head, LONGEST_TEXT)
    text = first.rstrip(" ,;，；。.") if not first.endswith("...") else first
    text = text[:1].upper() + text[1:]
    glue = "" if phrases.is_cjk(words) else " "
    detail = glue.join([*rest, *more])
    return [_scene(text, text=text, detail=detail, number=number, script=script, layout="step")]


def _thought(part: str, verbatim: bool) -> Scene:
    halves = phrases.clauses(part, LONGEST_TEXT)
    if len(halves) > 1:
        glue = "" if phrases.is_cjk(part) else " "
        return _scene(halves[0], text=halves[0], detail=glue.join(halves[1:]), script=part)
    text = part if verbatim else thoughts.shown(part)
    return _scene(text, text=text, script=part)


def _scene(called: str, **fields: object) -> Scene:
    return Scene.model_validate({"id": "s0", "name": names.short(called) or "…", "duration_ms": 1, **fields})


def _joined(found: list[Scene]) -> list[Scene]:
    """A one-word sentence goes with the one before it."""
    made: list[Scene] = []
    for scene in found:
        last = made[-1] if made else None
        small = phrases.width(scene.text) < 14 and not scene.items and scene.layout == "auto"
        small = small and not _calls(scene.text)
        if last and small and last.layout == "auto" and not last.detail and len(found) > 4:
            made[-1] = last.model_copy(
                update={"detail": scene.text, "script": f"{last.script} {scene.text}".strip()}
            )
        else:
            made.append(scene)
    return made


def finished(found: list[Scene]) -> list[Scene]:
    """Scenes with ids, unique names, emphasis, and the first and last as hook and call to action."""
    called = names.all_unique(scene.name for scene in found)
    made = []
    for n, (scene, name) in enumerate(zip(found, called, strict=True), 1):
        layout = scene.layout
        if layout == "auto" and n == 1 and 0 < phrases.width(scene.text) <= 70:
            layout = "hook"
        elif layout == "auto" and n == len(found) and n > 2 and _calls(scene.text):
            layout = "cta"
        made.append(
            scene.model_copy(
                update={
                    "id": f"s{n}",
                    "name": name,
                    "layout": layout,
                    "emphasis": thoughts.emphasis(scene.text),
                }
            )
        )
    return made


def fitted(found: list[Scene], total_ms: int, need: int) -> tuple[list[Scene], bool]:
    """The scenes readable in `total_ms` at `need` % of comfortable time, and whether some were left out."""
    kept: list[Scene] = []
    used = 0
    for scene in found:
        used += timing.need(scene) * need // 100
        if kept and used > total_ms:
            return kept, True
        kept.append(scene)
    return kept, False
