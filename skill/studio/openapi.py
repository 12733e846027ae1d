"""The OpenAPI document of the studio, made from its routes and models; its sentences are in the server's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from starlette.routing import Route

from skill import i18n
from skill.studio.calls import PLAIN_TALK, Links, OpenSession, RunTurn, SubmitRender

OPEN = ("health", "openapi", "token", "video", "asset")
"""Routes that need no token; the last two have unguessable addresses."""
_BODIES: dict[str, type[BaseModel]] = {
    "session": OpenSession,
    "message": RunTurn,
    "upload": Links,
    "render": SubmitRender,
}
_ANSWERS = {
    "message": "text/event-stream",
    "render_download": "video/mp4",
    "storyboard": "image/png",
    "video": "video/mp4",
    "asset": "*/*",
}
_REFS = "#/components/schemas/{model}"


def document(routes: Sequence[Route], language: str) -> dict[str, Any]:
    """The whole document, in `language`."""
    said = i18n.load(language, "server")["openapi"]
    schemas: dict[str, Any] = {"Refusal": _REFUSAL}
    paths: dict[str, Any] = {}
    for route in (route for route in routes if route.include_in_schema):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            paths.setdefault(route.path, {})[method.lower()] = _operation(route, said, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": said["title"], "description": said["about"], "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": said["token"]}},
        },
    }


_REFUSAL = {
    "type": "object",
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}, "detail": {"type": "string"}},
    "required": ["code", "message"],
}


def _operation(route: Route, said: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    kind = _ANSWERS.get(route.name, "application/json")
    refusal = {"application/json": {"schema": {"$ref": _REFS.format(model="Refusal")}}}
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": said["paths"][route.name],
        "responses": {
            "200": {"description": said["done"], "content": {kind: {}}},
            "4XX": {"description": said["refused"], "content": refusal},
        },
    }
    names = list(route.param_convertors)
    operation["parameters"] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
    ]
    if route.name == "token":
        header = {"name": "X-Client-Id", "in": "header", "required": True, "schema": {"type": "string"}}
        operation["parameters"].append(header)
    if route.name == "message":
        header = {
            "name": PLAIN_TALK,
            "in": "header",
            "description": said["plain_talk"],
            "schema": {"const": "1"},
        }
        operation["parameters"].append(header)
    if route.name not in OPEN:
        operation["security"] = [{"token": []}]
    if model := _BODIES.get(route.name):
        operation["requestBody"] = {"required": True, "content": _content(route.name, model, schemas)}
    return operation


def _content(name: str, model: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    made = model.model_json_schema(ref_template=_REFS, by_alias=True)
    schemas.update(made.pop("$defs", {}))
    schemas[model.__name__] = made
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": _REFS.format(model=model.__name__)}}}
    if name == "upload":
        files = {"type": "array", "items": {"type": "string", "format": "binary"}}
        form = {"type": "object", "properties": {"files": files}, "required": ["files"]}
        content["multipart/form-data"] = {"schema": form}
    return content
