"""The data folder does not grow for ever, and nothing in use is removed."""

from __future__ import annotations

import os
from pathlib import Path

from skill.studio import sweep
from skill.studio.options import Options
from skill.studio.store import Store

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
    ]
    new = [
        file(tmp_path / "renders" / "new.mp4", DAY),
        file(tmp_path / "cache" / "ab" / "other.mp4", DAY),
        file(tmp_path / "assets" / "arriving.part", 60.0),
        file(tmp_path / "assets" / "cat.png", 99 * DAY),
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
