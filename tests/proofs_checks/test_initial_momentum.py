"""The function of theory.md T2-det (vi), on which the bound without the initial momentum fails for many coordinates."""

import numpy as np
import pytest


def ramp(t, width):
    """Slope 1 at 0 that falls to 0 linearly within the width; t >= 0."""
    t = np.minimum(t, width)
    return t - t**2 / (2 * width)


def dip(t, width, steepness):
    """Second derivative 1 within the width, then -steepness until the slope is 0, then constant; t >= 0."""
    first, later = np.minimum(t, width), np.clip(t - width, 0, width / steepness)
    return first**2 / 2 + width * later - steepness * later**2 / 2


class Chain:
    """f, for points [x_0..x_{K-1}, y_1..y_{K-1}] along the last axis."""

    def __init__(self, momentum, steps, cutoff=1e8):
        self.a, self.c, self.b = momentum, 1 - momentum, 2 * momentum - 1
        self.steps, self.cutoff = steps, cutoff
        e = 1 - self.c**2
        self.P = self.c + e * (1 + e * self.c) / (1 - e**2)
        self.across, self.along = 2 * e * self.P, 2 * self.P  # within which tau and psi become constant

    def __call__(self, point):
        a, b, c = self.a, self.b, self.c
        x, y = point[..., : self.steps], point[..., self.steps :]
        z = x.sum(-1) - y.sum(-1)
        t = np.clip((z[..., None] + self.steps - np.arange(1, self.steps + 1)) / self.cutoff, 0, 1)
        cut = np.where(t < 0.5, 1 - 2 * t**2, 2 * (1 - t) ** 2)
        outside = np.maximum(np.maximum(x, -1 - x), 0)
        tau = np.clip(x, -1, 0) + np.sign(x) * ramp(outside, self.across)
        lam = np.where(x < 0, np.where(x < -1, c - 2 * c * (1 + x), c * x**2), 0)
        psi = np.sign(y) * ramp(np.abs(y), self.along)
        steepness = 2 * c / b
        bracket = psi * (2 * c + 2 * a * tau[..., :-1] - 2 * a * c * tau[..., 1:]) - b * dip(
            np.abs(y), self.along, steepness
        )
        rest = lam.sum(-1) - b * (cut * dip(outside, self.across, steepness)).sum(-1)
        return b / 2 * z**2 + rest + (cut[..., :-1] * bracket).sum(-1)

    def gradient(self, point, h=1e-6):
        shifts = h * np.eye(point.size)
        return (self(point + shifts) - self(point - shifts)) / (2 * h)


@pytest.mark.parametrize(("momentum", "steps"), [(0.75, 20), (0.8, 12), (0.9, 7)])
def test_the_losses_of_the_run_exceed_the_drift(momentum, steps):
    f, c = Chain(momentum, steps), 1 - momentum
    x = np.r_[-np.ones(steps), np.zeros(steps - 1)]
    start, m, total = f(x), f.gradient(x), 0.0
    for k in range(steps):
        g = f.gradient(x)
        m = c * m + momentum * g
        total += np.abs(g).max()
        assert -m[k] == pytest.approx(np.abs(m).max(), abs=1e-5), k  # a largest coordinate: a step of the method in l_1
        x[k] += 1.0
    assert f(x) == pytest.approx(0, abs=1e-12)
    excess = total - start - steps / 2
    assert excess == pytest.approx(2 * momentum * c * (steps - 1), abs=1e-4)
    assert excess > steps * c / momentum


@pytest.mark.parametrize("momentum", [0.6, 0.75, 0.9])
def test_no_second_derivative_exceeds_1(momentum):
    rng, f, h = np.random.default_rng(0), Chain(momentum, 4), 1e-2
    shifts = h * np.eye(7)
    plus, minus = shifts[:, None] + shifts, shifts[:, None] - shifts
    for _ in range(2000):
        x = rng.choice([0.5, 1.0, f.across, 3 * f.across]) * rng.normal(size=4)
        if rng.random() < 0.4:
            x = rng.uniform(-1, 0, size=4)
        point = np.r_[x, rng.choice([0.1, 1.0, f.along, 3 * f.along]) * rng.normal(size=3)]
        second = (f(point + plus) - f(point + minus) - f(point - minus) + f(point - plus)) / (4 * h**2)
        assert np.abs(second).max() <= 1 + 1e-5, (point, second)
