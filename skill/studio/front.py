"""The web page at `/`: a chat, a player, the storyboard and the timeline, as one more client of the protocol.

Everything comes from here: no build step, nothing from another address. The words are those of prompts/*/page.yaml,
all languages at once, so that switching asks nobody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from skill import i18n
from skill.studio.calls import Refused, language_of

FOLDER = Path(__file__).with_name("page")
FONT = Path(__file__).with_name("render") / "fonts" / "sans-bold.ttf"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""What the page may do: run and show what this studio serves, and nothing that was written into it."""


def routes() -> list[Route]:
    """The page and its parts; they are no part of the protocol, so the OpenAPI document leaves them out."""
    return [
        Route("/", _page, name="page", include_in_schema=False),
        Route("/page/chinese.ttf", _font, name="page_font", include_in_schema=False),
        Route("/page/{name}", _part, name="page_part", include_in_schema=False),
    ]


def _page(request: Request) -> Response:
    language = language_of(request)
    said = {name: i18n.load(name, "page") for name in i18n.languages()}
    words = json.dumps(said, ensure_ascii=False, default=_plain).replace("<", "\\u003c")
    filled = Template((FOLDER / "index.html").read_text("utf-8")).substitute(
        lang=language, title=said[language]["title"], noscript=said[language]["noscript"], words=words
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return HTMLResponse(filled, headers=headers)


def _part(request: Request) -> Response:
    path = FOLDER / request.path_params["name"]
    kind = KINDS.get(path.suffix)
    if kind is None or path.parent != FOLDER or not path.is_file():
        raise Refused("not_found", 404)
    return FileResponse(path, media_type=kind, headers={"Cache-Control": "no-cache"})


def _font(_: Request) -> Response:
    """For systems without Chinese typefaces: the browser asks for it only then."""
    return FileResponse(FONT, media_type="font/ttf", headers={"Cache-Control": "max-age=86400"})


def _plain(value: object) -> object:
    """The frozen mappings of the words as JSON takes them."""
    assert isinstance(value, Mapping)
    return dict(value)
