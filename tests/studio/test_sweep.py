"""The data folder does not grow for ever, and nothing in use is removed."""

from __future__ import annotations

import os
from pathlib import Path

from skill.studio import sweep
from skill.studio.movie import Take, Voice
from skill.studio.options import Options
from skill.studio.projects import Asset, Found, Versions
from skill.studio.store import Store
from tests.studio.parts import movie

NOW = 1_700_000_000.0
DAY = 24 * 3600.0


def file(path: Path, age: float, size: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, (NOW - age, NOW - age))
    return path


def test_old_videos_scenes_and_broken_off_uploads_go_and_the_rest_stays(tmp_path: Path) -> None:
    old = [
        file(tmp_path / "renders" / "old.mp4", 20 * DAY),
        file(tmp_path / "renders" / "old.lock", 20 * DAY),
        file(tmp_path / "cache" / "ab" / "scene.mp4", 20 * DAY),
        file(tmp_path / "assets" / "broken.part", 2 * DAY),
        file(tmp_path / "assets" / "without_a_row.png", 2 * DAY),
        file(tmp_path / "renders" / ".killed.mp4.part", 2 * DAY),
    ]
    new = [
        file(tmp_path / "renders" / "new.mp4", DAY),
        file(tmp_path / "cache" / "ab" / "other.mp4", DAY),
        file(tmp_path / "assets" / "arriving.part", 60.0),
        file(tmp_path / "assets" / "just_moved_here.png", 60.0),
    ]
    with Store(tmp_path, lambda: NOW) as store:
        sweep.everything(store, Options(), NOW)
    assert not [path for path in old if path.exists()]
    assert all(path.exists() for path in new)


def test_beyond_the_limit_the_oldest_go_first_but_never_fresh_ones(tmp_path: Path) -> None:
    ages = {"fresh": 60.0, "day": DAY, "two days": 2 * DAY, "three days": 3 * DAY}
    files = [file(tmp_path / name, age, size=100) for name, age in ages.items()]
    assert [path.name for path in sweep.excess(files, NOW, 9 * DAY, 250)] == ["two days", "three days"]
    assert sweep.excess(files, NOW, 9 * DAY, 0) == files[1:]


def test_a_file_that_another_process_removes_meanwhile_is_no_trouble(tmp_path: Path) -> None:
    assert sweep.excess([tmp_path / "gone"], NOW, DAY, 0) == []
    with Store(tmp_path, lambda: NOW) as store:
        (tmp_path / "assets" / "gone.part").symlink_to(tmp_path / "nowhere")
        sweep.everything(store, Options(), NOW)


def upload(store: Store, session: str, name: str, age: float) -> Asset:
    path = file(store.folder / "assets" / f"{name}.part", age, 100)
    return store.projects.add_asset(session, f"{name}.png", path, "", Found("image", "png"))


def test_uploads_go_when_they_are_old_and_nothing_uses_them(tmp_path: Path) -> None:
    with Store(tmp_path, lambda: NOW) as store:
        user = store.accounts.grant("client", 100.0, 100).user_id
        session = store.projects.open(user, "p", "en").session_id
        names = ("now", "earlier", "undone", "noted", "rendering", "young", "old")
        made = {name: upload(store, session, name, DAY if name == "young" else 20 * DAY) for name in names}
        now, earlier, undone = (movie(media=made[name].as_media()) for name in ("now", "earlier", "undone"))
        notes = f'{{"gone": ["{made["noted"].asset}"]}}'
        store.projects.keep(session, Versions(now, (earlier,), (undone,), notes))
        store.renders.add("open", session, user, movie(media=made["rendering"].as_media()), 0)
        sweep.everything(store, Options(), NOW)
        left = {asset.filename.removesuffix(".png") for asset in store.projects.assets(session)}
        assert left == set(names) - {"old"}
        assert {name for name, asset in made.items() if asset.path.exists()} == left


def test_beyond_the_limit_the_oldest_unused_uploads_go_but_none_while_its_session_is_talked_to(
    tmp_path: Path,
) -> None:
    with Store(tmp_path, lambda: NOW) as store:
        user = store.accounts.grant("client", 100.0, 100).user_id
        session = store.projects.open(user, "p", "en").session_id
        for name, age in (("fresh", 60.0), ("day", DAY), ("older", 2 * DAY)):
            upload(store, session, name, age)
        options = Options(keep_uploads_bytes=200)
        with store.turn_lock(session):
            sweep.everything(store, options, NOW)
        assert len(store.projects.assets(session)) == 3
        sweep.everything(store, options, NOW)
        assert [asset.filename for asset in store.projects.assets(session)] == ["fresh.png", "day.png"]


def test_an_upload_that_came_into_use_since_the_look_is_kept(tmp_path: Path) -> None:
    with Store(tmp_path, lambda: NOW) as store:
        user = store.accounts.grant("client", 100.0, 100).user_id
        session = store.projects.open(user, "p", "en").session_id
        asset = upload(store, session, "old", 20 * DAY)
        assert [found[0] for found in store.projects.unused()] == [asset.asset]
        store.projects.keep(session, Versions(movie(media=asset.as_media())))
        assert not store.projects.forget(asset.asset)
        assert store.projects.assets(session) == (asset,)


def test_takes_that_no_version_says_go_and_the_others_stay(tmp_path: Path) -> None:
    with Store(tmp_path, lambda: NOW) as store:
        user = store.accounts.grant("somebody", DAY, 0).user_id
        session = store.projects.open(user, "project", "en").session_id
        said = Take(text="Hello", voice="default", speed=1.0, key="5a1d")
        store.projects.keep(session, Versions(movie().change(voice=Voice(takes=(said,)))))
        kept = [file(tmp_path / "takes" / "5a1d.wav", 20 * DAY), file(tmp_path / "takes" / "new.wav", DAY)]
        gone = [
            file(tmp_path / "takes" / "01d.wav", 20 * DAY),
            file(tmp_path / "takes" / ".5a1d.part", 2 * DAY),
        ]
        sweep.everything(store, Options(), NOW)
    assert all(path.exists() for path in kept)
    assert not [path for path in gone if path.exists()]
