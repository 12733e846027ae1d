"""One OpenAI-compatible endpoint that the user names: Ollama, LM Studio, LocalAI, vLLM or a hosted service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import httpx

_LARGEST = 64 * 1024 * 1024
_CONNECT_SECONDS = 10.0


class ModelFailed(Exception):
    """No usable answer. `reason` is a key of `model_failed` in prompts/*/models.yaml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked. `url` ends before `/chat/completions` and the like; `key` is sent as a bearer token."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 120.0

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

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one request, which is made once: a model that is asked twice may be paid twice.

        Raises:
            ModelFailed: `unreachable`, `slow`, `refused` (an error status) or `unusable` (no JSON object, or huge).
        """
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        timeout = httpx.Timeout(self.seconds, connect=_CONNECT_SECONDS)
        try:
            with (
                httpx.Client(timeout=timeout) as client,
                client.stream("POST", f"{self.url}{path}", json=dict(body), headers=headers) as response,
            ):
                if not response.is_success:
                    raise ModelFailed("refused")
                return _read(response)
        except httpx.TimeoutException as error:
            raise ModelFailed("slow") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise ModelFailed("unreachable") from error


def _read(response: httpx.Response) -> dict[str, Any]:
    found = bytearray()
    for chunk in response.iter_bytes():
        found += chunk
        if len(found) > _LARGEST:
            raise ModelFailed("unusable")
    try:
        answer = json.loads(found)
    except (ValueError, RecursionError) as error:
        raise ModelFailed("unusable") from error
    if not isinstance(answer, dict):
        raise ModelFailed("unusable")
    return answer
