"""TrustRegion with an inexact oracle: against a reference, and everything that must refuse one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from ntr import Case, simulate
from ntr.inexact_lmo import Accuracy, InexactLMO
from ntr.lmos import NewtonSchulz, OneSided, Perturbed, PolarExpress
from ntr.methods import TrustRegion, newton_schulz_muon, parameters
from ntr.norm import Norm
from ntr.norms import L2, LInf, Spectral
from ntr.regularizers import L1Penalty
from ntr.theorems import nonconvex_deterministic, nonconvex_momentum, star_convex_decay
from problems import Gaussian, LogCosh, Separable

SEED = 20240925


@dataclass(frozen=True)
class Fixed(InexactLMO):
    """Always the same direction: what `measured` says of it is easily computed."""

    def direction(self, norm: Norm, g: np.ndarray) -> np.ndarray:
        return np.broadcast_to(np.array([-0.6, 0.8]), g.shape)

    def certified(self, norm: Norm) -> Accuracy:
        return Accuracy(0.9, 1.0)


def test_measured_takes_the_worst_of_the_batch() -> None:
    g = np.array([[1.0, 0.0], [0.0, -2.0], [3.0, -4.0], [0.0, 0.0]])
    closeness, length = Fixed().attained(L2(2), g)
    np.testing.assert_allclose(closeness, [0.6, 0.8, 1.0, 1.0])
    np.testing.assert_allclose(length, 1.0)
    assert Fixed().measured(L2(2), g) == pytest.approx((0.4, 1.0))


def test_muon_in_practice_equals_ten_lines() -> None:
    rng = np.random.default_rng(SEED)
    x = np.ones((3, 4))
    m, iterates, noise = None, [], rng.normal(size=(30, 3, 4))
    for n in noise:
        g = x + n
        m = g if m is None else 0.9 * m + 0.1 * g
        s = m / np.linalg.norm(m)
        for _ in range(5):
            a = s @ s.T
            s = 3.4445 * s + (-4.775 * a + 2.0315 * a @ a) @ s
        x = 0.98 * x - 0.05 * s
        iterates.append(x)
    method = newton_schulz_muon((3, 4), radius=0.05, momentum=0.1, weight_decay=0.02)
    state = method.start(np.ones((1, 3, 4)), np.ones((1, 3, 4)) + noise[0])
    for n, expected in zip(noise, iterates, strict=True):
        state = method.step(state, state.query + n)
        np.testing.assert_allclose(state.x[0], expected, atol=1e-10, err_msg=f"seed {SEED}, k = {state.k}")
        assert state.subgradient is None


@pytest.mark.parametrize("lmo", [Perturbed(0.2, 1.5), Perturbed(0.0, 1.5, along=1.5), OneSided(0.3, 1.5)], ids=repr)
def test_decay_keeps_the_iterates_in_the_ball_of_radius_tau_eta_over_beta(lmo: InexactLMO) -> None:
    method = TrustRegion(L2(3), 0.1, 0.5, 0.05, lmo=lmo)
    assert method.accuracy == lmo.certified(L2(3))
    assert method.domain_radius == pytest.approx(1.5 * 2.0)
    problem = Separable(LogCosh(), np.full(3, 50.0))
    case = Case(problem, Gaussian(0.1), method, np.zeros(3), 300, range(3))
    size = L2(3)(simulate(case, checkpoints=[300]).final)
    assert size.max() <= method.domain_radius
    assert size.max() >= 0.5 * method.domain_radius, "it should get close: the minimizer is far away"
    assert case.setting.domain_radius == method.domain_radius
    assert case.setting.lmo == lmo


def test_an_oracle_without_loss_gives_the_exact_method() -> None:
    problem = Separable(LogCosh(), np.array([1.0, -2.0, 0.5]))
    exact = TrustRegion(LInf(3), 0.05, 0.2, 0.01, extrapolate=True)
    spoilt = TrustRegion(LInf(3), 0.05, 0.2, 0.01, extrapolate=True, lmo=Perturbed(0.0, 1.0))
    runs = [simulate(Case(problem, Gaussian(1.0), method, np.zeros(3), 50, range(3)), engine="numpy").final
            for method in (exact, spoilt)]  # fmt: skip
    assert np.array_equal(*runs)


def test_a_regularizer_is_refused_before_the_run_and_in_the_step() -> None:
    method = TrustRegion(L2(2), 0.1, lmo=Perturbed(0.1, 1.0))
    composite = Separable(LogCosh(), np.ones(2), regularizer=L1Penalty(0.1))
    assert not method.composite
    with pytest.raises(ValueError, match="no composite step"):
        Case(composite, Gaussian(0.0), method, np.zeros(2), 5, range(1))
    state = method.start(np.zeros((1, 2)), np.ones((1, 2)))
    with pytest.raises(TypeError, match="an inexact lmo has no composite step"):
        method.step(state, np.ones((1, 2)), L1Penalty(0.1))


def test_what_has_no_certificate_is_refused_by_the_constructor() -> None:
    with pytest.raises(ValueError, match="needs the norm Spectral, got LInf"):
        TrustRegion(LInf((2, 2)), 0.1, lmo=NewtonSchulz())
    with pytest.raises(TypeError, match="lmo must be an InexactLMO or None, got 5"):
        TrustRegion(L2(2), 0.1, lmo=5)  # type: ignore[arg-type]


class Own(Perturbed):
    """Without a kernel."""

    def kernel(self, norm: Norm) -> None:
        return None


def test_the_compiled_engine_leaves_it_to_the_other() -> None:
    problem = Separable(LogCosh(), np.ones(2))
    case = Case(problem, Gaussian(1.0), TrustRegion(L2(2), 0.1, lmo=Own(0.1, 1.0)), np.zeros(2), 5, range(2))
    assert simulate(case).engine == "numpy"
    with pytest.raises(ValueError, match="no compiled kernel for: lmo Own"):
        simulate(case, engine="compiled")


@pytest.mark.parametrize(
    "module", [nonconvex_deterministic, nonconvex_momentum, star_convex_decay], ids=lambda m: m.STEM
)
def test_theorems_for_the_exact_oracle_refuse_it(module) -> None:
    decay = 0.1 if module is star_convex_decay else 0.0
    method = TrustRegion(Spectral((2, 2)), 0.1, 1.0, decay, lmo=PolarExpress())
    case = Case(Separable(LogCosh(), np.zeros((2, 2))), Gaussian(0.0), method, np.zeros((2, 2)), 5, range(1))
    for theorem in module.STATEMENTS:
        assert any("must be exact, got PolarExpress" in line for line in theorem.violated(case)), theorem.name
    assert parameters(method).radius == 0.1
