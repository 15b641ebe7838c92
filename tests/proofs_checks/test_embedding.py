"""The cost of rho: paid for isotropic noise, not for noise in one entry; and one problem in every norm and dimension."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.norms import LInf
from problems import TwoPoint
from proofs_checks.embedding import (
    FAMILIES,
    SIGMA,
    SLOPE,
    T2,
    T9,
    error_ratio,
    first,
    growth,
    isotropic,
    slope,
    structured,
    stuck,
)
from proofs_checks.explanation import exactly, on_average

LEVEL = 1e-6


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
@pytest.mark.parametrize("size", [1, 4, 9])
def test_the_same_constants_in_every_dimension(family, size):
    setting = slope(family, size)
    assert setting.smoothness == pytest.approx(1.0)
    assert setting.initial_gap == pytest.approx(1.0)
    assert setting.norm.dual(setting.problem.gradient(setting.x0)) == pytest.approx(SLOPE)
    assert setting.norm.rho**2 == pytest.approx(size**family.power)
    assert setting.sigma == pytest.approx(SIGMA)


@pytest.mark.parametrize("family", FAMILIES[1:], ids=lambda f: f.name)
def test_structured_noise_does_not_cost_rho(family):
    """The planted error: the claim about isotropic noise, on noise in one entry."""
    norm = family.norm(4)
    claims = [
        on_average("", error_ratio(norm, kind(norm), 256), np.inf, LEVEL, least=0.7) for kind in (isotropic, structured)
    ]
    assert claims[0].status == "verified"
    assert claims[1].measured < 0.71
    assert claims[1].status == "inconclusive"  # no maximum is known, but nothing is verified


def test_without_momentum_only_noise_in_all_coordinates_stops_it():
    norm = LInf((4,))
    assert on_average("", stuck(4), np.inf, LEVEL, least=0.9).status == "verified"
    quiet = stuck(4, TwoPoint(SIGMA, 0.0, first(norm)))
    assert on_average("", quiet, 2.0, LEVEL, least=0.9).status == "refuted"


def test_a_prescription_without_rho_is_refuted():
    """The exponents of T2 and T9 are told apart on the same noise."""
    family = FAMILIES[1]
    assert exactly("", growth(T2, family, 4, 64), 0.95, 1.05).status == "verified"
    assert exactly("", growth(T2, family, 4, 64, noise=False), -0.05, 0.05).status == "refuted"
    assert exactly("", growth(T9, family, 4, 64, noise=False), -0.05, 0.05).status == "verified"
    assert exactly("", growth(T9, family, 4, 64), -0.05, 0.05).status == "refuted"
