"""A language model as the writer: from an idea to the lines of a script, one for each scene."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from skill import i18n
from skill.studio.models.endpoint import Endpoint, ModelFailed

_LONGEST = 160
"""Characters of one line: more would not be read in the time of a scene."""
_MARKS = re.compile(r"^(?:[-*\u2022#>]+|\d{1,2}[.)\u3001])\s*|[*_`#]{1,3}")
"""What models put around lines although nobody asked: bullets, numbers, Markdown."""
_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST)]


class _Script(BaseModel):
    model_config = ConfigDict(extra="ignore")

    scenes: list[_Line] = Field(min_length=2, max_length=20)


class Writer:
    """Asks the endpoint's chat for a script."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    @property
    def name(self) -> str:
        """The model's own."""
        return self._endpoint.model

    def script(self, idea: str, language: str, seconds: float, scenes: int) -> str:
        """The script, one line a scene, each a sentence.

        Raises:
            ModelFailed: no answer, or none that is a script in the asked form.
        """
        words = i18n.load(language, "models")["writer"]
        asked = words["request"].format(idea=idea, seconds=round(seconds), scenes=scenes)
        answer = self._endpoint.post(
            "/chat/completions",
            {
                "model": self._endpoint.model,
                "messages": [
                    {"role": "system", "content": words["role"]},
                    {"role": "user", "content": asked},
                ],
                "stream": False,
            },
        )
        try:
            said = answer["choices"][0]["message"]["content"]
            script = _Script.model_validate(_object_in(said))
        except (LookupError, TypeError, ValueError, ValidationError) as error:
            raise ModelFailed("unusable") from error
        lines = [" ".join(_MARKS.sub("", line).split()) for line in script.scenes]
        if not all(re.search(r"\w", line) for line in lines):
            raise ModelFailed("unusable")
        return "\n".join(_ended(line, words["full_stop"]) for line in lines)


def _object_in(text: Any) -> Any:
    """The JSON object in an answer, which may have a fence or some thinking aloud around it.

    Raises:
        TypeError, ValueError: there is none.
    """
    if not isinstance(text, str):
        raise TypeError(type(text).__name__)
    text = text.rpartition("</think>")[2]
    start = text.index("{")
    found, _ = json.JSONDecoder().raw_decode(text[start:])
    return found


def _ended(line: str, full_stop: str) -> str:
    """A line that ends as a sentence: two lines must not be read as one."""
    return line if line[-1] in ".!?\u2026\u3002\uff01\uff1f" else line + full_stop
