"""The step as a conic program that is canonicalised once; afterwards only its numbers change."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import scipy.sparse

from ntr import later as cp
from ntr.cvx import TOLERANCES, Attempt, ConicProgram, canonical
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.separable import Separable


class Trial(NamedTuple):
    """How a step is solved for.

    Attributes
    ----------
    attempt : Attempt
        What Clarabel is asked.
    new : bool
        By a new solver, whose equilibration is made for the numbers at hand, instead of the updated one.
    again : bool
        Once more in units of the radius, relative to what was found first.
    """

    attempt: Attempt
    new: bool = False
    again: bool = False


# The updated solvers, new ones, and then shorter steps with several regularizations: where curved balls meet at a small
# angle, which of these is accurate differs from one step to the next.
UPDATED = tuple(Trial(Attempt(tolerance)) for tolerance in TOLERANCES)
TRIALS = (
    *UPDATED,
    *(trial._replace(new=True) for trial in UPDATED),
    *(Trial(Attempt(1e-12, regularization, step=0.9), again=True) for regularization in (1e-8, 1e-6)),
    *(Trial(Attempt(1e-12, regularization, step=0.8)) for regularization in (1e-8, 1e-6, 1e-7)),
    *(Trial(Attempt(1e-12, regularization, step=0.9)) for regularization in (1e-5, 1e-8, 1e-7)),
)

# (CVXPY variable v, parameters) -> (penalty, constraints); the parameters enter the constraints linearly.
Part: TypeAlias = Callable[[Any, tuple[Array, ...]], tuple[Any, list[Any]]]


class Solution(NamedTuple):
    """What the solver returned, in the units of the caller.

    Attributes
    ----------
    u : Array
        The move.
    slope : Array
        The multiplier of v = u + offset: a subgradient of the penalty and its constraints at v.
    solved : bool
        Whether there is anything to look at: Clarabel ended with finite numbers and no certificate of infeasibility.
    error : float
        The largest of the relative residuals and the gap, measured here; NaN unless asked for.
    bound : float
        The dual objective: at most the least value, up to the residuals.
    point : Array
        All variables of the program.
    """

    u: Array
    slope: Array
    solved: bool
    error: float
    bound: float
    point: Array


class StepProgram:
    """min <m, u> + penalty(v) over ||u|| <= radius, v = u + offset, and the constraints on v.

    CVXPY canonicalises it once, to min q'y + y'Py/2 over Ay + s = b, s in K. The parameters, the offset and the radius
    enter b alone, and linearly; m is a part of q. Which entries of b hold which parameter is read off two
    canonicalisations that differ in nothing else, and a third proves it.

    For any unit of length L and of slopes M the same program in y/L, s/L is min q'y + (L/M) y'Py/2 with q/M and b/L, since
    A is linear and K a cone: so A stays, and the solver only receives q, P and b. Before that v is shifted by the offset,
    b - A offset and q + P offset: linear constraints then see the move alone, however large the offset.

    Every solve starts from nothing but these numbers: a result does not depend on what was solved before. The lock lets
    threads share the solver.
    """

    def __init__(self, norm: Norm, part: Part, parameters: tuple[tuple[int, ...], ...]) -> None:
        self.lock = threading.Lock()
        self.shape, self.shapes = norm.shape, (norm.shape, *parameters, ())
        self.sizes = [int(np.prod(shape)) for shape in self.shapes]
        u, v = cp.Variable(norm.shape), cp.Variable(norm.shape)
        length, extra = norm.cvx(u)
        size = self.sizes[0]
        count = np.arange(1.0, size + 1)
        objective = cp.sum(cp.multiply(count.reshape(norm.shape), u))

        def built(values: Array) -> tuple[dict[str, Any], Any, list[Any]]:
            offset, *others, radius = self._split(values)
            penalty, constraints = part(v, tuple(others))
            link = v - u == offset
            problem = cp.Problem(
                cp.Minimize(objective + penalty), [link, length <= float(radius), *extra, *constraints]
            )
            return canonical(problem)

        # zeros could vanish from the structure; the parameters are numbered from 2, after a common 1
        number = np.arange(1.0, sum(self.sizes) + 1)
        (data, _, inverse), (other, _, _) = built(np.ones(number.size)), built(1.0 + number)
        self.program = ConicProgram(data)
        difference = other["b"] - data["b"]
        rows = np.flatnonzero(difference)
        which = np.abs(difference[rows]).astype(int) - 1
        self.linear = scipy.sparse.csr_array(
            (np.sign(difference[rows]), (rows, which)), shape=(difference.size, number.size)
        )
        self.constant = data["b"] - self.linear @ np.ones(number.size)
        random = np.random.default_rng(0).uniform(1.0, 2.0, number.size)
        third, _, _ = built(random)
        if not np.allclose(third["b"], self.constant + self.linear @ random, rtol=1e-12, atol=1e-12) or any(
            abs(one["A"] - data["A"]).max() > 0 for one in (other, third)
        ):
            raise RuntimeError("this version of CVXPY does not put the parameters of the step into b, as is assumed")
        columns = data["param_prob"].var_id_to_col
        self.u = slice(columns[u.id], columns[u.id] + size)
        if not np.array_equal(self.program.cost[self.u], count.reshape(norm.shape).ravel(order="F")):
            raise RuntimeError("this version of CVXPY does not lay variables out in Fortran order, as is assumed")
        self.cost = self.program.cost.copy()
        self.cost[self.u] = 0.0
        self.objective = float(inverse[-1]["offset"])  # the constant part of the penalty
        # the row of each entry of the link, and its sign
        links = {int(j): (int(row), np.sign(difference[row])) for row, j in zip(rows, which, strict=True) if j < size}
        self.link = np.array([links[j][0] for j in range(size)])
        self.sign = np.array([links[j][1] for j in range(size)])
        self.curvature = self.program.upper.data.copy()
        self.v = slice(columns[v.id], columns[v.id] + size)
        upper = self.program.upper
        self.matrix = scipy.sparse.csr_array(data["A"])
        self.hessian = scipy.sparse.csr_array(upper + scipy.sparse.triu(upper, 1).T)
        self.solvers: dict[Attempt, Any] = {}

    def solve(
        self,
        m: Array,
        values: tuple[Any, ...],
        unit: float,
        scale: float,
        trial: Trial,
        measured: bool = False,
        near: Array | None = None,
    ) -> Solution:
        """The solution for m and (offset, *parameters, radius); lengths are solved for in `unit`, slopes in `scale`.

        `measured`: with the error. `near`: the values of auxiliary variables to which they are solved for relatively; 0
        by default.
        """
        cost = self.cost / scale
        cost[self.u] = m.ravel(order="F") / scale
        flat = np.concatenate([np.ravel(np.broadcast_to(x, s)) for x, s in zip(values, self.shapes, strict=True)])
        start = np.zeros_like(cost) if near is None else near.copy()
        start[self.u] = 0.0
        start[self.v] = flat[: self.sizes[0]].reshape(self.shape).ravel(order="F")
        offset = (self.constant + (self.linear @ flat - self.matrix @ start)) / unit
        bend = self.hessian @ start
        cost += bend / scale
        objective = self.objective + float((self.cost + bend / 2) @ start)
        curvature = self.curvature * (unit / scale)
        with self.lock:
            if trial.new:
                solver = self.program.solver(trial.attempt, cost=cost, offset=offset, curvature=unit / scale)
            else:
                solver = self._updatable(trial.attempt)
                solver.update(q=cost, b=offset, **({"P": curvature} if curvature.size else {}))
            solution = solver.solve()
            y, z = np.asarray(solution.x), np.asarray(solution.z)
            status = str(solution.status)
        u = unit * y[self.u].reshape(self.shape, order="F")
        slope = -scale * (self.sign * z[self.link]).reshape(self.shape)
        solved = status in ("Solved", "AlmostSolved") or (
            status == "InsufficientProgress" and bool(np.isfinite(y).all())
        )
        error = self.program.residual(cost, solution, offset, unit / scale) if measured else np.nan
        return Solution(
            u, slope, solved, error, unit * scale * float(solution.obj_val_dual) + objective, start + unit * y
        )

    def solve_again(
        self, m: Array, values: tuple[Any, ...], unit: float, scale: float, trial: Trial, measured: bool = False
    ) -> Solution:
        """Solved in `unit`, then relative to what was found in units of the radius: digits for a ball far from 0."""
        first = self.solve(m, values, unit, scale, trial)
        if not first.solved:
            return first
        return self.solve(m, values, float(values[-1]), scale, trial, measured, first.point)

    def _updatable(self, attempt: Attempt) -> Any:
        if attempt not in self.solvers:  # most pairs need the first alone
            self.solvers[attempt] = self.program.solver(attempt, updatable=True)
        return self.solvers[attempt]

    def _split(self, values: Array) -> list[Array]:
        parts = np.split(values, np.cumsum(self.sizes)[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, self.shapes, strict=True)]


def general_program(norm: Norm, regularizer: Regularizer) -> StepProgram:
    """The offset is the center, and v is x."""
    return StepProgram(norm, lambda v, _: regularizer.cvx(v), ())


def separable_program(norm: Norm, terms: Separable) -> StepProgram:
    """v = u is the move: l1 |v - kink| + (l2/2) ||v||^2 with lower <= v <= upper; the parameters are those it has.

    Relative to the center, so that no digits are lost where the center is large against the radius, and with kinks and
    bounds beyond reach cut off.
    """
    bounded = is_bounded(terms)

    def part(v: Any, values: tuple[Array, ...]) -> tuple[Any, list[Any]]:
        penalty, constraints = cp.Constant(0.0), []
        if terms.l1 > 0:
            penalty = penalty + terms.l1 * cp.sum(cp.abs(v - values[0]))
        if terms.l2 > 0:
            penalty = penalty + terms.l2 / 2 * cp.sum_squares(v)
        if bounded:
            constraints = [v >= values[-2], v <= values[-1]]
        return penalty, constraints

    count = (terms.l1 > 0) + 2 * bounded
    return StepProgram(norm, part, (norm.shape,) * count)


def is_bounded(terms: Separable) -> bool:
    """Whether any interval has an end."""
    return bool(np.isfinite(terms.lower).any() or np.isfinite(terms.upper).any())
