"""A movie of every kind of scene, with the renderer's own layouts and music."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from test_clips import record

from skill.studio.movie import Captions, Look, Media, Movie, Music, Scene, TextSpan
from skill.studio.render.faults import Cancelled, RenderError
from skill.studio.render.run import render


@pytest.fixture
def assets(tmp_path: Path) -> dict[str, Path]:
    dice = np.random.default_rng(1)
    Image.fromarray(dice.integers(0, 255, (64, 48, 3), dtype=np.uint8)).resize((480, 640)).save(
        tmp_path / "1.jpg"
    )
    return {"photo": tmp_path / "1.jpg", "clip": record(tmp_path / "2.mp4", size=(320, 180))}


@pytest.fixture
def whole() -> Movie:
    photo = Media(asset="photo", name="me.jpg", kind="image")
    clip = Media(asset="clip", name="walk.mp4", kind="video")
    scenes = (
        Scene(
            id="a", name="Hook", duration_ms=1200, text="Mornings were made for this", detail="Small-batch"
        ),
        Scene(id="b", name="List", duration_ms=1100, text="Three roasts", items=("Light", "Medium", "Dark")),
        Scene(id="c", name="Photo", duration_ms=1000, text="The roastery", media=photo),
        Scene(id="d", name="Clip", duration_ms=1000, text="", media=clip),
        Scene(id="e", name="End", duration_ms=1033, text="早安，从一杯好咖啡开始"),
    )
    spans = (TextSpan(text="Good morning", start_ms=100, end_ms=1500, place="bottom"),)
    return Movie(
        width=180,
        height=320,
        look=Look(theme="aurora"),
        scenes=scenes,
        titles=(TextSpan(text="Morning Brew", start_ms=0, end_ms=900),),
        captions=Captions(spans=spans),
        music=Music(name="Piano", mood="piano"),
    )


def test_it_becomes_a_file_with_pictures_and_sound_of_its_length(tmp_path, whole, assets):
    render(
        whole,
        assets,
        tmp_path / "o.mp4",
        cache=tmp_path / "c",
        progress=lambda _: None,
        cancelled=lambda: False,
    )
    with av.open(str(tmp_path / "o.mp4")) as container:
        pictures = [frame.to_ndarray()[:320].astype(int) for frame in container.decode(video=0)]
    with av.open(str(tmp_path / "o.mp4")) as container:
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    assert len(pictures) == round(whole.duration_ms * 30 / 1000)
    assert abs(Fraction(sound.shape[1], 48_000) - Fraction(whole.duration_ms, 1000)) < Fraction(1, 20)
    assert np.sqrt((sound**2).mean()) > 0.02
    for before, after in zip(pictures, pictures[15:], strict=False):
        assert np.abs(before - after).mean() > 0.05  # something always moves
    assert all(picture.std() > 3 for picture in pictures)  # nothing is blank


def test_a_remix_plays_the_music_from_where_it_was_kept(tmp_path, whole, assets):
    def rendered(movie):
        told = []
        out = tmp_path / "o.mp4"
        render(movie, assets, out, cache=tmp_path / "c", progress=told.append, cancelled=lambda: False)
        return told

    kept = set((tmp_path / "c").glob("*.zip"))
    assert rendered(whole)[-1] == 1.0
    before = set((tmp_path / "c").glob("*.zip"))
    told = rendered(whole.change(music=whole.music.model_copy(update={"volume": 0.1})))
    assert len(set((tmp_path / "c").glob("*.zip")) - before - kept) == 1  # the mix, not its music
    assert told == sorted(told)
    assert max(told[:-1]) < 1.0


def test_work_on_the_sound_is_told_and_can_be_cancelled(tmp_path, whole, assets):
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 2

    told = []
    out = {"cache": tmp_path / "c", "progress": told.append}
    render(whole, assets, tmp_path / "o.mp4", cancelled=lambda: False, **out)
    told.clear()
    louder = whole.change(music=Music(name="Lo-fi", mood="lofi"))
    with pytest.raises(Cancelled):
        render(louder, assets, tmp_path / "p.mp4", cancelled=cancelled, **out)
    render(louder, assets, tmp_path / "p.mp4", cancelled=lambda: False, **out)
    assert len(told) > 4
    assert told[1:] == sorted(told[1:])


def test_music_that_cannot_be_read_is_named_as_the_user_knows_it(tmp_path, whole):
    (tmp_path / "4711.bin").write_bytes(b"no sound at all")
    media = Media(asset="song", name="song.mp3", kind="audio")
    wanted = whole.change(scenes=whole.scenes[:1], music=Music(name="Mine", mood="", media=media))
    with pytest.raises(RenderError) as refused:
        render(
            wanted,
            {"song": tmp_path / "4711.bin"},
            tmp_path / "o.mp4",
            cache=tmp_path / "c",
            progress=lambda _: None,
            cancelled=lambda: False,
        )
    assert (refused.value.kind, refused.value.name) == ("asset_unreadable", "song.mp3")
    assert not (tmp_path / "o.mp4").exists()
