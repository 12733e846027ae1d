"""What a route works on and answers with: the call as read, the refusal, the JSON shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, JsonValue, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from skill import i18n
from skill.wire.codes import Code
from skill.wire.constants import AUDIO_TYPES, IMAGE_TYPES, VIDEO_TYPES

PLAIN_TALK = "x-plain-talk"
"""A header with "1": the answer to this message shall have words, and none of the cloud's screen talk."""
FORMATS = " ".join((*VIDEO_TYPES, *IMAGE_TYPES, *AUDIO_TYPES))
_MEGABYTE = 1024 * 1024


Model = TypeVar("Model", bound=BaseModel)


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Empty(_Body):
    """No body is needed."""


class OpenSession(_Body):
    """A new session; a language without words here becomes the default."""

    task_name: str = Field(default="project", max_length=200)
    language: str = Field(default=i18n.DEFAULT, max_length=20)


class Part(_Body):
    """One part of a message; only text is read."""

    text: str = ""


class NewMessage(_Body):
    """What the user says."""

    parts: tuple[Part, ...] = ()


class RunTurn(_Body):
    """One message; ADK takes both spellings of every field."""

    session_id: str = Field(validation_alias=AliasChoices("session_id", "sessionId"))
    new_message: NewMessage = Field(validation_alias=AliasChoices("new_message", "newMessage"))

    @property
    def text(self) -> str:
        """All parts, one below the other."""
        return "\n".join(part.text for part in self.new_message.parts)


class Links(_Body):
    """Files to fetch."""

    urls: tuple[str, ...] = Field(default=(), max_length=20)


class Output(_Body):
    """`quality`: `high` as the draft says, `medium` 720, `low` 540 pixels on the short side, `preview` that and
    half the frames."""

    format: str = "mp4"
    quality: str = "high"


class SubmitRender(_Body):
    """A render job; `id` is the caller's choice."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,120}$")
    session_id: str = Field(validation_alias=AliasChoices("sessionId", "session_id"))
    draft: JsonValue = None
    output: Output = Output()


class Refused(Exception):
    """A request that is not served: `code` for the body, `status` for HTTP, `reason` a key of the words."""

    def __init__(self, reason: str, status: int, code: int | None = None, **values: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.code = status if code is None else code
        self.values = values
        self.headers: dict[str, str] = {}

    def answer(self, language: str) -> JSONResponse:
        """The body: `code`, the sentence as `message`, and as `detail` where ADK's server puts it."""
        said = i18n.say("server", f"refusals.{self.reason}", language, **self.values)
        body = {"code": int(self.code), "message": said, "detail": said}
        return JSONResponse(body, self.status, headers=self.headers)


@dataclass(frozen=True, slots=True)
class Call:
    """One authorised request and whose it is."""

    request: Request
    user_id: str

    @property
    def base(self) -> str:
        """How the caller reached this server, without a slash at the end."""
        return str(self.request.base_url).rstrip("/")


def ok(data: Any) -> JSONResponse:
    """The backend's envelope of a success."""
    return JSONResponse({"code": int(Code.OK), "message": "success", "data": data})


def language_of(request: Request, default: str = i18n.DEFAULT) -> str:
    """The language of the answer's sentences: what the caller asks for, else `default`."""
    asked = request.headers.get("accept-language", "").lower()
    return i18n.of_locale(asked, default)


def bearer(request: Request) -> str:
    """The token a caller shows; "" when there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body.

    Raises:
        Refused: it is larger than `limit` bytes.
    """
    parts, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise Refused("body_too_large", 413, megabytes=limit // _MEGABYTE)
        parts.append(chunk)
    return b"".join(parts)


def parsed(model: type[Model], body: bytes) -> Model:
    """A JSON body as its model; an absent one counts as `{}`.

    Raises:
        Refused: it is not JSON, or a field is missing or wrong.
    """
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        raise Refused("body", 422, detail=faults(error)) from error


def faults(error: ValidationError) -> str:
    """The first few fields that are wrong, and how, without their values."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    named = [f"{'.'.join(map(str, fault['loc'])) or 'JSON'}: {fault['msg']}" for fault in found[:3]]
    return "; ".join(named)
