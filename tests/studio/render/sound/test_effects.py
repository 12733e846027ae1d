"""What transitions sound like, and how the music meets the cuts."""

from __future__ import annotations

import numpy as np
import pytest

from skill.studio.movie import Look
from skill.studio.render.sound.effects import EFFECTS, effect
from skill.studio.render.sound.mix import blocks, mixdown
from skill.studio.render.sound.moods import MOODS
from skill.studio.render.sound.score import BEND, arrange, bent
from skill.studio.render.transitions import TRANSITIONS
from tests.studio.render.sound.signals import RATE, bs1770, movie, own, sine, true_peak, write


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_swells_and_dies_without_a_click(name):
    sound = effect(name, RATE)
    assert np.abs(sound).max() == pytest.approx(1, abs=1e-6)
    assert np.abs(sound[[0, -1]]).max() < 0.01
    assert 0.15 < np.abs(sound).max(axis=1).argmax() / RATE < 0.45
    assert np.array_equal(sound, effect(name, RATE))


def test_every_effect_belongs_to_a_transition():
    assert set(EFFECTS) < set(TRANSITIONS)


def test_a_push_goes_through_the_room_as_its_picture_does():
    sound = np.abs(effect("push", RATE))
    early, late = sound[: len(sound) // 3].sum(axis=0), sound[-len(sound) // 3 :].sum(axis=0)
    assert early[1] > 1.5 * early[0]
    assert late[0] > 1.5 * late[1]


def played(transition: str, **fields) -> np.ndarray:
    plain = movie(3000, 3000, mood="ambient")
    return mixdown(plain.change(look=Look(transition=transition), **fields), {})


def test_transitions_are_heard_but_quietly():
    silent, heard = played("cut"), played("push")
    moved = slice(round(2.95 * RATE), round(3.5 * RATE))
    difference = heard - silent
    assert np.abs(difference[moved]).mean() > 10 * np.abs(difference[: 2 * RATE]).mean()
    assert np.abs(difference[moved]).max() < 0.15
    assert bs1770(heard) == pytest.approx(-14, abs=0.5)
    assert true_peak(heard) < -1.5


def test_without_music_made_here_transitions_make_no_sound(tmp_path):
    assert not played("push", music=None).any()
    path = write(tmp_path / "song.wav", sine(440, 3))
    owned = movie(3000, 3000, media=own("song"))
    first, second = (
        mixdown(owned.change(look=Look(transition=name)), {"song": path}) for name in ("cut", "push")
    )
    assert np.array_equal(first, second)


def test_beats_fall_on_cuts():
    cuts = (3.1, 6.0, 9.1)
    bend = bent(0.5, 12.0, cuts)
    beats = np.array([bend(0.5 * n) for n in range(25)])
    assert all(np.abs(beats - cut).min() < 1e-9 for cut in cuts)
    assert beats[-1] == 12.0
    steps = np.diff(beats)
    assert steps.min() > 0.5 * (1 - BEND - 0.01)
    assert steps.max() < 0.5 * (1 + BEND + 0.01)


def test_a_cut_too_far_from_a_beat_does_not_bend_the_music():
    bend = bent(0.5, 12.0, (0.75,))
    assert [bend(t) for t in (0.0, 0.75, 6.0)] == [0.0, 0.75, 6.0]


def test_the_notes_of_a_piece_meet_the_cuts_and_end_where_they_did():
    mood = MOODS["happy"]
    plain, cut = arrange(mood, 12.0, 1), arrange(mood, 12.0, 1, (4.1,))
    starts = np.array([note.start for note in cut])
    assert np.abs(starts - 4.1).min() < 0.03
    assert max(starts) <= 12
    assert [note.sound for note in plain] == [note.sound for note in cut]


def test_music_is_played_once_for_all_mixes_of_it():
    kept, asked = {}, []

    def stems(name, samples, play):
        asked.append((name, samples))
        if name not in kept:
            kept[name] = list(play)
        return kept[name]

    mixed = [
        np.concatenate(list(blocks(movie(2000, mood="piano", volume=volume), {}, stems=stems)))
        for volume in (0.5, 0.1)
    ]
    assert len(kept) == 1
    assert [samples for _, samples in asked] == [2 * RATE] * 2
    assert not np.array_equal(*mixed)


def test_every_pass_over_the_sound_can_be_stopped():
    steps = []

    def stop():
        steps.append(1)
        if len(steps) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        list(blocks(movie(2000), {}, step=stop))
