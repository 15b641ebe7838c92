"""Newton-Schulz: against a third party, the exact oracle, and its certificate on matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.lmos import CUBIC, MUON, QUINTIC, NewtonSchulz
from ntr.norms import L2, Spectral

SEED = 11


@pytest.mark.parametrize("shape", [(4, 4), (3, 5), (6, 2)], ids=str)
@pytest.mark.parametrize("lmo", [NewtonSchulz(), NewtonSchulz(MUON, 1), NewtonSchulz(QUINTIC, 5)], ids=repr)
def test_optax_gives_the_same(lmo: NewtonSchulz, shape: tuple[int, int]) -> None:
    optax = pytest.importorskip("optax.contrib._muon")
    jnp = pytest.importorskip("jax.numpy")
    g = np.random.default_rng(SEED).normal(size=shape)
    theirs = optax.orthogonalize_via_newton_schulz(jnp.asarray(g), jnp.asarray(lmo.coefficients), lmo.steps, eps=0.0)
    ours = -lmo.direction(Spectral(shape), g)
    # it works in single precision
    np.testing.assert_allclose(ours, np.asarray(theirs, dtype=np.float64), atol=2e-4, err_msg=f"seed {SEED}")


@pytest.mark.parametrize("coefficients", [QUINTIC, CUBIC], ids=str)
def test_many_steps_of_a_convergent_polynomial_give_the_exact_oracle(coefficients: Any) -> None:
    norm, g = Spectral((4, 3)), np.random.default_rng(SEED).normal(size=(10, 4, 3))
    found = NewtonSchulz(coefficients, 40).direction(norm, g)
    np.testing.assert_allclose(found, norm.lmo(g), atol=1e-10, err_msg=f"seed {SEED}")
    delta, tau = NewtonSchulz(coefficients, 40).certified(norm)
    assert 0 < delta < 1e-5
    assert tau == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("shape", [(2, 2), (5, 4), (3, 8), (1, 5)], ids=str)
@pytest.mark.parametrize(
    "lmo", [NewtonSchulz(), NewtonSchulz(QUINTIC, 5), NewtonSchulz(CUBIC, 12), NewtonSchulz(CUBIC, 1)], ids=repr
)
def test_what_matrices_attain_is_within_the_certificate(lmo: NewtonSchulz, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(SEED)
    g = rng.normal(size=(500, *shape)) * 10 ** rng.uniform(-3, 0, size=(500, 1, shape[1]))
    certified, measured = lmo.certified(Spectral(shape)), lmo.measured(Spectral(shape), g)
    assert measured.delta <= certified.delta, (measured, certified, SEED)
    assert measured.tau <= certified.tau, (measured, certified, SEED)


def test_muon_is_certified_as_in_theory_section_9() -> None:
    delta, tau = NewtonSchulz().certified(Spectral((4, 4)))
    assert 0.3182 < delta < 0.325
    assert tau == pytest.approx(1.2024, abs=5e-5)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: NewtonSchulz((1.5, -0.5)), ValueError, "coefficients must be three numbers"),  # type: ignore[arg-type]
        (lambda: NewtonSchulz((1.5, np.nan, 0.0)), ValueError, "coefficients must be finite"),
        (lambda: NewtonSchulz(MUON, 0), ValueError, "steps must be at least 1"),
        (lambda: NewtonSchulz(MUON, 2.5), TypeError, "steps must be an integer"),  # type: ignore[arg-type]
        (lambda: NewtonSchulz().certified(L2((2, 2))), ValueError, "needs the norm Spectral"),
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()
