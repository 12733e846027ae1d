"""The storyboard of a session: one frame of each scene on a sheet, without rendering the video."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.responses import Response

from skill import i18n
from skill.studio.calls import Call, Refused, language_of
from skill.studio.movie import Movie, media_of
from skill.studio.projects import Project
from skill.studio.store import Store

Draw = Callable[[Movie, Mapping[str, Path], Path], None]


def draw(movie: Movie, assets: Mapping[str, Path], out_png: Path) -> None:
    """The real renderer, imported when the first sheet is asked for."""
    from skill.studio.render.storyboard import storyboard

    storyboard(movie, assets, out_png)


class Stills:
    """Sheets are drawn when asked for and not kept: the next message may change them."""

    def __init__(self, store: Store, drawer: Draw = draw) -> None:
        self._store = store
        self._draw = drawer

    def sheet(self, call: Call, project: Project) -> Response:
        """The sheet as PNG.

        Raises:
            Refused: there is no scene yet, or a file of the video is missing or broken.
        """
        from skill.studio.render.faults import RenderError

        movie = self._store.projects.movie(project.session_id)
        if movie is None or not movie.scenes:
            raise Refused("empty_draft", 422)
        assets = {asset.asset: asset.path for asset in self._store.projects.assets(project.session_id)}
        missing = [m.name for m in media_of(movie) if m.asset not in assets or not assets[m.asset].is_file()]
        language = language_of(call.request, project.language)
        if missing:
            raise Refused(
                "draft", 422, detail=i18n.say("server", "reasons.asset_missing", language, name=missing[0])
            )
        with tempfile.TemporaryDirectory() as folder:
            sheet = Path(folder) / "storyboard.png"
            try:
                self._draw(movie, assets, sheet)
            except RenderError as error:
                reason = i18n.say("server", f"reasons.{error.kind}", language, name=error.name)
                raise Refused("draft", 422, detail=reason) from error
            return Response(sheet.read_bytes(), media_type="image/png")
