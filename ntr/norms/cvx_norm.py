"""Any norm that CVXPY can express."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cvxpy as cp
import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.cvx import ACCURACY, TOLERANCES, ConicProgram, SolverError, canonical
from ntr.linalg import Array, scaled
from ntr.norm import Norm


@dataclass(frozen=True)
class CvxNorm(Norm):
    """The norm x -> expression(x).

    Value: the expression itself. LMO and dual: the conic program min <g, u> over expression(u) <= 1 is canonicalised
    once, and Clarabel solves it for each g/max|g|. `lmo` is its primal solution u, scaled to ||u|| = 1 by the value of
    the expression. `dual` is its *dual* objective -b'z at the dual solution z: by weak duality an upper bound of
    ||g||_* that does not refer to u, while -<g, lmo(g)> is a lower bound that does not refer to z. Both are
    checked to agree within `ACCURACY` = 1e-8 at every call.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point.
    expression : callable
        Takes a CVXPY variable of that shape, returns a scalar CVXPY expression without further variables:
        ``lambda x: cp.norm1(x) + 2 * cp.norm_inf(x)``. A module-level function can be sent to other processes.

    Raises
    ------
    TypeError
        If `expression` is not callable or does not return a CVXPY expression.
    ValueError
        If it is not scalar, not convex by CVXPY's rules, not absolutely homogeneous, or zero at some x != 0.
    SolverError
        By `lmo` and `dual`, if Clarabel does not reach `ACCURACY`.
    """

    shape: tuple[int, ...]
    expression: Callable[[Any], Any]

    def __repr__(self) -> str:
        """With the name of the expression, without the address that Python would print: the same in every process."""
        name = getattr(self.expression, "__qualname__", type(self.expression).__qualname__)
        return f"CvxNorm(shape={self.shape}, expression={name})"

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        if not callable(self.expression):
            raise TypeError(f"expression must be a function of a CVXPY variable, got {self.expression!r}")
        self._program.validate()

    @property
    def tolerance(self) -> float:
        return ACCURACY

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), len(self.shape))
        values = [self._program.value(one) for one in unit.reshape(size.size, *self.shape)]
        return np.asarray(size * np.array(values, dtype=np.float64).reshape(size.shape))

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        values = [self._program.solve(one)[1] for one in unit.reshape(size.size, *self.shape)]
        return np.asarray(size * np.array(values, dtype=np.float64).reshape(size.shape))

    def lmo(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        points = [self._program.solve(one)[0] for one in unit.reshape(size.size, *self.shape)]
        return np.array(points, dtype=np.float64).reshape(unit.shape)

    def embedding(self, p: float) -> Bound:
        """(sum_i ||e_i||_*^p)^(1/p), up to the accuracy of the dual norm, which is added; never exact above size 1.

        `ntr.conformance.embedding_lower_bound` finds the best lower bound that a search can find.
        """
        return Bound(Norm.embedding(self, p).value * (1 + ACCURACY), exact=False)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return self.expression(x), []

    @cached_property
    def _program(self) -> _Program:
        return _Program(self.shape, self.expression)

    def __getstate__(self) -> dict[str, Any]:
        return {"shape": self.shape, "expression": self.expression}  # a solver does not travel; it is built again


class _Program:
    """min <g, u> over expression(u) <= 1, canonicalised once.

    A CVXPY variable and a solver are changed by every use; the lock lets threads share the norm.
    """

    def __init__(self, shape: tuple[int, ...], expression: Callable[[Any], Any]) -> None:
        self.lock = threading.Lock()
        self.variable = cp.Variable(shape)
        self.expression = expression(self.variable)
        if not isinstance(self.expression, cp.Expression):
            raise TypeError(f"expression must return a CVXPY expression, got {type(self.expression).__name__}")
        if self.expression.shape != ():
            raise ValueError(f"expression must be scalar, got shape {self.expression.shape}")
        if [variable.id for variable in self.expression.variables()] != [self.variable.id]:
            raise ValueError(f"expression must depend on its argument and no other variable, got {self.expression}")
        if not self.expression.is_convex():
            raise ValueError(f"expression must be convex by CVXPY's rules, got {self.expression}")
        # Which column of the program is which entry of u: CVXPY stores variables in Fortran order, and the cost
        # 1, 2, 3, ... proves it below.
        count = np.arange(1.0, self.variable.size + 1).reshape(shape)
        problem = cp.Problem(cp.Minimize(cp.sum(cp.multiply(count, self.variable))), [self.expression <= 1])
        data, _, _ = canonical(problem)
        self.program = ConicProgram(data)
        first = data["param_prob"].var_id_to_col[self.variable.id]
        self.columns = slice(first, first + self.variable.size)
        if not np.array_equal(self.program.cost[self.columns], count.ravel(order="F")):
            raise RuntimeError("this version of CVXPY does not lay variables out in Fortran order, as CvxNorm assumes")
        self.solvers = [self.program.solver(tolerance, updatable=True) for tolerance in TOLERANCES]

    def value(self, x: Array) -> float:
        """expression(x)."""
        with self.lock:
            self.variable.save_value(x)  # without the checks of `.value = x`, which cost more than the expression
            return float(self.expression.value)

    def solve(self, g: Array) -> tuple[Array, float]:
        """(u, ||g||_*): the primal solution on the unit sphere and the dual objective."""
        if not g.any():
            return np.zeros_like(g), 0.0
        if not np.isfinite(g).all():
            raise ValueError(f"g must be finite, got {g.tolist()}")
        cost = np.zeros_like(self.program.cost)
        cost[self.columns] = g.ravel(order="F")
        with self.lock:
            dual, primal = self._solve(cost)
        u = primal.reshape(g.shape, order="F")
        u = u / self.value(u)
        gap = (dual + float((g * u).sum())) / dual
        if not abs(gap) <= ACCURACY:
            raise SolverError(f"the LMO and the dual norm differ by a relative {gap:.1e} at g/max|g| = {g.tolist()}")
        return u, dual

    def _solve(self, cost: Array) -> tuple[float, Array]:
        reached = []
        for solver in self.solvers:
            solver.update(q=cost)
            solution = solver.solve()
            error = self.program.residual(cost, solution)
            if error <= ACCURACY:
                return float(self.program.offset @ solution.z), np.asarray(solution.x)[self.columns]
            reached.append(f"{solution.status} with relative residual {error:.1e}")
        raise SolverError(
            f"Clarabel did not solve the LMO of {self.expression} to {ACCURACY:.0e}: {'; '.join(reached)}"
        )

    def validate(self) -> None:
        """Zero at 0, absolutely homogeneous, positive: at the basis vectors and a few fixed random points."""
        shape = self.variable.shape
        points = np.random.default_rng(0).normal(size=(4, *shape))
        basis = np.eye(min(self.variable.size, 32), self.variable.size).reshape(-1, *shape)
        if (zero := self.value(np.zeros(shape))) != 0:
            raise ValueError(f"expression must be 0 at 0, got {zero!r}")
        for x in (*points, *basis, np.ones(shape)):
            value = self.value(x)
            if not value > 0:
                raise ValueError(f"expression must be positive away from 0, got {value!r} at {x.tolist()}")
            for factor in (-1.0, 3.0, -1e-3):
                scaled_value = self.value(factor * x)
                if not np.isclose(scaled_value, abs(factor) * value, rtol=ACCURACY, atol=0):
                    raise ValueError(
                        f"expression must satisfy N(c x) = |c| N(x), got {scaled_value!r} instead of "
                        f"{abs(factor) * value!r} for c = {factor} at x = {x.tolist()}"
                    )
        # A convex homogeneous function that vanishes on a subspace has an unbounded ball, and a random cost sees it.
        try:
            self.solve(points[0] / np.abs(points[0]).max())
        except SolverError as error:
            raise ValueError(
                f"expression must be positive away from 0, but its unit ball seems unbounded: {error}"
            ) from error
