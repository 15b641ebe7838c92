"""The general path: CVXPY with Clarabel, its status and residuals checked."""

from __future__ import annotations

from typing import Any

import cvxpy as cp


class SolverError(RuntimeError):
    """The solver did not reach the accuracy asked for; the message says which problem and how far it got."""


def solve(objective: Any, constraints: list[Any]) -> float:
    """Solve a CVXPY problem (`objective` is `cp.Minimize(...)` or `cp.Maximize(...)`); returns the optimal value.

    Raises
    ------
    SolverError
        If the status is not optimal.
    """
    problem = cp.Problem(objective, constraints)
    value = problem.solve(solver=cp.CLARABEL, tol_gap_abs=1e-12, tol_gap_rel=1e-12, tol_feas=1e-12)
    if problem.status != cp.OPTIMAL:
        raise SolverError(f"Clarabel stopped with status {problem.status!r}")
    return float(value)
