import numpy as np
import pytest

from skill.studio.render.sound.limiter import gains, spread
from skill.studio.render.sound.loudness import HOP, SILENT, Meter, Peaks
from skill.studio.render.sound.resonance import coloured
from tests.studio.render.sound.signals import RATE, bs1770, sine, true_peak


def measured(samples: np.ndarray, block: int = 10_000) -> float:
    meter = Meter(RATE)
    for start in range(0, len(samples), block):
        meter.feed(samples[start : start + block])
    return meter.loudness()


def test_a_997_hz_sine_reads_as_the_standard_says():
    assert measured(sine(997, 5, -23.0)) == pytest.approx(-23.0, abs=0.05)


def test_two_independent_meters_agree_on_noise_with_pauses():
    rng = np.random.default_rng(0)
    noise = (0.1 * rng.standard_normal((10 * RATE, 2))).astype(np.float32)
    noise[3 * RATE : 6 * RATE] *= 0.003
    assert measured(noise) == pytest.approx(bs1770(noise), abs=0.1)


def test_silence_and_nothing_have_the_lowest_loudness():
    assert measured(np.zeros((RATE, 2), np.float32)) == SILENT
    assert Meter(RATE).loudness() == SILENT


def test_a_tenth_of_a_second_can_be_measured():
    assert -35 < measured(sine(997, 0.1, -20)) < -20


def test_peaks_between_the_samples_are_found_in_their_hop():
    # A quarter of the sample rate with this phase never shows its peak to the samples.
    t = np.arange(HOP * 100)
    wave = (0.5 * np.sin(np.pi / 2 * t + np.pi / 4) * np.hanning(t.size)).astype(np.float32)
    both = np.stack((wave, 0.2 * wave), axis=1)
    peaks = Peaks()
    for start in range(0, len(both), HOP * 30):
        peaks.feed(both[start : start + HOP * 30])
    curve = peaks.curve()
    assert curve.shape == (100,)
    assert np.abs(wave).max() < 0.36
    assert curve.max() == pytest.approx(10 ** (true_peak(both) / 20), rel=0.01)
    assert abs(int(curve.argmax()) - 50) <= 1


def test_a_peak_at_the_seam_of_two_blocks_is_not_missed():
    wave = np.zeros((HOP * 4, 2), np.float32)
    wave[HOP * 2 - 1 : HOP * 2 + 1] = 0.5
    peaks = Peaks()
    peaks.feed(wave[: HOP * 2])
    peaks.feed(wave[HOP * 2 :])
    assert peaks.curve().max() > 0.6


def limited(samples: np.ndarray, gain: float, ceiling: float) -> np.ndarray:
    peaks = Peaks()
    peaks.feed(samples)
    return samples * spread(gains(peaks.curve(), gain, ceiling, RATE), 0, len(samples))


def test_loud_peaks_stay_below_the_ceiling():
    rng = np.random.default_rng(1)
    noise = np.ascontiguousarray(0.1 * coloured(RATE, RATE, rng, 50, 6000).T)
    noise[20_000:20_200] *= 6
    noise[-400:] *= np.linspace(1, 0, 400)[:, None]
    done = limited(noise, 3.0, 0.5)
    assert 20 * np.log10(0.5) - 1.5 < true_peak(done) <= 20 * np.log10(0.5) + 0.1


def test_quiet_sound_passes_the_limiter_untouched():
    quiet = sine(440, 0.5, -30)
    np.testing.assert_allclose(limited(quiet, 2.0, 0.9), 2 * quiet, rtol=1e-5)


def test_the_gain_moves_smoothly_and_comes_back():
    peaks = np.full(1000, 0.1, np.float32)
    peaks[300] = 1.0
    curve = gains(peaks, 1.0, 0.5, RATE)
    assert curve[300] <= 0.5
    assert np.abs(np.diff(curve)).max() < 0.09
    assert curve[100] == pytest.approx(1)
    assert curve[950] > 0.98


def test_gain_is_the_same_in_blocks_as_in_one():
    curve = np.linspace(0.2, 1, 50).astype(np.float32)
    whole = spread(curve, 0, 50 * HOP)
    pieces = np.concatenate([spread(curve, start, 10 * HOP) for start in range(0, 50 * HOP, 10 * HOP)])
    np.testing.assert_allclose(whole, pieces, rtol=1e-6)


def test_nothing_to_limit_is_no_curve():
    assert gains(np.zeros(0, np.float32), 1.0, 0.5, RATE).size == 0
