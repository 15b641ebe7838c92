"""The semidefinite program of `pep.least_gap` by PEPit, an independent implementation of performance estimation."""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from collections.abc import Sequence

from ntr import validation


def least_gap(norms: Sequence[float]) -> float | None:
    """The least f(x_0) - inf f for gradients of these norms along x_{k+1} = x_k - g_k/||g_k||, L = 1; None without PEPit.

    The infimum is declared by f* <= f_i - ||g_i||^2/2, the rest by PEPit's interpolation conditions of smooth functions.

    Parameters
    ----------
    norms : sequence of float
        ||g_0||, ..., ||g_{n-1}||, positive.
    """
    sizes = validation.positive_array(norms, "norms", (len(norms),))
    if importlib.util.find_spec("PEPit") is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pepit, functions = importlib.import_module("PEPit"), importlib.import_module("PEPit.functions")
        problem = pepit.PEP()
        function = problem.declare_function(functions.SmoothFunction, L=1.0)
        x, infimum = problem.set_initial_point(), pepit.Expression()
        start = None
        for size in sizes:
            gradient, value = function.oracle(x)
            start = value if start is None else start
            problem.add_constraint(gradient**2 == size**2)
            problem.add_constraint(infimum <= value - size**2 / 2)
            x = x - gradient / size
        problem.set_performance_metric(infimum - start)
        return -float(problem.solve(wrapper="cvxpy", solver="CLARABEL", verbose=0))
