"""The linear minimization oracle of a norm without a closed form: a conic program of which only the cost changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ntr import later as cp
from ntr.cvx import ACCURACY, Attempt, ConicProgram, SolverError, canonical
from ntr.linalg import Array, scaled
from ntr.norm import Norm

# How Clarabel is asked, one after the other until ACCURACY is reached. Where the solution is degenerate (a spectral ball
# cut by a box at one of its corners) no single way does for all g: of 386 that the first left, the second solved 379.
ATTEMPTS = (
    Attempt(1e-12),
    Attempt(1e-12, regularization=1e-6, step=0.9),
    *(Attempt(1e-12, regularization, step=0.8) for regularization in (1e-6, 1e-7, 1e-8, 1e-5)),
    *(Attempt(1e-9, regularization) for regularization in (1e-8, 1e-7, 1e-6, 1e-10, 1e-5)),
)

# For a polyhedral ball, before the others: its systems are well enough conditioned without refinement, for longer steps.
POLYHEDRAL = Attempt(1e-12, step=0.999, refine=False)


class BallProgram:
    """min <g, u> over ||u|| <= 1 by Clarabel, canonicalised once; each g changes the linear cost alone.

    `lmo` is the primal solution u, scaled to ||u|| = 1 by the norm's own value. `dual` is the *dual* objective -b'z at
    the dual solution z: by weak duality an upper bound of ||g||_* that does not refer to u, while -<g, lmo(g)> is a
    lower bound that does not refer to z. Both are checked to agree within `ACCURACY` = 1e-8 at every call.

    It may be shared by threads and sent to other processes; the solver does not travel and is built again there.

    Parameters
    ----------
    norm : Norm
        Its value and `cvx` are used.
    value : callable, optional
        ||u|| of one point with entries of the order of 1, where that is faster than `norm`.
    """

    def __init__(self, norm: Norm, value: Callable[[Array], Any] | None = None) -> None:
        self.norm, self.value = norm, norm if value is None else value

    def __getstate__(self) -> dict[str, Any]:
        return {"norm": self.norm, "value": self.value}

    def dual(self, g: Array) -> Array:
        """||g||_*, (*batch, *shape) -> (*batch,).

        Raises
        ------
        ValueError
            If g is not finite.
        SolverError
            If Clarabel does not reach `ACCURACY`.
        """
        unit, size = scaled(_finite(g), len(self.norm.shape))
        values = [self.solve(one)[1] for one in unit.reshape(size.size, *self.norm.shape)]
        return np.asarray(size * np.array(values, dtype=np.float64).reshape(size.shape))

    def lmo(self, g: Array) -> Array:
        """argmin <g, u> over ||u|| <= 1, 0 at g = 0; shape of g. Raises as `dual` does."""
        unit, size = scaled(_finite(g), len(self.norm.shape))
        points = [self.solve(one)[0] for one in unit.reshape(size.size, *self.norm.shape)]
        return np.array(points, dtype=np.float64).reshape(unit.shape)

    def solve(self, g: Array) -> tuple[Array, float]:
        """(u, ||g||_*) for one g in units of its largest entry: the point on the unit sphere and the dual objective."""
        if not g.any():
            return np.zeros_like(g), 0.0
        return self._conic.minimize(g)

    @cached_property
    def _conic(self) -> _Conic:
        return _Conic(self.norm, self.value)


def _finite(g: Array) -> Array:
    if not np.isfinite(g).all():
        raise ValueError(f"g must be finite, got {np.count_nonzero(~np.isfinite(g))} NaN or infinite entries")
    return g


class Ball(NamedTuple):
    """The conic program of min <g, v> over ||v / radius|| <= 1.

    Attributes
    ----------
    data : dict
        What CVXPY hands to Clarabel.
    columns : slice
        Which columns of the program are v, in Fortran order.
    radius : float
        Of the order of ||e_i||, so that v, and what the norm sees of it, are of the order of 1 whatever its unit.
    """

    data: dict[str, Any]
    columns: slice
    radius: float


def ball(norm: Norm) -> Ball:
    """The conic program of the ball. CVXPY stores variables in Fortran order, and the cost 1, 2, 3, ... proves it."""
    variable = cp.Variable(norm.shape)
    radius = float(norm(np.eye(min(variable.size, 64), variable.size).reshape(-1, *norm.shape)).max())
    count = np.arange(1.0, variable.size + 1).reshape(norm.shape)
    length, constraints = norm.cvx(variable / radius)
    problem = cp.Problem(cp.Minimize(cp.sum(cp.multiply(count, variable))), [length <= 1, *constraints])
    data, _, _ = canonical(problem)
    first = data["param_prob"].var_id_to_col[variable.id]
    columns = slice(first, first + variable.size)
    expected = np.zeros_like(data["c"])
    expected[columns] = count.ravel(order="F")
    if not np.array_equal(data["c"], expected):
        raise RuntimeError("this version of CVXPY does not lay variables out in Fortran order, as BallProgram assumes")
    return Ball(data, columns, radius)


class _Conic:
    """The canonical program, and a solver for each attempt. A solver is changed by every use: hence the lock."""

    def __init__(self, norm: Norm, value: Callable[[Array], Any]) -> None:
        self.norm, self.value, self.lock, self.ball = norm, value, threading.Lock(), ball(norm)
        self.program = ConicProgram(self.ball.data)
        self.attempts = (POLYHEDRAL, *ATTEMPTS) if self.program.polyhedral else ATTEMPTS
        self.solvers: dict[Attempt, Any] = {}

    def minimize(self, g: Array) -> tuple[Array, float]:
        """(u, ||g||_*) by the first attempt that is accurate enough."""
        cost = np.zeros_like(self.program.cost)
        cost[self.ball.columns] = g.ravel(order="F")
        reached = []
        with self.lock:
            for attempt in self.attempts:
                solver = self._solver(attempt)
                solver.update(q=cost)
                solution = solver.solve()
                u, dual, error = self._certified(g, cost, solution)
                if error <= ACCURACY:
                    return u, dual
                reached.append(f"{solution.status}, relative error {error:.1e}")
        raise SolverError(
            f"Clarabel did not solve the LMO of {self.norm!r} to {ACCURACY:.0e} at g/max|g| = {g.tolist()}: "
            f"{'; '.join(reached)}"
        )

    def _certified(self, g: Array, cost: Array, solution: Any) -> tuple[Array, float, float]:
        """u, ||g||_*, and the larger of the dual residual and the gap between the values, beyond the norm's own error.

        Of the solution only this counts: u is feasible as it is divided by ||u||, and z bounds the dual norm from above.
        """
        u, z = np.array(solution.x)[self.ball.columns], np.array(solution.z)
        length = float(self.value(u := u.reshape(g.shape, order="F"))) if np.isfinite(u).all() else 0.0
        dual = float(self.program.offset @ z) / self.ball.radius
        if not (length > 0 and dual > 0) or "Infeasible" in str(solution.status):
            return u, dual, np.inf
        u = u / length
        gap = abs(dual + float(g.ravel() @ u.ravel())) / dual
        return u, dual, max(self.program.dual_residual(cost, z), gap - self.norm.tolerance)

    def _solver(self, attempt: Attempt) -> Any:
        if attempt not in self.solvers:  # most norms need the first alone
            self.solvers[attempt] = self.program.solver(attempt, updatable=True)
        return self.solvers[attempt]
