"""Any regularizer that CVXPY can express."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.cvx import ACCURACY, SolverError, solve
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizer import Regularizer


@dataclass(frozen=True)
class CvxRegularizer(Regularizer):
    """R(x) = expression(x), +inf where its constraints fail; they may be off by 1e-8 of 1 + max|x_i|.

    inf R is found by CVXPY when the object is made; the steps are those of the general rule (`ntr.steps.general`).

    Parameters
    ----------
    shape : tuple of int
        Shape of a point.
    expression : callable
        Takes a CVXPY variable of that shape, returns a scalar convex CVXPY expression, or a pair of it and a list of
        constraints, without further variables: ``lambda x: cp.norm1(x) + cp.max(x)``,
        ``lambda x: (cp.sum_squares(x), [cp.sum(x) <= 1])``. A module-level function can be sent to other processes.

    Raises
    ------
    TypeError
        If `expression` is not callable or does not return a CVXPY expression.
    ValueError
        If it is not scalar, not convex by CVXPY's rules, has other variables, or no finite infimum.
    """

    shape: tuple[int, ...]
    expression: Callable[[Any], Any]
    infimum: float = field(init=False, repr=False)

    def __repr__(self) -> str:
        """With the name of the expression and without its address: the same in every process."""
        name = getattr(self.expression, "__qualname__", type(self.expression).__qualname__)
        return f"CvxRegularizer(shape={self.shape}, expression={name})"

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        if not callable(self.expression):
            raise TypeError(f"expression must be a function of a CVXPY variable, got {self.expression!r}")
        program = self._program
        slack = cp.Variable()  # CVXPY does not solve a problem without variables
        try:
            least = solve(cp.Minimize(program.value + slack), [*program.constraints, slack >= 0])
        except SolverError as error:
            raise ValueError(f"expression must have a finite infimum and a domain: {error}") from error
        object.__setattr__(self, "infimum", least)

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """R(x), shape (*batch,)."""
        axes = x.ndim if ndim is None else ndim
        if x.shape[x.ndim - axes :] != self.shape:
            raise ValueError(f"x must be a point of shape {self.shape}, got {x.shape[x.ndim - axes :]}")
        batch = x.shape[: x.ndim - axes]
        values = [self._program(one) for one in x.reshape(-1, *self.shape)] if x.size else []
        return np.array(values, dtype=np.float64).reshape(batch)

    def subgradient_bound(self, norm: Norm) -> None:
        """None: unknown."""
        return

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """The expression and its constraints."""
        result = self.expression(x)
        value, constraints = result if isinstance(result, tuple) else (result, [])
        return value, list(constraints)

    @cached_property
    def _program(self) -> _Expression:
        return _Expression(self)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_program"}


class _Expression:
    """The expression of one variable; the lock lets threads share it."""

    def __init__(self, regularizer: CvxRegularizer) -> None:
        self.lock = threading.Lock()
        self.variable = cp.Variable(regularizer.shape)
        self.value, self.constraints = regularizer.cvx(self.variable)
        if not isinstance(self.value, cp.Expression):
            raise TypeError(f"expression must return a CVXPY expression, got {type(self.value).__name__}")
        if self.value.shape != ():
            raise ValueError(f"expression must be scalar, got shape {self.value.shape}")
        parts = [self.value, *self.constraints]
        if any(variable.id != self.variable.id for part in parts for variable in part.variables()):
            raise ValueError(f"expression must depend on its argument and no other variable, got {self.value}")
        if not (self.value.is_convex() and all(constraint.is_dcp() for constraint in self.constraints)):
            raise ValueError(f"expression must be convex by CVXPY's rules, got {parts}")
        self.domain = [*self.constraints, *self.value.domain]

    def __call__(self, x: Array) -> float:
        if not np.isfinite(x).all():
            return np.inf
        allowed = ACCURACY * (1 + float(np.abs(x).max()))
        with self.lock:
            self.variable.save_value(x)  # without the checks of `.value = x`
            for constraint in self.domain:
                if float(np.max(constraint.violation(), initial=0.0)) > allowed:
                    return np.inf
            value = float(self.value.value)
        return value if value > -np.inf else np.inf  # NaN just outside the domain of a logarithm
