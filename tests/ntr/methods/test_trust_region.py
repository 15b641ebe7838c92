"""TrustRegion against separately written references, iterate by iterate, and its own promises."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg

from ntr import OrthogonalSGDM, TrustRegion, muon, normalized_sgd, sign_sgd
from ntr.norms import L1, L2, LInf, Nuclear, Spectral
from ntr.regularizers import Box, L1Penalty, Zero

SEED = 20240924


def gradients(shape: tuple[int, ...], steps: int) -> np.ndarray:
    """Stochastic gradients of a quadratic, as functions of the query: g_k(x) = x - c + noise_k."""
    rng = np.random.default_rng(SEED)
    return rng.normal(size=(steps, *shape))


def run(method, x0, noise, regularizer=None):
    """Iterates of a method on f = ||x||^2/2 with the given noise; one seed."""
    regularizer = Zero() if regularizer is None else regularizer
    state = method.start(x0[None], x0[None] + noise[0])
    iterates = []
    for n in noise:
        state = method.step(state, state.query + n, regularizer)
        iterates.append(state.x[0])
    return np.array(iterates)


def test_muon_equals_ten_lines_with_scipy_polar():
    noise = gradients((4, 3), 40)
    x, m, iterates = np.ones((4, 3)), np.ones((4, 3)) + noise[0], []
    for n in noise:
        m = 0.9 * m + 0.1 * (x + n)
        x = 0.98 * x - 0.05 * scipy.linalg.polar(m)[0]
        iterates.append(x)
    ours = run(muon((4, 3), radius=0.05, momentum=0.1, weight_decay=0.02), np.ones((4, 3)), noise)
    np.testing.assert_allclose(ours, iterates, rtol=0, atol=1e-13, err_msg=f"seed {SEED}")


def test_normalized_sgd_equals_ten_lines():
    noise = gradients((7,), 40)
    x, m, iterates = np.ones(7), np.ones(7) + noise[0], []
    for n in noise:
        m = 0.7 * m + 0.3 * (x + n)
        x = x - 0.05 * m / np.sqrt(m @ m)
        iterates.append(x)
    ours = run(normalized_sgd((7,), radius=0.05, momentum=0.3), np.ones(7), noise)
    np.testing.assert_allclose(ours, iterates, rtol=0, atol=1e-13, err_msg=f"seed {SEED}")


def test_sign_sgd_equals_ten_lines():
    noise = gradients((7,), 40)
    x, m, iterates = np.ones(7), np.ones(7) + noise[0], []
    for n in noise:
        m = 0.7 * m + 0.3 * (x + n)
        x = 0.9 * x - 0.05 * np.sign(m)
        iterates.append(x)
    ours = run(sign_sgd((7,), radius=0.05, momentum=0.3, weight_decay=0.1), np.ones(7), noise)
    np.testing.assert_allclose(ours, iterates, rtol=0, atol=1e-13, err_msg=f"seed {SEED}")


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_extrapolation_equals_ten_lines_with_schedules(decay):
    noise = gradients((5,), 40)

    def alpha(k):
        return (k + 1.0) ** -0.6

    def eta(k):
        return 0.1 * (k + 1.0) ** -0.5

    x = previous = np.ones(5)
    m, iterates = np.ones(5) + noise[0], []
    for k, n in enumerate(noise):
        query = x + (1 - alpha(k)) / alpha(k) * (x - previous)
        m = (1 - alpha(k)) * m + alpha(k) * (query + n)
        previous, x = x, (1 - decay) * x - eta(k) * m / np.sqrt(m @ m)
        iterates.append(x)
    ours = run(TrustRegion(L2((5,)), eta, alpha, decay, extrapolate=True), np.ones(5), noise)
    np.testing.assert_allclose(ours, iterates, rtol=0, atol=1e-13, err_msg=f"seed {SEED}")


def test_composite_sign_sgd_equals_a_coordinatewise_grid_search():
    noise = gradients((3,), 15)
    weight, radius = 0.4, 0.1
    x, m, iterates = np.ones(3), np.ones(3) + noise[0], []
    for n in noise:
        m = 0.7 * m + 0.3 * (x + n)
        # a piecewise linear function of one coordinate has its minimum at an end, at 0, or (ties) nearest to 0
        candidates = np.stack([x - radius, x + radius, np.clip(0.0, x - radius, x + radius)])
        x = candidates[np.argmin(m * candidates + weight * np.abs(candidates), axis=0), np.arange(3)]
        iterates.append(x)
    ours = run(TrustRegion(LInf((3,)), radius, 0.3), np.ones(3), noise, L1Penalty(weight))
    np.testing.assert_allclose(ours, iterates, rtol=0, atol=1e-13, err_msg=f"seed {SEED}")


def test_orthogonal_sgdm_equals_ten_lines():
    noise = gradients((3, 4), 40)
    x = np.ones((3, 4))
    m, iterates = scipy.linalg.polar(x + noise[0])[0], []
    for n in noise:
        m = 0.8 * m + 0.2 * scipy.linalg.polar(x + n)[0]
        x = x - 0.05 * m
        iterates.append(x)
    ours = run(OrthogonalSGDM(Spectral((3, 4)), radius=0.05, momentum=0.2), np.ones((3, 4)), noise)
    np.testing.assert_allclose(ours, iterates, rtol=0, atol=1e-13, err_msg=f"seed {SEED}")


def test_orthogonal_sgdm_without_momentum_is_the_trust_region_method():
    noise = gradients((3, 4), 20)
    norm = Spectral((3, 4))
    ours = run(OrthogonalSGDM(norm, radius=0.05), np.ones((3, 4)), noise)
    np.testing.assert_allclose(ours, run(TrustRegion(norm, 0.05), np.ones((3, 4)), noise), rtol=0, atol=1e-15)


def test_first_momentum_is_the_first_gradient_exactly():
    method = TrustRegion(L2((3,)), 0.1, momentum=0.3)
    g0 = np.array([[0.1, 0.2, 0.7]])
    state = method.step(method.start(np.zeros((1, 3)), g0), g0)
    assert (state.m == g0).all()


@pytest.mark.parametrize("norm", [L1((6,)), L2((6,)), LInf((6,)), Spectral((2, 3)), Nuclear((2, 3))], ids=repr)
def test_decay_keeps_the_iterates_in_the_ball_of_radius_eta_over_beta(norm):
    """theory.md Lemma 2c, and ||x_{k+1} - x_k|| <= 2 eta."""
    noise = gradients(norm.shape, 200)
    method = TrustRegion(norm, 0.2, 0.5, 0.1)
    iterates = run(method, np.zeros(norm.shape), 3 * noise)
    assert method.domain_radius == pytest.approx(2.0)
    assert norm(iterates).max() <= 2.0 * (1 + 1e-12), f"max norm {norm(iterates).max()}, seed {SEED}"
    steps = norm(np.diff(iterates, axis=0))
    assert steps.max() <= 0.4 * (1 + 1e-12), f"max step {steps.max()}, seed {SEED}"


@pytest.mark.parametrize("regularizer", [Zero(), L1Penalty(0.5), Box(-0.5, 2.0)], ids=repr)
@pytest.mark.parametrize("norm", [L2((5,)), LInf((5,))], ids=repr)
def test_every_step_of_algorithm_1_carries_its_optimality_condition(norm, regularizer):
    """theory.md Lemma 2b: <m + r, x' - x> = -eta ||m + r||_*."""
    noise = gradients((5,), 60)
    method = TrustRegion(norm, 0.1, 0.4)
    state = method.start(np.ones((1, 5)), np.ones((1, 5)) + noise[0])
    for n in noise:
        following = method.step(state, state.query + n, regularizer)
        assert following.subgradient is not None
        v = following.m + following.subgradient
        gap = float(np.sum(v * (following.x - state.x)) + 0.1 * norm.dual(v)[0])
        assert abs(gap) <= 1e-12 * max(1.0, float(norm.dual(v)[0])), f"k={state.k}, gap {gap}, seed {SEED}"
        state = following


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"radius": 0.0}, "radius must be positive, got 0.0"),
        ({"radius": -1.0}, "radius must be positive"),
        ({"radius": np.nan}, "radius must be finite"),
        ({"radius": 1.0, "momentum": 0.0}, r"momentum .* must lie in \(0, 1\]"),
        ({"radius": 1.0, "momentum": 1.5}, r"momentum .* must lie in \(0, 1\]"),
        ({"radius": 1.0, "weight_decay": -0.1}, r"weight_decay must lie in \[0, 1\]"),
        ({"radius": 1.0, "weight_decay": 1.1}, r"weight_decay must lie in \[0, 1\]"),
    ],
)
def test_bad_parameters_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        TrustRegion(L2((3,)), **arguments)


def test_a_bad_schedule_is_named_with_its_step():
    method = TrustRegion(L2((3,)), lambda k: 1.0 - k)
    state = method.step(method.start(np.zeros((1, 3)), np.ones((1, 3))), np.ones((1, 3)))
    with pytest.raises(ValueError, match=r"radius\(1\) must be positive, got 0.0"):
        method.step(state, np.ones((1, 3)))


def test_bad_types():
    with pytest.raises(TypeError, match="norm must be a Norm"):
        TrustRegion("l2", 0.1)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="radius must be a real number"):
        TrustRegion(L2((3,)), "large")  # type: ignore[arg-type]
    method = OrthogonalSGDM(L2((3,)), 0.1)
    state = method.start(np.zeros((1, 3)), np.ones((1, 3)))
    with pytest.raises(TypeError, match="no composite step"):
        method.step(state, np.ones((1, 3)), L1Penalty(1.0))
