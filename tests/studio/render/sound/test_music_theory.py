from itertools import pairwise
from random import Random

import pytest

from skill.studio.render.sound import parts
from skill.studio.render.sound.chords import chord, ladder, near, voicing
from skill.studio.render.sound.grid import INTENSITY, fit, levels, section_starts


def test_chords_are_read_by_name_and_moved_by_the_key():
    assert chord("C").tones == (0, 4, 7)
    assert chord("Am7").tones == (9, 0, 4, 7)
    assert chord("F#m").tones == (6, 9, 1)
    assert chord("Bbmaj7").bass == 10
    assert chord("C/E", 2).bass == 6
    assert chord("C/E", 2).tones == (2, 6, 9)


@pytest.mark.parametrize("name", ["H", "Cmaj13x", "", "c"])
def test_what_is_not_a_chord_is_refused(name):
    with pytest.raises(ValueError, match="not a chord"):
        chord(name)


def test_neighbouring_chords_move_little():
    before, after = voicing(chord("C"), 60), voicing(chord("Am"), 60)
    assert all(54 <= pitch < 66 for pitch in (*before, *after))
    assert near(0, 60) == 60


def test_a_major_seventh_is_not_struck_beside_its_root():
    for name in ("Cmaj7", "Fmaj9", "Dm9"):
        pitches = voicing(chord(name), 60)
        assert 1 not in {after - before for before, after in pairwise(pitches)} or name == "Dm9"
        assert chord(name).tones[0] not in {pitch % 12 for pitch in pitches}


def test_a_ladder_holds_the_tones_of_the_scale_only():
    assert ladder("pentatonic", 0, 60, 72) == (60, 62, 64, 67, 69, 72)
    assert {pitch % 12 for pitch in ladder("minor", 0, 50, 80)} == {9, 11, 0, 2, 4, 5, 7}


@pytest.mark.parametrize("seconds", [7, 8.3, 15, 29.97, 30, 61, 600])
@pytest.mark.parametrize("bpm", [60, 92, 126])
@pytest.mark.parametrize("meter", [3, 4])
def test_whole_beats_fill_any_length_and_the_last_chord_has_room(bpm, meter, seconds):
    grid = fit(bpm, meter, seconds)
    assert grid.beats * grid.beat == pytest.approx(seconds)
    assert 60 / grid.beat == pytest.approx(bpm, rel=0.08)
    assert 3 <= grid.beats - grid.bars * meter < 3 + meter
    assert seconds - grid.close >= 3 * grid.beat - 1e-9


def test_a_second_of_music_has_no_bars():
    grid = fit(100, 4, 1.0)
    assert (grid.bars, grid.close) == (0, 0)


def test_the_plan_covers_every_bar_and_ends_at_its_strongest():
    for bars in range(300):
        plan = levels(bars)
        assert len(plan) == bars
        assert all(0 <= level <= INTENSITY for level in plan)
        assert bars < 2 or plan[-1] == INTENSITY
        assert bars < 5 or plan[0] == 0


def test_long_pieces_step_back_now_and_then():
    plan = levels(100)
    assert any(after < before for before, after in pairwise(plan))


def test_a_part_begins_where_its_level_does():
    assert section_starts((0, 1, 1, 2, 2, 2)) == (0, 1, 1, 3, 3, 3)


C = chord("C")


def test_chord_patterns_strike_hold_and_rest():
    strokes = list(parts.chords("9--.6...", 4, C, 60))
    assert {(s.at, s.length) for s in strokes} == {(0, 1.5), (2, 0.5)}
    assert {s.pitch for s in strokes} == {55, 60, 64}
    assert strokes[0].velocity == 1


def test_arpeggios_climb_into_the_next_octave():
    assert [s.pitch for s in parts.arpeggio("0123", 4, C, 60)] == [55, 60, 64, 67]


def test_bass_plays_root_fifth_and_octave_low():
    strokes = list(parts.bass("r-5.8...", 4, chord("G"), 40))
    assert [s.pitch for s in strokes] == [43, 38 + 0 if strokes[1].pitch == 38 else 50, 55]
    assert strokes[0].length == pytest.approx(0.95)


def test_a_bass_under_an_inverted_chord_avoids_the_foreign_fifth():
    root, second = parts.bass("r5", 4, chord("C/E"), 40)
    assert (root.pitch, second.pitch % 12) == (40, 4)


def test_strumming_goes_down_and_up():
    down, up = (list(parts.strum(row, 4, C, 60)) for row in ("D...", "u..."))
    assert [s.pitch for s in down] == sorted(s.pitch for s in down)
    assert [s.pitch for s in up] == sorted((s.pitch for s in up), reverse=True)
    assert len(up) < len(down)
    assert down[1].at > down[0].at


def test_drum_patterns_of_several_bars_take_turns():
    assert [parts.steps("8...|4...", bar) for bar in range(3)] == ["8...", "4...", "8..."]
    assert [s.velocity for s in parts.drum("9..3", 4)] == [1, pytest.approx(1 / 3)]


def test_a_tune_stays_in_its_scale_comes_back_and_answers_with_a_long_note():
    scale = ladder("pentatonic", 0, 65, 84)

    def sung(bar: int) -> list[parts.Stroke]:
        tune = parts.Tune(("x---x-x---x---..", "x-x-x---..x-x---"), scale, Random(5))
        return list(tune.bar(bar, 4, C))

    assert sung(0) == sung(4)
    assert {s.pitch % 12 for s in sung(1)} <= {0, 2, 4, 7, 9}
    assert len(sung(3)) == 1
    assert sung(3)[0].length >= 2
