"""What the studio makes a video from: the typed form of its drafts.

The director and the edits work on a `Movie`; the renderer draws one; the wire carries it as a `Draft`
(`to_draft`/`from_draft`, without loss). All times are whole milliseconds from the start of the video.
Everything is frozen: an edit makes a new movie.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from skill.wire.constants import AUDIO, TEXT, VIDEO
from skill.wire.draft import Draft, Segment, Track

SIZES = {"9:16": (1080, 1920), "16:9": (1920, 1080), "1:1": (1080, 1080), "4:5": (1080, 1350)}
FPS = 30

Place = Literal["top", "middle", "bottom"]
Layout = Literal[
    "auto",
    "hook",
    "statement",
    "poster",
    "list",
    "number",
    "quote",
    "step",
    "picture",
    "clip",
    "logo",
    "title",
    "cta",
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class Look(_Part):
    """How the whole video looks. `theme` names a row of the renderer's themes, `mood` the feeling it was chosen for.

    `accent` and `background` ("#rrggbb") replace the theme's colours; `font_scale` multiplies every text size;
    `transition` None leaves the choice to the theme; `seed` makes another version of the same words.
    """

    theme: str = "aurora"
    mood: str = "uplifting"
    accent: str | None = None
    background: str | None = None
    font_scale: float = 1.0
    transition: str | None = None
    seed: int = 0


class Media(_Part):
    """An uploaded file in use. `asset` is its id in the store, `name` its file name.

    `role`: what it is in the picture: the whole background, a card in front of it, or a logo.
    `start_ms`/`end_ms` trim a clip (None: to its end); `speed` 1.0 is as recorded.
    """

    asset: str
    name: str
    kind: Literal["image", "video", "audio"]
    role: Literal["background", "card", "logo"] = "background"
    start_ms: int = 0
    end_ms: int | None = None
    speed: float = 1.0


class LogoSpot(_Part):
    """The corner a logo stands in, and its size: 1.0 is a ninth of the short side."""

    left: bool = True
    top: bool = True
    scale: float = 1.0


class Scene(_Part):
    """One scene of the main track; scenes follow each other without gaps, so only lengths are kept.

    `name` says in a few words what it shows, stays when the scene moves, and is unique. `text` is the big type
    (empty: picture only), `detail` a smaller second line, `items` the rows of a list scene, `emphasis` the words
    of `text` to stand out, `script` what is spoken or captioned over it (empty: `text`).
    """

    id: str
    name: str
    duration_ms: int = Field(ge=1)
    text: str = ""
    detail: str = ""
    items: tuple[str, ...] = ()
    emphasis: tuple[str, ...] = ()
    number: int | None = None
    script: str = ""
    layout: Layout = "auto"
    style: str | None = None
    media: Media | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """The words on screen, a line each."""
        return tuple(part for part in (self.text, self.detail, *self.items) if part)

    @property
    def line(self) -> str:
        """What is said over it."""
        return (self.script or self.text).strip()


class TextSpan(_Part):
    """Words over the picture for a while: a title, or one caption."""

    text: str
    start_ms: int = Field(ge=0)
    end_ms: int
    place: Place = "top"
    style: str = "title"


class Captions(_Part):
    """Captions of the whole video. `spans` are placed by the director from the scenes' scripts."""

    spans: tuple[TextSpan, ...] = ()
    place: Place = "bottom"
    style: str = "plain"


class Music(_Part):
    """`name` is how people call it ("Lo-fi"); `mood` the renderer's synthesis, or `media` the user's own file.

    `volume` 0–1, 0 is mute; the bed runs from `start_ms` to `end_ms` (None: the end of the video).
    """

    name: str
    mood: str
    volume: float = Field(default=0.5, ge=0, le=1)
    media: Media | None = None
    start_ms: int = 0
    end_ms: int | None = None


class Take(_Part):
    """A line as a speech model has said it: in which voice, how fast, and the `key` that its sound is kept under."""

    text: str
    voice: str
    speed: float
    key: str


class Voice(_Part):
    """Narration of the scenes' scripts, or `media`, a recording. `speed` 1.0 is the voice's own.

    `takes` may hold more or less than what is said now: one counts only for its own text, voice and speed.
    """

    name: str = "Narration"
    voice: str = "default"
    speed: float = 1.0
    volume: float = Field(default=1.0, ge=0, le=1)
    media: Media | None = None
    takes: tuple[Take, ...] = ()

    def keys(self) -> dict[str, str]:
        """The keys of the takes that are in this voice at this speed, by their text."""
        return {t.text: t.key for t in self.takes if (t.voice, t.speed) == (self.voice, self.speed)}


