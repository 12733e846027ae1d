"""The upload route: files and links into a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from skill.studio import fetch, intake, media
from skill.studio.calls import FORMATS, Call, Links, Refused, ok, parsed, read_body
from skill.studio.options import Options
from skill.studio.projects import Asset, Found, Project
from skill.studio.store import Store
from skill.wire.codes import Code

_MEGABYTE = 1024 * 1024
_LINKS_BYTES = 256 * 1024


class Uploads:
    """Takes files in. `allowed` says which addresses links may lead to."""

    def __init__(
        self, store: Store, options: Options, allowed: Callable[[fetch.Address], bool] = fetch.public
    ) -> None:
        self._store = store
        self._options = options
        self._allowed = allowed
        self._folder = store.folder / "assets"

    async def upload(self, call: Call, project: Project) -> Response:
        """All files of one request, or none: a file that cannot be used refuses the request."""
        request, limit = call.request, self._options.max_upload_bytes
        kind = request.headers.get("content-type", "")
        try:
            if kind.startswith("multipart/"):
                form = intake.Form(kind, self._folder, limit)
                files = await intake.receive(request.stream(), form, limit)
            else:
                links = parsed(Links, await read_body(request, _LINKS_BYTES)).urls
                files = await run_in_threadpool(self._fetch, links)
        except intake.TooLarge as error:
            raise Refused("file_too_large", 200, Code.FILE_TOO_LARGE, megabytes=limit // _MEGABYTE) from error
        except intake.Malformed as error:
            raise Refused("no_files", 422) from error
        assets = await run_in_threadpool(self._keep, project, files)
        return ok({"files": [described(asset, call.base) for asset in assets], "session_state_applied": True})

    def _fetch(self, links: tuple[str, ...]) -> list[intake.Received]:
        if not links:
            raise intake.Malformed
        files: list[intake.Received] = []
        whole = False
        try:
            for link in links:
                files.append(fetch.fetch(link, self._folder, self._options.max_upload_bytes, self._allowed))
            whole = True
        except fetch.NotFetched as error:
            if error.reason == "type":
                raise Refused("link_type", 200, Code.FILE_TYPE, formats=FORMATS) from error
            raise Refused("link" if error.reason == "link" else "link_unreachable", 422) from error
        finally:
            if not whole:
                _remove(files)
        return files

    def _keep(self, project: Project, files: list[intake.Received]) -> list[Asset]:
        try:
            looked: list[Found] = []
            for file in files:
                try:
                    looked.append(media.look_into(file.path))
                except media.Unusable as error:
                    raise Refused(
                        "file_broken", 200, Code.FILE_TYPE, name=file.filename, formats=FORMATS
                    ) from error
            return [
                self._store.projects.add_asset(project.session_id, file.filename, file.path, file.hash, found)
                for file, found in zip(files, looked, strict=True)
            ]
        finally:
            _remove(files)

    def file(self, asset: str, key: str) -> tuple[Path, str]:
        """An uploaded file behind its unguessable address, and its name."""
        found = self._store.projects.asset_file(asset, key)
        if found is None or not found[0].is_file():
            raise Refused("not_found", 404)
        return found


def described(asset: Asset, base: str) -> dict[str, Any]:
    """One upload as the protocol shows it; `base` is the server's address."""
    found = asset.found
    return {
        "filename": asset.filename,
        "file_type": found.kind,
        "cdn_url": f"{base}/files/assets/{asset.asset}/{asset.key}/{quote(asset.filename)}",
        "duration": found.duration,
        "width": found.width,
        "height": found.height,
        "fps": found.fps,
        "hash": asset.hash,
        "asset": asset.asset,
    }


def _remove(files: list[intake.Received]) -> None:
    """Remove what was not taken over; what was has moved."""
    for file in files:
        file.path.unlink(missing_ok=True)
