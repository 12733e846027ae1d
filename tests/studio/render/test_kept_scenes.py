"""What is encoded again after an edit, a stop, a kill or damage, and what is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from skill.studio.movie import Look, Music, TextSpan, Voice
from skill.studio.render import plan
from skill.studio.render.cache import LEFTOVER_S, Cache, Packet
from skill.studio.render.faults import Cancelled


def entries(studio) -> list[Path]:
    """Kept stretches, smallest first."""
    return sorted(studio.cache.glob("*.zip"), key=lambda path: path.stat().st_size)


def edited(movie, number: int, **fields):
    scenes = list(movie.scenes)
    scenes[number] = scenes[number].model_copy(update=fields)
    return movie.change(scenes=tuple(scenes))


def test_the_same_movie_again_paints_nothing_and_gives_the_same_file(studio, movie):
    first = studio.render(movie(600, 600)).read_bytes()
    second = studio.render(movie(600, 600)).read_bytes()
    assert not studio.stage.painted
    assert studio.band.played == 1
    assert second == first


def test_an_edit_paints_its_scene_and_the_transitions_on_both_sides(studio, movie):
    studio.render(movie(600, 600, 600, 600))
    studio.render(edited(movie(600, 600, 600, 600), 1, text="Other words"))
    assert studio.stage.painted == {"s1": 9, "s2": 18 + 9, "s3": 9}


def test_between_hard_cuts_an_edit_paints_its_scene_only(studio, movie):
    studio.render(movie(600, 600, 600, transition="cut"))
    studio.render(edited(movie(600, 600, 600, transition="cut"), 1, text="Other words"))
    assert set(studio.stage.painted) == {"s2"}


def test_a_title_paints_only_the_scenes_it_lies_over(studio, movie):
    studio.render(movie(600, 600, 600, transition="cut"))
    title = TextSpan(text="Hi", start_ms=700, end_ms=900)
    studio.render(movie(600, 600, 600, transition="cut", titles=(title,)))
    assert set(studio.stage.painted) == {"s2"}
    assert studio.band.played == 1


def test_other_music_paints_nothing(studio, movie):
    studio.render(movie(600, 600))
    studio.render(movie(600, 600, music=Music(name="Lo-fi", mood="lofi")))
    assert not studio.stage.painted
    assert studio.band.played == 2


@pytest.mark.parametrize(
    "change",
    [
        {"look": Look(transition="cut", seed=9)},
        {"look": Look(transition="cut", accent="#ff0000")},
        {"width": 322},
        {"fps": 25},
        {"language": "zh-CN"},
    ],
)
def test_what_all_scenes_show_paints_them_all(studio, movie, change):
    studio.render(movie(600, 600, transition="cut"))
    studio.render(movie(600, 600, transition="cut").change(**change))
    assert set(studio.stage.painted) == {"s1", "s2"}


def test_a_file_with_other_content_paints_its_scene(studio, movie, tmp_path, picture_scene):
    from PIL import Image

    stored = studio.assets["a1"] = tmp_path / "stored.png"
    pictured = movie(600, transition="cut")
    pictured = pictured.change(scenes=(*pictured.scenes, picture_scene("mine.png")))
    Image.new("RGB", (90, 160), (200, 30, 30)).save(stored)
    studio.render(pictured)
    kept = set(entries(studio))
    Image.new("RGB", (90, 160), (30, 30, 200)).save(stored)
    studio.render(pictured)
    assert not studio.stage.painted["s1"]
    assert (
        len(set(entries(studio)) - kept) == 2
    )  # the picture's scene, and sound that might come from the file


def test_cancelling_stops_before_the_next_frame_and_writes_nothing(studio, movie):
    asked = iter([False] * 40 + [True] * 100)
    with pytest.raises(Cancelled):
        studio.render(movie(1000, 1000, transition="cut"), cancelled=lambda: next(asked))
    assert 30 < sum(studio.stage.painted.values()) <= 42  # the next may be being drawn
    assert not studio.out.exists()
    assert studio.leftovers() == []


def test_after_cancelling_finished_scenes_are_not_painted_again(studio, movie):
    asked = iter([False] * 50 + [True] * 100)
    with pytest.raises(Cancelled):
        studio.render(movie(1000, 1000, transition="cut"), cancelled=lambda: next(asked))
    studio.render(movie(1000, 1000, transition="cut"))
    assert set(studio.stage.painted) == {"s2"}
    assert studio.told[0] == 0.0


@pytest.mark.parametrize("moment", [0, 61, 62, 75, 140])
def test_cancelling_leaves_an_older_file_as_it_was(studio, movie, moment):
    studio.out.write_bytes(b"older")
    asked = iter([False] * moment + [True] * 1000)
    with pytest.raises(Cancelled):
        studio.render(movie(1000, 1000, transition="cut"), cancelled=lambda: next(asked))
    assert studio.out.read_bytes() == b"older"
    assert studio.leftovers() == []


KILLED = """
    import os, signal, sys
    from pathlib import Path
    sys.path[:0] = [{tests!r}]
    from conftest import Stagehands, Studio
    from skill.studio.movie import Movie

    movie = Movie.model_validate_json(sys.stdin.read())
    asked = [0]

    def shot_down():
        asked[0] += 1
        if asked[0] == {moment}:
            os.kill(os.getpid(), signal.SIGKILL)
        return False

    Studio(Path(sys.argv[1])).render(movie, cancelled=shot_down)
