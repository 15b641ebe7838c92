"""The general path: CVXPY with Clarabel, its status and residuals checked."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import clarabel
import numpy as np
import scipy.sparse

from ntr import later as cp
from ntr.linalg import Array

LINEAR = (clarabel.ZeroConeT, clarabel.NonnegativeConeT)

# What a solution must reach to be returned: relative duality gap and residuals, measured here and not by the solver.
ACCURACY = 1e-8

# Clarabel is asked for more than double precision always allows. Where it stalls on the way, what it reached is taken
# if it satisfies ACCURACY; else it runs again, since a stalled run may end far from its best: first with the same tolerance
# but shorter steps and more regularization, which mends programs without interior points on some processors, then with the
# next tolerance.
TOLERANCES = (1e-12, 1e-10, 1e-9)


class Attempt(NamedTuple):
    """How Clarabel is asked.

    Attributes
    ----------
    tolerance : float
        Of gap and residuals.
    regularization : float
        What is added to the diagonal of its linear systems before it refines their solutions; 1e-8 is its default.
    step : float
        The largest part of the way to the boundary of the cone that it goes at once; .99 is its default.
    refine : bool
        Whether the solutions of its linear systems are refined.
    """

    tolerance: float
    regularization: float = 1e-8
    step: float = 0.99
    refine: bool = True


# The ladder of `solve`, in the order of TOLERANCES.
ATTEMPTS = tuple(a for t in TOLERANCES for a in (Attempt(t), Attempt(t, regularization=1e-7, step=0.9)))


class SolverError(RuntimeError):
    """The solver did not reach the accuracy asked for; the message says which problem and how far it got."""


def solve(objective: Any, constraints: list[Any]) -> float:
    """Solve a CVXPY problem (`objective` is `cp.Minimize(...)` or `cp.Maximize(...)`); returns the optimal value.

    The variables hold the solution afterwards. Tolerance 1e-12 where Clarabel reaches it, `ACCURACY` at least.

    Raises
    ------
    SolverError
        If the problem is infeasible or unbounded, or if no run reaches `ACCURACY`.
    cvxpy.DCPError
        If the problem is not convex by CVXPY's rules.
    """
    problem = cp.Problem(objective, constraints)
    data, chain, inverse = canonical(problem)
    program = ConicProgram(data)
    reached = []
    for attempt in ATTEMPTS:
        solution = program.solver(attempt).solve()
        error = program.residual(program.cost, solution)
        if error <= ACCURACY:
            with warnings.catch_warnings():
                # CVXPY warns of any status but "Solved"; the residuals have just been checked.
                warnings.filterwarnings("ignore", message="Solution may be inaccurate")
                problem.unpack_results(solution, chain, inverse)
            return float(problem.value)
        reached.append(
            f"{solution.status}, relative residual {error:.1e}, at tolerance {attempt.tolerance:.0e}"
            + ("" if attempt.step == Attempt(0.0).step else " with shorter steps")
        )
        if "Infeasible" in str(solution.status):
            break  # "PrimalInfeasible", or "DualInfeasible" (unbounded); Clarabel has certified it
    raise SolverError(f"Clarabel did not solve to {ACCURACY:.0e} ({'; '.join(reached)}):\n{problem}")


def canonical(problem: Any) -> tuple[dict[str, Any], Any, Any]:
    """The conic program of a CVXPY problem, for Clarabel, and what leads back from it."""
    # CVXPY's default backend does not know arrays with more than two axes, and warns.
    many_axes = any(variable.ndim > 2 for variable in problem.variables())
    backend = cp.SCIPY_CANON_BACKEND if many_axes else None
    result: tuple[dict[str, Any], Any, Any] = problem.get_problem_data(
        cp.CLARABEL, canon_backend=backend, solver_opts={}
    )
    return result


class ConicProgram:
    """min q'x + x'Px/2 over Ax + s = b, s in K: what CVXPY makes of a problem, for Clarabel.

    Attributes
    ----------
    cost, offset : array
        q and b.
    upper : sparse array
        The upper triangle of P.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        # where CVXPY is needed, not before: see `ntr.later`
        from cvxpy.reductions.solvers.conic_solvers.clarabel_conif import dims_to_solver_cones

        self.cost, self.offset = data["c"], data["b"]
        self._sparse, self._cones = data["A"], dims_to_solver_cones(data["dims"])
        size = self.cost.size
        self._curved = "P" in data
        self.upper = scipy.sparse.triu(data["P"]).tocsc() if self._curved else scipy.sparse.csc_array((size, size))
        # A small sparse product costs ten times the dense one, and is needed at every LMO.
        small = self._sparse.shape[0] * size <= 10_000
        self._matrix = self._sparse.toarray() if small else self._sparse.tocsr()
        self._transposed = self._matrix.T.copy() if small else self._sparse.T.tocsr()

    def solver(
        self,
        attempt: Attempt,
        updatable: bool = False,
        cost: Array | None = None,
        offset: Array | None = None,
        curvature: float = 1.0,
    ) -> Any:
        """A Clarabel solver.

        `updatable`: without the reductions that forbid a later `update(q=...)`. `cost`, `offset`: other q and b;
        `curvature` multiplies P.
        """
        settings = clarabel.DefaultSettings()
        settings.verbose = False
        settings.max_threads = 1  # seeds and cases are what runs in parallel
        settings.direct_solve_method = "qdldl"  # single-threaded: the same bits every time
        settings.static_regularization_constant = attempt.regularization
        settings.max_step_fraction = attempt.step
        settings.iterative_refinement_enable = attempt.refine
        settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = attempt.tolerance
        settings.reduced_tol_gap_abs = settings.reduced_tol_gap_rel = settings.reduced_tol_feas = ACCURACY
        if updatable:
            settings.presolve_enable = settings.chordal_decomposition_enable = False
        q, b = self.cost if cost is None else cost, self.offset if offset is None else offset
        upper = self.upper if curvature == 1 else self.upper * curvature
        return clarabel.DefaultSolver(upper, q, self._sparse, b, self._cones, settings)

    @property
    def polyhedral(self) -> bool:
        """Whether all cones are linear, and the objective too."""
        return not self._curved and all(isinstance(cone, LINEAR) for cone in self._cones)

    def dual_residual(self, cost: Array, z: Array) -> float:
        """max |A'z + q| for another q, where there is no P."""
        return float(np.abs(cost + self._transposed @ z).max())

    def residual(self, cost: Array, solution: Any, offset: Array | None = None, curvature: float = 1.0) -> float:
        """The largest of the relative primal and dual residual and duality gap; inf if there is no solution.

        Of the program with this q and, if given, b; P is multiplied by `curvature`.

        Membership of s and of the dual z in their cones is not measured: an interior-point method never leaves them.
        """
        if str(solution.status) not in ("Solved", "AlmostSolved"):
            return np.inf
        x, s, z = np.asarray(solution.x), np.asarray(solution.s), np.asarray(solution.z)
        b = self.offset if offset is None else offset
        curved = self.upper @ x + self.upper.T @ x - self.upper.diagonal() * x if self._curved else np.zeros_like(x)
        curved = curvature * curved
        left, right = self._matrix @ x, self._transposed @ z
        primal = np.abs(left + s - b).max(initial=0.0)
        dual = np.abs(curved + cost + right).max(initial=0.0)
        gap = abs(x @ curved + cost @ x + b @ z)
        return float(
            max(
                primal / max(1.0, np.abs(left).max(initial=0.0), np.abs(s).max(initial=0.0)),
                dual / max(1.0, np.abs(cost).max(initial=0.0), np.abs(right).max(initial=0.0)),
                gap / max(1.0, abs(cost @ x), abs(b @ z)),
            )
        )
