"""Any norm that CVXPY can express."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.cvx import ACCURACY, SolverError
from ntr.linalg import Array, scaled
from ntr.norm import Norm
from ntr.norms.ball_program import BallProgram


@dataclass(frozen=True)
class CvxNorm(Norm):
    """The norm x -> expression(x).

    Value: the expression itself. LMO and dual: the conic program min <g, u> over expression(u) <= 1, canonicalised
    once; each g changes its linear cost alone, and value, primal and dual solution certify each other within
    `ACCURACY` = 1e-8 (see `BallProgram`).

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
        point = self._function.validate()
        # A convex homogeneous function that vanishes on a subspace has an unbounded ball, and a random cost sees it.
        try:
            self._program.solve(point / np.abs(point).max())
        except SolverError as error:
            raise ValueError(
                f"expression must be positive away from 0, but its unit ball seems unbounded: {error}"
            ) from error

    @property
    def tolerance(self) -> float:
        return ACCURACY

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), len(self.shape))
        values = [self._function.value(one) for one in unit.reshape(size.size, *self.shape)]
        return np.asarray(size * np.array(values, dtype=np.float64).reshape(size.shape))

    def dual(self, g: Array) -> Array:
        return self._program.dual(validation.point(g, self.shape, "g"))

    def lmo(self, g: Array) -> Array:
        return self._program.lmo(validation.point(g, self.shape, "g"))

    def embedding(self, p: float) -> Bound:
        """(sum_i ||e_i||_*^p)^(1/p), up to the accuracy of the dual norm, which is added; never exact above size 1.

        `ntr.conformance.embedding_interval` adds the best lower bound that a search finds.
        """
        return Bound(Norm.embedding(self, p).value * (1 + ACCURACY), exact=False)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """expression(s x) / s for s = ||e_1||: near the unit ball its auxiliary variables are then of the order of 1."""
        return self.expression(self._function.size * x) / self._function.size, []

    @cached_property
    def _function(self) -> _Function:
        return _Function(self.shape, self.expression)

    @cached_property
    def _program(self) -> BallProgram:
        return BallProgram(self, self._function.value)

    def __getstate__(self) -> dict[str, Any]:
        return {"shape": self.shape, "expression": self.expression}  # a solver does not travel; it is built again


class _Function:
    """expression(x) as a function of arrays. A CVXPY variable is changed by every use: hence the lock."""

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

    @cached_property
    def size(self) -> float:
        """expression(e_1)."""
        return self.value(np.eye(1, self.variable.size).reshape(self.variable.shape))

    def value(self, x: Array) -> float:
        """expression(x)."""
        with self.lock:
            self.variable.save_value(x)  # without the checks of `.value = x`, which cost more than the expression
            return float(self.expression.value)

    def validate(self) -> Array:
        """Zero at 0, absolutely homogeneous, positive: at basis vectors and fixed random points; one of the latter."""
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
        return np.asarray(points[0])