class Movie(_Part):
    """A whole video. Its length is the sum of its scenes, always."""

    title: str = ""
    language: str = "en"
    width: int = 1080
    height: int = 1920
    fps: int = FPS
    look: Look = Look()
    scenes: tuple[Scene, ...] = ()
    titles: tuple[TextSpan, ...] = ()
    captions: Captions | None = None
    music: Music | None = None
    voice: Voice | None = None
    logo: Media | None = None
    logo_spot: LogoSpot = LogoSpot()

    @property
    def duration_ms(self) -> int:
        """The length of the video."""
        return sum(scene.duration_ms for scene in self.scenes)

    def starts(self) -> tuple[int, ...]:
        """Where each scene starts, in ms."""
        found, at = [], 0
        for scene in self.scenes:
            found.append(at)
            at += scene.duration_ms
        return tuple(found)

    def lines(self) -> tuple[str, ...]:
        """What is narrated, each text once; nothing without a voice, or with a muted one or a recording."""
        voice = self.voice
        if voice is None or voice.media is not None or voice.volume == 0:
            return ()
        return tuple(dict.fromkeys(scene.line for scene in self.scenes if scene.line))

    def change(self, **fields: Any) -> Self:
        """The same movie with some fields replaced."""
        return self.model_copy(update=fields)

    def to_draft(self) -> Draft:
        """The wire form: tracks a client can show, and in each `m` what the studio needs to read it back."""
        end = self.duration_ms
        tracks = [
            _track(
                VIDEO,
                "scene",
                "Video",
                [
                    _segment(
                        scene.id,
                        start,
                        scene.duration_ms,
                        name=scene.name,
                        text="\n".join(scene.shown) or None,
                        scene=scene,
                    )
                    for scene, start in zip(self.scenes, self.starts(), strict=True)
                ],
            )
        ]
        shown = [
            _segment(f"{scene.id}_media", start, scene.duration_ms, name=scene.media.name)
            for scene, start in zip(self.scenes, self.starts(), strict=True)
            if scene.media and scene.name != scene.media.name
        ]
        if shown:
            tracks.append(_track(VIDEO, "other", "Pictures", shown))
        if self.logo:
            tracks.append(_track(VIDEO, "other", "Logo", [_segment("logo", 0, end, name=self.logo.name)]))
        if self.music:
            stop = end if self.music.end_ms is None else min(end, self.music.end_ms)
            bed = _segment(
                "music",
                self.music.start_ms,
                stop - self.music.start_ms,
                name=self.music.name,
                volume=self.music.volume,
                music=self.music,
            )
            tracks.append(_track(AUDIO, "music", "BGM", [bed]))
        if self.voice:
            spoken = _segment(
                "voice", 0, end, name=self.voice.name, volume=self.voice.volume, voice=self.voice
            )
            tracks.append(_track(AUDIO, "voice", "Voice", [spoken]))
        if self.titles:
            tracks.append(_track(TEXT, "title", "Title", _spans("title", self.titles)))
        if self.captions:
            track = _track(TEXT, "captions", "Captions", _spans("caption", self.captions.spans))
            track.m["captions"] = self.captions.model_dump(mode="json", exclude={"spans"})
            tracks.append(track)
        m = self.model_dump(
            mode="json", exclude={"scenes", "titles", "captions", "music", "voice"}, exclude_none=True
        )
        return Draft(t=tracks, d=end, m=m)

    @classmethod
    def from_draft(cls, draft: Draft) -> Self:
        """The movie a draft of this studio stands for.

        Raises:
            pydantic.ValidationError: the draft was not made by `to_draft`.
        """
        by_role = {track.m.get("role"): track for track in draft.t}

        def parts(role: str, key: str) -> list[Any]:
            return [segment.m[key] for segment in by_role[role].sg] if role in by_role else []

        fields: dict[str, Any] = dict(draft.m)
        fields["scenes"] = parts("scene", "scene")
        fields["titles"] = parts("title", "span")
        fields["music"] = next(iter(parts("music", "music")), None)
        fields["voice"] = next(iter(parts("voice", "voice")), None)
        if "captions" in by_role:
            settings = by_role["captions"].m["captions"]
            assert isinstance(settings, dict)
            fields["captions"] = {**settings, "spans": parts("captions", "span")}
        return cls.model_validate(fields)


def _track(tt: int, role: str, label: str, segments: list[Segment]) -> Track:
    return Track(tt=tt, sg=segments, m={"role": role, "label": label})


def _segment(id: str, start: int, duration: int, **m: Any) -> Segment:
    plain = {
        k: v.model_dump(mode="json") if isinstance(v, BaseModel) else v for k, v in m.items() if v is not None
    }
    return Segment(id=id, st=start, d=duration, m=plain)


def _spans(kind: str, spans: tuple[TextSpan, ...]) -> list[Segment]:
    return [
        _segment(
            f"{kind}_{n}",
            span.start_ms,
            span.end_ms - span.start_ms,
            name=span.text,
            text=span.text,
            span=span,
        )
        for n, span in enumerate(spans, 1)
    ]


def media_of(movie: Movie) -> tuple[Media, ...]:
    """Every file a movie uses: pictures and clips, own music, a recorded voice, a logo."""
    found = [scene.media for scene in movie.scenes]
    found += [
        movie.music.media if movie.music else None,
        movie.voice.media if movie.voice else None,
        movie.logo,
    ]
    return tuple(media for media in found if media)
