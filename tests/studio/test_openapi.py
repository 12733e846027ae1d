"""The OpenAPI document says what the studio does: every path, every body, what needs a token."""

from __future__ import annotations

from typing import Any

import pytest

from skill import i18n
from tests.studio.parts import Running


def document(shared: Running, language: str = "en") -> dict[str, Any]:
    return dict(shared.anybody().http.get("/openapi.json", headers={"Accept-Language": language}).json())


def operations(found: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, made) for path, methods in found["paths"].items() for method, made in methods.items()
    ]


def test_what_needs_a_token_in_the_document_needs_it_in_fact(shared: Running) -> None:
    http = shared.anybody().http
    for path, method, operation in operations(document(shared)):
        answer = http.request(method, path.replace("{", "").replace("}", ""))
        assert (answer.status_code == 401) is ("security" in operation), path


def test_every_body_of_the_document_is_a_schema_that_is_there(shared: Running) -> None:
    found = document(shared)
    bodies = {
        made["operationId"]: made["requestBody"]["content"]
        for _, _, made in operations(found)
        if "requestBody" in made
    }
    assert set(bodies) == {"session", "message", "upload", "render"}
    assert set(bodies["upload"]) == {"application/json", "multipart/form-data"}
    text = str(found)
    for name in found["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text
    assert text.count("#/components/schemas/") > len(found["components"]["schemas"])


@pytest.mark.parametrize("language", i18n.languages())
def test_every_path_has_its_sentence_in_every_language(shared: Running, language: str) -> None:
    said = i18n.load(language, "server")["openapi"]["paths"]
    found = {made["operationId"]: made["summary"] for _, _, made in operations(document(shared, language))}
    assert found == dict(said)
