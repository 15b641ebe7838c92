"""The spectral cases: nearly tight, and what is lifted from a line loses no constant."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case
from ntr.theorems import constrained_gap, nonconvex_extrapolation, nonconvex_momentum, star_convex_decay
from ntr.theorems import star_convex_extrapolation as second
from proofs_checks import tight_spectral
from proofs_checks.verify import verify

CASES = {
    "zero": (nonconvex_momentum, tight_spectral.slope()),
    "zero, extrapolated": (nonconvex_extrapolation, tight_spectral.extrapolation()),
    "sharp": (star_convex_decay, tight_spectral.decay()),
    "sharp, extrapolated": (second, tight_spectral.decay(extrapolate=True)),
    "sharp gap": (constrained_gap, tight_spectral.gap()),
}


@pytest.mark.parametrize("name", CASES)
def test_nearly_tight(name):
    module, case = CASES[name]
    form = name.split(",")[0].split()[0]
    theorem = next(theorem for theorem in module.STATEMENTS if theorem.form == form)
    verdict = verify(theorem, case, level=1e-3)
    assert (verdict.measured / verdict.bound).max() > 0.85


@pytest.mark.parametrize("case", [case for _, case in CASES.values()], ids=list(CASES))
def test_no_constant_is_lost(case: Case):
    """rho sigma = ||n||_* = 1.1 ||grad f(x_0)||_* along an orthogonal matrix."""
    norm = case.method.norm
    gradient = float(norm.dual(case.problem.gradient(case.x0)))
    np.testing.assert_allclose(case.setting.dual_deviation, 2.2 * tight_spectral.SLOPE, rtol=1e-12)
    np.testing.assert_allclose(gradient, 2 * tight_spectral.SLOPE, rtol=1e-5)
