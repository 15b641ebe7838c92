"""trust_region as a method of scipy.optimize.minimize: results, options, callbacks, errors."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pytest
from scipy.optimize import Bounds, OptimizeResult, OptimizeWarning, minimize, rosen, rosen_der

import ntr.scipy
from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import L1, LInf, Spectral
from ntr.regularizers import Ball, L1Penalty
from ntr.simulate import simulate
from problems import Gaussian, Quadratic

CENTER = np.array([1.0, -2.0, 0.5])


def bowl(x):
    """||x - c||^2/2 and its gradient."""
    return 0.5 * np.sum((x - CENTER) ** 2), x - CENTER


def solve(**options):
    return minimize(bowl, np.zeros(3), jac=True, method=ntr.scipy.trust_region, options=options)


@pytest.mark.parametrize("norm", [L1, LInf, None], ids=["L1", "LInf", "default"])
def test_minimize_converges_with_the_diminishing_radius(norm):
    options = {"maxiter": 20000, "gtol": 2e-2} | ({} if norm is None else {"norm": norm})
    result = solve(**options)
    assert result.success, result
    assert result.status == 0
    assert result.stationarity <= 2e-2
    assert result.fun == bowl(result.x)[0]
    np.testing.assert_array_equal(result.jac, bowl(result.x)[1])
    np.testing.assert_allclose(result.x, CENTER, atol=2e-2)


def test_the_iterates_are_those_of_the_method():
    result = solve(norm=LInf, radius=0.01, momentum=0.3, weight_decay=0.005, maxiter=40, gtol=0.0, return_all=True)
    problem = Quadratic(np.eye(3), CENTER)
    case = Case(problem, Gaussian(0.0), TrustRegion(LInf((3,)), 0.01, 0.3, 0.005), np.zeros(3), 40, 1)
    np.testing.assert_allclose(result.x, simulate(case).final[0], rtol=0, atol=1e-15)
    assert len(result.allvecs) == 41
    assert (result.nit, result.nfev, result.njev, result.status) == (40, 41, 41, 1)
    assert not result.success


def test_extrapolation_takes_gradients_elsewhere():
    plain = solve(norm=LInf, radius=0.1, momentum=0.5, maxiter=25, gtol=0.0)
    extrapolated = solve(norm=LInf, radius=0.1, momentum=0.5, extrapolate=True, maxiter=25, gtol=0.0)
    assert extrapolated.njev > plain.njev
    assert not np.array_equal(extrapolated.x, plain.x)


def test_matrices_are_reshaped():
    result = minimize(
        rosen, np.zeros(4), jac=rosen_der, method=ntr.scipy.trust_region, options={"norm": Spectral((2, 2))}
    )
    assert result.x.shape == (4,)
    assert result.fun < rosen(np.zeros(4))


@pytest.mark.parametrize("bounds", [[(0, 0.7), (None, 3), (-1, None)], Bounds([0, -np.inf, -1], [0.7, 3, np.inf])])
def test_bounds_are_a_box(bounds):
    result = minimize(bowl, np.zeros(3), jac=True, bounds=bounds, method=ntr.scipy.trust_region,
                      options={"norm": LInf, "maxiter": 5000, "gtol": 1e-2})  # fmt: skip
    assert result.success
    np.testing.assert_allclose(result.x, [0.7, -2.0, 0.5], atol=0.02)
    assert 0 <= result.x[0] <= 0.7


def test_a_regularizer_enters_the_objective():
    result = solve(norm=LInf, regularizer=L1Penalty(0.6), maxiter=5000, gtol=1e-2)
    np.testing.assert_allclose(result.x, [0.4, -1.4, 0.0], atol=0.02)
    assert result.fun == bowl(result.x)[0] + 0.6 * np.abs(result.x).sum()


def test_under_weight_decay_it_stops_at_the_frank_wolfe_gap():
    result = solve(norm=LInf, radius=0.002, weight_decay=0.01, maxiter=5000, gtol=0.01)  # the ball of radius .2
    assert result.success
    np.testing.assert_allclose(result.x, [0.2, -0.2, 0.2], atol=0.02)


def test_both_forms_of_the_callback():
    seen = []
    minimize(bowl, np.zeros(3), jac=True, method=ntr.scipy.trust_region, callback=seen.append, options={"maxiter": 5})
    assert len(seen) == 5
    assert all(x.shape == (3,) for x in seen)

    def stop(*, intermediate_result: OptimizeResult) -> None:
        assert intermediate_result.fun == bowl(intermediate_result.x)[0]
        raise StopIteration

    result = minimize(bowl, np.zeros(3), jac=True, method=ntr.scipy.trust_region, callback=stop)
    assert (result.nit, result.status, result.success) == (1, 99, False)


def test_a_nan_ends_the_run_at_the_last_good_iterate():
    def cliff(x):
        return (np.nan, x) if x[0] > 0.5 else bowl(x)

    result = minimize(cliff, np.zeros(3), jac=True, method=ntr.scipy.trust_region, options={"radius": 0.2})
    assert (result.status, result.success) == (2, False)
    assert np.isfinite(result.x).all()
    assert "NaN or infinite" in result.message


def test_tol_of_minimize_is_gtol():
    result = minimize(bowl, np.zeros(3), jac=True, tol=10.0, method=ntr.scipy.trust_region)
    assert (result.nit, result.success) == (0, True)


def test_unknown_options_are_named():
    with pytest.warns(OptimizeWarning, match="Unknown solver options: learning_rate; there are: norm, radius"):
        solve(learning_rate=0.1, maxiter=1)
    with pytest.warns(OptimizeWarning, match="does not use hess"):
        minimize(bowl, np.zeros(3), jac=True, hess=lambda x: np.eye(3), method=ntr.scipy.trust_region)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        solve(maxiter=1)


def test_disp_prints_the_message(capsys):
    solve(maxiter=1, disp=True)
    assert "maximum number of iterations" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"jac": None}, "jac must be given"),
        ({"constraints": {"type": "eq", "fun": sum}}, "constraints are not supported"),
        ({"options": {"norm": L1((2,))}}, "norm must have as many entries as x0, 3, got the shape (2,)"),
        ({"options": {"radius": -1}}, "radius must be positive, got -1"),
        ({"options": {"maxiter": 0}}, "maxiter must be at least 1, got 0"),
        ({"options": {"gtol": -1}}, "gtol must be at least 0, got -1"),
        ({"bounds": [(1, 2)] * 3}, "x0 must meet the bounds"),
        ({"bounds": [(-1, 2)] * 3, "options": {"regularizer": Ball(L1((3,)), 1.0)}}, "either bounds or a regularizer"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        minimize(bowl, np.zeros(3), **({"jac": True, "method": ntr.scipy.trust_region} | arguments))
