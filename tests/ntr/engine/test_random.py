"""Counter-based random numbers: known answers, quality, and the same bits from every road."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from ntr.engine.random import box_muller, counter, fill_normals, fill_signs, fill_words, sign_of, threefry, u64, unit
from ntr.noise import Key, normals, signs, uniforms, words

SEEDS = np.arange(64, dtype=np.uint64)


def scalar_threefry(*args: int) -> tuple[int, int]:
    x, y = threefry(*(np.array([value], np.uint64) for value in args))
    return int(x[0]), int(y[0])


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ((0, 0, 0, 0), (0xF167B032C3B480BD, 0xE91F9FEE4B7A6FB5)),
        ((2**64 - 1,) * 4, (0xCCDEC5C917A874B1, 0x4DF53ABCA26CEB01)),
        (
            (0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89),
            (0xC3AAC71561042993, 0x3FE7AE8801AFF316),
        ),
    ],
)
def test_threefry_gives_the_known_answers_of_random123(arguments, answer):
    assert scalar_threefry(*arguments) == answer


def test_compiled_and_numpy_twins_give_the_same_bits():
    out = fill_words(7, SEEDS, 3, 2, 5)
    normal = fill_normals(7, SEEDS, 3, 2, 5)
    for pair in range(3):
        zero = 0 * SEEDS
        r, s = threefry(u64(3) + zero, counter(2, pair) + zero, u64(7) + zero, SEEDS)
        y, z = box_muller(r, s)
        assert (out[:, 2 * pair] == r).all()
        assert (normal[:, 2 * pair] == y).all()
        if pair < 2:
            assert (out[:, 2 * pair + 1] == s).all()
            assert (normal[:, 2 * pair + 1] == z).all()
    sign = fill_signs(7, SEEDS, 3, 2, 200)
    for i in (0, 1, 63, 64, 127, 128, 199):
        pair = threefry(u64(3) + 0 * SEEDS, counter(2, i >> 7) + 0 * SEEDS, u64(7) + 0 * SEEDS, SEEDS)
        assert (sign[:, i] == sign_of(pair[(i >> 6) & 1], u64(i & 63))).all(), f"sign {i}"


def test_a_draw_depends_on_its_key_only():
    whole = normals((6,), Key(1, SEEDS, 9))
    for part in (slice(0, 1), slice(10, 33)):
        assert (normals((6,), Key(1, SEEDS[part], 9)) == whole[part]).all()
    assert (normals((2, 3), Key(1, SEEDS, 9)).reshape(-1, 6) == whole).all()
    for other in (Key(2, SEEDS, 9), Key(1, SEEDS + u64(64), 9), Key(1, SEEDS, 10)):
        assert not (normals((6,), other) == whole).any()
    assert not (normals((6,), Key(1, SEEDS, 9), stream=1) == whole).any()


def test_box_muller_equals_the_textbook_formula():
    rng = np.random.default_rng(5)
    r, s = rng.integers(0, 2**64, size=(2, 100000), dtype=np.uint64)
    y, z = box_muller(r, s)
    radius = np.sqrt(-2 * np.log(unit(r)))
    np.testing.assert_allclose(np.hypot(y, z), radius, rtol=4e-15, atol=0)
    # the angle is uniform: 52 bits within a quarter, two more for the quarter
    angle = np.mod(np.arctan2(z, y), np.pi / 2)
    assert stats.kstest(angle, stats.uniform(0, np.pi / 2).cdf).pvalue > 1e-3
    for quarter in ((y > 0) & (z > 0), (y < 0) & (z > 0), (y < 0) & (z < 0)):
        assert abs(quarter.mean() - 0.25) < 4 * np.sqrt(0.1875 / 1e5)


@pytest.mark.parametrize("root", [0, 1, 2**64 - 1])
def test_normals_have_the_moments_and_the_distribution(root):
    draws = normals((10,), Key(root, np.arange(50000, dtype=np.uint64), 12345)).ravel()
    n = draws.size
    for power, moment in ((1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0), (6, 15.0)):
        deviation = np.sqrt((special.factorial2(2 * power - 1) - moment**2) / n)
        assert abs(np.mean(draws**power) - moment) < 4.5 * deviation, f"moment {power}: {np.mean(draws**power)}"
    assert stats.kstest(draws, "norm").pvalue > 1e-3
    tail = (np.abs(draws) > 4).sum()
    assert abs(tail - n * 2 * stats.norm.sf(4)) < 4.5 * np.sqrt(n * 2 * stats.norm.sf(4)), f"tail count {tail}"


def test_no_correlation_across_seeds_iterations_coordinates_roots_and_streams():
    seeds = np.arange(20000, dtype=np.uint64)
    base = normals((4,), Key(3, seeds, 7))
    others = {
        "seeds": normals((4,), Key(3, seeds + u64(1), 7)),
        "iterations": normals((4,), Key(3, seeds, 8)),
        "roots": normals((4,), Key(4, seeds, 7)),
        "streams": normals((4,), Key(3, seeds, 7), stream=1),
        "coordinates": base[:, [1, 2, 3, 0]],
    }
    limit = 4.5 / np.sqrt(len(seeds))
    for name, other in others.items():
        for f in (lambda t: t, np.abs):  # the absolute values see what a sign hides
            for i in range(4):
                correlation = np.corrcoef(f(base[:, i]), f(other[:, i]))[0, 1]
                assert abs(correlation) < limit, f"{name}, coordinate {i}: {correlation}"


def test_signs_and_uniforms():
    key = Key(11, np.arange(5000, dtype=np.uint64), 2)
    sign = signs((130,), key)
    assert set(np.unique(sign)) == {-1.0, 1.0}
    assert np.abs(sign.mean(axis=0)).max() < 4.5 / np.sqrt(5000)
    assert np.abs(np.corrcoef(sign.T) - np.eye(130)).max() < 5 / np.sqrt(5000)
    uniform = uniforms((8,), key)
    assert uniform.min() > 0
    assert uniform.max() <= 1
    assert stats.kstest(uniform.ravel(), "uniform").pvalue > 1e-3
    assert words((3, 2), key).dtype == np.uint64
