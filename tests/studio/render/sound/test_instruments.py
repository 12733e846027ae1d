import numpy as np
import pytest

from skill.studio.render.sound.instruments import INSTRUMENTS
from skill.studio.render.sound.percussion import DRUMS, TEXTURES
from skill.studio.render.sound.resonance import coloured, ring
from tests.studio.render.sound.signals import RATE


def pitch(sound: np.ndarray, near: float) -> float:
    """The frequency (Hz) of the strongest partial within a semitone and a half of `near`."""
    wave = sound.mean(axis=0)[: RATE * 2]
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(wave.size), 1 << 19))
    f = np.fft.rfftfreq(1 << 19, 1 / RATE)
    band = (f > near * 0.92) & (f < near * 1.09)
    return float(f[band][np.argmax(spectrum[band])])


@pytest.mark.parametrize("name", INSTRUMENTS)
@pytest.mark.parametrize("hz", [110.0, 440.0])
def test_every_instrument_is_in_tune_and_equally_loud(name, hz):
    sound = INSTRUMENTS[name](hz, 1.5, 0.6, RATE, np.random.default_rng(1))
    assert sound.dtype == np.float32
    assert sound.shape[0] == 2
    assert abs(1200 * np.log2(pitch(sound, hz) / hz)) < 16
    window = RATE // 2
    power = np.diff(np.cumsum((sound**2).mean(axis=0, dtype=float))[:: window // 8]) / (window // 8)
    loudest = power.max() if power.size else (sound**2).mean()
    assert 0.03 < loudest**0.5 < 0.3
    assert np.abs(sound).max() < 2


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_instrument_starts_and_ends_without_a_click(name):
    sound = INSTRUMENTS[name](262.0, 0.5, 0.7, RATE, np.random.default_rng(2))
    assert np.abs(sound[:, 0]).max() < 0.02
    assert np.abs(sound[:, -1]).max() < 0.005


@pytest.mark.parametrize("name", ["piano", "guitar", "strings", "synth_bass", "pluck"])
def test_played_harder_is_brighter(name):
    def brightness(velocity: float) -> float:
        sound = INSTRUMENTS[name](196.0, 1.0, velocity, RATE, np.random.default_rng(3)).mean(axis=0)
        power = np.abs(np.fft.rfft(sound)) ** 2
        return float((power * np.fft.rfftfreq(sound.size, 1 / RATE)).sum() / power.sum())

    assert brightness(0.9) > 1.03 * brightness(0.2)


@pytest.mark.parametrize("name", DRUMS)
def test_every_drum_is_short_bounded_and_ends_in_silence(name):
    sound = DRUMS[name](0.8, RATE, np.random.default_rng(4))
    assert sound.shape[0] == 2
    assert sound.shape[1] < 2.5 * RATE
    assert 0.35 < np.abs(sound).max() < 0.81
    assert np.abs(sound[:, -1]).max() < 0.01


@pytest.mark.parametrize("name", TEXTURES)
def test_every_texture_lasts_as_asked_and_fades_at_both_ends(name):
    sound = TEXTURES[name](3.0, RATE, np.random.default_rng(5))
    assert sound.shape == (2, 3 * RATE)
    assert np.abs(sound[:, [0, -1]]).max() < 0.002
    assert np.abs(sound).max() > 0.005


def test_a_ring_is_the_sum_of_its_partials():
    hz, decay = np.array([100.0, 333.0]), np.array([1.0, 3.0])
    amplitude, phase = np.array([[1.0, 0.5], [0.2, 0.1]]), np.array([[0.0, 1.0], [2.0, 3.0]])
    t = np.arange(5000) / RATE
    wanted = (
        amplitude[:, :, None]
        * np.exp(-decay[:, None] * t)
        * np.cos(2 * np.pi * hz[:, None] * t + phase[:, :, None])
    ).sum(axis=1)
    np.testing.assert_allclose(ring(hz, amplitude, decay, phase, 5000, RATE), wanted, atol=1e-4)


def test_partials_that_would_fold_back_are_left_out():
    silent = ring(np.array([23000.0]), np.ones((2, 1)), np.zeros(1), np.zeros((2, 1)), 100, RATE)
    assert np.abs(silent).max() == 0


def test_noise_keeps_to_its_band():
    noise = coloured(RATE, RATE, np.random.default_rng(6), 1000, 2000, 4.0)
    power = np.abs(np.fft.rfft(noise)) ** 2
    f = np.fft.rfftfreq(RATE, 1 / RATE)
    assert power[:, (f > 700) & (f < 2800)].sum() > 0.97 * power.sum()
    assert np.sqrt((noise**2).mean()) == pytest.approx(1, rel=0.15)