"""


@pytest.mark.parametrize(("moment", "left"), [(50, {"s2"}), (200, set())])
def test_a_killed_render_goes_on_where_it_was(studio, movie, moment, left):
    wanted = movie(1000, 1000, transition="cut")
    script = textwrap.dedent(KILLED).format(tests=str(Path(__file__).parent), moment=moment)
    killed = subprocess.run(
        [sys.executable, "-c", script, str(studio.folder)],
        input=wanted.model_dump_json().encode(),
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert not studio.out.exists()
    studio.render(wanted)
    assert set(studio.stage.painted) == left
    assert studio.out.stat().st_size > 1000


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        flipped,
        lambda data: data[:-200],
        lambda data: b"",
        lambda data: b"no zip file at all",
        lambda data: data[40:],
    ],
    ids=["a bit", "its end", "everything", "another file", "its start"],
)
def test_damaged_scenes_are_made_again(studio, movie, frames, damage):
    whole = studio.render(movie(600, 600)).read_bytes()
    for path in entries(studio):
        path.write_bytes(damage(path.read_bytes()))
    assert studio.render(movie(600, 600)).read_bytes() == whole
    assert set(studio.stage.painted) == {"s1", "s2"}


def test_an_entry_of_another_length_is_made_again(tmp_path):
    cache = Cache(tmp_path)
    cache.add("k", 3, [Packet(b"abc", 0, 3, True)])
    assert cache.find("k", 4) is None
    assert cache.find("k", 3) is None  # it was removed


def test_an_entry_gives_back_its_packets(tmp_path):
    packets = [Packet(b"abc", 0, 1, True), Packet(b"", 2, 1, False), Packet(b"de", 1, 1, False)]
    Cache(tmp_path).add("k", 3, packets)
    entry = Cache(tmp_path).find("k", 3)
    assert entry
    assert list(entry.packets()) == packets


def test_other_words_leave_the_sound_unless_they_are_spoken(studio, movie):
    for voice, played in ((None, 1), (Voice(), 3)):
        studio.render(edited(movie(600, voice=voice), 0, script="Some words"))
        studio.render(edited(movie(600, voice=voice), 0, script="Other words"))
        assert studio.band.played == played


def test_a_title_paints_its_scene_for_which_it_takes_room_and_the_transition_after_it(studio, movie):
    title = TextSpan(text="Hi", start_ms=100, end_ms=200)
    studio.render(movie(600, 600, 600))
    studio.render(movie(600, 600, 600, titles=(title,)))
    assert studio.stage.painted == {"s1": 18 + 9, "s2": 9}


def test_other_words_in_a_title_paint_only_the_stretch_it_lies_over(studio, movie):
    def titled(text):
        return movie(600, 600, 600, titles=(TextSpan(text=text, start_ms=620, end_ms=800),))

    studio.render(titled("Hi"))
    studio.render(titled("Ho"))
    assert studio.stage.painted == {"s1": 9, "s2": 9}


def test_words_only_spoken_paint_nothing(studio, movie):
    studio.render(movie(600, 600, voice=Voice()))
    studio.render(edited(movie(600, 600, voice=Voice()), 1, script="Said otherwise"))
    assert not studio.stage.painted
    assert studio.band.played == 2


def test_no_damaged_byte_gives_other_packets(tmp_path):
    packets = [Packet(b"abc", 0, 1, True), Packet(b"defgh", 1, 1, False)]
    whole = Cache(tmp_path).add("k", 2, packets).path.read_bytes()
    for place in range(len(whole)):
        for bit in (1, 8, 128):
            damaged = bytearray(whole)
            damaged[place] ^= bit
            (tmp_path / "k.zip").write_bytes(damaged)
            entry = Cache(tmp_path).find("k", 2)
            assert entry is None or list(entry.packets()) == packets


def test_what_fails_half_way_leaves_no_entry(tmp_path):
    def broken():
        yield Packet(b"abc", 0, 1, True)
        raise Cancelled

    with pytest.raises(Cancelled):
        Cache(tmp_path).add("k", 2, broken())
    assert list(tmp_path.iterdir()) == []


def test_pruning_keeps_what_was_used_last_and_clears_what_killed_renders_left(tmp_path):
    cache = Cache(tmp_path)
    for number, key in enumerate("abc"):
        cache.add(key, 1, [Packet(b"x" * 1000, 0, 1, True)])
        os.utime(tmp_path / f"{key}.zip", (1000 + number, 1000 + number))
    assert cache.find("a", 1)  # used just now
    (tmp_path / ".old.1.part").write_bytes(b"half")
    os.utime(tmp_path / ".old.1.part", (0, 0))
    (tmp_path / ".new.1.part").write_bytes(b"in work")
    (tmp_path / "notes.txt").write_bytes(b"not ours" * 1000)
    size = (tmp_path / "a.zip").stat().st_size
    cache.prune(2 * size)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".new.1.part", "a.zip", "c.zip", "notes.txt"]
    assert LEFTOVER_S > 3600


def test_keys_do_not_depend_on_where_a_scene_begins(movie):
    early = plan.stretches(movie(1000, 1000, transition="cut"), {})
    late = plan.stretches(movie(2000, 1000, transition="cut"), {})
    assert early[1].key == late[1].key
    assert early[0].key != late[0].key


def test_captions_count_in_the_scene_s_own_time(movie):
    def spanned(start):
        return (TextSpan(text="Hi", start_ms=start, end_ms=start + 200),)

    early = plan.stretches(movie(1000, 1000, transition="cut", titles=spanned(1100)), {})
    late = plan.stretches(movie(1500, 1000, transition="cut", titles=spanned(1600)), {})
    assert early[1].key == late[1].key
