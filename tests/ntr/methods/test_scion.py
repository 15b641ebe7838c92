"""Scion's two methods and NIGT in the words of their sources."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
import scipy.linalg

from ntr.methods import nigt, scg, uscg
from ntr.methods.scion import ScaledSchedule
from ntr.norms import L2, LInf, Spectral
from tests.ntr.methods.runs import assert_same, draws, run


def half(k: int) -> float:
    """A schedule in (0, 1]."""
    return 0.5 / (k + 1)


@pytest.mark.parametrize("constrained", [False, True])
def test_it_equals_ten_lines(constrained: bool) -> None:
    """d <- .8 d + .2 g, x <- (x or (1 - gamma_k) x) - gamma_k 3 U V'."""
    noise = draws((4, 3))
    x = np.ones((4, 3))
    d, iterates = x + noise[0], []
    for k, n in enumerate(noise):
        d = 0.8 * d + 0.2 * (x + n)
        x = (1 - half(k) if constrained else 1) * x - half(k) * 3 * scipy.linalg.polar(d)[0]
        iterates.append(x)
    method = (scg if constrained else uscg)(Spectral((4, 3)), half, 3.0, 0.2)
    assert_same(run(method, np.ones((4, 3)), noise), iterates)


def test_the_constrained_one_stays_in_its_ball() -> None:
    method = scg(LInf((5,)), 0.1, 2.0)
    assert method.domain_radius == pytest.approx(2.0)
    iterates = run(method, np.full(5, 2.0), 10 * draws((5,), 60))
    assert np.abs(iterates).max() <= 2.0 * (1 + 1e-12)


def test_nigt_equals_ten_lines() -> None:
    noise = draws((5,))
    x = previous = np.ones(5)
    m, iterates = x + noise[0], []
    for n in noise:
        m = 0.75 * m + 0.25 * (x + 3 * (x - previous) + n)
        previous, x = x, x - 0.1 * m / np.linalg.norm(m)
        iterates.append(x)
    assert_same(run(nigt((5,), 0.1, 0.25), np.ones(5), noise), iterates)


def test_a_scaled_schedule_can_be_sent_to_a_worker() -> None:
    schedule = pickle.loads(pickle.dumps(ScaledSchedule(half, 4.0)))
    assert schedule(3) == 0.5
    assert uscg(L2((3,)), half, 4.0).radius == schedule


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: uscg(L2((3,)), 0.1, 0.0), "radius must be positive, got 0.0"),
        (lambda: uscg(L2((3,)), half, -1.0), "radius must be positive, got -1.0"),
        (lambda: scg(L2((3,)), 0.0), "step must be positive, got 0.0"),
        (lambda: scg(L2((3,)), 1.5), r"weight_decay must lie in \[0, 1\], got 1.5"),
        (lambda: nigt((3,), 0.1, 0.0), r"momentum .* must lie in \(0, 1\]"),
    ],
)
def test_bad_parameters(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
