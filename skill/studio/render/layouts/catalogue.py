"""The layouts of scenes, one design a file. A new layout is a file and a row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from skill.studio.render.layouts.cta import cta
from skill.studio.render.layouts.hook import hook
from skill.studio.render.layouts.listing import listing
from skill.studio.render.layouts.logo import logo
from skill.studio.render.layouts.number import number
from skill.studio.render.layouts.picture import clip, picture
from skill.studio.render.layouts.poster import poster
from skill.studio.render.layouts.quote import quote
from skill.studio.render.layouts.statement import statement
from skill.studio.render.layouts.step import step
from skill.studio.render.layouts.title import title
from skill.studio.render.sheet import Sheet
from skill.studio.render.stage import Actor

Design = Callable[[Sheet], list[Actor]]

LAYOUTS: Mapping[str, Design] = MappingProxyType(
    {
        "hook": hook,
        "statement": statement,
        "poster": poster,
        "list": listing,
        "number": number,
        "quote": quote,
        "step": step,
        "picture": picture,
        "clip": clip,
        "logo": logo,
        "title": title,
        "cta": cta,
    }
)
