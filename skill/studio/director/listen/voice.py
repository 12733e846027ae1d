"""Narration on, off, which voice, how fast, how loud."""

from __future__ import annotations

from typing import Any

from skill.studio.director import lexicon, references, values
from skill.studio.director.message import Clause
from skill.studio.director.steps import Context, Step, percent
from skill.studio.edits import voice
from skill.studio.movie import Movie

_MANNER = ("faster", "slower", "louder", "quieter", "female", "male", "bit", "much")
_FASTER, _SLOWER = 1.15, 0.87


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Add a voice-over", "a female voice", "slower narration", "no narration", "use my recording as the voice"."""
    named = (ref for ref in references.find(clause, movie) if ref.by_name)
    clause = clause.without(*((ref.start, ref.end) for ref in named))
    talked_of = context.focus == "voice" and _only_manner(clause)
    if not (clause.has("voice") or talked_of) or (clause.has("music") and clause.has("drowns")):
        return None
    recording = next((file for file in reversed(context.files) if file.kind == "audio"), None)
    if recording:
        spoken = voice.spoken(movie, media=recording, name=recording.name)
        return Step(
            spoken, (context.say("voice.recording", name=recording.name),), "voice", (recording.asset,)
        )
    fields: dict[str, Any] = {}
    now = movie.voice
    if clause.has("female"):
        fields["voice"] = "female"
    elif clause.has("male"):
        fields["voice"] = "male"
    if times := clause.find("times_faster"):
        fields["speed"] = lexicon.number(times.group("n")) or 1.0
    elif clause.has("faster", "slower"):
        fields["speed"] = (now.speed if now else 1.0) * (_FASTER if clause.has("faster") else _SLOWER)
    level = values.share(clause)
    if level and clause.has("speed") and not level.relative:
        fields["speed"] = level.value
    elif level and not level.relative:
        fields["volume"] = level.value
    elif clause.has("louder") and not clause.has("faster", "slower"):
        fields["volume"] = min(1.0, (now.volume if now else 0.8) + 0.2)
    elif clause.has("quieter") and not clause.has("faster", "slower"):
        fields["volume"] = (now.volume if now else 1.0) * 0.7
    if clause.has("remove", "no", "mute") and not clause.has("only_lead") and not fields:
        if now is None:
            return Step(movie, (context.say("voice.none"),), "voice")
        return Step(voice.off(movie), (context.say("voice.off"),), "voice")
    if now is None and set(fields) == {"speed"} and not clause.has("add"):
        return Step(movie, (context.say("voice.not_yet"),), "voice")
    if now is not None and not fields:
        return Step(movie, (context.say("voice.already"),), "voice")
    spoken = voice.spoken(movie, **({"name": context.say("voice.name")} | fields))
    assert spoken.voice is not None
    if now is None:
        return Step(spoken, (context.say("voice.on"),), "voice")
    said = []
    if "voice" in fields:
        said.append(context.say(f"voice.{fields['voice']}"))
    if "speed" in fields:
        said.append(context.say("voice.speed", before=percent(now.speed), after=percent(spoken.voice.speed)))
    if "volume" in fields:
        said.append(
            context.say("voice.volume", before=percent(now.volume), after=percent(spoken.voice.volume))
        )
    return Step(spoken, tuple(said), "voice")


def _only_manner(clause: Clause) -> bool:
    """True for "a bit slower" and "female": how the narrator speaks, when that was talked about."""
    if clause.has("music", "volume", "video", "scene", "title", "caption"):
        return False
    return clause.has(*_MANNER) and clause.without_words(*_MANNER, "polite", "filler", "it").empty
