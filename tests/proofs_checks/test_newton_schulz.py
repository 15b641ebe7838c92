"""Newton-Schulz and Polar Express: the certificates hold, those of a better oracle do not, and the polynomial tells the error."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.inexact_lmo import Accuracy
from ntr.lmos import QUINTIC
from proofs_checks.newton_schulz import EXACT, NORM, ORACLES, error, matrix, newton, predicted, within

MUON, CONVERGING, SLOW, EXPRESS = ORACLES


@pytest.mark.parametrize("oracle", ORACLES, ids=lambda o: o.name)
def test_its_own_certificate_holds(oracle):
    assert [found.status for found in within(oracle, oracle.lmo.certified(NORM))] == ["verified"] * 2


@pytest.mark.parametrize("oracle", [MUON, EXPRESS], ids=lambda o: o.name)
def test_the_certificate_of_another_is_refuted(oracle):
    """The planted error: the accuracy of twelve converging steps claimed for an oracle that does not have it."""
    better = newton("", QUINTIC, 12).lmo.certified(NORM)
    assert [found.status for found in within(oracle, better)] == ["refuted"] * 2


def test_a_certificate_that_is_a_tenth_too_good_is_refuted():
    delta, tau = MUON.lmo.certified(NORM)
    assert "refuted" in [found.status for found in within(MUON, Accuracy(0.9 * delta, 0.99 * tau))]


@pytest.mark.parametrize("condition", [1.0, 10.0, 1e4])
def test_the_error_is_that_of_its_own_polynomial_only(condition):
    assert error(MUON, condition) == pytest.approx(predicted(MUON, condition), rel=1e-10)
    assert error(MUON, condition) != pytest.approx(predicted(EXPRESS, condition), rel=1e-3)


def test_the_matrix_and_its_polar_factor():
    g, polar = matrix(1e3)
    np.testing.assert_allclose(polar.T @ polar, np.eye(6), atol=1e-14)
    assert np.sum(g * polar) == pytest.approx(NORM.dual(g), rel=1e-12)
    assert error(EXACT, 1e3) < 1e-11
