"""One OpenAI-compatible endpoint that the user names: Ollama, LM Studio, LocalAI, vLLM or a hosted service."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

_LARGEST = 64 * 1024 * 1024
_CONNECT_SECONDS = 10.0
_REASONS = {402: "busy", 408: "slow", 425: "busy", 429: "busy", 504: "slow"}


class ModelFailed(Exception):
    """No usable answer. `reason` is a key of `model_failed` in prompts/*/models.yaml; `status` that of a refusal."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked. `url` ends before `/chat/completions` and the like; `key` is sent as a bearer token.

    A whole answer may take `seconds` of `clock`.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 120.0
    clock: Callable[[], float] = field(default=time.monotonic, repr=False, compare=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str], name: str) -> Self | None:
        """`NEMO_<name>_URL`, `_MODEL` and `_KEY`; None without a URL.

        Raises:
            ValueError: the URL is none, or the model's name is missing.
        """
        url = environ.get(f"NEMO_{name}_URL", "").strip().rstrip("/")
        if not url:
            return None
        model = environ.get(f"NEMO_{name}_MODEL", "").strip()
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"NEMO_{name}_URL: an address that begins with http:// or https:// is needed")
        if not model:
            raise ValueError(f"NEMO_{name}_MODEL: the name of the model is needed")
        return cls(url, model, environ.get(f"NEMO_{name}_KEY", "").strip())

    @property
    def host(self) -> str:
        """Who is asked, for people: a name or an address, no key and no path."""
        return urlsplit(self.url).hostname or ""

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object that answers one request.

        Raises:
            ModelFailed: as `ask`; `unusable` when it is no JSON object.
        """
        try:
            answer = json.loads(self.ask(path, body))
        except (ValueError, RecursionError) as error:
            raise ModelFailed("unusable") from error
        if not isinstance(answer, dict):
            raise ModelFailed("unusable")
        return answer

    def ask(self, path: str, body: Mapping[str, Any]) -> bytes:
        """The answer to one request, which is made once: a model that is asked twice may be paid twice.

        Raises:
            ModelFailed: `unreachable`, `slow`, `busy` (too many requests, or the account is used up), `broken` (a
                fault of theirs), `refused` (any other error status) or `unusable` (huge).
        """
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        timeout = httpx.Timeout(self.seconds, connect=min(_CONNECT_SECONDS, self.seconds))
        late = self.clock() + self.seconds
        try:
            with (
                httpx.Client(timeout=timeout) as client,
                client.stream("POST", f"{self.url}{path}", json=dict(body), headers=headers) as response,
            ):
                if not response.is_success:
                    status = response.status_code
                    usual = "broken" if status >= 500 else "refused"
                    raise ModelFailed(_REASONS.get(status, usual), status)
                return self._read(response, late)
        except httpx.TimeoutException as error:
            raise ModelFailed("slow") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise ModelFailed("unreachable") from error

    def _read(self, response: httpx.Response, late: float) -> bytes:
        found = bytearray()
        for chunk in response.iter_bytes():
            found += chunk
            if len(found) > _LARGEST:
                raise ModelFailed("unusable")
            if self.clock() > late:
                # Each piece came in time, but they will not end.
                raise ModelFailed("slow")
        return bytes(found)
